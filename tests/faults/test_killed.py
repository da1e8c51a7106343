"""The real server is killed at any moment between a submission and its card, with SIGKILL, and goes on by itself when it is started again.

A newcomer's installation with the state's side beside it, and one on PostgreSQL with its worker. Families submit one after the other; each time the server is killed somewhere on the
way, the moment drawn by a seeded chance over the time that the way takes here. Then clerks' refusals are killed while they are carried out.
In the end each family has one application with the number it was told, one decision, each card once, one message of each kind. E-mail
goes out at least once: one that the mail server took just before a kill is sent again, under the same Message-ID, by which it is known.
Only the leases of the dead are not waited for: they would last a minute, and are ended before each start.

That this finds faults was tried: with the carrying out planted as two transactions, the card before the paper is drawn and the message after,
a family was left without its message.
"""

import asyncio
import importlib.util
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from goda.app import House
from goda.audit import SYSTEM, Actor
from goda.decisions.model import NewDecision
from goda.kernel import personal_code
from goda.kernel.clock import SystemClock
from goda.settings import load
from goda.staff.service import actor_of

_SPEC = importlib.util.spec_from_file_location("stage", Path(__file__).parents[1] / "browser" / "stage.py")
assert _SPEC is not None
assert _SPEC.loader is not None
stage = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = stage
_SPEC.loader.exec_module(stage)

pytestmark = pytest.mark.slow
CLEAR = (
    "three-children",
    "one-parent",
    "own-card-at-seven",
    "spouses-children",
    "foster",
    "turns-18-today",
    "changed-code",
    "child-in-two-families",
)
REFUSED = ("two-children", "debtor")
KILLS = {"sqlite": 10, "postgres": 10}
SAME = {"sec-fetch-site": "same-origin"}


class Installation(stage.Server):  # type: ignore[misc, name-defined]
    """On PostgreSQL the outbox's jobs are done by a process of its own, which dies with the server."""

    def __init__(self, folder: Path, kind: str, database: str) -> None:
        self.kind, self.database = kind, database
        self._worker: subprocess.Popen[bytes] | None = None
        super().__init__(folder, state=True, database=database)

    def start(self) -> None:
        super().start()
        if self.kind == "postgres":
            with self.log.open("ab") as log:
                self._worker = subprocess.Popen(
                    [self._goda, "worker"], env=self._environment, stdout=log, stderr=subprocess.STDOUT
                )

    def kill(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
        super().kill()

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.terminate()
            self._worker.wait(30)
        super().stop()


class Phone:
    """A family's browser, by HTTP; it keeps its cookies and asks again while there is no server."""

    def __init__(self, server: Any, edge: str) -> None:
        self.server, self.edge, self.key = server, edge, str(uuid4())
        self.http = httpx.Client(base_url=server.origin, timeout=30)
        self.cookies: dict[str, str] = {}
        self.application: dict[str, Any] = {}

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"accept": "application/json", **SAME, "cookie": cookies, **headers}
        answer = self.http.request(method, path, json=data, headers=sent)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def sign_in(self) -> None:
        code = stage.edge(self.server, self.edge)["applicant"]
        away = self.ask("GET", "/login?to=/%23/apply", accept="text/html").headers["location"]
        page = httpx.get(away)
        form = re.search(r'<form action="([^"]+)" method="post">', page.text)
        assert form is not None
        chosen = httpx.post(f"{self.server.state}/login/{form[1].replace('&amp;', '&')}", data={"person": code})
        back = urlsplit(chosen.headers["location"])
        self.ask("GET", f"{back.path}?{back.query}", accept="text/html", **{"sec-fetch-site": "cross-site"})

    def begin(self) -> None:
        self.sign_in()
        begun = self.ask("POST", "/wallet/applications", {"renewal": False})
        assert begun.status_code == 201, begun.text
        path = f"/wallet/applications/{begun.json()['id']}"
        said = {"channel": "email", "email": f"{self.edge}@example.lv"}
        self.application = self.ask("PATCH", f"{path}/answers", said).json()

    def submit(self) -> None:
        """Hand it in, with one key however often."""
        answer = self.ask("POST", f"/wallet/applications/{self.application['id']}/submission", {"key": self.key})
        assert answer.status_code == 200, answer.text
        assert self.application["number"] in (None, answer.json()["number"]), "another number"
        self.application = answer.json()

    def state(self) -> str:
        answer = self.ask("GET", f"/wallet/applications/{self.application['id']}")
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["state"]
        return found

    def until(self, *states: str) -> float:
        """Wait for one of these states; how many seconds it took."""
        began = time.monotonic()
        while (now := self.state()) not in states:
            assert time.monotonic() < began + 90, f"{self.edge} is still {now}"
            time.sleep(0.2)
        return time.monotonic() - began


@pytest.fixture(params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    database = f"sqlite:///{tmp_path / 'goda.db'}"
    if request.param == "postgres":
        postgres: Any = request.getfixturevalue("postgres")
        database = postgres.url(postgres.create("template1"))
    made = Installation(tmp_path, request.param, database)
    yield made
    made.end()


def end_leases(server: Any) -> None:
    """A minute passes for the jobs that the dead process had in hand."""
    ended = "UPDATE job SET leased_until = due WHERE leased_until IS NOT NULL"
    if server.kind == "sqlite":
        with sqlite3.connect(server.database.removeprefix("sqlite:///")) as file:
            file.execute(ended)
        file.close()
        return

    async def on_postgresql() -> None:
        link = await asyncpg.connect(server.database)
        await link.execute(ended)
        await link.close()

    asyncio.run(on_postgresql())


def tried(phone: Phone) -> None:
    """Submit, whatever comes of it."""
    with suppress(httpx.TransportError):
        phone.submit()


def killed(server: Any) -> None:
    server.kill()
    end_leases(server)
    server.start()


def in_the_house(server: Any, doing: Any) -> Any:
    """Do something with the fund's own parts on the server's database."""

    async def run() -> Any:
        house = House(load(server._environment), SystemClock())
        await house.db.start()
        try:
            return await doing(house)
        finally:
            await house.db.stop()

    return asyncio.run(run())


async def refuse(house: House, applications: list[UUID]) -> None:
    """A clerk refuses, and does not wait with sending."""
    link = await house.staff.enrol("Kārlis Klerks", "clerk", code=personal_code.parse("399990-00012"))
    member = await house.staff.find(link.member)
    assert member is not None
    clerk = actor_of(member)
    for application in applications:
        case = await house.decisions.case_of(SYSTEM, application)
        assert case is not None
        decision = await house.decisions.decide(
            clerk, case.id, NewDecision(kind="refuse", text="Iemesli, kas pamato lēmumu.")
        )
        await house.decisions.send_now(clerk, decision.id)


async def told(house: House, phones: list[Phone]) -> list[dict[str, Any]]:
    """What there is of each family."""
    found = []
    for phone in phones:
        one = await house.applications.get(SYSTEM, UUID(phone.application["id"]))
        decisions = await house.decisions.of_application(SYSTEM, one.id)
        messages = await house.notices.messages(Actor(kind="person", id=one.applicant), one.applicant, "lv")
        found.append(
            {
                "edge": phone.edge,
                "number": one.number == phone.application["number"],
                "applications": len(await house.applications.of_person(SYSTEM, one.applicant)),
                "state": one.state,
                "decisions": [each.state for each in decisions],
                "cards": [card.state for card in await house.cards.cards_of(SYSTEM, one.family)],
                "messages": sorted(each.kind for each in messages),
            }
        )
    return found


@pytest.fixture
def phones(server: Any) -> Iterator[list[Phone]]:
    made = [Phone(server, edge) for edge in (*CLEAR, *REFUSED)]
    for phone in made:
        phone.begin()
    yield made
    for phone in made:
        phone.http.close()


def test_however_often_the_server_is_killed_all_goes_on_by_itself(server, phones):
    chance = random.Random(2026)
    phones[0].submit()
    way = phones[0].until("granted")
    kills = 0
    for phone in phones[1:]:
        for _ in range(KILLS[server.kind] // len(phones)):
            submitting = threading.Thread(target=tried, args=(phone,))
            submitting.start()
            time.sleep(chance.uniform(0, 1.2 * way))
            killed(server)
            submitting.join()
            kills += 1
        phone.submit()
    for phone in phones:
        phone.until("granted", "case")
    refused = [phone for phone in phones if phone.edge in REFUSED]
    server.kill()
    in_the_house(server, lambda house: refuse(house, [UUID(phone.application["id"]) for phone in refused]))
    server.start()
    for _ in range(KILLS[server.kind] // 5):
        time.sleep(chance.uniform(0, way))
        killed(server)
        kills += 1
    for phone in phones:
        phone.until("granted", "refused")
    assert kills >= KILLS[server.kind]

    rows = in_the_house(server, lambda house: told(house, phones))
    for row in rows:
        end = "refused" if row["edge"] in REFUSED else "granted"
        assert row == {
            "edge": row["edge"],
            "number": True,
            "applications": 1,
            "state": end,
            "decisions": ["made"],
            "cards": ["valid"] if end == "granted" else [],
            "messages": sorted(["received", end]),
        }
    assert server.goda("audit", "verify").strip().endswith(": whole")
    mailed(server, phones)


def mailed(server: Any, phones: list[Phone]) -> None:
    """Every notice as an e-mail, and what came twice came under one Message-ID."""
    until = time.monotonic() + 60
    wanted = {f"{phone.edge}@example.lv" for phone in phones}
    while True:
        mails = server.control("GET", "mailbox")["mails"]
        letters = {(mail["recipients"][0], mail["messageId"]) for mail in mails}
        counted = Counter(recipient for recipient, _ in letters)
        if counted == dict.fromkeys(wanted, 2) or time.monotonic() > until:
            break
        time.sleep(0.2)
    assert counted == dict.fromkeys(wanted, 2), "each family hears twice: received, and decided"
