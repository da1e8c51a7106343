"""A divorce is heard: the children are asked about without the former spouse, and so is whether somebody may keep a card of their own (R-50, R-56, D-4)."""

import pytest

from simulators.world.events import CustodyOf, FamilyState

pytestmark = pytest.mark.anyio
STEP = "spouses-children"
THREE = "three-children"
BOTH = "fits-both-grounds"


async def divorce(office, edge, place=0):
    office.happen(FamilyState(personal_code=office.codes(edge)[place], status="divorced"))
    return await office.days(1)


@pytest.mark.parametrize("place", [0, 1])
async def test_a_right_that_rests_on_the_former_spouse_s_children_is_a_case(office, clerk, place):
    """Whoever of the two the register's line is about; and the clerk sees what the night saw."""
    family, _ = await office.granted(STEP)
    report = await divorce(office, STEP, place)
    assert (report.cases, report.annulled) == (1, 0)
    case = await office.recheck(family)
    assert case is not None
    assert case.why == ("right-lost",)
    file = await office.decisions.case(clerk, case.id)
    assert file.proposed.kind == "annul"
    assert file.assessment.case.family.spouse is None
    assert file.assessment.missing == ()
    assert {state for _, state, _ in await office.states(family)} == {"valid"}
    assert (await office.days(1)).cases == 0
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.recheck(family)).id == case.id


async def test_a_family_whose_children_are_the_applicant_s_too_keeps_its_right(office):
    family, _ = await office.granted(THREE)
    report = await divorce(office, THREE)
    assert (report.cases, report.stand) == (0, 1)
    await office.unharmed(family)
    assert (await office.days(1)).asked == 0


async def test_a_divorce_that_is_heard_after_a_fall_is_not_forgotten(office):
    """The answer about the marriage was kept, then the process was killed: the children are asked about all the same."""
    family, application = await office.granted(STEP)
    office.happen(FamilyState(personal_code=office.codes(STEP)[0], status="divorced"))
    ask, calls = office.registers.ask, []

    async def once(*args):
        if calls:
            raise RuntimeError
        calls.append(args)
        return await ask(*args)

    office.registers.ask = once
    assert (await office.days(1)).failed == 1
    office.registers.ask = ask
    assert (await office.days(1)).cases == 1
    assert await office.recheck(family) is not None
    assert application.spouse is not None


async def test_who_marry_again_have_their_right_again(office):
    family, _ = await office.granted(STEP)
    await divorce(office, STEP)
    assert await office.recheck(family) is not None
    first, second = office.codes(STEP)[:2]
    office.happen(FamilyState(personal_code=first, status="married", spouse=second))
    report = await office.days(1)
    assert (report.cases, report.stand) == (0, 1)
    assert await office.recheck(family) is None


async def test_a_former_spouse_s_own_card_is_a_case_though_the_right_stands(office, clerk):
    family, _ = await office.granted(THREE, spouse_card=True)
    assert (await divorce(office, THREE)).cases == 1
    case = await office.recheck(family)
    assert case.why == ("own-card-lost",)
    file = await office.decisions.case(clerk, case.id)
    assert file.proposed.kind == "look"
    assert {state for _, state, _ in await office.states(family)} == {"valid"}
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.recheck(family)).id == case.id  # the right stands, yet the card does not
    await office.decisions.keep(clerk, case.id, "Apliecība anulēta atsevišķi.")
    assert (await office.rechecks.family((await office.right(family)).family))[0].verdict == "stands"
    assert await office.recheck(family) is None


async def with_own_card(office):
    """Three children, one with a disability; a card of their own for the eldest, without whom the right stands by the disability."""
    first = await office.family(BOTH)
    draft = await office.applications.start(first.actor, first.id)
    eldest, *_, disabled = draft.dependants
    family, application = await office.granted(BOTH, separate=[str(eldest.person)], disability=[str(disabled.person)])
    return family, application, eldest


async def test_a_child_s_own_card_is_a_case_once_when_only_the_child_counts_no_more(office, clerk):
    family, application, _ = await with_own_card(office)
    code = next(one for one in office.codes(BOTH)[2:] if one != office.code(BOTH))
    office.happen(CustodyOf(personal_code=code, carer=office.codes(BOTH)[0], custody="suspended"))
    report = await office.days(1)
    assert (report.cases, report.annulled) == (1, 0)
    case = await office.recheck(family)
    assert case.why == ("own-card-lost",)
    assert (await office.decisions.case(clerk, case.id)).proposed.kind == "look"
    await office.decisions.keep(clerk, case.id, "Apliecība tiek anulēta atsevišķi.")
    (again,) = await office.rechecks.family(application.family)
    assert again.verdict == "stands"  # seen once
    office.happen(CustodyOf(personal_code=code, carer=office.codes(BOTH)[0], custody="full"))
    await office.days(1)
    office.happen(CustodyOf(personal_code=code, carer=office.codes(BOTH)[0], custody="suspended"))
    assert (await office.days(1)).cases == 1  # and again when it is anew


async def test_a_child_s_own_card_is_let_be_while_the_register_is_silent(office):
    """Silence is never a no."""
    family, application, _ = await with_own_card(office)
    office.switch("fpr", "error")
    await office.rechecks.family(application.family)
    await office.unharmed(family)
