"""Two at the same moment: one decision, one card, one answer, whoever is quicker."""

import asyncio

import pytest

from goda.audit import SYSTEM
from goda.db.jobs import Worker
from goda.decisions import errors
from goda.kernel.errors import GodaError

pytestmark = pytest.mark.anyio


async def both(*doing):
    """Do all at once; errors in words are results, anything else is a fault."""
    results = await asyncio.gather(*doing, return_exceptions=True)
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, GodaError):
            raise one
    return results


async def test_two_clerks_decide_at_once_and_one_decision_stands(office, clerk, colleague, words):
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    results = await both(
        *(office.decisions.decide(one, case.id, words("refuse")) for one in (clerk, colleague, clerk, colleague))
    )
    assert sum(isinstance(one, errors.DecidedAlready) for one in results) == 3
    assert len(await office.decisions.of_application(SYSTEM, application.id)) == 1


async def test_one_form_sent_ten_times_at_once_is_one_decision(office, clerk, words):
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    new = words("refuse")
    results = await both(*(office.decisions.decide(clerk, case.id, new) for _ in range(10)))
    assert {one.number for one in results} == {"L-2026-000001"}


async def test_workers_that_check_and_carry_out_side_by_side_make_one_card(office):
    """Two workers, and the job enqueued twice: the second finds nothing to do."""
    _, application = await office.submitted()
    async with office.audit.work(SYSTEM, "grant") as work:
        for _ in range(3):
            await work.enqueue("application.check", {"application": str(application.id)})
        work.record("test.enqueued")
    workers = [Worker(office.db, office.decisions.jobs(), office.clock) for _ in range(4)]
    await asyncio.gather(*(one.drain() for one in workers))
    for _ in range(3):
        await office.later(seconds=61)
    assert len(await office.decisions.of_application(SYSTEM, application.id)) == 1
    assert len(await office.cards.cards_of(SYSTEM, application.family)) == 1
    assert await office.jobs("application") == await office.jobs("decision") == []


async def test_undoing_and_carrying_out_at_once_do_one_of_the_two(office, clerk, words):
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.decisions.send_now(clerk, decision.id)
    undone, _ = await both(office.decisions.undo(clerk, decision.id), office.work())
    await office.work()
    state = (await office.application(application.id)).state
    found = await office.decisions.get(clerk, decision.id)
    assert (found.state, state) in {("undone", "case"), ("made", "refused")}
    assert isinstance(undone, GodaError) == (found.state == "made")


async def test_withdrawing_and_granting_at_once_do_one_of_the_two(office):
    family, application = await office.submitted()
    withdrawn, _ = await both(office.applications.withdraw(family.actor, application.id), office.work())
    await office.later(minutes=2)
    state = (await office.application(application.id)).state
    cards = await office.cards.cards_of(SYSTEM, application.family)
    assert (state, len(cards)) in {("withdrawn", 0), ("granted", 1)}
    assert isinstance(withdrawn, GodaError) == (state == "granted")
    made = [one for one in await office.decisions.of_application(SYSTEM, application.id) if one.state == "made"]
    assert len(made) == len(cards)


async def test_a_placed_child_is_not_counted_in_two_families_that_are_granted_at_once(office):
    """R-50: the second to be carried out sees the first, however close they come, and goes to a person."""
    first = await office.family("placed-child-in-two-families")
    second = await office.other_carer("placed-child-in-two-families")
    submitted = [(await office.submitted_by(one))[1] for one in (first, second)]
    office.signer.fails = 2  # both are decided before either is carried out
    workers = [Worker(office.db, office.decisions.jobs(), office.clock) for _ in range(2)]
    await asyncio.gather(*(one.drain() for one in workers))
    for _ in range(3):
        await office.later(minutes=1)
    states = sorted([(await office.application(one.id)).state for one in submitted])
    assert states == ["case", "granted"]
    (waiting,) = [one for one in submitted if (await office.application(one.id)).state == "case"]
    assert "counted-elsewhere" in (await office.case(waiting.id)).why
