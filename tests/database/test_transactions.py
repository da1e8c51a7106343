"""One meaning of a transaction on both engines."""

import asyncio
import datetime as dt
import traceback

import pytest

from goda.db.errors import Duplicate, IntegrityBroken, StatementFailed, TransactionError
from goda.db.tables import only
from goda.kernel.errors import Stale

pytestmark = pytest.mark.anyio


async def bodies(event) -> list[str]:
    return sorted(row["body"] for row in await event.select(event.body))


async def test_an_exception_takes_everything_back(tally):
    db, _, event = tally
    with pytest.raises(KeyError):
        async with db.transaction():
            await event.insert(event(id=1, body="a"))
            raise KeyError
    assert await bodies(event) == []


async def test_an_inner_transaction_rolls_back_alone(tally):
    db, _, event = tally
    async with db.transaction():
        await event.insert(event(id=1, body="outer"))
        with pytest.raises(KeyError):
            async with db.transaction():
                await event.insert(event(id=2, body="inner"))
                raise KeyError
        async with db.transaction():
            await event.insert(event(id=3, body="second"))
    assert await bodies(event) == ["outer", "second"]


async def test_an_outer_transaction_takes_finished_inner_ones_along(tally):
    db, _, event = tally
    with pytest.raises(KeyError):
        async with db.transaction():
            async with db.transaction():
                await event.insert(event(id=2, body="inner"))
            raise KeyError
    assert await bodies(event) == []


async def test_a_caught_failure_of_a_statement_still_spoils_its_transaction(tally):
    db, _, event = tally
    with pytest.raises(TransactionError):
        async with db.transaction():
            await event.insert(event(id=1, body="a"))
            with pytest.raises(Duplicate):
                await event.insert(event(id=2, body="a"))
    assert await bodies(event) == []


async def test_after_a_failed_statement_nothing_more_is_done(tally):
    db, _, event = tally
    async with db.transaction():
        with pytest.raises(Duplicate):
            async with db.transaction():
                await event.insert(event(id=1, body="a"))
                await event.insert(event(id=1, body="b"))
        await event.insert(event(id=2, body="c"))
        with pytest.raises(TransactionError):
            async with db.transaction():
                with pytest.raises(IntegrityBroken):
                    await db.rows("UPDATE tally SET n = {}", -1)
                await event.select()
    assert await bodies(event) == ["c"]


async def test_a_child_task_is_refused_while_the_transaction_is_open_and_free_afterwards(tally):
    db, _, event = tally
    closed = asyncio.Event()

    async def later() -> int:
        await closed.wait()
        return await event.count()

    async with db.transaction():
        await event.insert(event(id=1, body="a"))
        child = asyncio.create_task(later())
        with pytest.raises(TransactionError):
            await asyncio.create_task(as_coroutine(event.count()))
    closed.set()
    assert await child == 1


async def as_coroutine(query):
    return await query


async def test_a_reader_outside_sees_only_what_is_committed(tally):
    db, _, event = tally
    written, read = asyncio.Event(), asyncio.Event()

    async def writer() -> None:
        async with db.transaction():
            await event.insert(event(id=1, body="a"))
            written.set()
            await read.wait()

    task = asyncio.create_task(writer())
    await written.wait()
    assert await event.count() == 0
    read.set()
    await task
    assert await event.count() == 1


async def test_callbacks_before_the_commit_write_in_it_and_those_after_it_see_it(tally):
    db, _, event = tally
    told = []

    async def last() -> None:
        await event.insert(event(id=9, body="last"))

    async with db.transaction() as outer:
        async with db.transaction() as inner:
            inner.before_commit(last)
            inner.after_commit(lambda: told.append("inner"))
        with pytest.raises(KeyError):
            async with db.transaction() as undone:
                undone.before_commit(last)
                undone.after_commit(lambda: told.append("undone"))
                raise KeyError
        outer.after_commit(lambda: told.append("outer"))
        assert told == []
        assert await event.count() == 0
    assert told == ["inner", "outer"]
    assert await bodies(event) == ["last"]


async def test_a_failing_callback_before_the_commit_keeps_nothing(tally):
    db, _, event = tally
    told = []

    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        async with db.transaction() as transaction:
            await event.insert(event(id=1, body="a"))
            transaction.before_commit(fail)
            transaction.after_commit(lambda: told.append("after"))
    assert (await event.count(), told) == (0, [])


async def test_a_thousand_concurrent_increments_lose_none(tally):
    db, counter, _ = tally

    async def add() -> None:
        async with db.transaction():
            await db.rows("UPDATE tally SET n = n + 1 WHERE id = 1")

    await asyncio.gather(*(add() for _ in range(1000)))
    assert (await counter.select().first())["n"] == 1000


async def test_of_optimistic_writers_none_is_lost_and_each_conflict_is_tried_again(tally):
    db, counter, event = tally
    conflicts = 0

    async def add(number: int) -> None:
        nonlocal conflicts
        async with db.transaction():
            row = await counter.select().first()
            await event.insert(event(id=number, body=str(number)))
            changed = counter.update({counter.n: row["n"] + 1, counter.version: row["version"] + 1}, force=True)
            try:
                only(await changed.where(counter.version == row["version"]).returning(counter.version))
            except Stale:
                conflicts += 1
                raise

    async def add_surely(number: int) -> None:
        await db.retrying(lambda: add(number))

    await asyncio.gather(*(add_surely(number) for number in range(100)))
    row = await counter.select().first()
    assert (row["n"], row["version"], await event.count()) == (100, 100, 100)
    assert db.kind == "sqlite" or conflicts > 0


async def test_retrying_gives_up_in_the_end_and_refuses_to_run_inside_a_transaction(tally):
    db, _, _ = tally
    tries = 0

    async def never() -> None:
        nonlocal tries
        tries += 1
        raise Stale

    with pytest.raises(Stale):
        await db.retrying(never)
    assert tries == 20
    async with db.transaction():
        with pytest.raises(TransactionError):
            await db.retrying(never)


async def test_two_who_wait_for_each_other_are_told_apart_and_tried_again(tally):
    db, _, _ = tally
    await db.rows("INSERT INTO tally (id, n, version) VALUES (2, 0, 0)")
    both = asyncio.Barrier(2)
    first_round = [1, 2]

    async def add(first: int, second: int) -> None:
        async with db.transaction():
            await db.rows("UPDATE tally SET n = n + 1 WHERE id = {}", first)
            if first in first_round and db.kind == "postgres":
                first_round.remove(first)
                await both.wait()
            await db.rows("UPDATE tally SET n = n + 1 WHERE id = {}", second)

    await asyncio.gather(db.retrying(lambda: add(1, 2)), db.retrying(lambda: add(2, 1)))
    assert [row["n"] for row in await db.rows("SELECT n FROM tally")] == [2, 2]


@pytest.mark.parametrize("value", ["a\0b", dt.datetime(2026, 11, 22, 12)])  # noqa: DTZ001 - that is the point
async def test_what_only_one_engine_would_take_is_refused_by_both(tally, value):
    db, _, _ = tally
    with pytest.raises(ValueError, match=r"NUL|zone"):
        await db.rows("INSERT INTO event (id, body) VALUES (1, {})", value)


async def test_no_error_repeats_a_value_of_a_row(tally):
    """Nor does its traceback, which goes to the log."""
    db, _, event = tally
    code = f"{161175}-{19997}"  # not as a literal: a traceback shows the source
    await event.insert(event(id=1, body=code))
    with pytest.raises(Duplicate) as duplicate:
        await event.insert(event(id=2, body=code))
    with pytest.raises(StatementFailed, match="no_such_column") as failed:
        await db.rows("SELECT no_such_column FROM event WHERE body = {}", code)
    with pytest.raises((StatementFailed, IntegrityBroken)) as wrong_type:
        await db.rows("INSERT INTO event (id, body) VALUES ({}, {})", code, None)
    for refusal in (duplicate, failed, wrong_type):
        assert code not in "".join(traceback.format_exception(refusal.value))


async def test_ids_times_and_bytes_come_back_as_they_went(database):
    import uuid

    await database.rows("CREATE TABLE kept (id UUID PRIMARY KEY, at TIMESTAMPTZ, day DATE, raw BYTEA, yes BOOLEAN)")
    row = {
        "id": uuid.uuid4(),
        "at": dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC),
        "day": dt.date(2026, 3, 29),
        "raw": b"\x00\xff",
        "yes": True,
    }
    returned = await database.rows(
        "INSERT INTO kept (id, at, day, raw, yes) VALUES ({}, {}, {}, {}, {}) RETURNING id, at, day, raw, yes",
        *row.values(),
    )
    selected = await database.rows("SELECT id, at, day, raw, yes FROM kept")
    assert returned == selected == [row]
    assert {name: type(value) for name, value in selected[0].items()} == {
        name: type(value) for name, value in row.items()
    }
