"""Rechecks as the rest sees them: the nightly job, `goda recheck`, and one family at a clerk's or an engineer's word.

The night is a chain of jobs: each slice works for some seconds, keeps how far it has come, and puts the next one into the outbox. The
job of the next night is there before this one has begun; at the server's start it is put there if it is missing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from goda.applications.service import Applications
from goda.audit import Audit
from goda.db import jobs
from goda.db.database import Database
from goda.db.jobs import Handler, Job
from goda.decisions.service import Decisions
from goda.kernel.clock import Clock
from goda.kernel.ids import new_id
from goda.notices.service import Notices
from goda.people.service import People
from goda.rechecks.ending import Ending
from goda.rechecks.judging import Judged, Judging
from goda.rechecks.model import FIRST_PAUSE, Report, next_night
from goda.rechecks.night import Night
from goda.rechecks.store import LEASE, Store
from goda.registers.service import Registers

NIGHT: Final = "recheck.night"
SLICE: Final = "recheck.slice"
SLICE_SECONDS: Final = 15.0
"""A slice begins no further turn after so long: the longest turn must still fit into the job's own limit."""
WAIT_SECONDS: Final = 0.5
"""How often `goda recheck` looks whether another process has finished its turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What rechecks are built from."""

    db: Database
    audit: Audit
    clock: Clock
    people: People
    registers: Registers
    applications: Applications
    decisions: Decisions
    notices: Notices


class Rechecks:
    """Made by `app.House` as `house.rechecks`."""

    def __init__(self, parts: Parts) -> None:
        db, audit, clock = parts.db, parts.audit, parts.clock
        self._db, self._clock, self._decisions = db, clock, parts.decisions
        self._store = store = Store(db)
        self._judging = Judging(
            db, audit, clock, store, parts.decisions, parts.applications, parts.registers, parts.people
        )
        ending = Ending(db, audit, clock, parts.decisions, parts.applications, parts.notices)
        self._night = Night(
            db, audit, clock, store, parts.decisions, parts.applications, parts.registers, parts.people, self._judging, ending
        )  # fmt: skip

    def jobs(self) -> dict[str, Handler]:
        """The handlers of the outbox."""
        return {NIGHT: self._begin_night, SLICE: self._slice}

    @asynccontextmanager
    async def scheduled(self) -> AsyncIterator[None]:
        """See to it that the next night comes, and that one that was broken off goes on."""
        async with self._db.transaction():
            now = self._clock.now()
            await jobs.enqueue(NIGHT, {}, next_night(now), NIGHT)
            run = await self._store.run()
            if run is not None and run.step != "done":
                await jobs.enqueue(SLICE, {}, now, SLICE)
        yield

    async def now(self, told: Callable[[Report], None] | None = None) -> Report:
        """Begin a night, or go on with the one that goes on, to its end; return what it has done. `told` hears of each turn."""
        async with self._db.transaction():
            await self._store.begin(self._clock.now())
        lease = new_id()
        while (turn := await self._night.turn(lease)) != "over":
            if turn == "elsewhere":
                await asyncio.sleep(WAIT_SECONDS)
            elif told is not None and (run := await self._store.run()) is not None:
                told(run.report)
        async with self._db.transaction():
            await self._store.leave(lease)
        run = await self._store.run()
        return run.report if run is not None else Report()

    async def family(self, family: UUID) -> tuple[Judged, ...]:
        """Ask everything about a family's living rights and judge them."""
        rights = await self._decisions.entitlements.of_family(family)
        return tuple([await self._judging.whole(one.id) for one in rights if one.ended_at is None])

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what waits about `gone` waits about `kept`. In the caller's transaction."""
        await self._store.rehome(kept, gone)

    # -- the jobs ---------------------------------------------------------------------------------------------------------------

    async def _begin_night(self, job: Job) -> None:
        async with self._db.transaction():
            now = self._clock.now()
            await self._store.begin(now)
            await jobs.enqueue(SLICE, {}, now, SLICE)
            await jobs.enqueue(NIGHT, {}, next_night(now), NIGHT)
            await job.complete()

    async def _slice(self, job: Job) -> None:
        """Turns until the time is up; the job's id is the lease, so that a delivery after a crash goes on at once."""
        until = asyncio.get_running_loop().time() + SLICE_SECONDS
        turn = await self._night.turn(job.id)
        while turn == "more" and asyncio.get_running_loop().time() < until:
            turn = await self._night.turn(job.id)
        async with self._db.transaction():
            now = self._clock.now()
            await self._store.leave(job.id)
            if turn == "more":
                await jobs.enqueue(SLICE, {}, now, SLICE)
            elif turn == "elsewhere":
                await jobs.enqueue(SLICE, {}, now + LEASE, SLICE)
            else:
                await self._again_today()
            await job.complete()

    async def _again_today(self) -> None:
        """What gave no usable answer is asked again before the next night."""
        now = self._clock.now()
        run = await self._store.run()
        waits = [at for at in (await self._store.next_due(),) if at is not None]
        if run is not None and run.report.silent:
            waits.append(now + FIRST_PAUSE)
        if waits:
            await jobs.enqueue(NIGHT, {}, max(min(waits), now), NIGHT)
