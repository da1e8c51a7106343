"""Families are recorded once, found by every code and by any beginning of a name, and opened only for a reason."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from goda.audit import Actor, Audit
from goda.db.database import Database
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.people.errors import FamilyInvalid, NoSuchFamily, ReasonNeeded, RecordedAlready
from goda.people.service import People

pytestmark = pytest.mark.anyio


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def code(text: str):
    return personal_code.parse(text)


async def test_a_recorded_family_is_open_to_its_clerk(people: People, clerk: Actor, make):
    recorded = await people.record_family(clerk, make["family"]())
    found = await people.family(clerk, recorded.id)
    assert [member.person.name for member in found.members] == ["Āda Bērziņa-Kalna", "Jānis Bērziņš"]
    assert found.document.number == "Nr-4711"
    assert found.applicant.person.code == "161175-19997"


@pytest.mark.parametrize("text", ["āda", "Ada", "ĀDA BĒRZ", "kaln ad", "bērziņa-kalna", "  berzina  "])
async def test_a_name_is_found_by_its_beginnings_without_marks_or_case(people: People, clerk: Actor, make, text):
    await people.record_family(clerk, make["family"]())
    assert "Āda Bērziņa-Kalna" in [hit.person.name for hit in await people.search_names(clerk, text)]


@pytest.mark.parametrize("text", ["erz", "ada liepa", "a", "", "%", "_____"])
async def test_a_name_is_not_found_by_its_middle_or_by_one_letter(people: People, clerk: Actor, make, text):
    await people.record_family(clerk, make["family"]())
    assert await people.search_names(clerk, text) == []


async def test_a_changed_code_keeps_one_person_found_by_both(people: People, clerk: Actor, make):
    """R-11, R-86."""
    await people.record_family(clerk, make["family"]())
    again = make["family"](make["applicant"](code="320000-00033", previous="161175-19997"), make["member"]())
    renewed = await people.record_family(clerk, again)
    assert renewed.applicant.person.code == "320000-00033"
    assert renewed.applicant.person.previous == ("161175-19997",)
    by_new = await people.search_code(clerk, code("320000-00033"), "request")
    by_old = await people.search_code(clerk, code("161175-19997"), "request")
    assert {hit.person.id for hit in by_new} == {hit.person.id for hit in by_old} == {renewed.applicant.person.id}
    assert [hit.by_previous for hit in by_old] == [True, True]
    assert len(by_old) == 2, "two families, one person"


async def test_an_old_document_does_not_turn_a_code_back(people: People, clerk: Actor, make):
    first = make["family"](make["applicant"](code="320000-00033", previous="161175-19997"), make["member"]())
    await people.record_family(clerk, first)
    with_old_code = await people.record_family(clerk, make["family"]())
    assert with_old_code.applicant.person.code == "320000-00033"


async def test_two_persons_are_not_made_one_by_a_typing_error(people: People, clerk: Actor, make):
    await people.record_family(clerk, make["family"]())
    wrong = make["family"](make["applicant"](previous="320000-00017"), make["member"](code="320000-00041"))
    with pytest.raises(FamilyInvalid) as caught:
        await people.record_family(clerk, wrong)
    assert list(caught.value.fields) == ["members.0.previous"]


async def test_a_form_that_comes_again_makes_one_family(people: People, clerk: Actor, colleague: Actor, make):
    """I4: a double click, or a retry after the answer was lost."""
    new = make["family"]()
    first, second = await asyncio.gather(people.record_family(clerk, new), people.record_family(clerk, new))
    assert first == second == await people.record_family(clerk, new)
    assert len(await people.search_names(clerk, "ada")) == 1
    with pytest.raises(RecordedAlready):
        await people.record_family(colleague, new)


async def test_a_form_that_comes_again_with_something_else_is_not_taken_for_the_first(
    people: People, clerk: Actor, make
):
    new = make["family"]()
    recorded = await people.record_family(clerk, new)
    for other in (make["applicant"](given="Anna"), make["applicant"](code="320000-00033")):
        with pytest.raises(RecordedAlready):
            await people.record_family(clerk, msgspec.structs.replace(new, members=(other, make["member"]())))
    with pytest.raises(RecordedAlready):
        await people.record_family(
            clerk, msgspec.structs.replace(new, members=(*new.members, make["member"](code="320000-00041")))
        )
    assert await people.family(clerk, recorded.id) == recorded


OTHERS = [
    ({"given": "Anna"}, "members.0.given", "Āda"),
    ({"surname": "Liepa"}, "members.0.surname", "Bērziņa-Kalna"),
]


@pytest.mark.parametrize(("typed", "field", "value"), OTHERS)
async def test_recording_a_family_rewrites_nobody_by_their_code(
    people: People, clerk: Actor, make, typed, field, value
):
    """R-91: a name is corrected in the person's own family, from a document."""
    recorded = await people.record_family(clerk, make["family"]())
    with pytest.raises(FamilyInvalid) as caught:
        await people.record_family(clerk, make["family"](make["applicant"](**typed), make["member"]()))
    (fault,) = caught.value.fields.items()
    assert fault[0] == field
    assert value in fault[1].title_in("lv"), "this clerk has that family open and may be told"
    assert await people.family(clerk, recorded.id) == recorded


async def test_a_birth_date_is_not_rewritten_by_a_code_either(people: People, clerk: Actor, make):
    recorded = await people.record_family(clerk, make["family"]())
    with pytest.raises(FamilyInvalid) as caught:
        await people.record_family(clerk, make["family"](make["applicant"](), make["member"](born=date(2016, 3, 7))))
    assert list(caught.value.fields) == ["members.1.born"]
    assert "07.03.2015" in caught.value.fields["members.1.born"].title_in("en")
    assert await people.family(clerk, recorded.id) == recorded


async def test_who_has_not_opened_a_family_is_not_told_what_is_on_record_of_it(
    people: People, clerk: Actor, colleague: Actor, database: Database, make
):
    """R-83, R-84: that somebody compared is on record all the same."""
    recorded = await people.record_family(clerk, make["family"]())
    guess = make["family"](make["applicant"](given="Anna"), make["member"](born=date(2016, 3, 7)))
    with pytest.raises(FamilyInvalid) as caught:
        await people.record_family(colleague, guess)
    assert set(caught.value.fields) == {"members.0.given", "members.1.born"}
    said = " ".join(one.title_in("lv") + one.advice_in("lv") for one in caught.value.fields.values())
    assert "Āda" not in said
    assert "2015" not in said
    assert "Labot ierakstu" in said
    assert await people.family(clerk, recorded.id) == recorded
    bodies = [
        json.loads(bytes(row["body"])) for row in await database.rows("SELECT body FROM audit_record ORDER BY position")
    ]
    compared = [body["refs"]["persons"] for body in bodies if body["action"] == "people.compared"]
    assert compared == [[str(one.person.id) for one in recorded.members]]


async def test_the_same_data_of_a_person_on_record_pass_and_a_missing_birth_date_is_added(
    people: People, clerk: Actor, make
):
    recorded = await people.record_family(clerk, make["family"]())
    grown = make["member"](role="adult", given="Āda", surname="Bērziņa-Kalna", code="161175-19997", education=True,
                           born=date(2006, 5, 1))  # fmt: skip
    parent = make["applicant"](given="Dace", code="320000-00041")
    again = await people.record_family(clerk, make["family"](parent, grown))
    assert again.members[1].person.id == recorded.applicant.person.id
    assert (await people.family(clerk, recorded.id)).applicant.person.born == date(2006, 5, 1)


async def test_another_clerk_has_to_say_why_and_again_after_eight_hours(
    people: People, clerk: Actor, colleague: Actor, clock: SetClock, make
):
    """R-83."""
    recorded = await people.record_family(clerk, make["family"]())
    with pytest.raises(ReasonNeeded):
        await people.family(colleague, recorded.id)
    await people.open_family(colleague, recorded.id, "request")
    assert (await people.family(colleague, recorded.id)).id == recorded.id
    assert [family.id for family in await people.open_families(colleague)] == [recorded.id]
    clock.advance(timedelta(hours=8))
    with pytest.raises(ReasonNeeded):
        await people.family(colleague, recorded.id)
    assert await people.open_families(colleague) == []


async def test_a_family_that_is_none_cannot_be_opened(people: People, clerk: Actor):
    with pytest.raises(NoSuchFamily):
        await people.open_family(clerk, clerk.id, "request")


async def test_every_read_and_write_leaves_a_record_without_names_or_codes(
    people: People, clerk: Actor, database: Database, clock: SetClock, make
):
    recorded = await people.record_family(clerk, make["family"]())
    before = (await Audit(database, clock).verify()).size
    await people.family(clerk, recorded.id)
    await people.search_code(clerk, code("161175-19997"), "request")
    await people.search_names(clerk, "berz")
    await people.open_family(clerk, recorded.id, "correction")
    after = await Audit(database, clock).verify()
    assert after.whole
    assert after.size == before + 4
    rows = str(await database.rows("SELECT * FROM audit_record"))
    assert "Bērzi" not in rows
    assert "161175" not in rows


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_record_says_who_was_shown_to_whom(
    people: People, clerk: Actor, colleague: Actor, database: Database, make
):
    """R-84: also a line in a search result is a disclosure to the one who searched."""
    recorded = await people.record_family(clerk, make["family"]())
    applicant = recorded.applicant.person.id
    for shown in (
        lambda: people.search_names(colleague, "ada"),
        lambda: people.search_code(colleague, code("161175-19997"), "request"),
        lambda: people.on_record(colleague, code("161175-19997")),
        lambda: people.open_families(clerk),
    ):
        await shown()
        (row,) = await database.rows("SELECT body FROM audit_record ORDER BY position DESC LIMIT 1")
        refs = json.loads(bytes(row["body"]))["refs"]
        assert refs.get("persons", refs.get("families")) in ([str(applicant)], [str(recorded.id)])


async def test_nothing_readable_of_a_family_lies_in_the_files(people: People, clerk: Actor, tmp_path: Path, make):
    disabled = make["member"](disability=True, disability_until=date(2031, 5, 17))
    await people.record_family(clerk, make["family"](make["applicant"](), disabled))
    data = everything_in(tmp_path)
    for plain in (
        "Bērziņ",
        "berzin",
        "161175",
        "16117519997",
        "2015-03-07",
        "2031-05-17",
        "disability_until",
        "Nr-4711",
    ):
        assert plain.encode() not in data, plain


@pytest.mark.parametrize(
    ("members", "field"),
    [
        (lambda m: [m["member"]()], "members"),
        (lambda m: [m["applicant"](), m["applicant"](code="010180-15097"), m["member"]()], "members"),
        (lambda m: [m["applicant"]()], "members"),
        (lambda m: [m["applicant"](), m["member"](code="161175-19997")], "members.1.code"),
        (lambda m: [m["applicant"](), m["member"](born=None)], "members.1.born"),
        (lambda m: [m["applicant"](), m["member"](born=date(2008, 11, 22))], "members.1.born"),
        (lambda m: [m["applicant"](), m["member"](born=date(2027, 1, 1))], "members.1.born"),
        (
            lambda m: [m["applicant"](), m["member"](role="adult", born=date(2002, 11, 22), education=True)],
            "members.1.born",
        ),
        (lambda m: [m["applicant"](), m["member"](role="adult", born=date(2006, 1, 1))], "members.1.grounds"),
        (lambda m: [m["applicant"](), m["member"](relation=None)], "members.1.relation"),
        (
            lambda m: [m["applicant"](), m["member"](disability=True, disability_until=date(2026, 11, 21))],
            "members.1.disability_until",
        ),
        (lambda m: [m["applicant"](surname="B" * 58), m["member"]()], "members.0.surname"),
    ],
)
async def test_a_record_that_is_not_whole_says_which_field(people: People, clerk: Actor, make, members, field):
    with pytest.raises(FamilyInvalid) as caught:
        await people.record_family(clerk, make["family"](*members(make)))
    assert list(caught.value.fields) == [field]
