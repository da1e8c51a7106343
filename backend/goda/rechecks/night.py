"""A night, turn by turn: each turn is a small piece of work that commits how far it has come, so that a kill loses nothing and repeats nothing.

Whoever has the lease does the next turn; memory is that of one page, however many families there are.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from goda.applications.model import UNDECIDED
from goda.applications.service import Applications
from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import Database
from goda.decisions.service import Decisions
from goda.kernel.clock import Clock
from goda.law.facts import Register
from goda.people.service import People
from goda.rechecks.ending import Ending
from goda.rechecks.judging import Judging
from goda.rechecks.model import EVERY, FEEDS, NOBODY, Noted, Report, Run, Step, step_after
from goda.rechecks.store import Store
from goda.registers.model import Changed, Feed
from goda.registers.service import Registers

PAGE: Final = 500
"""Rights whose ids are looked at in one turn."""
AT_ONCE: Final = 8
"""Rights that are asked about, or told of their end, at the same time."""
IN_A_TURN: Final = 32
"""Rights that are asked about in one turn."""
AFTER_STUMBLING: Final = timedelta(hours=6)
GONE: Final = frozenset({"death", "status"})
"""Kinds of a line by which the register of persons tells that somebody has died or is not active."""
NEW_CODE: Final = "new-code"

Turn = Literal["more", "elsewhere", "over"]
log = logging.getLogger(__name__)


class Night:
    """The turns."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, decisions: Decisions, applications: Applications, registers: Registers,
        people: People, judging: Judging, ending: Ending,
    ) -> None:  # fmt: skip
        self._db, self._audit, self._clock, self._store = db, audit, clock, store
        self._decisions, self._applications, self._registers, self._people = decisions, applications, registers, people
        self._judging, self._ending = judging, ending

    async def turn(self, lease: UUID) -> Turn:
        """Do the next piece of the night that goes on. "elsewhere": another process has its turn."""
        run = await self._take(lease)
        if run is None:
            last = await self._store.run()
            return "over" if last is None or last.step == "done" else "elsewhere"
        steps: dict[Step, Callable[[UUID, Run], Awaitable[None]]] = {
            "feeds": self._feed, "sweep": self._sweep, "turned": self._turned, "asking": self._asking, "ending": self._end,
        }  # fmt: skip
        await steps[run.step](lease, run)
        after = await self._store.run()
        return "over" if after is None or after.step == "done" else "more"

    async def _take(self, lease: UUID) -> Run | None:
        async with self._db.transaction():
            return await self._store.take(lease, self._clock.now())

    # -- what has changed -------------------------------------------------------------------------------------------------------

    async def _feed(self, lease: UUID, run: Run) -> None:
        number = int(run.place or 0)
        feed = await self._registers.feed(FEEDS[number])
        await self._db.retrying(lambda: self._note(lease, run, number, feed))

    async def _note(self, lease: UUID, run: Run, number: int, feed: Feed) -> None:
        """Note whom to ask, and how far the feed was read, together."""
        now = self._clock.now()
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            known = await self._people.whose({line.code for line in feed.changes})
            persons = list(dict.fromkeys(known.values()))
            rights = await self._decisions.entitlements.of_persons(persons)
            noted = [
                one
                for line in feed.changes
                if line.code in known
                for one in _noted(feed.register, line, known[line.code], rights[known[line.code]])
            ]
            await self._store.note(noted, now)
            for family in await self._registers.families_about(persons):
                for application in await self._applications.of_family(family):
                    if application.state in UNDECIDED:
                        await self._decisions.check_application(work, application.id)
            if feed.began_anew:
                await self._store.sweep(feed.register.value, now)
            await self._registers.advance(feed)
            report = run.report.plus(changes=len(noted), silent=int(feed.trouble is not None))
            number += int(feed.trouble is not None or not feed.more)
            if number < len(FEEDS):
                await self._store.advance(lease, "feeds", str(number), report, None)
            else:
                await self._next(lease, run, report)
            work.record("recheck.feed", register=feed.register.value, lines=len(feed.changes), persons=[*persons])

    # -- whom to ask ------------------------------------------------------------------------------------------------------------

    async def _sweep(self, lease: UUID, run: Run) -> None:
        """A feed that began anew may have lost changes: that register is asked about everybody whom it is needed about."""
        await self._db.retrying(lambda: self._sweep_page(lease, run))

    async def _sweep_page(self, lease: UUID, run: Run) -> None:
        async with self._db.transaction():
            registers = await self._store.sweeps()
            page = await self._decisions.entitlements.living_ids(_place(run), PAGE) if registers else []
            noted = [Noted(entitlement=one, person=NOBODY, register=register) for one in page for register in registers]
            await self._store.note(noted, self._clock.now())
            if len(page) == PAGE:
                await self._store.advance(lease, "sweep", str(page[-1]), run.report, None)
            else:
                await self._store.swept(registers)
                await self._next(lease, run, run.report)

    async def _turned(self, lease: UUID, run: Run) -> None:
        """A day until which a right was known to stand has passed: everything is asked, once, before anybody concludes anything."""
        await self._db.retrying(lambda: self._turned_page(lease, run))

    async def _turned_page(self, lease: UUID, run: Run) -> None:
        async with self._db.transaction():
            page = await self._decisions.entitlements.turned(self._ending.today(), _place(run), PAGE)
            fresh = await self._store.without_questions(page)
            await self._store.note(
                [Noted(entitlement=one, person=NOBODY, register=EVERY) for one in fresh], self._clock.now()
            )
            if len(page) == PAGE:
                await self._store.advance(lease, "turned", str(page[-1]), run.report, None)
            else:
                await self._next(lease, run, run.report)

    # -- asking -----------------------------------------------------------------------------------------------------------------

    async def _asking(self, lease: UUID, run: Run) -> None:
        rights = await self._store.rights_due(self._clock.now(), IN_A_TURN)
        counts = await _each(rights, self._judge)
        report = run.report.plus(asked=len(rights), **_sums(counts))
        async with self._db.transaction():
            if rights:
                await self._store.advance(lease, "asking", "", report, None)
            else:
                await self._next(lease, run, report)

    async def _judge(self, entitlement: UUID) -> dict[str, int]:
        try:
            judged = await self._judging.right(entitlement)
        except Exception as error:  # noqa: BLE001 - one family's trouble keeps no other from being looked at
            log.error("a right could not be rechecked: %s", type(error).__name__)  # noqa: TRY400 - an error's own words may be personal
            await self._db.retrying(lambda: self._later(entitlement))
            return {"failed": 1}
        names = {"stands": "stand", "case": "cases", "waiting": "waiting", "over": "stand"}
        return {names[judged.verdict]: 1, "annulled": judged.annulled}

    async def _later(self, entitlement: UUID) -> None:
        async with self._db.transaction():
            await self._store.put_all_off(entitlement, self._clock.now() + AFTER_STUMBLING)

    # -- warning and ending -----------------------------------------------------------------------------------------------------

    async def _end(self, lease: UUID, run: Run) -> None:
        page = await self._ending.page(_place(run), PAGE)
        counts = await _each(page, self._ending.tell)
        report = run.report.plus(**_sums(counts))
        async with self._db.transaction():
            if len(page) == PAGE:
                await self._store.advance(lease, "ending", str(page[-1]), report, None)
            else:
                await self._next(lease, run, report)

    async def _next(self, lease: UUID, run: Run, report: Report) -> None:
        step = step_after(run.step)
        await self._store.advance(lease, step, "", report, self._clock.now() if step == "done" else None)


def _noted(register: Register, line: Changed, person: UUID, rights: Sequence[UUID]) -> list[Noted]:
    """Whom a line of a feed makes asked about. A new code is told of those near as well, so it is looked for in the whole family."""
    from_persons = register is Register.PERSONS
    about = NOBODY if from_persons and line.kind == NEW_CODE else person
    died = from_persons and line.kind in GONE
    return [Noted(entitlement=right, person=about, register=register.value, died=died) for right in rights]


def _place(run: Run) -> UUID | None:
    return UUID(run.place) if run.place else None


async def _each(rights: Sequence[UUID], do: Callable[[UUID], Awaitable[dict[str, int]]]) -> list[dict[str, int]]:
    """Some at once, each in a task of its own: a transaction belongs to a task."""
    lanes = asyncio.Semaphore(AT_ONCE)

    async def one(right: UUID) -> dict[str, int]:
        async with lanes:
            return await do(right)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(right)) for right in rights]
    return [task.result() for task in tasks]


def _sums(counts: list[dict[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in counts:
        for name, number in each.items():
            sums[name] = sums.get(name, 0) + number
    return sums
