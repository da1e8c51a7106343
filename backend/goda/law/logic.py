"""Met, not met or unknown: the three-valued logic of the criteria (Kleene's), done once.

What is unknown stays unknown unless the rest decides without it; it never becomes "not met". Each result carries the facts
that decided it and, while it is unknown, the questions whose answers could.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from goda.law.facts import Fact, Question


class Truth(StrEnum):
    """How a criterion stands."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """How something stands, by which facts, and which questions keep it from being known."""

    truth: Truth
    rests_on: tuple[Fact, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def met(self) -> bool:
        """Whether it is known to be so."""
        return self.truth is Truth.MET


YES: Final = Judged(Truth.MET)
NO: Final = Judged(Truth.NOT_MET)


def holds(yes: bool, fact: Fact) -> Judged:  # noqa: FBT001 - this is where booleans end
    """What one known fact says."""
    return Judged(Truth.MET if yes else Truth.NOT_MET, (fact,))


def unknown(question: Question) -> Judged:
    """What nobody said."""
    return Judged(Truth.UNKNOWN, (), (question,))


def negated(one: Judged) -> Judged:
    """The opposite; the opposite of unknown is unknown."""
    if one.truth is Truth.UNKNOWN:
        return one
    return Judged(Truth.NOT_MET if one.met else Truth.MET, one.rests_on)


def all_of(*parts: Judged) -> Judged:
    """Met if all are; not met as soon as one is not, whatever the others are."""
    refused = [part for part in parts if part.truth is Truth.NOT_MET]
    if refused:
        return refused[0] if len(refused) == 1 else Judged(Truth.NOT_MET, _facts(refused))
    return at_least(len(parts), parts)


def any_of(*parts: Judged) -> Judged:
    """Met as soon as one is, whatever the others are; not met if none is."""
    return at_least(1, parts)


def at_least(needed: int, parts: Iterable[Judged]) -> Judged:
    """Met if as many are known to be; not met if they could not be as many even if every unknown one were."""
    met: list[Judged] = []
    open_ones: list[Judged] = []
    refused: list[Judged] = []
    for part in parts:
        (met if part.truth is Truth.MET else open_ones if part.truth is Truth.UNKNOWN else refused).append(part)
    if len(met) >= needed:
        return Judged(Truth.MET, _facts(met))
    if len(met) + len(open_ones) < needed:
        return Judged(Truth.NOT_MET, _facts(met + refused))
    return Judged(Truth.UNKNOWN, _facts(met), tuple(dict.fromkeys(q for one in open_ones for q in one.questions)))


def _facts(parts: Sequence[Judged]) -> tuple[Fact, ...]:
    if len(parts) == 1:
        return parts[0].rests_on
    return tuple({id(fact): fact for part in parts for fact in part.rests_on}.values())
