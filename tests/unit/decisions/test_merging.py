"""Two records of one person become one: decisions, cases and rights follow, and nobody counts twice (R-11)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM
from goda.kernel import personal_code
from goda.people.model import Identity

pytestmark = pytest.mark.anyio


async def merged(office, code):
    """Somebody with a record of their own turns out to be the person with this code."""
    other = personal_code.parse("399990-00047")
    await office.people.identify(SYSTEM, Identity(codes=(other,), given="Vecā", surname="Kartīte"))
    office.clock.advance(timedelta(minutes=1))
    return other


async def test_a_persons_decisions_and_rights_follow_them_into_the_kept_record(office):
    """The older record is kept; what was about the younger is about it."""
    other = await merged(office, None)
    family, application = await office.granted()
    (before,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    code = personal_code.parse(family.applicant.code)
    kept = await office.people.identify(SYSTEM, Identity(codes=(code, other), given="Anna", surname="Ozola"))
    assert kept.id != family.id
    (right,) = await office.decisions.entitlements_of(SYSTEM, kept.id)
    assert (right.id, right.applicant) == (before.id, kept.id)
    assert [one.person for one in right.persons].count(kept.id) == 1
    (decision,) = await office.decisions.of_application(SYSTEM, application.id)
    assert decision.applicant == kept.id
    assert [plan.holder for plan in decision.cards] == [family.id], "what was decided never changes"
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert card.holder == kept.id
    given_up = await office.decisions.annul(type(family.actor)(kind="person", id=kept.id), card.id, "holder-wish", "")
    await office.work()
    assert (await office.decisions.get(SYSTEM, given_up.id)).state == "made"
    assert (await office.decisions.entitlements_of(SYSTEM, kept.id))[0].ended_at is not None


async def test_a_case_follows_too_and_is_decided_about_the_kept_record(office, clerk, words):
    other = await merged(office, None)
    family, application = await office.submitted("two-children")
    await office.work()
    code = personal_code.parse(family.applicant.code)
    kept = await office.people.identify(SYSTEM, Identity(codes=(code, other), given="Anna", surname="Ozola"))
    case = await office.case(application.id)
    assert case.applicant == kept.id
    await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.later(minutes=2)
    (decision,) = await office.decisions.of_application(SYSTEM, application.id)
    assert (decision.state, decision.applicant) == ("made", kept.id)
    assert "refused" in await office.kinds(kept.id)


async def test_a_grant_that_is_held_is_carried_out_for_the_kept_record(office, clerk):
    """The cards of a decision name holders by id: one that is gone by then is the one that was kept."""
    other = await merged(office, None)
    family, application = await office.submitted()
    office.signer.fails = 1
    await office.work()
    (decision,) = await office.decisions.of_application(SYSTEM, application.id)
    assert decision.state == "held"
    code = personal_code.parse(family.applicant.code)
    kept = await office.people.identify(SYSTEM, Identity(codes=(code, other), given="Anna", surname="Ozola"))
    await office.later(minutes=1)
    assert (await office.application(application.id)).state == "granted"
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert card.holder == kept.id
    given_up = await office.decisions.annul(clerk, card.id, "holder-wish", "Turētājs atteicās.")
    await office.later(minutes=2)
    assert (await office.decisions.get(SYSTEM, given_up.id)).state == "made"
    assert (await office.decisions.entitlements_of(SYSTEM, kept.id))[0].ended_at is not None
