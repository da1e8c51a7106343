"""A parent whose custody is suspended or removed reaches none of that child's cards; the other parent does (R-55, R-98)."""

import pytest

from goda.audit import SYSTEM, Actor
from goda.wallet.own_cards import OwnCards
from simulators.world.events import CustodyOf

pytestmark = pytest.mark.anyio


async def test_a_childs_card_is_out_of_reach_of_who_lost_custody(office):
    family = await office.family("three-children")
    draft = await office.applications.start(family.actor, family.id)
    child = max(draft.dependants, key=lambda one: one.age(office.clock.now().date())).person
    answers = {"channel": "e-address", "separate": [str(child)]}
    await office.applications.answer(family.actor, draft.id, answers)
    submitted = await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    (right,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    spouse = Actor(kind="person", id=next(one.person for one in right.persons if one.role == "spouse"))
    own = OwnCards(office.cards, None, office.people, office.decisions)
    for parent in (family.actor, spouse):
        assert (submitted.family, child) in (await own.reach(parent)).children

    codes = (await office.people.persons([child]))[child]
    lost = CustodyOf(personal_code=codes.code, carer=family.applicant.code, custody="removed")
    office.happen(lost)
    async with office.audit.work(SYSTEM, "recheck") as work:
        case = await office.decisions.open_recheck(work, right.id, ("unknown",))
        await office.decisions.check_right(work, case.id)
    await office.work()
    children = (await own.reach(family.actor)).children
    assert (submitted.family, child) not in children
    assert len(children) == len(draft.dependants) - 1
    assert (submitted.family, child) in (await own.reach(spouse)).children
