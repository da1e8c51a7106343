"""IIS, the Disability Information System (R-62): disability of a child, group of an adult, its end."""

from datetime import date, timedelta
from typing import Literal

from simulators.registers.wire import Answer, Record, subject
from simulators.world.model import Disability, Person
from simulators.world.world import World

NAME = "iis"
TITLE = "Invaliditātes informatīvā sistēma (IIS)"


class DisabilityRecord(Record, frozen=True, kw_only=True):
    """R-27, R-28. `group` is for adults only; without `validTo` it is for life."""

    kind: Literal["child", "adult"]
    group: Literal["I", "II", "III"] | None
    valid_from: date
    valid_to: date | None


class DisabilityAnswer(Answer, frozen=True, kw_only=True):
    """One record, or none for somebody without a disability; it may have ended."""

    records: tuple[DisabilityRecord, ...]


ANSWER = DisabilityAnswer


def record_of(_: World, person: Person) -> DisabilityRecord | None:
    """What is on record."""
    return None if person.disability is None else _record(person, person.disability)


def otherwise(world: World, person: Person) -> DisabilityRecord:
    """The opposite of what is so: a running one ended a week ago, whoever has none has one."""
    week_ago = world.today() - timedelta(days=7)
    had = person.disability
    if had is not None and (had.until is None or had.until >= world.today()):
        return _record(person, Disability(had.group, had.since, week_ago))
    return _record(person, Disability("child" if person.age(world.today()) < 18 else "II", week_ago, None))


def _record(person: Person, told: Disability) -> DisabilityRecord:
    return DisabilityRecord(
        record_id=f"iis-{person.id}",
        person=subject(person),
        kind="child" if told.group == "child" else "adult",
        group=None if told.group == "child" else told.group,
        valid_from=told.since,
        valid_to=told.until,
    )
