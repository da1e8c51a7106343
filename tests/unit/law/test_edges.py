"""The edges of the law that issue 3 names, each by name (R-50 to R-56, D-1 to D-3)."""

from datetime import date, timedelta
from typing import Any

import pytest

from goda.kernel.i18n import gettext
from goda.law import kinds, validity
from goda.law.assessment import Assessment, last_day_met
from goda.law.facts import Disability, Mark, Register, Relation, Service, Silence, Why
from goda.law.logic import Truth

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN


def truth(assessment: Assessment, name: str) -> Truth:
    return next(one.truth for one in assessment.findings if one.wording.name == name)


def applicant(home: Any) -> Any:
    return home.family().applicant


def test_three_children_at_home_are_a_clear_grant(large: Any) -> None:
    said = large.assess()
    assert (said.result, said.is_clear, said.open_questions) == (MET, True, ())
    assert said.proposal is not None
    assert (said.proposal.valid_to, said.proposal.reason) == (date(2029, 11, 21), validity.LONG)


def test_two_children_are_too_few_and_the_refusal_rests_on_what_was_found(with_two: Any) -> None:
    said = with_two.assess()
    assert (said.result, said.is_clear, said.proposal) == (NOT_MET, False, None)
    assert {fact.mark for fact in said.rests_on} >= {Mark.BORN, Mark.RELATION}


def test_third_child_born_today_counts_today_and_not_yesterday(with_two: Any) -> None:
    with_two.child(TODAY)
    assert with_two.assess(TODAY).result is MET
    assert with_two.assess(TODAY - DAY).result is NOT_MET


def test_a_child_counts_until_the_day_before_the_18th_birthday(with_two: Any) -> None:
    with_two.adult(date(2008, 11, 22))
    assert with_two.assess(TODAY - DAY).result is MET
    assert with_two.assess(TODAY).result is NOT_MET


def test_on_the_18th_birthday_an_unasked_education_register_is_a_question_not_a_no(with_two: Any) -> None:
    eldest = with_two.child(date(2008, 11, 22))
    said = with_two.assess(TODAY)
    assert said.result is UNKNOWN
    assert {(one.subject, one.mark) for one in said.missing} == {
        (eldest, Mark.IN_EDUCATION),
        (eldest, Mark.STAYS),
        (eldest, Mark.SERVICE),
    }
    assert said.missing_registers == {Register.EDUCATION, Register.SOCIAL, Register.DEFENCE}


@pytest.mark.parametrize(
    ("age", "marks"),
    [(18, {}), (21, {"STAYS": True}), (24, {"IN_EDUCATION": True}), (24, {"SERVICE": Service.DEFENCE})],
)
def test_born_on_29_february_the_birthday_is_1_march_in_a_common_year(with_two: Any, age: int, marks: Any) -> None:
    born = {18: date(2008, 2, 29), 21: date(2004, 2, 29), 24: date(2004, 2, 29)}[age]
    turns = date(born.year + age, 3, 1) if (born.year + age) % 4 else date(born.year + age, 2, 29)
    with_two.adult(born, **marks)
    assert with_two.assess(turns - DAY).result is MET
    assert with_two.assess(turns).result is NOT_MET


def test_a_staying_adult_counts_until_21_and_until_24_in_education(with_two: Any) -> None:
    person = with_two.adult(date(2005, 11, 22), STAYS=True, RELATION=Relation.NONE)
    assert with_two.assess(TODAY - DAY).result is MET
    assert with_two.assess(TODAY).result is NOT_MET
    with_two.tell(person, IN_EDUCATION=True)
    assert with_two.assess(TODAY).result is MET
    assert with_two.assess(date(2029, 11, 21)).result is MET
    assert with_two.assess(date(2029, 11, 22)).result is NOT_MET


def test_a_student_counts_until_the_day_before_the_24th_birthday(with_two: Any) -> None:
    with_two.adult(date(2002, 11, 22), IN_EDUCATION=True)
    assert with_two.assess(TODAY - DAY).result is MET
    assert with_two.assess(TODAY).result is NOT_MET


def test_a_student_who_finishes_in_june_counts_in_june_and_is_asked_for_again_in_july(with_two: Any) -> None:
    student = with_two.adult(date(2005, 1, 1))
    end = date(2027, 6, 30)
    with_two.tell(student, IN_EDUCATION=True, until=end)
    assert with_two.assess(end).result is MET
    july = with_two.assess(end + DAY)
    assert july.result is UNKNOWN
    assert {(one.mark, one.why) for one in july.missing} == {(Mark.IN_EDUCATION, Why.OUTDATED)}
    assert last_day_met(with_two.family(), TODAY) == end


def test_a_register_asked_after_the_end_of_the_studies_says_no(with_two: Any) -> None:
    student = with_two.adult(date(2005, 1, 1))
    with_two.forget(student, Mark.IN_EDUCATION)
    with_two.fact(student, Mark.IN_EDUCATION, True, valid=date(2027, 7, 1), until=date(2027, 6, 30))
    assert with_two.assess(date(2027, 7, 1)).result is NOT_MET


def test_a_student_abroad_counts_with_a_certificate_and_waits_for_one_that_is_claimed(with_two: Any) -> None:
    student = with_two.adult(date(2005, 1, 1), IN_LATVIA=False)
    assert with_two.assess().result is NOT_MET
    with_two.claim(student, Mark.STUDIES_ABROAD)
    waiting = with_two.assess()
    assert waiting.result is UNKNOWN
    assert waiting.missing_registers == {Register.BY_HAND}
    with_two.tell(student, STUDIES_ABROAD=True)
    assert with_two.assess().result is MET


@pytest.mark.parametrize(
    ("service", "result"),
    [(Service.DEFENCE, MET), (Service.ALTERNATIVE, MET), (Service.OTHER, NOT_MET), (Service.NONE, NOT_MET)],
)
def test_only_the_services_of_11_months_count(with_two: Any, service: Service, result: Truth) -> None:
    with_two.adult(date(2006, 1, 1), SERVICE=service)
    assert with_two.assess().result is result


@pytest.mark.parametrize("relation", [Relation.FOSTER, Relation.SPECIALISED_FOSTER, Relation.GUARDIANSHIP])
def test_foster_specialised_foster_and_guardianship_count_as_own_children_do(with_two: Any, relation: Relation) -> None:
    third = with_two.child(date(2022, 1, 1), RELATION=relation)
    assert with_two.assess().result is MET
    with_two.tell(third, RELATION=Relation.NONE)
    assert with_two.assess().result is NOT_MET


def test_staying_on_an_assessment_counts_from_2024_and_not_before(with_two: Any) -> None:
    with_two.adult(date(2004, 6, 1), STAYS=True)
    assert with_two.assess(date(2023, 12, 31)).result is NOT_MET
    assert with_two.assess(date(2024, 1, 1)).result is MET


def test_an_application_is_judged_by_the_rules_of_its_day(with_two: Any) -> None:
    with_two.adult(date(2004, 6, 1), STAYS=True)
    assert with_two.assess(date(2024, 1, 15), rules_of=date(2023, 12, 20)).result is NOT_MET
    assert with_two.assess(date(2023, 12, 20), rules_of=date(2024, 1, 15)).result is MET


@pytest.mark.parametrize("mark", [Mark.CUSTODY_OF_APPLICANT, Mark.CUSTODY_OF_SPOUSE])
def test_a_child_whose_custody_is_suspended_for_applicant_or_spouse_is_not_counted(large: Any, mark: Mark) -> None:
    large.tell(large.dependants[0], **{mark.name: False})
    assert large.assess().result is NOT_MET
    failed = [one for one in large.assess().details(large.dependants[0]) if one.truth is NOT_MET]
    assert "is_in_custody" in {one.wording.name for one in failed}


def test_custody_of_a_spouse_who_is_not_there_is_not_asked_for(new_home: Any) -> None:
    home = new_home(spouse=False)
    for year in (2018, 2019, 2020):
        home.forget(home.child(date(year, 1, 1)), Mark.CUSTODY_OF_SPOUSE)
    assert home.assess().is_clear


@pytest.mark.parametrize("excuse", ["disability", "incapacity", "agreement"])
def test_a_debtor_is_refused_unless_one_of_the_three_exceptions_applies(large: Any, excuse: str) -> None:
    debtor = applicant(large)
    large.tell(debtor, DEBTOR=True, DISABILITY=Disability.NONE, AGREEMENT_KEPT=False, INCAPACITY=False)
    assert large.assess().result is NOT_MET
    marks = {"disability": {"DISABILITY": Disability.GROUP_III}, "incapacity": {"INCAPACITY": True},
             "agreement": {"AGREEMENT_KEPT": True}}  # fmt: skip
    large.tell(debtor, **marks[excuse])
    said = large.assess()
    assert (said.result, said.is_clear) == (MET, True)
    assert truth(said, "applicant_is_an_excused_debtor") is MET


def test_the_exceptions_are_asked_of_debtors_only(large: Any) -> None:
    assert large.assess().open_questions == ()
    large.tell(applicant(large), DEBTOR=True)
    assert large.assess().missing_registers == {Register.DISABILITY, Register.MAINTENANCE}
    large.claim(applicant(large), Mark.INCAPACITY)
    assert Register.BY_HAND in large.assess().missing_registers


def test_the_spouses_debt_is_no_ground_of_refusal(large: Any) -> None:
    large.tell(large.spouse, DEBTOR=True)
    assert large.assess().is_clear


def test_a_child_of_two_parents_counts_in_both_families(large: Any) -> None:
    large.tell(large.dependants[0], COUNTED_AS=Relation.CHILD)
    assert large.assess().is_clear


@pytest.mark.parametrize(
    ("here", "there"), [(Relation.CHILD, Relation.FOSTER), (Relation.GUARDIANSHIP, Relation.CHILD)]
)
def test_a_placed_child_that_two_families_count_is_for_a_person_to_decide(
    large: Any, here: Relation, there: Relation
) -> None:
    large.tell(large.dependants[0], RELATION=here, COUNTED_AS=there)
    said = large.assess()
    assert said.result is UNKNOWN
    assert said.missing_registers == {Register.FUND}


def test_a_disability_that_ends_tomorrow_is_a_ground_until_tomorrow(home: Any) -> None:
    child = home.child(date(2020, 1, 1))
    home.tell(child, DISABILITY=Disability.CHILD, until=TODAY + DAY)
    said = home.assess()
    assert said.result is MET
    assert said.proposal is not None
    assert (said.proposal.valid_to, said.proposal.reason) == (TODAY + DAY, validity.DISABILITY)
    assert home.assess(TODAY + DAY).result is MET
    assert home.assess(TODAY + 2 * DAY).result is UNKNOWN
    assert last_day_met(home.family(), TODAY) == TODAY + DAY


def test_a_disability_is_asked_for_where_it_is_claimed(home: Any) -> None:
    child = home.child(date(2020, 1, 1))
    assert home.assess().result is NOT_MET
    home.claim(child, Mark.DISABILITY)
    assert home.assess().result is UNKNOWN
    assert home.assess().missing_registers == {Register.DISABILITY}


@pytest.mark.parametrize(
    ("disability", "result"),
    [(Disability.GROUP_I_OR_II, MET), (Disability.GROUP_III, NOT_MET), (Disability.NONE, NOT_MET),
     (Disability.CHILD, UNKNOWN)],
)  # fmt: skip
def test_an_adults_group_decides_and_a_childs_disability_does_not_tell_it(
    home: Any, disability: Disability, result: Truth
) -> None:
    home.adult(date(2006, 1, 1), DISABILITY=disability)
    assert home.assess().result is result


def test_an_adult_with_a_group_is_no_ground_from_24_on(home: Any) -> None:
    home.adult(date(2002, 11, 22), DISABILITY=Disability.GROUP_I_OR_II)
    assert home.assess(TODAY - DAY).result is MET
    assert home.assess(TODAY).result is NOT_MET


def test_death_of_a_counted_child_ends_the_right_of_three(large: Any) -> None:
    large.tell(large.dependants[0], ALIVE=False)
    assert large.assess().result is NOT_MET


def test_death_of_the_holder_ends_the_right_and_of_the_spouse_does_not(large: Any) -> None:
    large.tell(large.spouse, ALIVE=False)
    said = large.assess()
    assert said.is_clear
    assert said.may_hold_a_card(large.spouse).truth is NOT_MET
    large.tell(applicant(large), ALIVE=False)
    assert large.assess().result is NOT_MET
    assert truth(large.assess(), "applicant_is_alive_and_active") is NOT_MET


def test_an_address_abroad_counts_with_study_there_and_not_without(large: Any) -> None:
    large.tell(large.dependants[0], IN_LATVIA=False)
    assert large.assess().result is NOT_MET
    large.tell(large.dependants[0], STUDIES_ABROAD=True)
    assert large.assess().is_clear


def test_a_fourth_child_abroad_does_not_take_the_card_from_three_at_home(large: Any) -> None:
    large.child(date(2015, 1, 1), IN_LATVIA=False)
    assert large.assess().is_clear


def test_an_applicant_abroad_gets_no_card_even_as_a_student(large: Any) -> None:
    large.tell(applicant(large), IN_LATVIA=False, STUDIES_ABROAD=True)
    assert large.assess().result is NOT_MET


@pytest.mark.parametrize("mark", [Mark.ALIVE, Mark.IN_LATVIA, Mark.RELATION, Mark.BORN, Mark.CUSTODY_OF_APPLICANT])
def test_no_register_answer_is_a_question_never_a_no(large: Any, mark: Mark) -> None:
    child = large.dependants[0]
    large.silence(child, mark)
    assert large.assess().result is UNKNOWN
    assert (child, mark, Why.SILENT) in {(one.subject, one.mark, one.why) for one in large.assess().missing}
    large.forget(child, mark)
    assert {one.why for one in large.assess().missing if one.mark is mark} == {Why.NOT_ASKED}


def test_a_family_of_which_nothing_is_known_is_unknown_in_everything(large: Any) -> None:
    large.facts.clear()
    said = large.assess()
    assert said.result is UNKNOWN
    assert {Register.PERSONS, Register.EDUCATION, Register.MAINTENANCE} <= said.missing_registers


def test_a_silence_that_does_not_matter_leaves_the_grant_to_a_person(large: Any) -> None:
    fourth = large.child(date(2021, 1, 1))
    large.silence(fourth, Mark.IN_LATVIA)
    said = large.assess()
    assert (said.result, said.missing, said.is_clear) == (MET, (), False)
    assert [one.subject for one in said.open_questions] == [fourth]


def test_contradictory_registers_are_a_question(large: Any) -> None:
    child = large.dependants[0]
    large.fact(child, Mark.RELATION, Relation.FOSTER, source=Register.SOCIAL)
    said = large.assess()
    assert said.result is UNKNOWN
    assert {(one.why, one.registers) for one in said.missing} == {
        (Why.CONTRADICTORY, frozenset({Register.PERSONS, Register.SOCIAL}))
    }


def test_an_older_answer_than_before_is_a_question_and_a_newer_one_settles_it(large: Any) -> None:
    child = large.dependants[0]
    large.fact(child, Mark.ALIVE, False, minutes=5, valid=TODAY - DAY)
    assert large.assess().result is UNKNOWN
    large.fact(child, Mark.ALIVE, True, minutes=10, valid=TODAY)
    assert large.assess().is_clear


def test_two_answers_at_one_moment_are_a_question(large: Any) -> None:
    large.fact(applicant(large), Mark.DEBTOR, True)
    assert large.assess().result is UNKNOWN


def test_a_later_answer_of_the_same_register_replaces_the_earlier(large: Any) -> None:
    large.fact(applicant(large), Mark.IN_LATVIA, False, minutes=1)
    assert large.assess().result is NOT_MET


def test_what_a_clerk_enters_prevails_until_the_register_says_otherwise_again(large: Any) -> None:
    child = large.dependants[0]
    large.tell(child, IN_LATVIA=False)
    large.fact(child, Mark.IN_LATVIA, True, source=Register.BY_HAND, minutes=5)
    assert large.assess().is_clear
    large.fact(child, Mark.IN_LATVIA, False, minutes=9)
    assert large.assess().result is UNKNOWN


def test_a_clerk_and_a_register_at_one_moment_contradict_each_other(large: Any) -> None:
    large.fact(large.dependants[0], Mark.IN_LATVIA, False, source=Register.BY_HAND)
    assert large.assess().result is UNKNOWN


def test_there_is_no_custody_of_adults(with_two: Any) -> None:
    with_two.adult(date(2005, 1, 1), IN_EDUCATION=True, CUSTODY_OF_APPLICANT=False, CUSTODY_OF_SPOUSE=Silence.SILENT)
    assert with_two.assess().is_clear


def test_a_family_that_fits_both_grounds_gets_the_longer_validity(large: Any) -> None:
    large.tell(large.dependants[2], DISABILITY=Disability.CHILD, until=date(2032, 1, 31))
    said = large.assess()
    assert truth(said, "has_three_who_count") is truth(said, "has_one_with_disability") is MET
    assert said.proposal is not None
    assert (said.proposal.valid_to, said.proposal.reason) == (date(2032, 1, 31), validity.DISABILITY)


def test_a_childs_own_card_is_for_those_of_seven_and_older_who_count(large: Any) -> None:
    eldest, _, youngest = large.dependants
    said = large.assess()
    assert said.may_hold_a_card(eldest).truth is MET
    assert said.may_hold_a_card(youngest).truth is NOT_MET
    assert said.may_hold_a_card(applicant(large)).truth is said.may_hold_a_card(large.spouse).truth is MET


def test_a_students_own_card_lasts_a_year_and_who_does_not_count_gets_none(large: Any) -> None:
    student = large.adult(date(2005, 1, 1), IN_EDUCATION=True)
    idle = large.adult(date(2005, 1, 1))
    said = large.assess()
    own = said.propose(TODAY, student)
    assert own is not None
    assert (own.valid_to, own.reason) == (date(2027, 11, 21), validity.OWN_STUDENT)
    assert said.propose(TODAY, idle) is None


def test_nobody_stands_in_a_family_twice(large: Any) -> None:
    large.dependants.append(large.dependants[0])
    with pytest.raises(ValueError, match="twice"):
        large.assess()


def test_every_finding_says_a_sentence_in_both_languages(large: Any) -> None:
    large.adult(date(2005, 1, 1), SERVICE=Service.DEFENCE)
    said = large.assess()
    findings = [*said.findings, *(one for person in large.dependants for one in said.details(person))]
    for finding in findings:
        english, latvian = (gettext(lang, finding.sentence, **finding.params) for lang in ("en", "lv"))
        assert english != latvian
        assert "{" not in english + latvian
    assert len({finding.wording.code for finding in findings} & {f"R-{n}" for n in range(50, 57)}) == 7


def test_the_rules_of_a_day_before_2024_still_have_whole_sentences(with_two: Any) -> None:
    person = with_two.adult(date(2004, 6, 1), STAYS=True)
    said = with_two.assess(date(2023, 12, 31))
    staying = next(one for one in said.details(person) if one.wording.name == "stays_on_assessment")
    assert "{" not in gettext("lv", staying.sentence, **staying.params)
    assert kinds.stays_on_assessment.wording.params(date(2023, 12, 31)) == {}
