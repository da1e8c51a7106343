"""Who somebody is by the state's word: found by any code they ever had, made where nobody knows them, merged where two records are one (R-11).

The login and the register of persons say every version of a code (D-13), and are believed about codes and names (R-41). What a
clerk types is never believed like that: see `agreement`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from goda.audit import Work
from goda.kernel.errors import Stale
from goda.kernel.personal_code import PersonalCode
from goda.people import merging
from goda.people.model import Identity, NewMember
from goda.people.store import Store

Rehome = Callable[[UUID, UUID], Awaitable[None]]
"""Gives whatever belongs to the record that is gone (second) to the one that is kept (first), in the transaction of the merge."""


class Identities:
    """The use case that `People` lends its name to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._callbacks: list[Rehome] = []

    def on_merge(self, callback: Rehome) -> None:
        """Have this done at each merge: a feature that keeps ids of persons gives its own."""
        self._callbacks.append(callback)

    async def identify(self, work: Work, identity: Identity, now: datetime) -> UUID:
        """The person of these codes, with codes and names as said.

        Raises `Duplicate` or `Stale` where another takes one of the codes, or merges one of the records, just now.
        """
        owners = await self._owners(identity)
        if owners:
            await merging.take({person for person, _ in owners.values()})
            before, owners = owners, await self._owners(identity)
            if {person for person, _ in before.values()} != {person for person, _ in owners.values()}:
                raise Stale
        known = await merging.oldest_first(list({person for person, _ in owners.values()}))
        if not known:
            person = await self._store.add_person(_as_member(identity), now)
            for code in identity.codes[1:]:
                await self._store.add_code(person, code, now, current=False)
            work.record("person.recorded", person=person)
            return person
        kept = known[0]
        for gone in known[1:]:
            await self._merge(work, kept, gone, now)
        changed = await self._learn(kept, identity, owners, now)
        changed = await self._rename(kept, identity, now) or changed
        work.record("person.changed" if changed else "person.identified", person=kept)
        return kept

    async def _owners(self, identity: Identity) -> dict[PersonalCode, tuple[UUID, bool]]:
        """Whose each of the codes is that are on record, and whether it is their current one."""
        return {code: found for code in identity.codes if (found := await self._store.person_by_code(code))}

    async def _merge(self, work: Work, kept: UUID, gone: UUID, now: datetime) -> None:
        await merging.hand_over(kept, gone)
        for callback in self._callbacks:
            await callback(kept, gone)
        await merging.forget(kept, gone, now)
        work.record("person.merged", person=kept, gone=gone)

    async def _learn(
        self,
        person: UUID,
        identity: Identity,
        owners: dict[PersonalCode, tuple[UUID, bool]],
        now: datetime,
    ) -> bool:
        """Take over what codes are new, and which is current.

        Whoever does not name the code that is current here, and brings no new one as current, speaks of an earlier day: then ours stays.
        """
        newest = identity.codes[0]
        current = await self._store.current_code(person)
        adopts = newest not in owners or current is None or current in identity.codes
        changed = len(owners) < len(identity.codes)
        for code in identity.codes:
            if code not in owners:
                await self._store.add_code(person, code, now, current=code == newest and adopts)
        if adopts and newest in owners and current != newest:
            await self._store.make_current(person, newest)
            changed = True
        return changed

    async def _rename(self, person: UUID, identity: Identity, now: datetime) -> bool:
        """The register's names and birth date, where they are others than ours; a birth date that is not said stays."""
        known = (await self._store.persons([person]))[person]
        born = identity.born or known.born
        if (known.given, known.surname, known.born) == (identity.given, identity.surname, born):
            return False
        await self._store.change_person(person, _as_member(identity), now)
        return True


def _as_member(identity: Identity) -> NewMember:
    """What the store writes of a person; role and marks belong to families, not to persons, and are not looked at."""
    return NewMember(
        role="applicant",
        given=identity.given,
        surname=identity.surname,
        code=identity.codes[0],
        born=identity.born,
    )
