"""What a clerk does with cases, asked over HTTP: find, read, ask, enter, decide, undo, confirm; and what is refused or kept."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader, PdfWriter

from goda.console.queue import NumberUnread, shape
from goda.kernel.clock import SetClock

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]
ME, OTHER = "399990-00012", "399990-00020"


@pytest.fixture
async def clerk(sign_in):
    return await sign_in(code=ME)


@pytest.fixture
async def colleague(sign_in):
    return await sign_in("Jānis Kalns", code=OTHER)


def pdf() -> bytes:
    written, made = io.BytesIO(), PdfWriter()
    made.add_blank_page(200, 200)
    made.write(written)
    return written.getvalue()


def decision_fields(page: str, **changed: str) -> dict[str, str]:
    """What a browser would send from the page of deciding as it stands."""
    fields = dict(re.findall(r'<input[^>]* name="(id|cause|seen|events|proposed|to)"[^>]*? value="([^"]*)"', page))
    fields["text"] = re.search(r'<textarea[^>]* name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]
    return fields | {"reason": ""} | changed


async def decided(clerk, case: str, kind: str = "refuse", **changed: str) -> str:
    """Decide as the template begins it; returns the decision's address."""
    await clerk.get(f"{case}/decide/{kind}")
    answer = await clerk.post(f"{case}/decide/{kind}", decision_fields(clerk.last, **changed))
    await clerk.follow(answer)
    return answer.headers["location"].partition("?")[0]


async def test_the_queue_says_how_many_days_are_left_and_why_it_is_a_case(clerk, office, clock: SetClock):
    await office.case(clerk)
    await clerk.get("/console/queue")
    assert "3P-2026-000001" in clerk.last
    assert "vēl 30 dienas" in clerk.last
    for days, words, urgency in ((27, "vēl 3 dienas", "due soon"), (3, "šodien pēdējā diena", "due soon"), (1, "kavējas 1 dienu", "due late")):  # fmt: skip
        clock.advance(timedelta(days=days))
        clerk = await office_clerk(clerk, office)
        await clerk.get("/console/queue")
        assert words in clerk.last
        assert urgency in clerk.last


async def office_clerk(clerk, office):
    """The same member of staff, signed in again: sessions do not last for days."""
    cookie = await office.house.sessions.open("staff", clerk.member.id)
    clerk.http.cookies.clear()
    clerk.http.cookies.set(cookie.key, cookie.value)
    return clerk


async def test_the_queue_is_filtered(clerk, office):
    case = await office.case(clerk)
    for show, there in (("open", True), ("second", False), ("asked", False), ("rechecks", False), ("all", True), ("x'", True)):  # fmt: skip
        assert (await clerk.get(f"/console/queue?show={show}")).status_code == 200
        assert (case in clerk.last) is there, show


@pytest.mark.parametrize("typed", ["3P-2026-000001", "3p-2026-000001", "2026-000001", "000001", "1", " P-2026/1 "])
async def test_a_case_is_found_by_its_number_as_people_type_it(clerk, office, typed: str):
    case = await office.case(clerk)
    await clerk.get("/console/queue")
    answer = await clerk.post("/console/queue/find", {"number": typed})
    assert (answer.status_code, answer.headers.get("location")) == (303, case)


async def test_a_number_that_is_none_is_kept_and_explained(clerk, office):
    await office.case(clerk)
    for typed, said in (("abc", "nav iesnieguma numurs"), ("999999", "Lietas ar šādu numuru nav"), ("1234567", "nav iesnieguma numurs")):  # fmt: skip
        await clerk.get("/console/queue")
        assert (await clerk.post("/console/queue/find", {"number": typed})).status_code == 422
        assert said in clerk.last
        assert f'value="{typed}"' in clerk.last


async def test_numbers_have_one_shape(database_kind):
    assert shape("3P-2026-000123") == ("2026", "000123")
    assert shape("7") == (None, "000007")
    with pytest.raises(NumberUnread):
        shape("３P-2026-000123")


async def test_what_was_granted_without_a_case_is_found_too(clerk, office):
    await office.applied(clerk, "three-children")
    await clerk.get("/console/queue")
    answer = await clerk.post("/console/queue/find", {"number": "1"})
    await clerk.follow(answer)
    assert "/console/decisions/" in answer.headers["location"]
    assert "L-2026-000001" in clerk.last


async def test_the_next_case_is_the_next_open_one_and_the_queue_at_the_end(clerk, colleague, office):
    first = await office.case(clerk, "two-children")
    second = await office.case(clerk, "debtor")
    ids = [one.rpartition("/")[2] for one in (first, second)]
    assert (await clerk.get(f"/console/queue/next?after={ids[0]}")).headers["location"] == second
    assert (await clerk.get(f"/console/queue/next?after={ids[1]}")).headers["location"] == first
    await colleague.get(second)
    await colleague.post(f"{second}/take", {"do": "take"})
    assert (await clerk.get(f"/console/queue/next?after={ids[0]}")).headers["location"] == "/console/queue"
    await colleague.get(second)
    await colleague.post(f"{second}/take", {"do": "release"})
    assert (await clerk.get("/console/queue/next?after=no")).headers["location"] == first


async def test_a_case_shows_each_criterion_with_answer_source_time_and_law(clerk, office):
    await office.case(clerk, "debtor")
    for said in ("izpildīts", "nav izpildīts", "ir parādnieks", "UGF 22.11. 14:00", "/rules#applicant_is_no_debtor", "Sistēma iesaka atteikt"):  # fmt: skip
        assert said in clerk.last, said


async def test_what_is_missing_leads_to_the_form_that_mends_it(clerk, office):
    """R-68: the entry rests on a document, and the case is judged anew by it."""
    case = await office.case(clerk, "student-abroad-with-certificate", abroad="eldest")
    form = re.search(rf'href="({case}/fact\?person=[^"]+)"', clerk.last)[1]
    await clerk.get(form)
    person = re.search(r'<option value="([^"]+)" selected', clerk.last)[1]
    fields = {"person": person, "statement": "studies-abroad:true", "until": "30.06.2027", "note": "Izziņa Nr. 7"}
    without = await clerk.post(f"{case}/fact/documents", fields)
    assert without.status_code == 422
    assert "Pievienojiet dokumentu" in clerk.last
    assert "Izziņa Nr. 7" in clerk.last
    wrong = await clerk.send(f"{case}/fact/documents", fields, b"MZ not a document", "izzina.pdf")
    assert wrong.status_code == 422
    assert "Izziņa Nr. 7" in clerk.last
    await clerk.follow(await clerk.send(f"{case}/fact/documents", fields, pdf()))
    assert "Sistēma iesaka piešķirt" in clerk.last
    assert "uz to balstās ieraksts" in clerk.last
    document = re.search(rf'href="({case}/documents/[^"]+)"', clerk.last)[1]
    answer = await clerk.get(document)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"%PDF")


async def test_a_case_document_is_not_given_out_by_another_case(clerk, office):
    first = await office.case(clerk, "two-children")
    await clerk.follow(await clerk.send(f"{first}/documents", {}, pdf()))
    document = re.search(rf'href="{first}(/documents/[^"]+)"', clerk.last)[1]
    second = await office.case(clerk, "debtor")
    assert (await clerk.get(f"{first}{document}")).status_code == 200
    assert (await clerk.get(f"{second}{document}")).status_code == 404


async def test_a_document_of_another_kind_is_refused_beside_its_field(clerk, office):
    case = await office.case(clerk)
    assert (await clerk.send(f"{case}/documents", {}, b"<html>", "a.pdf")).status_code == 422
    assert 'id="file-fault"' in clerk.last
    assert (await clerk.post(f"{case}/documents", {})).status_code == 422
    assert "Izvēlieties datni" in clerk.last


async def test_the_family_is_asked_by_a_day(clerk, office):
    case = await office.case(clerk)
    await clerk.get(f"{case}/ask")
    assert (await clerk.post(f"{case}/ask", {"what": "Lūdzu, atsūtiet izziņu.", "until": "vakar"})).status_code == 422
    assert "Lūdzu, atsūtiet izziņu." in clerk.last
    await clerk.follow(await clerk.post(f"{case}/ask", {"what": "Lūdzu, atsūtiet izziņu.", "until": "02.12.2026"}))
    assert "atbilde jāsniedz līdz 02.12.2026." in clerk.last
    await clerk.get("/console/queue?show=asked")
    assert case in clerk.last


async def test_the_term_is_extended_with_reasons(clerk, office):
    """D-10."""
    case = await office.case(clerk)
    await clerk.get(f"{case}/extend")
    for fields in ({"months": "9", "reasons": "Gaidām"}, {"months": "1", "reasons": ""}):
        assert (await clerk.post(f"{case}/extend", fields)).status_code == 422
    await clerk.follow(
        await clerk.post(f"{case}/extend", {"months": "1", "reasons": "Gaidām atbildi no ārvalstīm. Termiņš: {līdz}"})
    )
    assert "22.01.2027." in clerk.last


async def test_a_decision_is_held_can_be_undone_and_is_sent(clerk, office, clock: SetClock):
    case = await office.case(clerk)
    decision = await decided(clerk, case)
    assert "vēl atsaucams" in clerk.last
    assert 'data-left="120"' in clerk.last
    await clerk.follow(await clerk.post(f"{decision}/undo", {}))
    assert "Atteikt…" in clerk.last
    decision = await decided(clerk, case)
    await clerk.follow(await clerk.post(f"{decision}/send", {}))
    await office.work()
    await clerk.get(decision)
    assert "pieņemts" in clerk.last
    paper = await clerk.get(f"{decision}/paper.pdf")
    assert re.fullmatch(r'inline; filename="lemums-L-2026-\d{6}\.pdf"', paper.headers["content-disposition"])
    assert "L-2026-" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    seal = await clerk.get(f"{decision}/seal.jws")
    assert seal.text.count(".") == 2
    assert re.search(r"lemums-L-2026-\d{6}\.jws", seal.headers["content-disposition"])
    late = await clerk.post(f"{decision}/undo", {})
    assert late.status_code == 409
    await clerk.get(case)
    assert "slēgta" in clerk.last
    assert "decide/refuse" not in clerk.last


async def test_a_decision_goes_by_itself_when_its_two_minutes_have_passed(clerk, office, clock: SetClock):
    decision = await decided(clerk, await office.case(clerk))
    clock.advance(timedelta(seconds=121))
    await office.work()
    await clerk.get(decision)
    assert "pieņemts" in clerk.last


async def test_looking_at_the_paper_decides_nothing(clerk, office):
    case = await office.case(clerk)
    await clerk.get(f"{case}/decide/refuse")
    answer = await clerk.post(f"{case}/preview/refuse", decision_fields(clerk.last))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    await clerk.get(case)
    assert "/console/decisions/" not in clerk.last


async def test_a_form_sent_twice_makes_one_decision(clerk, office):
    """I4."""
    case = await office.case(clerk)
    await clerk.get(f"{case}/decide/refuse")
    fields = decision_fields(clerk.last)
    answers = [await clerk.post(f"{case}/decide/refuse", fields) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1


async def test_nothing_typed_is_lost_by_a_fault(clerk, office):
    case = await office.case(clerk, "student-abroad-with-certificate", abroad="eldest")
    await clerk.get(f"{case}/decide/grant")
    fields = decision_fields(clerk.last, text="Mans garais teksts {līdz}.", to="31.02.2027", reason="Iemesls")
    assert (await clerk.post(f"{case}/decide/grant", fields)).status_code == 422
    for kept in ("Mans garais teksts {līdz}.", "31.02.2027", "Iemesls"):
        assert kept in clerk.last
    assert (await clerk.post(f"{case}/decide/refuse", decision_fields(clerk.last, text=""))).status_code == 422


async def test_a_stale_form_says_what_happened_meanwhile_and_keeps_the_text(clerk, colleague, office):
    case = await office.case(clerk)
    await clerk.get(f"{case}/decide/refuse")
    mine = clerk.last
    await colleague.get(f"{case}/extend")
    await colleague.follow(await colleague.post(f"{case}/extend", {"months": "1", "reasons": "Gaidām."}))
    answer = await clerk.post(f"{case}/decide/refuse", decision_fields(mine, text="Mans teksts."))
    assert answer.status_code == 422
    assert "Kas pa to laiku noticis" in clerk.last
    assert "Jānis Kalns" in clerk.last
    assert "Mans teksts." in clerk.last
    again = await clerk.post(f"{case}/decide/refuse", decision_fields(clerk.last))
    assert again.status_code == 303


async def test_a_decision_against_the_law_takes_a_second_person(clerk, colleague, office):
    """R-96, section 5: who proposed it cannot agree."""
    case = await office.case(clerk)
    decision = await decided(clerk, case, "grant", to="21.11.2027", reason="Izņēmums", text="Piešķirt izņēmuma kārtā.")
    assert "kolēģim vai vadītājam" in clerk.last
    assert (await clerk.post(f"{decision}/second", {"do": "agree"})).status_code == 403
    await colleague.get("/console/queue?show=second")
    assert case in colleague.last
    await colleague.get(decision)
    assert "Ilze Ozola ierosina piešķirt karti" in colleague.last
    assert (await colleague.post(f"{decision}/second", {"do": "decline", "note": ""})).status_code == 422
    assert (await colleague.post(f"{decision}/second", {"note": "Vai tiešām?"})).status_code == 422
    assert "Vai tiešām?" in colleague.last
    await colleague.follow(await colleague.post(f"{decision}/second", {"do": "decline", "note": "Nav pamata."}))
    assert "otrs darbinieks noraidījis" in colleague.last
    await clerk.get(case)
    assert "Nav pamata." in clerk.last
    decision = await decided(clerk, case, "grant", to="21.11.2027", reason="Izņēmums", text="Piešķirt izņēmuma kārtā.")
    await colleague.get(decision)
    await colleague.follow(await colleague.post(f"{decision}/second", {"do": "agree", "note": ""}))
    assert "vēl atsaucams" in colleague.last


async def test_nobody_decides_on_their_own_family(sign_in, clerk, office):
    case = await office.case(clerk)
    for code, said in ((office.code("two-children"), "Nobody decides on their own family"), ("", "own personal code is not on record")):  # fmt: skip
        kin = await sign_in("Ieva Rada", code=code)
        await kin.get(case, **{"accept-language": "en"})
        assert "You cannot decide in this case" in kin.last
        assert "decide/refuse" not in kin.last
        await kin.get(f"{case}/decide/refuse", **{"accept-language": "en"})
        fields = decision_fields(kin.last, text="Tā.") if "<textarea" in kin.last else {"text": "Tā."}
        answer = await kin.post(f"{case}/decide/refuse", fields, **{"accept-language": "en"})
        assert answer.status_code == 403
        assert said in kin.last


async def test_registers_are_asked_again_and_what_is_clear_then_is_granted(clerk, office):
    office.switch("viis", "error")
    office.switch("ugf", "error")
    case = await office.case(clerk, "three-children")
    assert "reģistrs nav atbildējis" in clerk.last
    office.state.switches.clear()
    office.house.clock.advance(timedelta(minutes=5))
    await clerk.follow(await clerk.post(f"{case}/ask-again", {}))
    await office.work()
    await clerk.get(case)
    assert "slēgta" in clerk.last


async def test_a_case_that_a_colleague_decided_meanwhile_costs_no_text(clerk, colleague, office):
    case = await office.case(clerk)
    await clerk.get(f"{case}/decide/refuse")
    mine = decision_fields(clerk.last, text="Mans garais teksts.")
    await colleague.get(f"{case}/ask")
    asking = colleague.last
    decision = await decided(colleague, case)
    for _ in range(2):
        assert (await clerk.post(f"{case}/decide/refuse", mine)).status_code == 422
        assert "Mans garais teksts." in clerk.last
        mine = decision_fields(clerk.last)
    colleague.last = asking
    assert (await colleague.post(f"{case}/ask", {"what": "Lūdzu izziņu.", "until": "02.12.2026"})).status_code == 422
    assert "Lūdzu izziņu." in colleague.last
    await colleague.get(decision)
    await colleague.post(f"{decision}/send", {})
    await office.work()
    assert (await clerk.post(f"{case}/decide/refuse", mine)).status_code == 422
    assert "Mans garais teksts." in clerk.last


async def test_a_recheck_is_left_as_it_is_with_a_note(clerk, office, sign_in, issue):
    card = await issue(clerk)
    await clerk.get(f"{card}/annul?cause=misuse")
    await clerk.post(f"{card}/annul", {"cause": "misuse", "text": "Karti izmantoja cits."})
    (row,) = await office.house.db.rows("SELECT id FROM decision")
    decision = f"/console/decisions/{row['id']}"
    second = await sign_in("Jānis Kalns", code=OTHER)
    await second.get(decision)
    await second.follow(await second.post(f"{decision}/second", {"do": "decline", "note": "Nav tā."}))
    address = re.search(r"/console/cases/[0-9a-f-]+", second.last)[0]
    await clerk.get(f"{address}/keep")
    assert (await clerk.post(f"{address}/keep", {"note": ""})).status_code == 422
    assert (await clerk.post(f"{address}/keep", {"note": "Pārbaudīts."})).status_code == 303
    await clerk.get(address)
    assert "slēgta" in clerk.last
    assert "Pārbaudīts." in clerk.last
