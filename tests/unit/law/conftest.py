"""Families for the law: everything known and good unless a test says otherwise."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from goda.law.assessment import Assessment, assess
from goda.law.facts import REGISTER_OF, Fact, Facts, Family, Mark, Register, Relation, Silence

TODAY = date(2026, 11, 22)
APPLICANT, SPOUSE = UUID(int=1), UUID(int=2)
ASKED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TRUE_OF_PARENTS = {Mark.ALIVE: True, Mark.IN_LATVIA: True, Mark.DEBTOR: False}


class Home:
    """A family in the making: `child(...)`, `adult(...)` and `fact(...)` add, `assess()` judges."""

    def __init__(self, *, spouse: bool = True) -> None:
        self.facts: list[Fact] = []
        self.claims: set[tuple[UUID, Mark]] = set()
        self.spouse = SPOUSE if spouse else None
        self.dependants: list[UUID] = []
        for parent in (APPLICANT, SPOUSE) if spouse else (APPLICANT,):
            self.tell(parent, **{mark.name: value for mark, value in TRUE_OF_PARENTS.items()})

    def tell(self, person: UUID, *, until: date | None = None, **marks: Any) -> "Home":
        """Say what the registers answer; earlier answers about the same mark are forgotten."""
        for name, value in marks.items():
            mark = Mark[name]
            self.forget(person, mark)
            self.fact(person, mark, value, until=until)
        return self

    def fact(
        self,
        person: UUID,
        mark: Mark,
        value: Any,
        *,
        source: Register | None = None,
        minutes: int = 0,
        valid: date = TODAY,
        until: date | None = None,
    ) -> "Home":
        """Add one answer beside those that are there."""
        asked = ASKED + timedelta(minutes=minutes)
        self.facts.append(
            Fact(subject=person, mark=mark, value=value, source=source or REGISTER_OF[mark], asked_at=asked,
                 valid_at=valid, until=until)
        )  # fmt: skip
        return self

    def forget(self, person: UUID, mark: Mark) -> "Home":
        self.facts = [fact for fact in self.facts if (fact.subject, fact.mark) != (person, mark)]
        return self

    def silence(self, person: UUID, mark: Mark) -> "Home":
        return self.tell(person, **{mark.name: Silence.SILENT})

    def claim(self, person: UUID, mark: Mark) -> "Home":
        self.claims.add((person, mark))
        return self

    def child(self, born: date, **marks: Any) -> UUID:
        person = UUID(int=100 + len(self.dependants))
        self.dependants.append(person)
        good = {"BORN": born, "ALIVE": True, "IN_LATVIA": True, "RELATION": Relation.CHILD, "COUNTED_AS": Relation.NONE,
                "CUSTODY_OF_APPLICANT": True, "CUSTODY_OF_SPOUSE": True}  # fmt: skip
        self.tell(person, **{**good, **marks})
        return person

    def adult(self, born: date, **marks: Any) -> UUID:
        from goda.law.facts import Service

        return self.child(born, **{"IN_EDUCATION": False, "STAYS": False, "SERVICE": Service.NONE, **marks})

    def family(self) -> Family:
        return Family(
            applicant=APPLICANT,
            spouse=self.spouse,
            dependants=tuple(self.dependants),
            facts=Facts(self.facts),
            claims=frozenset(self.claims),
        )

    def assess(self, on: date = TODAY, **more: Any) -> Assessment:
        return assess(self.family(), on, **more)


@pytest.fixture
def home() -> Home:
    """Applicant and spouse, both in order, no dependants."""
    return Home()


@pytest.fixture
def with_two(home: Home) -> Home:
    """Two children who count, for years."""
    home.child(date(2018, 3, 3))
    home.child(date(2020, 4, 4))
    return home


@pytest.fixture
def large(with_two: Home) -> Home:
    """Three children who count, for years: the card is due, and clearly so."""
    with_two.child(date(2022, 5, 5))
    return with_two


@pytest.fixture
def new_home() -> Callable[[], Home]:
    return Home
