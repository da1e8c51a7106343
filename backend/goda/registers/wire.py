"""The registers' answers on the wire: only the members that are needed, each strictly of its form (R-60 to R-65). Pure.

Whatever else an answer holds is never read. A value that is not foreseen here makes the answer unreadable: a new kind of service or
relation must not pass for "none".
"""

from datetime import date, datetime
from typing import Annotated, Final, Generic, Literal, TypeVar

import msgspec

from goda.law.facts import Register
from goda.registers.model import FamilyStatus

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}-?[0-9]{5}$")]
Text = Annotated[str, msgspec.Meta(max_length=300)]
Care = Literal["child", "foster", "specialised-foster", "guardianship"]
MOST: Final = 100
"""Parts of one list in an answer: nobody has more children, schools or services."""


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an answer."""


class Subject(Wire, frozen=True, kw_only=True):
    """Whom a record is about, as each register has copied it from the register of persons."""

    personal_code: Code
    previous_codes: Annotated[tuple[Code, ...], msgspec.Meta(max_length=MOST)]
    birth_date: date
    deceased: bool


class Record(Wire, frozen=True, kw_only=True):
    """What a register has on record about one person."""

    person: Subject


class Residence(Wire, frozen=True, kw_only=True):
    """Where somebody lives (R-12); the country as ISO 3166 has it."""

    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    address: Text


class Link(Wire, frozen=True, kw_only=True):
    """A child of this person, or somebody in whose care this person is."""

    personal_code: Code
    relation: Care
    custody: Literal["full", "suspended", "removed"]


class PersonRecord(Record, frozen=True, kw_only=True):
    """FPR (R-60)."""

    given_names: Annotated[Text, msgspec.Meta(min_length=1)]
    surname: Annotated[Text, msgspec.Meta(min_length=1)]
    status: Literal["active", "inactive", "dead"]
    family_status: FamilyStatus
    spouse_code: Code | None
    residence: Residence
    children: Annotated[tuple[Link, ...], msgspec.Meta(max_length=MOST)]
    carers: Annotated[tuple[Link, ...], msgspec.Meta(max_length=MOST)]


class Enrolment(Wire, frozen=True, kw_only=True):
    """One school; *interest* is no general, vocational or higher education (R-26)."""

    programme: Literal["general", "vocational", "higher", "interest"]
    status: Literal["studying", "finished"]
    started_on: date
    ends_on: date
    ended_on: date | None


class EducationRecord(Record, frozen=True, kw_only=True):
    """VIIS (R-61)."""

    enrolments: Annotated[tuple[Enrolment, ...], msgspec.Meta(max_length=MOST)]


class DisabilityRecord(Record, frozen=True, kw_only=True):
    """IIS (R-62)."""

    kind: Literal["child", "adult"]
    group: Literal["I", "II", "III"] | None
    valid_from: date
    valid_to: date | None


class Agreement(Wire, frozen=True, kw_only=True):
    """On paying (R-54)."""

    kept: bool


class DebtRecord(Record, frozen=True, kw_only=True):
    """UGF (R-63)."""

    debtor: bool
    agreement: Agreement | None


class Service(Wire, frozen=True, kw_only=True):
    """One service (D-12)."""

    kind: Literal[
        "state-defence-regular",
        "state-defence-guard",
        "alternative",
        "professional",
        "national-guard",
        "reserve-officer",
    ]
    since: date
    until: date


class ServiceRecord(Record, frozen=True, kw_only=True):
    """VADONIS (R-64)."""

    services: Annotated[tuple[Service, ...], msgspec.Meta(max_length=MOST)]


class StayRecord(Record, frozen=True, kw_only=True):
    """SOPA (R-65)."""

    basis: Literal["placement", "assessment"]
    relation: Care
    carer_code: Code
    valid_from: date
    valid_to: date | None


R = TypeVar("R", bound=Record)


class Answer(msgspec.Struct, Generic[R], frozen=True, kw_only=True, rename="camel"):
    """One register's answer about one person; without a record it knows nothing of the kind about them."""

    register: str
    as_of: Moment
    records: Annotated[tuple[R, ...], msgspec.Meta(max_length=MOST)]


class Line(Wire, frozen=True, kw_only=True):
    """One line of a feed."""

    sequence: Annotated[int, msgspec.Meta(ge=1)]
    at: Moment
    personal_code: Code
    kind: Text


class Changes(Wire, frozen=True, kw_only=True):
    """A part of a feed."""

    register: str
    as_of: Moment
    changes: Annotated[tuple[Line, ...], msgspec.Meta(max_length=2_000)]
    next: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    more: bool


AnyAnswer = (
    Answer[PersonRecord]
    | Answer[EducationRecord]
    | Answer[DisabilityRecord]
    | Answer[DebtRecord]
    | Answer[ServiceRecord]
    | Answer[StayRecord]
)
DECODERS: Final[dict[Register, msgspec.json.Decoder[AnyAnswer]]] = {
    Register.PERSONS: msgspec.json.Decoder(Answer[PersonRecord]),
    Register.EDUCATION: msgspec.json.Decoder(Answer[EducationRecord]),
    Register.DISABILITY: msgspec.json.Decoder(Answer[DisabilityRecord]),
    Register.MAINTENANCE: msgspec.json.Decoder(Answer[DebtRecord]),
    Register.DEFENCE: msgspec.json.Decoder(Answer[ServiceRecord]),
    Register.SOCIAL: msgspec.json.Decoder(Answer[StayRecord]),
}
CHANGES: Final = msgspec.json.Decoder(Changes)
"""Strict: a number in place of a text, or a member that is missing, is refused."""
