"""What the machine does by itself: grant what is clear, and nothing else (R-43, D-2)."""

from datetime import date, timedelta

import pytest

from goda.audit import SYSTEM
from goda.law.facts import Mark
from goda.registers.model import HandFact
from simulators.world.events import Death

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)


async def test_a_clear_family_has_its_card_as_soon_as_the_registers_have_answered(office):
    family, application = await office.granted()
    (decision,) = await office.decisions.of_application(SYSTEM, application.id)
    assert (decision.state, decision.kind, decision.by) == ("made", "grant", None)
    assert decision.number == "L-2026-000001"
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert (card.holder, card.state, card.valid_from, card.valid_to) == (family.id, "valid", TODAY, decision.valid_to)
    pdf, seal = await office.decisions.paper(family.actor, decision.id)
    assert pdf.startswith(b"%PDF")
    assert seal.count(".") == 2
    assert await office.kinds(family.id) == ["granted", "received"]
    assert await office.jobs("application") == await office.jobs("decision") == []
    assert await office.decisions.case_of(SYSTEM, application.id) is None


async def test_what_a_decision_rested_on_is_kept_with_it(office):
    """Each criterion with its truth and place in the law, each fact with source, time and hash."""
    family, application = await office.granted()
    (decision,) = await office.decisions.of_application(family.actor, application.id)
    snapshot = await office.decisions.explained(family.actor, decision.id)
    assert snapshot.result == "met"
    assert all(one.reference and one.sentence for one in snapshot.standings)
    assert {one.name for one in snapshot.standings} >= {"has_a_ground", "applicant_is_no_debtor", "is_in_custody"}
    asked = [one for one in snapshot.told if one.source != "fund"]
    assert {"fpr", "ugf"} <= {one.source for one in asked}
    assert all(one.answer_hash and one.asked_at == office.clock.now() for one in asked)


async def test_cards_are_made_for_whom_the_family_wished(office):
    """R-29, D-4: the family's card with the chosen names, the spouse's, a child's own with its own name only."""
    family = await office.family("own-card-at-seven")
    draft = await office.applications.start(family.actor, family.id)
    child = next(one for one in draft.dependants if one.age(TODAY) == 7)
    others = [one.person for one in draft.dependants if one.person != child.person]
    chosen = {"channel": "e-address", "names": [str(one) for one in others], "separate": [str(child.person)]}
    await office.applications.answer(family.actor, draft.id, chosen | {"spouse_card": True})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    cards = {card.holder: card for card in await office.cards.cards_of(SYSTEM, application.family)}
    assert draft.spouse is not None
    assert cards.keys() == {family.id, draft.spouse.person, child.person}
    chosen_names = draft.names_of(others)
    assert cards[family.id].names == (draft.holder.name, *chosen_names)
    assert cards[draft.spouse.person].names == (draft.spouse.name, *chosen_names)
    assert cards[child.person].names == (child.name,)


async def test_the_right_says_who_counts_and_when_it_turns(office):
    family, application = await office.granted()
    (right,) = await office.decisions.entitlements_of(family.actor, family.id)
    assert (right.application, right.family, right.ended_at) == (application.id, application.family, None)
    assert [one.role for one in right.persons if one.counted] == ["dependant"] * 3
    assert right.turns_on is not None
    assert right.turns_on >= right.valid_to


@pytest.mark.parametrize("edge", ["two-children", "debtor", "no-register-answer", "contradictory-answers"])
async def test_what_is_not_met_or_not_known_is_a_case_and_never_a_refusal(office, edge):
    """D-2, R-96."""
    _, submitted = await office.submitted(edge)
    await office.work()
    application = await office.application(submitted.id)
    assert application.state == "case"
    case = await office.case(application.id)
    expected = {"two-children": "not-met", "debtor": "not-met", "no-register-answer": "silent"}
    assert expected.get(edge, "contradictory") in case.why
    assert await office.decisions.of_application(SYSTEM, application.id) == ()
    assert await office.cards.cards_of(SYSTEM, application.family) == ()


@pytest.mark.parametrize("register", ["fpr", "ugf"])
async def test_a_silent_register_that_answers_later_grants_by_itself(office, clerk, register):
    """D-2: the case waits in the queue, the machine asks again, whichever comes first."""
    family = await office.family()
    draft = await office.applications.start(family.actor, family.id)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address"})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    office.switch(register, "error")
    await office.work()
    case = await office.case(application.id)
    assert (case.state, case.why) == ("open", ("silent",))
    (job,) = await office.jobs("application")
    assert job["due"] == office.clock.now() + timedelta(minutes=1)
    await office.later(minutes=1)
    (job,) = await office.jobs("application")
    assert job["due"] == office.clock.now() + timedelta(minutes=2)
    office.mend()
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "granted"
    assert (await office.case(application.id)).state == "closed"
    assert await office.decisions.queue(clerk) == ()


@pytest.mark.parametrize(("fault", "why"), [("error", "silent"), ("duplicates", "contradictory")])
async def test_a_needed_register_is_waited_for_also_where_the_law_could_do_without_it(office, fault, why):
    """D-2: the register of persons has told the placement; social services are needed, and have not answered."""
    office.switch("sopa", fault)
    _, application = await office.submitted("foster")
    await office.work()
    case = await office.case(application.id)
    assert (case.state, case.why) == ("open", (why,))
    office.mend()
    if why == "silent":
        await office.later(minutes=1)
        assert (await office.application(application.id)).state == "granted"
        assert (await office.case(application.id)).state == "closed"


async def test_silence_is_asked_again_for_a_day_and_no_longer(office):
    _, application = await office.submitted("no-register-answer")
    await office.work()
    asked = 0
    while await office.jobs("application"):
        await office.later(minutes=30)
        asked += 1
        assert asked < 60
    assert asked >= 30
    assert (await office.case(application.id)).state == "open"


async def test_nothing_is_granted_by_machine_once_a_person_has_entered_a_fact(office, clerk):
    """What rests on a document a person decides."""
    _, application = await office.submitted("no-register-answer")
    await office.work()
    case = await office.case(application.id)
    file = await office.decisions.case(clerk, case.id)
    (question,) = {(one.subject, one.mark) for one in file.assessment.open_questions if one.mark is Mark.IN_EDUCATION}
    fact = HandFact(family=case.family, person=question[0], mark=question[1], value=True, note="Augstskolas izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.application(application.id)).state == "case"


async def test_a_child_of_two_parents_counts_in_both_families(office):
    """Own children of both count for both; the second family's facts say so by the fund's own knowledge."""
    _, first = await office.granted("child-in-two-families")
    other = await office.other_carer("child-in-two-families")
    _, second = await office.submitted_by(other)
    await office.work()
    assert first.family != second.family
    assert (await office.application(second.id)).state == "granted"
    (decision,) = await office.decisions.of_application(SYSTEM, second.id)
    told = (await office.decisions.explained(SYSTEM, decision.id)).told
    assert [one.value for one in told if one.mark == "counted-as"].count("child") == 1


async def test_a_placed_child_that_counts_elsewhere_already_is_looked_at_by_a_person(office):
    await office.granted("placed-child-in-two-families")
    other = await office.other_carer("placed-child-in-two-families")
    _, second = await office.submitted_by(other)
    await office.work()
    assert (await office.application(second.id)).state == "case"
    assert "counted-elsewhere" in (await office.case(second.id)).why


async def test_a_decision_that_waits_is_lost_to_a_withdrawal(office):
    _, submitted = await office.submitted("two-children")
    await office.work()
    family = await office.family("two-children")
    await office.applications.withdraw(family.actor, submitted.id)
    assert (await office.case(submitted.id)).state == "closed"
    await office.work()
    assert await office.kinds(family.id) == ["received", "withdrawn"]


async def test_who_died_since_is_not_granted_a_card(office):
    family = await office.family()
    draft = await office.applications.start(family.actor, family.id)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address"})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    office.happen(Death(personal_code=family.applicant.code))
    await office.work()
    assert (await office.application(application.id)).state == "case"
    assert "not-met" in (await office.case(application.id)).why
