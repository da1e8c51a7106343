"""Record a family, find a person, open a family for a stated reason. Every read and write leaves its audit record (R-83)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

import msgspec

from goda.audit import Actor, Audit, Ground, Work
from goda.audit.work import Ref
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.kernel import names
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import GodaError, Stale
from goda.kernel.personal_code import PersonalCode
from goda.people import merging
from goda.people.agreement import Typed, complete, disagreements
from goda.people.correction import Corrections, as_typed
from goda.people.errors import CodesOfTwo, FamilyInvalid, NoSuchFamily, PersonTaken, ReasonNeeded, RecordedAlready
from goda.people.identity import Identities, Rehome
from goda.people.model import (
    OPEN_FOR,
    Document,
    Family,
    FamilyCorrection,
    Hit,
    Identity,
    KeptMember,
    NewFamily,
    NewMember,
    Person,
    Reason,
    check,
)
from goda.people.parents import children_of
from goda.people.store import SHORTEST_BEGINNING, Store

MOST_HITS = 50


class People:
    """The use cases on families and persons."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = Store(vault)
        self._corrections = Corrections(db, audit, self._store, clock)
        self._identities = Identities(self._store)

    def today(self) -> date:
        """The calendar day in Riga, which every day in a family's record is."""
        return riga_day(self._clock.now())

    # -- recording --------------------------------------------------------------------------------------------------------------

    async def record_family(self, actor: Actor, new: NewFamily) -> Family:
        """Record a family by hand, with the document it rests on (R-68).

        A person who is on record under any of their codes is taken again, never doubled (R-11), and never rewritten (`agreement`).
        The same `new` again returns the family that was made the first time (I4).
        Raises `FamilyInvalid` with every fault, `RecordedAlready` where `new.id` has come with something else in it, `PersonTaken` where
        another clerk records the same person just now.
        """
        check(new, self.today())
        try:
            recorded = await self._record_or_find(actor, new)
        except Duplicate:
            raise PersonTaken from None
        if isinstance(recorded, FamilyInvalid):
            raise recorded
        return recorded

    async def _record_or_find(self, actor: Actor, new: NewFamily) -> Family | FamilyInvalid:
        """Once more where another transaction was quicker: it may have been this very form."""
        try:
            return await self._db.retrying(lambda: self._record_family(actor, new))
        except Duplicate:
            return await self._db.retrying(lambda: self._record_family(actor, new))

    async def _record_family(self, actor: Actor, new: NewFamily) -> Family | FamilyInvalid:
        """The family; or what differs from the record, which is returned since even that answer leaves its record."""
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = await self._store.family(new.id)
            if before is not None:
                if before.recorded_by != _staff(actor) or not _says_the_same(new, before):
                    raise RecordedAlready
                work.record("family.recorded_again", family=before.id)
                return before
            known = [await self._known(member) for member in new.members]
            self._refuse_two_in_one(known)
            typed = [
                Typed(place, person, new.members[place])
                for place, found in enumerate(known)
                for person in list(found)[:1]
            ]
            faults = await disagreements(self._store, _staff(actor), now, typed)
            if faults:
                work.record("people.compared", persons=[one.person for one in typed])
                return FamilyInvalid(fields=faults)
            placed = []
            for found, member in zip(known, new.members, strict=True):
                person = next(iter(found), None)
                if person is None:
                    person = await self._store.add_person(member, now)
                    work.record("person.recorded", person=person)
                else:
                    await self._update(work, person, member, now)
                placed.append(person)
            await self._store.add_family(new, placed, _staff(actor), now)
            await self._store.add_opening(new.id, _staff(actor), "application", now)
            work.record("family.recorded", family=new.id, document=new.document.kind)
            recorded = await self._store.family(new.id)
        if recorded is None:
            raise NoSuchFamily
        return recorded

    async def correct_family(self, actor: Actor, family: UUID, new: FamilyCorrection) -> Family:
        """Correct a family that is open to this member of staff, from a document (R-91); what it raises is said there."""
        return await self._corrections.correct(actor, _staff(actor), family, new, self.today())

    async def on_record(self, actor: Actor, code: PersonalCode) -> list[Hit]:
        """Where the person with this code stands already; asked while a clerk types, so that nobody is recorded twice."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            hits = await self._by_code(code)
            work.record("people.searched", by="code", reason="application", persons=_shown(hits))
        return hits

    # -- by the state's word ------------------------------------------------------------------------------------------------------

    def on_merge(self, callback: Rehome) -> None:
        """Have `callback(kept, gone)` done in the transaction in which two records become one (R-11)."""
        self._identities.on_merge(callback)

    async def identify(self, actor: Actor, identity: Identity, ground: Ground = Ground.GRANT) -> Person:
        """The person whom the state's login or register names, found by any of their codes; made, completed or merged where needed (R-11, R-41).

        Inside another's work it stands and falls with that, and raises `Stale` where the whole has to be done again, since others write
        about the same person just now; by itself it does so, and raises `PersonTaken` only if that never ends.
        """
        use_case = partial(self._identify, actor, identity, ground)
        if self._db.in_transaction:
            return await use_case()
        try:
            return await self._db.retrying(use_case)
        except Stale:
            raise PersonTaken from None

    async def _identify(self, actor: Actor, identity: Identity, ground: Ground) -> Person:
        try:
            async with self._audit.work(actor, ground) as work:
                person = await self._identities.identify(work, identity, self._clock.now())
                return (await self._store.persons([person]))[person]
        except Duplicate:
            raise Stale from None

    async def persons(self, ids: Iterable[UUID]) -> dict[UUID, Person]:
        """Persons by the ids asked for; the id of a record that was merged gives the one that was kept. The caller records who was read."""
        wanted = list(dict.fromkeys(ids))
        found = await self._store.persons(wanted)
        kept = await merging.now_kept_as([one for one in wanted if one not in found])
        others = await self._store.persons(list(set(kept.values())))
        return found | {gone: others[one] for gone, one in kept.items() if one in others}

    async def whose(self, codes: Iterable[PersonalCode]) -> dict[PersonalCode, UUID]:
        """Who on record has or had each of these codes. The caller records it."""
        return {code: found[0] for code in codes if (found := await self._store.person_by_code(code)) is not None}

    async def children_of(self, person: UUID) -> frozenset[tuple[UUID, UUID]]:
        """Family and child, where this person is a child's parent (applicant or spouse, the child under 18). The caller records it."""
        return await children_of(self._store, person, self.today())

    async def keep_family(self, work: Work, family: UUID, members: Sequence[KeptMember], document: Document) -> None:
        """Write a family that applied by itself, so that it is found and shown like one recorded by hand; again as it is then."""
        by = work.actor.id if work.actor.kind == "staff" and work.actor.id is not None else UUID(int=0)
        await self._store.keep_family(family, document, members, by, self._clock.now())
        work.record("family.kept", family=family, persons=[member.person for member in members])

    # -- finding ----------------------------------------------------------------------------------------------------------------

    async def search_code(self, actor: Actor, code: PersonalCode, reason: Reason) -> list[Hit]:
        """Find a person by a current or previous code (R-11, R-86), for a stated reason."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            hits = await self._by_code(code)
            work.record("people.searched", by="code", reason=reason, persons=_shown(hits))
        return hits

    async def search_names(self, actor: Actor, text: str) -> list[Hit]:
        """Find persons by the beginnings of words of their names: "āda ber" finds "Āda Bērziņa". At most 50, by name."""
        words = [word for word in names.words(text) if len(word) >= SHORTEST_BEGINNING]
        if not words:
            return []
        async with self._audit.work(actor, Ground.SERVE) as work:
            persons = await self._store.persons_by_words(words, MOST_HITS)
            hits = await self._hits(persons)
            work.record("people.searched", by="name", persons=_shown(hits))
        return hits

    # -- opening ----------------------------------------------------------------------------------------------------------------

    async def open_family(self, actor: Actor, family_id: UUID, reason: Reason) -> None:
        """Open a family to this member of staff for eight hours, for a reason (R-83). Raises `NoSuchFamily`."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            if await self._store.family(family_id) is None:
                raise NoSuchFamily
            await self._store.add_opening(family_id, _staff(actor), reason, self._clock.now())
            work.record("family.opened", family=family_id, reason=reason)

    async def family(self, actor: Actor, family_id: UUID) -> Family:
        """A family, to those who have it open. Raises `NoSuchFamily`, `ReasonNeeded`."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            family = await self._store.family(family_id)
            if family is None:
                raise NoSuchFamily
            reason = await self._store.opening(family_id, _staff(actor), self._clock.now() - OPEN_FOR)
            if reason is None:
                raise ReasonNeeded(family=family_id)
            work.record("family.read", family=family_id, reason=reason)
        return family

    async def open_families(self, actor: Actor, limit: int = 20) -> list[Family]:
        """The families that are open to this member of staff, newest first: what the start page shows."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            ids = await self._store.opened_by(_staff(actor), self._clock.now() - OPEN_FOR, limit)
            families = [await self._store.family(family) for family in ids]
            work.record("family.listed", families=list(ids))
        return [family for family in families if family is not None]

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    async def _known(self, member: NewMember) -> dict[UUID, bool]:
        """Persons on record under this member's codes, and whether the code typed as current is current there."""
        found: dict[UUID, bool] = {}
        for code in (member.code, member.previous):
            if code is not None and (known := await self._store.person_by_code(code)) is not None:
                found.setdefault(known[0], code == member.code and known[1])
        return found

    def _refuse_two_in_one(self, known: list[dict[UUID, bool]]) -> None:
        faults: dict[str, GodaError] = {}
        seen: set[UUID] = set()
        for place, found in enumerate(known):
            if len(found) > 1 or seen & set(found):
                faults[f"members.{place}.previous" if len(found) > 1 else f"members.{place}.code"] = CodesOfTwo()
            seen |= set(found)
        if faults:
            raise FamilyInvalid(fields=faults)

    async def _update(self, work: Work, person: UUID, member: NewMember, now: datetime) -> None:
        """Take over a changed code, and a birth date that was missing. A code known as previous stays previous: an old document does not turn time back."""
        changed = await complete(self._store, person, member, now)
        if await self._store.person_by_code(member.code) is None:
            await self._store.add_code(person, member.code, now, current=True)
            changed = True
        if member.previous is not None and await self._store.person_by_code(member.previous) is None:
            await self._store.add_code(person, member.previous, now, current=False)
            changed = True
        if changed:
            work.record("person.changed", person=person)

    async def _by_code(self, code: PersonalCode) -> list[Hit]:
        found = await self._store.person_by_code(code)
        if found is None:
            return []
        return await self._hits([found[0]], by_previous=not found[1])

    async def _hits(self, persons: list[UUID], *, by_previous: bool = False) -> list[Hit]:
        return [
            Hit(
                person=place.person,
                role=place.role,
                family=place.family,
                applicant=place.applicant,
                recorded_at=place.recorded_at,
                by_previous=by_previous,
            )
            for place in await self._store.places(persons)
        ]


def _shown(hits: list[Hit]) -> list[Ref]:
    """Who was shown, for the record: a person may ask to whom they were disclosed (R-84)."""
    return list(dict.fromkeys(hit.person.id for hit in hits))


def _says_the_same(new: NewFamily, family: Family) -> bool:
    """Whether the family on record is what this form made of it."""
    if new.document != family.document or len(new.members) != len(family.members):
        return False
    for typed, member in zip(new.members, family.members, strict=True):
        codes = {member.person.code, *member.person.previous}
        if not {code.formatted for code in (typed.code, typed.previous) if code is not None} <= codes:
            return False
        if msgspec.structs.replace(typed, code=as_typed(member).code, previous=None) != as_typed(member):
            return False
    return True


def _staff(actor: Actor) -> UUID:
    if actor.kind not in ("staff", "system"):
        raise ReasonNeeded
    return actor.id if actor.id is not None else UUID(int=0)
