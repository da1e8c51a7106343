"""The whole application in this process, on both databases, asked over HTTP as a browser asks, by clerks whose sessions are open."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from goda.app import House, create_app
from goda.audit import SYSTEM
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.settings import Settings
from goda.staff.model import Passkey, StaffMember
from goda.staff.service import SUBJECT
from goda.staff.store import add_passkey
from godakeys.ceremony import initialise

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

    async def made(name: str = "Ilze Ozola", role: str = "clerk", keys: int = 2, *, fresh: bool = False) -> Clerk:
        link = await house.staff.enrol(name, role, by=SYSTEM)
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
    return await sign_in()


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
