"""Correct what stands on record of a family, from a document (R-91): names, codes, birth dates, marks, and members who join.

Nobody is taken out: a card may name them, and a member who no longer counts is a matter of the rules, not of the record.
"""

from datetime import date, datetime
from uuid import UUID

from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.kernel import personal_code
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode
from goda.people.agreement import Typed, complete, disagreements
from goda.people.errors import (
    CodeOfAnother,
    CodeTwice,
    CorrectedMeanwhile,
    FamilyInvalid,
    NoSuchFamily,
    NoSuchPerson,
    ReasonNeeded,
)
from goda.people.model import OPEN_FOR, CorrectedMember, Family, FamilyCorrection, Member, NewFamily, NewMember, check
from goda.people.store import Store


class Corrections:
    """The use case that `People` lends its name to."""

    def __init__(self, db: Database, audit: Audit, store: Store, clock: Clock) -> None:
        self._db = db
        self._audit = audit
        self._store = store
        self._clock = clock

    async def correct(self, actor: Actor, by: UUID, family_id: UUID, new: FamilyCorrection, today: date) -> Family:
        """Correct it; every earlier state stays in the audit log's chain of who, when and from which kind of document.

        Raises `NoSuchFamily`, `ReasonNeeded`, `NoSuchPerson` where somebody on record is missing from `new`,
        `FamilyInvalid`, `CorrectedMeanwhile`.
        """
        try:
            corrected = await self._db.retrying(lambda: self._correct(actor, by, family_id, new, today))
        except Duplicate:
            raise CorrectedMeanwhile from None
        if isinstance(corrected, FamilyInvalid):
            raise corrected
        return corrected

    async def _correct(
        self, actor: Actor, by: UUID, family_id: UUID, new: FamilyCorrection, today: date
    ) -> Family | FamilyInvalid:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            family = await self._store.family(family_id)
            if family is None:
                raise NoSuchFamily
            if await self._store.opening(family_id, by, now - OPEN_FOR) is None:
                raise ReasonNeeded(family=family_id)
            if new.seen != len(family.corrections):
                raise CorrectedMeanwhile
            recorded = {member.person.id: member for member in family.members}
            named = [member.person for member in new.members if member.person is not None]
            if sorted(named) != sorted(recorded):
                raise NoSuchPerson
            untouched = {place for place, member in enumerate(new.members) if _stands(member, recorded)}
            check(_as_family(new), today, frozenset(untouched))
            await self._refuse_codes_of_others(new.members)
            joining = await self._known_who_join(new.members)
            faults = await disagreements(self._store, by, now, joining)
            if faults:
                work.record("people.compared", persons=[one.person for one in joining])
                return FamilyInvalid(fields=faults)
            await self._store.add_correction(family_id, new.seen, new.document, by, now)
            changed = [member for place, member in enumerate(new.members) if place not in untouched]
            work.record(
                "family.corrected",
                family=family_id,
                document=new.document.kind,
                persons=[await self._write(work, family, member, recorded, now) for member in changed],
            )
            corrected = await self._store.family(family_id)
        if corrected is None:
            raise NoSuchFamily
        return corrected

    async def _refuse_codes_of_others(self, members: tuple[CorrectedMember, ...]) -> None:
        faults: dict[str, GodaError] = {}
        inside = {member.person for member in members if member.person is not None}
        for place, member in enumerate(members):
            for field, code in (("code", member.now.code), ("previous", member.now.previous)):
                owner = await self._owner(code)
                if owner is None or owner == member.person:
                    continue
                if member.person is not None:
                    faults[f"members.{place}.{field}"] = CodeOfAnother()
                elif owner in inside:
                    faults[f"members.{place}.{field}"] = CodeTwice()
        if faults:
            raise FamilyInvalid(fields=faults)

    async def _known_who_join(self, members: tuple[CorrectedMember, ...]) -> list[Typed]:
        """Those who join this family and are on record in another."""
        found = []
        for place, member in enumerate(members):
            owner = await self._owner(member.now.code) if member.person is None else None
            if owner is not None:
                found.append(Typed(place, owner, member.now))
        return found

    async def _write(
        self, work: Work, family: Family, member: CorrectedMember, recorded: dict[UUID, Member], now: datetime
    ) -> UUID:
        person = member.person
        if person is not None:
            await self._store.change_person(person, member.now, now)
            await self._write_codes(person, member, recorded[person], now)
            await self._store.change_member(family.id, person, member.now)
            work.record("person.changed", person=person)
            return person
        person = await self._owner(member.now.code)
        if person is None:
            person = await self._store.add_person(member.now, now)
            work.record("person.recorded", person=person)
        elif await complete(self._store, person, member.now, now):
            work.record("person.changed", person=person)
        place = len((await self._reload(family.id)).members)
        await self._store.add_member(family.id, person, place, member.now)
        return person

    async def _write_codes(self, person: UUID, member: CorrectedMember, before: Member, now: datetime) -> None:
        """A changed code leaves the old one as previous (R-11); one that was mistyped leaves nothing."""
        old = personal_code.parse(before.person.code)
        if member.now.code.digits != old.digits:
            if await self._owner(member.now.code) == person:
                await self._store.make_current(person, member.now.code)
            else:
                await self._store.add_code(person, member.now.code, now, current=True)
            if member.mistyped:
                await self._store.forget_code(person, old)
        if member.now.previous is not None and await self._owner(member.now.previous) is None:
            await self._store.add_code(person, member.now.previous, now, current=False)

    async def _owner(self, code: PersonalCode | None) -> UUID | None:
        found = None if code is None else await self._store.person_by_code(code)
        return None if found is None else found[0]

    async def _reload(self, family: UUID) -> Family:
        found = await self._store.family(family)
        if found is None:
            raise NoSuchFamily
        return found


def as_typed(member: Member) -> NewMember:
    """A member on record as the form would bring them: nothing changed."""
    return NewMember(
        role=member.role,
        given=member.person.given,
        surname=member.person.surname,
        code=personal_code.parse(member.person.code),
        born=member.person.born if member.dependant else None,
        relation=member.relation,
        education=member.education,
        stays=member.stays,
        service=member.service,
        disability=member.disability,
        disability_until=member.disability_until,
    )


def _stands(member: CorrectedMember, recorded: dict[UUID, Member]) -> bool:
    return member.person is not None and member.now == as_typed(recorded[member.person])


def _as_family(new: FamilyCorrection) -> NewFamily:
    return NewFamily(document=new.document, members=tuple(member.now for member in new.members))
