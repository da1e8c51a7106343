"""What a case, a decision and an entitlement are, who may do what to them, and what the machine proposes. Pure.

The machine grants and nothing else: a refusal and an annulment for cause are a person's (D-2, R-96). Days are calendar days in Riga.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from msgspec import Struct, field

from goda.applications.model import Application
from goda.cards.model import CardCause
from goda.documents.model import Document
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id
from goda.law.assessment import Assessment
from goda.registers.model import FactTold

UNDO_FOR: Final = timedelta(minutes=2)
"""How long a person's decision is held before it is carried out, so that a slip of the hand can be taken back."""
MOST_TEXT: Final = 20_000
"""Characters of a decision's text."""
MOST_EXTENSION: Final = 3
"""Months by which the term of decision may be extended in all: with the first month, four (Administrative Procedure Law, section 64)."""

CaseKind = Literal["application", "recheck", "annulment"]
CaseState = Literal["open", "asked", "second", "closed"]
"""`asked`: it waits for the family. `second`: a decision waits for the second person."""
DecisionKind = Literal["grant", "refuse", "annul"]
KINDS: Final[tuple[DecisionKind, ...]] = ("grant", "refuse", "annul")
DecisionState = Literal["proposed", "held", "made", "undone", "declined"]
ProposalKind = Literal["grant", "refuse", "annul", "keep", "wait", "look"]
"""`keep`: a recheck found that the right stands. `wait`: registers are being asked again. `look`: the machine has no proposal."""

Why = Literal[
    "unknown",
    "silent",
    "contradictory",
    "not-met",
    "counted-elsewhere",
    "names-do-not-fit",
    "claimed",
    "no-validity",
    "undone",
    "failed",
    "right-lost",
    "own-card-lost",
    "death-in-family",
    "asked-for",
]
"""Why something is a case."""
WHYS: Final[dict[Why, str]] = {
    "unknown": N_("Something that the criteria need is not known."),
    "silent": N_("A register has not answered yet."),
    "contradictory": N_("What the registers say does not agree."),
    "not-met": N_("A criterion is not met, and the machine never refuses."),
    "counted-elsewhere": N_("Somebody is counted in another family too."),
    "names-do-not-fit": N_("The names chosen for a card do not fit on it."),
    "claimed": N_("The family says something that no register confirms."),
    "no-validity": N_("No validity can be proposed for a card that is wished."),
    "undone": N_("A decision was undone or not confirmed."),
    "failed": N_("The machine could not finish; a person has to look."),
    "right-lost": N_("What the registers say now ends the right."),
    "own-card-lost": N_("Somebody with a card of their own may not have one any more."),
    "death-in-family": N_("Somebody who counted has died."),
    "asked-for": N_("A member of staff proposed to annul a card."),
}
"""Each reason as a sentence for the queue, a msgid."""

SECOND_CAUSES: Final[frozenset[CardCause]] = frozenset({"criteria-lost", "error", "misuse"})
"""Annulment for these takes two people, and so do a death and a replacement that nothing shows; the holder's own wish at the desk does not."""


class Sentence(Struct, frozen=True, kw_only=True):
    """A msgid with what fills its places."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)


class CardPlan(Struct, frozen=True, kw_only=True):
    """A card that a grant makes. `proposed_to` is the law's own last day (D-3)."""

    holder: UUID
    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    proposed_to: date | None
    why: Sentence | None = None
    """Why until then."""


class Case(Struct, frozen=True, kw_only=True):
    """What waits for a person."""

    id: UUID
    kind: CaseKind
    application: UUID | None
    entitlement: UUID | None
    card: UUID | None
    """For an annulment: the one card it is about; else every card of the entitlement."""
    family: UUID
    opened_at: datetime
    decide_by: date
    state: CaseState
    why: tuple[Why, ...]
    taken_by: UUID | None
    asked_until: date | None
    """The last day on which the family may answer."""
    closed_at: datetime | None
    version: int
    applicant: UUID
    extended: int
    """Months by which the term was extended."""


class QueueItem(Struct, frozen=True, kw_only=True):
    """One line of the queue."""

    case: Case
    applicant: str
    """Given names and surname."""
    number: str | None
    """The application's number."""
    days_left: int
    """Until `decide_by`, that day included as nought; negative when it has passed."""
    why: tuple[str, ...]
    """`WHYS` of the case: msgids."""
    taken_by: str | None
    """The name of the member of staff who has it in hand."""


class NewDecision(Struct, frozen=True, kw_only=True):
    """A decision about to be made.

    `valid_to` changes the family's validity from the proposed one and needs `reason` (D-3). `cause` is for annulling only.
    `id` is given by the form: sent twice, it makes one decision (I4).
    """

    kind: DecisionKind
    text: str
    valid_to: date | None = None
    reason: str = ""
    cause: CardCause | None = None
    id: UUID = field(default_factory=new_id)


class Decision(Struct, frozen=True, kw_only=True):
    """A decision to grant, refuse or annul (R-56). Number and text never change; `by` None is the machine's.

    `proposed` waits for the second person; `held` can be undone until `sends_at`; `made` is carried out and final.
    """

    id: UUID
    number: str
    kind: DecisionKind
    application: UUID | None
    entitlement: UUID | None
    """Granted by it, or annulled with every card of it."""
    card: UUID | None
    """The one card that it annuls."""
    family: UUID
    applicant: UUID
    case: UUID | None
    state: DecisionState
    by: UUID | None
    second: UUID | None
    needs_second: bool
    text: str
    references: tuple[str, ...]
    """The law's places on which it rests, msgids."""
    proposed_at: datetime
    sends_at: datetime | None
    made_at: datetime | None
    contest_by: date | None
    valid_from: date | None
    valid_to: date | None
    cause: CardCause | None
    reason: str
    cards: tuple[CardPlan, ...]
    """The cards of a grant."""
    version: int


class Standing(Struct, frozen=True, kw_only=True):
    """How one criterion stood when it was decided: kept with the decision, so that it can be explained years later."""

    code: str
    name: str
    subject: UUID | None
    truth: str
    rule: str
    sentence: str
    params: dict[str, int]
    reference: str


class Told(Struct, frozen=True, kw_only=True):
    """A fact as it was known when it was decided."""

    person: UUID
    mark: str
    value: str
    source: str
    asked_at: datetime
    valid_at: date
    until: date | None
    answer_hash: str | None
    by: UUID | None
    document: UUID | None


class Snapshot(Struct, frozen=True, kw_only=True):
    """The assessment that a decision rests on, as values that outlive code and registers."""

    on: date
    rules_of: date
    result: str
    standings: tuple[Standing, ...]
    told: tuple[Told, ...]


class EntitledPerson(Struct, frozen=True, kw_only=True):
    """Somebody of an entitled family. `counted`: as one of three, or as a ground by disability."""

    person: UUID
    role: Literal["applicant", "spouse", "dependant"]
    relation: str | None
    """A `law.facts.Relation`, for dependants."""
    counted: bool


class Entitlement(Struct, frozen=True, kw_only=True):
    """A family's right to cards, from a made grant until its last day or its annulment. Days inclusive."""

    id: UUID
    family: UUID
    applicant: UUID
    application: UUID
    decision: UUID
    valid_from: date
    valid_to: date
    rules_of: date
    turns_on: date | None
    """The last day on which the right is known to stand if nothing new is heard (`law.last_day_met`)."""
    warned_at: datetime | None
    ended_at: datetime | None
    cause: str | None
    """Why it ended: a `CardCause`, or "expired"."""
    persons: tuple[EntitledPerson, ...]
    version: int


class MemberOnFile(Struct, frozen=True, kw_only=True):
    """A person of the family, for the case's screen. The full code is shown to who opens a case only (R-98)."""

    person: UUID
    role: Literal["applicant", "spouse", "dependant"]
    relation: str | None
    name: str
    code: str
    born: date | None
    age: int | None


class Event(Struct, frozen=True, kw_only=True):
    """One line of a case's history; `what` is a msgid. `by` None is the machine."""

    at: datetime
    what: str
    params: dict[str, str]
    by: UUID | None
    by_name: str | None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """What the machine proposes to the person, and why, each one a sentence."""

    kind: ProposalKind
    why: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFile:
    """Everything about a case on one screen."""

    case: Case
    application: Application | None
    """The one decided on, or by which the right was granted."""
    entitlement: Entitlement | None
    members: tuple[MemberOnFile, ...]
    assessment: Assessment | None
    """None where a card of older days has no application."""
    facts: tuple[FactTold, ...]
    """Each fact with its source, times, hash, and who entered it on what document."""
    documents: tuple[Document, ...]
    decisions: tuple[Decision, ...]
    history: tuple[Event, ...]
    proposed: Proposed
    cards: tuple[CardPlan, ...]
    """What a grant would make now; empty where the right is not met, and a clerk who grants gives `valid_to`."""
    second_for: tuple[DecisionKind, ...]
    """The decisions that would take a second person now: those that rest on what was entered against a register's answer, those against
    the law's own result, and annulment for cause."""
    keeping_takes_two: bool
    """Whether leaving the right of a recheck as it is would take a second person now."""
    left_out: tuple[UUID, ...]
    """Holders whose wished card cannot be made as things stand."""
    may_decide: bool
    """Whether who looks may decide: their own code is on record and nobody of the family is theirs."""
    annuls: tuple[UUID, ...]
    """The cards that an annulment would annul."""


def days_left(case: Case, today: date) -> int:
    """Days until the term ends; negative when it has passed."""
    return (case.decide_by - today).days
