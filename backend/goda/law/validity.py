"""For how long a card is proposed to be valid (D-3), as dated rule data and pure functions.

It leaves to others: who counts at all (the registers' and the clerk's work), and what the clerk finally decides; a
validity other than the proposal only needs a reason there. Every day here is a calendar day in Riga; a last day is
inside the validity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from goda.kernel.i18n import N_

ONE_DAY = timedelta(days=1)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """The numbers of D-3 as they hold from one date on."""

    in_force: date
    needed: int = 3
    """How many must count for the card of a large family (R-50)."""
    young: int = 15
    """Under this age a person counts for the long term."""
    long_years: int = 3
    short_years: int = 1
    student_years: int = 1
    """The longest term of a student's own card."""
    disability_age: int = 24
    """The age at which an adult's disability no longer is a ground (R-51)."""
    ages_out: dict[Kind, int] = field(
        default_factory=lambda: {
            Kind.CHILD: 18,
            Kind.STUDENT: 24,
            Kind.STAYING: 21,
            Kind.STAYING_STUDENT: 24,
            Kind.SERVING: 24,
            Kind.DISABLED_ADULT: 24,
        }
    )


RULES: tuple[Rules, ...] = (Rules(in_force=date(2016, 1, 1)),)
"""All rules there have been, oldest first; a change of the law adds an entry and alters none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """The last valid day proposed, and why: one sentence as a msgid with its parameters."""

    valid_to: date
    reason: str
    params: dict[str, int] = field(default_factory=dict)


LONG = N_("Three years, because at least three of those who count are under 15.")
SHORT = N_("One year, because fewer than three of those who count are under 15.")
AGES_OUT = N_("Until the day before so many of those who count grow too old that fewer than three are left.")
DISABILITY = N_("Until the end of the disability.")
DISABILITY_AGE = N_("Until the day before the person with the disability becomes too old for it to count.")
OWN_STUDENT = N_("One year, because it is an adult's own card.")
OWN_AGE = N_("Until the day before the holder becomes too old to count.")


def propose(valid_from: date, counted: Sequence[Counted], *, holder: Counted | None = None) -> Proposal | None:
    """Propose the last valid day of a card that begins on ``valid_from`` (D-3).

    ``holder`` is given for a child's or young adult's own card, and is one of ``counted``. ``None`` means that on the first day
    neither three persons count nor is there a disability: no validity can be proposed and the case is one for a person.
    """
    rules = rules_on(valid_from)
    grounds = [
        ground
        for ground in (_by_number(rules, valid_from, counted), _by_disability(rules, valid_from, counted))
        if ground is not None
    ]
    if not grounds:
        return None
    best = max(grounds, key=lambda ground: ground.valid_to)
    if holder is None:
        return best
    return _own_card(rules, valid_from, holder, best)


def rules_on(day: date) -> Rules:
    """The rules in force on a day; before the first ones, the first ones."""
    return max((rules for rules in RULES if rules.in_force <= day), key=lambda rules: rules.in_force, default=RULES[0])


def birthday(birth: date, age: int) -> date:
    """The day on which someone reaches an age; born on 29 February, on 1 March of a common year, when the full year has passed."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def age_on(birth: date, day: date) -> int:
    """The full years of age on a day."""
    age = day.year - birth.year
    return age if birthday(birth, age) <= day else age - 1


def last_day_of_term(valid_from: date, years: int) -> date:
    """The last day of a term of whole years: the day before its anniversary."""
    return birthday(valid_from, years) - ONE_DAY


def counts_until(rules: Rules, person: Counted) -> date:
    """The last day on which a person counts by age: the day before the birthday that ends it."""
    return birthday(person.birth, rules.ages_out[person.kind]) - ONE_DAY


def disability_counts_until(rules: Rules, person: Counted) -> date:
    """The last day on which a person's disability is a ground: its end, or the day before they are too old for it."""
    age = rules.ages_out[Kind.CHILD] if person.kind is Kind.CHILD else rules.disability_age
    too_old = birthday(person.birth, age) - ONE_DAY
    return too_old if person.disability_until is None else min(too_old, person.disability_until)


def _by_number(rules: Rules, valid_from: date, counted: Sequence[Counted]) -> Proposal | None:
    """The large family's card (R-50): its term, cut where fewer than three would be left."""
    ends = sorted(
        (counts_until(rules, one) for one in counted if _counts_by_number(rules, valid_from, one)), reverse=True
    )
    if len(ends) < rules.needed:
        return None
    young = sum(one.birth <= valid_from and age_on(one.birth, valid_from) < rules.young for one in counted)
    if young >= rules.needed:
        term = Proposal(valid_to=last_day_of_term(valid_from, rules.long_years), reason=LONG)
    else:
        term = Proposal(valid_to=last_day_of_term(valid_from, rules.short_years), reason=SHORT)
    too_few_after = ends[rules.needed - 1]
    return term if term.valid_to <= too_few_after else Proposal(valid_to=too_few_after, reason=AGES_OUT)


def _counts_by_number(rules: Rules, day: date, person: Counted) -> bool:
    return person.kind is not Kind.DISABLED_ADULT and person.birth <= day <= counts_until(rules, person)


def _by_disability(rules: Rules, valid_from: date, counted: Sequence[Counted]) -> Proposal | None:
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


def _own_card(rules: Rules, valid_from: date, holder: Counted, family: Proposal) -> Proposal | None:
    """A child's or young adult's own card: never longer than the family's right, nor than the holder counts."""
    until = counts_until(rules, holder)
    if not holder.birth <= valid_from <= until:
        return None
    proposals = [family, Proposal(valid_to=until, reason=OWN_AGE)]
    if holder.kind is not Kind.CHILD:
        proposals.append(Proposal(valid_to=last_day_of_term(valid_from, rules.student_years), reason=OWN_STUDENT))
    return min(proposals, key=lambda proposal: proposal.valid_to)
