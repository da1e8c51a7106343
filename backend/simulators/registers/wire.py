"""What all registers share on the wire: the question, the envelope of an answer, the feed of changes."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from simulators.world.model import Person
from simulators.world.world import Change

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an answer."""


class Question(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks about one person. In the body, never in an address: addresses end up in logs."""

    personal_code: Annotated[
        str,
        msgspec.Meta(
            pattern="^[0-9]{6}-?[0-9]{5}$",
            description="Current or previous, with or without the dash.",
            examples=["399010-00007"],
        ),
    ]


class Subject(Wire, frozen=True, kw_only=True):
    """Whom a record is about, as this register has copied it from the Register of Natural Persons."""

    personal_code: str
    previous_codes: tuple[str, ...]
    birth_date: date
    deceased: bool


class Record(Wire, frozen=True, kw_only=True):
    """What a register has on record about one person; `version` tells records of different days apart."""

    record_id: str
    person: Subject


class Answer(Wire, frozen=True, kw_only=True):
    """One register's answer. No record is an answer too: the register knows nothing of the kind about the person."""

    register: str
    as_of: Moment
    """The moment whose state is told."""
    records: tuple[Record, ...]


class Changes(Wire, frozen=True, kw_only=True):
    """A part of the feed: about whom something new can be asked."""

    register: str
    as_of: Moment
    changes: tuple[Change, ...]
    next: str
    """Cursor to go on from."""
    more: bool
    """Whether there is more behind `next` already."""


def subject(person: Person) -> Subject:
    """Whom a true record is about."""
    return Subject(
        personal_code=person.code,
        previous_codes=tuple(person.codes[1:]),
        birth_date=person.born,
        deceased=person.died is not None,
    )
