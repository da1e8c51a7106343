"""VIIS, the State Education Information System (R-61): who studies where, and until when."""

from datetime import date, timedelta
from typing import Literal

from msgspec.structs import replace

from simulators.registers.wire import Answer, Record, Wire, subject
from simulators.world import model
from simulators.world.model import Person, Programme
from simulators.world.world import World

NAME = "viis"
TITLE = "Valsts izglītības informācijas sistēma (VIIS)"


class Enrolment(Wire, frozen=True, kw_only=True):
    """One school. `programme` *interest* is no general, vocational or higher education (R-26)."""

    school: str
    programme: Programme
    status: Literal["studying", "finished"]
    started_on: date
    ends_on: date
    """The planned end."""
    ended_on: date | None


class EducationRecord(Record, frozen=True, kw_only=True):
    """R-26."""

    enrolments: tuple[Enrolment, ...]


class EducationAnswer(Answer, frozen=True, kw_only=True):
    """One record, or none for somebody who never was enrolled in Latvia."""

    records: tuple[EducationRecord, ...]


ANSWER = EducationAnswer


def record_of(world: World, person: Person) -> EducationRecord | None:
    """What is on record; a planned end that has passed is the end."""
    if not person.enrolments:
        return None
    told = tuple(_enrolment(one, world.today()) for one in person.enrolments)
    return EducationRecord(record_id=f"viis-{person.id}", person=subject(person), enrolments=told)


def _enrolment(one: model.Enrolment, today: date) -> Enrolment:
    ended = one.ended or (one.ends if one.ends < today else None)
    return Enrolment(
        school=one.school,
        programme=one.programme,
        status="finished" if ended else "studying",
        started_on=one.started,
        ends_on=one.ends,
        ended_on=ended,
    )


def otherwise(world: World, person: Person) -> EducationRecord:
    """The opposite of what is so: whoever studies was struck off a week ago, whoever does not began then."""
    record = record_of(world, person)
    week_ago = world.today() - timedelta(days=7)
    if record is not None and any(one.status == "studying" for one in record.enrolments):
        return replace(
            record, enrolments=tuple(replace(one, status="finished", ended_on=week_ago) for one in record.enrolments)
        )
    began = Enrolment(
        school="Latvijas Universitāte", programme="higher", status="studying", started_on=week_ago,
        ends_on=week_ago + timedelta(days=700), ended_on=None,
    )  # fmt: skip
    return EducationRecord(record_id=f"viis-{person.id}", person=subject(person), enrolments=(began,))
