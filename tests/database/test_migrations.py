"""Numbered SQL: run once, in order, never changed."""

import asyncio
import sys
from collections import Counter

import pytest

from goda.db.database import open_database
from goda.db.errors import DatabaseError
from goda.db.migrate import Migration, MigrationRefused, check, migrate, migrations

pytestmark = pytest.mark.anyio

FIRST = Migration(
    1, "first", "-- one; two\nCREATE TABLE a (n BIGINT, t TEXT DEFAULT ';--'); CREATE INDEX a_n ON a (n);"
)
SECOND = Migration(2, "second", "ALTER TABLE a ADD COLUMN m BIGINT;")


@pytest.fixture
async def empty(empty_database_url):
    db = open_database(empty_database_url)
    await db.start()
    yield db
    await db.stop()


async def test_each_runs_once_in_order(empty):
    assert await migrate(empty, [FIRST]) == [FIRST]
    assert await migrate(empty, [FIRST, SECOND]) == [SECOND]
    assert await migrate(empty, [FIRST, SECOND]) == []
    await empty.rows("INSERT INTO a (n, m) VALUES (1, 2)")
    assert await empty.rows("SELECT n, t, m FROM a") == [{"n": 1, "t": ";--", "m": 2}]
    await check(empty, [FIRST, SECOND])


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ([FIRST, Migration(2, "second", SECOND.text + " ")], "changed"),
        ([FIRST], "no such file"),
        ([SECOND], "no such file"),
        ([Migration(0, "zeroth", "SELECT 1"), FIRST, SECOND], "comes before"),
    ],
)
async def test_a_changed_missing_or_late_one_is_refused(empty, known, why):
    await migrate(empty, [FIRST, SECOND])
    with pytest.raises(MigrationRefused, match=why):
        await migrate(empty, known)
    with pytest.raises(MigrationRefused, match=why):
        await check(empty, known)


async def test_a_database_that_was_not_migrated_is_told_from_one_that_was(empty):
    with pytest.raises(MigrationRefused, match="0001_first"):
        await check(empty, [FIRST])
    await migrate(empty, [FIRST])
    await check(empty, [FIRST])
    with pytest.raises(MigrationRefused, match="0002_second"):
        await check(empty, [FIRST, SECOND])


async def test_one_that_fails_leaves_nothing_behind(empty):
    with pytest.raises(DatabaseError):
        await migrate(empty, [FIRST, Migration(2, "wrong", "CREATE TABLE b (n BIGINT); SELECT nothing FROM nowhere;")])
    with pytest.raises(MigrationRefused, match="0001_first, 0002_second"):
        await check(empty, [FIRST, SECOND])
    assert await migrate(empty, [FIRST, SECOND]) == [FIRST, SECOND]


async def test_the_end_of_lines_is_no_change():
    assert Migration(1, "a", "x\r\ny").checksum == Migration(1, "a", "x\ny").checksum


async def test_an_open_quote_is_refused():
    with pytest.raises(MigrationRefused, match="quote"):
        list(Migration(1, "a", "SELECT 'x").statements())


def test_names_are_a_number_and_a_word(tmp_path):
    (tmp_path / "0001_a.sql").write_text("SELECT 1")
    (tmp_path / "0001_b.sql").write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match="used twice"):
        migrations(tmp_path)
    (tmp_path / "0001_b.sql").rename(tmp_path / "2_b.sql")
    with pytest.raises(MigrationRefused, match="NNNN"):
        migrations(tmp_path)


PROGRAM = """
import asyncio, sys
from goda.db.database import open_database
from goda.db.migrate import migrate
async def main():
    db = open_database(sys.argv[1])
    sys.stdin.readline()
    await db.start()
    print(*[migration.number for migration in await migrate(db)])
    await db.stop()
asyncio.run(main())
"""


async def test_of_processes_that_start_together_one_migrates(empty_database_url):
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            PROGRAM,
            empty_database_url,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    async with asyncio.timeout(60):
        answers = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0, 0]
    ran = Counter(number for out, _ in answers for number in out.split())
    assert set(ran.values()) == {1}
    assert len(ran) == len(migrations())
