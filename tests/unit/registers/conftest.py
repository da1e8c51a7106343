"""The real simulators in this process, and families that go the whole way: discovered, kept, asked about, assessed."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.law.assessment import Assessment, assess
from goda.law.facts import Fact, Facts, Family, Mark, Register, Relation
from goda.people.model import Identity
from goda.people.service import People
from goda.registers.client import Access, Client
from goda.registers.model import Asked, Household, Need, asks
from goda.registers.needed import needed
from goda.registers.service import Registers
from simulators.app import application
from simulators.clock import Clock
from simulators.registers.faults import Fault
from simulators.state import State
from simulators.world.changes import apply

ORIGIN = "http://localhost:8100"  # never connected to: authlib takes no other without TLS
PATIENCE = 0.25
"""Seconds that a question may take here, in place of 8."""


class Side:
    """The state's side: what happens there, and what goes wrong."""

    def __init__(self) -> None:
        self.state = State(ORIGIN, Clock(), families=70)
        self.app = application(self.state)

    def begin(self, clock: SetClock) -> None:
        self.state.clock.set(clock.now())
        self.state.reset()

    def edge(self, name: str) -> Any:
        return self.state.world.edge(name)

    def switch(self, register: Register | str, kind: str, **more: Any) -> None:
        self.state.switches.set(str(register), Fault(kind=kind, **more))

    def mend(self) -> None:
        self.state.switches.clear()

    def change(self, event: Any) -> None:
        now = self.state.clock.now()
        apply(self.state.world, event, now, self.state.clock.today())

    def access(self) -> Access:
        client = self.state.clients.find("goda-registers")
        assert client is not None
        secret = client.registration.secret
        return Access(base=ORIGIN, token=f"{ORIGIN}/login/token", client="goda-registers", secret=secret or "")


@pytest.fixture(scope="session")
def side_app() -> Side:
    return Side()


@pytest.fixture
def side(side_app: Side, clock: SetClock) -> Iterator[Side]:
    side_app.begin(clock)
    yield side_app
    side_app.state.switches.release()


@pytest.fixture
async def registers(
    side: Side, database: Database, vault: Vault, clock: SetClock, people: People
) -> AsyncIterator[Registers]:
    client = Client(side.access(), clock, total=PATIENCE, transport=httpx.ASGITransport(app=side.app))
    made = Registers(database, Audit(database, clock), vault, clock, side.access(), client)
    people.on_merge(made.rehome)
    async with made.running():
        yield made


@pytest.fixture
def people(database: Database, vault: Vault, clock: SetClock) -> People:
    return People(database, Audit(database, clock), vault, clock)


class Applying:
    """One family on its way, as the features above will take it."""

    def __init__(self, side: Side, registers: Registers, people: People, audit: Audit, clock: SetClock) -> None:
        self.side, self.registers, self.people, self.audit, self.clock = side, registers, people, audit, clock
        self.family = new_id()
        self.household: Household
        self.ids: dict[str, UUID] = {}
        self.codes: dict[UUID, Any] = {}
        self.claims: set[tuple[UUID, Mark]] = set()
        self.more: list[Fact] = []

    async def discover(self, code: str) -> "Applying":
        parsed = personal_code.parse(code)
        self.household = await self.registers.discover(SYSTEM, self.family, [parsed], "application")
        dependants = {one.record.code for one in self.household.dependants}
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            for record in self.household.records:
                born = record.born if record.code in dependants else None
                said = Identity(codes=record.codes, given=record.given, surname=record.surname, born=born)
                person = await self.people.identify(SYSTEM, said)
                self.ids[record.code.digits] = person.id
                self.codes[person.id] = record.codes
            await self.registers.keep(work, self.family, self.household, self.ids)
        return self

    @property
    def applicant(self) -> UUID:
        return self.ids[self.household.applicant.code.digits]

    @property
    def spouse(self) -> UUID | None:
        spouse = self.household.spouse
        return None if spouse is None else self.ids[spouse.code.digits]

    @property
    def dependants(self) -> list[UUID]:
        return [self.ids[one.record.code.digits] for one in self.household.dependants]

    def person(self, code: str) -> UUID:
        return self.ids[personal_code.parse(code).digits]

    async def ask(self, *needs: tuple[Register, UUID]) -> tuple[Asked, ...]:
        wanted = [Need(register=register, person=person) for register, person in needs]
        questions = asks(wanted, self.codes, self.applicant, self.spouse)
        return await self.registers.ask(SYSTEM, self.family, questions, "application")

    async def check(self) -> list[Asked]:
        """Ask everything that is needed, again as long as answers make more needed."""
        today = self.clock.now().date()
        done: set[Need] = set()
        asked: list[Asked] = []
        while new := [need for need in needed(await self.law(), today) if need not in done]:
            done |= set(new)
            asked += await self.ask(*((need.register, need.person) for need in new))
        return asked

    async def unanswered(self, *needs: tuple[Register, UUID]) -> tuple[Asked, ...]:
        return await self.registers.unanswered(
            self.family, [Need(register=register, person=person) for register, person in needs]
        )

    async def unanswered_at_all(self) -> tuple[Asked, ...]:
        return await self.registers.unanswered(self.family, needed(await self.law(), self.clock.now().date()))

    async def rest(self) -> None:
        """Let a minute pass: a register that failed often is asked again."""
        self.clock.advance(timedelta(minutes=1))
        self.side.state.clock.set(self.clock.now())

    async def law(self) -> Family:
        now = self.clock.now()
        elsewhere = [
            Fact(subject=person, mark=Mark.COUNTED_AS, value=Relation.NONE, source=Register.FUND, asked_at=now, valid_at=now.date())
            for person in self.dependants
        ]  # fmt: skip
        return Family(
            applicant=self.applicant,
            spouse=self.spouse,
            dependants=tuple(self.dependants),
            facts=Facts([*await self.registers.facts(self.family), *elsewhere, *self.more]),
            claims=frozenset(self.claims),
        )

    async def assess(self) -> Assessment:
        return assess(await self.law(), self.clock.now().date())

    async def says(self, person: UUID, mark: Mark) -> Any:
        """The value of a mark, or why it is not known."""
        told = (await self.law()).facts.ask(person, mark)
        return told.value if isinstance(told, Fact) else told.why


@pytest.fixture
def new_applying(
    side: Side, registers: Registers, people: People, database: Database, clock: SetClock
) -> Callable[[], Applying]:
    return lambda: Applying(side, registers, people, Audit(database, clock), clock)


@pytest.fixture
def applying(new_applying: Callable[[], Applying]) -> Applying:
    return new_applying()
