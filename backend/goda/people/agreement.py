"""What a clerk types of a person who is on record already must agree with the record (R-11, R-91).

A personal code is easy to come by; whoever types one must not rewrite its owner in every family. Names and birth dates are changed by
`correction` alone, which asks for a reason and a document. What is on record is said only to those who have it open anyway (R-83).
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from goda.kernel.errors import GodaError
from goda.people.errors import DiffersFromOpen, DiffersFromRecord
from goda.people.model import OPEN_FOR, NewMember, Person
from goda.people.store import Store


class Typed(Struct, frozen=True):
    """A person on record, and what was typed of them at this place of the form."""

    place: int
    person: UUID
    member: NewMember


async def disagreements(store: Store, staff: UUID, now: datetime, typed: list[Typed]) -> dict[str, GodaError]:
    """The fields in which anything typed differs from the record, by the fields' names."""
    recorded = await store.persons([one.person for one in typed])
    faults: dict[str, GodaError] = {}
    for one in typed:
        differing = _differing(recorded[one.person], one.member)
        if differing:
            is_open = await _is_open(store, one.person, staff, now)
            for field, value in differing.items():
                fault = DiffersFromOpen(value=value) if is_open else DiffersFromRecord()
                faults[f"members.{one.place}.{field}"] = fault
    return faults


async def complete(store: Store, person: UUID, member: NewMember, now: datetime) -> bool:
    """Take over a birth date that the record does not have yet; returns whether there was one."""
    known = (await store.persons([person]))[person]
    if member.born is None or known.born is not None:
        return False
    await store.change_person(person, member, now)
    return True


def _differing(known: Person, member: NewMember) -> dict[str, str]:
    """What is on record, by the field in which something else was typed. A birth date left out contradicts nothing."""
    found = {}
    if member.given != known.given:
        found["given"] = known.given
    if member.surname != known.surname:
        found["surname"] = known.surname
    if member.born is not None and known.born is not None and member.born != known.born:
        found["born"] = f"{known.born:%d.%m.%Y}"
    return found


async def _is_open(store: Store, person: UUID, staff: UUID, now: datetime) -> bool:
    for family in await store.families_of([person]):
        if await store.opening(family, staff, now - OPEN_FOR) is not None:
            return True
    return False
