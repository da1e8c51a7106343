"""What is true of a synthetic person. Each register tells a part of it, in its own words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Relation = Literal["child", "foster", "specialised-foster", "guardianship"]
Custody = Literal["full", "suspended", "removed"]
FamilyStatus = Literal["single", "married", "divorced", "widowed"]
Programme = Literal["general", "vocational", "higher", "interest"]
ServiceKind = Literal[
    "state-defence-regular", "state-defence-guard", "alternative", "professional", "national-guard", "reserve-officer"
]
Group = Literal["child", "I", "II", "III"]


@dataclass(slots=True)
class Care:
    """Who cares for whom, and as what. Stands with both."""

    carer: int
    child: int
    relation: Relation
    custody: Custody
    since: date


@dataclass(slots=True)
class Enrolment:
    """Somebody studies somewhere; `ended` is None until it is over."""

    school: str
    programme: Programme
    started: date
    ends: date
    ended: date | None = None

    def runs(self, on: date) -> bool:
        """Whether this is study on that day."""
        return self.started <= on <= (self.ended or self.ends)


@dataclass(slots=True)
class Disability:
    """A disability of a child, or a group of an adult; `until` is None where it is for life."""

    group: Group
    since: date
    until: date | None


@dataclass(slots=True)
class Debt:
    """What the Maintenance Guarantee Fund has paid in somebody's place; whether the agreement on paying it back is kept, if there is one."""

    since: date
    agreement: Literal["none", "kept", "broken"]


@dataclass(slots=True)
class Service:
    """A service in the forces or in place of it. Only those of 11 months count for a card (D-12)."""

    kind: ServiceKind
    since: date
    until: date


@dataclass(slots=True)
class Stay:
    """What a municipal social service knows: with whom a child is placed, or that an adult stays there on its assessment (R-31)."""

    carer: int
    relation: Relation
    since: date
    until: date | None
    assessed: bool
    municipality: str


@dataclass(slots=True)
class Person:
    """One synthetic person; `codes` has the current personal code first."""

    id: int
    codes: list[str]
    given: str
    surname: str
    woman: bool
    born: date
    address: str
    country: str = "LV"
    family_status: FamilyStatus = "single"
    spouse: int | None = None
    died: date | None = None
    active: bool = True
    children: list[Care] = field(default_factory=list)
    carers: list[Care] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    disability: Disability | None = None
    debt: Debt | None = None
    services: list[Service] = field(default_factory=list)
    stay: Stay | None = None

    @property
    def code(self) -> str:
        """The current personal code."""
        return self.codes[0]

    @property
    def name(self) -> str:
        """Given names and surname."""
        return f"{self.given} {self.surname}"

    def age(self, on: date) -> int:
        """Whole years on that day; somebody born on 29 February has the birthday on 1 March in a common year."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))
