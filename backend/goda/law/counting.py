"""Who counts: the criteria of one child or young adult (R-50 to R-52, R-55, R-56), each with its point of the regulation.

They are put together in two: `counts` (as one of three) and `is_ground_by_disability` (alone). A person who lives abroad
without studying there is not counted (R-52); the rest of the family is judged without them.
"""

from datetime import date
from typing import Final

from goda.kernel.i18n import N_
from goda.law.criterion import (
    CARE_LAW,
    CHOICE,
    CUSTODY,
    GROUNDS,
    REGISTER_LAW,
    RESIDENCE,
    Case,
    PersonCriterion,
    Wording,
    person_criterion,
)
from goda.law.dates import age_on
from goda.law.facts import Disability, Mark, Question, Register, Relation, Service, Subject, Why
from goda.law.logic import NO, Judged, Truth, all_of, any_of, holds, unknown
from goda.law.numbers import (
    ADULT,
    DISABLED_UNTIL,
    OWN_CARD_FROM,
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
        code="R-56",
        rule=N_("The person is alive, and active in the Register of Natural Persons."),
        met=N_("The person is alive and active in the register."),
        not_met=N_("The person is dead or not active in the register, is not counted and holds no card."),
        unknown=N_("It is not known whether the person is active in the register."),
        reference=REGISTER_LAW,
    )
)
def is_alive_and_active(case: Case, person: Subject) -> Judged:
    """R-56, R-16, R-22, R-33."""
    return case.says(person, Mark.ALIVE, True)


@person_criterion(
    Wording(
        code="R-50",
        rule=N_(
            "The person is a child of the applicant or the spouse, or is in their foster family, specialised foster family or guardianship."
        ),
        met=N_("The person is in the care or the family of the applicant or the spouse."),
        not_met=N_("The person is not in the care or the family of the applicant or the spouse."),
        unknown=N_("It is not known what the person is to the applicant or the spouse."),
        reference=GROUNDS,
    )
)
def is_in_their_care(case: Case, person: Subject) -> Judged:
    """R-50, R-30; an adult who stays on after family care is in it too (R-31)."""
    related = case.says(
        person,
        Mark.RELATION,
        Relation.CHILD,
        Relation.FOSTER,
        Relation.SPECIALISED_FOSTER,
        Relation.GUARDIANSHIP,
    )
    return related if related.met else any_of(related, stays_on_assessment(case, person).judged)


@person_criterion(
    Wording(
        code="R-50",
        rule=N_(
            "A child may count in the families of both parents; one who is placed in a foster family or under guardianship and counts elsewhere too is looked at by a person."
        ),
        met=N_("Nothing stands against counting the person in this family."),
        not_met=N_("The person is counted in another family."),
        unknown=N_("The person may be counted in another family; a person has to look at it."),
        reference=CHOICE,
    )
)
def may_count_in_this_family(case: Case, person: Subject) -> Judged:
    """The regulation is silent: own children of both parents count for both; anything else is nobody's to decide by machine."""
    elsewhere = case.ask(person, Mark.COUNTED_AS)
    if isinstance(elsewhere, Question):
        return unknown(elsewhere)
    if elsewhere.value == Relation.NONE:
        return holds(True, elsewhere)
    if elsewhere.value == Relation.CHILD and case.says(person, Mark.RELATION, Relation.CHILD).met:
        return holds(True, elsewhere)
    doubt = Question(person, Mark.COUNTED_AS, Why.CONTRADICTORY, frozenset((Register.FUND,)))
    return Judged(Truth.UNKNOWN, (elsewhere,), (doubt,))


@person_criterion(
    Wording(
        code="R-55",
        rule=N_("Children for whom the applicant's or the spouse's custody is suspended or removed are not counted."),
        met=N_("Custody is neither suspended nor removed."),
        not_met=N_("Custody of the applicant or the spouse is suspended or removed, so the child is not counted."),
        unknown=N_("It is not known whether custody is suspended or removed."),
        reference=CUSTODY,
        numbers=(ADULT,),
    )
)
def is_in_custody(case: Case, person: Subject) -> Judged:
    """R-55; there is no custody of adults."""
    parents = [case.says(person, Mark.CUSTODY_OF_APPLICANT, True)]
    if case.family.spouse is not None:
        parents.append(case.says(person, Mark.CUSTODY_OF_SPOUSE, True))
    return any_of(is_adult(case, person), all_of(*parents))


@person_criterion(
    Wording(
        code="R-52",
        rule=N_(
            "The declared or registered residence is in Latvia, unless the person studies at a school abroad and stays there temporarily."
        ),
        met=N_("The person lives in Latvia, or abroad while studying there."),
        not_met=N_("The person lives abroad and does not study there, so is not counted."),
        unknown=N_("It is not known whether the person lives in Latvia or studies abroad."),
        reference=RESIDENCE,
    )
)
def lives_in_latvia_or_studies_abroad(case: Case, person: Subject) -> Judged:
    """R-52 for children and young adults."""
    return any_of(case.says(person, Mark.IN_LATVIA, True), case.says_if_claimed(person, Mark.STUDIES_ABROAD, True))


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
    return _aged(case, person, None, ADULT)


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
    return all_of(_aged(case, person, ADULT, STUDENT_UNTIL), _in_education(case, person))


@person_criterion(
    Wording(
        code="R-50",
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
            _aged(case, person, ADULT, STAYING_UNTIL),
            all_of(_aged(case, person, ADULT, STAYING_STUDENT_UNTIL), _in_education(case, person)),
        ),
        case.says(person, Mark.STAYS, True),
    )


@person_criterion(
    Wording(
        code="R-50",
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
    return all_of(_aged(case, person, ADULT, SERVICE_UNTIL), case.says(person, Mark.SERVICE, *ELEVEN_MONTHS))


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
        all_of(_aged(case, person, ADULT, DISABLED_UNTIL), group),
    )


@person_criterion(
    Wording(
        code="R-50",
        rule=N_("The person is one of those of whom three are needed."),
        met=N_("The person counts."),
        not_met=N_("The person does not count."),
        unknown=N_("It is not known yet whether the person counts."),
        reference=GROUNDS,
    )
)
def counts(case: Case, person: Subject) -> Judged:
    """R-50 with R-52, R-55 and R-56 for one person."""
    return all_of(
        any_of(
            is_child(case, person).judged,
            is_student(case, person).judged,
            stays_on_assessment(case, person).judged,
            serves(case, person).judged,
        ),
        _belongs(case, person),
    )


@person_criterion(
    Wording(
        code="R-51",
        rule=N_("The person is a ground for the card by disability."),
        met=N_("The person is a ground for the card by disability."),
        not_met=N_("The person is no ground for the card by disability."),
        unknown=N_("It is not known yet whether the person is a ground for the card by disability."),
        reference=GROUNDS,
    )
)
def is_ground_by_disability(case: Case, person: Subject) -> Judged:
    """R-51 with R-52, R-55 and R-56 for one person."""
    return all_of(has_disability(case, person).judged, _belongs(case, person))


@person_criterion(
    Wording(
        code="R-56",
        rule=N_("A card of their own may have either parent, and a person who counts from the age of {own_card}."),
        met=N_("The person may have a card of their own."),
        not_met=N_("The person may not have a card of their own."),
        unknown=N_("It is not known whether the person may have a card of their own."),
        reference=CHOICE,
        numbers=(OWN_CARD_FROM,),
    )
)
def may_hold_a_card(case: Case, person: Subject) -> Judged:
    """D-4 with R-56; whether the family has the right at all is the assessment's to say."""
    alive = is_alive_and_active(case, person).judged
    if person in (case.family.applicant, case.family.spouse):
        return alive
    return all_of(
        _aged(case, person, OWN_CARD_FROM, None),
        any_of(counts(case, person).judged, is_ground_by_disability(case, person).judged),
    )


KINDS: Final[tuple[PersonCriterion, ...]] = (is_child, is_student, stays_on_assessment, serves, has_disability)
"""As what a person may count, and what alone is a ground."""
CONDITIONS: Final[tuple[PersonCriterion, ...]] = (
    is_in_their_care,
    is_in_custody,
    lives_in_latvia_or_studies_abroad,
    is_alive_and_active,
    may_count_in_this_family,
)
"""What must hold for everyone who counts."""


def is_adult(case: Case, person: Subject) -> Judged:
    """Whether the birthday that makes an adult has come."""
    return _aged(case, person, ADULT, None)


def _belongs(case: Case, person: Subject) -> Judged:
    return all_of(*(condition(case, person).judged for condition in CONDITIONS))


def _in_education(case: Case, person: Subject) -> Judged:
    return any_of(case.says(person, Mark.IN_EDUCATION, True), case.says_if_claimed(person, Mark.STUDIES_ABROAD, True))


def _aged(case: Case, person: Subject, at_least: Number | None, under: Number | None) -> Judged:
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
