"""For how long a card is proposed to be valid (D-3), by the numbers of its day.

It leaves to others: who counts at all (the registers' and the clerk's work), and what the clerk finally decides; a
validity other than the proposal only needs a reason there. Every day here is a calendar day in Riga; a last day is
inside the validity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from goda.kernel.i18n import N_
from goda.law.dates import ONE_DAY, age_on, birthday, last_day_of_term
from goda.law.numbers import (
    ADULT,
    DISABLED_UNTIL,
    LONG_YEARS,
    NEEDED,
    OWN_STUDENT_YEARS,
    SERVICE_UNTIL,
    SHORT_YEARS,
    STAYING_STUDENT_UNTIL,
    STAYING_UNTIL,
    STUDENT_UNTIL,
    YOUNG,
    Number,
)


class Kind(StrEnum):
    """As what a person counts (R-50, R-51); it fixes the age at which they no longer do."""

    CHILD = "child"
    STUDENT = "student"
    """An adult under 24 in general, vocational or higher education (R-26)."""
    STAYING = "staying"
    """An adult under 21 who stays with the guardian or (specialised) foster family (R-31)."""
    STAYING_STUDENT = "staying_student"
    """The same, under 24 because in education (R-31)."""
    SERVING = "serving"
    """An adult under 24 in the 11-month defence or alternative service (R-32)."""
    DISABLED_ADULT = "disabled_adult"
    """An adult under 24 with disability group I or II (R-51): counts by the disability alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One person who counts on the day the validity begins."""

    birth: date
    kind: Kind = Kind.CHILD
    disabled: bool = False
    """A child with a disability (R-27); an adult with group I or II who also counts otherwise."""
    disability_until: date | None = None
    """The last day of the disability (R-28); ``None`` where it has no end."""

    @property
    def by_disability(self) -> bool:
        """Whether this person alone is a ground for the card (R-51)."""
        return self.disabled or self.kind is Kind.DISABLED_ADULT


AGES_OUT_AT: Final[dict[Kind, Number]] = {
    Kind.CHILD: ADULT,
    Kind.STUDENT: STUDENT_UNTIL,
    Kind.STAYING: STAYING_UNTIL,
    Kind.STAYING_STUDENT: STAYING_STUDENT_UNTIL,
    Kind.SERVING: SERVICE_UNTIL,
    Kind.DISABLED_ADULT: DISABLED_UNTIL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """The last valid day proposed, and why: one sentence as a msgid with its parameters."""

    valid_to: date
    reason: str
    params: dict[str, int] = field(default_factory=dict)


LONG = N_("{long} years, because at least {needed} of those who count are under {young}.")
SHORT = N_("{short} year, because fewer than {needed} of those who count are under {young}.")
AGES_OUT = N_("Until the day before so many of those who count grow too old that fewer than {needed} are left.")
DISABILITY = N_("Until the end of the disability.")
DISABILITY_AGE = N_("Until the day before the person with the disability becomes too old for it to count.")
OWN_STUDENT = N_("{own_student} year, because it is an adult's own card.")
OWN_AGE = N_("Until the day before the holder becomes too old to count.")
REASONS: Final = (LONG, SHORT, AGES_OUT, DISABILITY, DISABILITY_AGE, OWN_STUDENT, OWN_AGE)
REFERENCE: Final = N_("Practice of the fund, where the regulation is silent")


def params(day: date) -> dict[str, int]:
    """The numbers in force on a day, for the places of the reasons."""
    return {number.name: number.of(day) for number in (NEEDED, YOUNG, LONG_YEARS, SHORT_YEARS, OWN_STUDENT_YEARS)}


def propose(
    valid_from: date, counted: Sequence[Counted], *, holder: Counted | None = None, rules_of: date | None = None
) -> Proposal | None:
    """Propose the last valid day of a card that begins on ``valid_from``, by the rules of ``rules_of`` or else of that day (D-3).

    ``holder`` is given for a child's or young adult's own card, and is one of ``counted``. ``None`` means that on the first day
    neither three persons count nor is there a disability: no validity can be proposed and the case is one for a person.
    """
    rules = rules_of or valid_from
    grounds = [
        ground
        for ground in (_by_number(rules, valid_from, counted), _by_disability(rules, valid_from, counted))
        if ground is not None
    ]
    if not grounds:
        return None
    best = max(grounds, key=lambda ground: ground.valid_to)
    chosen = best if holder is None else _own_card(rules, valid_from, holder, best)
    return chosen and replace(chosen, params=params(rules))


def counts_until(rules: date, person: Counted) -> date:
    """The last day on which a person counts by age, by the rules of a day: the day before the birthday that ends it.

    Before birth where those rules do not let such a person count at all.
    """
    age = AGES_OUT_AT[person.kind].on(rules)
    return birthday(person.birth, age or 0) - ONE_DAY


def disability_counts_until(rules: date, person: Counted) -> date:
    """The last day on which a person's disability is a ground: its end, or the day before they are too old for it."""
    age = (ADULT if person.kind is Kind.CHILD else DISABLED_UNTIL).of(rules)
    too_old = birthday(person.birth, age) - ONE_DAY
    return too_old if person.disability_until is None else min(too_old, person.disability_until)


def _by_number(rules: date, valid_from: date, counted: Sequence[Counted]) -> Proposal | None:
    """The large family's card (R-50): its term, cut where fewer than three would be left."""
    ends = sorted(
        (counts_until(rules, one) for one in counted if _counts_by_number(rules, valid_from, one)), reverse=True
    )
    needed = NEEDED.of(rules)
    if len(ends) < needed:
        return None
    young = sum(one.birth <= valid_from and age_on(one.birth, valid_from) < YOUNG.of(rules) for one in counted)
    if young >= needed:
        term = Proposal(valid_to=last_day_of_term(valid_from, LONG_YEARS.of(rules)), reason=LONG)
    else:
        term = Proposal(valid_to=last_day_of_term(valid_from, SHORT_YEARS.of(rules)), reason=SHORT)
    too_few_after = ends[needed - 1]
    return term if term.valid_to <= too_few_after else Proposal(valid_to=too_few_after, reason=AGES_OUT)


def _counts_by_number(rules: date, day: date, person: Counted) -> bool:
    return person.kind is not Kind.DISABLED_ADULT and person.birth <= day <= counts_until(rules, person)


def _by_disability(rules: date, valid_from: date, counted: Sequence[Counted]) -> Proposal | None:
    """The card for a disability (R-51): until the last of the disabilities that are a ground today ends."""
    lasting = [
        (disability_counts_until(rules, one), one)
        for one in counted
        if one.by_disability and one.birth <= valid_from <= disability_counts_until(rules, one)
    ]
    if not lasting:
        return None
    end, person = max(lasting, key=lambda pair: pair[0])
    return Proposal(valid_to=end, reason=DISABILITY if end == person.disability_until else DISABILITY_AGE)


def _own_card(rules: date, valid_from: date, holder: Counted, family: Proposal) -> Proposal | None:
    """A child's or young adult's own card: never longer than the family's right, nor than the holder counts."""
    until = counts_until(rules, holder)
    if not holder.birth <= valid_from <= until:
        return None
    proposals = [family, Proposal(valid_to=until, reason=OWN_AGE)]
    if holder.kind is not Kind.CHILD:
        proposals.append(
            Proposal(valid_to=last_day_of_term(valid_from, OWN_STUDENT_YEARS.of(rules)), reason=OWN_STUDENT)
        )
    return min(proposals, key=lambda proposal: proposal.valid_to)
