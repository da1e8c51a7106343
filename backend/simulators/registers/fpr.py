"""FPR, the Register of Natural Persons (R-60): who somebody is, where they live, whose children they have, custody, death."""

from datetime import date, timedelta
from typing import Literal

from msgspec.structs import replace

from simulators.registers.wire import Answer, Record, Wire, subject
from simulators.world.model import Care, Custody, FamilyStatus, Person, Relation
from simulators.world.world import World

NAME = "fpr"
TITLE = "Fizisko personu reģistrs (FPR)"


class Residence(Wire, frozen=True, kw_only=True):
    """Where somebody lives, declared or registered (R-12, R-25); `country` as ISO 3166 has it."""

    kind: Literal["declared", "registered"]
    country: str
    address: str


class Link(Wire, frozen=True, kw_only=True):
    """A child of this person, or somebody in whose care this person is; seen from the adult's side: `relation` is what the child is."""

    personal_code: str
    relation: Relation
    custody: Custody
    since: date


class PersonRecord(Record, frozen=True, kw_only=True):
    """R-11, R-12, R-13, R-15, R-16, R-24, R-30."""

    given_names: str
    surname: str
    status: Literal["active", "inactive", "dead"]
    died_on: date | None
    family_status: FamilyStatus
    spouse_code: str | None
    residence: Residence
    children: tuple[Link, ...]
    carers: tuple[Link, ...]


class PersonAnswer(Answer, frozen=True, kw_only=True):
    """Exactly one record, or the answer is 404 `person-unknown`: this register knows everybody."""

    records: tuple[PersonRecord, ...]


ANSWER = PersonAnswer


def record_of(world: World, person: Person) -> PersonRecord:
    """What is on record."""
    return PersonRecord(
        record_id=f"fpr-{person.id}",
        person=subject(person),
        given_names=person.given,
        surname=person.surname,
        status="dead" if person.died else "active" if person.active else "inactive",
        died_on=person.died,
        family_status=person.family_status,
        spouse_code=None if person.spouse is None else world.people[person.spouse].code,
        residence=Residence(
            kind="declared" if person.country == "LV" else "registered", country=person.country, address=person.address
        ),
        children=tuple(_link(world, link, link.child) for link in person.children),
        carers=tuple(_link(world, link, link.carer) for link in person.carers),
    )


def otherwise(world: World, person: Person) -> PersonRecord:
    """The opposite of what is so: the living are dead, the dead are active."""
    record = record_of(world, person)
    if record.status == "active":
        died = world.today() - timedelta(days=3)
        return replace(record, status="dead", died_on=died, person=replace(record.person, deceased=True))
    return replace(record, status="active", died_on=None, person=replace(record.person, deceased=False))


def _link(world: World, link: Care, other: int) -> Link:
    return Link(personal_code=world.people[other].code, relation=link.relation, custody=link.custody, since=link.since)
