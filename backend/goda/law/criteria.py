"""Whether the card is due: the criteria of point 6 (R-50 to R-56), in the regulation's order.

Who counts stands in `counting`; what becomes of the whole in `assessment`.
"""

from typing import Final

from goda.kernel.i18n import N_
from goda.law.counting import counts, is_alive_and_active, is_ground_by_disability
from goda.law.criterion import (
    DEBT,
    EXCEPTIONS,
    GROUNDS,
    REGISTER_LAW,
    RESIDENCE,
    Case,
    FamilyCriterion,
    Wording,
    family_criterion,
)
from goda.law.facts import Disability, Mark
from goda.law.logic import Judged, all_of, any_of, at_least
from goda.law.numbers import DISABLED_UNTIL, NEEDED


@family_criterion(
    Wording(
        code="R-50",
        rule=N_(
            "In the care or the family of the applicant there are at least {needed} children and adults who count."
        ),
        met=N_("At least {needed} children and adults count."),
        not_met=N_("Fewer than {needed} children and adults count."),
        unknown=N_("It is not known yet whether at least {needed} children and adults count."),
        reference=GROUNDS,
        numbers=(NEEDED,),
    )
)
def has_three_who_count(case: Case) -> Judged:
    """R-50."""
    needed = case.number(NEEDED)
    assert needed is not None
    return at_least(needed, [counts(case, person).judged for person in case.family.dependants])


@family_criterion(
    Wording(
        code="R-51",
        rule=N_(
            "In the care or the family of the applicant there is a child with a disability, or an adult under {disabled} with disability of group I or II."
        ),
        met=N_("There is a child with a disability, or an adult under {disabled} with disability of group I or II."),
        not_met=N_(
            "There is neither a child with a disability nor an adult under {disabled} with disability of group I or II."
        ),
        unknown=N_("It is not known yet whether there is a disability that is a ground for the card."),
        reference=GROUNDS,
        numbers=(DISABLED_UNTIL,),
    )
)
def has_one_with_disability(case: Case) -> Judged:
    """R-51."""
    return any_of(*(is_ground_by_disability(case, person).judged for person in case.family.dependants))


@family_criterion(
    Wording(
        code="R-50, R-51",
        rule=N_("The family is a large one, or there is a disability: one of the two grounds is enough."),
        met=N_("There is a ground for the card."),
        not_met=N_("There is neither ground for the card."),
        unknown=N_("It is not known yet whether there is a ground for the card."),
        reference=GROUNDS,
    )
)
def has_a_ground(case: Case) -> Judged:
    """R-50 or R-51."""
    return any_of(has_three_who_count(case).judged, has_one_with_disability(case).judged)


@family_criterion(
    Wording(
        code="R-52",
        rule=N_("The applicant's declared or registered residence is in Latvia."),
        met=N_("The applicant lives in Latvia."),
        not_met=N_("The applicant does not live in Latvia."),
        unknown=N_("It is not known whether the applicant lives in Latvia."),
        reference=RESIDENCE,
    )
)
def applicant_lives_in_latvia(case: Case) -> Judged:
    """R-52 for the applicant; for those who count see `counting.lives_in_latvia_or_studies_abroad`."""
    return case.says(case.family.applicant, Mark.IN_LATVIA, True)


@family_criterion(
    Wording(
        code="R-53",
        rule=N_("The applicant is not a debtor in the register of the Maintenance Guarantee Fund."),
        met=N_("The applicant is not a debtor."),
        not_met=N_("The applicant is a debtor."),
        unknown=N_("It is not known whether the applicant is a debtor."),
        reference=DEBT,
    )
)
def applicant_is_no_debtor(case: Case) -> Judged:
    """R-53; the spouse's debt is no ground of refusal (D-1)."""
    return case.says(case.family.applicant, Mark.DEBTOR, False)


@family_criterion(
    Wording(
        code="R-54",
        rule=N_(
            "The applicant is a debtor, but is a person with a disability; or has not worked through temporary incapacity for over six months without a break, or for one year within three years with breaks; or has an agreement on paying with the administration of the Maintenance Guarantee Fund and keeps it."
        ),
        met=N_("The applicant is a debtor to whom an exception applies."),
        not_met=N_("No exception for debtors applies to the applicant."),
        unknown=N_("It is not known whether an exception for debtors applies to the applicant."),
        reference=EXCEPTIONS,
    )
)
def applicant_is_an_excused_debtor(case: Case) -> Judged:
    """R-54, each of the three exceptions."""
    applicant = case.family.applicant
    return all_of(
        case.says(applicant, Mark.DEBTOR, True),
        any_of(
            case.says(applicant, Mark.DISABILITY, Disability.GROUP_I_OR_II, Disability.GROUP_III, Disability.CHILD),
            case.says_if_claimed(applicant, Mark.INCAPACITY, True),
            case.says(applicant, Mark.AGREEMENT_KEPT, True),
        ),
    )


@family_criterion(
    Wording(
        code="R-53, R-54",
        rule=N_("The applicant is no debtor, or an exception applies: one of the two is enough."),
        met=N_("No debt stands against the card."),
        not_met=N_("A debt to the Maintenance Guarantee Fund stands against the card."),
        unknown=N_("It is not known yet whether a debt stands against the card."),
        reference=EXCEPTIONS,
    )
)
def no_debt_stands_against_it(case: Case) -> Judged:
    """R-53 or R-54 (D-1)."""
    no_debtor = applicant_is_no_debtor(case).judged
    return no_debtor if no_debtor.questions else any_of(no_debtor, applicant_is_an_excused_debtor(case).judged)


@family_criterion(
    Wording(
        code="R-56",
        rule=N_("The applicant is alive, and active in the Register of Natural Persons."),
        met=N_("The applicant is alive and active in the register."),
        not_met=N_("The applicant is dead or not active in the register."),
        unknown=N_("It is not known whether the applicant is active in the register."),
        reference=REGISTER_LAW,
    )
)
def applicant_is_alive_and_active(case: Case) -> Judged:
    """R-56 for the holder of the family's card."""
    return is_alive_and_active(case, case.family.applicant).judged


WHOLE: Final[tuple[tuple[FamilyCriterion, tuple[FamilyCriterion, ...]], ...]] = (
    (has_a_ground, (has_three_who_count, has_one_with_disability)),
    (applicant_lives_in_latvia, ()),
    (no_debt_stands_against_it, (applicant_is_no_debtor, applicant_is_an_excused_debtor)),
    (applicant_is_alive_and_active, ()),
)
"""The card is due if each of these is met; where two follow, one of the two is enough for it."""
