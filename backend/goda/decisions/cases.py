"""What staff do with a case before they decide: see the queue and the whole file, ask registers or the family again, extend, enter facts."""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

import msgspec

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import Actor, Audit, Ground, Work
from goda.cards.model import riga_day
from goda.db.database import Database
from goda.decisions import checking, errors, happened, planning
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.casework import Casework
from goda.decisions.entitlements import Entitlements
from goda.decisions.may import May, require_staff
from goda.decisions.model import (
    MOST_EXTENSION,
    WHYS,
    Case,
    CaseFile,
    CaseState,
    DecisionKind,
    Event,
    MemberOnFile,
    QueueItem,
    days_left,
)
from goda.decisions.store import Store
from goda.documents.service import Documents
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError, Invalid
from goda.law.dates import age_on
from goda.law.deadlines import decide_by
from goda.notices.service import Notices
from goda.people.service import People
from goda.registers.model import HandFact
from goda.registers.service import Registers
from goda.staff.service import Staff

MOST_CASES: Final = 1_000
"""Lines of the queue; the nearest deadlines are among them."""
MOST_WORDS: Final = 2_000
"""Characters of what the family is asked, or of reasons for an extension."""


class Cases:
    """The use cases."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, entitlements: Entitlements, applications: Applications,
        registers: Registers, people: People, staff: Staff, documents: Documents, notices: Notices, assessing: Assessing,
        casework: Casework, may: May,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._registers = registers
        self._people = people
        self._staff = staff
        self._documents = documents
        self._notices = notices
        self._assessing = assessing
        self._casework = casework
        self._may = may

    # -- looking ----------------------------------------------------------------------------------------------------------------

    async def queue(self, actor: Actor, state: CaseState | None = None) -> tuple[QueueItem, ...]:
        """Every case that is not closed, or those in one state; the nearest deadline first."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            cases = await self._store.cases(state, MOST_CASES)
            names = await self._people.persons([case.applicant for case in cases])
            staff = await self._staff.names_of([case.taken_by for case in cases if case.taken_by])
            numbers = [await self._number(case) for case in cases]
            work.record("case.queue", state=state, cases=[case.id for case in cases])
        today = self._assessing.today()
        return tuple(
            QueueItem(
                case=case,
                applicant=names[case.applicant].name if case.applicant in names else "",
                number=number,
                days_left=days_left(case, today),
                why=tuple(WHYS[why] for why in case.why),
                taken_by=staff.get(case.taken_by) if case.taken_by else None,
            )
            for case, number in zip(cases, numbers, strict=True)
        )

    async def file(self, actor: Actor, case_id: UUID) -> CaseFile:
        """Everything about one case, newly judged from the facts at hand."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            case = await self._store.case(case_id)
            application, assessed = await self._casework.assessed(case)
            persons = await self._casework.persons(case)
            annuls = await self._casework.annulled_by(case) if case.kind != "application" else ()
            cause = await self._casework.proposed_cause(case) if case.kind != "application" else None
            work.record("case.read", case=case_id, family=case.family, persons=[*dict.fromkeys(persons)])
            about = case.application or (application.id if application else None)
            documents = [*await self._documents.of(case.id), *(await self._documents.of(about) if about else ())]
            return CaseFile(
                case=case,
                application=application,
                entitlement=await self._entitlements.get(case.entitlement) if case.entitlement else None,
                members=await self._members(application, persons),
                assessment=assessed.assessment if assessed else None,
                facts=assessed.told if assessed else (),
                documents=tuple(documents),
                decisions=await self._store.decisions_of(case=case.id),
                history=await self._history(case),
                proposed=planning.proposed(
                    case.kind, assessed.assessment if assessed else None, assessed.planned if assessed else None, cause
                ),
                cards=assessed.planned.cards if assessed and case.kind == "application" else (),
                left_out=assessed.planned.left_out if assessed and case.kind == "application" else (),
                second_for=_second_for(case, assessed),
                may_decide=await self._may.may_decide(actor, persons),
                annuls=tuple(card.id for card in annuls),
            )

    async def _number(self, case: Case) -> str | None:
        if case.application is not None:
            return (await self._applications.found(case.application)).number
        right = await self._entitlements.get(case.entitlement) if case.entitlement else None
        return (await self._applications.found(right.application)).number if right else None

    async def _members(self, application: Application | None, persons: tuple[UUID, ...]) -> tuple[MemberOnFile, ...]:
        known = await self._people.persons(persons)
        today = self._assessing.today()
        if application is None:
            return tuple(
                MemberOnFile(person=one.id, role="applicant", relation=None, name=one.name, code=one.code, born=None, age=None)
                for one in known.values()
            )  # fmt: skip
        return tuple(
            MemberOnFile(
                person=one.person,
                role=one.role,
                relation=one.relation.value if one.relation else None,
                name=one.name,
                code=known[one.person].code if one.person in known else "",
                born=one.born,
                age=age_on(one.born, today) if one.born else None,
            )
            for one in application.members
        )

    async def _history(self, case: Case) -> tuple[Event, ...]:
        events = await self._store.events(case.id)
        names = await self._staff.names_of([one.by for one in events if one.by is not None])
        return tuple(msgspec.structs.replace(one, by_name=names.get(one.by) if one.by else None) for one in events)

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
            work.record("case.ask_family", case=case_id, until=until)
            return changed

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
            await self._registers.add_by_hand(work, actor, fact)
            if fact.document is not None:
                await self._documents.rely_on(work, fact.document)
            params = {"mark": fact.mark.value}
            await self._store.add_event(
                case.id, self._clock.now(), happened.FACT_ENTERED, by, params, fact.note.strip()
            )
            _, assessed = await self._casework.assessed(case)
            if assessed is not None:
                await self._casework.now_because(await self._store.case(case_id), assessed.whys)
            work.record("case.fact", case=case_id, person=fact.person, mark=fact.mark.value, document=fact.document)

    async def _keep(self, actor: Actor, case_id: UUID, note: str) -> Case:
        async with self._audit.work(actor, Ground.RECHECK) as work:
            case = await self._open(case_id)
            by = await self._may.decide(actor, await self._casework.persons(case))
            if case.kind == "application":
                raise Invalid({"kind": errors.KindWrong()})
            if not note.strip():
                raise Invalid({"note": errors.ReasonsMissing()})
            if await self._casework.live_decision(case) is not None:
                raise errors.DecidedAlready
            work.record("case.keep", case=case_id)
            return await self._casework.close(case.id, happened.KEPT, by, {}, note.strip())

    async def _open(self, case_id: UUID) -> Case:
        case = await self._store.case(case_id)
        if case.state == "closed":
            raise errors.CaseClosed
        return case


def _second_for(case: Case, assessed: Assessed | None) -> tuple[DecisionKind, ...]:
    if case.kind != "application":
        return ("annul",)
    return planning.second_for(assessed.assessment, assessed.told) if assessed else ()
