"""What changes in the registers is asked about by night, and only that; a right that it ends becomes a person's case (R-50, R-56, D-2)."""

from datetime import date, timedelta

import pytest

from goda.audit import SYSTEM
from goda.decisions.errors import SamePerson
from goda.decisions.model import NewDecision
from simulators.world.events import (
    CustodyOf,
    Death,
    DebtOf,
    DisabilityOf,
    EndOfStudy,
    Move,
    Names,
    NewCode,
    Status,
    Study,
)

pytestmark = pytest.mark.anyio
THREE = "three-children"
STUDENT = "student-finishes-in-june"


async def test_a_quiet_night_asks_nobody_and_changes_nothing(office):
    family, _ = await office.granted(THREE)
    before = await office.right(family)
    report = await office.days(1)
    assert (report.asked, report.cases, report.warned, report.silent) == (0, 0, 0, 0)
    assert office.asked() == []
    assert await office.right(family) == before


CHANGES = [
    (THREE, lambda o: Death(personal_code=o.code(THREE))),
    (THREE, lambda o: Move(personal_code=o.code(THREE), country="EE")),
    (THREE, lambda o: Move(personal_code=o.codes(THREE)[0], country="EE")),
    (THREE, lambda o: Status(personal_code=o.code(THREE), active=False)),
    (THREE, lambda o: CustodyOf(personal_code=o.code(THREE), carer=o.codes(THREE)[0], custody="suspended")),
    (THREE, lambda o: DebtOf(personal_code=o.codes(THREE)[0], debtor=True)),
    (STUDENT, lambda o: EndOfStudy(personal_code=o.code(STUDENT))),
]


@pytest.mark.parametrize(("edge", "change"), CHANGES)
async def test_a_change_that_ends_the_right_is_a_case_for_a_person_and_the_family_is_heard(office, edge, change):
    """Never an annulment by the machine."""
    family, _ = await office.granted(edge)
    office.happen(change(office))
    report = await office.days(1)
    assert (report.cases, report.annulled) == (1, 0)
    case = await office.recheck(family)
    assert case is not None
    assert (case.kind, case.state) == ("recheck", "open")
    assert "right-lost" in case.why
    assert {state for _, state, _ in await office.states(family)} == {"valid"}
    assert "proposed-annulment" in await office.kinds(family.id)
    again = await office.days(1)
    assert (again.asked, again.cases) == (0, 0)
    assert (await office.kinds(family.id)).count("proposed-annulment") == 1


async def test_a_disability_that_is_taken_away_ends_the_right_that_rests_on_it(office):
    edge = "child-with-disability"
    child = office.code(edge)
    first = await office.family(edge)
    draft = await office.applications.start(first.actor, first.id)
    (person,) = [one.person for one in draft.dependants]
    await office.granted(edge, disability=[str(person)])
    office.happen(DisabilityOf(personal_code=child))
    assert (await office.days(1)).cases == 1
    assert [register for register, _ in office.asked() if register != "iis"] == []


async def test_only_what_changed_is_asked_and_only_in_the_register_that_said_so(office):
    family, _ = await office.granted(THREE)
    child = office.code(THREE)
    office.happen(Names(personal_code=child, given_names="Cits"))
    report = await office.days(1)
    assert (report.asked, report.stand) == (1, 1)
    assert set(office.asked()) == {("fpr", child)}
    await office.unharmed(family)


async def test_what_the_criteria_do_not_need_is_not_asked(office):
    """GDPR Art. 5(1)(c): a child's study has nothing to do with this right."""
    family, _ = await office.granted(THREE)
    office.happen(Study(personal_code=office.code(THREE), ends=date(2030, 6, 30)))
    await office.days(1)
    assert office.asked() == []
    await office.unharmed(family)


async def test_a_change_that_ends_nothing_moves_the_day_until_which_the_right_is_known(office):
    family, _ = await office.granted(STUDENT)
    before = (await office.right(family)).turns_on
    ends = before + timedelta(days=400)
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    office.happen(Study(personal_code=office.code(STUDENT), ends=ends))
    report = await office.days(1)
    assert report.stand == 1
    right = await office.right(family)
    assert right.turns_on is not None
    assert right.turns_on > before
    await office.unharmed(family)


async def test_a_right_with_others_left_stands(office):
    """One parent's four children: one dies, three are left."""
    family, _ = await office.granted("fits-both-grounds")
    children = office.codes("fits-both-grounds")[-2:]
    office.happen(Names(personal_code=children[0], given_names="Cits"))
    report = await office.days(1)
    assert report.cases == 0
    await office.unharmed(family)


# Death


async def test_the_death_of_a_holder_annuls_that_card_at_once_with_its_decision(office):
    family, application = await office.granted(THREE, spouse_card=True)
    spouse = application.spouse
    assert spouse is not None
    office.happen(Death(personal_code=office.codes(THREE)[1]))
    report = await office.days(1)
    assert report.annulled == 1
    states = {holder: (state, cause) for holder, state, cause in await office.states(family)}
    assert states == {family.id: ("valid", None), spouse.person: ("annulled", "death")}
    (decision,) = [one for one in await office.decisions.of_family(SYSTEM, application.family) if one.kind == "annul"]
    assert (decision.state, decision.by, decision.cause) == ("made", None, "death")
    assert await office.recheck(family) is None


async def test_the_death_of_the_only_holder_annuls_the_card_and_leaves_nothing_to_decide(office):
    family, _ = await office.granted("one-parent")
    office.happen(Death(personal_code=office.codes("one-parent")[0]))
    report = await office.days(1)
    assert report.annulled == 1
    assert await office.states(family) == [(family.id, "annulled", "death")]
    assert await office.recheck(family) is None
    assert (await office.days(1)).annulled == 0


async def test_the_death_of_the_applicant_is_a_case_for_the_spouse_s_card(office):
    family, application = await office.granted(THREE, spouse_card=True)
    office.happen(Death(personal_code=office.codes(THREE)[0]))
    report = await office.days(1)
    assert (report.annulled, report.cases) == (1, 1)
    states = {holder: state for holder, state, _ in await office.states(family)}
    assert states == {family.id: "annulled", application.spouse.person: "valid"}
    assert "proposed-annulment" in await office.kinds(application.spouse.person)  # who is left is heard
    assert set((await office.recheck(family)).why) >= {"right-lost", "death-in-family"}


# A changed code


async def test_a_new_code_is_learned_and_what_comes_under_it_is_not_missed(office):
    family, _ = await office.granted(THREE)
    child = office.code(THREE)
    office.happen(NewCode(personal_code=child))
    await office.days(1)
    await office.unharmed(family)
    office.happen(Death(personal_code=child))
    assert (await office.days(1)).cases == 1


async def test_a_new_code_and_a_death_under_it_in_one_night(office):
    family, _ = await office.granted(THREE)
    child = office.code(THREE)
    office.happen(NewCode(personal_code=child))
    office.happen(Death(personal_code=child))
    await office.days(1)
    await office.days(4)
    assert await office.recheck(family) is not None


async def test_what_another_register_says_under_a_new_code_is_asked_for_in_the_same_night(office):
    family, _ = await office.granted(STUDENT)
    student = office.code(STUDENT)
    office.happen(NewCode(personal_code=student))
    office.happen(EndOfStudy(personal_code=student))
    assert (await office.days(1)).cases == 1
    assert await office.recheck(family) is not None


async def test_an_answer_that_makes_another_question_needed_has_it_asked(office):
    """A debtor with a disability keeps the right (R-54): only now does the applicant's matter."""
    family, _ = await office.granted(THREE)
    applicant = office.codes(THREE)[0]
    office.happen(DisabilityOf(personal_code=applicant, group="I"))
    await office.days(1)
    assert office.asked() == []
    office.happen(DebtOf(personal_code=applicant, debtor=True))
    assert (await office.days(1)).stand == 1
    assert set(office.asked()) == {("ugf", applicant), ("iis", applicant)}
    await office.unharmed(family)


# People in the middle


async def test_what_two_have_kept_is_not_shown_to_them_again(office, clerk, colleague):
    family, _ = await office.granted(STUDENT)
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    await office.days(1)
    case = await office.recheck(family)
    await office.decisions.keep(clerk, case.id, "Izziņa no skolas iesniegta, dati tiks laboti.")
    assert (await office.recheck(family)).id == case.id  # against a register's word it takes two
    with pytest.raises(SamePerson):
        await office.decisions.keep(clerk, case.id, "Vēlreiz.")
    await office.decisions.keep(colleague, case.id, "Izziņu redzēju.")
    office.happen(Names(personal_code=office.code(STUDENT), given_names="Cits"))
    report = await office.days(1)
    assert (report.asked, report.cases) == (1, 0)
    assert await office.recheck(family) is None


async def test_a_case_closes_by_itself_when_the_registers_say_that_the_right_stands_after_all(office):
    family, _ = await office.granted(THREE)
    child = office.code(THREE)
    office.happen(Move(personal_code=child, country="EE"))
    await office.days(1)
    assert await office.recheck(family) is not None
    office.happen(Move(personal_code=child, country="LV"))
    await office.days(1)
    assert await office.recheck(family) is None


async def test_a_case_ends_in_an_annulment_by_two_people(office, clerk, colleague):
    family, _ = await office.granted(THREE)
    office.happen(Move(personal_code=office.code(THREE), country="EE"))
    await office.days(1)
    case = await office.recheck(family)
    new = NewDecision(kind="annul", text="Kritēriji vairs nav izpildīti.", cause="criteria-lost")
    decision = await office.decisions.decide(clerk, case.id, new)
    assert decision.state == "proposed"
    await office.decisions.second(colleague, decision.id, agree=True)
    await office.later(minutes=3)
    assert {state for _, state, _ in await office.states(family)} == {"annulled"}


async def test_an_application_that_waits_is_checked_anew_by_what_has_changed(office):
    office.switch("ugf", "error")
    await office.submitted(THREE)
    await office.work()
    office.mend()
    office.happen(Names(personal_code=office.code(THREE), given_names="Cits"))
    await office.rechecks.now()
    assert await office.jobs("application.check")
