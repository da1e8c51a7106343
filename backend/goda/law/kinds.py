"""As what a child or young adult may count (R-50, R-51, R-31, R-32): by age and what they do, or by disability.

What else must hold for everyone who counts stands in `counting`.
"""

from datetime import date
from typing import Final

from goda.kernel.i18n import N_
from goda.law.criterion import CARE_LAW, GROUNDS, Case, PersonCriterion, Wording, person_criterion
from goda.law.dates import age_on
from goda.law.facts import Disability, Mark, Question, Service, Subject, Why
from goda.law.logic import NO, Judged, all_of, any_of, holds, unknown
from goda.law.numbers import (
    ADULT,
    DISABLED_UNTIL,
    SERVICE_MONTHS,
    SERVICE_UNTIL,
    STAYING_STUDENT_UNTIL,
    STAYING_UNTIL,
    STUDENT_UNTIL,
    Number,
)

ELEVEN_MONTHS: Final = (Service.DEFENCE, Service.ALTERNATIVE)
"""The only services that count (D-12)."""


@person_criterion(
    Wording(
        code="R-50",
        rule=N_("A child under {adult} counts."),
        met=N_("The person is a child under {adult}."),
        not_met=N_("The person is not a child under {adult}."),
        unknown=N_("It is not known whether the person is a child under {adult}."),
        reference=GROUNDS,
        numbers=(ADULT,),
    )
)
def is_child(case: Case, person: Subject) -> Judged:
    """R-50; from the day of birth to the day before the birthday that makes an adult."""
    return aged(case, person, None, ADULT)


@person_criterion(
    Wording(
        code="R-50",
        rule=N_("An adult under {student} in general, vocational or higher education counts."),
        met=N_("The person is an adult under {student} in education."),
        not_met=N_("The person is not an adult under {student} in education."),
        unknown=N_("It is not known whether the person is an adult under {student} in education."),
        reference=GROUNDS,
        numbers=(STUDENT_UNTIL,),
    )
)
def is_student(case: Case, person: Subject) -> Judged:
    """R-50, R-26."""
    return all_of(aged(case, person, ADULT, STUDENT_UNTIL), _in_education(case, person))


@person_criterion(
    Wording(
        code="R-50, R-31",
        rule=N_(
            "An adult under {staying}, or under {staying_student} if in education, who stays with a guardian, a foster family or a specialised foster family on the assessment of a municipal social service counts."
        ),
        met=N_("The person stays with a guardian or foster family on a social service's assessment."),
        not_met=N_("The person does not stay with a guardian or foster family at an age at which this counts."),
        unknown=N_(
            "It is not known whether the person stays with a guardian or foster family at an age at which this counts."
        ),
        reference=CARE_LAW,
        numbers=(STAYING_UNTIL, STAYING_STUDENT_UNTIL),
    )
)
def stays_on_assessment(case: Case, person: Subject) -> Judged:
    """R-31, since 2024."""
    return all_of(
        any_of(
            aged(case, person, ADULT, STAYING_UNTIL),
            all_of(aged(case, person, ADULT, STAYING_STUDENT_UNTIL), _in_education(case, person)),
        ),
        case.says(person, Mark.STAYS, True),
    )


@person_criterion(
    Wording(
        code="R-50, R-32",
        rule=N_(
            "An adult under {serving} in the state defence service of {months} months in the regular force of the National Armed Forces or in Zemessardze, or in the alternative service of {months} months, counts."
        ),
        met=N_("The person is under {serving} and does the service of {months} months."),
        not_met=N_("The person is not under {serving} or does not do the service of {months} months."),
        unknown=N_("It is not known whether the person is under {serving} and does the service of {months} months."),
        reference=GROUNDS,
        numbers=(SERVICE_UNTIL, SERVICE_MONTHS),
    )
)
def serves(case: Case, person: Subject) -> Judged:
    """R-32, D-12."""
    return all_of(aged(case, person, ADULT, SERVICE_UNTIL), case.says(person, Mark.SERVICE, *ELEVEN_MONTHS))


@person_criterion(
    Wording(
        code="R-51",
        rule=N_(
            "The person is a child with a disability, or an adult under {disabled} with disability of group I or II."
        ),
        met=N_("The person has a disability that is a ground for the card."),
        not_met=N_("The person has no disability that is a ground for the card."),
        unknown=N_("It is not known whether the person has a disability that is a ground for the card."),
        reference=GROUNDS,
        numbers=(ADULT, DISABLED_UNTIL),
    )
)
def has_disability(case: Case, person: Subject) -> Judged:
    """R-51, R-27; a child's disability says nothing about the group of the adult, which is asked for anew."""
    any_kind = case.says_if_claimed(
        person, Mark.DISABILITY, Disability.CHILD, Disability.GROUP_I_OR_II, Disability.GROUP_III
    )
    group = case.says_if_claimed(person, Mark.DISABILITY, Disability.GROUP_I_OR_II)
    if any_kind.met and any_kind.rests_on[0].value == Disability.CHILD:
        group = unknown(Question(person, Mark.DISABILITY, Why.OUTDATED, frozenset((any_kind.rests_on[0].source,))))
    return any_of(
        all_of(is_child(case, person).judged, any_kind),
        all_of(aged(case, person, ADULT, DISABLED_UNTIL), group),
    )


KINDS: Final[tuple[PersonCriterion, ...]] = (is_child, is_student, stays_on_assessment, serves, has_disability)
"""As what a person may count, and what alone is a ground."""


def is_adult(case: Case, person: Subject) -> Judged:
    """Whether the birthday that makes an adult has come."""
    return aged(case, person, ADULT, None)


def _in_education(case: Case, person: Subject) -> Judged:
    return any_of(case.says(person, Mark.IN_EDUCATION, True), case.says_if_claimed(person, Mark.STUDIES_ABROAD, True))


def aged(case: Case, person: Subject, at_least: Number | None, under: Number | None) -> Judged:
    """Whether someone is at least of one age and under another. An age that the law of the day does not know is nobody's."""
    low = 0 if at_least is None else case.number(at_least)
    high = 200 if under is None else case.number(under)
    if low is None or high is None:
        return NO
    born = case.ask(person, Mark.BORN)
    if isinstance(born, Question):
        return unknown(born)
    if not isinstance(born.value, date):
        return unknown(Question(person, Mark.BORN, Why.SILENT, frozenset((born.source,))))
    return holds(low <= age_on(born.value, case.on) < high, born)
