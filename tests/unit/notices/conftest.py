"""Notices on both databases, with the demo's mailbox, e-address and push service as a program of their own, over real protocols."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from goda.audit import SYSTEM, Actor, Audit, Ground
from goda.db.database import Database
from goda.db.jobs import Worker
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.notices import feature
from goda.notices.model import Addressee, Contact
from goda.notices.service import Notices
from goda.people.model import Identity
from goda.people.service import People
from goda.settings import Settings
from godakeys.ceremony import initialise
from godakeys.local import LocalSigner

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = "http://localhost:8000"
CODE = "320000-00017"


@dataclass
class Outside:
    """Where messages arrive."""

    told: dict[str, Any]
    http: httpx.Client

    def control(self, method: str, path: str, data: Any = None) -> Any:
        answer = self.http.request(method, self.told["control"] + path, json=data)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    @property
    def mails(self) -> list[dict[str, Any]]:
        return self.control("GET", "/mailbox")["mails"]

    @property
    def official(self) -> list[dict[str, Any]]:
        return self.control("GET", "/eaddress")

    @property
    def woken(self) -> list[dict[str, Any]]:
        return self.control("GET", "/push")

    def mail_fault(self, kind: str, **more: Any) -> None:
        self.control("PUT", "/mailbox/fault", {"kind": kind, **more})

    def account(self, code: str, *, active: bool) -> None:
        self.control("PUT", f"/eaddress/accounts/{code}", {"active": active})

    def settings(self, **more: Any) -> Settings:
        secret = next(one["secret"] for one in self.told["clients"] if one["id"] == "goda-eaddress")
        ways = {
            "smtp": self.told["smtp"], "mail_from": "Ģimenes karte <karte@fonds.example>", "eaddress": self.told["eaddress"],
            "eaddress_token": self.told["token"], "eaddress_client": "goda-eaddress", "eaddress_secret": secret,
            "push_contact": "mailto:karte@fonds.example", "push_simulator": self.told["start"], "origin": ORIGIN,
        }  # fmt: skip
        return Settings(**(ways | more))


@pytest.fixture(scope="session")
def program() -> Iterator[Outside]:
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json", "--families", "60"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        with httpx.Client(timeout=20) as http:
            yield Outside(json.loads(line), http)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def outside(program: Outside, clock: SetClock) -> Outside:
    """Everything empty, no fault on, and the same time there as here."""
    program.control("POST", "/resets", {})
    program.control("PUT", "/clock", {"now": clock.now().isoformat()})
    return program


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made")
    words = ("a passphrase for the tests", "another one, for the root")
    initialise(place / "keys", words[0], place / "root", words[1], ORIGIN, int(NOON.timestamp()), work=4)
    return place / "keys"


class Post:
    """Notices with their courier and worker, for one database."""

    def __init__(self, db: Database, vault: Vault, clock: SetClock, settings: Settings, signer: LocalSigner) -> None:
        self.db, self.clock, self._made_of = db, clock, (db, vault, clock, signer)
        self.audit = Audit(db, clock)
        self.people = People(db, self.audit, vault, clock)
        self.notices: Notices = feature.made(db, self.audit, vault, clock, settings)
        self.papers: dict[UUID, bytes] = {}
        mounted = feature.feature(self.notices, db, self.audit, clock, settings, signer, self.who, self.paper)
        self.worker = Worker(db, mounted.jobs, clock)

    def with_settings(self, settings: Settings) -> "Post":
        db, vault, clock, signer = self._made_of
        return Post(db, vault, clock, settings, signer)

    async def who(self, person: UUID) -> Addressee:
        found = (await self.people.persons([person]))[person]
        return Addressee(name=found.name, code=found.code.replace("-", ""))

    async def paper(self, decision: UUID) -> bytes | None:
        return self.papers.get(decision)

    async def person(self, code: str = CODE, given: str = "Āda", surname: str = "Bērziņa") -> UUID:
        identity = Identity(codes=(personal_code.parse(code),), given=given, surname=surname, born=None)
        return (await self.people.identify(SYSTEM, identity)).id

    async def contact(self, person: UUID, **more: Any) -> None:
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            given = {"channel": "email", "email": "ada@example.lv"} | more
            await self.notices.set_contact(work, person, Contact(**given))

    async def send(self, person: UUID, kind: str = "received", **more: Any) -> UUID:
        params = more.pop("params", {"number": "3P-2026-000123", "day": "2026-11-22", "decide_by": "2026-12-22"})
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            return await self.notices.send(work, person, kind, params, **more)

    async def stand(self, person: UUID) -> list[tuple[str, str, str | None]]:
        """Each delivery's way, state, and why it did not go."""
        return [(one.way, one.state, one.why) for one in await self.notices.deliveries(person=person)]

    async def actor(self, person: UUID) -> Actor:
        return Actor(kind="person", id=person)


@pytest.fixture
def signer(keys: Path, clock: SetClock, tmp_path: Path) -> Iterator[LocalSigner]:
    folder = shutil.copytree(keys, tmp_path / "keys")
    opened = LocalSigner.open(folder, "a passphrase for the tests", ORIGIN, lambda: int(clock.now().timestamp()))
    yield opened
    opened.close()


@pytest.fixture
def post(database: Database, vault: Vault, clock: SetClock, outside: Outside, signer: LocalSigner) -> Post:
    return Post(database, vault, clock, outside.settings(), signer)


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
