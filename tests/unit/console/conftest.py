"""The whole application in this process, on both databases, asked over HTTP as a browser asks, by clerks whose sessions are open."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from goda.app import House, create_app
from goda.audit import SYSTEM
from goda.db.jobs import Worker
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.registers.client import Access, Client
from goda.settings import Settings
from goda.staff.model import Passkey, StaffMember
from goda.staff.service import SUBJECT
from goda.staff.store import add_passkey
from godakeys.ceremony import initialise
from simulators.app import application as state_program
from simulators.clock import Clock as StateClock
from simulators.registers.faults import Fault
from simulators.state import State

ORIGIN = "http://localhost:8000"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSPHRASE = "console tests only, nothing secret"


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    at = int((NOON - timedelta(days=3)).timestamp())  # keys are published 48 h before their first use
    initialise(folder / "keys", PASSPHRASE, folder / "root", PASSPHRASE[::-1], ORIGIN, at, work=12)
    return folder / "keys"


@pytest.fixture
async def app(database_url: str, keys_folder: Path, tmp_path: Path, clock: SetClock) -> AsyncIterator:
    keys = shutil.copytree(keys_folder, tmp_path / "keys")  # the signer remembers the last list it signed
    settings = Settings(database=database_url, var=tmp_path, keys=keys, keys_passphrase=PASSPHRASE, origin=ORIGIN)
    made = create_app(settings, clock)
    async with made.lifespan():
        yield made


@pytest.fixture
def house(app) -> House:
    return app.state.house


@dataclass
class Clerk:
    """Somebody at a browser: keeps the cookie, sends the form's token, follows redirects."""

    http: httpx.AsyncClient
    member: StaffMember
    last: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"accept": "text/html", "sec-fetch-site": "same-origin"})

    async def get(self, path: str, **headers: str) -> httpx.Response:
        answer = await self.http.get(path, headers=self.headers | headers)
        self.last = unescape(answer.text) if "html" in answer.headers.get("content-type", "") else self.last
        return answer

    async def post(self, path: str, fields: list[tuple[str, str]] | dict[str, str], **headers: str) -> httpx.Response:
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        found = re.search(r'name="form_token" value="([^"]+)"', self.last)
        token = [("form_token", found[1])] if found else []
        body = str(httpx.QueryParams([*token, *pairs]))
        sent = self.headers | {"content-type": "application/x-www-form-urlencoded"} | headers
        answer = await self.http.post(path, content=body, headers=sent)
        if "html" in answer.headers.get("content-type", ""):
            self.last = unescape(answer.text)
        return answer

    async def send(
        self, path: str, fields: dict[str, str], data: bytes, name: str = "a.pdf", field: str = "file"
    ) -> httpx.Response:
        """As `post`, with a file beside the fields."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.last)
        fields = ({"form_token": found[1]} if found else {}) | fields
        answer = await self.http.post(path, data=fields, files={field: (name, data)}, headers=self.headers)
        if "html" in answer.headers.get("content-type", ""):
            self.last = unescape(answer.text)
        return answer

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, (answer.status_code, self.last[:2000])
        return await self.get(answer.headers["location"])


@pytest.fixture
async def stranger(app) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as http:
        yield http


@pytest.fixture
async def sign_in(app, house: House, clock: SetClock) -> AsyncIterator[Callable[..., Awaitable[Clerk]]]:
    opened: list[httpx.AsyncClient] = []

    async def made(
        name: str = "Ilze Ozola", role: str = "clerk", keys: int = 2, *, fresh: bool = False, code: str = ""
    ) -> Clerk:
        link = await house.staff.enrol(name, role, by=SYSTEM, code=personal_code.parse(code) if code else None)
        for number in range(keys):
            key = Passkey(id=new_id(), member=link.member, credential=new_id().bytes, public_key=b"", sign_count=0,
                          name=f"Atslēga {number}", synced=False, added_at=clock.now(), last_used_at=None)  # fmt: skip
            await add_passkey(key)
        cookie = await house.sessions.open(SUBJECT, link.member, stepped_up=fresh)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=ORIGIN, cookies={cookie.key: cookie.value or ""}
        )
        opened.append(http)
        member = await house.staff.find(link.member)
        assert member is not None
        clerk = Clerk(http, member)
        await clerk.get("/console/keys")
        return clerk

    yield made
    for http in opened:
        await http.aclose()


@pytest.fixture
async def clerk(sign_in) -> Clerk:
    return await sign_in(code="399990-00012")


FAMILY = {
    "document-kind": "application", "document-number": "Nr-4711", "document-date": "20.11.2026", "document-issuer": "Fonds",
    "m1-role": "applicant", "m1-given": "Āda", "m1-surname": "Bērziņa", "m1-code": "161175-19997",
    "m2-role": "child", "m2-given": "Jānis", "m2-surname": "Bērziņš", "m2-code": "320000-00017", "m2-born": "7.3.2015", "m2-relation": "own",
    "m3-role": "child", "m3-given": "Elīza", "m3-surname": "Bērziņa", "m3-code": "320000-00025", "m3-born": "02022019", "m3-relation": "own",
    "m4-role": "child", "m4-given": "Toms", "m4-surname": "Bērziņš", "m4-code": "320000-00033", "m4-born": "2021-05-01", "m4-relation": "own",
}  # fmt: skip


@pytest.fixture
def family_fields() -> Callable[..., list[tuple[str, str]]]:
    """The fields of a family of four, some changed."""

    def fields(**changed: str) -> list[tuple[str, str]]:
        named = {name.replace("_", "-", 1): value for name, value in changed.items()}
        return [*[("member", f"m{n}") for n in range(1, 5)], *(FAMILY | named).items()]

    return fields


@pytest.fixture
def record(family_fields) -> Callable[[Clerk], Awaitable[str]]:
    """Record the family; returns its address."""

    async def recorded(clerk: Clerk) -> str:
        await clerk.get("/console/families/new")
        answer = await clerk.post("/console/families/new", family_fields())
        await clerk.follow(answer)
        return answer.headers["location"].partition("?")[0]

    return recorded


@pytest.fixture
def issue(record) -> Callable[[Clerk], Awaitable[str]]:
    """Record the family and issue a card to its applicant with everybody's names; returns the card's address."""

    async def issued(clerk: Clerk) -> str:
        family = await record(clerk)
        await clerk.get(f"{family}/cards/new")
        answer = await clerk.post(f"{family}/cards/new", card_fields(clerk.last))
        await clerk.follow(answer)
        return answer.headers["location"].partition("?")[0]

    return issued


@pytest.fixture
def fields_of_card() -> Callable[..., list[tuple[str, str]]]:
    return card_fields


def card_fields(page: str, **changed: str) -> list[tuple[str, str]]:
    """What a browser would send from the issue page as it stands, some fields changed."""
    order = re.findall(r'name="order" value="([^"]+)"', page)
    chosen = [one for one in order if re.search(rf'name="name" value="{one}" checked', page)]
    fields = {
        name: (re.search(rf'name="{name}"[^>]* value="([^"]*)"', page) or ["", ""])[1]
        for name in ("id", "from", "to", "proposed")
    }
    fields |= {"holder": order[0], "was-holder": order[0], "reason": ""} | changed
    return [*[("order", one) for one in order], *[("name", one) for one in chosen], *fields.items()]


class Together(StateClock):
    """The state's clock shows what ours shows."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.ours = clock

    def now(self) -> datetime:
        return self.ours.now()


class Office:
    """The application with the state's registers in process behind it."""

    def __init__(self, house: House, state: State) -> None:
        self.house, self.state = house, state

    def code(self, edge: str) -> str:
        """The personal code of an edge's applicant."""
        return self.state.world.edge(edge).applicant

    def switch(self, register: str, kind: str) -> None:
        self.state.switches.set(register, Fault(kind=kind))

    async def work(self) -> None:
        """Have every job that is due done, by the application's own worker or by this one."""
        worker = Worker(self.house.db, self.house.decisions.jobs(), self.house.clock)
        for _ in range(2000):
            await worker.drain()
            waiting = await self.house.db.rows(
                "SELECT id FROM job WHERE NOT dead AND (lease IS NOT NULL OR due <= {}) AND kind NOT LIKE 'notice%'",
                self.house.clock.now(),
            )
            if not waiting:
                return
            await asyncio.sleep(0.005)
        raise AssertionError("jobs do not end")

    async def applied(self, clerk: Clerk, edge: str, **fields: str) -> str:
        """Apply in person, with the least there is to say; returns the application's address."""
        await clerk.get("/console/in-person")
        answer = await clerk.post("/console/in-person", {"code": self.code(edge), "seen": "yes"})
        await clerk.follow(answer)
        address = answer.headers["location"]
        if fields.get("abroad") == "eldest":
            fields["abroad"] = re.search(r'name="abroad" value="([^"]+)"', clerk.last)[1]
        said = in_person_fields(clerk.last) | {"channel": "e-address", "do": "submit"} | fields
        await clerk.follow(await clerk.post(address, said))
        await self.work()
        return address

    async def case(self, clerk: Clerk, edge: str = "two-children", **fields: str) -> str:
        """Apply in person with what becomes a case; returns the case's address."""
        address = await self.applied(clerk, edge, **fields)
        application = UUID(address.rpartition("/")[2])
        found = await self.house.decisions.case_of(SYSTEM, application)
        assert found is not None
        await clerk.get(f"/console/cases/{found.id}")
        return f"/console/cases/{found.id}"


def in_person_fields(page: str) -> dict[str, str]:
    """What a browser would send from the in-person page as it stands, lists and boxes aside."""
    form = page[page.index('id="answers"') :]
    return {
        name: value
        for name, value in re.findall(r'<input[^>]* name="([a-z_]+)"[^>]*? value="([^"]*)"', form)
        if name in ("key", "phone", "email", "postal")
    }


@pytest.fixture
def state(clock: SetClock) -> State:
    return State("http://localhost", Together(clock), families=62)


@pytest.fixture
async def office(house: House, state: State, clock: SetClock) -> AsyncIterator[Office]:
    known = state.clients.find("goda-registers")
    assert known is not None
    access = Access(
        base="http://localhost",
        token="http://localhost/login/token",
        client="goda-registers",
        secret=known.registration.secret or "",
    )
    client = Client(access, clock, total=0.3, transport=httpx.ASGITransport(app=state_program(state)))
    house.registers._client = client
    yield Office(house, state)
    state.switches.release()
    await client.close()
