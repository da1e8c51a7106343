"""What the registers said about a family, and what is not known: the only things that the criteria look at.

A person is an opaque id here. A register that was not asked, is silent, or contradicts another gives a `Question`, never a
"no" (D-2). Asking registers, keeping answers, and who entered what by hand on which document are left to others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Register(StrEnum):
    """Who says so."""

    PERSONS = "fpr"
    """Register of Natural Persons (R-60)."""
    EDUCATION = "viis"
    """State Education Information System (R-61)."""
    DISABILITY = "iis"
    """Disability information system (R-62)."""
    MAINTENANCE = "ugf"
    """Maintenance Guarantee Fund (R-63)."""
    DEFENCE = "vadonis"
    """Conscription and service register of the Ministry of Defence (R-64, D-12)."""
    SOCIAL = "sopa"
    """Municipal social services (R-65)."""
    ADDRESSES = "var"
    """State Address Register, open data (R-66)."""
    ENTERPRISES = "ur"
    """Enterprise Register, open data (R-67)."""
    BY_HAND = "hand"
    """Entered by a clerk from a document (R-68)."""
    FUND = "fund"
    """The fund's own cards."""


class Relation(StrEnum):
    """What a dependant is to the applicant or the spouse (R-30)."""

    CHILD = "child"
    """Child of the applicant or of the spouse."""
    FOSTER = "foster"
    SPECIALISED_FOSTER = "specialised-foster"
    GUARDIANSHIP = "guardianship"
    NONE = "none"


class Disability(StrEnum):
    """What of a disability matters (R-27, R-54)."""

    CHILD = "child"
    """A child's; for adults there are groups."""
    GROUP_I_OR_II = "i-ii"
    GROUP_III = "iii"
    NONE = "none"


class Service(StrEnum):
    """Which service someone does now (R-32, D-12)."""

    DEFENCE = "defence"
    """State defence service of 11 months in the regular force or Zemessardze."""
    ALTERNATIVE = "alternative"
    """Alternative service of 11 months."""
    OTHER = "other"
    """Any other: professional, Zemessardze for years, reserve officers' training."""
    NONE = "none"


class Mark(StrEnum):
    """The few things that are asked about a person; nothing else of an answer is kept."""

    BORN = "born"
    """Day of birth (R-24)."""
    ALIVE = "alive"
    """No death registered and the status active (R-16, R-22, R-33)."""
    IN_LATVIA = "in-latvia"
    """The declared or registered residence is in Latvia (R-12, R-25)."""
    RELATION = "relation"
    CUSTODY_OF_APPLICANT = "custody-applicant"
    """About a child: the applicant's custody is neither suspended nor removed (R-15, R-55)."""
    CUSTODY_OF_SPOUSE = "custody-spouse"
    """About a child: the same of the spouse's (R-22, R-55)."""
    MARRIED = "married"
    """About the spouse whom an application names: is the applicant's spouse, or was until one of them died. Without a word of it, yes."""
    IN_EDUCATION = "in-education"
    """In general, vocational or higher education (R-26)."""
    STUDIES_ABROAD = "studies-abroad"
    """Studies at a school abroad and stays there temporarily (R-52)."""
    DISABILITY = "disability"
    STAYS = "stays"
    """Stays with guardian or (specialised) foster family on a social service's assessment (R-31)."""
    SERVICE = "service"
    DEBTOR = "debtor"
    """Is a debtor in the register of the Maintenance Guarantee Fund (R-14)."""
    AGREEMENT_KEPT = "agreement-kept"
    """Has an agreement on paying with that fund's administration, and keeps it (R-54)."""
    INCAPACITY = "incapacity"
    """Has not worked for as long as R-54 says through temporary incapacity."""
    COUNTED_AS = "counted-as"
    """As what the person counts on another family's valid card; `Relation.NONE` if on none."""


REGISTER_OF: Final[Mapping[Mark, Register]] = {
    Mark.BORN: Register.PERSONS,
    Mark.ALIVE: Register.PERSONS,
    Mark.IN_LATVIA: Register.PERSONS,
    Mark.RELATION: Register.PERSONS,
    Mark.CUSTODY_OF_APPLICANT: Register.PERSONS,
    Mark.CUSTODY_OF_SPOUSE: Register.PERSONS,
    Mark.MARRIED: Register.PERSONS,
    Mark.IN_EDUCATION: Register.EDUCATION,
    Mark.STUDIES_ABROAD: Register.BY_HAND,
    Mark.DISABILITY: Register.DISABILITY,
    Mark.STAYS: Register.SOCIAL,
    Mark.SERVICE: Register.DEFENCE,
    Mark.DEBTOR: Register.MAINTENANCE,
    Mark.AGREEMENT_KEPT: Register.MAINTENANCE,
    Mark.INCAPACITY: Register.BY_HAND,
    Mark.COUNTED_AS: Register.FUND,
}
"""Where a mark is asked for first."""

Value = bool | date | Relation | Disability | Service
Subject = UUID


class Silence(StrEnum):
    """In the place of a value: the register was asked and gave no answer that can be used."""

    SILENT = "silent"


class Why(StrEnum):
    """Why something is not known."""

    NOT_ASKED = "not-asked"
    SILENT = "silent"
    CONTRADICTORY = "contradictory"
    OUTDATED = "outdated"
    """What was said held until a day that has passed, and nobody has been asked since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One register's answer about one mark of one person."""

    subject: Subject
    mark: Mark
    value: Value | Silence
    source: Register
    asked_at: datetime
    valid_at: date
    """The day for which the source says so."""
    until: date | None = None
    """The last day on which it holds, where the source names one: a disability's end (R-28), a course's, a service's."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is not known, and who would know it."""

    subject: Subject
    mark: Mark
    why: Why
    registers: frozenset[Register]


class Facts:
    """All facts about a family, as they can be asked for: what is known, or why it is not."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        told: dict[tuple[Subject, Mark], list[Fact]] = {}
        for fact in facts:
            told.setdefault((fact.subject, fact.mark), []).append(fact)
        self._known = {key: given[0] if len(given) == 1 else _settle(given) for key, given in told.items()}

    def ask(self, subject: Subject, mark: Mark) -> Fact | Question:
        """What is known of a mark. The fact, if any, has a value, and all who were asked agree in it."""
        fact = self._known.get((subject, mark))
        if fact is None:
            return Question(subject, mark, Why.NOT_ASKED, frozenset((REGISTER_OF[mark],)))
        if isinstance(fact, Question):
            return fact
        if isinstance(fact.value, Silence):
            return Question(subject, mark, Why.SILENT, frozenset((fact.source,)))
        return fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """Who is in one application, what they claim that no register is asked for otherwise, and the facts about them."""

    applicant: Subject
    spouse: Subject | None = None
    dependants: tuple[Subject, ...] = ()
    facts: Facts
    claims: frozenset[tuple[Subject, Mark]] = frozenset()
    """What the applicant says of persons (R-42) where registers are asked on a claim only: a dependant's `DISABILITY`, `STUDIES_ABROAD`,
    the applicant's `INCAPACITY`. A claim without an answer is a question; without claim and answer it is no."""

    def __post_init__(self) -> None:
        """Nobody counts twice, and nobody is both parent and child."""
        people = [self.applicant, *self.dependants] + ([self.spouse] if self.spouse else [])
        if len(set(people)) < len(people):
            raise ValueError("a person stands in the family twice")


def _settle(given: list[Fact]) -> Fact | Question:
    """One fact of many answers, if they agree: each source's last counts, and what was entered by hand prevails over what was asked before it."""
    by_source: dict[Register, list[Fact]] = {}
    for fact in given:
        by_source.setdefault(fact.source, []).append(fact)
    last = {source: _last(facts) for source, facts in by_source.items()}
    by_hand = last.get(Register.BY_HAND, [])
    if any(not isinstance(fact.value, Silence) for fact in by_hand):
        since = by_hand[0].asked_at
        last = {s: facts for s, facts in last.items() if facts[0].asked_at >= since or s is Register.BY_HAND}
    counting = [fact for facts in last.values() for fact in facts]
    answers = [fact for fact in counting if not isinstance(fact.value, Silence)]
    subject, mark = given[0].subject, given[0].mark
    if len({(fact.value, fact.until) for fact in answers}) > 1:
        return Question(subject, mark, Why.CONTRADICTORY, frozenset(last))
    if not answers:
        return Question(subject, mark, Why.SILENT, frozenset(last))
    return max(answers, key=lambda fact: (fact.valid_at, fact.asked_at, fact.source))


def _last(facts: list[Fact]) -> list[Fact]:
    """What one source said last: with two answers at one moment both, and with an older answer than before that one too."""
    asked = max(fact.asked_at for fact in facts)
    said = [fact for fact in facts if fact.asked_at == asked]
    if any(isinstance(fact.value, Silence) for fact in said):
        return said
    valid = max(fact.valid_at for fact in said)
    return said + [fact for fact in facts if fact.valid_at > valid and not isinstance(fact.value, Silence)]
