"""The outbox: exactly once, at once, again after a failure, dead in the end and seen."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta

import pytest

from goda.db.errors import TransactionError
from goda.db.jobs import LEASE, MAX_TRIES, POLL_SECONDS, Backlog, LeaseLost, Worker, backlog, enqueue
from goda.kernel.clock import SystemClock

pytestmark = pytest.mark.anyio


async def put(db, clock, kind="count", key=None, **payload) -> None:
    async with db.transaction():
        await enqueue(kind, payload, clock.now(), key)


async def test_a_job_is_enqueued_only_in_a_transaction_and_gone_if_that_is(database, clock):
    with pytest.raises(TransactionError):
        await enqueue("count", {}, clock.now())
    with pytest.raises(KeyError):
        async with database.transaction():
            await enqueue("count", {}, clock.now())
            raise KeyError
    assert await backlog(database) == Backlog(waiting=0, dead=0, oldest_due=None)


async def test_eight_workers_run_every_job_exactly_once(database, clock):
    async with database.transaction():
        for number in range(100):
            await enqueue("count", {"number": number}, clock.now())
    seen = Counter()

    async def count(job) -> None:
        seen[job.payload["number"]] += 1

    workers = [Worker(database, {"count": count}, clock) for _ in range(8)]
    delivered = await asyncio.gather(*(worker.drain() for worker in workers))
    assert seen == Counter(range(100))
    assert sum(delivered) == 100
    assert (await backlog(database)).waiting == 0


async def test_a_job_waits_until_it_is_due(database, clock):
    ran = []

    async def note(job) -> None:
        ran.append(job.payload)

    async with database.transaction():
        await enqueue("note", {}, clock.now() + timedelta(minutes=5))
    worker = Worker(database, {"note": note}, clock)
    assert await worker.drain() == 0
    clock.advance(timedelta(minutes=5))
    assert await worker.drain() == 1
    assert await worker.drain() == 0


async def test_jobs_that_wait_under_one_key_are_one_at_the_earliest_time(database, clock):
    later = clock.now() + timedelta(hours=1)
    async with database.transaction():
        await enqueue("publish", {}, later, key="list 1")
        await enqueue("publish", {}, clock.now(), key="list 1")
        await enqueue("publish", {}, later, key="list 1")
        await enqueue("publish", {}, clock.now(), key="list 2")
    ran = []

    async def publish(job) -> None:
        ran.append(job.id)

    assert await Worker(database, {"publish": publish}, clock).drain() == 2


async def test_what_is_enqueued_while_its_key_is_running_runs_after_it(database, clock):
    """The running one may have read the rows before the new change was made."""
    await put(database, clock, "publish", key="list 1")
    runs = 0

    async def publish(_) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await put(database, clock, "publish", key="list 1")

    assert await Worker(database, {"publish": publish}, clock).drain() == 2


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)  # SQLite has one writer: two cannot ask at once
async def test_a_job_does_not_start_before_all_who_asked_for_it_have_committed(database, clock):
    """Or it would run without seeing what the second one wrote."""
    await put(database, clock, "publish", key="list 1")
    asked, commit = asyncio.Event(), asyncio.Event()

    async def ask() -> None:
        async with database.transaction():
            await enqueue("publish", {}, clock.now(), key="list 1")
            asked.set()
            await commit.wait()

    async def publish(_) -> None:
        pass

    asker = asyncio.create_task(ask())
    await asked.wait()
    worker = Worker(database, {"publish": publish}, clock)
    assert await worker.drain() == 0
    commit.set()
    await asker
    assert await worker.drain() == 1


async def test_a_failure_is_tried_again_with_growing_pauses_and_dies_in_sight(database, clock, caplog):
    await put(database, clock, "fail")
    pauses = []

    async def fail(_) -> None:
        raise OSError("161175-19997")

    worker = Worker(database, {"fail": fail}, clock)
    for _ in range(MAX_TRIES):
        assert await worker.drain() == 1
        assert await worker.drain() == 0
        (row,) = await database.rows("SELECT due, dead, error, tries FROM job")
        pauses.append((row["due"] - clock.now()).total_seconds())
        clock.advance(row["due"] - clock.now())
    assert pauses[:4] == [1, 2, 4, 8]
    assert pauses == sorted(pauses)
    assert (row["dead"], row["error"], row["tries"]) == (True, "OSError", MAX_TRIES)
    assert await backlog(database) == Backlog(waiting=0, dead=1, oldest_due=None)
    clock.advance(timedelta(days=1))
    assert await worker.drain() == 0
    assert "OSError at jobs.py" in caplog.text
    assert "161175" not in caplog.text  # what an error says may be personal


async def test_a_failed_one_gives_way_to_one_that_waits_under_its_key(database, clock):
    await put(database, clock, "publish", key="list 1")

    async def publish(job) -> None:
        if job.tries == 1 and not again:
            again.append(1)
            await put(database, clock, "publish", key="list 1")
            raise OSError

    again = []
    worker = Worker(database, {"publish": publish}, clock)
    assert await worker.drain() == 2
    assert (await backlog(database)).waiting == 0


async def test_the_job_of_a_worker_that_died_comes_again_when_its_lease_ends(database, clock):
    await put(database, clock)
    started = asyncio.Event()

    async def hang(_) -> None:
        started.set()
        await asyncio.Event().wait()

    async def count(_) -> None:
        ran.append(1)

    ran = []
    dead = Worker(database, {"count": hang}, clock)
    job = await dead._next()  # claimed, and never heard of again
    assert job is not None
    living = Worker(database, {"count": count}, clock)
    assert await living.drain() == 0
    clock.advance(LEASE)
    assert await living.drain() == 1
    with pytest.raises(LeaseLost):
        await job.complete()


async def test_a_handler_that_completes_in_its_transaction_has_its_effect_exactly_once(tally, clock):
    db, _, event = tally
    await put(db, clock)
    attempts = 0

    async def write(job) -> None:
        nonlocal attempts
        attempts += 1
        async with db.transaction():
            await event.insert(event(id=attempts, body="done"))
            await job.complete()
        if attempts == 1:
            raise OSError("after the commit")

    worker = Worker(db, {"count": write}, clock)
    await worker.drain()
    clock.advance(timedelta(hours=1))
    await worker.drain()
    assert (attempts, await event.count()) == (1, 1)


async def test_one_that_lost_its_lease_leaves_no_effect(tally, clock):
    db, _, event = tally
    await put(db, clock)
    others = Worker(db, {"count": lambda job: job.complete()}, clock)

    async def slow(job) -> None:
        clock.advance(LEASE)
        await others.drain()
        async with db.transaction():
            await event.insert(event(id=1, body="twice"))
            await job.complete()

    await Worker(db, {"count": slow}, clock).drain()
    assert await event.count() == 0
    assert (await backlog(db)).waiting == 0


async def test_kinds_without_a_handler_are_left_for_those_who_have_one(database, clock):
    await put(database, clock, "of-a-newer-version")
    assert await Worker(database, {"count": lambda job: job.complete()}, clock).drain() == 0
    assert await Worker(database, {}, clock).drain() == 0
    assert (await backlog(database)).waiting == 1


async def test_a_job_of_this_process_starts_at_once_and_not_at_the_next_poll(database, monkeypatch):
    from goda.db import jobs

    monkeypatch.setattr(jobs, "POLL_SECONDS", 3600)
    ran = asyncio.Event()

    async def note(_) -> None:
        ran.set()

    worker = asyncio.create_task(Worker(database, {"note": note}, SystemClock()).run())
    while not database.bell._listeners:  # noqa: ASYNC110 - until it listens, a few turns of the loop
        await asyncio.sleep(0)
    async with database.transaction():
        await enqueue("note", {}, SystemClock().now())
    async with asyncio.timeout(5):
        await ran.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def test_a_slow_job_does_not_hold_up_others(database, clock):
    slow_started, quick_ran, let_go = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_) -> None:
        slow_started.set()
        await let_go.wait()

    async def quick(_) -> None:
        quick_ran.set()

    worker = asyncio.create_task(Worker(database, {"slow": slow, "quick": quick}, clock).run())
    await put(database, clock, "slow")
    await slow_started.wait()
    await put(database, clock, "quick")
    async with asyncio.timeout(5):
        await quick_ran.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def test_a_worker_that_is_stopped_hands_its_job_over_at_once(database, clock):
    await put(database, clock)
    started = asyncio.Event()

    async def hang(_) -> None:
        started.set()
        await asyncio.Event().wait()

    async def count(job) -> None:
        assert job.tries == 1

    worker = asyncio.create_task(Worker(database, {"count": hang}, clock).run())
    await started.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert await Worker(database, {"count": count}, clock).drain() == 1
    assert (await backlog(database)).waiting == 0


ENQUEUE = """
import asyncio, sys
from goda.db.database import open_database
from goda.db.jobs import enqueue
from goda.kernel.clock import SystemClock
async def main():
    db = open_database(sys.argv[1])
    await db.start()
    db.bind_all()
    async with db.transaction():
        await enqueue("note", {"from": "afar"}, SystemClock().now())
    await db.stop()
asyncio.run(main())
"""


async def test_a_job_of_another_process_is_seen_within_the_poll(database, database_url):
    assert POLL_SECONDS <= 0.25
    ran = asyncio.Event()

    async def note(job) -> None:
        assert job.payload == {"from": "afar"}
        ran.set()

    worker = asyncio.create_task(Worker(database, {"note": note}, SystemClock()).run())
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", ENQUEUE, database_url)
    assert await process.wait() == 0
    async with asyncio.timeout(5):
        await ran.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
