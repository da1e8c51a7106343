"""Begin an application, go on with one, and find out anew who is in the family: the use cases that ask the Register of Natural Persons.

The register is asked outside of transactions; what it said is kept with the draft in one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from msgspec.structs import replace

from goda.applications import contact
from goda.applications import household as households
from goda.applications.errors import NotADraft, NotRegistered, NotYours
from goda.applications.household import Known
from goda.applications.model import (
    UNDECIDED,
    Answers,
    Application,
    Change,
    Member,
    changed,
    only_members,
)
from goda.applications.store import SYSTEM, Store, is_staff
from goda.applications.tables import ApplicationRow
from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.kernel import personal_code
from goda.kernel.clock import Clock, riga_day
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.people.service import People
from goda.registers.errors import PersonUnknown, RegisterSilent
from goda.registers.service import Registers

T = TypeVar("T")

FRESH: Final = timedelta(hours=24)
"""A draft whose members were asked about longer ago is looked at anew when it is gone on with: a child may have been born."""
PATIENCE: Final = 6.0
"""Seconds for that, within one request; the checking asks the registers anyway."""


class Beginnings:
    """The use cases that `Applications` lends its name to."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, people: People, registers: Registers
    ) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._people = people
        self._registers = registers

    def today(self) -> date:
        """The calendar day in Riga."""
        return riga_day(self._clock.now())

    async def start(self, actor: Actor, person: UUID, *, for_renewal: bool) -> Application:
        """As `Applications.start`."""
        if not (actor.kind == "system" or is_staff(actor) or (actor.kind == "person" and actor.id == person)):
            raise NotYours
        known = (await self._people.persons([person])).get(person)
        if known is None:
            raise NotYours
        begun = await self._resume(actor, known.id)
        if begun is not None:
            return await self.fresh(actor, begun)
        family = await self._family_of(known.id)
        return await self._begin(actor, await self._codes_of(known.id), family, for_renewal=for_renewal)

    async def start_in_person(self, actor: Actor, code: PersonalCode, *, for_renewal: bool) -> Application:
        """As `Applications.start_in_person`."""
        if not is_staff(actor):
            raise NotYours
        whose = await self._people.whose([code])
        try:
            if (person := whose.get(code)) is not None:
                return await self.start(actor, person, for_renewal=for_renewal)
            return await self._begin(actor, (code,), new_id(), for_renewal=for_renewal)
        except PersonUnknown:
            raise NotRegistered from None

    async def refresh(self, actor: Actor, before: Application) -> Application:
        """As `Applications.refresh`, of an application that the actor may know of."""
        _require_changeable(actor, before)
        return await self._take_in(actor, before, await self._asked_anew(actor, before))

    async def _asked_anew(self, actor: Actor, before: Application) -> Known:
        codes = await self._codes_of(before.applicant)
        household = await self._registers.discover(actor, before.family, codes, "application")
        return await households.on_record(self._people, actor, household)

    async def _take_in(self, actor: Actor, before: Application, known: Known) -> Application:
        return await self._retrying(partial(self._refresh, actor, before.id, known))

    async def fresh(self, actor: Actor, draft: Application) -> Application:
        """The draft with its members as of today, if the register answers in a few seconds; else as it stands.

        It stands too where somebody is born on another day by now: unasked, that is taken for the register's fault (D-2).
        """
        if draft.state != "draft" or not self.is_stale(draft):
            return draft
        try:
            async with asyncio.timeout(PATIENCE):
                known = await self._asked_anew(actor, draft)
                return (
                    draft if _born_otherwise(draft.members, known.members) else await self._take_in(actor, draft, known)
                )
        except (RegisterSilent, PersonUnknown, TimeoutError):
            return draft

    def is_stale(self, application: Application) -> bool:
        """Whether its members were asked about too long ago to go on without a look."""
        return self._clock.now() - application.holder.source_at > FRESH

    async def keep_family(self, work: Work, application: Application) -> None:
        """Let staff find the family, from the moment it has applied."""
        await self._people.keep_family(
            work,
            application.family,
            households.kept_members(application, self.today()),
            households.document(application),
        )

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    async def _retrying(self, use_case: Callable[[], Awaitable[T]]) -> T:
        """Inside another's transaction only that one can be retried."""
        return await (use_case() if self._db.in_transaction else self._db.retrying(use_case))

    async def _codes_of(self, person: UUID) -> tuple[PersonalCode, ...]:
        one = (await self._people.persons([person]))[person]
        return tuple(personal_code.parse(code) for code in (one.code, *one.previous))

    async def _family_of(self, person: UUID) -> UUID:
        """The family of this applicant's earlier applications, or a new one."""
        async with self._db.transaction():
            earlier = await self._store.of_person(SYSTEM, person)
        return earlier[0].family if earlier else new_id()

    async def _resume(self, actor: Actor, person: UUID) -> Application | None:
        """The open application, taken over by the clerk before whom its applicant stands."""

        async def use_case() -> Application | None:
            found = await self._store.open_of(person)
            if found is None:
                return None
            async with self._audit.work(actor, Ground.GRANT) as work:
                if is_staff(actor) and found.state == "draft" and found.by_staff != actor.id:
                    found = await self._store.take(SYSTEM, found.id)
                    await self._store.write(found.id, {ApplicationRow.by_staff: actor.id}, self._clock.now())
                    found = replace(found, by_staff=actor.id)
                    work.record("application.taken_over", application=found.id)
                else:
                    work.record("application.resumed", application=found.id)
            return found

        return await self._retrying(use_case)

    async def _begin(
        self, actor: Actor, codes: tuple[PersonalCode, ...], family: UUID, *, for_renewal: bool
    ) -> Application:
        household = await self._registers.discover(actor, family, codes, "application")
        known = await households.on_record(self._people, actor, household)
        try:
            return await self._db.retrying(partial(self._add, actor, known, family, for_renewal=for_renewal))
        except Duplicate:  # another phone of theirs was quicker
            begun = await self._resume(actor, known.members[0].person)
            if begun is None:
                raise
            return begun

    async def _add(self, actor: Actor, known: Known, family: UUID, *, for_renewal: bool) -> Application:
        now, today = self._clock.now(), self.today()
        applicant = known.members[0].person
        async with self._audit.work(actor, Ground.GRANT) as work:
            earlier = [one for one in await self._store.of_person(SYSTEM, applicant) if one.registered_at is not None]
            renewed = next((one for one in earlier if one.state == "granted"), None) if for_renewal else None
            new = Application(
                id=new_id(),
                applicant=applicant,
                family=earlier[0].family if earlier else family,
                number=None,
                state="draft",
                started_at=now,
                registered_at=None,
                rules_of=today,
                decide_by=None,
                answers=_filled_in(earlier[0].answers if earlier else None, renewed, known),
                members=known.members,
                address=contact.known(known.household.applicant.address),
                previous=renewed.id if renewed else None,
                changes=_changes(renewed, known, today),
                by_staff=actor.id if is_staff(actor) else None,
                asked=None,
                asked_until=None,
                decided_at=None,
                version=0,
            )
            await self._store.add(new, now)
            await self._registers.keep(work, new.family, known.household, known.ids)
            work.record(
                "application.started",
                application=new.id,
                family=new.family,
                previous=new.previous,
                persons=[one.person for one in new.members],
            )
            return await self._store.get(SYSTEM, new.id)

    async def _refresh(self, actor: Actor, application: UUID, known: Known) -> Application:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = await self._store.take(actor, application)
            _require_changeable(actor, before)
            renewed = await self._store.get(SYSTEM, before.previous) if before.previous else None
            changes = _changes(renewed, known, self.today())
            after = replace(
                before,
                members=known.members,
                address=contact.known(known.household.applicant.address),
                changes=changes,
                answers=only_members(before.answers, known.members),
            )
            await self._store.write_members(after, now)
            await self._registers.keep(work, before.family, known.household, known.ids)
            work.record("application.refreshed", application=application, persons=[one.person for one in known.members])
            refreshed = await self._store.get(SYSTEM, application)
            if refreshed.registered_at is not None:
                await self.keep_family(work, refreshed)
            return refreshed


def same_people(one: tuple[Member, ...], other: tuple[Member, ...]) -> bool:
    """Whether the same persons stand in the same roles under the same names."""
    return [_as_shown(member) for member in one] == [_as_shown(member) for member in other]


def _born_otherwise(before: tuple[Member, ...], now: tuple[Member, ...]) -> bool:
    """Whether one and the same person has another birth date."""
    born = {one.person: one.born for one in before}
    return any(one.born != born.get(one.person, one.born) for one in now)


def _as_shown(member: Member) -> tuple[object, ...]:
    return member.person, member.role, member.relation, member.name, member.born


def _require_changeable(actor: Actor, application: Application) -> None:
    """Drafts for whoever may see them; what is registered for those who work on it."""
    on_it = application.state in UNDECIDED and (actor.kind == "system" or is_staff(actor))
    if application.state != "draft" and not on_it:
        raise NotADraft


def _filled_in(last: Answers | None, renewed: Application | None, known: Known) -> Answers:
    """What is known already: how the fund reaches the family, else its declared residence; in a renewal everything that was said before."""
    if last is None:
        return Answers(postal=contact.known(known.household.applicant.address))
    reached = Answers(
        phone=last.phone, email=last.email, channel=last.channel, language=last.language, postal=last.postal
    )
    if renewed is None:
        return reached
    said = replace(
        renewed.answers,
        phone=reached.phone,
        email=reached.email,
        channel=reached.channel,
        language=reached.language,
        postal=reached.postal,
    )
    return only_members(said, known.members)


def _changes(renewed: Application | None, known: Known, today: date) -> tuple[Change, ...]:
    return changed(renewed.members, renewed.rules_of, known.members, today) if renewed else ()
