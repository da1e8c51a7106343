"""Deciding: the machine grants what is clear, a person all else; held for two minutes, or proposed to a second person.

What a decision brings about is `carrying`'s. Of two who decide at once one meets the other's (`Stale` and the unique indexes), and begins anew.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import Actor, Audit, Ground, Work
from goda.cards import model as card_model
from goda.cards.service import Cards
from goda.db.database import Database
from goda.decisions import errors, happened, planning
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.casework import Casework
from goda.decisions.decided import decided, snapshot
from goda.decisions.drafting import Drafting
from goda.decisions.entitlements import Entitlements
from goda.decisions.may import May, require_staff
from goda.decisions.model import (
    UNDO_FOR,
    Case,
    Decision,
    DecisionKind,
    NewDecision,
    Snapshot,
)
from goda.decisions.store import Store
from goda.kernel.clock import Clock
from goda.kernel.errors import Invalid, Refused, Stale
from goda.kernel.ids import new_id

CARRY_OUT: Final = "decision.carry_out"
"""The job that carries a decision out; its payload is `{"decision": id}`."""


async def enqueue(work: Work, decision: UUID, delay: timedelta = timedelta(0)) -> None:
    """Have a held decision carried out; waiting jobs about one decision are one, at the earlier time."""
    await work.enqueue(CARRY_OUT, {"decision": str(decision)}, delay, key=f"{CARRY_OUT}-{decision}")


class Deciding:
    """The use cases of deciding."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, entitlements: Entitlements, applications: Applications,
        cards: Cards, assessing: Assessing, drafting: Drafting, may: May, casework: Casework,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._cards = cards
        self._assessing = assessing
        self._drafting = drafting
        self._may = may
        self._casework = casework

    # -- by the machine ---------------------------------------------------------------------------------------------------------

    async def grant_by_machine(self, work: Work, assessed: Assessed, case: Case | None) -> Decision:
        """Grant what is clear, in the caller's transaction; it is carried out as soon as that commits (D-2)."""
        assert not assessed.whys
        now = self._clock.now()
        application = assessed.application
        main = assessed.planned.cards[0]
        decision = Decision(
            id=new_id(),
            number=await self._store.next_number(assessed.assessment.case.on.year),
            kind="grant",
            application=application.id,
            entitlement=None,
            card=None,
            family=application.family,
            applicant=application.applicant,
            case=case.id if case is not None else None,
            state="held",
            by=None,
            second=None,
            needs_second=False,
            text=await self._drafting.text("grant", assessed),
            references=planning.references("grant", assessed.assessment),
            proposed_at=now,
            sends_at=now,
            made_at=None,
            contest_by=None,
            valid_from=main.valid_from,
            valid_to=main.valid_to,
            cause=None,
            reason="",
            cards=assessed.planned.cards,
            version=0,
        )
        await self._add(work, decision, snapshot(assessed))
        return decision

    # -- by a person ------------------------------------------------------------------------------------------------------------

    async def draft(
        self, actor: Actor, case: UUID, kind: DecisionKind, cause: card_model.CardCause | None = None
    ) -> NewDecision:
        """A decision ready to be edited: text from the templates, the proposed last day."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.case(case)
            _, assessed = await self._casework.assessed(found)
            valid_to = None
            if kind == "grant" and assessed is not None and assessed.planned.cards:
                valid_to = assessed.planned.cards[0].valid_to
            if kind == "annul":
                cause = cause or await self._casework.proposed_cause(found)
            if (found.kind == "application") == (kind == "annul"):
                raise Invalid({"kind": errors.KindWrong()})
            text = await self._drafting.text(kind, assessed, cause)
            work.record("decision.draft", case=case, kind=kind)
        return NewDecision(kind=kind, text=text, valid_to=valid_to, cause=cause if kind == "annul" else None)

    async def preview(self, actor: Actor, case: UUID, new: NewDecision) -> bytes:
        """The paper as it would be. Raises `Invalid` by field as `decide` does."""
        member = require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.case(case)
            application, assessed = await self._judged(found, new)
            decision = decided(found, assessed, new, self._assessing.fits, member, self._clock.now(), "draft")
            annulled = await self._casework.annulled_by(found) if new.kind == "annul" else ()
            work.record("decision.preview", case=case, kind=new.kind)
            today = self._assessing.today()
            contents = await self._drafting.contents(
                decision, snapshot(assessed), application, today, None, annulled, draft=True
            )
        return await self._drafting.drawn(contents)

    async def decide(self, actor: Actor, case: UUID, new: NewDecision) -> Decision:
        """Decide on a case; see `service.Decisions.decide`."""
        return await self._db.retrying(lambda: self._decide(actor, case, new))

    async def second(self, actor: Actor, decision: UUID, *, agree: bool, note: str = "") -> Decision:
        """Confirm or decline what another proposed."""
        return await self._db.retrying(lambda: self._second(actor, decision, agree=agree, note=note))

    async def undo(self, actor: Actor, decision: UUID) -> Decision:
        """Take back what is still held: by who decided or confirmed it, or by a lead."""
        return await self._db.retrying(lambda: self._undo(actor, decision))

    async def send_now(self, actor: Actor, decision: UUID) -> Decision:
        """Carry a held decision out at once."""
        return await self._db.retrying(lambda: self._send_now(actor, decision))

    async def _decide(self, actor: Actor, case_id: UUID, new: NewDecision) -> Decision:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.ANNUL if new.kind == "annul" else Ground.GRANT) as work:
            by = require_staff(actor)
            year = self._assessing.today().year
            await self._store.queue_up(year)
            before = await self._store.decision_if_any(new.id)
            if before is not None:
                if before.by != by or before.case != case_id:
                    raise errors.DecidedAlready
                work.record("decision.again", decision=before.id)
                return before
            case = await self._store.case(case_id)
            if case.state == "closed":
                raise errors.CaseClosed
            if case.application is not None:
                await self._applications.taken(case.application)
            _, assessed = await self._judged(case, new)
            await self._may.decide(actor, await self._casework.persons(case))
            if await self._casework.live_decision(case) is not None:
                raise errors.DecidedAlready
            number = await self._store.next_number(year)
            decision = decided(case, assessed, new, self._assessing.fits, by, now, number)
            await self._add(work, decision, snapshot(assessed))
            what = happened.PROPOSED if decision.needs_second else happened.DECIDED
            await self._store.add_event(case.id, now, what, by, {"number": decision.number})
            await self._store.change_case(case, taken_by=by, state="second" if decision.needs_second else case.state)
            return decision

    async def _second(self, actor: Actor, decision_id: UUID, *, agree: bool, note: str) -> Decision:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            decision = await self._store.decision(decision_id)
            if decision.state != "proposed":
                raise errors.NotProposed
            assert decision.case is not None
            case = await self._store.case(decision.case)
            by = await self._may.decide(actor, await self._casework.persons(case))
            if by == decision.by:
                raise errors.SamePerson
            params = {"number": decision.number}
            if agree:
                decision = await self._store.change_decision(decision, state="held", second=by, sends_at=now + UNDO_FOR)
                await enqueue(work, decision.id, UNDO_FOR)
                await self._store.add_event(case.id, now, happened.CONFIRMED, by, params, note.strip())
                await self._store.change_case(case, state="open")
            else:
                if not note.strip():
                    raise Invalid({"note": errors.ReasonsMissing()})
                decision = await self._store.change_decision(decision, state="declined", second=by)
                await self._store.add_event(case.id, now, happened.DECLINED, by, params, note.strip())
                await self._casework.reopen(case, "undone")
            work.record("decision.confirm" if agree else "decision.decline", decision=decision.id, case=case.id)
            return decision

    async def _undo(self, actor: Actor, decision_id: UUID) -> Decision:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            decision = await self._store.decision(decision_id)
            by = require_staff(actor)
            if decision.state != "held":
                raise errors.TooLateToUndo
            if decision.by is None and decision.kind == "annul":  # a death, or the holder's own wish
                raise Refused
            if decision.by is not None and by not in (decision.by, decision.second) and actor.role != "lead":
                raise Refused
            await self._may.decide(actor, await self._about(decision))
            decision = await self._store.change_decision(decision, state="undone")
            await self._casework.fell_through(work, decision, "undone", happened.UNDONE, by, now)
            work.record("decision.undo", decision=decision.id)
            return decision

    async def _send_now(self, actor: Actor, decision_id: UUID) -> Decision:
        async with self._audit.work(actor, Ground.GRANT) as work:
            by = require_staff(actor)
            decision = await self._store.decision(decision_id)
            if decision.state != "held":
                raise errors.TooLateToUndo
            if by not in (decision.by, decision.second) and actor.role != "lead":  # the two minutes are theirs
                raise Refused
            await self._may.decide(actor, await self._about(decision))
            decision = await self._store.change_decision(decision, sends_at=self._clock.now())
            await enqueue(work, decision.id)
            work.record("decision.send_now", decision=decision.id)
            return decision

    async def _about(self, decision: Decision) -> tuple[UUID, ...]:
        """Everybody whom a decision is about."""
        if decision.application is not None:
            return tuple(one.person for one in (await self._applications.found(decision.application)).members)
        right = await self._entitlements.get(decision.entitlement) if decision.entitlement is not None else None
        return (decision.applicant, *(one.person for one in right.persons)) if right else (decision.applicant,)

    async def _judged(self, case: Case, new: NewDecision) -> tuple[Application | None, Assessed | None]:
        """The case newly judged, with the clerk's own last day if there is one."""
        application, assessed = await self._casework.assessed(case)
        if new.kind == "grant" and new.valid_to is not None and application is not None:
            assessed = await self._assessing.of(application, new.valid_to)
        return application, assessed

    async def _add(self, work: Work, decision: Decision, kept: Snapshot | None) -> None:
        if not await self._store.add_decision(decision, kept):
            raise Stale
        if decision.state == "held":
            assert decision.sends_at is not None
            await enqueue(work, decision.id, decision.sends_at - decision.proposed_at)
        work.record(
            "decision.propose" if decision.state == "proposed" else "decision.decide",
            decision=decision.id,
            number=decision.number,
            kind=decision.kind,
            application=decision.application,
            entitlement=decision.entitlement,
            card=decision.card,
            family=decision.family,
            cause=decision.cause,
        )
