"""Applications in person, printing and texts, asked over HTTP: what is kept, what is refused, what is shown (R-17, R-18, R-40 to R-42)."""

import io
import re

import pytest
from pypdf import PdfReader, PdfWriter

from goda.app import House
from simulators.registers.faults import Fault

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


async def begun(clerk, office, edge: str = "three-children") -> str:
    await clerk.get("/console/in-person")
    answer = await clerk.post("/console/in-person", {"code": office.code(edge), "seen": "yes"})
    await clerk.follow(answer)
    return answer.headers["location"]


async def test_nobody_begins_without_a_look_at_the_identity_document(clerk, office, house: House):
    await clerk.get("/console/in-person")
    code = office.code("three-children")
    assert (await clerk.post("/console/in-person", {"code": code})).status_code == 422
    assert "esat apskatījis personu apliecinošu dokumentu" in clerk.last
    assert f'value="{code}"' in clerk.last
    assert (await clerk.post("/console/in-person", {"code": "161175-19998", "seen": "yes"})).status_code == 422
    assert await house.db.rows("SELECT id FROM application") == []


async def test_a_code_that_nobody_has_and_a_register_that_is_silent_are_said(clerk, office):
    await clerk.get("/console/in-person")
    assert (await clerk.post("/console/in-person", {"code": "399999-00009", "seen": "yes"})).status_code == 422
    assert 'id="code-fault"' in clerk.last
    office.state.switches.set("fpr", Fault(kind="error"))
    answer = await clerk.post("/console/in-person", {"code": office.code("three-children"), "seen": "yes"})
    assert answer.status_code == 422
    assert office.code("three-children") in clerk.last


async def test_the_registers_fill_in_the_family(clerk, office):
    """R-41: nothing is typed that the state knows."""
    await begun(clerk, office)
    household = clerk.last[
        clerk.last.index('id="household"') : clerk.last.index("</ul>", clerk.last.index('id="household"'))
    ]
    assert household.count("<li>") == len(office.state.world.edge("three-children").codes)
    assert "FPR, 22.11.2026. 14:00" in household


async def test_answers_are_kept_one_by_one_and_the_card_follows(clerk, office):
    address = await begun(clerk, office)
    child = re.findall(r'name="name" value="([^"]+)"', clerk.last)[-1]
    name = re.search(rf'id="name-{child}"[^>]*><span>([^<]+)<', clerk.last)[1]
    fields = {"phone": "29123456", "channel": "email", "email": "nav-adrese", "order": child, "name": child}
    answer = await clerk.post(address, fields, **{"hx-request": "true", "hx-target": "side"})
    assert answer.status_code == 200
    assert name in clerk.last
    assert 'href="#email"' in clerk.last
    await clerk.get(address)
    assert 'value="+37129123456"' in clerk.last
    assert re.search(rf'value="{child}" checked', clerk.last)


async def test_a_refused_page_keeps_all_that_was_typed(clerk, office):
    address = await begun(clerk, office)
    fields = {"phone": "12", "email": "nav-adrese", "channel": "email", "do": "submit"}
    assert (await clerk.post(address, fields)).status_code == 422
    for typed in ('value="12"', 'value="nav-adrese"', 'value="email" checked', 'href="#email"'):
        assert typed in clerk.last, typed


async def test_names_are_moved_without_a_script_too(clerk, office):
    address = await begun(clerk, office)
    order = re.findall(r'name="order" value="([^"]+)"', clerk.last)
    fields = [*[("order", one) for one in order], ("do", f"up:{order[1]}")]
    await clerk.post(address, fields)
    assert re.findall(r'name="order" value="([^"]+)"', clerk.last)[:2] == [order[1], order[0]]


async def test_a_submission_says_number_and_days_and_the_next_visit_finds_it(clerk, office, house: House):
    """R-10; one open application a person."""
    address = await office.applied(clerk, "two-children")
    await clerk.get(address)
    for said in ("3P-2026-000001", "22.11.2026. 14:00", "22.12.2026.", "izskata darbinieks"):
        assert said in clerk.last, said
    assert await begun(clerk, office, "two-children") == address
    assert len(await house.db.rows("SELECT id FROM application")) == 1


async def test_a_form_sent_twice_is_one_application(clerk, office, house: House):
    """I4."""
    address = await begun(clerk, office)
    key = re.search(r'name="key" value="([^"]+)"', clerk.last)[1]
    for _ in range(2):
        answer = await clerk.post(address, {"channel": "e-address", "key": key, "do": "submit"})
        assert answer.status_code in {303, 422}
    rows = await house.db.rows("SELECT number FROM application")
    assert [row["number"] for row in rows] == ["3P-2026-000001"]


async def test_documents_are_brought_read_and_taken_back(clerk, office):
    address = await begun(clerk, office)
    made, written = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.write(written)
    assert (await clerk.send(f"{address}/documents", {}, b"GIF89a", "a.gif")).status_code == 422
    assert 'id="file-fault"' in clerk.last
    await clerk.follow(await clerk.send(f"{address}/documents", {}, written.getvalue(), "izziņa.pdf"))
    document = re.search(rf'href="({address}/documents/([^"]+))"', clerk.last)
    answer = await clerk.get(document[1])
    assert answer.headers["content-disposition"].startswith("attachment")
    await clerk.follow(await clerk.post(f"{address}/documents", {"remove": document[2]}))
    assert (await clerk.get(document[1])).status_code == 404


async def test_a_family_takes_its_application_back_until_it_is_decided(clerk, office):
    address = await office.applied(clerk, "two-children")
    await clerk.get(address)
    await clerk.follow(await clerk.post(f"{address}/withdraw", {}))
    assert "atsaukts iesniegums" in clerk.last
    granted = await office.applied(clerk, "three-children")
    await clerk.get(granted)
    assert (await clerk.post(f"{granted}/withdraw", {})).status_code == 422


async def test_another_clerk_s_draft_is_nobody_s_business(clerk, sign_in, office):
    """R-98."""
    address = await begun(clerk, office)
    colleague = await sign_in("Jānis Kalns")
    assert (await colleague.get(address)).status_code == 404


async def test_who_has_applied_gets_no_card_past_the_decision(clerk, office, house: House):
    """A card of a family that the registers know comes of its decision only."""
    await office.applied(clerk, "two-children")
    (row,) = await house.db.rows("SELECT family FROM application")
    family = f"/console/families/{row['family']}"
    await clerk.get(f"{family}/open")
    await clerk.follow(await clerk.post(f"{family}/open", {"reason": "supervision"}))
    assert "3P-2026-000001" in clerk.last
    assert "cards/new" not in clerk.last
    assert (await clerk.get(f"{family}/cards/new")).status_code == 409
    await clerk.get(family)
    assert (await clerk.post(f"{family}/cards/new", {"from": "22.11.2026", "to": "22.11.2027"})).status_code == 409
    assert await house.db.rows("SELECT id FROM card") == []


# -- printing -----------------------------------------------------------------------------------------------------------------


async def test_letters_and_cards_are_printed_listed_and_followed(clerk, office):
    """R-17, R-18: section 5 of issue 3."""
    await office.applied(clerk, "three-children", channel="post", plastic="post", postal="Rīgas iela 1, Rīga, LV-1010")
    await clerk.get("/console/printing")
    assert "Plastikāta kartes: 1" in clerk.last
    made = await clerk.post("/console/printing", {"kind": "plastic", "delivery": "post"})
    batch = made.headers["location"].partition("?")[0]
    await clerk.follow(made)
    assert "1. partija" in clerk.last
    assert (await clerk.get(f"{batch}/list.csv")).text.startswith("\ufeff")
    for name in ("list.pdf", "contents.pdf"):
        answer = await clerk.get(f"{batch}/{name}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert len(PdfReader(io.BytesIO(answer.content)).pages) >= 1
    assert (await clerk.post(batch, {"state": "sent", "on": "31.02.2026"})).status_code == 422
    assert "31.02.2026" in clerk.last
    assert (await clerk.post(batch, {"state": "sent", "on": "22.11.2036"})).status_code == 422
    await clerk.follow(await clerk.post(batch, {"state": "sent", "on": "22.11.2026"}))
    assert "Nosūtīts pa pastu" in clerk.last
    item, version = re.search(r'name="item" value="([^"]+)"><input type="hidden" name="version" value="([0-9]+)"', clerk.last).groups()  # fmt: skip
    fields = {"item": item, "version": version, "state": "returned", "on": "22.11.2026"}
    await clerk.follow(await clerk.post(batch, fields))
    assert "Atnācis atpakaļ" in clerk.last
    assert (await clerk.post(batch, fields)).status_code == 422, "a colleague was quicker, or the same form came twice"


async def test_an_empty_heap_makes_no_batch(clerk):
    await clerk.get("/console/printing")
    for fields in ({"kind": "letter", "delivery": "post"}, {"kind": "x", "delivery": "post"}, {}):
        assert (await clerk.post("/console/printing", fields)).status_code == 422


# -- texts --------------------------------------------------------------------------------------------------------------------


async def test_leads_edit_the_texts_and_every_version_stays(clerk, sign_in):
    lead = await sign_in("Vadītāja", "lead")
    await lead.get("/console/texts")
    assert "/console/texts/grant" in lead.last
    await lead.get("/console/texts/grant")
    before = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', lead.last, re.DOTALL)[1]
    assert (await lead.post("/console/texts/grant", {"text": f"{before} {{nav}}", "version": "0"})).status_code == 422
    assert "{nav}" in lead.last
    await lead.follow(await lead.post("/console/texts/grant", {"text": f"{before} Jauns.", "version": "0"}))
    assert "Saglabāts kā 1. redakcija" in lead.last
    assert (await lead.post("/console/texts/grant", {"text": "Cits teksts.", "version": "0"})).status_code == 422
    assert "Cits teksts." in lead.last, "two editors see each other, and nothing is lost"
    await clerk.get("/console/texts/grant")
    assert "<textarea" not in clerk.last
    assert "Jauns." in clerk.last
    assert (await clerk.get("/console/texts/no-such")).status_code == 404
