"""The outbox and its worker: slow and outward work, committed with the rows it is about.

A job is enqueued in a transaction, claimed under a lease by one worker of any process, tried again with growing pauses,
and dead after `MAX_TRIES`, where metrics and people see it. A handler that writes calls `await job.complete()` in its own
transaction: then its effect and the job's end commit together, exactly once even if the process dies in between.
A handler that does not is called at least once, and the job ends when it returns.
"""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table

from goda.db.database import Database
from goda.db.engine import GodaEngine, undisturbed
from goda.db.errors import DatabaseError, Duplicate, TransactionError
from goda.db.tables import register
from goda.kernel.clock import Clock
from goda.kernel.ids import new_id

LEASE: Final = timedelta(seconds=60)
HANDLER_SECONDS: Final = 45.0
"""A handler is stopped before its lease ends, so that no two run one job at once."""
LANES: Final = 4
"""Jobs at once in one worker, so that a slow letter does not keep an annulment from being published."""
POLL_SECONDS: Final = 0.25
"""How late a job of another process may be seen."""
MAX_TRIES: Final = 10
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=15)

log = logging.getLogger(__name__)


@register
class JobRow(Table, tablename="job"):
    """Migration 0001."""

    id = UUIDColumn(primary_key=True)
    kind = Text()
    payload = Text()
    key = Text(null=True, default=None)
    created = Timestamptz()
    due = Timestamptz()
    lease = UUIDColumn(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    tries = BigInt(default=0)
    dead = Boolean(default=False)
    error = Text(null=True, default=None)


class LeaseLost(DatabaseError):
    """Another worker has taken the job over; what this one did is rolled back."""


class Job:
    """One delivery of a job to its handler."""

    def __init__(self, db: Database, row: Mapping[str, Any], lease: UUID) -> None:
        self.id: UUID = row["id"]
        self.kind: str = row["kind"]
        self.tries: int = row["tries"]
        self.payload: dict[str, Any] = msgspec.json.decode(row["payload"])
        self.due: datetime = row["due"]
        self.lease = lease
        self._db = db

    async def complete(self) -> None:
        """End the job; inside the handler's transaction its writes stand and fall with it. Raises `LeaseLost`."""
        gone = await self._db.rows("DELETE FROM job WHERE id = {} AND lease = {} RETURNING id", self.id, self.lease)
        if not gone:
            raise LeaseLost(self.kind)


Handler = Callable[[Job], Awaitable[None]]


class Backlog(msgspec.Struct, frozen=True):
    """What is in the outbox, for metrics and the console."""

    waiting: int
    dead: int
    oldest_due: datetime | None


async def enqueue(kind: str, payload: Mapping[str, Any], due: datetime, key: str | None = None) -> None:
    """Put a job into the outbox of the open transaction; it can start at `due`, or as soon as that commits.

    Jobs that wait under the same `key` become one. Raises `TransactionError` outside a transaction.
    """
    engine = JobRow._meta.db  # noqa: SLF001 - Piccolo's own way
    assert isinstance(engine, GodaEngine)
    transaction = engine.own_transaction()
    if transaction is None:
        raise TransactionError("a job is enqueued in the transaction of what it is about")
    # Not DO NOTHING: the row must stay locked until we commit, or it could run without seeing what we are writing.
    await JobRow.raw(
        "INSERT INTO job (id, kind, payload, key, created, due, tries, dead) VALUES ({}, {}, {}, {}, {}, {}, 0, false) "
        "ON CONFLICT (key) WHERE key IS NOT NULL AND lease IS NULL AND NOT dead "
        "DO UPDATE SET due = CASE WHEN excluded.due < job.due THEN excluded.due ELSE job.due END",
        new_id(),
        kind,
        msgspec.json.encode(payload).decode(),
        key,
        due,
        due,
    )
    transaction.after_commit(engine.bell.ring)


async def backlog(db: Database) -> Backlog:
    """Count what waits and what is dead."""
    (row,) = await db.rows(
        "SELECT count(*) AS n, coalesce(sum(CASE WHEN dead THEN 1 ELSE 0 END), 0) AS dead FROM job",
    )
    oldest = await db.rows("SELECT due FROM job WHERE NOT dead ORDER BY due LIMIT 1")
    return Backlog(
        waiting=int(row["n"]) - int(row["dead"]),
        dead=int(row["dead"]),
        oldest_due=oldest[0]["due"] if oldest else None,
    )


class Worker:
    """Takes jobs of the kinds it has handlers for; several, in several processes, share the work."""

    def __init__(self, db: Database, handlers: Mapping[str, Handler], clock: Clock) -> None:
        self._db, self._handlers, self._clock = db, dict(handlers), clock
        self._lanes = asyncio.Semaphore(LANES)
        places = ", ".join("{}" for _ in self._handlers)
        due = f"kind IN ({places}) AND NOT dead AND due <= {{}} AND (leased_until IS NULL OR leased_until <= {{}})"
        skip = "FOR UPDATE SKIP LOCKED" if db.kind == "postgres" else ""
        self._look = f"SELECT id FROM job WHERE {due} LIMIT 1"  # noqa: S608 - our own words and places
        self._claim = (
            "UPDATE job SET lease = {}, leased_until = {}, tries = tries + 1 "  # noqa: S608 - the same
            f"WHERE id = (SELECT id FROM job WHERE {due} ORDER BY due, id LIMIT 1 {skip}) "
            "RETURNING id, kind, payload, due, tries"
        )

    async def run(self) -> None:
        """Work until cancelled: at once when a job is committed in this process, within 250 ms for one of another."""
        bell = asyncio.Event()
        self._db.bell.listen(bell)
        try:
            async with asyncio.TaskGroup() as lanes:
                while True:
                    bell.clear()
                    try:
                        await self._start_all_due(lanes)
                    except Exception:
                        log.exception("the job worker could not reach the outbox")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(bell.wait(), POLL_SECONDS)
        finally:
            self._db.bell.leave(bell)

    async def _start_all_due(self, lanes: asyncio.TaskGroup) -> None:
        while True:
            await self._lanes.acquire()
            try:
                job = await self._next()
            except BaseException:
                self._lanes.release()
                raise
            if job is None:
                self._lanes.release()
                return
            lanes.create_task(self._deliver(job)).add_done_callback(lambda _: self._lanes.release())

    async def drain(self) -> int:
        """Run everything that is due now, one after the other; return how many deliveries that took."""
        delivered = 0
        while (job := await self._next()) is not None:
            await self._deliver(job)
            delivered += 1
        return delivered

    async def _next(self) -> Job | None:
        now = self._clock.now()
        if not self._handlers or not await self._db.rows(self._look, *self._handlers, now, now):
            return None  # by a reader: an idle poll must not take the writer
        lease = new_id()
        rows = await self._db.rows(self._claim, lease, now + LEASE, *self._handlers, now, now)
        return Job(self._db, rows[0], lease) if rows else None

    async def _deliver(self, job: Job) -> None:
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._handlers[job.kind](job)
            await self._db.rows("DELETE FROM job WHERE id = {} AND lease = {}", job.id, job.lease)
        except asyncio.CancelledError:
            await undisturbed(self._release(job))
            raise
        except LeaseLost:
            log.warning("job %s was taken over by another worker", job.kind)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises
            log.error("job %s failed, try %d: %s", job.kind, job.tries, _without_values(error))  # noqa: TRY400
            await self._put_back(job, type(error).__name__)

    async def _release(self, job: Job) -> None:
        """The worker is told to stop: the next one may begin this job at once."""
        again = "UPDATE job SET leased_until = {}, tries = tries - 1 WHERE id = {} AND lease = {}"
        with contextlib.suppress(DatabaseError):
            await self._db.rows(again, job.due, job.id, job.lease)

    async def _put_back(self, job: Job, error: str) -> None:
        pause = min(FIRST_PAUSE * 2 ** (job.tries - 1), LONGEST_PAUSE)
        dead = job.tries >= MAX_TRIES
        again = "UPDATE job SET lease = NULL, leased_until = NULL, due = {}, error = {}, dead = {} WHERE id = {} AND lease = {}"
        try:
            await self._db.rows(again, self._clock.now() + pause, error, dead, job.id, job.lease)
        except Duplicate:  # one with its key waits already and will do what this one could not
            await self._db.rows("DELETE FROM job WHERE id = {} AND lease = {}", job.id, job.lease)
        except DatabaseError:
            log.exception("job %s could not be put back: it comes again when its lease ends", job.kind)


def _without_values(error: Exception) -> str:
    """What failed and where; an error's own words may hold personal data, and this goes to the log."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at " + " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
