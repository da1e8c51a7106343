"""Letters and plastic cards in batches (R-17, R-18): each piece is printed once, a batch never changes, returns go out again on wish."""

import asyncio
import csv
import io
from datetime import date, timedelta

import pypdf
import pytest

from goda.audit import SYSTEM, Actor
from goda.kernel.errors import Invalid, Refused
from goda.kernel.ids import new_id
from goda.notices.model import Contact
from goda.printing.errors import NoSuchBatch, NoSuchItem, NothingToPrint, NotNow, PaperMissing

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


async def test_refusal_by_letter_is_printed_with_its_paper_each_on_a_sheet_of_its_own(office):
    person = await office.person()
    await office.refusal(person)
    (line,) = await office.printing.waiting(office.clerk, "letter")
    assert (line.name, line.postal, line.item.what) == ("Āda Bērziņa", "Brīvības iela 12-3, Cēsis, LV-4101", "notice")
    batch = await office.printing.make_batch(office.clerk, "letter", "post")
    assert (batch.number, batch.items, batch.made_by) == (1, 1, office.clerk.id)
    printed = await office.printing.contents_pdf(office.clerk, batch.id)
    letter, back, *paper = pages(printed.body)
    assert "Āda Bērziņa Brīvības iela 12-3 Cēsis LV-4101" in letter
    assert "Pielikumā: lēmums." in letter
    assert back == ""
    assert "Lēmums Nr. L-2026-000123" in paper[0]
    assert len(pages(printed.body)) % 2 == 0


async def test_letter_waits_until_it_is_posted_and_then_notices_know(office):
    person = await office.person()
    await office.refusal(person)
    batch = await office.printing.make_batch(office.clerk, "letter", "post")
    assert await office.printing.waiting(office.clerk, "letter") == ()
    assert len(await office.notices.letters_waiting()) == 1
    assert await office.printing.mark_batch(office.clerk, batch.id, "sent", TODAY) == 1
    assert await office.notices.letters_waiting() == ()
    (delivery,) = [one for one in await office.notices.deliveries(person=person) if one.way == "letter"]
    assert delivery.state == "sent"
    assert await office.printing.waiting(office.clerk, "letter") == ()


async def test_plastic_card_is_front_and_back_in_its_own_size_without_an_activation_code(office):
    person = await office.person()
    card = await office.card(person, "Āda Bērziņa-Kalna")
    await office.plastic(person, card)
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    made = pypdf.PdfReader(io.BytesIO((await office.printing.contents_pdf(office.clerk, batch.id)).body)).pages
    assert len(made) == 2
    assert round(float(made[0].mediabox.width) / 72 * 25.4, 1) == 85.6
    assert "Āda Bērziņa-Kalna" in made[0].extract_text()
    life = await office.cards.life(office.clerk, card)
    assert life.activations == ()
    assert [one.profile for one in life.credentials] == ["print"]


async def test_family_without_a_phone_gets_the_card_on_paper_and_a_code_under_a_cover_with_its_address(office):
    person = await office.person()
    await office.card_letter(person, await office.card(person))
    batch = await office.printing.make_batch(office.clerk, "letter", "post")
    cover, _, letter, _ = pages((await office.printing.contents_pdf(office.clerk, batch.id)).body)
    assert "Brīvības iela 12-3 Cēsis LV-4101" in cover
    assert "Aktivizācijas kods" in letter
    assert "Aktivizācijas kods" not in cover


async def test_same_card_is_added_once_however_often_its_decision_is_carried_out(office):
    person = await office.person()
    card = await office.card(person)
    assert await office.plastic(person, card) == await office.plastic(person, card)
    await office.printing.make_batch(office.clerk, "plastic", "post")
    await office.plastic(person, card)
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "plastic", "post")


async def test_two_clerks_at_once_never_print_a_piece_twice(office):
    persons = [await office.person(f"Āda {n}") for n in ("A", "B", "C")]
    for person in persons:
        await office.plastic(person, await office.card(person))
        await office.refusal(person)
    for kind in ("plastic", "letter"):
        done = await asyncio.gather(
            *(office.printing.make_batch(actor, kind, "post") for actor in (office.clerk, office.colleague) * 3),
            return_exceptions=True,
        )
        made = [one for one in done if not isinstance(one, BaseException)]
        assert all(isinstance(one, NothingToPrint) for one in done if isinstance(one, BaseException)), done
        printed = [line.item.id for one in made for line in (await office.printing.batch(office.clerk, one.id))[1]]
        assert len(printed) == len(set(printed)) == 3
        assert sum(one.items for one in made) == 3
    numbers = [one.number for one in await office.printing.batches(office.clerk)]
    assert numbers == sorted(set(numbers), reverse=True)


async def test_batch_is_the_same_at_each_download_whatever_happens_to_the_family(office):
    person = await office.person()
    await office.card_letter(person, await office.card(person))
    await office.refusal(person)
    batch = await office.printing.make_batch(office.clerk, "letter", "post")
    read = (office.printing.contents_pdf, office.printing.manifest_pdf, office.printing.manifest_csv)
    before = [(await one(office.clerk, batch.id)).body for one in read]
    async with office.audit.work(SYSTEM, "serve") as work:
        await office.notices.set_contact(work, person, Contact(channel="post", postal="Citur 1, Rīga"))
    office.clock.advance(timedelta(days=3))
    await office.printing.mark_batch(office.clerk, batch.id, "sent", TODAY)
    assert [(await one(office.colleague, batch.id)).body for one in read] == before


async def test_manifest_says_who_gets_what_where_and_is_what_a_spreadsheet_opens(office):
    person = await office.person(surname="Bērziņa", postal="Brīvības iela 12-3\nCēsis\nLV-4101")
    await office.plastic(person, await office.card(person))
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    made = await office.printing.manifest_csv(office.clerk, batch.id)
    assert made.body.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(made.body.decode("utf-8-sig"), newline=""), delimiter=";")
    assert head == ["Nr.", "Vārds, uzvārds", "Adrese", "Sūtījums", "Kartes numurs", "Veids"]
    number = (await office.printing.batch(office.clerk, batch.id))[1][0].card_number
    assert row == ["1", "Āda Bērziņa", "Brīvības iela 12-3, Cēsis, LV-4101", "Plastikāta karte", number, "Pa pastu"]
    listed = " ".join(pages((await office.printing.manifest_pdf(office.clerk, batch.id)).body))
    for words in ("Izdruku kopa Nr. 1", "22.11.2026.", "Plastikāta kartes", "1 sūtījums", "Āda Bērziņa", number):
        assert words in listed


async def test_piece_without_an_address_or_a_card_not_valid_yet_goes_on_waiting(office):
    nowhere, later = await office.person(postal=""), await office.person("Ilze")
    await office.plastic(nowhere, await office.card(nowhere))
    await office.plastic(later, await office.card(later, first=TODAY + timedelta(days=9)))
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "plastic", "post")
    assert len(await office.printing.waiting(office.clerk, "plastic")) == 2
    office.clock.advance(timedelta(days=9))
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    assert [line.item.person for line in (await office.printing.batch(office.clerk, batch.id))[1]] == [later]


async def test_no_code_is_made_for_a_letter_that_cannot_be_posted(office):
    nowhere = await office.person(postal="")
    card = await office.card(nowhere)
    await office.card_letter(nowhere, card)
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "letter", "post")
    life = await office.cards.life(office.clerk, card)
    assert (life.activations, life.credentials) == ((), ())


async def test_piece_can_be_taken_out_of_the_line_and_is_not_collected_again(office):
    person = await office.person()
    await office.refusal(person)
    (line,) = await office.printing.waiting(office.clerk, "letter")
    await office.printing.mark(office.clerk, line.item.id, "dropped", TODAY, 0)
    assert await office.printing.waiting(office.clerk, "letter") == ()
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "letter", "post")


async def test_what_cannot_be_printed_yet_hides_nothing_that_can(office, monkeypatch):
    monkeypatch.setattr("goda.printing.service.MOST", 1)
    nowhere, somewhere = await office.person(postal=""), await office.person("Ilze")
    for person in (nowhere, somewhere):
        await office.plastic(person, await office.card(person))
        office.clock.advance(timedelta(seconds=1))
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    assert [line.name for line in (await office.printing.batch(office.clerk, batch.id))[1]] == ["Ilze Bērziņa"]


async def test_batch_takes_so_many_and_the_next_one_the_rest_in_their_order(office, monkeypatch):
    monkeypatch.setattr("goda.printing.service.MOST", 2)
    persons = []
    for name in ("Pirmā", "Otrā", "Trešā"):
        persons.append(await office.person(name))
        await office.plastic(persons[-1], await office.card(persons[-1]))
        office.clock.advance(timedelta(seconds=1))
    printed = []
    for _ in range(2):
        batch = await office.printing.make_batch(office.clerk, "plastic", "post")
        printed.append([line.item.person for line in (await office.printing.batch(office.clerk, batch.id))[1]])
    assert printed == [persons[:2], persons[2:]]


async def test_annulled_card_drops_out_of_the_line(office):
    person = await office.person()
    card = await office.card(person)
    item = await office.plastic(person, card)
    await office.cards.annul(SYSTEM, card, "error")
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "plastic", "post")
    assert await office.printing.waiting(office.clerk, "plastic") == ()
    assert [one.state for one in await office.printing.history(office.clerk, item)] == ["waiting", "dropped"]


async def test_plastic_is_handed_over_at_the_fund_and_it_stands_who_did(office):
    person = await office.person(postal="")
    item = await office.plastic(person, await office.card(person), "fund")
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "plastic", "post")
    await office.printing.make_batch(office.clerk, "plastic", "fund")
    with pytest.raises(NotNow):
        await office.printing.mark(office.clerk, item, "sent", TODAY, 1)
    office.clock.advance(timedelta(days=2))
    here = await office.printing.mark(office.clerk, item, "received", TODAY + timedelta(days=1), 1)
    given = await office.printing.mark(office.colleague, item, "handed-over", TODAY + timedelta(days=2), here.version)
    assert given.next_states == frozenset()
    last = (await office.printing.history(office.clerk, item))[-1]
    assert (last.state, last.on, last.by) == ("handed-over", TODAY + timedelta(days=2), office.colleague.id)


async def test_what_came_back_goes_out_again_with_another_batch_and_the_first_stays_as_it_was(office):
    person = await office.person()
    item = await office.plastic(person, await office.card(person))
    first = await office.printing.make_batch(office.clerk, "plastic", "post")
    version = 1
    for state in ("sent", "returned", "waiting"):
        version = (await office.printing.mark(office.clerk, item, state, TODAY, version)).version
    listed = (await office.printing.manifest_csv(office.clerk, first.id)).body
    second = await office.printing.make_batch(office.clerk, "plastic", "post")
    assert second.number == first.number + 1
    assert (await office.printing.manifest_csv(office.clerk, first.id)).body == listed
    (line,) = (await office.printing.batch(office.clerk, first.id))[1]
    assert line.item.batch == second.id
    assert [one.state for one in await office.printing.history(office.clerk, item)] == [
        "waiting", "made", "sent", "returned", "waiting", "made",
    ]  # fmt: skip
    with pytest.raises(NotNow):
        await office.printing.mark_batch(office.clerk, first.id, "sent", TODAY)


async def test_lost_card_is_printed_once_more_as_a_piece_of_its_own(office):
    person = await office.person()
    card = await office.card(person)
    item = await office.plastic(person, card)
    with pytest.raises(NotNow):
        await office.printing.again(office.clerk, item)
    await office.printing.make_batch(office.clerk, "plastic", "post")
    another = await office.printing.again(office.clerk, item)
    assert another.id != item
    with pytest.raises(NotNow):
        await office.printing.again(office.clerk, item)
    assert {one.id for one in await office.printing.of_card(office.clerk, card)} == {item, another.id}


async def test_colleague_who_saw_an_older_state_marks_nothing(office):
    person = await office.person()
    item = await office.plastic(person, await office.card(person))
    await office.printing.make_batch(office.clerk, "plastic", "post")
    done = await asyncio.gather(
        *(office.printing.mark(actor, item, "sent", TODAY, 1) for actor in (office.clerk, office.colleague)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Item", "NotNow"]
    assert len(await office.printing.history(office.clerk, item)) == 3


async def test_what_would_be_possible_by_now_is_still_not_noted_on_an_older_state(office):
    person = await office.person()
    item = await office.plastic(person, await office.card(person))
    await office.printing.make_batch(office.clerk, "plastic", "post")
    await office.printing.mark(office.clerk, item, "sent", TODAY, 1)
    with pytest.raises(NotNow):
        await office.printing.mark(office.colleague, item, "received", TODAY, 1)
    assert (await office.printing.mark(office.colleague, item, "received", TODAY, 2)).state == "received"


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
async def test_day_lies_between_the_batch_and_today(office, day):
    person = await office.person()
    item = await office.plastic(person, await office.card(person))
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    for call in (
        office.printing.mark(office.clerk, item, "sent", day, 1),
        office.printing.mark_batch(office.clerk, batch.id, "sent", day),
    ):
        with pytest.raises(Invalid) as refused:
            await call
        assert refused.value.fields["on"].code == "print-day"
    assert len(await office.printing.history(office.clerk, item)) == 2


async def test_paper_that_is_not_ready_stops_the_printer_not_the_batch(office):
    person = await office.person()
    decision = await office.refusal(person, ready=False)
    batch = await office.printing.make_batch(office.clerk, "letter", "post")
    with pytest.raises(PaperMissing):
        await office.printing.contents_pdf(office.clerk, batch.id)
    other = await office.refusal(await office.person("Ilze"))
    office.papers[decision] = office.papers[other]
    assert len(pages((await office.printing.contents_pdf(office.clerk, batch.id)).body)) >= 4


async def test_batches_are_sealed_and_every_reading_is_on_record_without_names(office, database):
    person = await office.person()
    await office.plastic(person, await office.card(person))
    batch = await office.printing.make_batch(office.clerk, "plastic", "post")
    await office.printing.manifest_csv(office.colleague, batch.id)
    (line,) = await database.rows("SELECT sealed FROM print_line")
    assert "Bērziņa".encode() not in bytes(line["sealed"])
    bodies = [bytes(row["body"]) for row in await database.rows("SELECT body FROM audit_record ORDER BY position")]
    assert b'"print.batch_read"' in bodies[-1]
    assert str(office.colleague.id).encode() in bodies[-1]
    assert str(person).encode() in bodies[-1]
    assert all("Bērziņa".encode() not in body for body in bodies)
    for made in ("print.add", "print.batch"):
        assert any(f'"{made}"'.encode() in body for body in bodies)


async def test_merged_record_gets_what_waited_for_the_other(office, database):
    kept, gone = await office.person("Ilze"), await office.person()
    item = await office.plastic(gone, await office.card(gone))
    async with database.transaction():
        await office.printing.rehome(kept, gone)
    (line,) = await office.printing.waiting(office.clerk, "plastic")
    assert (line.item.id, line.name) == (item, "Ilze Bērziņa")


@pytest.mark.parametrize(
    "actor", [SYSTEM, Actor(kind="person", id=new_id()), Actor(kind="staff", id=new_id(), role=None)]
)
async def test_printing_is_for_staff(office, actor):
    here = office.printing
    for call in (
        here.waiting(actor, "letter"),
        here.make_batch(actor, "letter", "post"),
        here.batches(actor),
        here.batch(actor, new_id()),
        here.manifest_csv(actor, new_id()),
        here.manifest_pdf(actor, new_id()),
        here.contents_pdf(actor, new_id()),
        here.mark(actor, new_id(), "sent", TODAY, 0),
        here.mark_batch(actor, new_id(), "sent", TODAY),
        here.history(actor, new_id()),
        here.of_card(actor, new_id()),
        here.again(actor, new_id()),
    ):
        with pytest.raises(Refused):
            await call


async def test_what_is_not_there_is_said_to_be_missing(office):
    with pytest.raises(NoSuchBatch):
        await office.printing.contents_pdf(office.clerk, new_id())
    with pytest.raises(NoSuchItem):
        await office.printing.mark(office.clerk, new_id(), "sent", TODAY, 0)
    with pytest.raises(NothingToPrint):
        await office.printing.make_batch(office.clerk, "letter", "post")
