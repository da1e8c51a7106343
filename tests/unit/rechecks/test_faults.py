"""Registers that fail during a recheck: nobody is annulled, made a case of, or warned by it; everything is asked again (D-2)."""

from datetime import timedelta

import pytest

from goda.rechecks.model import FIRST_PAUSE, SHOW_AFTER
from simulators.registers.faults import MEANING
from simulators.world.events import Death, EndOfStudy, Move, Names

pytestmark = pytest.mark.anyio
THREE = "three-children"
STUDENT = "student-finishes-in-june"
KINDS = sorted(MEANING)


async def nothing_waits(office):
    assert await office.db.rows("SELECT register FROM recheck_due") == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_faulty_answer_harms_nobody_and_is_asked_again(office, kind):
    family, _ = await office.granted(THREE, spouse_card=True)
    for code in office.codes(THREE):
        office.happen(Names(personal_code=code, given_names="Cits"))
    office.switch("fpr", kind, codes=office.codes(THREE))
    for _ in range(2):
        await office.days(1)
        await office.unharmed(family)
    office.mend()
    await office.days(1)
    await office.unharmed(family)
    await nothing_waits(office)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_behind_a_faulty_answer_is_found_when_the_register_is_well_again(office, kind):
    family, _ = await office.granted(THREE)
    office.happen(Move(personal_code=office.code(THREE), country="EE"))
    office.switch("fpr", kind, codes=office.codes(THREE))
    await office.days(1)
    await office.unharmed(family)
    office.mend()
    assert (await office.days(1)).cases == 1
    assert await office.recheck(family) is not None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_faulty_feed_loses_no_change(office, kind):
    family, _ = await office.granted(STUDENT)
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    office.switch("viis", kind)
    await office.days(1)
    await office.unharmed(family)
    office.mend()
    await office.days(1)
    assert await office.recheck(family) is not None


@pytest.mark.parametrize("kind", ["contradiction", "duplicates", "flip-flop", "someone-else"])
async def test_a_register_that_calls_the_living_dead_annuls_nobody(office, kind):
    """Of adults no birth date is kept that could give such an answer away; but no line of the feed told a death."""
    family, _ = await office.granted(THREE, spouse_card=True)
    adults = office.codes(THREE)[:2]
    for code in adults:
        office.happen(Names(personal_code=code, given_names="Cits"))
    office.switch("fpr", kind, codes=adults)
    for _ in range(2):
        report = await office.days(1)
        assert report.annulled == 0
        await office.unharmed(family)
    office.mend()
    await office.days(1)
    await office.unharmed(family)
    await nothing_waits(office)


async def test_a_death_that_no_feed_has_told_is_doubted_until_one_does(office):
    """A register may answer wrongly in a way that nothing gives away; the machine annuls by two words of it, not by one."""
    family, _ = await office.granted("one-parent")
    code = office.codes("one-parent")[0]
    office.happen(Names(personal_code=code, given_names="Cita"))
    office.state.world.find(code).died = office.clock.now().date()
    report = await office.days(1)
    assert (report.annulled, report.waiting) == (0, 1)
    await office.unharmed(family)
    office.happen(Death(personal_code=code))
    assert (await office.days(1)).annulled == 1


async def test_what_a_register_insists_on_for_days_is_shown_to_a_person_and_annuls_nothing(office):
    family, _ = await office.granted(THREE)
    adults = office.codes(THREE)[:1]
    office.happen(Names(personal_code=adults[0], given_names="Cits"))
    office.switch("fpr", "contradiction", codes=adults)
    for _ in range(SHOW_AFTER.days + 1):
        await office.days(1, hours=1)
    assert await office.recheck(family) is not None
    assert {state for _, state, _ in await office.states(family)} == {"valid"}


async def test_a_death_behind_a_fault_annuls_when_the_register_is_well_again(office):
    family, _ = await office.granted("one-parent")
    codes = office.codes("one-parent")
    office.happen(Death(personal_code=codes[0]))
    office.switch("fpr", "silent", codes=codes)
    assert (await office.days(1)).annulled == 0
    await office.unharmed(family)
    office.mend()
    assert (await office.days(1)).annulled == 1


async def test_silence_for_three_days_is_shown_to_a_person_but_the_family_is_not_alarmed(office):
    family, _ = await office.granted(THREE)
    codes = office.codes(THREE)
    office.happen(Names(personal_code=codes[-1], given_names="Cits"))
    office.switch("fpr", "error", codes=codes)
    for _ in range(SHOW_AFTER.days):
        await office.days(1)
        await office.unharmed(family)
    await office.days(1, hours=2)
    case = await office.recheck(family)
    assert case is not None
    assert "silent" in case.why
    assert await office.kinds(family.id) == ["granted", "received"]
    office.mend()
    await office.days(1)
    assert await office.recheck(family) is None


async def test_what_was_silent_is_asked_again_within_the_hours(office):
    family, _ = await office.granted(THREE)
    async with office.rechecks.scheduled():
        pass
    office.happen(Move(personal_code=office.code(THREE), country="EE"))
    office.switch("fpr", "error", codes=office.codes(THREE))
    (waiting,) = await office.jobs("recheck.night")
    office.clock.set(waiting["due"])
    await office.work()
    await office.unharmed(family)
    office.mend()
    (waiting,) = await office.jobs("recheck.night")
    assert waiting["due"] <= office.clock.now() + FIRST_PAUSE
    office.clock.set(waiting["due"] + timedelta(minutes=1))
    await office.work()
    assert await office.recheck(family) is not None


async def test_a_feed_that_began_anew_makes_everybody_asked_in_slices(office):
    """410 cursor-gone: changes may have been missed."""
    families = [(await office.granted(edge))[0] for edge in (THREE, STUDENT, "one-parent")]
    await office.days(1)
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    office.state.world.feeds.clear()  # the line is lost with the feed
    office.state.generation = "another"
    before = len(office.asked())
    report = await office.days(1)
    assert report.asked == 3
    assert {register for register, _ in office.asked()[before:]} == {"fpr", "ugf", "viis", "vadonis", "sopa"}
    assert await office.recheck(families[1]) is not None
    for family in (families[0], families[2]):
        await office.unharmed(family)
    assert (await office.days(1)).asked == 0


async def test_one_family_s_broken_record_keeps_no_other_from_being_looked_at(office):
    broken, application = await office.granted("one-parent")
    family, _ = await office.granted(THREE)
    for edge in (THREE, "one-parent"):
        office.happen(Move(personal_code=office.codes(edge)[-1], country="EE"))
    async with office.db.transaction():
        await office.db.rows("UPDATE fact SET sealed = {} WHERE family = {}", b"\x01broken" * 8, application.family)
    report = await office.days(1)
    assert (report.failed, report.cases) == (1, 1)
    assert await office.recheck(family) is not None
    assert await office.recheck(broken) is None
    assert {state for _, state, _ in await office.states(broken)} == {"valid"}
