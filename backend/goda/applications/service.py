"""The use cases of an application: begin, answer, submit, withdraw, correct; and `move` for the flows that decide.

Each may be called inside another's work, but for those that ask a register (`start`, `start_in_person`, `refresh`). Everything stands on record (R-83).
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from goda.applications import answers as reading
from goda.applications import household as households
from goda.applications.errors import (
    AnswersInvalid,
    DecidedAlready,
    KeyOfAnother,
    MovedMeanwhile,
    NotADraft,
    NotRegistered,
    NotYours,
)
from goda.applications.household import Known
from goda.applications.model import (
    NEXT,
    RIGA,
    UNDECIDED,
    Answers,
    Application,
    Change,
    Lack,
    State,
    changed,
    contact_of,
    law_family,
    only_members,
)
from goda.applications.store import Store, is_staff
from goda.applications.tables import ApplicationRow
from goda.audit import Actor, Audit, Ground, Work
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.law.assessment import assess
from goda.law.deadlines import decide_by as term
from goda.law.facts import Mark
from goda.notices.model import Contact
from goda.notices.service import Notices
from goda.people.service import People
from goda.registers.errors import PersonUnknown
from goda.registers.service import Registers

T = TypeVar("T")

CHECK: Final = "application.check"
"""The job by which a submitted application is checked; its payload is `{"application": id}`."""

Withdrawn = Callable[[Work, Application], Awaitable[None]]


class Applications:
    """Made once by the application."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, people: People, registers: Registers, notices: Notices, cards: Cards
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._people = people
        self._registers = registers
        self._notices = notices
        self._fits = cards.preview
        self._store = Store(db, vault)
        self._on_withdrawn: list[Withdrawn] = []

    def today(self) -> date:
        """The calendar day in Riga."""
        return self._clock.now().astimezone(RIGA).date()

    # -- beginning --------------------------------------------------------------------------------------------------------------

    async def start(self, actor: Actor, person: UUID, *, for_renewal: bool = False) -> Application:
        """Begin an application, or go on with the person's open one: there is one at most, however many phones begin it.

        A person begins their own, staff that of whoever came in person, which makes it theirs to go on with. A renewal is filled in from the last
        that was granted. Raises `NotYours`, `RegisterSilent`, `PersonUnknown`.
        """
        if not (actor.kind == "system" or is_staff(actor) or (actor.kind == "person" and actor.id == person)):
            raise NotYours
        known = (await self._people.persons([person])).get(person)
        if known is None:
            raise NotYours
        resumed = await self._resume(actor, known.id)
        if resumed is not None:
            return resumed
        codes = tuple(personal_code.parse(code) for code in (known.code, *known.previous))
        return await self._begin(actor, codes, await self._family_of(known.id), for_renewal=for_renewal)

    async def start_in_person(self, actor: Actor, code: PersonalCode, *, for_renewal: bool = False) -> Application:
        """A clerk begins it for whoever stands before them with an identity document (R-40), or goes on with what that person has begun.

        Raises `NotYours`, `NotRegistered`, `RegisterSilent`.
        """
        if not is_staff(actor):
            raise NotYours
        whose = await self._people.whose([code])
        try:
            if (person := whose.get(code)) is not None:
                return await self.start(actor, person, for_renewal=for_renewal)
            return await self._begin(actor, (code,), new_id(), for_renewal=for_renewal)
        except PersonUnknown:
            raise NotRegistered from None

    async def refresh(self, actor: Actor, application: UUID) -> Application:
        """Ask anew who is in the family: of a draft for whoever fills it in, of what is not decided for those who work on it.

        Answers about who is no member any more are taken out. Raises `NoSuchApplication`, `NotADraft`, `RegisterSilent`.
        """
        before = await self.get(actor, application)
        self._require_changeable(actor, before)
        persons = await self._people.persons([before.applicant])
        one = persons[before.applicant]
        codes = tuple(personal_code.parse(code) for code in (one.code, *one.previous))
        household = await self._registers.discover(actor, before.family, codes, "application")
        known = await households.on_record(self._people, actor, household)
        return await self._retrying(partial(self._refresh, actor, application, known))

    # -- looking ----------------------------------------------------------------------------------------------------------------

    async def open_of(self, actor: Actor, person: UUID) -> Application | None:
        """The person's open application, if the actor may know of it."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = next((one for one in await self._store.of_person(actor, person) if one.open), None)
            work.record("application.listed", person=person, applications=[found.id] if found else [])
        return found

    async def of_person(self, actor: Actor, person: UUID) -> tuple[Application, ...]:
        """All of a person's applications that the actor may know of, newest first."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.of_person(actor, person)
            work.record("application.listed", person=person, applications=[one.id for one in found])
        return found

    async def get(self, actor: Actor, application: UUID) -> Application:
        """One application; raises `NoSuchApplication` where there is none that the actor may know of."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.get(actor, application)
            work.record("application.read", application=application)
        return found

    async def by_number(self, actor: Actor, number: str) -> Application:
        """As `get`, by its number as typed."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.by_number(actor, number.strip().upper())
            work.record("application.read", application=found.id)
        return found

    def missing(self, application: Application) -> dict[str, GodaError]:
        """What still keeps a draft from being submitted today, by the field's wire name."""
        return reading.missing(application, self.today(), self._fits)

    async def lacks(self, application: Application) -> tuple[Lack, ...]:
        """What is missing, as its family sees it: answers of a draft, or what no register has told of one that a clerk works on.

        Whether somebody counts on another family's card is the fund's own business and left out. The caller has read the application on record.
        """
        if application.state == "draft":
            return tuple(Lack(code=fault.code, field=field) for field, fault in self.missing(application).items())
        if application.state not in ("case", "asked"):
            return ()
        family = law_family(application, await self._registers.facts(application.family))
        questions = assess(family, self.today(), rules_of=application.rules_of).open_questions
        lacking = {(question.mark, question.subject) for question in questions if question.mark is not Mark.COUNTED_AS}
        return tuple(Lack(code=str(mark), person=person) for mark, person in sorted(lacking))

    # -- filling in and submitting ----------------------------------------------------------------------------------------------

    async def answer(self, actor: Actor, application: UUID, changes: Mapping[str, Any]) -> Application:
        """Keep answers field by field, by the names of `Answers`' fields; None takes one back. The last writer of a field wins, others stay.

        Raises `NoSuchApplication`, `NotADraft`; `AnswersInvalid` by field, after having kept the fields that are right: nothing is lost.
        """
        kept, faults = await self._retrying(partial(self._answer, actor, application, changes))
        if faults:
            raise AnswersInvalid(faults)
        return kept

    async def submit(self, actor: Actor, application: UUID, key: UUID) -> Application:
        """Register a draft: number, moment, the day by which the fund must decide (R-10, D-10); then the registers are asked (R-43).

        However often and from wherever it is submitted, it is one application, and the answer is the same. `key` is one submission's own.
        Raises `NoSuchApplication`, `AnswersInvalid`, `NotADraft` (withdrawn unsubmitted), `KeyOfAnother`.
        """
        try:
            return await self._retrying(partial(self._submit, actor, application, key))
        except Duplicate:
            raise KeyOfAnother from None

    async def withdraw(self, actor: Actor, application: UUID) -> Application:
        """Take it back, until it is decided; once more changes nothing. Raises `NoSuchApplication`, `DecidedAlready`."""
        return await self._retrying(partial(self._withdraw, actor, application))

    async def correct_contact(self, actor: Actor, application: UUID, contact: Contact) -> Application:
        """Correct how the family is reached, whatever has become of the application. Raises `NoSuchApplication`, `AnswersInvalid`."""
        return await self._retrying(partial(self._correct_contact, actor, application, contact))

    # -- for the flows above ----------------------------------------------------------------------------------------------------

    def on_withdrawn(self, callback: Withdrawn) -> None:
        """Call this in the transaction of each withdrawal: cases and held decisions end with the application."""
        self._on_withdrawn.append(callback)

    async def move(
        self, work: Work, application: UUID, *, to: State, from_: tuple[State, ...],
        decide_by: date | None = None, asked: str | None = None, asked_until: date | None = None, decided_at: datetime | None = None,
    ) -> Application:  # fmt: skip
        """Bring it to another state, in the caller's transaction. Raises `MovedMeanwhile` where it stands in none of `from_`.

        What is left out stays as it is; what was asked of the family is forgotten in every state but `asked`, which needs it.
        """
        if any(to not in NEXT[state] for state in from_):
            raise ValueError(f"no way to {to} from one of {from_}")
        now = self._clock.now()
        values: dict[Any, Any] = {ApplicationRow.state: to}
        if decide_by is not None:
            values[ApplicationRow.decide_by] = decide_by
        if to != "asked":
            values |= {ApplicationRow.asked: None, ApplicationRow.asked_until: None}
        elif asked is not None:
            sealed = self._store.seal_asked(application, asked)
            values |= {ApplicationRow.asked: sealed, ApplicationRow.asked_until: asked_until}
        if to in ("granted", "refused"):
            values[ApplicationRow.decided_at] = decided_at or now
        moved = await self._store.move(application, from_, values, now)
        if moved is None:
            raise MovedMeanwhile
        work.record("application.moved", application=application, to=to, decide_by=moved.decide_by)
        return moved

    async def found(self, application: UUID) -> Application:
        """The application as it stands, in the caller's transaction and under the caller's record. Raises `NoSuchApplication`."""
        return await self._store.get(_SYSTEM, application)

    async def taken(self, application: UUID) -> Application:
        """As `found`, and locked until the caller's transaction ends: whoever changes it waits."""
        return await self._store.take(_SYSTEM, application)

    async def of_family(self, family: UUID) -> tuple[Application, ...]:
        """All applications of a family, newest first; the caller records who was read."""
        return await self._store.of_family(family)

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    async def _retrying(self, use_case: Callable[[], Awaitable[T]]) -> T:
        """Inside another's transaction only that one can be retried."""
        return await (use_case() if self._db.in_transaction else self._db.retrying(use_case))

    def _require_changeable(self, actor: Actor, application: Application) -> None:
        """Drafts for whoever may see them; what is registered for those who work on it."""
        on_it = application.state in UNDECIDED and (actor.kind == "system" or is_staff(actor))
        if application.state != "draft" and not on_it:
            raise NotADraft

    async def _family_of(self, person: UUID) -> UUID:
        """The family of this applicant's earlier applications, or a new one."""
        async with self._db.transaction():
            earlier = await self._store.of_person(_SYSTEM, person)
        return earlier[0].family if earlier else new_id()

    async def _resume(self, actor: Actor, person: UUID) -> Application | None:
        """The open application, taken over by the clerk before whom its applicant stands."""

        async def use_case() -> Application | None:
            found = await self._store.open_of(person)
            if found is None:
                return None
            async with self._audit.work(actor, Ground.GRANT) as work:
                if is_staff(actor) and found.state == "draft" and found.by_staff != actor.id:
                    found = await self._store.take(_SYSTEM, found.id)
                    await self._store.write(found.id, {ApplicationRow.by_staff: actor.id}, self._clock.now())
                    found = msgspec.structs.replace(found, by_staff=actor.id)
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
            earlier = [one for one in await self._store.of_person(_SYSTEM, applicant) if one.registered_at is not None]
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
                answers=_filled_in(earlier[0].answers if earlier else Answers(), renewed, known),
                members=known.members,
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
            return await self._store.get(_SYSTEM, new.id)

    async def _refresh(self, actor: Actor, application: UUID, known: Known) -> Application:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = await self._store.take(actor, application)
            self._require_changeable(actor, before)
            renewed = await self._store.get(_SYSTEM, before.previous) if before.previous else None
            changes = _changes(renewed, known, self.today())
            await self._store.write_members(application, known.members, changes, now)
            await self._store.write_answers(application, only_members(before.answers, known.members), now)
            await self._registers.keep(work, before.family, known.household, known.ids)
            work.record("application.refreshed", application=application, persons=[one.person for one in known.members])
            refreshed = await self._store.get(_SYSTEM, application)
            if refreshed.registered_at is not None:
                await self._keep_family(work, refreshed)
            return refreshed

    async def _answer(
        self, actor: Actor, application: UUID, changes: Mapping[str, Any]
    ) -> tuple[Application, dict[str, GodaError]]:
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = await self._store.take(actor, application)
            if before.state != "draft":
                raise NotADraft
            values, faults = reading.read(before, changes, self._fits)
            answers = msgspec.structs.replace(before.answers, **values)
            await self._store.write_answers(application, answers, self._clock.now())
            work.record("application.answered", application=application, fields=[*sorted(values)])
        return msgspec.structs.replace(before, answers=answers), faults

    async def _submit(self, actor: Actor, application: UUID, key: UUID) -> Application:
        now, today = self._clock.now(), self.today()
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.get(actor, application)
            if found.registered_at is None:
                found = await self._store.take(actor, application)  # and as it stands once the lock is ours
            if found.registered_at is not None:
                work.record("application.submitted_again", application=application)
                return await self._store.get(actor, application)
            if found.state != "draft":
                raise NotADraft
            if faults := self.missing(found):
                raise AnswersInvalid(faults)
            number = f"3P-{today.year}-{await self._store.next_number(today.year):06d}"
            await self._store.write(
                application,
                {
                    ApplicationRow.state: "checking",
                    ApplicationRow.number: number,
                    ApplicationRow.registered_at: now,
                    ApplicationRow.rules_of: today,
                    ApplicationRow.decide_by: term(today),
                    ApplicationRow.submit_key: key,
                },
                now,
            )
            work.record("application.submitted", application=application, number=number, decide_by=term(today))
            found = await self._store.get(actor, application)
            await self._keep_family(work, found)
            await self._notices.set_contact(work, found.applicant, contact_of(found.answers))
            await self._notices.send(
                work,
                found.applicant,
                "received",
                {"number": number, "day": today.isoformat(), "decide_by": term(today).isoformat()},
                application=application,
            )
            await work.enqueue(CHECK, {"application": str(application)})
        return found

    async def _withdraw(self, actor: Actor, application: UUID) -> Application:
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.take(actor, application)
            if found.state == "withdrawn":
                work.record("application.withdrawn_again", application=application)
                return found
            if not found.open:
                raise DecidedAlready
            moved = await self.move(work, application, to="withdrawn", from_=(found.state,))
            for callback in self._on_withdrawn:
                await callback(work, moved)
            if moved.number is not None:
                params = {"number": moved.number}
                await self._notices.send(work, moved.applicant, "withdrawn", params, application=application)
        return moved

    async def _correct_contact(self, actor: Actor, application: UUID, contact: Contact) -> Application:
        changes = {
            "phone": contact.phone,
            "email": contact.email,
            "channel": contact.channel,
            "postal": contact.postal,
            "language": contact.language,
        }
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = await self._store.take(actor, application)
            values, faults = reading.read(before, changes, self._fits)
            answers = msgspec.structs.replace(before.answers, **values)
            faults = reading.contact_faults(answers) | faults
            if faults:
                raise AnswersInvalid(faults)
            await self._store.write_answers(application, answers, self._clock.now())
            if before.registered_at is not None:
                await self._notices.set_contact(work, before.applicant, contact_of(answers))
            work.record("application.contact_corrected", application=application)
        return msgspec.structs.replace(before, answers=answers)

    async def _keep_family(self, work: Work, application: Application) -> None:
        """Let staff find the family, from the moment it has applied."""
        await self._people.keep_family(
            work,
            application.family,
            households.kept_members(application, self.today()),
            households.document(application),
        )


_SYSTEM: Final = Actor(kind="system")
"""Looks where the use case has said already who may."""


def _filled_in(last: Answers, renewed: Application | None, known: Known) -> Answers:
    """A renewal begins with everything that was said; another application with how the fund reaches the family, which it knows."""
    if renewed is not None:
        last = msgspec.structs.replace(
            renewed.answers,
            phone=last.phone,
            email=last.email,
            channel=last.channel,
            language=last.language,
            postal=last.postal,
        )
        return only_members(last, known.members)
    return Answers(phone=last.phone, email=last.email, channel=last.channel, language=last.language, postal=last.postal)


def _changes(renewed: Application | None, known: Known, today: date) -> tuple[Change, ...]:
    return changed(renewed.members, renewed.rules_of, known.members, today) if renewed else ()
