"""VADONIS, the conscription and service register of the Ministry of Defence (R-64, D-12)."""

from datetime import date, timedelta

from msgspec.structs import replace

from simulators.registers.wire import Answer, Record, Wire, subject
from simulators.world.model import Person, ServiceKind
from simulators.world.world import World

NAME = "vadonis"
TITLE = "Iesaukšanas un dienesta reģistrs (VADONIS)"


class Service(Wire, frozen=True, kw_only=True):
    """One service. State defence service and alternative service last 11 months; the other kinds do not count for a card."""

    kind: ServiceKind
    since: date
    until: date


class ServiceRecord(Record, frozen=True, kw_only=True):
    """R-32."""

    services: tuple[Service, ...]


class ServiceAnswer(Answer, frozen=True, kw_only=True):
    """One record, or none for somebody who never served; a service may have ended."""

    records: tuple[ServiceRecord, ...]


ANSWER = ServiceAnswer


def record_of(_: World, person: Person) -> ServiceRecord | None:
    """What is on record."""
    if not person.services:
        return None
    told = tuple(Service(kind=one.kind, since=one.since, until=one.until) for one in person.services)
    return ServiceRecord(record_id=f"vadonis-{person.id}", person=subject(person), services=told)


def otherwise(world: World, person: Person) -> ServiceRecord:
    """The opposite of what is so: whoever serves was discharged a week ago, whoever does not began then."""
    week_ago = world.today() - timedelta(days=7)
    record = record_of(world, person)
    if record is not None and any(one.until >= world.today() for one in record.services):
        return replace(record, services=tuple(replace(one, until=min(one.until, week_ago)) for one in record.services))
    began = Service(kind="state-defence-regular", since=week_ago, until=week_ago + timedelta(days=335))
    return ServiceRecord(record_id=f"vadonis-{person.id}", person=subject(person), services=(began,))
