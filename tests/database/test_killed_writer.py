"""kill -9: what was acknowledged is there, what was not is whole or absent (I1, I3)."""

import asyncio
import random
import signal
import sys

import pytest

from goda.audit import Audit
from goda.db.database import open_database
from goda.kernel.clock import SystemClock

pytestmark = pytest.mark.anyio

KILLS = 10
WRITER = """
import asyncio, os, sys
from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import open_database
from goda.kernel.clock import SystemClock

async def main():
    url, first = sys.argv[1], int(sys.argv[2])
    db = open_database(url)
    await db.start()
    db.bind_all()
    audit = Audit(db, SystemClock())
    numbers = iter(range(first, first + 1_000_000))
    async def one():
        for number in numbers:
            async with audit.work(SYSTEM, Ground.GRANT) as work:
                await db.rows("INSERT INTO kept (number) VALUES ({})", number)
                work.record("test", number=number)
            os.write(1, b"%d\\n" % number)  # the acknowledgement
    await asyncio.gather(*(one() for _ in range(4)))
asyncio.run(main())
"""


async def test_no_acknowledged_row_is_lost_in_ten_kills_and_each_row_has_its_record(database_url):
    chance = random.Random(2026)
    db = open_database(database_url)
    await db.start()
    await db.rows("CREATE TABLE kept (number BIGINT PRIMARY KEY)")
    acknowledged: set[int] = set()
    for kill in range(KILLS):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, database_url, str(kill * 1_000_000), stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(30):
            for _ in range(chance.randrange(1, 120)):
                acknowledged.add(int(await process.stdout.readuntil()))
            process.send_signal(signal.SIGKILL)
            rest, _ = await process.communicate()
        acknowledged.update(int(line) for line in rest.split(b"\n")[:-1])
    kept = {row["number"] for row in await db.rows("SELECT number FROM kept")}
    report = await Audit(db, SystemClock()).verify()
    recorded = (await db.rows("SELECT count(*) AS n FROM audit_record"))[0]["n"]
    await db.stop()
    assert acknowledged - kept == set()
    assert len(kept - acknowledged) <= 4 * KILLS
    assert report.whole, report.problems
    assert report.size == recorded == len(kept)
