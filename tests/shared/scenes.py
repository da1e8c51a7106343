"""Scenes: the fund with many families in one state, prepared once and taken from the shelf as often as needed.

No test: what the tests of faults play on. Each register has two families here on whom it turns: one whom the law gives a card, and one whom it does not.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fund import ORIGIN, PASSPHRASE, STATE, Family, Nights, Together

from goda.audit import SYSTEM
from goda.db.database import open_database
from goda.db.jobs import Worker
from goda.db.vault import Vault
from goda.decisions.model import Decision
from goda.kernel.clock import SetClock
from godakeys.local import LocalSigner
from simulators.app import application as state_program
from simulators.registers.faults import Fault
from simulators.state import State
from simulators.world.changes import apply

NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
HURRIED = 0.03
"""Seconds that a register may take while a fault is on: only what is slow or silent waits for it."""
AT_EASE = 20.0
BROKEN = ("half", "cut", "partial")
"""Three ways of the fault "broken": the registers have them in turn, in each scene another."""
NOBODY = UUID(int=0)
LIVE = ("proposed", "held", "made")
UNDECIDED = ("checking", "case", "asked")


@dataclass(frozen=True)
class Hit:
    """A family, the register whose faults it meets, and whether the law gives it a card."""

    register: str
    edge: str
    right: bool
    person: UUID = NOBODY
    application: UUID | None = None
    answers: Any = None
    cards: tuple[UUID, ...] = ()
    """Those that it has had since before the fault."""

    def __str__(self) -> str:
        return f"{self.register}: {self.edge}"


@dataclass
class Scene:
    """A prepared state: the database, the keys, the moment, the families, and what has happened to them in the state's world."""

    database: str
    keys: Path
    now: datetime
    hits: list[Hit]
    happened: list[tuple[datetime, Any]] = field(default_factory=list)
    generation: str = ""
    turn: int = 0


class Struck(Nights):
    """The fund, and families that registers' faults fall upon."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.hits: list[Hit] = []
        self.turn = 0
        self.happened: list[tuple[datetime, Any]] = []
        checks = {kind: handler for kind, handler in self.decisions.jobs().items() if kind != "decision.carry_out"}
        self.checker = Worker(self.db, checks, self.clock)
        """Asks registers and decides; papers are drawn where a test wants them, by `work`."""
        self.client._total = AT_EASE

    def happen(self, change: Any) -> None:
        self.happened.append((self.clock.now(), change))
        super().happen(change)

    def strike(self, kind: str | None, *, everybody: bool = False) -> None:
        """One kind of fault in all registers at once, in each for its own families only, or for everybody and in the feeds."""
        if kind is None:
            return
        self.client._total = HURRIED
        for place, register in enumerate(dict.fromkeys(hit.register for hit in self.hits)):
            whose = [self.codes(hit.edge) for hit in self.hits if hit.register == register]
            codes = () if everybody else tuple(code for family in whose for code in family)
            one = BROKEN[(place + self.turn) % len(BROKEN)] if kind == "broken" else kind
            self.state.switches.set(register, Fault(kind=one, codes=codes, seconds=5 * HURRIED))  # type: ignore[arg-type]

    def mend(self) -> None:
        """All registers are well, and have rested."""
        super().mend()
        self.client._total = AT_EASE
        self.clock.advance(timedelta(minutes=2))

    async def check(self) -> None:
        """Ask registers about everything that is due now."""
        await self.checker.drain()

    async def check_later(self) -> None:
        """As time passes, until nothing waits to be asked."""
        for _ in range(40):
            waiting = [row["due"] for row in await self.waiting()]
            if not waiting:
                return
            self.clock.set(max(self.clock.now(), *waiting))
            await self.check()
        raise AssertionError("asks for ever")

    async def waiting(self, about: UUID | None = None) -> list[dict[str, Any]]:
        """Jobs that will ask registers, all or about an application."""
        rows = await self.db.rows("SELECT kind, payload, due FROM job WHERE kind = 'application.check' AND NOT dead")
        return [row for row in rows if about is None or str(about) in row["payload"]]

    def now_is(self, hit: Hit, **more: Any) -> Hit:
        """Keep what has become known of a family."""
        place = next(at for at, one in enumerate(self.hits) if one.edge == hit.edge)
        self.hits[place] = replace(self.hits[place], **more)
        return self.hits[place]

    def family_of(self, hit: Hit) -> Family:
        made = Family(self.state, self.people, self.state.world.edge(hit.edge).applicant)
        made.id = hit.person
        return made

    async def decided(self, hit: Hit) -> list[Decision]:
        """Decisions on the hit's application that hold."""
        if hit.application is None:
            return []
        return [one for one in await self.decisions.of_application(SYSTEM, hit.application) if one.state in LIVE]

    async def begin(self, hit: Hit, *, renewal: bool = False) -> Hit:
        """Begin, and answer what only the family knows."""
        family = self.family_of(hit)
        draft = await self.applications.start(family.actor, family.id, for_renewal=renewal)
        said: dict[str, Any] = {"channel": "e-address", "phone": "+37120000000"}
        about = self.state.world.edge(hit.edge)
        if hit.register == "iis":
            sick = self.state.world.find(about.about[0])
            assert sick is not None
            said["disability"] = [str(one.person) for one in draft.dependants if one.given == sick.given]
        answered = await self.applications.answer(family.actor, draft.id, said)
        return self.now_is(hit, application=draft.id, answers=answered.answers)

    async def submit(self, hit: Hit) -> None:
        assert hit.application is not None
        await self.applications.submit(self.family_of(hit).actor, hit.application, uuid4())


Preparing = Callable[[Struck], Awaitable[None]]


class Shelf:
    """Scenes by their name, on both databases."""

    def __init__(self, request: pytest.FixtureRequest, keys: Path, folder: Path) -> None:
        self._request, self._keys, self._folder = request, keys, folder
        self._state = State(STATE, Together(SetClock(NOON)), families=62)
        self._way = httpx.ASGITransport(app=state_program(self._state))
        self._scenes: dict[tuple[str, str], Scene] = {}

    def empty(self, kind: str) -> str:
        """Address of a new database, migrated and empty."""
        if kind == "sqlite":
            return self.like(f"sqlite:///{self._request.getfixturevalue('sqlite_template')}")
        template = self._request.getfixturevalue("postgres_template")
        return self.like(self._request.getfixturevalue("postgres").url(template))

    def like(self, url: str) -> str:
        """Address of a new database that has what another has, which is closed."""
        if url.startswith("sqlite"):
            path = self._folder / f"{uuid4()}.db"
            shutil.copyfile(url.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        server = self._request.getfixturevalue("postgres")
        return server.url(server.create(_name(url)))

    def drop(self, url: str) -> None:
        """Away with a copy."""
        if url.startswith("sqlite"):
            for path in self._folder.glob(f"{Path(url).name}*"):
                path.unlink()
        else:
            self._request.getfixturevalue("postgres").drop(_name(url))

    def scene(self, kind: str, prepare: Preparing, hits: tuple[Hit, ...]) -> Scene:
        """The scene that `prepare` makes."""
        name = (kind, prepare.__name__)
        if name not in self._scenes:
            folder = self._folder / f"keys-{uuid4()}"
            shutil.copytree(self._keys, folder)
            empty = Scene(database=self.empty(kind), keys=folder, now=NOON, hits=list(hits), turn=len(prepare.__name__))
            self._scenes[name] = asyncio.run(self._prepared(empty, prepare))
        return self._scenes[name]

    async def _prepared(self, empty: Scene, prepare: Preparing) -> Scene:
        office = await self.open(empty)
        for hit in empty.hits:
            family = await office.family(hit.edge)
            office.now_is(hit, person=family.id)
        await prepare(office)
        made = replace(
            empty,
            now=office.clock.now(),
            hits=office.hits,
            happened=office.happened,
            generation=office.state.generation,
        )
        await self.close(office)
        return made

    async def open(self, scene: Scene) -> Struck:
        """The fund as it stands in a scene."""
        clock = SetClock(NOON)
        state = self._state
        state.clock = Together(clock)
        state.reset()
        for at, change in scene.happened:
            apply(state.world, change, at, at.date())
        state.generation = scene.generation or state.generation
        clock.set(scene.now)
        signer = LocalSigner.open(scene.keys, PASSPHRASE, ORIGIN, lambda: int(clock.now().timestamp()))
        database = open_database(scene.database)
        await database.start()
        database.bind_all()
        office = Struck(database, Vault(bytes(range(32))), clock, signer, state, self._way)
        office.hits, office.turn = list(scene.hits), scene.turn
        return office

    async def close(self, office: Struck) -> None:
        """The fund closes."""
        office.state.switches.release()
        await office.client.close()
        await office.db.stop()


def _name(url: str) -> str:
    """Of a database of PostgreSQL: `postgresql://goda@/NAME?host=FOLDER`."""
    return url.partition("@/")[2].partition("?")[0]
