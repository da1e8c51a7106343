import pytest

from goda.audit import SYSTEM, Audit, Ground, Unrecorded

pytestmark = pytest.mark.anyio


async def test_what_is_recorded_stands_in_a_whole_log(database, clock):
    audit = Audit(database, clock)
    for number in range(5):
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            work.record("card.issue", card=number)
    report = await audit.verify()
    assert report.whole
    assert report.size == 5


async def test_a_use_case_without_a_record_keeps_nothing(database, clock):
    audit = Audit(database, clock)
    with pytest.raises(Unrecorded):
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            await work.enqueue("letter", {})
    assert await database.rows("SELECT id FROM job") == []
