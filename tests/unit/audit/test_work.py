"""A use case and its record stand and fall together (I3, R-83)."""

import asyncio
import sys
import uuid

import msgspec
import pytest

from goda.audit import ANONYMOUS, SYSTEM, Actor, Audit, Ground, Unrecorded

pytestmark = pytest.mark.anyio


@pytest.fixture
def audit(database, clock):
    return Audit(database, clock)


async def records(database) -> list[dict]:
    rows = await database.rows("SELECT body FROM audit_record ORDER BY position")
    return [msgspec.json.decode(row["body"]) for row in rows]


async def jobs(database) -> int:
    return len(await database.rows("SELECT id FROM job"))


async def test_a_record_says_when_who_what_why_and_to_what(database, audit):
    staff = Actor(kind="staff", id=uuid.UUID(int=1), role="clerk")
    async with audit.work(staff, Ground.ANNUL) as work:
        work.record("card.annul", card=uuid.UUID(int=2), cause="lost", copies=[uuid.UUID(int=3)])
    (row,) = await database.rows("SELECT body FROM audit_record")
    assert row["body"] == (
        b'{"action":"card.annul","actor":{"id":"00000000-0000-0000-0000-000000000001","kind":"staff","role":"clerk"},'
        b'"at":"2026-11-22T12:00:00.000Z","ground":"annul",'
        b'"refs":{"card":"00000000-0000-0000-0000-000000000002","cause":"lost","copies":["00000000-0000-0000-0000-000000000003"]}}'
    )


async def test_rows_record_and_outbox_message_commit_together(database, audit):
    async with audit.work(SYSTEM, Ground.GRANT) as work:
        await work.enqueue("letter", {"card": "1"})
        work.record("card.issue")
        assert await records(database) == []
    assert (len(await records(database)), await jobs(database)) == (1, 1)


async def test_a_use_case_that_fails_leaves_neither_rows_nor_record(database, audit):
    with pytest.raises(KeyError):
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            await work.enqueue("letter", {})
            work.record("card.issue")
            raise KeyError
    assert (await records(database), await jobs(database)) == ([], 0)


async def test_a_use_case_without_a_record_keeps_nothing(database, audit):
    with pytest.raises(Unrecorded):
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            await work.enqueue("letter", {})
    assert (await records(database), await jobs(database)) == ([], 0)
    assert (await audit.verify()).whole


async def test_one_work_inside_another_records_in_the_same_commit(database, audit):
    async with audit.work(SYSTEM, Ground.GRANT) as outer:
        outer.record("outer")
        async with audit.work(ANONYMOUS, Ground.CHECK) as inner:
            inner.record("inner")
        with pytest.raises(KeyError):
            async with audit.work(ANONYMOUS, Ground.CHECK) as undone:
                undone.record("undone")
                raise KeyError
        assert await records(database) == []
    assert [record["action"] for record in await records(database)] == ["inner", "outer"]


async def test_an_inner_work_is_forgotten_with_the_outer_one(database, audit):
    with pytest.raises(Unrecorded):
        async with audit.work(SYSTEM, Ground.GRANT), audit.work(SYSTEM, Ground.GRANT) as inner:
            inner.record("inner")
    assert await records(database) == []


async def test_concurrent_use_cases_leave_no_gap(database, audit):
    async def one(number: int) -> None:
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            for part in range(1 + number % 3):
                work.record("test", number=number, part=part)
            if number % 7 == 0:
                raise KeyError

    await asyncio.gather(*(one(number) for number in range(100)), return_exceptions=True)
    positions = [row["position"] for row in await database.rows("SELECT position FROM audit_record ORDER BY position")]
    expected = sum(1 + number % 3 for number in range(100) if number % 7)
    assert positions == list(range(expected))
    assert (await audit.verify()).whole


WRITER = """
import asyncio, sys
from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import open_database
from goda.kernel.clock import SystemClock
async def main():
    db = open_database(sys.argv[1])
    await db.start()
    audit = Audit(db, SystemClock())
    async def one():
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            work.record("test")
    sys.stdin.readline()
    await asyncio.gather(*(one() for _ in range(50)))
    await db.stop()
asyncio.run(main())
"""


async def test_two_processes_that_append_at_once_keep_the_log_gapless(database, database_url, audit):
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, database_url, stdin=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    async with asyncio.timeout(60):
        await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0]
    report = await audit.verify()
    assert (report.whole, report.size) == (True, 100), report.problems
