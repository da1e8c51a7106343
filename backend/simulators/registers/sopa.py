"""SOPA, what municipal social services have on record (R-65): with whom a child is placed, and adults who stay there on an assessment."""

from datetime import date, timedelta
from typing import Literal

from msgspec.structs import replace

from simulators.registers.wire import Answer, Record, subject
from simulators.world.model import Person, Relation
from simulators.world.world import World

NAME = "sopa"
TITLE = "Pašvaldību sociālās palīdzības administrēšanas sistēma (SOPA)"


class StayRecord(Record, frozen=True, kw_only=True):
    """R-30, R-31. `basis` *assessment*: an adult stays there on an assessment; *placement*: a child is placed there."""

    basis: Literal["placement", "assessment"]
    relation: Relation
    carer_code: str
    municipality: str
    valid_from: date
    valid_to: date | None


class StayAnswer(Answer, frozen=True, kw_only=True):
    """One record, or none for somebody of whom no social service knows the like; it may have ended."""

    records: tuple[StayRecord, ...]


ANSWER = StayAnswer


def record_of(world: World, person: Person) -> StayRecord | None:
    """What is on record."""
    told = person.stay
    if told is None:
        return None
    return StayRecord(
        record_id=f"sopa-{person.id}",
        person=subject(person),
        basis="assessment" if told.assessed else "placement",
        relation=told.relation,
        carer_code=world.people[told.carer].code,
        municipality=told.municipality,
        valid_from=told.since,
        valid_to=told.until,
    )


def otherwise(world: World, person: Person) -> StayRecord:
    """The opposite of what is so: a stay ended a week ago, or is of another kind than anybody else says."""
    week_ago = world.today() - timedelta(days=7)
    record = record_of(world, person)
    if record is not None:
        return replace(record, valid_to=week_ago, relation="guardianship" if record.relation == "foster" else "foster")
    carer = world.people[person.carers[0].carer] if person.carers else world.after(person)
    return StayRecord(
        record_id=f"sopa-{person.id}",
        person=subject(person),
        basis="assessment" if person.age(world.today()) >= 18 else "placement",
        relation="guardianship" if any(link.relation == "foster" for link in person.carers) else "foster",
        carer_code=carer.code,
        municipality="Rīgas valstspilsēta",
        valid_from=week_ago,
        valid_to=None,
    )
