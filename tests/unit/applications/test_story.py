"""Whatever families, phones, clerks and registers do, in whatever order: no state is lost, one application is open, submitting again says the same.

A model of what should be stands beside the real service on a real database; hypothesis writes the stories.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from goda.applications import errors
from goda.applications.model import NEXT, OPEN, UNDECIDED, Answers, Application
from goda.applications.service import CHECK, Applications
from goda.applications.tables import ApplicationRow
from goda.audit import Actor, Audit, Ground
from goda.audit.actor import SYSTEM
from goda.cards.service import Cards
from goda.db.database import Database, open_database
from goda.db.jobs import JobRow
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.errors import Conflict, GodaError
from goda.notices.model import Contact
from goda.notices.origins import PushOrigins
from goda.notices.service import Notices
from goda.people.model import Identity
from goda.people.service import People
from goda.registers.client import Access, Client
from goda.registers.errors import RegisterSilent
from goda.registers.service import Registers
from simulators.app import application as state_program
from simulators.clock import Clock as StateClock
from simulators.registers.faults import Fault
from simulators.state import State
from simulators.world.changes import apply
from simulators.world.events import Birth

T = TypeVar("T")

NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
STATE = "http://localhost"
EDGES = ("three-children", "one-parent")
CLERKS = tuple(Actor(kind="staff", id=uuid4(), role="clerk") for _ in range(2))
SAID = {
    "phone": (("29123456", "+37129123456"), ("+44 20 7946 0000", "+442079460000"), (None, "")),
    "email": (("a@example.lv", "a@example.lv"), ("b@example.lv", "b@example.lv"), ("", "")),
    "channel": (("email", "email"), ("e-address", "e-address"), ("post", "post"), (None, None)),
    "plastic": (("none", "none"), ("post", "post"), ("fund", "fund")),
    "postal": (("Iela 1, Rīga", "Iela 1, Rīga"), (None, "")),
    "incapacity": ((True, True), (False, False)),
}
"""What is typed, and what is kept of it."""
WRONG = {"phone": "12", "email": "anna", "channel": "pigeon", "postal": "x", "plastic": 1, "colour": "red"}


class Together(StateClock):
    """The state's clock shows what ours shows."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self.ours = clock

    def now(self) -> datetime:
        return self.ours.now()


@dataclass
class Expected:
    """One application as it should be."""

    id: UUID
    state: str
    said: dict[str, Any] = field(default_factory=dict)
    number: str | None = None
    version: int = 0
    asked: str | None = None


@dataclass
class Somebody:
    """A person who applies, and all applications they should have, oldest first."""

    id: UUID
    code: str
    applications: list[Expected] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return Actor(kind="person", id=self.id)

    @property
    def open(self) -> Expected | None:
        return next((one for one in self.applications if one.state in OPEN), None)


who = st.integers(0, len(EDGES) - 1)


class Story(RuleBasedStateMachine):
    """One story on one database."""

    url: Callable[[], str]
    state: State

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = SetClock(NOON)
        self.state.clock = Together(self.clock)  # type: ignore[misc]
        self.state.reset()
        self.silent = False
        self.keys = [uuid4() for _ in range(3)]
        self.numbers: list[str] = []
        self.run(self.open(type(self).url()))

    def run(self, doing: Awaitable[T]) -> T:
        return self.loop.run_until_complete(doing)  # type: ignore[arg-type]

    async def open(self, url: str) -> None:
        self.db: Database = open_database(url)
        await self.db.start()
        self.db.bind_all()
        vault = Vault(bytes(range(32)))
        self.audit = Audit(self.db, self.clock)
        people = People(self.db, self.audit, vault, self.clock)
        known = self.state.clients.find("goda-registers")
        assert known is not None
        access = Access(
            base=STATE, token=f"{STATE}/login/token", client="goda-registers", secret=known.registration.secret
        )
        self.client = Client(access, self.clock, transport=httpx.ASGITransport(app=state_program(self.state)))
        registers = Registers(self.db, self.audit, vault, self.clock, access, self.client)
        self.notices = Notices(self.db, self.audit, vault, self.clock, PushOrigins())
        fits = Cards(self.db, self.audit, vault, None, self.clock, "https://3plus.example").preview  # type: ignore[arg-type]
        self.applications = Applications(self.db, self.audit, vault, self.clock, people, registers, self.notices, fits)
        self.ended: list[UUID] = []
        self.applications.on_withdrawn(self.note_end)
        self.people = []
        for edge in EDGES:
            one = self.state.world.find(self.state.world.edge(edge).applicant)
            assert one is not None
            identity = Identity(codes=(personal_code.parse(one.code),), given=one.given, surname=one.surname)
            self.people.append(Somebody((await people.identify(SYSTEM, identity)).id, one.code))

    async def note_end(self, _: Any, one: Application) -> None:
        self.ended.append(one.id)

    def teardown(self) -> None:
        self.run(self.close())
        self.loop.close()

    async def close(self) -> None:
        assert (await self.audit.verify()).whole
        await self.client.close()
        await self.db.stop()

    # -- what families do -----------------------------------------------------------------------------------------------------

    @initialize(steps=st.integers(0, 6), decided=st.sampled_from(["granted", "refused", "withdrawn"]))
    def so_far(self, steps: int, decided: str) -> None:
        """Both have begun already, and the first may be far along: a story is too short to come there from nothing."""
        for who, one in enumerate(self.people):
            self.begin(who=who, phones=2, renewal=False)
            assert one.open is not None
            said = {"channel": "email", "email": "a@example.lv"}
            self.run(self.applications.answer(one.actor, one.open.id, said))
            one.open.said |= said
        ways = [
            lambda: self.submit(who=0, key=0, times=2),
            *(partial(self.decide, who=0, to=to) for to in ("case", "asked", "case")),
        ]
        end = partial(self.withdraw, who=0) if decided == "withdrawn" else partial(self.decide, who=0, to=decided)
        for way in [*ways, end][:steps]:
            way()

    @rule(who=who, phones=st.integers(1, 3), renewal=st.booleans())
    def begin(self, who: int, phones: int, renewal: bool) -> None:
        one = self.people[who]

        async def all_phones() -> list[Any]:
            calls = (self.applications.start(one.actor, one.id, for_renewal=renewal) for _ in range(phones))
            return await asyncio.gather(*calls, return_exceptions=True)

        for told in self.run(all_phones()):
            if one.open is None and isinstance(told, RegisterSilent):
                assert self.silent
                continue
            assert isinstance(told, Application), told
            if one.open is None:
                before = {name: getattr(told.answers, name) for name in SAID}
                one.applications.append(Expected(told.id, "draft", before, None, told.version))
            assert one.open is not None
            assert told.id == one.open.id
            one.open.version = max(one.open.version, told.version)

    @rule(who=who, data=st.data())
    def say(self, who: int, data: st.DataObject) -> None:
        """One to three fields at once from as many phones, some of them wrong."""
        one = self.people[who]
        if one.open is None:
            return
        names = data.draw(st.lists(st.sampled_from(sorted(SAID)), min_size=1, max_size=3, unique=True))
        typed = {name: data.draw(st.sampled_from(SAID[name])) for name in names}
        wrong = data.draw(st.none() | st.sampled_from(sorted(set(WRONG) - set(names))))
        said = [{name: value[0]} for name, value in typed.items()]
        if wrong is not None:
            said[0][wrong] = WRONG[wrong]

        async def all_phones() -> list[Any]:
            calls = (self.applications.answer(one.actor, one.open.id, each) for each in said)
            return await asyncio.gather(*calls, return_exceptions=True)

        told = self.run(all_phones())
        if one.open.state != "draft":
            assert all(isinstance(each, errors.NotADraft) for each in told)
            return
        if wrong is not None:
            assert isinstance(told[0], errors.AnswersInvalid)
            assert set(told[0].fields) == {wrong}
        one.open.said |= {name: value[1] for name, value in typed.items()}

    @rule(who=who, key=st.integers(0, 2), times=st.integers(1, 4))
    def submit(self, who: int, key: int, times: int) -> None:
        one = self.people[who]
        last = one.applications[-1] if one.applications else None
        if last is None:
            return

        async def together() -> list[Any]:
            calls = (self.applications.submit(one.actor, last.id, self.keys[key]) for _ in range(times))
            return await asyncio.gather(*calls, return_exceptions=True)

        told = self.run(together())
        found = self.run(self.applications.get(one.actor, last.id))
        for each in told:
            if isinstance(each, Application):
                assert (each.number, each.registered_at) == (found.number, found.registered_at)
                assert each.number is not None
            elif isinstance(each, errors.AnswersInvalid):
                assert set(each.fields) == set(self.applications.missing(found))
            elif isinstance(each, errors.NotADraft):
                assert (last.state, last.number) == ("withdrawn", None)
            else:
                assert isinstance(each, errors.KeyOfAnother | errors.FamilyChanged), each
        if last.number is not None:
            assert found.number == last.number
        elif found.number is not None:
            assert last.state == "draft"
            assert found.number not in self.numbers
            assert found.answers.channel is not None
            last.state, last.number = "checking", found.number
            last.said["postal"] = found.answers.postal  # an address to which nothing goes may have been left out
            self.numbers.append(found.number)

    @rule(who=who)
    def withdraw(self, who: int) -> None:
        one = self.people[who]
        if not one.applications:
            return
        last = one.applications[-1]
        if last.state in ("granted", "refused"):
            with pytest.raises(errors.DecidedAlready):
                self.run(self.applications.withdraw(one.actor, last.id))
            return
        assert self.run(self.applications.withdraw(one.actor, last.id)).state == "withdrawn"
        last.state, last.asked = "withdrawn", None
        assert self.ended.count(last.id) == 1

    @rule(who=who, channel=st.sampled_from(["email", "e-address", "post"]), email=st.sampled_from(["c@example.lv", ""]))
    def correct(self, who: int, channel: Any, email: str) -> None:
        one = self.people[who]
        if not one.applications:
            return
        last = one.applications[-1]
        new = Contact(channel=channel, email=email, phone="29999999")
        doing = self.applications.correct_contact(one.actor, last.id, new)
        if channel == "post" or (channel == "email" and not email):
            with pytest.raises(errors.AnswersInvalid):
                self.run(doing)
            return
        self.run(doing)
        last.said |= {"phone": "+37129999999", "email": email, "channel": channel, "postal": ""}

    @rule(who=who)
    def refresh(self, who: int) -> None:
        one = self.people[who]
        if one.open is None:
            return
        try:
            self.run(self.applications.refresh(one.actor, one.open.id))
        except RegisterSilent:
            assert self.silent
        except errors.NotADraft:
            assert one.open.state != "draft"

    @rule(who=who, stranger=st.sampled_from(["another", "clerk"]))
    def look_elsewhere(self, who: int, stranger: str) -> None:
        one = self.people[who]
        actor = CLERKS[1] if stranger == "clerk" else self.people[who - 1].actor
        for each in one.applications:
            if stranger == "clerk" and each.number is not None:
                assert self.run(self.applications.get(actor, each.id)).number == each.number
            else:
                with pytest.raises(errors.NoSuchApplication):
                    self.run(self.applications.get(actor, each.id))

    # -- what clerks and the machine do ----------------------------------------------------------------------------------------

    @rule(who=who)
    def come_to_the_fund(self, who: int) -> None:
        one = self.people[who]
        if one.open is None or (one.open.state == "draft" and self.silent):
            return
        told = self.run(self.applications.start_in_person(CLERKS[0], personal_code.parse(one.code)))
        assert told.id == one.open.id

    @rule(who=who, to=st.sampled_from(["checking", "case", "asked", "granted", "refused"]))
    def decide(self, who: int, to: Any) -> None:
        one = self.people[who]
        if not one.applications:
            return
        last = one.applications[-1]
        from_ = tuple(state for state in UNDECIDED if to in NEXT[state])

        async def move() -> Application:
            async with self.audit.work(SYSTEM, Ground.GRANT) as work:
                asked = "Skolas izziņa" if to == "asked" else None
                return await self.applications.move(work, last.id, to=to, from_=from_, asked=asked)

        if last.state in from_:
            self.run(move())
            last.state, last.asked = to, "Skolas izziņa" if to == "asked" else None
        else:
            with pytest.raises(Conflict):
                self.run(move())

    @rule(who=who)
    def withdraw_while_it_is_granted(self, who: int) -> None:
        one = self.people[who]
        last = one.open
        if last is None or last.state == "draft":
            return

        async def grant() -> Application:
            async with self.audit.work(SYSTEM, Ground.GRANT) as work:
                return await self.applications.move(work, last.id, to="granted", from_=UNDECIDED)

        async def both() -> list[Any]:
            doing = (grant(), self.applications.withdraw(one.actor, last.id))
            return await asyncio.gather(*doing, return_exceptions=True)

        granted, withdrawn = self.run(both())
        assert isinstance(granted, GodaError) != isinstance(withdrawn, GodaError)
        last.state, last.asked = "withdrawn" if isinstance(granted, GodaError) else "granted", None

    # -- what happens meanwhile -------------------------------------------------------------------------------------------------

    @rule()
    def the_register_falls_silent_or_speaks_again(self) -> None:
        self.silent = not self.silent
        self.state.switches.set("fpr", Fault(kind="error") if self.silent else None)
        self.clock.advance(timedelta(minutes=1))  # a register that failed is left in peace for a while

    @rule(who=who)
    @precondition(lambda self: len(self.state.world.people) < 1000)
    def a_child_is_born(self, who: int) -> None:
        child = Birth(personal_code=self.people[who].code, given_names="Jaundzimusī")
        apply(self.state.world, child, self.clock.now(), self.state.clock.today())

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))

    # -- what must hold ---------------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        for one in self.people:
            found = self.run(self.applications.of_person(one.actor, one.id))
            assert {each.id for each in found} == {each.id for each in one.applications}
            assert sum(each.open for each in found) <= 1
            by_id = {each.id: each for each in found}
            for expected in one.applications:
                real = by_id[expected.id]
                assert (real.state, real.number, real.asked) == (expected.state, expected.number, expected.asked)
                assert {name: getattr(real.answers, name) for name in SAID} == expected.said
                assert real.version >= expected.version
                expected.version = real.version
                assert set(real.answers.names) <= {member.person for member in real.members}
                assert isinstance(real.answers, Answers)

    @invariant()
    def each_submission_is_checked_told_and_numbered_once(self) -> None:
        async def count() -> tuple[int, int, list[str]]:
            jobs = await JobRow.count().where(JobRow.kind == CHECK)
            told = 0
            for one in self.people:
                told += sum(each.kind == "received" for each in await self.notices.messages(one.actor, one.id, "lv"))
            rows = await ApplicationRow.select(ApplicationRow.number).where(ApplicationRow.number.is_not_null())
            return jobs, told, [row["number"] for row in rows]

        jobs, told, numbers = self.run(count())
        assert jobs == told == len(self.numbers)
        assert sorted(numbers) == sorted(self.numbers)


def tell(url: Callable[[], str], examples: int) -> None:
    """Have `examples` stories told, each on a database of its own."""
    state = State(STATE, StateClock(), families=62)
    story = type("Told", (Story,), {"url": staticmethod(url), "state": state})
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_stories_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    def url() -> str:
        path = tmp_path / f"{uuid4()}.db"
        shutil.copyfile(sqlite_template, path)
        return f"sqlite:///{path}"

    tell(url, 20)


def test_stories_on_postgresql(request: pytest.FixtureRequest) -> None:
    server: Any = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    tell(lambda: server.url(server.create(template)), 6)
