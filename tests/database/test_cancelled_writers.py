"""A cancelled request leaves nothing half done and nothing stuck."""

import asyncio
import random

import pytest

from goda.db.errors import TransactionError

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("seed", range(3))
async def test_cancelled_writers_leave_nothing_half_done_and_nothing_stuck(tally, seed):
    db, counter, event = tally
    chance = random.Random(seed)
    ids = iter(range(10_000))

    async def add() -> None:
        number = next(ids)
        async with db.transaction():
            (row,) = await db.rows("UPDATE tally SET n = n + 1 RETURNING n")
            async with db.transaction():
                await event.insert(event(id=number, body=str(number)))
            await db.rows("UPDATE tally SET version = {}", row["n"])

    cancelled = 0
    for _ in range(20):
        tasks = [asyncio.create_task(add()) for _ in range(10)]
        for _ in range(chance.randrange(60)):  # a random moment, counted in turns of the loop
            await asyncio.sleep(0)
        await asyncio.wait(tasks, timeout=chance.random() * 0.01)
        for task in chance.sample(tasks, 5):
            task.cancel()
        async with asyncio.timeout(20):
            results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [result for result in results if isinstance(result, Exception)] == []
        cancelled += sum(isinstance(result, asyncio.CancelledError) for result in results)
    row = await counter.select().first()
    assert cancelled > 0
    assert row["n"] == row["version"] == await event.count()
    await add()
    assert (await counter.select().first())["n"] == row["n"] + 1


@pytest.mark.parametrize("turns", range(25))
async def test_a_writer_cancelled_at_any_turn_lets_the_next_one_in(tally, turns):
    """At whatever step it was: asking for the connection, beginning, writing, ending."""
    db, _, event = tally

    async def write(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))

    first = asyncio.create_task(write(1))
    for _ in range(turns):
        await asyncio.sleep(0)
    first.cancel()
    (result,) = await asyncio.gather(first, return_exceptions=True)
    async with asyncio.timeout(5):
        await write(2)
    assert result is None or isinstance(result, asyncio.CancelledError)
    assert await event.count() in ({1, 2} if result else {2})


async def test_a_deadline_caught_inside_a_transaction_spoils_it(tally):
    db, _, event = tally
    with pytest.raises(TransactionError):
        async with db.transaction():
            await event.insert(event(id=1, body="a"))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await event.insert(event(id=2, body="b"))
    assert await event.count() == 0


async def test_who_is_cancelled_while_waiting_for_the_writer_does_not_keep_others_from_their_commit(tally):
    db, _, event = tally
    inside, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.transaction():
            await event.insert(event(id=1, body="first"))
            inside.set()
            await leave.wait()

    async def second() -> None:
        async with db.transaction():
            await event.insert(event(id=2, body="second"))

    one = asyncio.create_task(first())
    await inside.wait()
    two = asyncio.create_task(second())
    await asyncio.sleep(0)
    leave.set()
    two.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(one, two, return_exceptions=True)
        await second()
    assert await event.count() == 2
