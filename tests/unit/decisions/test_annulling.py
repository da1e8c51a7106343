"""How a card ends before its day: the holder's wish, a cause that two people see, a death, a right that was lost (R-56, D-2)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM, Actor
from goda.cards.errors import CardAnnulled
from goda.decisions import errors
from goda.kernel.errors import Invalid, Refused
from goda.law.facts import Mark
from goda.registers.model import HandFact
from simulators.world.events import Death

pytestmark = pytest.mark.anyio


@pytest.fixture
async def granted(office):
    """A family with cards of the applicant, the spouse and one child."""
    family = await office.family("three-children")
    draft = await office.applications.start(family.actor, family.id)
    child = max(draft.dependants, key=lambda one: one.age(office.clock.now().date()))
    answers = {"channel": "e-address", "spouse_card": True, "separate": [str(child.person)]}
    await office.applications.answer(family.actor, draft.id, answers)
    await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    (right,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    cards = {card.holder: card for card in await office.cards.cards_of(SYSTEM, right.family)}
    spouse = next(one.person for one in right.persons if one.role == "spouse")
    assert cards.keys() == {family.id, spouse, child.person}
    return family, right, cards, spouse, child.person


async def states(office, family):
    return {card.holder: card.state for card in await office.cards.cards_of(SYSTEM, family)}


async def test_a_holder_gives_a_card_up_and_it_ends_at_once(office, granted):
    family, right, cards, spouse, child = granted
    decision = await office.decisions.annul(family.actor, cards[family.id].id, "holder-wish", "")
    assert (decision.by, decision.cause, decision.needs_second) == (None, "holder-wish", False)
    await office.work()
    made = await office.decisions.get(family.actor, decision.id)
    assert made.state == "made"
    assert "atteicās" in made.text
    assert await states(office, right.family) == {family.id: "annulled", spouse: "valid", child: "valid"}
    assert (await office.decisions.paper(family.actor, decision.id))[0].startswith(b"%PDF")
    assert "annulled" in await office.kinds(family.id)
    assert (await office.decisions.entitlements_of(family.actor, family.id))[0].ended_at is None
    with pytest.raises(errors.DecidedAlready):
        await office.decisions.annul(family.actor, cards[family.id].id, "holder-wish", "")


async def test_a_right_ends_with_its_last_card(office, granted):
    family, _right, cards, spouse, child = granted
    for holder in (family.id, spouse, child):
        actor = Actor(kind="person", id=family.id if holder == child else holder)
        await office.decisions.annul(actor, cards[holder].id, "holder-wish", "")
    await office.work()
    (ended,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    assert (ended.ended_at, ended.cause) == (office.clock.now(), "holder-wish")


async def test_a_family_ends_its_own_cards_only_and_only_by_its_wish(office, granted):
    family, _, cards, spouse, child = granted
    stranger = await office.family("one-parent")
    for actor, card, cause in (
        (stranger.actor, cards[family.id], "holder-wish"),
        (Actor(kind="person", id=spouse), cards[child], "holder-wish"),
        (family.actor, cards[spouse], "holder-wish"),  # a spouse, in love or divorced, speaks for themselves
        (family.actor, cards[family.id], "error"),
    ):
        with pytest.raises(errors.NotYourCard):
            await office.decisions.annul(actor, card.id, cause, "")
    with pytest.raises(Refused):
        await office.decisions.annul(Actor(kind="anonymous"), cards[child].id, "holder-wish", "x")


async def test_a_clerk_notes_the_holders_wish_alone(office, granted, clerk):
    family, _, cards, _, _ = granted
    with pytest.raises(Invalid):
        await office.decisions.annul(clerk, cards[family.id].id, "holder-wish", "")
    decision = await office.decisions.annul(clerk, cards[family.id].id, "holder-wish", "Turētājs lūdza klātienē.")
    assert (decision.state, decision.needs_second) == ("held", False)
    await office.later(minutes=1)
    assert (await office.decisions.undo(clerk, decision.id)).state == "undone"
    await office.later(minutes=5)
    assert (await states(office, cards[family.id].family))[family.id] == "valid"


@pytest.mark.parametrize("cause", ["error", "misuse", "criteria-lost"])
async def test_annulment_for_cause_takes_two(office, granted, clerk, colleague, cause):
    _family, _, cards, spouse, _ = granted
    decision = await office.decisions.annul(clerk, cards[spouse].id, cause, "Konstatēts pārkāpums.")
    assert (decision.state, decision.needs_second) == ("proposed", True)
    (item,) = await office.decisions.queue(colleague, "second")
    assert item.case.id == decision.case
    file = await office.decisions.case(colleague, item.case.id)
    assert (file.proposed.kind, file.annuls, file.second_for) == ("annul", (cards[spouse].id,), ("annul",))
    await office.later(hours=5)
    assert (await states(office, cards[spouse].family))[spouse] == "valid"
    with pytest.raises(errors.SamePerson):
        await office.decisions.second(clerk, decision.id, agree=True)
    await office.decisions.second(colleague, decision.id, agree=True)
    await office.later(minutes=2)
    assert await states(office, cards[spouse].family) | {spouse: "annulled"} == await states(
        office, cards[spouse].family
    )
    assert (await office.decisions.get(clerk, decision.id)).state == "made"
    assert await office.decisions.queue(clerk) == ()
    with pytest.raises((errors.DecidedAlready, CardAnnulled)):
        await office.decisions.annul(clerk, cards[spouse].id, cause, "Vēlreiz.")


async def test_a_proposed_annulment_that_is_declined_can_be_dropped(office, granted, clerk, colleague):
    family, right, cards, _, _ = granted
    decision = await office.decisions.annul(clerk, cards[family.id].id, "misuse", "Aizdomas.")
    await office.decisions.second(colleague, decision.id, agree=False, note="Nav pierādījumu")
    assert decision.case is not None
    await office.decisions.keep(colleague, decision.case, "Nav pierādījumu")
    assert await office.decisions.queue(clerk) == ()
    assert set((await states(office, right.family)).values()) == {"valid"}


async def test_nobody_annuls_the_card_of_their_own_family(office, granted):
    family, _, cards, _, child = granted
    related = await office.member("Radiniece", code=family.applicant.code)
    with pytest.raises(errors.OwnFamily):
        await office.decisions.annul(related, cards[child].id, "holder-wish", "Bērns vairs negrib.")


async def test_a_death_annuls_the_dead_ones_card_at_once_and_the_others_right_is_looked_at(office, granted, clerk):
    """R-56: the machine annuls for death only; what it means for the others is a person's."""
    family, right, _, spouse, child = granted
    office.happen(Death(personal_code=family.applicant.code))
    async with office.audit.work(SYSTEM, "recheck") as work:
        fact = HandFact(family=right.family, person=family.id, mark=Mark.ALIVE, value=False, note="FPR")
        office.clock.advance(timedelta(minutes=1))
        await office.registers.add_by_hand(work, clerk, fact)
        work.record("test.fact")
    (decision,) = await office.decisions.died(SYSTEM, family.id)
    assert (decision.by, decision.cause) == (None, "death")
    assert await office.decisions.died(SYSTEM, family.id) == ()
    await office.work()
    assert await states(office, right.family) == {family.id: "annulled", spouse: "valid", child: "valid"}
    (item,) = await office.decisions.queue(clerk)
    assert (item.case.kind, item.case.why) == ("recheck", ("death-in-family",))
    assert "annulled" in await office.kinds(spouse)
    assert "annulled" not in await office.kinds(family.id)
    file = await office.decisions.case(clerk, item.case.id)
    assert file.proposed.kind == "annul"
    with pytest.raises(Refused):
        await office.decisions.died(clerk, spouse)


async def test_a_right_that_was_lost_is_warned_of_heard_and_annulled_by_two(office, granted, clerk, colleague, words):
    family, right, _cards, _, _ = granted
    async with office.audit.work(SYSTEM, "recheck") as work:
        case = await office.decisions.open_recheck(work, right.id, ("right-lost",))
        again = await office.decisions.open_recheck(work, right.id, ("unknown",))
        assert again.id == case.id
        assert set(again.why) == {"right-lost", "unknown"}
    assert "proposed-annulment" in await office.kinds(family.id)
    draft = await office.decisions.draft(clerk, case.id, "annul")
    assert draft.cause == "criteria-lost"
    decision = await office.decisions.decide(clerk, case.id, words("annul", cause="criteria-lost"))
    assert decision.state == "proposed"
    with pytest.raises(errors.DecidedAlready):
        await office.decisions.keep(colleague, case.id, "Paliek")
    await office.decisions.second(colleague, decision.id, agree=True)
    await office.later(minutes=2)
    assert set((await states(office, right.family)).values()) == {"annulled"}
    (ended,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    assert ended.cause == "criteria-lost"
    assert {card.cause for card in await office.cards.cards_of(SYSTEM, right.family)} == {"criteria-lost"}


async def test_a_recheck_that_finds_the_right_whole_again_closes_by_itself(office, granted, clerk):
    _family, right, _, _, _ = granted
    async with office.audit.work(SYSTEM, "recheck") as work:
        case = await office.decisions.open_recheck(work, right.id, ("unknown",))
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.decisions.case(clerk, case.id)).case.state == "closed"
    assert await office.decisions.queue(clerk) == ()


async def test_a_renewal_begins_the_day_after_and_takes_nothing_away(office):
    """D-3."""
    family, first = await office.granted()
    (card,) = await office.cards.cards_of(SYSTEM, first.family)
    office.clock.set(office.clock.now() + (card.valid_to - office.clock.now().date()) - timedelta(days=20))
    draft = await office.applications.start(family.actor, family.id, for_renewal=True)
    assert draft.previous == first.id
    await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    assert (await office.application(draft.id)).state == "granted"
    old, new = await office.cards.cards_of(SYSTEM, first.family)
    assert (old.id, old.state) == (card.id, "valid")
    assert new.valid_from == card.valid_to + timedelta(days=1)


async def test_a_death_waits_for_no_second_person(office, granted, clerk):
    """What was proposed about the card before does not keep it alive (D-2)."""
    family, right, cards, _, _ = granted
    proposed = await office.decisions.annul(clerk, cards[family.id].id, "misuse", "Aizdomas.")
    (decision,) = await office.decisions.died(SYSTEM, family.id)
    assert decision.cause == "death"
    assert (await office.decisions.get(clerk, proposed.id)).state == "undone"
    assert (await office.decisions.case(clerk, proposed.case)).case.state == "open"
    await office.work()
    assert (await states(office, right.family))[family.id] == "annulled"
    await office.decisions.keep(clerk, proposed.case, "Turētājs miris.")
