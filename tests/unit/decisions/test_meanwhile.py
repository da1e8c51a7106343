"""What happens to a family while a decision on it waits is heard, and a grant that no longer holds is not carried out (R-56, D-2)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM, Ground
from simulators.world.events import Death

pytestmark = pytest.mark.anyio


async def told_by_the_feed(office, application):
    """What the night does with a line of a feed about somebody who has applied."""
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        await office.decisions.check_application(work, application.id)
        work.record("test.feed")
    await office.work()


async def test_who_died_while_the_second_person_was_waited_for_gets_no_card(office, clerk, colleague, words):
    family, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    last = office.clock.now().date() + timedelta(days=300)
    decision = await office.decisions.decide(clerk, case.id, words(valid_to=last, reason="Tiesas nolēmums"))
    assert decision.state == "proposed"
    office.clock.advance(timedelta(days=1))
    office.happen(Death(personal_code=family.applicant.code))
    await told_by_the_feed(office, application)
    await office.decisions.second(colleague, decision.id, agree=True)
    await office.later(minutes=2)
    assert await office.cards.cards_of(SYSTEM, application.family) == ()
    assert (await office.application(application.id)).state == "case"
    after = await office.case(application.id)
    assert (after.state, "not-met" in after.why) == ("open", True)


async def test_the_machine_carries_out_no_grant_whose_ground_is_gone_meanwhile(office):
    _, application = await office.submitted("three-children")
    office.signer.fails = 3
    await office.work()
    assert (await office.application(application.id)).state == "checking"
    office.clock.advance(timedelta(days=1))
    office.happen(Death(personal_code=office.state.world.edge("three-children").about[0]))
    office.signer.fails = 0
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        await office.db.rows(
            "UPDATE job SET due = {} WHERE kind = 'decision.carry_out'", office.clock.now() + timedelta(hours=1)
        )
        work.record("test.wait")
    await told_by_the_feed(office, application)
    await office.later(hours=2)
    assert await office.cards.cards_of(SYSTEM, application.family) == ()
    assert (await office.case(application.id)).state == "open"
