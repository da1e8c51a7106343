"""Ending one card: at its holder's wish, for cause by two people, at a death by the machine at once (R-56, D-2)."""

from uuid import UUID

from goda.audit import SYSTEM, Actor, Audit, Ground, Work
from goda.cards import errors as card_errors
from goda.cards.model import CARD_CAUSES, Card, CardCause
from goda.cards.service import Cards
from goda.db.database import Database
from goda.decisions import errors, happened, planning
from goda.decisions.assessing import Assessing
from goda.decisions.casework import Casework
from goda.decisions.deciding import enqueue
from goda.decisions.drafting import Drafting
from goda.decisions.entitlements import Entitlements
from goda.decisions.may import May, require_staff
from goda.decisions.model import MOST_TEXT, SECOND_CAUSES, UNDO_FOR, Case, Decision, Entitlement
from goda.decisions.store import Store
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError, Invalid, Refused, Stale
from goda.kernel.ids import new_id
from goda.law.facts import Fact, Mark, Register
from goda.law.logic import Truth
from goda.law.numbers import ADULT


class Annulling:
    """The use cases on single cards."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, entitlements: Entitlements, cards: Cards, assessing: Assessing,
        drafting: Drafting, may: May, casework: Casework,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._entitlements = entitlements
        self._cards = cards
        self._assessing = assessing
        self._drafting = drafting
        self._may = may
        self._casework = casework

    async def annul(self, actor: Actor, card: UUID, cause: CardCause, text: str) -> Decision:
        """Annul a card; see `service.Decisions.annul`."""
        return await self._db.retrying(lambda: self._annul(actor, card, cause, text))

    async def second_causes(self, actor: Actor, card: UUID) -> frozenset[CardCause]:
        """See `service.Decisions.second_causes`."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.ANNUL) as work:
            found = await self._card(card)
            work.record("card.causes", card=card)
            return await self._second_causes(found, await self._casework.right_of(found))

    async def died(self, actor: Actor, person: UUID) -> tuple[Decision, ...]:
        """Annul every living card of somebody who has died, at once; where a family's right hung on them, a person looks at it."""
        if self._db.in_transaction:
            return await self._died(actor, person)
        return await self._db.retrying(lambda: self._died(actor, person))

    async def _annul(self, actor: Actor, card_id: UUID, cause: CardCause, text: str) -> Decision:
        async with self._audit.work(actor, Ground.ANNUL) as work:
            card = await self._card(card_id)
            right = await self._casework.right_of(card)
            by = await self._who(actor, card, right, cause)
            faults: dict[str, GodaError] = {}
            if cause not in CARD_CAUSES:
                faults["cause"] = errors.CauseWrong()
            if by is not None and not text.strip():
                faults["text"] = errors.TextMissing()
            elif len(text) > MOST_TEXT:
                faults["text"] = errors.TextTooLong(most=MOST_TEXT)
            if faults:
                raise Invalid(faults)
            await self._store.queue_up(self._assessing.today().year)
            if await self._store.live_decision(card=card_id) is not None:
                raise errors.DecidedAlready
            if card.state != "valid":
                raise card_errors.CardAnnulled if card.state == "annulled" else card_errors.CardExpired
            second = by is not None and cause in await self._second_causes(card, right)
            case = await self._casework.open_annulment(work, card, right) if second else None
            return await self._decide(work, card, right, cause, text.strip(), by, case)

    async def _second_causes(self, card: Card, right: Entitlement | None) -> frozenset[CardCause]:
        """The causes for which a clerk needs a second person: nobody gets round that by another name for what they do.

        A death is the register's word, and a replacement is there to be seen; without them it is a person's word alone.
        """
        unproved: set[CardCause] = set()
        if right is None or not await self._is_dead(card.holder, right):
            unproved.add("death")
        family = await self._cards.cards_of(SYSTEM, card.family)
        if not any(
            one.id != card.id
            and one.holder == card.holder
            and one.state == "valid"
            and one.granted_at > card.granted_at
            for one in family
        ):
            unproved.add("replaced")
        return SECOND_CAUSES | unproved

    async def _is_dead(self, holder: UUID, right: Entitlement) -> bool:
        """Whether the register of persons says that a holder is not alive and active; what was entered by hand does not count."""
        alive = (await self._assessing.of_entitlement(right)).assessment.case.ask(holder, Mark.ALIVE)
        return isinstance(alive, Fact) and alive.value is False and alive.source is Register.PERSONS

    async def _who(self, actor: Actor, card: Card, right: Entitlement | None, cause: CardCause) -> UUID | None:
        """The member of staff who may, or None for the family itself."""
        if actor.kind == "person":
            if cause != "holder-wish" or not (actor.id == card.holder or await self._is_child_of(card, right, actor)):
                raise errors.NotYourCard
            return None
        persons = [one.person for one in right.persons] if right else []
        return await self._may.decide(actor, [card.holder, *persons])

    async def _is_child_of(self, card: Card, right: Entitlement | None, actor: Actor) -> bool:
        """Whether a card is a minor's, for whom the one who applied may speak; a spouse and a grown child speak for themselves."""
        if right is None or actor.id != right.applicant:
            return False
        member = (await self._assessing.of_entitlement(right)).application.member(card.holder)
        today = self._assessing.today()
        age = member.age(today) if member is not None and member.role == "dependant" else None
        return age is not None and age < ADULT.of(today)

    async def _decide(
        self, work: Work, card: Card, right: Entitlement | None, cause: CardCause, text: str, by: UUID | None, case: Case | None
    ) -> Decision:  # fmt: skip
        now = self._clock.now()
        assessed = await self._assessing.of_entitlement(right) if right is not None else None
        said = text or await self._drafting.text("annul", assessed, cause)
        second = case is not None
        decision = Decision(
            id=new_id(),
            number=await self._store.next_number(self._assessing.today().year),
            kind="annul",
            application=None,
            entitlement=right.id if right else None,
            card=card.id,
            family=card.family,
            applicant=right.applicant if right else card.holder,
            case=case.id if case else None,
            state="proposed" if second else "held",
            by=by,
            second=None,
            needs_second=second,
            text=said,
            references=planning.references("annul", assessed.assessment if assessed else None, cause),
            proposed_at=now,
            sends_at=None if second else now if by is None else now + UNDO_FOR,
            made_at=None,
            contest_by=None,
            valid_from=None,
            valid_to=None,
            cause=cause,
            reason="",
            cards=(),
            version=0,
        )
        snapshot = planning.snapshot(assessed.assessment, assessed.told, assessed.elsewhere) if assessed else None
        if not await self._store.add_decision(decision, snapshot):
            raise Stale
        if case is not None:
            await self._store.add_event(case.id, now, happened.PROPOSED, by, {"number": decision.number})
            await self._store.change_case(case, state="second", taken_by=by)
        else:
            assert decision.sends_at is not None
            await enqueue(work, decision.id, decision.sends_at - now)
        work.record(
            "decision.propose" if second else "decision.decide",
            decision=decision.id,
            number=decision.number,
            kind="annul",
            card=card.id,
            family=card.family,
            cause=cause,
        )
        return decision

    async def _died(self, actor: Actor, person: UUID) -> tuple[Decision, ...]:
        if actor.kind != "system":
            raise Refused
        async with self._audit.work(actor, Ground.ANNUL) as work:
            await self._store.queue_up(self._assessing.today().year)
            made: list[Decision] = []
            for right in await self._entitlements.of_person(person):
                if right.ended_at is not None:
                    continue
                living = await self._casework.living_cards(right)
                made += [
                    await self._decide(work, card, right, "death", "", None, None)
                    for card in living
                    if card.holder == person and await self._make_way(work, card)
                ]
                others = [card for card in living if card.holder != person]
                if others and (await self._assessing.of_entitlement(right)).assessment.result is Truth.NOT_MET:
                    await self._casework.open_recheck(work, right, ("death-in-family",))
            work.record("person.died", person=person, decisions=[one.id for one in made])
            return tuple(made)

    async def _make_way(self, work: Work, card: Card) -> bool:
        """Whether a death may annul a card now: what only waits for a second person does not keep a dead holder's card alive."""
        before = await self._store.live_decision(card=card.id)
        if before is not None and before.state == "proposed":
            await self._store.change_decision(before, state="undone")
            await self._casework.fell_through(work, before, "death-in-family", happened.UNDONE, None, self._clock.now())
            return True
        return before is None

    async def _card(self, card: UUID) -> Card:
        """The card; raises `NoSuchCard`."""
        family = await self._cards.family_of(SYSTEM, card)
        return next(one for one in await self._cards.cards_of(SYSTEM, family) if one.id == card)
