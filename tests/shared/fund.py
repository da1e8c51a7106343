"""The fund as it decides and rechecks: real signer, the state's registers in process, the outbox worked through by hand.

No test: what the tests of deciding, of rechecks and of faults have in common. Their `conftest` take its fixtures.
"""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
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
from goda.db.jobs import Worker
from goda.db.vault import Vault
from goda.decisions.model import Case, Entitlement, NewDecision
from goda.decisions.service import Decisions, Parts
from goda.decisions.texts import Texts
from goda.documents.service import Documents
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.notices.origins import PushOrigins
from goda.notices.service import Notices
from goda.people.model import Identity
from goda.people.service import People
from goda.rechecks.model import Report
from goda.rechecks.service import Parts as RecheckParts
from goda.rechecks.service import Rechecks
from goda.registers.client import Access, Client
from goda.registers.service import Registers
from goda.staff.service import Staff, actor_of
from goda.web.challenges import Challenges
from goda.web.sessions import Sessions
from godakeys import ceremony
from godakeys.local import LocalSigner
from simulators.app import application as state_program
from simulators.clock import Clock as StateClock
from simulators.registers.faults import Fault
from simulators.state import State
from simulators.world.changes import apply
from simulators.world.events import AnyChange

ORIGIN = "http://localhost:8000"
STATE = "http://localhost"
PASSPHRASE = "a passphrase for tests only"
PATIENCE = 0.2
"""Seconds that a question to a register may take here, in place of 8."""
REASONS = "Iemesli, kas pamato šo lēmumu."
TODAY = date(2026, 11, 22)
CLERKS = ("399990-00012", "399990-00020")


class Together(StateClock):
    """The state's clock shows what ours shows."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.ours = clock

    def now(self) -> datetime:
        return self.ours.now()


class Family:
    """One of the state's families, and its applicant signed in."""

    def __init__(self, state: State, people: People, code: str) -> None:
        found = state.world.find(code)
        assert found is not None
        self.state, self.people, self.applicant = state, people, found
        self.id = UUID(int=0)

    async def sign_in(self) -> "Family":
        codes = tuple(personal_code.parse(code) for code in self.applicant.codes)
        identity = Identity(codes=codes, given=self.applicant.given, surname=self.applicant.surname)
        self.id = (await self.people.identify(SYSTEM, identity)).id
        return self

    @property
    def actor(self) -> Actor:
        return Actor(kind="person", id=self.id)


class FlakySigner:
    """The real signer; each `sign_…` fails so many times before it signs again."""

    def __init__(self, signer: LocalSigner) -> None:
        self._signer = signer
        self.fails = 0

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._signer, name)
        if not name.startswith("sign_"):
            return asked

        async def answer(*args: Any) -> Any:
            if self.fails > 0:
                self.fails -= 1
                raise OSError("the signer is away")
            return await asked(*args)

        return answer


class Office:
    """The fund, and the state beside it."""

    def __init__(
        self, database: Database, vault: Vault, clock: SetClock, signer: LocalSigner, state: State,
        way: httpx.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        """`way` to the state's program, where it runs already."""
        self.db, self.clock, self.state, self.vault = database, clock, state, vault
        self.audit = Audit(database, clock)
        self.signer = FlakySigner(signer)
        known = state.clients.find("goda-registers")
        assert known is not None
        secret = known.registration.secret or ""
        access = Access(base=STATE, token=f"{STATE}/login/token", client="goda-registers", secret=secret)
        way = way or httpx.ASGITransport(app=state_program(state))
        self.client = Client(access, clock, total=PATIENCE, transport=way)
        self.people = People(database, self.audit, vault, clock)
        self.registers = Registers(database, self.audit, vault, clock, access, self.client)
        self.notices = Notices(database, self.audit, vault, clock, PushOrigins())
        self.cards = Cards(database, self.audit, vault, self.signer, clock, ORIGIN)  # type: ignore[arg-type]
        self.documents = Documents(database, self.audit, vault, clock)
        self.applications = Applications(
            database, self.audit, vault, clock, self.people, self.registers, self.notices, self.cards.preview
        )
        sessions, challenges = Sessions(database, clock), Challenges(database, clock)
        self.staff = Staff(database, self.audit, vault, clock, sessions, challenges, ORIGIN)
        self.texts = Texts(database, self.audit, clock)
        self.decisions = Decisions(
            Parts(
                db=database, audit=self.audit, vault=vault, clock=clock, signer=self.signer, people=self.people,  # type: ignore[arg-type]
                staff=self.staff, cards=self.cards, registers=self.registers, documents=self.documents, notices=self.notices,
                applications=self.applications, texts=self.texts, origin=ORIGIN,
            )
        )  # fmt: skip
        for each in (self.registers, self.notices, self.documents, self.cards, self.applications, self.decisions):
            self.people.on_merge(each.rehome)
        self.worker = Worker(database, self.decisions.jobs(), clock)

    # -- the state --------------------------------------------------------------------------------------------------------------

    def switch(self, register: str, kind: str, **more: Any) -> None:
        self.state.switches.set(register, Fault(kind=kind, **more))  # type: ignore[arg-type]

    def mend(self) -> None:
        self.state.switches.clear()

    def happen(self, change: AnyChange) -> None:
        apply(self.state.world, change, self.state.clock.now(), self.state.clock.today())

    # -- people -----------------------------------------------------------------------------------------------------------------

    async def family(self, edge: str = "three-children") -> Family:
        return await Family(self.state, self.people, self.state.world.edge(edge).applicant).sign_in()

    async def other_carer(self, edge: str) -> Family:
        """The one in whose care the edge's child also is, in another family."""
        made = self.state.world.edge(edge)
        child = self.state.world.find(made.about[0])
        assert child is not None
        first = {made.applicant} | set(made.codes[: made.codes.index(child.code)])
        carers = [self.state.world.people[one.carer] for one in child.carers]
        other = next(one for one in reversed(carers) if one.code not in first)
        return await Family(self.state, self.people, other.code).sign_in()

    async def member(self, name: str, role: Any = "clerk", code: str | None = "399990-00039") -> Actor:
        own = personal_code.parse(code) if code else None
        link = await self.staff.enrol(name, role, code=own)
        found = await self.staff.find(link.member)
        assert found is not None
        return actor_of(found)

    # -- the way ----------------------------------------------------------------------------------------------------------------

    async def submitted(self, edge: str = "three-children", **answers: Any) -> tuple[Family, Application]:
        """Begin, answer the least there is, submit."""
        return await self.submitted_by(await self.family(edge), **answers)

    async def submitted_by(self, family: Family, **answers: Any) -> tuple[Family, Application]:
        draft = await self.applications.start(family.actor, family.id)
        given = {"channel": "e-address", **answers}
        if callable(answers.get("names")):
            given["names"] = answers["names"](draft)
        await self.applications.answer(family.actor, draft.id, given)
        return family, await self.applications.submit(family.actor, draft.id, uuid4())

    async def work(self) -> int:
        """Do every job that is due."""
        return await self.worker.drain()

    async def later(self, **time: float) -> None:
        """Let time pass, and do what is due then."""
        self.clock.advance(timedelta(**time))
        await self.work()

    async def application(self, application: UUID) -> Application:
        return await self.applications.get(SYSTEM, application)

    async def case(self, application: UUID) -> Case:
        found = await self.decisions.case_of(SYSTEM, application)
        assert found is not None
        return found

    async def jobs(self, kind: str = "") -> list[dict[str, Any]]:
        return [row for row in await self.db.rows("SELECT kind, due, dead FROM job") if row["kind"].startswith(kind)]

    async def kinds(self, person: UUID) -> list[str]:
        """The kinds of the messages that somebody got, in the order of the alphabet: the clock stands still."""
        found = await self.notices.messages(Actor(kind="person", id=person), person, "lv")
        return sorted(one.kind for one in found)

    async def granted(self, edge: str = "three-children", **answers: Any) -> tuple[Family, Application]:
        family, submitted = await self.submitted(edge, **answers)
        await self.work()
        application = await self.application(submitted.id)
        assert application.state == "granted", application.state
        return family, application


class Nights(Office):
    """The fund by night."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.rechecks = self.new_rechecks()
        self.people.on_merge(self.rechecks.rehome)
        self.worker = Worker(self.db, self.decisions.jobs() | self.rechecks.jobs(), self.clock)

    def new_rechecks(self) -> Rechecks:
        """As a process that has just started has them."""
        return Rechecks(
            RecheckParts(
                db=self.db, audit=self.audit, clock=self.clock, people=self.people, registers=self.registers,
                applications=self.applications, decisions=self.decisions, notices=self.notices,
            )
        )  # fmt: skip

    async def night(self) -> Report:
        """A whole night, and what it left in the outbox."""
        report = await self.rechecks.now()
        await self.work()
        return report

    async def days(self, days: float = 0, **more: float) -> Report:
        """Time passes, then a night."""
        self.clock.advance(timedelta(days=days, **more))
        return await self.night()

    async def right(self, family: Any) -> Entitlement:
        found = await self.decisions.entitlements_of(SYSTEM, family.id)
        return found[0]

    async def recheck(self, family: Any) -> Case | None:
        return await self.decisions.recheck_of((await self.right(family)).id)

    async def states(self, family: Any) -> list[tuple[UUID, str, str | None]]:
        right = await self.right(family)
        return [(one.holder, one.state, one.cause) for one in await self.cards.cards_of(SYSTEM, right.family)]

    async def unharmed(self, family: Any) -> None:
        """Nobody was annulled, warned or made a case of."""
        assert {state for _, state, _ in await self.states(family)} == {"valid"}
        assert await self.recheck(family) is None
        assert set(await self.kinds(family.id)) <= {"granted", "received"}

    def asked(self) -> list[tuple[str, str]]:
        """Which register was asked about whom for a recheck."""
        return [(one.register, one.personal_code) for one in self.state.asked if one.purpose == "recheck"]

    def code(self, edge: str, place: int = 0) -> str:
        """Somebody on whom an edge turns."""
        return self.state.world.edge(edge).about[place]

    def codes(self, edge: str) -> tuple[str, ...]:
        return self.state.world.edge(edge).codes


@pytest.fixture(scope="session")
def keys_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made a day before the tests' clock."""
    folder = tmp_path_factory.mktemp("keys")
    made = 1_795_262_400 - 86_400
    ceremony.initialise(folder / "keys", PASSPHRASE, folder / "root", f"{PASSPHRASE} root", ORIGIN, made, work=10)
    return folder / "keys"


@pytest.fixture
def signer(keys_template: Path, tmp_path: Path, clock: SetClock) -> LocalSigner:
    folder = tmp_path / "signing"
    shutil.copytree(keys_template, folder)
    return LocalSigner.open(folder, PASSPHRASE, ORIGIN, lambda: int(clock.now().timestamp()))


@pytest.fixture
def state(clock: SetClock) -> State:
    return State(STATE, Together(clock), families=62)


@pytest.fixture
async def clerk(office: Office) -> Actor:
    return await office.member("Kārlis Klerks", code=CLERKS[0])


@pytest.fixture
async def colleague(office: Office) -> Actor:
    return await office.member("Kitija Kolēģe", code=CLERKS[1])


@pytest.fixture
def words() -> Callable[..., NewDecision]:
    """A decision about to be made, with reasons."""

    def make(kind: Any = "grant", **more: Any) -> NewDecision:
        return NewDecision(kind=kind, text=REASONS, **more)

    return make


@pytest.fixture
def make_office(keys_template: Path, tmp_path: Path) -> Callable[[Database, State, SetClock], Office]:
    """An office on a database of the caller's own, for stories."""

    def make(database: Database, state: State, clock: SetClock) -> Office:
        folder = tmp_path / f"signing-{uuid4()}"
        shutil.copytree(keys_template, folder)
        signer = LocalSigner.open(folder, PASSPHRASE, ORIGIN, lambda: int(clock.now().timestamp()))
        state.clock = Together(clock)
        state.reset()
        return Office(database, Vault(bytes(range(32))), clock, signer, state)

    return make
