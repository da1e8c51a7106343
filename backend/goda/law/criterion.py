"""What a criterion is: a function of the law with its number, its words and its place in the law.

`@family_criterion(...)` and `@person_criterion(...)` make one of a function that reads like the law; called, it gives a
`Finding`. The criteria themselves stand in `counting` (who counts) and `criteria` (whether the card is due).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from goda.kernel.i18n import N_
from goda.law.facts import Disability, Fact, Family, Mark, Question, Service, Subject, Value, Why
from goda.law.logic import NO, Judged, Truth, holds, unknown
from goda.law.numbers import Number

GROUNDS: Final = N_("Regulation 23-TA-2240, point 6, paragraph 1")
RESIDENCE: Final = N_("Regulation 23-TA-2240, point 6, paragraph 2")
DEBT: Final = N_("Regulation 23-TA-2240, point 6, paragraph 3")
EXCEPTIONS: Final = N_("Regulation 23-TA-2240, point 6, paragraph 4")
CUSTODY: Final = N_("Regulation 23-TA-2240, point 6, last sentence")
CARE_LAW: Final = N_("Law on Social Services and Social Assistance, section 12, part seven")
REGISTER_LAW: Final = N_("Law on the Register of Natural Persons, section 9")
CHOICE: Final = N_("Practice of the fund, where the regulation is silent")

_GONE: Final = frozenset({Disability.NONE, Service.NONE})


@dataclass(frozen=True, slots=True)
class Case:
    """A family on the day it is looked at, and the day whose rules it is judged by."""

    family: Family
    on: date
    rules_of: date
    memo: dict[tuple[str, Subject | None], "Finding"] = field(default_factory=dict, compare=False, repr=False)
    """What was found already, about the family and about each person."""

    def number(self, number: Number) -> int | None:
        """The number in force for this case."""
        return number.on(self.rules_of)

    def ask(self, subject: Subject, mark: Mark) -> Fact | Question:
        """What is known of a mark on the day. What held until a day that has passed is over if its source says so afterwards, else a question."""
        fact = self.family.facts.ask(subject, mark)
        if isinstance(fact, Question) or fact.until is None or fact.until >= self.on or _ended(fact):
            return fact
        return Question(subject, mark, Why.OUTDATED, frozenset((fact.source,)))

    def says(self, subject: Subject, mark: Mark, *wanted: Value) -> Judged:
        """Whether a mark has one of the values that are wanted."""
        fact = self.ask(subject, mark)
        if isinstance(fact, Question):
            return unknown(fact)
        over = fact.until is not None and fact.until < self.on
        return holds(fact.value in wanted and not over, fact)

    def says_if_claimed(self, subject: Subject, mark: Mark, *wanted: Value) -> Judged:
        """The same for what is asked on a claim only (`Family.claims`): without claim and without fact it is no."""
        judged = self.says(subject, mark, *wanted)
        asked = not judged.questions or judged.questions[0].why is not Why.NOT_ASKED
        return judged if asked or (subject, mark) in self.family.claims else NO


def _ended(fact: Fact) -> bool:
    """Whether the source knows that what held is over: it was asked for a day after the last one."""
    return fact.value is False or fact.value in _GONE or (fact.until is not None and fact.valid_at > fact.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Number, words and place of a criterion; all words are msgids, `{places}` filled by the numbers in force."""

    code: str
    """The requirement, R-50 to R-56."""
    rule: str
    """What the law asks for, in one sentence."""
    met: str
    not_met: str
    unknown: str
    reference: str
    numbers: tuple[Number, ...] = ()
    name: str = ""
    """The function's name: stable, for records and addresses."""

    def sentence(self, truth: Truth) -> str:
        """The sentence that says how it stands."""
        return {Truth.MET: self.met, Truth.NOT_MET: self.not_met, Truth.UNKNOWN: self.unknown}[truth]

    def params(self, day: date) -> Mapping[str, int]:
        """The numbers in force on a day, for the places of the sentences; none where the law did not know the case yet."""
        numbers = {number.name: number.on(day) for number in self.numbers}
        return {name: number for name, number in numbers.items() if number is not None}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion stands for a family, or for one person of it."""

    wording: Wording
    subject: Subject | None
    judged: Judged
    rules_of: date

    @property
    def truth(self) -> Truth:
        """Met, not met or unknown."""
        return self.judged.truth

    @property
    def sentence(self) -> str:
        """How it stands, as a msgid; its places are filled by `params`."""
        return self.wording.sentence(self.truth)

    @property
    def params(self) -> Mapping[str, int]:
        """The numbers of the law in the sentence."""
        return self.wording.params(self.rules_of)


@dataclass(frozen=True, slots=True)
class FamilyCriterion:
    """A criterion of the whole family."""

    wording: Wording
    judge: Callable[[Case], Judged]

    def __call__(self, case: Case) -> Finding:
        """Judge the case, once."""
        return _once(case, self.wording, None, lambda: self.judge(case))


@dataclass(frozen=True, slots=True)
class PersonCriterion:
    """A criterion of one person in the family."""

    wording: Wording
    judge: Callable[[Case, Subject], Judged]

    def __call__(self, case: Case, subject: Subject) -> Finding:
        """Judge the person, once a case."""
        return _once(case, self.wording, subject, lambda: self.judge(case, subject))


def family_criterion(wording: Wording) -> Callable[[Callable[[Case], Judged]], FamilyCriterion]:
    """Make a criterion of a function over a case; it takes the function's name."""
    return lambda judge: FamilyCriterion(replace(wording, name=judge.__name__), judge)


def person_criterion(wording: Wording) -> Callable[[Callable[[Case, Subject], Judged]], PersonCriterion]:
    """Make a criterion of a function over a case and one person; it takes the function's name."""
    return lambda judge: PersonCriterion(replace(wording, name=judge.__name__), judge)


def _once(case: Case, wording: Wording, subject: Subject | None, judge: Callable[[], Judged]) -> Finding:
    key = (wording.name, subject)
    found = case.memo.get(key)
    if found is None:
        found = case.memo[key] = Finding(wording, subject, judge(), case.rules_of)
    return found
