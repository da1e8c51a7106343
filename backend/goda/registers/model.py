"""What is asked of registers and what comes back, in the words of the rest of Goda. Pure.

Who is in a household is found by codes, since nobody may be on record yet (`Household`); everything later goes by persons' ids (`Ask`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Mark, Register, Relation, Silence, Value

Purpose = Literal["application", "recheck", "data-subject"]
"""Why a register is asked; said to it in a header, and kept as legal ground in the audit log."""

FamilyStatus = Literal["single", "married", "divorced", "widowed"]

ONLINE: Final = (
    Register.PERSONS,
    Register.EDUCATION,
    Register.DISABILITY,
    Register.MAINTENANCE,
    Register.DEFENCE,
    Register.SOCIAL,
)
"""The registers that are asked online (R-60 to R-65)."""

Trouble = Literal[
    "unreachable",
    "slow",
    "resting",
    "refused",
    "failed",
    "unreadable",
    "someone-else",
    "outdated",
    "ahead",
    "contradiction",
    "unknown",
]
"""Why an answer cannot be used. *unreachable*: no connection, or it broke; *slow*: not within the time; *resting*: it failed often just now and
is not asked for a while; *refused*: our token or purpose; *failed*: another status than 200; *unreadable*: not JSON, cut off, or a part missing;
*someone-else*: about another person; *outdated*: older than what it said before, or than two days; *ahead*: as of a moment to come;
*contradiction*: it contradicts itself or the register of persons; *unknown*: the register of persons does not know the code."""


class Told(Struct, frozen=True, kw_only=True):
    """One mark as a register told it; `until` is the last day on which it holds, where the register names one."""

    mark: Mark
    value: Value | Silence
    until: date | None = None


class Link(Struct, frozen=True, kw_only=True):
    """Somebody in whose care a person is, or who is in a person's care; `relation` is what the child is to the adult."""

    code: PersonalCode
    relation: Relation
    custody: bool
    """Neither suspended nor removed (R-15)."""


class PersonRecord(Struct, frozen=True, kw_only=True):
    """What the register of persons says about one person (R-60); only `told` is ever kept as facts."""

    codes: tuple[PersonalCode, ...]
    """Every version, the current one first (R-11, D-13)."""
    given: str
    surname: str
    born: date
    alive: bool | None
    """No death registered and the status active; None where the register contradicts itself."""
    dead: bool = False
    """A death is registered, which is more than an inactive status."""
    in_latvia: bool
    address: str
    family_status: FamilyStatus
    spouse: PersonalCode | None
    children: tuple[Link, ...]
    carers: tuple[Link, ...]
    asked_at: datetime
    valid_at: datetime
    """The moment whose state is told."""
    digest: bytes
    """SHA-256 of the answer as it came."""
    told: tuple[Told, ...]
    """Its marks; those in which it contradicts itself stand twice."""

    @property
    def code(self) -> PersonalCode:
        """The current personal code."""
        return self.codes[0]


class Dependant(Struct, frozen=True, kw_only=True):
    """A child, or an adult under 24, in the care of the applicant or the spouse."""

    record: PersonRecord
    relation: Relation
    custody_of_applicant: bool | None
    """None where the register contradicts itself."""
    custody_of_spouse: bool | None
    """None also where there is no spouse."""
    told: tuple[Told, ...]
    """The marks of the own record and of the adults'; where these differ, both."""


class Household(Struct, frozen=True, kw_only=True):
    """Who belongs to an applicant's family by the register of persons; the eldest dependant first."""

    applicant: PersonRecord
    spouse: PersonRecord | None
    dependants: tuple[Dependant, ...]

    @property
    def records(self) -> tuple[PersonRecord, ...]:
        """Everybody, the applicant first."""
        spouse = () if self.spouse is None else (self.spouse,)
        return (self.applicant, *spouse, *(one.record for one in self.dependants))


class Need(Struct, frozen=True, kw_only=True, order=True):
    """A register that the criteria need to hear about a person."""

    register: Register
    person: UUID


class Adults(Struct, frozen=True, kw_only=True):
    """The codes of those in whose care dependants are: what relation and custody are relative to."""

    applicant: tuple[PersonalCode, ...]
    spouse: tuple[PersonalCode, ...] = ()
    """Empty where there is no spouse."""


class Ask(Struct, frozen=True, kw_only=True):
    """One question to one register about one person. `adults` is None about an adult of the family.

    `spouse_of`: of the spouse, every code of the applicant; empty of all others.
    """

    register: Register
    person: UUID
    codes: tuple[PersonalCode, ...]
    adults: Adults | None = None
    spouse_of: tuple[PersonalCode, ...] = ()


class Asked(Struct, frozen=True, kw_only=True):
    """What became of a question. `answered`: its answer is a fact now; else `trouble` says why it is not."""

    register: Register
    person: UUID
    answered: bool
    trouble: Trouble | None = None
    record: PersonRecord | None = None
    """From the register of persons: a new code or name can be seen here (R-11). Never kept."""


class HandFact(Struct, frozen=True, kw_only=True):
    """What a clerk enters from a document, where a register has nothing or is wrong (R-68)."""

    family: UUID
    person: UUID
    mark: Mark
    value: Value
    until: date | None = None
    document: UUID | None = None
    note: str = ""


class FactTold(Struct, frozen=True, kw_only=True):
    """A fact with where it comes from, for screens and for the person it is about (R-84)."""

    id: UUID
    person: UUID
    mark: Mark
    value: Value | Silence
    until: date | None
    source: Register
    asked_at: datetime
    valid_at: date
    digest: bytes | None
    """SHA-256 of the register's answer; None of a silence and of what was entered by hand."""
    trouble: Trouble | None
    by: UUID | None
    """Which member of staff entered it."""
    document: UUID | None
    note: str


class Changed(Struct, frozen=True, kw_only=True):
    """One line of a register's feed: about whom something new can be asked."""

    place: int
    at: datetime
    code: PersonalCode
    kind: str


class Feed(Struct, frozen=True, kw_only=True):
    """A part of a register's feed, from where it was read to last.

    `began_anew`: the register has lost our place and its feed begins anew, so that changes may have been missed. `trouble`: nothing
    that can be used came; ask again later.
    """

    register: Register
    changes: tuple[Changed, ...]
    next: str
    place: int
    more: bool
    began_anew: bool = False
    trouble: Trouble | None = None


Codes = Mapping[UUID, tuple[PersonalCode, ...]]
"""Every code of each person, the current one first."""


def asks(
    needs: list[Need], codes: Codes, applicant: UUID, spouse: UUID | None, *, married: bool = True
) -> tuple[Ask, ...]:
    """The questions to registers that these needs make; about dependants with the adults of their family.

    `married`: whether the spouse whom the application names is one of these still.
    """
    adults = Adults(applicant=codes[applicant], spouse=codes[spouse] if spouse is not None and married else ())
    return tuple(
        Ask(
            register=need.register,
            person=need.person,
            codes=codes[need.person],
            adults=None if need.person in (applicant, spouse) else adults,
            spouse_of=codes[applicant] if need.person == spouse and need.register is Register.PERSONS else (),
        )
        for need in needs
    )
