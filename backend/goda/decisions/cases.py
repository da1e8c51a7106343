"""What staff do with a case before they decide: ask registers or the family again, extend the term, enter facts; or find that a right stands."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from goda.applications.service import Applications
from goda.audit import SYSTEM, Actor, Audit, Ground, Work
from goda.cards.model import begins
from goda.db.database import Database
from goda.db.jobs import Job
from goda.decisions import checking, errors, happened
from goda.decisions.assessing import Assessing
from goda.decisions.casework import Casework
from goda.decisions.may import May, require_staff
from goda.decisions.model import (
    MOST_EXTENSION,
    Case,
)
from goda.decisions.store import Store
from goda.documents.service import Documents
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import GodaError, Invalid
from goda.law.dates import ONE_DAY
from goda.law.deadlines import decide_by
from goda.notices.service import Notices
from goda.registers.model import HandFact
from goda.registers.service import Registers

REMIND: Final = "decision.remind"
"""The job that reminds a family of what it was asked, and gives the case back when its day has passed; payload `{"case": id, "until": day}`."""
REMIND_BEFORE: Final = timedelta(days=3)
MOST_WORDS: Final = 2_000
"""Characters of what the family is asked, or of reasons for an extension."""
ANEW: Final = frozenset({happened.CHANGED, happened.FACT_ENTERED, happened.ANSWERED})
"""After these a first person's word that a right stands is about something else than is known now."""


class Cases:
    """The use cases."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, applications: Applications, registers: Registers,
        documents: Documents, notices: Notices, assessing: Assessing, casework: Casework, may: May,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._applications = applications
        self._registers = registers
        self._documents = documents
        self._notices = notices
        self._assessing = assessing
        self._casework = casework
        self._may = may

    # -- handling ---------------------------------------------------------------------------------------------------------------

    async def take(self, actor: Actor, case: UUID) -> Case:
        """Take a case in hand."""
        return await self._db.retrying(lambda: self._hand(actor, case, take=True))

    async def release(self, actor: Actor, case: UUID) -> Case:
        """Give a case back to everybody."""
        return await self._db.retrying(lambda: self._hand(actor, case, take=False))

    async def ask_again(self, actor: Actor, case: UUID) -> None:
        """Have every needed register asked again at once."""
        await self._db.retrying(lambda: self._ask_again(actor, case))

    async def ask_family(self, actor: Actor, case: UUID, what: str, until: date) -> Case:
        """Ask the family for something, by a day."""
        return await self._db.retrying(lambda: self._ask_family(actor, case, what, until))

    async def extend(self, actor: Actor, case: UUID, months: int, reasons: str) -> Case:
        """Extend the term of decision (D-10)."""
        return await self._db.retrying(lambda: self._extend(actor, case, months, reasons))

    async def enter_fact(self, actor: Actor, case: UUID, fact: HandFact) -> None:
        """Enter what a document says (R-68)."""
        await self._db.retrying(lambda: self._enter_fact(actor, case, fact))

    async def keep(self, actor: Actor, case: UUID, note: str) -> Case:
        """Close a recheck or a proposed annulment: the right stands."""
        return await self._db.retrying(lambda: self._keep(actor, case, note))

    async def answered(self, work: Work, application: UUID) -> None:
        """The family has answered what it was asked: the case goes on. Nothing where nothing was asked."""
        case = await self._store.case_of(application)
        if case is None or case.state != "asked":
            return
        found = await self._applications.taken(application)
        if found.state == "asked":
            await self._applications.move(work, application, to="case", from_=("asked",))
        await self._store.add_event(case.id, self._clock.now(), happened.ANSWERED, None)
        await self._store.change_case(case, state="open", asked_until=None)
        work.record("case.answered", case=case.id)

    async def _hand(self, actor: Actor, case_id: UUID, *, take: bool) -> Case:
        async with self._audit.work(actor, Ground.GRANT) as work:
            by = require_staff(actor)
            case = await self._open(case_id)
            wanted = by if take else None
            work.record("case.take" if take else "case.release", case=case_id)
            if case.taken_by == wanted:
                return case
            what = happened.TAKEN if take else happened.RELEASED
            await self._store.add_event(case.id, self._clock.now(), what, by)
            return await self._store.change_case(case, taken_by=wanted)

    async def _ask_again(self, actor: Actor, case_id: UUID) -> None:
        async with self._audit.work(actor, Ground.GRANT) as work:
            by = require_staff(actor)
            case = await self._open(case_id)
            if case.application is not None:
                await checking.enqueue(work, case.application)
            else:
                await work.enqueue(checking.ASK_CASE, {"case": str(case.id)}, key=f"{checking.ASK_CASE}-{case.id}")
            await self._store.add_event(case.id, self._clock.now(), happened.ASKED_AGAIN, by)
            work.record("case.ask_again", case=case_id)

    async def _ask_family(self, actor: Actor, case_id: UUID, what: str, until: date) -> Case:
        now, said = self._clock.now(), what.strip()
        async with self._audit.work(actor, Ground.GRANT) as work:
            case = await self._open(case_id)
            by = await self._may.decide(actor, await self._casework.persons(case))
            if await self._casework.live_decision(case) is not None:
                raise errors.DecidedAlready
            faults: dict[str, GodaError] = {}
            if not said:
                faults["what"] = errors.WhatMissing()
            elif len(said) > MOST_WORDS:
                faults["what"] = errors.TextTooLong(most=MOST_WORDS)
            if (
                not self._assessing.today()
                < until
                <= decide_by(self._assessing.today(), extended_by_months=MOST_EXTENSION)
            ):
                faults["until"] = errors.DayInPast()
            if faults:
                raise Invalid(faults)
            application, _ = await self._casework.assessed(case)
            if case.application is not None:
                await self._applications.move(
                    work, case.application, to="asked", from_=("case", "asked"), asked=said, asked_until=until
                )
            params = {"until": until.isoformat()}
            await self._store.add_event(case.id, now, happened.ASKED_FAMILY, by, params, said)
            changed = await self._store.change_case(case, state="asked", asked_until=until, taken_by=by)
            told = {"what": said, "until": until.isoformat(), "number": application.number or "" if application else ""}
            about = application.id if application else None
            await self._notices.send(
                work, case.applicant, "asked", told, application=about, id=uuid5(case.id, f"asked-{changed.version}")
            )
            await self._remind_later(work, changed)
            work.record("case.ask_family", case=case_id, until=until)
            return changed

    async def remind(self, job: Job) -> None:
        """Three days before the end of its term remind the family, once; on the day after, give the case back to the clerks."""
        await self._db.retrying(lambda: self._remind(job))

    async def _remind(self, job: Job) -> None:
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            case = await self._store.case(UUID(job.payload["case"]))
            work.record("case.remind", case=case.id)
            until = case.asked_until
            if case.state == "asked" and until is not None and until.isoformat() == job.payload["until"]:
                if self._assessing.today() > until:
                    await self._unanswered(work, case)
                else:
                    await self._send_reminder(work, case, until)
            await job.complete()

    async def _send_reminder(self, work: Work, case: Case, until: date) -> None:
        application, _ = await self._casework.assessed(case)
        events = await self._store.events(case.id)
        said = next((one.note for one in reversed(events) if one.what == happened.ASKED_FAMILY), "")
        told = {"what": said, "until": until.isoformat(), "number": application.number or "" if application else ""}
        about = application.id if application else None
        reminder = uuid5(case.id, f"reminder-{until}")
        await self._notices.send(work, case.applicant, "reminder", told, application=about, id=reminder)
        await self._remind_later(work, case, over=True)

    async def _unanswered(self, work: Work, case: Case) -> None:
        if case.application is not None:
            await self._applications.move(work, case.application, to="case", from_=("asked",))
        await self._store.add_event(case.id, self._clock.now(), happened.NOT_ANSWERED, None)
        await self._store.change_case(case, state="open", asked_until=None)

    async def _remind_later(self, work: Work, case: Case, *, over: bool = False) -> None:
        """The next step about what was asked: the reminder if there is time for one, else the day after."""
        assert case.asked_until is not None
        now = self._clock.now()
        end = begins(case.asked_until + ONE_DAY)
        due = end if over or end - REMIND_BEFORE - ONE_DAY <= now else end - REMIND_BEFORE
        payload = {"case": str(case.id), "until": case.asked_until.isoformat()}
        await work.enqueue(REMIND, payload, max(due - now, timedelta(0)))

    async def _extend(self, actor: Actor, case_id: UUID, months: int, reasons: str) -> Case:
        said = reasons.strip()
        async with self._audit.work(actor, Ground.GRANT) as work:
            case = await self._open(case_id)
            by = await self._may.decide(actor, await self._casework.persons(case))
            application, _ = await self._casework.assessed(case)
            faults: dict[str, GodaError] = {}
            if months < 1 or case.extended + months > MOST_EXTENSION:
                faults["months"] = errors.MonthsWrong(most=MOST_EXTENSION)
            if not said:
                faults["reasons"] = errors.ReasonsMissing()
            elif len(said) > MOST_WORDS:
                faults["reasons"] = errors.TextTooLong(most=MOST_WORDS)
            if faults:
                raise Invalid(faults)
            total = case.extended + months
            began = application.registered_at if case.application is not None and application else case.opened_at
            assert began is not None
            term = decide_by(riga_day(began), extended_by_months=total)
            if case.application is not None and application is not None:
                state = application.state
                await self._applications.move(work, case.application, to=state, from_=(state,), decide_by=term)
            params = {"decide_by": term.isoformat()}
            await self._store.add_event(case.id, self._clock.now(), happened.EXTENDED, by, params, said)
            changed = await self._store.change_case(case, decide_by=term, extended=total)
            told = {
                "what": said,
                "decide_by": term.isoformat(),
                "number": application.number or "" if application else "",
            }
            about = application.id if application else None
            await self._notices.send(
                work, case.applicant, "extended", told, application=about, id=uuid5(case.id, f"extended-{total}")
            )
            work.record("case.extend", case=case_id, decide_by=term)
            return changed

    async def _enter_fact(self, actor: Actor, case_id: UUID, fact: HandFact) -> None:
        async with self._audit.work(actor, Ground.GRANT) as work:
            case = await self._open(case_id)
            persons = await self._casework.persons(case)
            by = await self._may.decide(actor, persons)
            if fact.person not in persons or fact.family != case.family:
                raise Invalid({"person": errors.NotInFamily()})
            if fact.document is None and not fact.note.strip():
                raise Invalid({"document": errors.DocumentMissing()})
            if await self._casework.live_decision(case) is not None:
                raise errors.DecidedAlready
            entered = await self._registers.add_by_hand(work, actor, fact)
            if fact.document is not None:
                await self._documents.rely_on(work, fact.document)
            params = {"mark": fact.mark.value}
            await self._store.add_event(
                case.id, self._clock.now(), happened.FACT_ENTERED, by, params, fact.note.strip()
            )
            _, assessed = await self._casework.assessed(case)
            if assessed is not None:
                await self._casework.now_because(await self._store.case(case_id), assessed.whys)
            work.record("case.fact", case=case_id, person=fact.person, fact=entered, document=fact.document)

    async def _keep(self, actor: Actor, case_id: UUID, note: str) -> Case:
        async with self._audit.work(actor, Ground.RECHECK) as work:
            case = await self._open(case_id)
            by = await self._may.decide(actor, await self._casework.persons(case))
            if case.kind == "application":
                raise Invalid({"kind": errors.KindWrong()})
            if not note.strip():
                raise Invalid({"note": errors.ReasonsMissing()})
            decided = await self._casework.live_decision(case)
            # What has ended meanwhile leaves nothing to decide: the case may close.
            if decided is not None and decided.state != "made":
                raise errors.DecidedAlready
            if await self._waits_for_another(case, by):
                await self._store.add_event(case.id, self._clock.now(), happened.KEEP_PROPOSED, by, {}, note.strip())
                work.record("case.keep_proposed", case=case_id)
                return case
            work.record("case.keep", case=case_id)
            return await self._casework.close(case.id, happened.KEPT, by, {}, note.strip())

    async def _waits_for_another(self, case: Case, by: UUID) -> bool:
        """Whether leaving the right as it is takes two people, and nobody has said so yet of what is known now. Raises `SamePerson`."""
        _, assessed = await self._casework.assessed(case)
        if case.kind != "recheck" or assessed is None:
            return False
        if not assessed.keeping_takes_two:
            return False
        proposed: UUID | None = None
        for event in await self._store.events(case.id):
            if event.what == happened.KEEP_PROPOSED:
                proposed = event.by
            elif event.what in ANEW:
                proposed = None
        if proposed == by:
            raise errors.SamePerson
        return proposed is None

    async def _open(self, case_id: UUID) -> Case:
        case = await self._store.case(case_id)
        if case.state == "closed":
            raise errors.CaseClosed
        return case
