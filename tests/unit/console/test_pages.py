"""What a clerk does, asked over HTTP: search, record, issue, print, annul; and what is refused."""

import io
import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from stdnum.iso7064 import mod_37_36

from goda.app import House
from goda.audit import Actor
from goda.console.feature import HANDLERS
from goda.console.papers import PAPERS
from goda.staff.service import actor_of

pytestmark = pytest.mark.anyio

OPEN_TO_ALL = {"/sign-in", "/enrol", "/passkey/use", "/passkey/used", "/passkey/make", "/passkey/made", "/language"}


async def recorded(house: House) -> list[dict]:
    rows = await house.db.rows("SELECT body FROM audit_record ORDER BY position")
    return [json.loads(bytes(row["body"])) for row in rows]


def routes() -> list[tuple[str, str]]:
    found = []
    for handler in HANDLERS:
        for path in handler.paths:
            filled = re.sub(r"\{[a-z_]+:uuid\}", str(uuid4()), path)
            found += [(method, filled) for method in handler.http_methods if method != "OPTIONS"]
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_every_page_but_the_door_sends_a_stranger_to_the_door(stranger: httpx.AsyncClient):
    headers = {
        "accept": "text/html",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded",
    }
    closed = [route for route in routes() if route[1] not in OPEN_TO_ALL]
    assert len(closed) > 25
    for method, path in closed:
        answer = await stranger.request(
            method, f"/console{path}", headers=headers, content="" if method == "GET" else "q=a"
        )
        assert (answer.status_code, answer.headers.get("location")) == (303, "/console/sign-in"), path


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_every_form_is_refused_without_its_token(clerk):
    for method, path in routes():
        if method == "POST" and path not in OPEN_TO_ALL:
            clerk.last = ""
            answer = await clerk.post(f"/console{path}", {"q": "ada"})
            assert answer.status_code == 403, path


async def test_a_family_is_recorded_and_found_by_name_code_and_card_number(clerk, record, issue):
    card = await issue(clerk)
    number = re.search(r">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])<", clerk.last)[1]
    await clerk.get("/console")
    for text, reason in (("ada b", ""), ("161175-19997", "request"), (number.lower().replace("-", " "), "")):
        answer = await clerk.post("/console/search", {"q": text, "reason": reason})
        assert answer.status_code == 200
        assert "Āda Bērziņa" in clerk.last
    assert card.split("/")[-1] in clerk.last


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", ["ABCDEFGH", "12345680"])
async def test_a_card_number_without_a_digit_or_without_a_letter_is_found_too(clerk, issue, house: House, body: str):
    """One number in thirty has no digit and looks like a name; a few look like a part of a personal code."""
    number = body + mod_37_36.calc_check_digit(body)
    await issue(clerk)
    await house.db.rows("UPDATE card SET number = {}", number)
    await clerk.get("/console")
    assert (await clerk.post("/console/search", {"q": number.lower(), "reason": ""})).status_code == 200
    assert "Āda Bērziņa" in clerk.last


async def test_the_first_page_shows_the_cards_granted_last_and_says_so_in_the_record(
    clerk, sign_in, issue, house: House
):
    """R-83: a colleague sees that there is a card, and is asked why before seeing more."""
    card = await issue(clerk)
    colleague = await sign_in("Rasa Liepa")
    await colleague.get("/console")
    assert card in colleague.last
    assert "Pēdējās piešķirtās kartes" in colleague.last
    assert "161175" not in colleague.last
    asked = await colleague.get(card)
    assert (asked.status_code, asked.headers["location"][-5:]) == (303, "/open")
    log = str(await house.db.rows("SELECT body FROM audit_record"))
    assert f'"cards":["{card.split("/")[-1]}"]' in log


async def test_a_personal_code_is_searched_only_for_a_reason(clerk, record):
    await record(clerk)
    answer = await clerk.post("/console/search", {"q": "161175-19997", "reason": ""})
    assert answer.status_code == 422
    assert "Izvēlieties pamatojumu" in clerk.last
    assert "family" not in answer.request.url.path


async def test_faults_keep_all_that_was_typed_and_point_to_their_fields(clerk, family_fields):
    await clerk.get("/console/families/new")
    answer = await clerk.post("/console/families/new", family_fields(m2_code="161175-19998", m3_born="31.02.2019"))
    assert answer.status_code == 422
    assert 'href="#m2-code"' in clerk.last
    assert 'href="#m3-born"' in clerk.last
    for typed in ("161175-19998", "31.02.2019", "Elīza", "Nr-4711"):
        assert f'value="{typed}"' in clerk.last


async def test_a_doubtful_new_code_is_a_warning_and_no_fault(clerk, family_fields):
    """D-11."""
    await clerk.get("/console/families/new")
    await clerk.post("/console/families/new", [*family_fields(), ("do", "role")])
    assert "Kontrolcipars nesakrīt" in clerk.last
    assert (await clerk.post("/console/families/new", family_fields())).status_code == 303


async def test_taking_out_a_person_moves_nobodys_text(clerk, family_fields):
    await clerk.get("/console/families/new")
    await clerk.post("/console/families/new", [*family_fields(), ("do", "remove:m2")])
    assert 'id="m3-given"' in clerk.last
    assert 'value="Elīza"' in clerk.last
    assert 'value="Jānis"' not in clerk.last
    assert 'value="Nr-4711"' in clerk.last


async def test_a_record_is_corrected_from_a_document_and_shows_it(clerk, record):
    """R-91."""
    family = await record(clerk)
    await clerk.get(f"{family}/correct")
    typed = fields_of(clerk.last)
    assert typed["m2-given"] == "Jānis"
    assert "remove:m1" not in clerk.last
    document = {"document-number": "LV-1", "document-issuer": "PMLP"}
    people = [("member", f"m{n}") for n in range(1, 5)]
    refused = await clerk.post(f"{family}/correct", [*people, *(typed | document | {"m1-surname": ""}).items()])
    assert refused.status_code == 422
    assert "LV-1" in clerk.last
    more = await clerk.post(f"{family}/correct", [*people, *(typed | document).items(), ("do", "add")])
    assert more.status_code == 200
    assert 'id="m5-given"' in clerk.last
    answer = await clerk.post(f"{family}/correct", [*people, *(typed | document | {"m1-surname": "Liepa"}).items()])
    await clerk.follow(answer)
    assert "Āda Liepa" in clerk.last
    assert "LV-1" in clerk.last
    stale = await clerk.post(f"{family}/correct", [*people, *(typed | document | {"m1-surname": "Kalna"}).items()])
    assert stale.status_code == 422
    assert "Kāds cits pa to laiku šo ģimeni ir labojis" in clerk.last
    assert "Kalna" in clerk.last


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send from the family's form, its buttons and list of members aside."""
    form = page[page.index('id="family-form"') :]
    typed = {
        name: value
        for name, value in re.findall(r'<input[^>]* name="([a-z0-9_-]+)"[^>]*? value="([^"]*)"', form)
        if name not in ("member", "form_token") and not name.endswith("-mistyped")
    }
    for name, options in re.findall(r'<select[^>]* name="([a-z0-9-]+)"[^>]*>(.*?)</select>', form):
        typed[name] = (re.search(r'value="([^"]+)" selected', options) or ["", ""])[1]
    return typed


async def test_names_move_up_and_the_preview_follows(clerk, record, fields_of_card):
    family = await record(clerk)
    await clerk.get(f"{family}/cards/new")
    order = re.findall(r'name="order" value="([^"]+)"', clerk.last)
    await clerk.post(f"{family}/cards/preview", [*fields_of_card(clerk.last), ("do", f"up:{order[2]}")])
    assert re.findall(r'name="order" value="([^"]+)"', clerk.last) == [order[0], order[2], order[1], order[3]]
    assert "Elīza Bērziņa · Jānis Bērziņš · Toms Bērziņš" in clerk.last


async def test_three_under_fifteen_are_proposed_three_years(clerk, record):
    """D-3."""
    await clerk.get(f"{await record(clerk)}/cards/new")
    assert 'name="to"' in clerk.last
    assert 'value="21.11.2029"' in clerk.last


async def test_another_last_day_needs_its_reason(clerk, record, fields_of_card):
    """D-3."""
    family = await record(clerk)
    await clerk.get(f"{family}/cards/new")
    answer = await clerk.post(f"{family}/cards/new", fields_of_card(clerk.last, to="01.06.2027"))
    assert answer.status_code == 422
    assert "Kāpēc cita pēdējā diena" in clerk.last
    answer = await clerk.post(
        f"{family}/cards/new", fields_of_card(clerk.last, to="01.06.2027", reason="Ģimenes lūgums")
    )
    await clerk.follow(answer)
    assert "01.06.2027." in clerk.last
    assert "Ģimenes lūgums" in clerk.last


async def test_a_form_sent_twice_issues_one_card(clerk, record, fields_of_card):
    """I4."""
    family = await record(clerk)
    await clerk.get(f"{family}/cards/new")
    fields = fields_of_card(clerk.last)
    first = await clerk.post(f"{family}/cards/new", fields)
    again = await clerk.post(f"{family}/cards/new", fields)
    assert first.headers["location"] == again.headers["location"]


async def printed(clerk, card: str, paper: str = "letter.pdf") -> httpx.Response:
    """What a click on the paper's button brings."""
    await clerk.get(card)
    return await clerk.follow(await clerk.post(f"{card}/papers", {"paper": paper}))


async def test_a_form_sent_twice_records_one_family(clerk, family_fields):
    """I4. The id is the page's, and stays when a person's fields are added."""
    await clerk.get("/console/families/new")
    first = re.search(r'name="id" value="([^"]+)"', clerk.last)[1]
    await clerk.post("/console/families/new", [("id", first), *family_fields(), ("do", "add")])
    assert re.search(r'name="id" value="([^"]+)"', clerk.last)[1] == first
    answers = [await clerk.post("/console/families/new", [("id", first), *family_fields()]) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {f"/console/families/{first}?new"}
    changed = await clerk.post("/console/families/new", [("id", first), *family_fields(m1_given="Anna")])
    assert changed.status_code == 422
    assert "Šī veidlapa jau ir ierakstīta" in clerk.last


async def test_looking_at_a_letter_makes_none(clerk, issue, house: House):
    """An address that is opened twice, or ahead of time by a browser, makes no code and signs nothing."""
    card = await issue(clerk)
    for paper in PAPERS:
        assert (await clerk.get(f"{card}/{paper}")).status_code == 409
        assert "Šādas vēstules pašlaik nav." in clerk.last
    assert await house.db.rows("SELECT id FROM activation UNION ALL SELECT id FROM credential") == []
    made = await printed(clerk, card)
    assert (await clerk.get(f"{card}/letter.pdf")).headers["content-type"] == made.headers["content-type"]
    assert len(await house.db.rows("SELECT id FROM activation UNION ALL SELECT id FROM credential")) == 2


async def test_the_letter_holds_the_code_and_a_print_that_scans(clerk, issue):
    card = await issue(clerk)
    answer = await printed(clerk, card)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    await clerk.get(card)
    code = re.search(r'class="secret">([A-Z0-9-]+)<', clerk.last)[1]
    assert code in text
    assert f"/#code={code}" in text
    assert "localhost:8000/#/privacy" in text, "pages of the wallet live behind its fragment"
    assert "Āda Bērziņa" in text


async def test_the_plastic_card_scans_and_says_the_same_as_the_letter(clerk, issue):
    card = await issue(clerk)
    back = await printed(clerk, card, "plastic-back.png")
    image = Image.open(io.BytesIO(back.content))
    assert image.size == (1011, 638)
    (scanned,) = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    assert scanned.text.startswith("3301")
    assert scanned.ec_level == "M"
    pages = PdfReader(io.BytesIO((await clerk.get(f"{card}/plastic.pdf")).content)).pages
    assert [round(float(side) / 72 * 25.4, 1) for side in pages[0].mediabox[2:]] == [85.6, 54.0]
    assert "Toms Bērziņš" in pages[0].extract_text()
    assert len(pages) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_annulling_says_what_will_happen_can_be_undone_and_is_a_decision(clerk, issue, office):
    card = await issue(clerk)
    await printed(clerk, card)
    await clerk.get(f"{card}/annul")
    assert f"{card}/annul?cause=misuse" in clerk.last
    await clerk.get(f"{card}/annul?cause=holder-wish")
    assert "1 tālrunis vai izdruka vairs nebūs derīga." in clerk.last
    assert "Apliecības turētājs no tās atteicās." in clerk.last
    assert (await clerk.post(f"{card}/annul", {"cause": ""})).status_code == 422
    said = {"cause": "holder-wish", "text": "Turētājs zvanīja {fakti}."}
    assert (await clerk.post(f"{card}/annul", said)).status_code == 422
    assert "Turētājs zvanīja {fakti}." in clerk.last
    said["text"] = "Turētājs zvanīja."
    held = await clerk.post(f"{card}/annul", said)
    await clerk.follow(held)
    await clerk.follow(await clerk.post(f"{held.headers['location'].partition('?')[0]}/undo", {}))
    await clerk.get(card)
    assert "Anulēt karti…" in clerk.last
    await clerk.get(f"{card}/annul?cause=holder-wish")
    sent = await clerk.post(f"{card}/annul", said)
    await clerk.follow(sent)
    await clerk.post(f"{sent.headers['location'].partition('?')[0]}/send", {})
    await office.work()
    await clerk.get(card)
    assert "Anulēta neatgriezeniski" in clerk.last
    assert (await clerk.get(f"{card}/letter.pdf")).status_code == 409


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_card_is_annulled_for_cause_by_two_people(clerk, sign_in, issue, office):
    card = await issue(clerk)
    await clerk.get(f"{card}/annul?cause=misuse")
    assert "To nodod otram darbiniekam" in clerk.last
    answer = await clerk.post(f"{card}/annul", {"cause": "misuse", "text": "Karti izmantoja cits."})
    decision = answer.headers["location"].partition("?")[0]
    colleague = await sign_in("Jānis Kalns", code="399990-00020")
    await colleague.get("/console/queue?show=rechecks")
    assert "kartes anulēšana" in colleague.last
    await colleague.get(decision)
    await colleague.follow(await colleague.post(f"{decision}/second", {"do": "agree"}))
    await colleague.post(f"{decision}/send", {})
    await office.work()
    await clerk.get(card)
    assert "Anulēta neatgriezeniski" in clerk.last


async def test_one_print_is_annulled_and_the_card_stays(clerk, issue):
    card = await issue(clerk)
    await printed(clerk, card)
    await clerk.get(card)
    copy = re.search(r'href="(/console/cards/[^"]+/copies/[^"]+/annul)"', clerk.last)[1]
    await clerk.get(copy)
    await clerk.follow(await clerk.post(copy, {"cause": "damaged"}))
    assert "Izdruka tika sabojāta" in clerk.last or "Anulēta" in clerk.last
    assert "Anulēt karti…" in clerk.last


async def test_a_colleague_sees_neither_family_nor_card_nor_letter_without_a_reason(clerk, sign_in, issue):
    """R-83, own and foreign objects."""
    card = await issue(clerk)
    await clerk.get(card)
    family = re.search(r'href="(/console/families/[0-9a-f-]+)"', clerk.last)[1]
    colleague = await sign_in("Jānis Kalns")
    for path in (
        family,
        f"{family}/cards/new",
        card,
        f"{card}/letter.pdf",
        f"{card}/plastic-back.png",
        f"{card}/annul",
        f"{card}/code",
    ):
        answer = await colleague.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, f"{family}/open"), path
        assert "Bērziņa" not in answer.text
    for path, fields in (("annul", {"cause": "misuse"}), ("papers", {"paper": "letter.pdf"}), ("code", {})):
        answer = await colleague.post(f"{card}/{path}", fields)
        assert answer.headers["location"] == f"{family}/open"
    await colleague.get(f"{family}/open")
    await colleague.follow(await colleague.post(f"{family}/open", {"reason": "supervision"}))
    assert "Āda Bērziņa" in colleague.last
    assert "Derīga" in colleague.last, "nothing was annulled meanwhile"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_clerk_cannot_see_or_change_who_works_here(clerk, sign_in):
    lead = await sign_in("Vadītāja", "lead")
    assert (await clerk.get("/console/staff")).status_code == 403
    await clerk.get("/console/keys")
    assert (await clerk.post(f"/console/staff/{lead.member.id}/end", {})).status_code == 403
    assert (await clerk.post("/console/staff", {"name": "Vēl Kāds", "role": "lead"})).status_code == 403


async def test_a_lead_ends_a_clerk_who_is_out_with_the_next_click(clerk, sign_in):
    """R-82."""
    lead = await sign_in("Vadītāja", "lead", fresh=True)
    await lead.get(f"/console/staff/{clerk.member.id}/end")
    await lead.follow(await lead.post(f"/console/staff/{clerk.member.id}/end", {}))
    assert (await clerk.get("/console")).headers["location"] == "/console/sign-in"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_session_left_open_changes_no_keys(clerk, house: House):
    (first, _) = await house.staff.keys(Actor(kind="staff", id=clerk.member.id, role="clerk"))
    assert (await clerk.post(f"/console/keys/{first.id}/remove", {})).status_code == 403
    assert "Vispirms ienāciet vēlreiz" in clerk.last


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_leads_session_left_open_makes_no_link_and_ends_nobody(clerk, sign_in, clock):
    """A link is a key to be: for oneself it would be the key that the test above refuses."""
    lead = await sign_in("Vadītāja", "lead", fresh=True)
    await lead.get("/console/staff")
    assert (await lead.post("/console/staff", {"name": "Vēl Kāds", "role": "clerk"})).status_code == 200
    clock.advance(timedelta(minutes=11))
    await lead.get("/console/staff")
    for path in ("", f"/{lead.member.id}/link", f"/{clerk.member.id}/link", f"/{clerk.member.id}/end"):
        answer = await lead.post(f"/console/staff{path}", {"name": "Vēl Kāds", "role": "lead"})
        assert answer.status_code == 403, path
        await lead.get("/console/staff")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_person_on_record_is_told_while_their_code_is_typed(clerk, record):
    """R-11."""
    family = await record(clerk)
    await clerk.get("/console/families/new")
    token = clerk.last
    await clerk.post("/console/families/known", {"key": "m1", "m1-code": "161175-19997"})
    assert "Āda Bērziņa" in clerk.last
    assert family in clerk.last
    clerk.last = token
    await clerk.post("/console/families/known", {"key": "m1", "m1-code": "010180-15097"})
    assert "Bērziņa" not in clerk.last


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_who_tries_codes_to_learn_whose_they_are_is_stopped_and_on_record(
    clerk, sign_in, record, house: House, clock
):
    """R-84: for each clerk by themselves, whatever their address."""
    family = await record(clerk)
    thief = await sign_in("Zaglis")
    probe = {"key": "m1", "m1-code": "161175-19997"}

    async def tried(who) -> int:
        page = who.last
        answer = await who.post("/console/families/known", probe)
        who.last = page
        return answer.status_code

    assert [await tried(thief) for _ in range(41)] == [200] * 40 + [429]
    assert await tried(clerk) == 200
    told = [body for body in await recorded(house) if body["action"] == "people.searched"]
    applicant = (await house.people.family(actor_of(clerk.member), UUID(family.rpartition("/")[2]))).applicant.person.id
    by_thief = [body["refs"]["persons"] for body in told if str(thief.member.id) in json.dumps(body)]
    assert by_thief == [[str(applicant)]] * 40
    clock.advance(timedelta(seconds=15))
    assert [await tried(thief) for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_page_whose_session_has_ended_is_told_and_not_sent_away(clerk, stranger: httpx.AsyncClient):
    """What a clerk has typed stays on the page: it asks before it sends, and takes the token of the next session."""
    alive = await clerk.http.get("/console/session", headers={"accept": "application/json"})
    assert alive.json()["token"] in clerk.last
    assert alive.headers["cache-control"] == "no-store"
    for headers in ({"accept": "application/json"}, {"accept": "text/html", "hx-request": "true"}):
        answer = await stranger.get("/console/session", headers=headers)
        assert (answer.status_code, "hx-redirect" in answer.headers) == (401, False)


async def test_signing_out_is_on_record(clerk, house: House):
    await clerk.post("/console/sign-out", {})
    assert (await clerk.get("/console")).headers["location"] == "/console/sign-in"
    assert ("staff.signed-out", str(clerk.member.id)) in [
        (body["action"], body["refs"].get("member")) for body in await recorded(house)
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_card_that_was_not_shown_was_not_read(clerk, sign_in, issue, house: House):
    """R-84: the record says what a clerk saw, so a refusal must not stand there as a look."""
    card = await issue(clerk)
    colleague = await sign_in("Zane Kalniņa")
    for path in (card, f"{card}/annul", f"{card}/letter.pdf"):
        assert (await colleague.get(path)).headers["location"].endswith("/open")
    assert [body for body in await recorded(house) if body["actor"]["id"] == str(colleague.member.id)] == []
    await clerk.get(card)
    assert (await recorded(house))[-1]["action"] == "card.life"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_signing_out_clears_the_browser_and_everywhere_means_everywhere(clerk, house: House):
    await house.sessions.open("staff", clerk.member.id)
    answer = await clerk.post("/console/sign-out", {"everywhere": "yes"})
    assert answer.headers["clear-site-data"] == '"cache"'
    assert {'__Host-goda=""', "Max-Age=0"} <= set(answer.headers["set-cookie"].split("; "))
    assert (await clerk.get("/console")).headers["location"] == "/console/sign-in"
    assert await house.sessions.close_all("staff", clerk.member.id) == 0


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_no_page_holds_script_or_style_inline_and_the_policy_forbids_both(clerk, issue):
    card = await issue(clerk)
    for path in (
        "/console",
        "/console/keys",
        "/console/families/new",
        card,
        f"{card}/annul",
        f"{card}/code",
        "/console/sign-in",
    ):
        answer = await clerk.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", answer.text), path
        assert answer.headers["cache-control"] == "no-store" or answer.status_code == 303


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_language_switch_leads_nowhere_else(stranger: httpx.AsyncClient):
    headers = {
        "accept": "text/html",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded",
    }
    for back in ("//evil.example", "https://evil.example/console", "/verify", "/console\\@evil", "/consolé", ""):
        body = str(httpx.QueryParams({"language": "en", "back": back}))
        answer = await stranger.post("/console/language", content=body, headers=headers)
        assert answer.headers["location"] == "/console", back
        assert "goda_lang=en" in answer.headers["set-cookie"]


@pytest.mark.parametrize("number", ["2222-2222-5", "222222225", "2222 2222 5"])
async def test_a_card_number_without_a_letter_is_no_personal_code(clerk, number):
    await clerk.get("/console")
    answer = await clerk.post("/console/search", {"q": number, "reason": ""}, **{"accept-language": "en"})
    assert "Choose a reason" not in answer.text


async def test_nobody_issues_a_card_to_their_own_family_or_ends_one_of_it(
    sign_in, clerk, record, fields_of_card, issue
):
    """Also where the family was recorded by hand, under a code that is theirs or whose owner is not known."""
    card = await issue(clerk)
    page = await clerk.get(card)
    family = re.search(r'href="(/console/families/[0-9a-f-]{36})"', page.text)[1]
    for code in ("161175-19997", ""):
        other = await sign_in("Radiniece", code=code)
        await other.get(f"{family}/open")
        assert (await other.post(f"{family}/open", {"reason": "request"})).status_code == 303
        assert (await other.get(f"{family}/cards/new")).status_code == 403
        await other.get(f"{card}/annul?cause=holder-wish")
        said = {"cause": "holder-wish", "text": "Turētājs atteicās."}
        assert (await other.post(f"{card}/annul", said)).status_code == 403


async def test_the_first_page_says_that_the_machine_has_given_something_up(clerk, house: House):
    page = await clerk.get("/console/")
    assert "atmetusi" not in page.text
    now = house.clock.now()
    await house.db.rows(
        "INSERT INTO job (id, kind, payload, created, due, tries, dead) VALUES ({}, 'test.dead', {}, {}, {}, 10, {}) RETURNING id",
        uuid4(), "{}", now, now, True,
    )  # fmt: skip
    page = await clerk.get("/console/")
    assert "Sistēma atmetusi 1 uzdevumu<" in page.text
