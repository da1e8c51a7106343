"""What takes two people takes them by every path, and nobody has a hand in what is decided on their own family (D-2, D-3, R-96)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM, Actor, Ground
from goda.cards.model import IssueCard
from goda.decisions import errors
from goda.kernel.errors import Refused
from goda.law.facts import Mark
from goda.registers.model import HandFact
from simulators.world.events import Death

pytestmark = pytest.mark.anyio


@pytest.fixture
async def granted(office):
    family, application = await office.granted()
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    (right,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    return family, application, card, right


@pytest.mark.parametrize("cause", ["death", "replaced"])
async def test_a_cause_that_nothing_shows_takes_two_as_misuse_does(office, clerk, granted, cause):
    _, _, card, _ = granted
    assert cause in await office.decisions.second_causes(clerk, card.id)
    decision = await office.decisions.annul(clerk, card.id, cause, "Tā ir.")
    assert (decision.state, decision.needs_second) == ("proposed", True)


async def test_what_a_clerk_entered_of_a_death_is_no_registers_word(office, clerk, granted):
    family, _, card, right = granted
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        office.clock.advance(timedelta(minutes=1))
        fact = HandFact(family=right.family, person=family.id, mark=Mark.ALIVE, value=False, note="Man teica")
        await office.registers.add_by_hand(work, clerk, fact)
        work.record("test.fact")
    assert (await office.decisions.annul(clerk, card.id, "death", "Miris.")).needs_second


async def test_a_card_that_took_its_place_is_there_to_be_seen(office, clerk, granted):
    _, _, card, _ = granted
    office.clock.advance(timedelta(minutes=1))
    new = IssueCard(
        family=card.family, holder=card.holder, names=card.names, valid_from=card.valid_from, valid_to=card.valid_to,
        proposal=card.valid_to,
    )  # fmt: skip
    await office.cards.issue(SYSTEM, new)
    assert not (await office.decisions.annul(clerk, card.id, "replaced", "Izdota jauna.")).needs_second


async def test_a_death_that_the_register_tells_takes_one(office, clerk, granted):
    family, _, card, right = granted
    office.clock.advance(timedelta(minutes=1))
    office.happen(Death(personal_code=family.applicant.code))
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        case = await office.decisions.open_recheck(work, right.id, ("unknown",))
        await office.decisions.check_right(work, case.id)
    await office.work()
    assert not (await office.decisions.annul(clerk, card.id, "death", "Miris.")).needs_second


@pytest.mark.parametrize("cause", ["holder-wish", "replaced", "death"])
async def test_in_a_case_every_annulment_takes_two_whatever_it_is_called(office, clerk, granted, words, cause):
    _, _, _, right = granted
    async with office.audit.work(SYSTEM, Ground.RECHECK) as work:
        case = await office.decisions.open_recheck(work, right.id, ("right-lost",))
    decision = await office.decisions.decide(clerk, case.id, words("annul", cause=cause))
    assert (decision.state, decision.needs_second) == ("proposed", True)


async def test_more_days_than_the_law_gives_take_two_and_fewer_take_one(office, clerk, words):
    """D-3: never past the day on which the criterion would fail, unless two people say so."""
    family = await office.family("student-abroad-with-certificate")
    draft = await office.applications.start(family.actor, family.id)
    student = min((one for one in draft.dependants if one.born), key=lambda one: one.born)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address", "abroad": [str(student.person)]})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    case = await office.case(application.id)
    fact = HandFact(family=case.family, person=student.person, mark=Mark.STUDIES_ABROAD, value=True, note="Izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    proposed = (await office.decisions.case(clerk, case.id)).cards[0].valid_to
    fewer = words(valid_to=proposed - timedelta(days=1), reason="Lūgums")
    decision = await office.decisions.decide(clerk, case.id, fewer)
    assert (decision.state, decision.needs_second) == ("held", False)
    await office.decisions.undo(clerk, decision.id)
    more = words(valid_to=proposed + timedelta(days=1), reason="Lūgums")
    assert (await office.decisions.decide(clerk, case.id, more)).needs_second


async def test_the_two_minutes_belong_to_who_decided(office, clerk, colleague, words):
    family, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    with pytest.raises(Refused):
        await office.decisions.send_now(colleague, decision.id)
    related = await office.member("Radu Vadītāja", "lead", code=family.applicant.code)
    for hand in (office.decisions.send_now, office.decisions.undo):
        with pytest.raises(errors.OwnFamily):
            await hand(related, decision.id)
    assert (await office.decisions.get(clerk, decision.id)).state == "held"


async def test_nobody_takes_back_a_death_or_a_holders_wish(office, clerk, granted):
    family, _, card, _ = granted
    decision = await office.decisions.annul(family.actor, card.id, "holder-wish", "")
    lead: Actor = await office.member("Velta Vadītāja", "lead")
    for actor in (clerk, lead):
        with pytest.raises(Refused):
            await office.decisions.undo(actor, decision.id)
    await office.work()
    assert (await office.decisions.get(clerk, decision.id)).state == "made"
