"""What happens to cases inside others' transactions: opened, changed, reopened, closed; and what a case is about.

A case is never lost: it closes only with a made decision, a withdrawal, or the finding that a right stands.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import SYSTEM, Work
from goda.cards.model import Card, CardCause
from goda.cards.service import Cards
from goda.decisions import happened
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.entitlements import Entitlements
from goda.decisions.model import Case, CaseKind, CaseState, Decision, Entitlement, Why
from goda.decisions.store import Store
from goda.kernel.clock import Clock
from goda.kernel.errors import Stale
from goda.kernel.ids import new_id
from goda.law.deadlines import decide_by
from goda.law.logic import Truth
from goda.notices.service import Notices

LOST: Final[frozenset[Why]] = frozenset({"right-lost", "death-in-family"})
"""Reasons by which a right has ended, as far as is known; a silence is none."""


def card_id(decision: UUID, holder: UUID) -> UUID:
    """The card that a grant makes for a holder: the same however often it is carried out (I4)."""
    return uuid5(decision, str(holder))


class Casework:
    """The steps, each in the caller's transaction and under the caller's record."""

    def __init__(
        self, store: Store, entitlements: Entitlements, applications: Applications, cards: Cards, assessing: Assessing,
        notices: Notices, clock: Clock,
    ) -> None:  # fmt: skip
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._cards = cards
        self._assessing = assessing
        self._notices = notices
        self._clock = clock

    # -- what a case is about ---------------------------------------------------------------------------------------------------

    async def assessed(self, case: Case) -> tuple[Application | None, Assessed | None]:
        """The application a case is about, or by which its right was granted, newly judged; neither for a card of older days."""
        application = case.application
        if application is None and case.entitlement is not None:
            right = await self._entitlements.get(case.entitlement)
            application = right.application if right else None
        if application is None:
            return None, None
        found = await self._applications.found(application)
        return found, await self._assessing.of(found)

    async def persons(self, case: Case) -> tuple[UUID, ...]:
        """Everybody whom a case is about: nobody of them decides it."""
        if case.application is not None:
            members = (await self._applications.found(case.application)).members
            return (case.applicant, *(one.person for one in members))
        right = await self._entitlements.get(case.entitlement) if case.entitlement is not None else None
        return (case.applicant, *(one.person for one in right.persons)) if right else (case.applicant,)

    async def live_decision(self, case: Case) -> Decision | None:
        """The decision about the same that is proposed, held or made."""
        if case.application is not None:
            return await self._store.live_decision(application=case.application)
        if case.card is not None:
            return await self._store.live_decision(card=case.card)
        return await self._store.live_decision(entitlement=case.entitlement)

    async def annulled_by(self, case: Case) -> tuple[Card, ...]:
        """The cards that an annulment would end: the one card, or every living one of the right."""
        family = await self._cards.cards_of(SYSTEM, case.family)
        if case.card is not None:
            return tuple(card for card in family if card.id == case.card)
        right = await self._entitlements.get(case.entitlement) if case.entitlement is not None else None
        return await self.living_cards(right) if right else ()

    async def living_cards(self, right: Entitlement) -> tuple[Card, ...]:
        """The cards that a right has given and that work, or will from their first day on."""
        grant = await self._store.decision(right.decision)
        made = {card_id(grant.id, plan.holder) for plan in grant.cards}
        family = await self._cards.cards_of(SYSTEM, right.family)
        return tuple(card for card in family if card.id in made and card.state == "valid")

    async def astray(self, right: Entitlement, assessed: Assessed) -> tuple[UUID, ...]:
        """Holders of a right's living cards who may hold none of their own any more (D-4, R-56), while the family's right stands.

        A former spouse, and a dependant who counts no more; what is not known is no such reason.
        """
        family = assessed.assessment.case.family
        spouse = assessed.application.spouse
        former = spouse.person if spouse is not None and family.spouse is None else None
        today = self._assessing.today()
        return tuple(
            card.holder
            for card in await self.living_cards(right)
            if card.valid_to >= today
            and (
                card.holder == former
                or (
                    card.holder in family.dependants
                    and assessed.assessment.may_hold_a_card(card.holder).truth is Truth.NOT_MET
                )
            )
        )

    async def right_of(self, card: Card) -> Entitlement | None:
        """The right that gave a card; None for a card of older days."""
        for right in await self._entitlements.of_family(card.family):
            grant = await self._store.decision(right.decision)
            if card.id in {card_id(grant.id, plan.holder) for plan in grant.cards}:
                return right
        return None

    async def proposed_cause(self, case: Case) -> CardCause:
        """Why a case would annul: what was proposed last, else that the criteria are met no more."""
        decisions = await self._store.decisions_of(case=case.id)
        return next((one.cause for one in reversed(decisions) if one.cause is not None), "criteria-lost")

    # -- opening ----------------------------------------------------------------------------------------------------------------

    async def open_for(self, work: Work, application: Application, whys: Iterable[Why]) -> Case:
        """The case of an application, opened now or brought up to date; the application goes to a person."""
        case = await self._store.case_of(application.id)
        assert application.decide_by is not None
        if case is None:
            case = await self._open(
                work,
                Case(
                    id=new_id(),
                    kind="application",
                    application=application.id,
                    entitlement=None,
                    card=None,
                    family=application.family,
                    applicant=application.applicant,
                    opened_at=self._clock.now(),
                    decide_by=application.decide_by,
                    extended=0,
                    state="open",
                    why=tuple(whys),
                    taken_by=None,
                    asked_until=None,
                    closed_at=None,
                    version=0,
                ),
                happened.OPENED,
            )
        else:
            case = await self.now_because(case, whys)
        if application.state == "checking":
            await self._applications.move(work, application.id, to="case", from_=("checking",))
        return case

    async def open_recheck(self, work: Work, right: Entitlement, whys: tuple[Why, ...]) -> Case:
        """A case about a right that may have ended, one at a time. Where the registers say that it has, the family is told and heard."""
        case = await self._store.open_case_about(entitlement=right.id)
        if case is not None:
            case = await self.now_because(case, (*case.why, *whys))
        else:
            now = self._clock.now()
            term = decide_by(self._assessing.today())
            case = await self._open(work, _about(right, now, term, "recheck", None, whys), happened.RECHECK_OPENED)
        if LOST & set(case.why):
            for person in _concerned(right, case):
                params = {"what": "", "until": case.decide_by.isoformat()}
                about = uuid5(case.id, f"proposed {person}")
                await self._notices.send(
                    work, person, "proposed-annulment", params, application=right.application, id=about
                )
        return case

    async def recheck_of(self, entitlement: UUID) -> Case | None:
        """The recheck of a right that is not closed."""
        return await self._store.open_case_about(entitlement=entitlement)

    async def open_annulment(self, work: Work, card: Card, right: Entitlement | None) -> Case:
        """A case in which one card is to be annulled for cause."""
        case = await self._store.open_case_about(card=card.id)
        if case is not None:
            return case
        now = self._clock.now()
        term = decide_by(self._assessing.today())
        if right is not None:
            new = _about(right, now, term, "annulment", card.id, ("asked-for",))
        else:
            new = Case(
                id=new_id(), kind="annulment", application=None, entitlement=None, card=card.id, family=card.family, applicant=card.holder,
                opened_at=now, decide_by=term, extended=0, state="open", why=("asked-for",), taken_by=None, asked_until=None, closed_at=None,
                version=0,
            )  # fmt: skip
        return await self._open(work, new, happened.PROPOSED_ANNULMENT)

    async def _open(self, work: Work, case: Case, what: str) -> Case:
        if not await self._store.add_case(case):
            raise Stale
        await self._store.add_event(case.id, case.opened_at, what, None)
        work.record("case.open", case=case.id, kind=case.kind, family=case.family, why=[*case.why])
        return case

    # -- on its way -------------------------------------------------------------------------------------------------------------

    async def now_because(self, case: Case, whys: Iterable[Why]) -> Case:
        """Say anew why it is a case; reasons that no check can find out stay. Written only where something changed."""
        kept = [why for why in case.why if why in ("undone", "asked-for", "death-in-family")]
        new = tuple(dict.fromkeys((*whys, *kept)))
        if not new or new == case.why or case.state == "closed":
            return case
        await self._store.add_event(case.id, self._clock.now(), happened.CHANGED, None)
        return await self._store.change_case(case, why=new)

    async def reopen(self, case: Case, why: Why) -> Case:
        """Back in the queue, with one more reason."""
        state: CaseState = "open" if case.state in ("second", "closed") else case.state
        return await self._store.change_case(
            case, state=state, closed_at=None, why=tuple(dict.fromkeys((*case.why, why)))
        )

    async def fell_through(
        self, work: Work, decision: Decision, why: Why, what: str, by: UUID | None, now: datetime
    ) -> None:
        """A decision will not be carried out: what it was about is in the queue again."""
        case = await self._store.case(decision.case) if decision.case is not None else None
        if case is None and decision.application is not None:
            application = await self._applications.found(decision.application)
            if application.state not in ("checking", "case", "asked"):
                return
            case = await self.open_for(work, application, (why,))
        if case is None:
            return
        await self._store.add_event(case.id, now, what, by, {"number": decision.number})
        await self.reopen(await self._store.case(case.id), why)

    async def close(self, case: UUID, what: str, by: UUID | None, params: dict[str, str], note: str = "") -> Case:
        """Close a case, with its last event; closed already, it stays as it is."""
        found = await self._store.case(case)
        if found.state == "closed":
            return found
        now = self._clock.now()
        await self._store.add_event(case, now, what, by, params, note)
        return await self._store.change_case(found, state="closed", closed_at=now)

    async def withdrawn(self, work: Work, application: Application) -> None:
        """The family withdrew: its case closes, and a decision that was not carried out does not hold."""
        case = await self._store.case_of(application.id)
        decision = await self._store.live_decision(application=application.id)
        if decision is not None and decision.state != "made":
            await self._store.change_decision(decision, state="undone")
            work.record("decision.withdrawn", decision=decision.id)
        if case is not None:
            await self.close(case.id, happened.WITHDRAWN, None, {})
            work.record("case.close", case=case.id)

    async def failed(self, work: Work, application: Application) -> Case:
        """The machine has not managed: a person sees it, while it goes on trying."""
        case = await self._store.case_of(application.id)
        if case is not None and ("failed" in case.why or case.state == "closed"):
            return case
        case = await self.open_for(work, application, (*(case.why if case else ()), "failed"))
        await self._store.add_event(case.id, self._clock.now(), happened.FAILED, None)
        return case


def _concerned(right: Entitlement, case: Case) -> tuple[UUID, ...]:
    """Who is told and heard: the applicant; after a death in the family the spouse too, since it may be the applicant's."""
    spouse = (one.person for one in right.persons if one.role == "spouse" and "death-in-family" in case.why)
    return (right.applicant, *spouse)


def _about(
    right: Entitlement, now: datetime, term: date, kind: CaseKind, card: UUID | None, whys: tuple[Why, ...]
) -> Case:
    return Case(
        id=new_id(), kind=kind, application=None, entitlement=right.id, card=card, family=right.family, applicant=right.applicant,
        opened_at=now, decide_by=term, extended=0, state="open", why=whys, taken_by=None, asked_until=None, closed_at=None, version=0,
    )  # fmt: skip
