"""What the law says of a family on a day: each criterion, the whole, what is not known, and for how long the card would be valid.

`assess(family, on)` is all that applications, the console and rechecks need. It proposes; refusing and annulling stay a
person's decision, and granting by machine needs more than a met whole: every question answered (D-2, `is_clear`).
"""

from dataclasses import dataclass
from datetime import date

from goda.law import counting, criteria, kinds
from goda.law.criterion import Case, Finding
from goda.law.dates import ONE_DAY, birthday
from goda.law.facts import Fact, Family, Mark, Question, Register, Subject
from goda.law.logic import Judged, Truth, all_of
from goda.law.validity import AGES_OUT_AT, Counted, Kind, Proposal, propose


@dataclass(frozen=True, slots=True)
class Member:
    """How one dependant stands."""

    subject: Subject
    counts: Finding
    """As one of three (R-50)."""
    ground: Finding
    """By disability (R-51)."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The law's answer. Everything is a value: the same family, day and rules give an equal one."""

    case: Case
    whole: Judged
    findings: tuple[Finding, ...]
    """Each criterion of the family, in the regulation's order."""
    members: tuple[Member, ...]
    """Each dependant, in the family's order."""

    @property
    def result(self) -> Truth:
        """Met: the card is due. Not met: a refusal is proposed to a person. Unknown: the case waits or goes to a clerk."""
        return self.whole.truth

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions that keep the whole from being known."""
        return self.whole.questions

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Every question that somebody's criterion still asks, also where the whole is decided without it."""
        asked = [*self.findings, *(finding for member in self.members for finding in (member.counts, member.ground))]
        return tuple(dict.fromkeys(question for finding in asked for question in finding.judged.questions))

    @property
    def missing_registers(self) -> frozenset[Register]:
        """Whose answers the open questions wait for."""
        return frozenset(register for question in self.open_questions for register in question.registers)

    @property
    def is_clear(self) -> bool:
        """Whether a machine may grant: the whole is met and every register that the criteria need has answered (D-2)."""
        return self.whole.met and not self.open_questions

    @property
    def rests_on(self) -> tuple[Fact, ...]:
        """The facts that decided."""
        return self.whole.rests_on

    def details(self, person: Subject) -> tuple[Finding, ...]:
        """Every criterion of one dependant: as what they may count, then what must hold for everyone who counts."""
        return tuple(criterion(self.case, person) for criterion in (*kinds.KINDS, *counting.CONDITIONS))

    def may_hold_a_card(self, person: Subject) -> Finding:
        """Whether someone of the family may have a card of their own (D-4, R-56), if the card is due at all."""
        return counting.may_hold_a_card(self.case, person)

    @property
    def proposal(self) -> Proposal | None:
        """The validity of the family's card if it began on the day assessed (D-3); None unless the card is due."""
        return self.propose(self.case.on)

    def propose(self, valid_from: date, holder: Subject | None = None) -> Proposal | None:
        """The validity of a card that begins on a day; `holder` is a dependant with a card of their own."""
        if not self.whole.met:
            return None
        counted = {member.subject: _counted(self.case, member) for member in self.members}
        if holder in counted and counted[holder] is None:
            return None
        own = counted.get(holder) if holder is not None else None
        return propose(
            valid_from, [one for one in counted.values() if one is not None], holder=own, rules_of=self.case.rules_of
        )


def assess(family: Family, on: date, *, rules_of: date | None = None) -> Assessment:
    """Judge a family as it is on a day, by the rules of `rules_of`: the day of its application, the same one if not given."""
    case = Case(family, on, rules_of or on)
    needed = [criterion(case) for criterion, _ in criteria.WHOLE]
    return Assessment(
        case=case,
        whole=all_of(*(finding.judged for finding in needed)),
        findings=tuple(
            finding
            for whole, (_, alternatives) in zip(needed, criteria.WHOLE, strict=True)
            for finding in (whole, *(criterion(case) for criterion in alternatives))
        ),
        members=tuple(
            Member(person, counting.counts(case, person), counting.is_ground_by_disability(case, person))
            for person in family.dependants
        ),
    )


def last_day_met(family: Family, on: date, *, rules_of: date | None = None) -> date | None:
    """The last day on which the card is known to be due if nothing new is heard: what a recheck warns of before.

    Only days count on which something changes by itself: birthdays, and the ends that registers named. None if the card
    is not known to be due on `on`, or if nothing ends it.
    """
    if assess(family, on, rules_of=rules_of).result is not Truth.MET:
        return None
    for day in sorted(_turning_days(family)):
        if day > on and assess(family, day, rules_of=rules_of).result is not Truth.MET:
            return day - ONE_DAY
    return None


def _turning_days(family: Family) -> set[date]:
    days: set[date] = set()
    ages = {age for number in AGES_OUT_AT.values() for _, age in number.history if age}
    for person in (family.applicant, *family.dependants):
        for mark in Mark:
            fact = family.facts.ask(person, mark)
            if isinstance(fact, Question):
                continue
            if fact.until is not None:
                days.add(fact.until + ONE_DAY)
            if mark is Mark.BORN and isinstance(fact.value, date):
                days |= {birthday(fact.value, age) for age in ages}
    return days


def _counted(case: Case, member: Member) -> Counted | None:
    """The dependant as the rule of validity sees them; None for one who neither counts nor is a ground."""
    born = case.ask(member.subject, Mark.BORN)
    if isinstance(born, Question) or not isinstance(born.value, date):
        return None
    if not member.counts.judged.met and not member.ground.judged.met:
        return None
    disability = case.ask(member.subject, Mark.DISABILITY)
    by_disability = member.ground.judged.met and isinstance(disability, Fact)
    return Counted(
        birth=born.value,
        kind=_kind(case, member),
        disabled=by_disability,
        disability_until=disability.until if by_disability and isinstance(disability, Fact) else None,
    )


def _kind(case: Case, member: Member) -> Kind:
    """As what a dependant counts the longest."""
    if kinds.is_child(case, member.subject).judged.met:
        return Kind.CHILD
    if not member.counts.judged.met:
        return Kind.DISABLED_ADULT
    if kinds.is_student(case, member.subject).judged.met:
        return Kind.STUDENT
    return Kind.SERVING if kinds.serves(case, member.subject).judged.met else Kind.STAYING
