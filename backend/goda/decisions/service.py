"""What people and the machine do with cases and decisions: one face for the console, the wallet, the rechecks and the seeds.

The use cases themselves stand in `checking` (asking registers, the machine's grant), `cases` (the queue and what is done before deciding),
`deciding` and `annulling` (deciding and undoing) and `carrying` (what a decision brings about).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goda.applications.service import CHECK, Applications
from goda.audit import Actor, Audit, Ground, Work
from goda.cards.model import CardCause
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.jobs import Handler
from goda.db.vault import Vault
from goda.decisions import planning
from goda.decisions.annulling import Annulling
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.carrying import Carrying, Granted
from goda.decisions.cases import REMIND, Cases
from goda.decisions.casework import Casework
from goda.decisions.checking import ASK_CASE, Checking
from goda.decisions.checking import enqueue as enqueue_check
from goda.decisions.deciding import CARRY_OUT, Deciding
from goda.decisions.drafting import Drafting
from goda.decisions.entitlements import Entitlements
from goda.decisions.errors import NoSuchDecision
from goda.decisions.looking import Looking
from goda.decisions.may import May, require_reader
from goda.decisions.model import (
    Case,
    CaseFile,
    CaseState,
    Decision,
    DecisionKind,
    Entitlement,
    NewDecision,
    QueueItem,
    Snapshot,
    Why,
)
from goda.decisions.store import Store
from goda.decisions.texts import Texts
from goda.documents.service import Documents
from goda.kernel.clock import Clock
from goda.kernel.errors import Refused
from goda.law.facts import Fact, Facts, Mark
from goda.notices.service import Notices
from goda.people.service import People
from goda.registers.model import HandFact
from goda.registers.service import Registers
from goda.staff.service import Staff
from godakeys.client import Signer


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What deciding is built from."""

    db: Database
    audit: Audit
    vault: Vault
    clock: Clock
    signer: Signer
    people: People
    staff: Staff
    cards: Cards
    registers: Registers
    documents: Documents
    notices: Notices
    applications: Applications
    texts: Texts
    origin: str


class Decisions:
    """Made by `app.House` as `house.decisions`."""

    def __init__(self, parts: Parts) -> None:
        db, audit, clock = parts.db, parts.audit, parts.clock
        self._audit = audit
        self._applications, self._registers = parts.applications, parts.registers
        self._store = store = Store(db, parts.vault)
        self.entitlements = entitlements = Entitlements(db)
        """The rights; rechecks page through the living ones, and note there when each turns."""
        may = May(parts.people, parts.staff)
        applications, cards, notices = parts.applications, parts.cards, parts.notices
        drafting = Drafting(parts.texts, parts.people, parts.staff, parts.origin)
        self._assessing = assessing = Assessing(applications, parts.registers, entitlements, cards, clock)
        self._casework = casework = Casework(store, entitlements, applications, cards, assessing, notices, clock)
        self._deciding = Deciding(
            db, audit, clock, store, entitlements, applications, cards, assessing, drafting, may, casework
        )
        self._annulling = Annulling(db, audit, clock, store, entitlements, cards, assessing, drafting, may, casework)
        self._carrying = Carrying(
            db, audit, clock, parts.signer, store, entitlements, applications, parts.people, cards, notices, assessing, drafting, casework
        )  # fmt: skip
        self._checking = Checking(
            db, audit, clock, store, entitlements, applications, parts.registers, assessing, self._deciding, casework, may
        )  # fmt: skip
        self._cases = Cases(
            db, audit, clock, store, applications, parts.registers, parts.documents, notices, assessing, casework, may
        )
        self._looking = Looking(
            audit,
            store,
            entitlements,
            applications,
            parts.people,
            parts.staff,
            parts.documents,
            assessing,
            casework,
            may,
        )
        applications.on_withdrawn(casework.withdrawn)

    def jobs(self) -> dict[str, Handler]:
        """The handlers of the outbox."""
        return {
            CHECK: self._checking.check,
            ASK_CASE: self._checking.ask_again,
            CARRY_OUT: self._carrying.carry_out,
            REMIND: self._cases.remind,
        }

    def on_granted(self, callback: Granted) -> None:
        """Call `callback(work, decision, application, cards)` in the transaction of each grant that is carried out."""
        self._carrying.on_granted(callback)

    # -- the queue and the case ---------------------------------------------------------------------------------------------------

    async def queue(self, actor: Actor, state: CaseState | None = None) -> tuple[QueueItem, ...]:
        """Every case that is not closed (or those in one state), the nearest deadline first. Raises `Refused`."""
        return await self._looking.queue(actor, state)

    async def case(self, actor: Actor, case: UUID) -> CaseFile:
        """Everything about one case, newly assessed from the facts at hand. Raises `NoSuchCase`."""
        return await self._looking.file(actor, case)

    async def case_of(self, actor: Actor, application: UUID) -> Case | None:
        """The case of an application, closed or not; None where the machine decided alone."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            if actor.kind not in ("staff", "system"):
                raise Refused
            work.record("case.found", application=application)
            return await self._store.case_of(application)

    async def take(self, actor: Actor, case: UUID) -> Case:
        """Take a case in hand; others see whose it is. Giving it back: `release`."""
        return await self._cases.take(actor, case)

    async def release(self, actor: Actor, case: UUID) -> Case:
        """Give a case back to everybody."""
        return await self._cases.release(actor, case)

    async def ask_again(self, actor: Actor, case: UUID) -> None:
        """Have every needed register asked again at once; a grant that is then clear is made by itself."""
        await self._cases.ask_again(actor, case)

    async def ask_family(self, actor: Actor, case: UUID, what: str, until: date) -> Case:
        """Ask the family for something, by a day; it is told. Raises `Invalid` by field (`what`, `until`)."""
        return await self._cases.ask_family(actor, case, what, until)

    async def answered(self, work: Work, application: UUID) -> None:
        """Note that the family has answered what it was asked: called when it adds a document. Nothing where nothing was asked."""
        await self._cases.answered(work, application)

    async def extend(self, actor: Actor, case: UUID, months: int, reasons: str) -> Case:
        """Extend the term of decision (D-10); the family is told. Raises `Invalid` by field (`months`, `reasons`)."""
        return await self._cases.extend(actor, case, months, reasons)

    async def enter_fact(self, actor: Actor, case: UUID, fact: HandFact) -> None:
        """Enter what a document says (R-68); against a register's answer, the decision then takes a second person.

        Raises `Invalid` by field (`person`, `document`), `OwnFamily`, `OwnCodeMissing`, `DecidedAlready`.
        """
        await self._cases.enter_fact(actor, case, fact)

    # -- deciding -----------------------------------------------------------------------------------------------------------------

    async def draft(self, actor: Actor, case: UUID, kind: DecisionKind, cause: CardCause | None = None) -> NewDecision:
        """A decision ready to be edited: text from the templates, the proposed last day. Raises `Invalid` (`kind`)."""
        return await self._deciding.draft(actor, case, kind, cause)

    async def preview(self, actor: Actor, case: UUID, new: NewDecision) -> bytes:
        """The paper as it would be, a PDF marked as a draft. Raises `Invalid` by field as `decide` does."""
        return await self._deciding.preview(actor, case, new)

    async def decide(self, actor: Actor, case: UUID, new: NewDecision) -> Decision:
        """Decide: held for two minutes, or proposed to a second person. The same `new.id` again returns the first.

        Raises `Invalid` by field (`kind`, `text`, `validTo`, `reason`, `cause`), `OwnFamily`, `OwnCodeMissing`, `DecidedAlready`, `CaseClosed`.
        """
        return await self._deciding.decide(actor, case, new)

    async def second(self, actor: Actor, decision: UUID, *, agree: bool, note: str = "") -> Decision:
        """Confirm or decline what another proposed; declining needs a `note`. Raises `SamePerson`, `OwnFamily`, `NotProposed`."""
        return await self._deciding.second(actor, decision, agree=agree, note=note)

    async def undo(self, actor: Actor, decision: UUID) -> Decision:
        """Take back a decision that is still held: who made or confirmed it, or a lead. Raises `TooLateToUndo`, `Refused`."""
        return await self._deciding.undo(actor, decision)

    async def send_now(self, actor: Actor, decision: UUID) -> Decision:
        """Carry a held decision out without waiting for its two minutes. Raises `TooLateToUndo`."""
        return await self._deciding.send_now(actor, decision)

    async def annul(self, actor: Actor, card: UUID, cause: CardCause, text: str) -> Decision:
        """Annul one card: for cause by two people (through a case), at the holder's wish by the family itself or one clerk.

        Raises `Invalid` by field (`cause`, `text`), `NotYourCard`, `OwnFamily`, `OwnCodeMissing`, `DecidedAlready`, `CardAnnulled`, `CardExpired`.
        """
        return await self._annulling.annul(actor, card, cause, text)

    async def second_causes(self, actor: Actor, card: UUID) -> frozenset[CardCause]:
        """The causes for which annulling this card takes two people as things are known: a death that no register tells is one."""
        return await self._annulling.second_causes(actor, card)

    async def keep(self, actor: Actor, case: UUID, note: str) -> Case:
        """Close a recheck or a proposed annulment: the right stands as it is. Raises `Invalid` by field (`note`), `DecidedAlready`."""
        return await self._cases.keep(actor, case, note)

    # -- reading ------------------------------------------------------------------------------------------------------------------

    async def get(self, actor: Actor, decision: UUID) -> Decision:
        """One decision; a family member sees made ones about their own applications. Raises `NoSuchDecision`."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = await self._store.decision(decision)
            require_reader(actor, found)
            work.record("decision.read", decision=decision)
        return found

    async def paper(self, actor: Actor, decision: UUID) -> tuple[bytes, str]:
        """The sealed paper of a made decision: PDF and detached JWS. Raises `NoSuchDecision`."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            require_reader(actor, await self._store.decision(decision))
            work.record("decision.paper_read", decision=decision)
            return await self._store.paper(decision)

    async def explained(self, actor: Actor, decision: UUID) -> Snapshot:
        """What the decision rested on when it was made. Raises `NoSuchDecision`."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            require_reader(actor, await self._store.decision(decision))
            work.record("decision.explained", decision=decision)
            found = await self._store.snapshot(decision)
        if found is None:
            raise NoSuchDecision
        return found

    async def of_family(self, actor: Actor, family: UUID) -> tuple[Decision, ...]:
        """Decisions about a family, oldest first; a family member sees the made ones that are addressed to them."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = _readable(actor, await self._store.decisions_of(family=family))
            work.record("decision.listed", family=family, decisions=[one.id for one in found])
        return found

    async def of_application(self, actor: Actor, application: UUID) -> tuple[Decision, ...]:
        """Decisions on an application, oldest first; a family member sees the made ones that are addressed to them."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = _readable(actor, await self._store.decisions_of(application=application))
            work.record("decision.listed", application=application, decisions=[one.id for one in found])
        return found

    async def entitlements_of(self, actor: Actor, person: UUID) -> tuple[Entitlement, ...]:
        """The rights in which a person stands as applicant, spouse or dependant, newest first, ended ones too; one's own, or for staff."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            if actor.kind == "person" and actor.id != person:
                raise Refused
            if actor.kind not in ("person", "staff", "system"):
                raise Refused
            work.record("entitlement.listed", person=person)
            return await self.entitlements.of_person(person)

    async def without_custody(self, person: UUID, families: Iterable[UUID]) -> frozenset[tuple[UUID, UUID]]:
        """Family and child, where the registers say that this parent's custody is suspended or removed (R-55). The caller records it.

        A card of such a child is not theirs to put on a phone; a silence says nothing.
        """
        found: set[tuple[UUID, UUID]] = set()
        for family in families:
            application = next((one for one in await self._applications.of_family(family) if one.registered_at), None)
            if application is None:
                continue
            mark = Mark.CUSTODY_OF_APPLICANT if application.applicant == person else Mark.CUSTODY_OF_SPOUSE
            facts = Facts(await self._registers.facts(family))
            for child in application.dependants:
                told = facts.ask(child.person, mark)
                if isinstance(told, Fact) and told.value is False:
                    found.add((family, child.person))
        return frozenset(found)

    # -- for rechecks -------------------------------------------------------------------------------------------------------------

    async def assess_right(self, entitlement: Entitlement) -> Assessed:
        """How a granted right stands today by the facts at hand; in the caller's transaction and under the caller's record."""
        return await self._assessing.of_entitlement(entitlement)

    async def open_recheck(self, work: Work, entitlement: UUID, why: tuple[Why, ...]) -> Case:
        """Make a case of a right that seems to have ended, and warn the family; while one is open its reasons are added to that one."""
        right = await self.entitlements.get(entitlement)
        if right is None:
            raise ValueError("no such right")
        return await self._casework.open_recheck(work, right, why)

    async def recheck_of(self, entitlement: UUID) -> Case | None:
        """The recheck of a right that is not closed; in the caller's transaction and under the caller's record."""
        return await self._casework.recheck_of(entitlement)

    async def check_right(self, work: Work, case: UUID) -> None:
        """Have the registers asked about a right in a recheck; where they say that it stands, and no person is in the middle of it, the case closes."""
        await work.enqueue(ASK_CASE, {"case": str(case)}, key=f"{ASK_CASE}-{case}")

    async def check_application(self, work: Work, application: UUID) -> None:
        """Have the registers asked anew about an application on which nothing is decided: something has changed since."""
        await enqueue_check(work, application)

    async def astray(self, right: Entitlement, assessed: Assessed) -> tuple[UUID, ...]:
        """Holders of a right's living cards who may hold none any more though the right stands; in the caller's transaction and record."""
        return await self._casework.astray(right, assessed)

    def standings(self, assessed: Assessed) -> Snapshot:
        """How each criterion stands now, as a decision would keep it."""
        return planning.snapshot(assessed.assessment, assessed.told, assessed.elsewhere)

    async def died(self, actor: Actor, person: UUID) -> tuple[Decision, ...]:
        """Annul at once, by machine, every living card whose holder has died; where others' right is in doubt by it, a recheck case is made."""
        return await self._annulling.died(actor, person)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what was about `gone` is about `kept`. In the caller's transaction."""
        await self._store.rehome(kept, gone)
        await self.entitlements.rehome(kept, gone)


def _readable(actor: Actor, decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    found = []
    for one in decisions:
        try:
            require_reader(actor, one)
        except NoSuchDecision:
            continue
        found.append(one)
    return tuple(found)
