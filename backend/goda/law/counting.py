"""Who counts: what must hold for each child or young adult (R-50 to R-52, R-55, R-56), each with its point of the regulation.

As what a person counts stands in `kinds`; both are put together in `counts` (as one of three) and `is_ground_by_disability`
(alone). A person who lives abroad without studying there is not counted (R-52); the rest of the family is judged without them.
"""

from typing import Final

from goda.kernel.i18n import N_
from goda.law.criterion import (
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
from goda.law.facts import Mark, Question, Register, Relation, Subject, Why
from goda.law.kinds import aged, has_disability, is_adult, is_child, is_student, serves, stays_on_assessment
from goda.law.logic import Judged, Truth, all_of, any_of, holds, unknown
from goda.law.numbers import ADULT, OWN_CARD_FROM


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
        aged(case, person, OWN_CARD_FROM, None),
        any_of(counts(case, person).judged, is_ground_by_disability(case, person).judged),
    )


CONDITIONS: Final[tuple[PersonCriterion, ...]] = (
    is_in_their_care,
    is_in_custody,
    lives_in_latvia_or_studies_abroad,
    is_alive_and_active,
    may_count_in_this_family,
)
"""What must hold for everyone who counts."""


def _belongs(case: Case, person: Subject) -> Judged:
    return all_of(*(condition(case, person).judged for condition in CONDITIONS))
