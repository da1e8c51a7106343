"""SQLite: those who wait share one commit, and hear of it only when it is done."""

import asyncio
import sqlite3

import pytest

from goda.db.database import open_database
from goda.db.errors import CommitFailed, UnfitDatabase
from goda.db.sqlite import GROUP_LIMIT, SQLiteLink

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


async def test_waiting_writers_share_commits(tally):
    db, _, event = tally
    before = db.engine.commits

    async def add(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))

    await asyncio.gather(*(add(number) for number in range(200)))
    assert await event.count() == 200
    assert 200 / GROUP_LIMIT <= db.engine.commits - before <= 100


async def test_one_that_fails_rolls_back_alone(tally):
    db, _, event = tally

    async def add(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))
            if number % 5 == 0:
                raise KeyError(number)

    results = await asyncio.gather(*(add(number) for number in range(50)), return_exceptions=True)
    assert sum(isinstance(result, KeyError) for result in results) == 10
    assert await event.count() == 40


async def test_nobody_hears_of_success_before_the_commit(tally):
    db, _, event = tally
    path = db.engine.path
    seen = []

    async def add(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))
        with sqlite3.connect(path) as other:  # as another process would see the file
            seen.append(other.execute("SELECT count(*) FROM event WHERE id = ?", (number,)).fetchone()[0])
        other.close()

    await asyncio.gather(*(add(number) for number in range(100)))
    assert seen == [1] * 100


async def test_if_the_commit_fails_all_of_them_fail(tally, monkeypatch):
    db, _, event = tally
    run = SQLiteLink.run

    async def failing(self, sql, args=()):
        if sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return await run(self, sql, args)

    async def add(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))

    with monkeypatch.context() as broken:
        broken.setattr(SQLiteLink, "run", failing)
        results = await asyncio.gather(*(add(number) for number in range(20)), return_exceptions=True)
    assert {type(result) for result in results} == {CommitFailed}
    assert await event.count() == 0
    await add(1)
    assert await event.count() == 1


async def test_when_sqlite_itself_rolls_back_everyone_in_the_group_hears_of_it(tally):
    """As it may on a full disk: what others had "done" in the same commit is gone, and so is what would come after."""
    db, _, event = tally
    first_in, go = asyncio.Event(), asyncio.Event()
    told = []

    async def early() -> None:
        async with db.transaction() as transaction:
            transaction.after_commit(lambda: told.append("early"))
            await event.insert(event(id=1, body="a"))
            first_in.set()
            await go.wait()

    async def unlucky() -> None:
        async with db.transaction():
            await event.insert(event(id=2, body="b"))
            await db.engine._writer.run_outside("ROLLBACK")
            await event.insert(event(id=3, body="c"))

    one = asyncio.create_task(early())
    await first_in.wait()
    two = asyncio.create_task(unlucky())
    await asyncio.sleep(0)
    go.set()
    results = await asyncio.gather(one, two, return_exceptions=True)
    assert [type(result) for result in results] == [CommitFailed, CommitFailed]
    assert (await event.count(), told) == (0, [])
    await event.insert(event(id=4, body="d"))
    assert await event.count() == 1


async def test_a_long_queue_does_not_keep_the_first_waiting(tally):
    """Later writers may join only until the group is full, however many come."""
    db, _, event = tally
    order = []

    async def add(number: int) -> None:
        async with db.transaction():
            await event.insert(event(id=number, body=str(number)))
        order.append(number)

    await asyncio.gather(*(add(number) for number in range(4 * GROUP_LIMIT)))
    assert max(order[:GROUP_LIMIT]) < 2 * GROUP_LIMIT


@pytest.mark.parametrize("pragma", ["journal_mode = MEMORY", "synchronous = NORMAL"])
async def test_a_database_that_cannot_be_durable_is_refused_at_the_start(tmp_path, monkeypatch, pragma, database_kind):
    from goda.db import sqlite

    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, f"PRAGMA {pragma}"))
    with pytest.raises(UnfitDatabase, match="WAL with FULL"):
        await open_database(f"sqlite:///{tmp_path}/x.db").start()


async def test_a_database_in_memory_is_refused(database_kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnfitDatabase):
        await open_database("sqlite:///file::memory:").engine._writer.open()
    with pytest.raises(UnfitDatabase):
        await SQLiteLink(":memory:", read_only=False).open()


async def test_the_file_is_its_owners_alone(tmp_path, database_kind):
    db = open_database(f"sqlite:///{tmp_path}/deep/down/x.db")
    await db.start()
    await db.rows("CREATE TABLE t (n BIGINT)")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "deep" / "down").iterdir()}
    await db.stop()
    assert modes == {"x.db": 0o600, "x.db-wal": 0o600, "x.db-shm": 0o600}


async def test_readers_cannot_write(database):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.engine._readers[0].run_outside("INSERT INTO job (id) VALUES (1)")
