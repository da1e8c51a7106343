"""`/wallet/applications…` over HTTP: begun, filled in, submitted and withdrawn as the pages do it; and everything that is refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from goda.app import House
from goda.applications.service import CHECK, Applications
from goda.audit import Ground
from goda.audit.actor import SYSTEM
from goda.db.jobs import JobRow
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.people.model import Identity
from goda.registers.client import Access, Client
from goda.registers.service import Registers
from goda.wallet import applying
from goda.web.application import Application, assemble
from simulators.app import application as state_program
from simulators.clock import Clock as StateClock
from simulators.registers.faults import Fault
from simulators.state import State

pytestmark = pytest.mark.anyio

ORIGIN = "https://3plus.example"
STATE = "http://localhost"
COOKIE = "__Host-goda-family"


class Together(StateClock):
    """The state's clock shows what ours shows."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.ours = clock

    def now(self) -> datetime:
        return self.ours.now()


@pytest.fixture
def state(clock: SetClock) -> State:
    return State(STATE, Together(clock), families=62)


@pytest.fixture
async def app(house: House, state: State, clock: SetClock) -> AsyncIterator[Application]:
    """The door inside the real shell; the state's registers are asked in process."""
    known = state.clients.find("goda-registers")
    assert known is not None
    access = Access(base=STATE, token=f"{STATE}/login/token", client="goda-registers", secret=known.registration.secret)
    client = Client(access, clock, transport=httpx.ASGITransport(app=state_program(state)))
    registers = Registers(house.db, house.audit, house.vault, clock, access, client)
    house.applications = Applications(
        house.db, house.audit, house.vault, clock, house.people, registers, house.notices, house.cards.preview
    )
    door = applying.feature(house.applications, house.decisions, house.family_sessions, house.throttle)
    yield assemble([door], origin=ORIGIN, demo=True)
    await client.close()


class Page:
    """A browser in which somebody of an edge is signed in."""

    def __init__(self, http: httpx.AsyncClient, person: UUID, cookie: str) -> None:
        self.http, self.person, self.cookie = http, person, cookie

    async def call(self, method: str, path: str, json: Any = None, **headers: str) -> httpx.Response:
        given = {"origin": ORIGIN, "accept": "application/json", "cookie": f"{COOKIE}={self.cookie}"} | headers
        return await self.http.request(method, f"/wallet/applications{path}", json=json, headers=given)

    async def begin(self) -> dict[str, Any]:
        answer = await self.call("POST", "", {"renewal": False})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


@pytest.fixture
def sign_in(house: House, state: State, http: httpx.AsyncClient) -> Callable[..., Any]:
    async def come(edge: str = "three-children") -> Page:
        somebody = state.world.find(state.world.edge(edge).applicant)
        assert somebody is not None
        codes = tuple(personal_code.parse(code) for code in somebody.codes)
        identity = Identity(codes=codes, given=somebody.given, surname=somebody.surname)
        person = (await house.people.identify(SYSTEM, identity)).id
        cookie = await house.family_sessions.open("person", person)
        assert cookie.value is not None
        return Page(http, person, cookie.value)

    return come


@pytest.fixture
async def page(sign_in: Callable[..., Any]) -> Page:
    return await sign_in()


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def fields(told: dict[str, Any]) -> dict[str, str]:
    return {one["field"]: one["code"] for one in told["fields"]}


# -- the whole way ----------------------------------------------------------------------------------------------------------------


async def test_from_the_first_page_to_number_and_term(page):
    begun = await page.call("POST", "", {"renewal": False})
    assert (begun.status_code, begun.headers["cache-control"]) == (201, "no-store")
    draft = begun.json()
    assert (draft["state"], draft["number"], draft["registeredAt"], draft["decideBy"]) == ("draft", None, None, None)
    assert draft["answers"] == {
        "phone": "", "email": "", "channel": None, "language": "lv", "plastic": "none", "postal": draft["address"], "names": [], "separate": [],
        "spouseCard": False, "disability": [], "abroad": [], "incapacity": False,
    }  # fmt: skip
    assert [one["role"] for one in draft["members"]] == ["applicant", "spouse", "dependant", "dependant", "dependant"]
    child = draft["members"][2]
    assert (child["source"], child["sourceAt"], child["relation"]) == ("fpr", "2026-11-22T12:00:00Z", "child")
    assert (child["mayHaveCard"], child["age"] >= 7) == (True, True)
    assert draft["missing"] == [{"code": "channel-missing", "field": "channel", "person": None}]
    path = f"/{draft['id']}"

    kept = await page.call(
        "PATCH", f"{path}/answers", {"channel": "email", "email": "anna@example.lv", "phone": "29 123 456"}
    )
    assert (kept.status_code, kept.json()["answers"]["phone"], kept.json()["missing"]) == (200, "+37129123456", [])
    assert kept.json()["version"] > draft["version"]
    names = [one["person"] for one in draft["members"][2:]]
    kept = await page.call("PATCH", f"{path}/answers", {"names": names, "separate": names[:1], "spouseCard": True})
    assert (kept.json()["answers"]["names"], kept.json()["answers"]["spouseCard"]) == (names, True)

    key = str(uuid4())
    done = await page.call("POST", f"{path}/submission", {"key": key})
    assert done.status_code == 200
    told = done.json()
    assert (told["state"], told["number"], told["registeredAt"], told["decideBy"]) == (
        "checking", "3P-2026-000001", "2026-11-22T12:00:00Z", "2026-12-22",
    )  # fmt: skip
    assert (await page.call("POST", f"{path}/submission", {"key": key})).json() == told
    assert (await page.call("GET", path)).json() == told
    assert (await page.call("GET", "")).json() == {"applications": [told]}
    again = await page.call("POST", "", {"renewal": False})
    assert (again.status_code, again.json()["id"]) == (200, told["id"])

    new = {"channel": "post", "postal": "Brīvības iela 1\nRīga, LV-1010"}
    corrected = await page.call("PUT", f"{path}/contact", new)
    assert (corrected.status_code, corrected.json()["answers"]["postal"]) == (200, new["postal"])
    gone = await page.call("POST", f"{path}/withdrawal")
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert (await page.call("POST", f"{path}/withdrawal")).json()["state"] == "withdrawn"


@pytest.mark.parametrize("keys", ["one", "different"])
async def test_a_hundred_submissions_at_once_get_one_answer(page, house, keys):
    draft = await page.begin()
    await page.call("PATCH", f"/{draft['id']}/answers", {"channel": "e-address"})
    key = str(uuid4())
    calls = (
        page.call("POST", f"/{draft['id']}/submission", {"key": key if keys == "one" else str(uuid4())})
        for _ in range(100)
    )
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["number"] == "3P-2026-000001"
    assert await JobRow.count().where(JobRow.kind == CHECK) == 1


async def test_what_the_fund_asks_is_shown_with_its_term_and_what_no_register_has_told(page, house):
    draft = await page.begin()
    await page.call(
        "PATCH", f"/{draft['id']}/answers", {"channel": "e-address", "abroad": [draft["members"][2]["person"]]}
    )
    await page.call("POST", f"/{draft['id']}/submission", {"key": str(uuid4())})
    async with house.audit.work(SYSTEM, Ground.GRANT) as work:
        one = UUID(draft["id"])
        await house.applications.move(work, one, to="case", from_=("checking",))
        await house.applications.move(work, one, to="asked", from_=("case",), asked="Skolas izziņa", asked_until=None)
    told = (await page.call("GET", f"/{draft['id']}")).json()
    assert (told["state"], told["asked"], told["askedUntil"]) == ("asked", "Skolas izziņa", None)
    assert "counted-as" not in {one["code"] for one in told["missing"]}
    assert all(one["field"] is None and one["person"] for one in told["missing"])


# -- what is refused --------------------------------------------------------------------------------------------------------------

CALLS = [
    ("GET", "", None),
    ("POST", "", {"renewal": False}),
    ("GET", "/{id}", None),
    ("PATCH", "/{id}/answers", {"phone": "29123456"}),
    ("POST", "/{id}/submission", {"key": "c3a4ac11-22d5-4c59-b0e1-0a5f9dbd2f55"}),
    ("POST", "/{id}/withdrawal", None),
    ("PUT", "/{id}/contact", {"channel": "e-address"}),
    ("POST", "/{id}/refresh", None),
]
"""Every call of the door."""


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
async def test_signed_out_every_call_is_refused(page, http, method, path, data):
    draft = await page.begin()
    address = f"/wallet/applications{path.format(id=draft['id'])}"
    for cookie in ("", f"{COOKIE}=nobody", f"__Host-goda={page.cookie}"):
        answer = await http.request(
            method, address, json=data, headers={"accept": "application/json", "origin": ORIGIN, "cookie": cookie}
        )
        problem(answer, 401, "sign-in-needed")


@pytest.mark.parametrize(("method", "path", "data"), [call for call in CALLS if "{id}" in call[1]])
async def test_anothers_application_does_not_exist(page, sign_in, house, method, path, data):
    """R-98: neither another family's nor one that never was; and nothing has happened to it."""
    draft = await page.begin()
    stranger = await sign_in("one-parent")
    for one in (draft["id"], str(uuid4())):
        problem(await stranger.call(method, path.format(id=one), data), 404, "no-such-application")
    assert (await page.call("GET", f"/{draft['id']}")).json() == draft
    spouse = next(one["person"] for one in draft["members"] if one["role"] == "spouse")
    cookie = (await house.family_sessions.open("person", UUID(spouse))).value
    problem(
        await Page(page.http, UUID(spouse), cookie or "").call(method, path.format(id=draft["id"]), data),
        404,
        "no-such-application",
    )


async def test_a_clerk_s_session_opens_nothing_here(page, house):
    draft = await page.begin()
    cookie = (await house.family_sessions.open("staff", uuid4())).value
    clerk = Page(page.http, uuid4(), cookie or "")
    problem(await clerk.call("GET", f"/{draft['id']}"), 401, "sign-in-needed")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"phone": "12"}, {"phone": "phone-malformed"}),
        ({"phone": 29123456}, {"phone": "not-an-answer"}),
        ({"phone": "2" * 100}, {"phone": "answer-too-long"}),
        ({"email": "anna@"}, {"email": "email-malformed"}),
        ({"email": "anna@example.lv\r\nBcc: x@y.lv"}, {"email": "email-malformed"}),
        ({"postal": "Rīga"}, {"postal": "postal-malformed"}),
        ({"postal": "x" * 300}, {"postal": "answer-too-long"}),
        ({"channel": "pigeon"}, {"channel": "not-an-answer"}),
        ({"language": None, "plastic": "gold"}, {"plastic": "not-an-answer"}),
        ({"names": ["x"]}, {"names": "not-an-answer"}),
        ({"names": "c3a4ac11-22d5-4c59-b0e1-0a5f9dbd2f55"}, {"names": "not-an-answer"}),
        ({"names": ["c3a4ac11-22d5-4c59-b0e1-0a5f9dbd2f55"]}, {"names": "not-a-member"}),
        ({"names": ["{holder}"]}, {"names": "holder-named"}),
        ({"names": ["{child}", "{child}"]}, {"names": "named-twice"}),
        ({"separate": ["{spouse}"]}, {"separate": "not-a-member"}),
        ({"disability": ["{spouse}"]}, {"disability": "not-a-member"}),
        ({"incapacity": 1}, {"incapacity": "not-an-answer"}),
        ({"colour": "red", "": 1}, {"colour": "no-such-question", "": "no-such-question"}),
        ({"members": []}, {"members": "no-such-question"}),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_each_answer_that_cannot_be_taken_is_told_by_its_field(page, said, found):
    draft = await page.begin()
    by_role = {one["role"]: one["person"] for one in draft["members"]}
    places = {"{holder}": by_role["applicant"], "{spouse}": by_role["spouse"], "{child}": by_role["dependant"]}
    said = {
        name: [places.get(one, one) for one in value] if isinstance(value, list) else value
        for name, value in said.items()
    }
    answer = await page.call("PATCH", f"/{draft['id']}/answers", said | {"phone": said.get("phone", "29123456")})
    assert fields(problem(answer, 422, "answers-invalid")) == found
    kept = (await page.call("GET", f"/{draft['id']}")).json()["answers"]
    assert kept["phone"] == ("" if "phone" in said else "+37129123456")  # what was right has been kept


@pytest.mark.parametrize("data", [None, [], "x", 1, {"key": "x"}, {}, {"key": str(uuid4()), "more": 1}])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_submission_without_its_key_is_refused(page, data):
    draft = await page.begin()
    answer = await page.call("POST", f"/{draft['id']}/submission", data)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("data", [[], "x", 1, [["phone", "1"]]])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_answers_that_are_no_object_are_refused(page, data):
    draft = await page.begin()
    answer = await page.call("PATCH", f"/{draft['id']}/answers", data)
    assert answer.status_code in (400, 422), answer.text


async def test_what_is_not_ready_says_what_is_missing_in_the_reader_s_language(page):
    draft = await page.begin()
    latvian = await page.call("POST", f"/{draft['id']}/submission", {"key": str(uuid4())}, **{"accept-language": "lv"})
    told = problem(latvian, 422, "answers-invalid")
    assert fields(told) == {"channel": "channel-missing"}
    assert told["fields"][0]["title"] == "Izvēlieties, kā fondam jums rakstīt."


async def test_decided_or_submitted_it_says_that_it_stands(page):
    draft = await page.begin()
    await page.call("PATCH", f"/{draft['id']}/answers", {"channel": "e-address"})
    await page.call("POST", f"/{draft['id']}/submission", {"key": str(uuid4())})
    problem(await page.call("PATCH", f"/{draft['id']}/answers", {"phone": "29123456"}), 409, "not-a-draft")
    problem(await page.call("POST", f"/{draft['id']}/refresh"), 409, "not-a-draft")


async def test_a_silent_register_says_when_to_come_again(page, state):
    state.switches.set("fpr", Fault(kind="html"))
    answer = await page.call("POST", "", {"renewal": False})
    problem(answer, 503, "register-silent")
    assert int(answer.headers["retry-after"]) > 0


async def test_from_another_site_nothing_is_changed(page):
    draft = await page.begin()
    answer = await page.call("PATCH", f"/{draft['id']}/answers", {"phone": "29123456"}, origin="https://evil.example")
    assert answer.status_code == 403
    assert (await page.call("GET", f"/{draft['id']}")).json() == draft


async def test_nobody_can_ask_the_register_without_end(page):
    answers = [await page.call("POST", "", {"renewal": False}) for _ in range(11)]
    problem(answers[-1], 429, "too-many")
    assert answers[-2].status_code == 200


async def test_a_decision_that_is_nobody_s_has_no_paper(page, http):
    for part in ("paper", "seal"):
        given = {"accept": "application/json", "cookie": f"{COOKIE}={page.cookie}"}
        answer = await http.get(f"/wallet/decisions/{uuid4()}/{part}", headers=given)
        problem(answer, 404, "decision-unknown")
