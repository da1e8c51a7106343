"""Whose parents somebody is: for what a parent may do in a child's place (R-98)."""

from datetime import date
from uuid import UUID

from goda.law.dates import age_on
from goda.people.model import ADULT_FROM
from goda.people.store import Store


async def children_of(store: Store, person: UUID, today: date) -> frozenset[tuple[UUID, UUID]]:
    """Family and child, for every child under 18 in a family in which `person` stands as applicant or spouse."""
    found: set[tuple[UUID, UUID]] = set()
    for each in await store.families_of([person]):
        family = await store.family(each)
        if family is None or not any(
            member.person.id == person and member.role in ("applicant", "spouse") for member in family.members
        ):
            continue
        for member in family.members:
            born = member.person.born
            if member.role == "child" and born is not None and age_on(born, today) < ADULT_FROM:
                found.add((family.id, member.person.id))
    return frozenset(found)
