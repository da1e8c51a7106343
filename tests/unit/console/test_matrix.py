"""Who may go where: every route of the application × every role × own and foreign objects (security.md, Controls; R-98).

The routes are the application's own: one that is missing here fails, so nobody adds one without saying to whom it is open.
"""

import re
from enum import Enum
from uuid import uuid4

import httpx
import pytest
from litestar.routes import HTTPRoute

from goda.app import House
from goda.audit import Actor

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


class Open(Enum):
    """To whom a route is open."""

    ALL = "anybody"
    STAFF = "whoever is signed in"
    SELF = "whoever is signed in, for their own keys"
    FAMILY = "whoever gave a reason for opening this family"
    LEAD = "leads"
    PHONE = "a phone that proves its key"
    CASE = "whoever is signed in; who stands in the family reads and decides nothing"
    BATCH = "whoever is signed in, for batches that there are"
    PERSON = "a signed-in member of a family, for what is their own"


MATRIX = {
    "GET /health/live": Open.ALL,
    "GET /health/ready": Open.ALL,
    "GET /metrics": Open.ALL,
    "GET /privacy": Open.ALL,
    "GET /rules": Open.ALL,
    "GET /schema": Open.ALL,  # in the demo only
    "GET /schema/{path:str}": Open.ALL,
    "GET /schema/openapi.json": Open.ALL,
    "GET /status/{number:str}": Open.ALL,
    "POST /wallet/nonces": Open.ALL,
    "POST /wallet/activations": Open.PHONE,
    "GET /wallet/card": Open.PHONE,
    "POST /wallet/renewals": Open.PHONE,
    "GET /wallet/devices": Open.PHONE,
    "DELETE /wallet/devices/{device:uuid}": Open.PHONE,
    "GET /login": Open.ALL,
    "GET /login/callback": Open.ALL,
    "GET /wallet/me": Open.ALL,
    "POST /wallet/sign-out": Open.ALL,
    "POST /wallet/passkeys/sign-in": Open.ALL,
    "POST /wallet/passkeys/sign-in/options": Open.ALL,
    "DELETE /wallet/applications/{application:uuid}/documents/{document:uuid}": Open.PERSON,
    "DELETE /wallet/passkeys/{key:uuid}": Open.PERSON,
    "DELETE /wallet/push": Open.PERSON,
    "GET /wallet/applications": Open.PERSON,
    "GET /wallet/applications/{application:uuid}": Open.PERSON,
    "GET /wallet/applications/{application:uuid}/documents": Open.PERSON,
    "GET /wallet/applications/{application:uuid}/documents/{document:uuid}": Open.PERSON,
    "GET /wallet/decisions/{decision:uuid}/paper": Open.PERSON,
    "GET /wallet/decisions/{decision:uuid}/seal": Open.PERSON,
    "DELETE /wallet/me/cards/{card:uuid}": Open.PERSON,
    "GET /wallet/me/cards": Open.PERSON,
    "GET /wallet/messages": Open.PERSON,
    "GET /wallet/passkeys": Open.PERSON,
    "PATCH /wallet/applications/{application:uuid}/answers": Open.PERSON,
    "POST /wallet/applications": Open.PERSON,
    "POST /wallet/applications/{application:uuid}/documents": Open.PERSON,
    "POST /wallet/applications/{application:uuid}/refresh": Open.PERSON,
    "POST /wallet/applications/{application:uuid}/submission": Open.PERSON,
    "POST /wallet/applications/{application:uuid}/withdrawal": Open.PERSON,
    "POST /wallet/me/cards/{card:uuid}/code": Open.PERSON,
    "POST /wallet/me/cards/{card:uuid}/phone": Open.PERSON,
    "POST /wallet/messages/{message:uuid}/read": Open.PERSON,
    "POST /wallet/passkeys": Open.PERSON,
    "POST /wallet/passkeys/options": Open.PERSON,
    "PUT /wallet/applications/{application:uuid}/contact": Open.PERSON,
    "PUT /wallet/push": Open.PERSON,
    "GET /console/queue": Open.STAFF,
    "GET /console/queue/next": Open.STAFF,
    "POST /console/queue/find": Open.STAFF,
    "GET /console/in-person": Open.STAFF,
    "POST /console/in-person": Open.STAFF,
    "GET /console/texts": Open.STAFF,
    "GET /console/printing": Open.STAFF,
    "POST /console/printing": Open.STAFF,
    "GET /console/printing/{batch:uuid}": Open.BATCH,
    "POST /console/printing/{batch:uuid}": Open.BATCH,
    "GET /console/printing/{batch:uuid}/list.csv": Open.BATCH,
    "GET /console/printing/{batch:uuid}/list.pdf": Open.BATCH,
    "GET /console/printing/{batch:uuid}/contents.pdf": Open.BATCH,
    "GET /console/texts/{kind:str}": Open.STAFF,
    "GET /console/cases/{case:uuid}": Open.CASE,
    "GET /console/cases/{case:uuid}/ask": Open.CASE,
    "GET /console/cases/{case:uuid}/decide/{kind:str}": Open.CASE,
    "GET /console/cases/{case:uuid}/documents/{document:uuid}": Open.CASE,
    "GET /console/cases/{case:uuid}/extend": Open.CASE,
    "GET /console/cases/{case:uuid}/fact": Open.CASE,
    "GET /console/cases/{case:uuid}/keep": Open.CASE,
    "GET /console/decisions/{decision:uuid}": Open.CASE,
    "GET /console/decisions/{decision:uuid}/paper.pdf": Open.CASE,
    "GET /console/decisions/{decision:uuid}/seal.jws": Open.CASE,
    "GET /console/in-person/{application:uuid}": Open.CASE,
    "GET /console/in-person/{application:uuid}/documents/{document:uuid}": Open.CASE,
    "POST /console/cases/{case:uuid}/ask": Open.CASE,
    "POST /console/cases/{case:uuid}/ask-again": Open.CASE,
    "POST /console/cases/{case:uuid}/decide/{kind:str}": Open.CASE,
    "POST /console/cases/{case:uuid}/documents": Open.CASE,
    "POST /console/cases/{case:uuid}/extend": Open.CASE,
    "POST /console/cases/{case:uuid}/fact/documents": Open.CASE,
    "POST /console/cases/{case:uuid}/keep": Open.CASE,
    "POST /console/cases/{case:uuid}/preview/{kind:str}": Open.CASE,
    "POST /console/cases/{case:uuid}/take": Open.CASE,
    "POST /console/decisions/{decision:uuid}/second": Open.CASE,
    "POST /console/decisions/{decision:uuid}/send": Open.CASE,
    "POST /console/decisions/{decision:uuid}/undo": Open.CASE,
    "POST /console/in-person/{application:uuid}": Open.CASE,
    "POST /console/in-person/{application:uuid}/documents": Open.CASE,
    "POST /console/in-person/{application:uuid}/withdraw": Open.CASE,
    "POST /console/texts/{kind:str}": Open.LEAD,
    "GET /console/sign-in": Open.ALL,
    "GET /console/enrol": Open.ALL,
    "POST /console/language": Open.ALL,
    "POST /console/passkey/use": Open.ALL,
    "POST /console/passkey/used": Open.ALL,
    "POST /console/passkey/make": Open.ALL,
    "POST /console/passkey/made": Open.ALL,
    "GET /console": Open.STAFF,
    "GET /console/session": Open.STAFF,
    "POST /console/search": Open.STAFF,
    "POST /console/sign-out": Open.STAFF,
    "GET /console/families/new": Open.STAFF,
    "POST /console/families/new": Open.STAFF,
    "POST /console/families/known": Open.STAFF,
    "GET /console/families/{family:uuid}/open": Open.STAFF,
    "POST /console/families/{family:uuid}/open": Open.STAFF,
    "GET /console/keys": Open.STAFF,
    "POST /console/keys/{key:uuid}/name": Open.SELF,
    "GET /console/keys/{key:uuid}/remove": Open.SELF,
    "POST /console/keys/{key:uuid}/remove": Open.SELF,
    "GET /console/families/{family:uuid}": Open.FAMILY,
    "GET /console/families/{family:uuid}/correct": Open.FAMILY,
    "POST /console/families/{family:uuid}/correct": Open.FAMILY,
    "GET /console/families/{family:uuid}/cards/new": Open.FAMILY,
    "POST /console/families/{family:uuid}/cards/new": Open.FAMILY,
    "POST /console/families/{family:uuid}/cards/preview": Open.FAMILY,
    "GET /console/cards/{card:uuid}": Open.FAMILY,
    "GET /console/cards/{card:uuid}/code": Open.FAMILY,
    "POST /console/cards/{card:uuid}/code": Open.FAMILY,
    "GET /console/cards/{card:uuid}/annul": Open.FAMILY,
    "POST /console/cards/{card:uuid}/annul": Open.FAMILY,
    "GET /console/cards/{card:uuid}/copies/{copy_id:uuid}/annul": Open.FAMILY,
    "POST /console/cards/{card:uuid}/copies/{copy_id:uuid}/annul": Open.FAMILY,
    "POST /console/cards/{card:uuid}/papers": Open.FAMILY,
    "GET /console/cards/{card:uuid}/letter.pdf": Open.FAMILY,
    "GET /console/cards/{card:uuid}/plastic.pdf": Open.FAMILY,
    "GET /console/cards/{card:uuid}/plastic-front.png": Open.FAMILY,
    "GET /console/cards/{card:uuid}/plastic-back.png": Open.FAMILY,
    "GET /console/staff": Open.LEAD,
    "POST /console/staff": Open.LEAD,
    "POST /console/staff/{member:uuid}/link": Open.LEAD,
    "GET /console/staff/{member:uuid}/own-code": Open.LEAD,
    "POST /console/staff/{member:uuid}/own-code": Open.LEAD,
    "GET /console/staff/{member:uuid}/end": Open.LEAD,
    "POST /console/staff/{member:uuid}/end": Open.LEAD,
}


def of(kind: Open) -> list[tuple[str, str]]:
    return [tuple(route.split(" ")) for route, open_to in MATRIX.items() if open_to is kind]


def filled(path: str, **ids: object) -> str:
    return re.sub(r"\{([a-z_]+):[a-z]+\}", lambda found: str(ids.get(found[1], uuid4())), path)


def outcome(answer: httpx.Response) -> str:
    where = answer.headers.get("location", "")
    if where == "/console/sign-in":
        return "door"
    if where.endswith("/open"):
        return "reason"
    return {401: "no proof", 403: "refused", 404: "not there"}.get(answer.status_code, "in")


async def asked(clerk, method: str, path: str, fields: dict[str, str] | None = None) -> str:
    """What this route answers to this clerk, whose form is the one of their own last page."""
    page = clerk.last
    answer = await (clerk.get(path) if method == "GET" else clerk.post(path, fields or {}))
    clerk.last = page
    assert answer.status_code < 500, path
    return outcome(answer)


async def test_every_route_stands_in_the_matrix(app):
    found = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS"
    }
    assert found == set(MATRIX)


@pytest.mark.parametrize("kind", [Open.STAFF, Open.SELF, Open.FAMILY, Open.LEAD, Open.CASE, Open.BATCH])
async def test_a_stranger_comes_to_the_door(stranger: httpx.AsyncClient, kind: Open):
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}  # fmt: skip
    for method, path in of(kind):
        answer = await stranger.request(method, filled(path), headers=headers, content="" if method == "GET" else "q=a")
        assert outcome(answer) == "door", path


async def test_what_is_open_to_all_asks_nobody_to_sign_in(stranger: httpx.AsyncClient):
    for method, path in of(Open.ALL):
        if method == "GET":
            answer = await stranger.get(filled(path), headers={"accept": "text/html"})
            assert outcome(answer) in {"in", "not there"}, path


async def test_a_phone_is_neither_a_stranger_nor_a_clerk(stranger: httpx.AsyncClient, clerk):
    for asking in (stranger, clerk.http):
        for method, path in of(Open.PHONE):
            body = {"json": {"code": "AAAAA-AAAAA-AAAAA", "deviceName": "x"}} if path.endswith("activations") else {}
            answer = await asking.request(method, filled(path), headers={"sec-fetch-site": "same-origin"}, **body)
            assert outcome(answer) == "no proof", path


async def test_a_family_and_its_cards_are_open_to_whoever_gave_a_reason_and_to_no_lead_without(
    clerk, sign_in, issue, house: House
):
    card = await issue(clerk)
    await clerk.get(card)
    await clerk.post(f"{card}/papers", {"paper": "letter.pdf"})
    await clerk.get(card)
    (copy,) = await house.db.rows("SELECT id FROM credential")
    (row,) = await house.db.rows("SELECT family FROM card")
    ids = {"family": row["family"], "card": card.rpartition("/")[2], "copy_id": copy["id"]}
    others = [await sign_in("Jānis Kalns"), await sign_in("Vadītāja", "lead", fresh=True)]
    before = await house.db.rows("SELECT id FROM activation UNION ALL SELECT id FROM credential UNION ALL SELECT id FROM card")  # fmt: skip
    for method, path in of(Open.FAMILY):
        for other in others:
            assert await asked(other, method, filled(path, **ids), {"cause": "error"}) == "reason", path
    assert before == await house.db.rows("SELECT id FROM activation UNION ALL SELECT id FROM credential UNION ALL SELECT id FROM card")  # fmt: skip
    assert (await house.db.rows("SELECT annulled_at FROM card"))[0]["annulled_at"] is None
    for method, path in of(Open.FAMILY):
        assert await asked(clerk, method, filled(path, **ids)) == "in", path
        assert await asked(clerk, method, filled(path)) == "not there", path


async def test_only_leads_see_and_change_who_works_here(clerk, sign_in):
    lead = await sign_in("Vadītāja", "lead", fresh=True)
    leaving = await sign_in("Jānis Kalns")
    for method, path in of(Open.LEAD):
        assert await asked(clerk, method, filled(path, member=leaving.member.id, kind="grant")) == "refused", path
    assert await asked(leaving, "GET", "/console") == "in"
    for method, path in of(Open.LEAD):
        assert await asked(lead, method, filled(path, member=leaving.member.id, kind="grant")) == "in", path
    assert await asked(leaving, "GET", "/console") == "door"


async def test_keys_are_changed_by_their_owner_only(sign_in, house: House):
    owner, lead = await sign_in(fresh=True), await sign_in("Vadītāja", "lead", fresh=True)
    actor = Actor(kind="staff", id=owner.member.id, role="clerk")
    first, _ = kept = await house.staff.keys(actor)
    for method, path in of(Open.SELF):
        answer = await asked(lead, method, filled(path, key=first.id), {"name": "Mana"})
        assert answer == ("in" if method == "GET" else "not there"), (
            path
        )  # the page of a key that is not mine leads to mine
    assert await house.staff.keys(actor) == kept
    for method, path in of(Open.SELF):
        assert await asked(owner, method, filled(path, key=first.id), {"name": "Mana"}) == "in", path


async def test_whoever_is_signed_in_goes_where_staff_go(clerk, sign_in, record):
    family = (await record(clerk)).rpartition("/")[2]
    for someone in (clerk, await sign_in("Vadītāja", "lead")):
        await someone.get("/console")
        for method, path in sorted(of(Open.STAFF), key=lambda route: route[1] == "/console/sign-out"):
            wanted = "door" if path == "/console/sign-out" else "in"
            assert await asked(someone, method, filled(path, family=family, kind="grant")) == wanted, path


async def test_a_case_is_read_by_staff_and_decided_by_nobody_of_its_family(sign_in, office, house: House):
    clerk = await sign_in(code="399990-00012")
    kin = await sign_in("Ieva Rada", code=office.code("two-children"))
    case = await office.case(clerk)
    (row,) = await house.db.rows("SELECT id FROM application")
    await clerk.get(f"{case}/decide/refuse")
    fields = dict(re.findall(r'<input[^>]* name="(id|seen|events)"[^>]*? value="([^"]*)"', clerk.last))
    await clerk.follow(await clerk.post(f"{case}/decide/refuse", fields | {"text": "Atteikt."}))
    (decision,) = await house.db.rows("SELECT id FROM decision")
    ids = {"case": case.rpartition("/")[2], "application": row["id"], "decision": decision["id"], "kind": "refuse"}
    there = {"paper.pdf", "seal.jws", "{document:uuid}"}  # not made yet, and none brought
    for method, path in of(Open.CASE):
        if method == "GET" and path.rpartition("/")[2] not in there:
            for someone in (clerk, kin):
                assert await asked(someone, method, filled(path, **ids)) == "in", path
        assert await asked(clerk, method, filled(path, kind="refuse")) == "not there", path
    await kin.get("/console")
    await kin.post(f"/console/decisions/{decision['id']}/undo", {})
    assert (await house.db.rows("SELECT state FROM decision"))[0]["state"] == "held"
    await clerk.post(f"/console/decisions/{decision['id']}/undo", {})
    assert await asked(kin, "POST", f"{case}/decide/refuse", fields | {"text": "Atteikt.", "id": str(uuid4())}) == "refused"  # fmt: skip


async def test_a_family_s_own_things_are_open_to_neither_strangers_nor_staff(stranger: httpx.AsyncClient, clerk):
    for asking in (stranger, clerk.http):
        for method, path in of(Open.PERSON):
            answer = await asking.request(method, filled(path), headers={"sec-fetch-site": "same-origin"}, json={})
            assert answer.status_code in {401, 415}, path


async def test_batches_are_open_to_staff_and_none_is_made_up(clerk):
    for method, path in of(Open.BATCH):
        fields = {"state": "sent", "on": "22.11.2026"}
        assert await asked(clerk, method, filled(path), fields) == "not there", path
