"""What people and the machine do with cases and decisions: one face for the console, the wallet, the rechecks and the seeds.

The use cases themselves stand in `cases` (the queue and what is done before deciding), `deciding` (deciding and undoing) and `carrying`
(what a decision brings about).
"""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from goda.audit import Actor, Work
from goda.cards.model import CardCause
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


class Decisions(Protocol):
    """Made by `app.House` as `house.decisions`."""

    # -- the queue and the case ---------------------------------------------------------------------------------------------------

    async def queue(self, actor: Actor, state: CaseState | None = None) -> tuple[QueueItem, ...]:
        """Every case that is not closed (or those in one state), the nearest deadline first."""
        ...

    async def case(self, actor: Actor, case: UUID) -> CaseFile:
        """Everything about one case, newly assessed from the facts at hand. Raises `NoSuchCase`."""
        ...

    async def take(self, actor: Actor, case: UUID) -> Case:
        """Take a case in hand; others see whose it is. Giving it back: `release`."""
        ...

    async def release(self, actor: Actor, case: UUID) -> Case:
        """Give a case back to everybody."""
        ...

    async def ask_again(self, actor: Actor, case: UUID) -> None:
        """Have every needed register asked again at once; a grant that is then clear is made by itself."""
        ...

    async def ask_family(self, actor: Actor, case: UUID, what: str, until: date) -> Case:
        """Ask the family for something, by a day; it is told. Raises `Invalid` by field (`what`, `until`)."""
        ...

    async def answered(self, work: Work, application: UUID) -> None:
        """Note that the family has answered what it was asked: called when it adds a document."""
        ...

    async def extend(self, actor: Actor, case: UUID, months: int, reasons: str) -> Case:
        """Extend the term of decision (D-10); the family is told. Raises `Invalid` by field (`months`, `reasons`)."""
        ...

    async def enter_fact(self, actor: Actor, case: UUID, fact: Any) -> None:
        """Enter a `registers.HandFact` from a document (R-68); against a register's answer, the decision then takes a second person."""
        ...

    # -- deciding -----------------------------------------------------------------------------------------------------------------

    async def draft(self, actor: Actor, case: UUID, kind: DecisionKind, cause: CardCause | None = None) -> NewDecision:
        """A decision ready to be edited: text from the templates, the proposed last day."""
        ...

    async def preview(self, actor: Actor, case: UUID, new: NewDecision) -> bytes:
        """The paper as it would be, a PDF marked as a draft."""
        ...

    async def decide(self, actor: Actor, case: UUID, new: NewDecision) -> Decision:
        """Decide: held for two minutes, or proposed to a second person. The same `new.id` again returns the first.

        Raises `Invalid` by field, `OwnFamily`, `OwnCodeMissing`, `DecidedAlready`.
        """
        ...

    async def second(self, actor: Actor, decision: UUID, *, agree: bool, note: str = "") -> Decision:
        """Confirm or decline what another proposed. Raises `SamePerson`, `OwnFamily`, `Conflict`."""
        ...

    async def undo(self, actor: Actor, decision: UUID) -> Decision:
        """Take back a decision that is still held. Raises `TooLateToUndo`."""
        ...

    async def send_now(self, actor: Actor, decision: UUID) -> Decision:
        """Carry a held decision out without waiting for its two minutes."""
        ...

    async def annul(self, actor: Actor, card: UUID, cause: CardCause, text: str) -> Decision:
        """Annul one card: for cause by two people (through a case), at the holder's wish by the family itself or one clerk."""
        ...

    async def keep(self, actor: Actor, case: UUID, note: str) -> Case:
        """Close a recheck or a proposed annulment: the right stands as it is. Raises `Invalid` by field (`note`)."""
        ...

    # -- reading ------------------------------------------------------------------------------------------------------------------

    async def get(self, actor: Actor, decision: UUID) -> Decision:
        """One decision; a family member sees those of their own applications. Raises `NoSuchDecision`."""
        ...

    async def paper(self, actor: Actor, decision: UUID) -> tuple[bytes, str]:
        """The sealed paper of a made decision: PDF and detached JWS. Raises `NoSuchDecision`."""
        ...

    async def explained(self, actor: Actor, decision: UUID) -> Snapshot:
        """What the decision rested on when it was made."""
        ...

    async def of_family(self, actor: Actor, family: UUID) -> tuple[Decision, ...]:
        """Decisions about a family, oldest first; a family member sees the made ones only."""
        ...

    async def of_application(self, actor: Actor, application: UUID) -> tuple[Decision, ...]:
        """Decisions about an application, oldest first; a family member sees the made ones only."""
        ...

    async def entitlements_of(self, actor: Actor, person: UUID) -> tuple[Entitlement, ...]:
        """The rights in which a person stands as applicant, spouse or dependant, newest first, ended ones too."""
        ...

    # -- for rechecks -------------------------------------------------------------------------------------------------------------

    async def open_recheck(self, work: Work, entitlement: UUID, why: tuple[Why, ...]) -> Case:
        """Make a case of a right that seems to have ended; the same again while one is open adds its reasons to that one."""
        ...

    async def died(self, actor: Actor, person: UUID) -> tuple[Decision, ...]:
        """Annul at once, by machine, every live card whose holder has died; a counted dependant's death makes a recheck case."""
        ...
