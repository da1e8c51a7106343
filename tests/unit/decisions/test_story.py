"""Whatever registers, families, clerks and the signer do, in whatever order: no wrong grant, no refusal by the machine, nothing lost.

Hypothesis writes the stories. Faults of the simulated registers are switched on and off at random; what is true of each family stays.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from goda.applications.errors import DecidedAlready
from goda.audit import SYSTEM, Actor
from goda.db.database import open_database
from goda.decisions.casework import card_id
from goda.decisions.model import Case, Decision, NewDecision
from goda.kernel.clock import SetClock
from goda.kernel.errors import GodaError
from goda.law.facts import Mark
from goda.registers.errors import RegisterSilent
from goda.registers.model import HandFact
from simulators.registers.faults import MEANING
from simulators.state import State

T = TypeVar("T")
TRUE = {
    "three-children": True,
    "two-children": False,
    "debtor": False,
    "one-parent": True,
    "child-in-two-families": True,
}
"""Families, and whether the law gives them a card."""
REGISTERS = ("fpr", "viis", "iis", "ugf", "vadonis", "sopa")
LIVE = ("proposed", "held", "made")
WAITING = ("checking", "case", "asked")

who = st.sampled_from(sorted(TRUE))
member = st.integers(0, 1)


class Story(RuleBasedStateMachine):
    """One story on one database."""

    url: Callable[[], str]
    state: State
    make_office: Callable[..., Any]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.touched: set[UUID] = set()
        """Applications whose outcome a person has had a hand in."""
        self.db = open_database(type(self).url())  # making one has a loop of its own
        self.run(self.open())

    def run(self, doing: Awaitable[T]) -> T:
        return self.loop.run_until_complete(doing)  # type: ignore[arg-type]

    async def open(self) -> None:
        clock = SetClock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
        await self.db.start()
        self.db.bind_all()
        self.office = type(self).make_office(self.db, self.state, clock)
        self.staff = [
            await self.office.member("Kārlis Klerks", code="399990-00012"),
            await self.office.member("Kitija Kolēģe", "lead", code="399990-00020"),
        ]
        self.families = {edge: await self.office.family(edge) for edge in TRUE}
        self.applications: dict[str, UUID] = {}

    def teardown(self) -> None:
        self.run(self.close())
        self.loop.close()

    async def close(self) -> None:
        await self.in_the_end()
        assert (await self.office.audit.verify()).whole
        self.state.switches.release()
        await self.office.client.close()
        await self.db.stop()

    # -- what families do -------------------------------------------------------------------------------------------------------

    @initialize(first=st.lists(who, min_size=1, max_size=3, unique=True))
    def some_have_applied(self, first: list[str]) -> None:
        for edge in first:
            self.apply(edge)

    @rule(edge=who)
    def apply(self, edge: str) -> None:
        if edge in self.applications and self.run(self.found(edge)).state in WAITING:
            return
        try:
            _, submitted = self.run(self.office.submitted_by(self.families[edge]))
        except (RegisterSilent, GodaError):
            return
        self.applications[edge] = submitted.id

    @rule(edge=who)
    def withdraw(self, edge: str) -> None:
        if edge in self.applications:
            try:
                self.run(self.office.applications.withdraw(self.families[edge].actor, self.applications[edge]))
            except DecidedAlready:
                assert self.run(self.found(edge)).state in ("granted", "refused")

    @rule(edge=who)
    def answer(self, edge: str) -> None:
        async def answered() -> None:
            async with self.office.audit.work(self.families[edge].actor, "grant") as work:
                await self.office.decisions.answered(work, self.applications[edge])
                work.record("test.answered")

        if edge in self.applications:
            self.run(answered())

    @rule(edge=who)
    def give_up(self, edge: str) -> None:
        for card in self.run(self.cards(edge)):
            if card.state == "valid":
                self.attempt(self.office.decisions.annul(self.families[edge].actor, card.id, "holder-wish", ""))

    # -- what registers and machines do -----------------------------------------------------------------------------------------

    @rule(register=st.sampled_from(REGISTERS), kind=st.sampled_from(sorted(MEANING)))
    def something_goes_wrong(self, register: str, kind: str) -> None:
        self.office.switch(register, kind)

    @rule()
    def the_registers_are_mended(self) -> None:
        self.office.mend()

    @rule(fails=st.integers(0, 4))
    def the_signer_goes_away(self, fails: int) -> None:
        self.office.signer.fails = fails

    @rule()
    def work(self) -> None:
        self.run(self.office.work())

    @rule(minutes=st.sampled_from([1, 2, 5, 30, 240]))
    def time_passes(self, minutes: int) -> None:
        self.run(self.office.later(minutes=minutes))

    # -- what clerks do ---------------------------------------------------------------------------------------------------------

    @rule(by=member, edge=who, kind=st.sampled_from(["grant", "refuse"]))
    def decide(self, by: int, edge: str, kind: Any) -> None:
        case = self.case(edge)
        if case is None:
            return
        last = self.office.clock.now().date() + timedelta(days=100)
        new = NewDecision(kind=kind, text="Iemesli.", valid_to=last if kind == "grant" else None, reason="Izvērtēts.")
        if self.attempt(self.office.decisions.decide(self.staff[by], case.id, new)):
            self.touched.add(self.applications[edge])

    @rule(by=member, edge=who, agree=st.booleans())
    def look_a_second_time(self, by: int, edge: str, agree: bool) -> None:
        for one in self.decisions(edge):
            if one.state == "proposed":
                done = self.attempt(self.office.decisions.second(self.staff[by], one.id, agree=agree, note="Skatīts."))
                assert done == (one.by != self.staff[by].id)

    @rule(by=member, edge=who)
    def undo(self, by: int, edge: str) -> None:
        for one in self.decisions(edge):
            if one.state == "held" and self.attempt(self.office.decisions.undo(self.staff[by], one.id)):
                self.touched.add(self.applications[edge])

    @rule(edge=who)
    def send_now(self, edge: str) -> None:
        for one in self.decisions(edge):
            if one.state == "held":
                self.attempt(self.office.decisions.send_now(self.staff[0], one.id))

    @rule(edge=who)
    def ask_again(self, edge: str) -> None:
        if (case := self.case(edge)) is not None:
            self.attempt(self.office.decisions.ask_again(self.staff[0], case.id))

    @rule(edge=who)
    def ask_family(self, edge: str) -> None:
        if (case := self.case(edge)) is not None:
            until = self.office.clock.now().date() + timedelta(days=5)
            if self.attempt(self.office.decisions.ask_family(self.staff[0], case.id, "Lūdzu izziņu", until)):
                self.touched.add(self.applications[edge])

    @rule(edge=who, says=st.booleans())
    def enter_fact(self, edge: str, says: bool) -> None:
        if (case := self.case(edge)) is not None:
            fact = HandFact(family=case.family, person=case.applicant, mark=Mark.DEBTOR, value=says, note="Izziņa")
            if self.attempt(self.office.decisions.enter_fact(self.staff[0], case.id, fact)):
                self.touched.add(self.applications[edge])

    @rule(edge=who, cause=st.sampled_from(["misuse", "error"]))
    def annul(self, edge: str, cause: Any) -> None:
        for card in self.run(self.cards(edge)):
            self.attempt(self.office.decisions.annul(self.staff[0], card.id, cause, "Konstatēts."))

    # -- what must hold ---------------------------------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        self.run(self.check())

    async def check(self) -> None:
        jobs = [row for row in await self.db.rows("SELECT kind, payload, dead FROM job") if not row["dead"]]
        for edge, family in self.families.items():
            for one in await self.office.applications.of_person(SYSTEM, family.id):
                decisions = await self.office.decisions.of_application(SYSTEM, one.id)
                await self.check_application(edge, one, decisions, jobs)
            await self.check_cards(edge)

    async def check_application(
        self, edge: str, one: Any, decisions: tuple[Decision, ...], jobs: list[dict[str, Any]]
    ) -> None:
        live = [each for each in decisions if each.state in LIVE]
        made = [each for each in decisions if each.state == "made"]
        assert len(live) <= 1
        assert all(each.by is not None for each in decisions if each.kind == "refuse")
        assert all(each.second not in (None, each.by) for each in made if each.needs_second)
        assert not [each for each in decisions if each.by is None and not TRUE[edge]], "a wrong grant by the machine"
        case = await self.office.decisions.case_of(SYSTEM, one.id)
        in_queue = case is not None and case.state != "closed"
        has_job = any(str(one.id) in row["payload"] and row["kind"] == "application.check" for row in jobs)
        held = [each for each in live if each.state == "held"]
        assert all(any(str(each.id) in row["payload"] for row in jobs) for each in held), "held for ever"
        if one.state in ("granted", "refused"):
            assert [each.kind for each in made] == ["grant" if one.state == "granted" else "refuse"]
            assert not in_queue
        elif one.state in WAITING:
            assert not made
            assert in_queue or has_job or held, "lost"
        elif one.state == "withdrawn":
            assert not live
            assert not in_queue

    async def check_cards(self, edge: str) -> None:
        granted = {}
        for one in await self.office.applications.of_person(SYSTEM, self.families[edge].id):
            for each in await self.office.decisions.of_application(SYSTEM, one.id):
                if each.kind == "grant" and each.state == "made":
                    granted |= {card_id(each.id, plan.holder): each for plan in each.cards}
        cards = await self.cards(edge)
        assert {card.id for card in cards} == set(granted), "a card without a made grant"
        ended = [card for card in cards if card.state == "annulled"]
        for card in ended:
            decisions = await self.office.decisions.of_family(SYSTEM, card.family)
            assert [one.cause for one in decisions if one.card == card.id and one.state == "made"] == [card.cause]

    async def in_the_end(self) -> None:
        """With everything mended, what nobody has had a hand in is granted where the law says so, and is with a person elsewhere."""
        self.office.mend()
        self.office.signer.fails = 0
        await self.office.later(minutes=60)
        for application in self.applications.values():
            case = await self.office.decisions.case_of(SYSTEM, application)
            if case is not None and case.state != "closed":
                await self.office.decisions.ask_again(self.staff[0], case.id)
        await self.office.later(minutes=5)
        for edge, application in self.applications.items():
            found = await self.found(edge)
            if application not in self.touched and found.state not in ("withdrawn", "draft"):
                assert found.state == ("granted" if TRUE[edge] else "case"), edge
        await self.check()

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    def attempt(self, doing: Awaitable[Any]) -> bool:
        """Do it, or be told in words why not; anything else is a fault."""
        try:
            self.run(doing)
        except GodaError:
            return False
        return True

    async def found(self, edge: str) -> Any:
        return await self.office.application(self.applications[edge])

    async def cards(self, edge: str) -> Any:
        if edge not in self.applications:
            return ()
        return await self.office.cards.cards_of(SYSTEM, (await self.found(edge)).family)

    def case(self, edge: str) -> Case | None:
        if edge not in self.applications:
            return None
        return self.run(self.office.decisions.case_of(SYSTEM, self.applications[edge]))

    def decisions(self, edge: str) -> list[Decision]:
        if edge not in self.applications:
            return []
        family = self.run(self.found(edge)).family
        return list(self.run(self.office.decisions.of_family(Actor(kind="system"), family)))


def tell(url: Callable[[], str], make_office: Callable[..., Any], state: State, examples: int) -> None:
    """Have `examples` stories told, each on a database of its own."""
    told = {"url": staticmethod(url), "state": state, "make_office": staticmethod(make_office)}
    run_state_machine_as_test(
        type("Told", (Story,), told),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_stories_on_sqlite(sqlite_template: Path, tmp_path: Path, make_office: Any, state: State) -> None:
    def url() -> str:
        path = tmp_path / f"{uuid4()}.db"
        shutil.copyfile(sqlite_template, path)
        return f"sqlite:///{path}"

    tell(url, make_office, state, 12)


def test_stories_on_postgresql(request: pytest.FixtureRequest, make_office: Any, state: State) -> None:
    server: Any = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    tell(lambda: server.url(server.create(template)), make_office, state, 4)
