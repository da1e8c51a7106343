"""The queue costs as many statements for many cases as for one."""

import pytest

from goda.audit import SYSTEM, Ground

pytestmark = pytest.mark.anyio


async def test_more_cases_make_no_more_statements(office, clerk, database, monkeypatch):
    _, application = await office.granted()
    (right,) = await office.decisions.entitlements_of(SYSTEM, application.applicant)
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        await office.decisions.open_recheck(work, right.id, ("unknown",))
        work.record("test.opened")
    asked: list[object] = []
    run = database.engine.run_querystring

    async def counted(*args, **more):
        asked.append(args)
        return await run(*args, **more)

    monkeypatch.setattr(database.engine, "run_querystring", counted)
    numbers, costs = {application.number}, []
    for edge in ("two-children", "debtor"):
        _, another = await office.submitted(edge)
        numbers.add(another.number)
        await office.work()
        asked.clear()
        assert {one.number for one in await office.decisions.queue(clerk)} == numbers
        costs.append(len(asked))
    assert costs[0] == costs[1]
