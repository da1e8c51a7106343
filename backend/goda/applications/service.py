"""The use cases of an application: begin, answer, submit, withdraw, correct; and `move` for the flows that decide.

Each may be called inside another's work, but for those that ask a register (`start`, `start_in_person`, `refresh`). Everything stands on record (R-83).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from goda.applications import answers as reading
from goda.applications.beginning import Beginnings
from goda.applications.errors import (
    AnswersInvalid,
    DecidedAlready,
    KeyOfAnother,
    MovedMeanwhile,
    NotADraft,
)
from goda.applications.model import (
    NEXT,
    Application,
    Lack,
    State,
    contact_of,
    law_family,
)
from goda.applications.store import SYSTEM, Store
from goda.applications.submitting import CHECK, Submissions
from goda.applications.tables import ApplicationRow
from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode
from goda.law.assessment import assess
from goda.law.facts import Mark
from goda.notices.model import Contact
from goda.notices.service import Notices
from goda.people.service import People
from goda.registers.service import Registers

__all__ = ["CHECK", "Applications", "Withdrawn"]

T = TypeVar("T")

Withdrawn = Callable[[Work, Application], Awaitable[None]]


class Applications:
    """Made once by the application; `fits` is `Cards.preview`."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, people: People, registers: Registers, notices: Notices, fits: reading.Fits
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._registers = registers
        self._notices = notices
        self._fits = fits
        self._store = Store(db, vault)
        self._beginnings = Beginnings(db, audit, clock, self._store, people, registers)
        self._submissions = Submissions(db, audit, clock, self._store, self._beginnings, notices, fits)
        self._on_withdrawn: list[Withdrawn] = []

    def today(self) -> date:
        """The calendar day in Riga."""
        return riga_day(self._clock.now())

    # -- beginning --------------------------------------------------------------------------------------------------------------

    async def start(self, actor: Actor, person: UUID, *, for_renewal: bool = False) -> Application:
        """Begin an application, or go on with the person's open one: there is one at most, however many phones begin it.

        A person begins their own; a clerk goes on with what the person before them began. A renewal is filled in from the last that was granted.
        Not inside a transaction. Raises `NotYours`, `RegisterSilent`, `PersonUnknown`.
        """
        return await self._beginnings.start(actor, person, for_renewal=for_renewal)

    async def start_in_person(self, actor: Actor, code: PersonalCode, *, for_renewal: bool = False) -> Application:
        """A clerk begins it for whoever stands before them with an identity document (R-40), or goes on with what that person has begun.

        Not inside a transaction. Raises `NotYours`, `NotRegistered`, `RegisterSilent`.
        """
        return await self._beginnings.start_in_person(actor, code, for_renewal=for_renewal)

    async def refresh(self, actor: Actor, application: UUID) -> Application:
        """Ask anew who is in the family: of a draft for whoever fills it in, of what is not decided for those who work on it.

        Answers about who is no member any more are taken out. Not inside a transaction. Raises `NoSuchApplication`, `NotADraft`, `RegisterSilent`.
        """
        return await self._beginnings.refresh(actor, await self.get(actor, application))

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
        A draft begun long ago is looked at anew first, if the register answers. Raises `NoSuchApplication`, `AnswersInvalid`, `NotADraft`
        (withdrawn unsubmitted), `KeyOfAnother`, `FamilyChanged`.
        """
        if not self._db.in_transaction:
            await self._submissions.require_same_family(actor, application)
        try:
            return await self._retrying(partial(self._submissions.submit, actor, application, key))
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
        if any(to != state and to not in NEXT[state] for state in from_):  # it may stay, with another term
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
        return await self._store.get(SYSTEM, application)

    async def taken(self, application: UUID) -> Application:
        """As `found`, and locked until the caller's transaction ends: whoever changes it waits."""
        return await self._store.take(SYSTEM, application)

    async def numbers(self, applications: Sequence[UUID]) -> dict[UUID, str | None]:
        """The numbers of these, without opening anything; the caller records who was read."""
        return await self._store.numbers(applications)

    async def of_family(self, family: UUID) -> tuple[Application, ...]:
        """All applications of a family, newest first; the caller records who was read."""
        return await self._store.of_family(family)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what belonged to `gone` is `kept`'s. In the caller's transaction.

        One open application a person: if both had one, a draft gives way to what is registered, else the later to the earlier.
        """
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            mine, other = await self._store.open_of(kept), await self._store.open_of(gone)
            if mine is not None and other is not None:
                _, late = sorted(
                    (mine, other), key=lambda one: (one.state == "draft", one.registered_at or one.started_at)
                )
                moved = await self.move(work, late.id, to="withdrawn", from_=(late.state,))
                for callback in self._on_withdrawn:
                    await callback(work, moved)
            touched = await self._store.rehome(kept, gone, self._clock.now())
            work.record("application.rehomed", kept=kept, gone=gone, applications=[*touched])

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    async def _retrying(self, use_case: Callable[[], Awaitable[T]]) -> T:
        """Inside another's transaction only that one can be retried."""
        return await (use_case() if self._db.in_transaction else self._db.retrying(use_case))

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
