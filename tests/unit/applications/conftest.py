"""Applications on both databases, with the state's registers in process: the simulators' own program, asked over HTTP."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import Actor, Audit
from goda.audit.actor import SYSTEM
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.notices.origins import PushOrigins
from goda.notices.service import Notices
from goda.people.model import Identity
from goda.people.service import People
from goda.registers.client import Access, Client
from goda.registers.service import Registers
from simulators.app import application as state_program
from simulators.clock import Clock as StateClock
from simulators.registers.faults import Fault
from simulators.state import State
from simulators.world.changes import apply
from simulators.world.events import AnyChange

ORIGIN = "http://localhost"


class Together(StateClock):
    """The state's clock shows what ours shows."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.ours = clock

    def now(self) -> datetime:
        return self.ours.now()


class Family:
    """One of the state's families, and its applicant signed in."""

    def __init__(self, state: State, people: People, edge: str) -> None:
        self.state, self.people = state, people
        self.edge = state.world.edge(edge)
        self.applicant = state.world.find(self.edge.applicant)
        assert self.applicant is not None
        self.id = UUID(int=0)

    async def sign_in(self) -> "Family":
        codes = tuple(personal_code.parse(code) for code in self.applicant.codes)
        identity = Identity(codes=codes, given=self.applicant.given, surname=self.applicant.surname)
        self.id = (await self.people.identify(SYSTEM, identity)).id
        return self

    @property
    def actor(self) -> Actor:
        return Actor(kind="person", id=self.id)

    @property
    def code(self) -> personal_code.PersonalCode:
        return personal_code.parse(self.applicant.code)


@pytest.fixture
def state(clock: SetClock) -> State:
    return State(ORIGIN, Together(clock), families=62)


@pytest.fixture
def happen(state: State) -> Callable[[AnyChange], None]:
    """Let something happen to somebody in the state's world."""
    return lambda change: apply(state.world, change, state.clock.now(), state.clock.today())


@pytest.fixture
def silence(state: State) -> Callable[[], None]:
    """Let the Register of Natural Persons fail from now on."""
    return lambda: state.switches.set("fpr", Fault(kind="error"))


@pytest.fixture
def audit(database: Database, clock: SetClock) -> Audit:
    return Audit(database, clock)


@pytest.fixture
def people(database: Database, audit: Audit, vault: Vault, clock: SetClock) -> People:
    return People(database, audit, vault, clock)


@pytest.fixture
async def registers(
    database: Database, audit: Audit, vault: Vault, clock: SetClock, state: State
) -> AsyncIterator[Registers]:
    known = state.clients.find("goda-registers")
    assert known is not None
    access = Access(
        base=ORIGIN, token=f"{ORIGIN}/login/token", client="goda-registers", secret=known.registration.secret
    )
    client = Client(access, clock, transport=httpx.ASGITransport(app=state_program(state)))
    yield Registers(database, audit, vault, clock, access, client)
    await client.close()


@pytest.fixture
def notices(database: Database, audit: Audit, vault: Vault, clock: SetClock) -> Notices:
    return Notices(database, audit, vault, clock, PushOrigins())


@pytest.fixture
def applications(
    database: Database,
    audit: Audit,
    vault: Vault,
    clock: SetClock,
    people: People,
    registers: Registers,
    notices: Notices,
) -> Applications:
    fits = Cards(database, audit, vault, None, clock, "https://3plus.example").preview  # nothing is signed here
    made = Applications(database, audit, vault, clock, people, registers, notices, fits)
    for rehome in (registers.rehome, notices.rehome, made.rehome):
        people.on_merge(rehome)
    return made


@pytest.fixture
def family(state: State, people: People) -> Callable[..., Any]:
    """`await family("three-children")`: that edge's applicant, signed in."""

    async def signed_in(edge: str = "three-children") -> Family:
        return await Family(state, people, edge).sign_in()

    return signed_in


@pytest.fixture
def clerk() -> Actor:
    return Actor(kind="staff", id=uuid4(), role="clerk")


@pytest.fixture
def colleague() -> Actor:
    return Actor(kind="staff", id=uuid4(), role="clerk")


@pytest.fixture
def submitted(applications: Applications, family: Callable[..., Any]) -> Callable[..., Any]:
    """Begin, answer the least there is, submit."""

    async def make(edge: str = "three-children") -> tuple[Any, Application]:
        whose = await family(edge)
        draft = await applications.start(whose.actor, whose.id)
        await applications.answer(whose.actor, draft.id, {"channel": "e-address"})
        return whose, await applications.submit(whose.actor, draft.id, uuid4())

    return make
