"""Carrying a decision out: paper and seal first, then everything at once in one transaction with its record (I3, I4).

A step that fails, a signer that is away, a process that dies: nothing is half done, and the outbox begins again. Cards have ids that follow
from decision and holder, so that they are made once. What can no longer be carried out (withdrawn, counted elsewhere meanwhile) goes to a person.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import msgspec

from goda.applications.errors import MovedMeanwhile
from goda.applications.model import UNDECIDED, Application
from goda.applications.service import Applications
from goda.audit import SYSTEM, Audit, Ground, Work
from goda.cards.model import Card, IssueCard
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.jobs import Job
from goda.decisions import happened, planning
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.casework import Casework, card_id
from goda.decisions.deciding import CARRY_OUT, enqueue
from goda.decisions.drafting import Drafting
from goda.decisions.entitlements import Entitlements, entitled
from goda.decisions.model import CardPlan, Decision, DecisionKind, Entitlement, Why
from goda.decisions.store import Store
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import Invalid
from goda.law.deadlines import contest_by
from goda.law.logic import Truth
from goda.notices.model import Kind
from goda.notices.service import Notices
from goda.people.service import People
from godakeys.client import Signer
from godakeys.messages import SignDecision

SHOW_AFTER: Final = 6
"""Deliveries of one job after which a person sees that the machine does not manage."""
ONCE_MORE: Final = timedelta(minutes=15)
"""After so long a job that was given up begins anew: what was out of order may be mended."""

Granted = Callable[[Work, Decision, Application, tuple[Card, ...]], Awaitable[None]]


class CannotStand(Exception):
    """A decision cannot be carried out as things stand now; `why` goes into the case."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Carrying:
    """The job's use case."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, signer: Signer, store: Store, entitlements: Entitlements, applications: Applications,
        people: People, cards: Cards, notices: Notices, assessing: Assessing, drafting: Drafting, casework: Casework,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._signer = signer
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._people = people
        self._cards = cards
        self._notices = notices
        self._assessing = assessing
        self._drafting = drafting
        self._casework = casework
        self._on_granted: list[Granted] = []

    def on_granted(self, callback: Granted) -> None:
        """Call this in the transaction of each grant that is carried out, with the cards it made: printing listens."""
        self._on_granted.append(callback)

    async def carry_out(self, job: Job) -> None:
        """Carry a held decision out when its time has come; done again, it finds nothing to do."""
        decision_id = UUID(job.payload["decision"])
        now = self._clock.now()
        async with self._db.transaction():
            decision = await self._store.decision_if_any(decision_id)
            due = decision is not None and decision.state == "held"
            if decision is not None and due and decision.sends_at is not None and decision.sends_at > now:
                async with self._audit.work(SYSTEM, Ground.GRANT) as work:
                    await enqueue(work, decision.id, decision.sends_at - now)
                    work.record("decision.not_yet", decision=decision.id)
                due = False
            if decision is None or not due:
                await job.complete()
                return
        if job.tries >= SHOW_AFTER:
            await self._show(decision)
        await self._carry_out(job, decision, now)

    async def _carry_out(self, job: Job, decision: Decision, now: datetime) -> None:
        try:
            pdf, seal = await self._paper(decision, now)
            await self._db.retrying(lambda: self._effect(job, decision.id, now, pdf, seal))
        except CannotStand as error:
            why = error.why
            await self._db.retrying(lambda: self._fall_through(job, decision.id, why))
        except (MovedMeanwhile, Invalid):  # withdrawn; or a card that can no longer begin
            await self._db.retrying(lambda: self._fall_through(job, decision.id, "failed"))

    # -- paper ------------------------------------------------------------------------------------------------------------------

    async def _paper(self, decision: Decision, now: datetime) -> tuple[bytes, str]:
        """The PDF and the seal over it; both are made of what never changes, and of the day."""
        today = riga_day(now)
        async with self._audit.work(SYSTEM, Ground.ANNUL if decision.kind == "annul" else Ground.GRANT) as work:
            application = await self._application(decision)
            snapshot = await self._store.snapshot(decision.id)
            annulled = await self._annulled(decision)
            work.record("decision.paper", decision=decision.id)
            contents = await self._drafting.contents(
                decision, snapshot, application, today, contest_by(today), annulled
            )
        pdf = await self._drafting.drawn(contents)
        message = SignDecision(number=decision.number, kind=decision.kind, made=today, document=pdf)
        return pdf, await self._signer.sign_decision(message)

    async def _application(self, decision: Decision) -> Application | None:
        wanted = decision.application
        if wanted is None and decision.entitlement is not None:
            right = await self._entitlements.get(decision.entitlement)
            wanted = right.application if right else None
        return await self._applications.found(wanted) if wanted is not None else None

    async def _annulled(self, decision: Decision) -> tuple[Card, ...]:
        if decision.kind != "annul":
            return ()
        if decision.card is not None:
            family = await self._cards.cards_of(SYSTEM, decision.family)
            return tuple(card for card in family if card.id == decision.card)
        right = await self._entitlements.get(decision.entitlement) if decision.entitlement is not None else None
        return await self._casework.living_cards(right) if right is not None else ()

    # -- effect -----------------------------------------------------------------------------------------------------------------

    async def _effect(self, job: Job, decision_id: UUID, now: datetime, pdf: bytes, seal: str) -> None:
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            await self._store.queue_up(self._assessing.today().year)
            decision = await self._store.decision(decision_id)
            if decision.state == "held":
                term = contest_by(riga_day(now))
                if decision.kind == "annul":
                    await self._annul(work, decision, now)
                else:
                    decision = await self._decide(work, decision, now)
                decision = await self._store.change_decision(
                    decision, state="made", made_at=now, contest_by=term, entitlement=decision.entitlement
                )
                await self._store.add_paper(decision.id, pdf, seal)
                await self._tell(work, decision)
                await self._close(decision)
            work.record("decision.made", decision=decision.id, number=decision.number, kind=decision.kind)
            await job.complete()

    async def _close(self, decision: Decision) -> None:
        """Close the decision's case, or the one that was opened since because the machine had not managed."""
        case = await self._store.case_of(decision.application) if decision.application is not None else None
        about = case.id if case is not None else decision.case
        if about is not None:
            await self._casework.close(about, happened.MADE, decision.by, {"number": decision.number})

    async def _decide(self, work: Work, decision: Decision, now: datetime) -> Decision:
        assert decision.application is not None
        if decision.kind == "refuse":
            await self._applications.move(
                work, decision.application, to="refused", from_=("case", "asked"), decided_at=now
            )
            return decision
        before = await self._applications.taken(decision.application)
        await self._still_counted_here(decision, before)
        assessed = await self._assessing.of(before)
        await self._still_due(decision, assessed)
        await self._applications.move(work, before.id, to="granted", from_=UNDECIDED, decided_at=now)
        cards = tuple([await self._issue(decision, plan) for plan in decision.cards])
        assert decision.valid_from is not None
        assert decision.valid_to is not None
        right = Entitlement(
            id=uuid5(decision.id, "entitlement"),
            family=decision.family,
            applicant=decision.applicant,
            application=before.id,
            decision=decision.id,
            valid_from=decision.valid_from,
            valid_to=decision.valid_to,
            rules_of=before.rules_of,
            turns_on=assessed.turns_on,
            warned_at=None,
            ended_at=None,
            cause=None,
            persons=entitled(before, assessed.assessment),
            version=0,
        )
        await self._entitlements.add(right)
        for callback in self._on_granted:
            await callback(work, decision, before, cards)
        return msgspec.structs.replace(decision, entitlement=right.id)

    async def _still_counted_here(self, decision: Decision, application: Application) -> None:
        """Raise `CannotStand` where another family was granted a card on somebody of these since it was decided (R-50)."""
        snapshot = await self._store.snapshot(decision.id)
        relations = {one.person: one.relation.value if one.relation else None for one in application.dependants}
        now = await self._entitlements.counted_elsewhere(
            application.family, list(relations), self._assessing.today(), self._clock.now()
        )
        if snapshot is not None and planning.counted_elsewhere_since(snapshot, now, relations):
            raise CannotStand("counted-elsewhere")

    async def _still_due(self, decision: Decision, assessed: Assessed) -> None:
        """Raise `CannotStand` where what is known by now ends the right that was decided on, or a holder can hold no card any more (R-56).

        A person may grant against the law's own result, and a silence is no answer: neither is a reason here (D-2).
        """
        snapshot = await self._store.snapshot(decision.id)
        result = assessed.assessment.result
        was_met = snapshot is not None and snapshot.result == Truth.MET.value
        if was_met and (result is Truth.NOT_MET or (decision.by is None and result is not Truth.MET)):
            raise CannotStand(next(iter(assessed.whys), "unknown"))
        for card in decision.cards:
            if assessed.assessment.may_hold_a_card(card.holder).truth is Truth.NOT_MET:
                raise CannotStand("not-met")

    async def _issue(self, decision: Decision, plan: CardPlan) -> Card:
        changed = plan.valid_to != plan.proposed_to
        holder = (await self._people.persons([plan.holder]))[
            plan.holder
        ].id  # two records may have become one since
        return await self._cards.issue(
            SYSTEM,
            IssueCard(
                id=card_id(decision.id, plan.holder),
                family=decision.family,
                holder=holder,
                names=plan.names,
                valid_from=plan.valid_from,
                valid_to=plan.valid_to,
                reason=(decision.reason or decision.number) if changed else "",
                proposal=plan.proposed_to,
            ),
        )

    async def _annul(self, work: Work, decision: Decision, now: datetime) -> None:
        assert decision.cause is not None
        right = await self._entitlements.get(decision.entitlement) if decision.entitlement is not None else None
        for card in await self._annulled(decision):
            await self._cards.annul(SYSTEM, card.id, decision.cause, decision.number)
        if right is not None and not await self._casework.living_cards(right):
            await self._entitlements.end(right.id, decision.cause, now)
            work.record("entitlement.end", entitlement=right.id, cause=decision.cause)

    async def _tell(self, work: Work, decision: Decision) -> None:
        """Tell who applied; of a holder's own death the spouse, if there is one on record."""
        person = await self._addressee(decision)
        if person is None:
            return
        assert decision.made_at is not None
        params = {
            "number": decision.number,
            "day": riga_day(decision.made_at).isoformat(),
            "contest_by": decision.contest_by.isoformat() if decision.contest_by else "",
            "valid_to": decision.valid_to.isoformat() if decision.valid_to else "",
        }
        kinds: dict[DecisionKind, Kind] = {"grant": "granted", "refuse": "refused", "annul": "annulled"}
        await self._notices.send(
            work,
            person,
            kinds[decision.kind],
            params,
            application=decision.application,
            decision=decision.id,
            card=decision.card,
            id=uuid5(decision.id, "told"),
        )

    async def _addressee(self, decision: Decision) -> UUID | None:
        if decision.cause != "death":
            return decision.applicant
        right = await self._entitlements.get(decision.entitlement) if decision.entitlement is not None else None
        card = next(iter(await self._annulled(decision)), None)
        dead = card.holder if card is not None else None
        if dead != decision.applicant:
            return decision.applicant
        return next((one.person for one in right.persons if one.role == "spouse"), None) if right else None

    # -- when it does not go ----------------------------------------------------------------------------------------------------

    async def _fall_through(self, job: Job, decision_id: UUID, why: Why) -> None:
        now = self._clock.now()
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            decision = await self._store.decision(decision_id)
            if decision.state == "held":
                await self._store.change_decision(decision, state="undone")
                await self._casework.fell_through(work, decision, why, happened.GIVEN_UP, None, now)
            work.record("decision.given_up", decision=decision_id, why=why)
            await job.complete()

    async def _show(self, decision: Decision) -> None:
        """Open a case about what was not managed, and see to it that the job comes again when this one is given up."""
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            if decision.application is not None:
                await self._casework.failed(work, await self._applications.found(decision.application))
            await work.enqueue(CARRY_OUT, {"decision": str(decision.id)}, ONCE_MORE, key=f"{CARRY_OUT}-{decision.id}")
            work.record("decision.not_managed", decision=decision.id)
