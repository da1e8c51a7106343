"""What is printed, how a piece goes out, and what may become of it. Pure.

    waiting ──batch──▶ made ──▶ sent ──▶ received         by post
                         └────▶ received ──▶ handed-over  at the fund
    sent, received ──▶ returned ──▶ waiting again, if somebody wishes
    waiting ──▶ dropped: its card is annulled or over, or somebody took it out of the line

A batch holds what was printed and never changes; a piece that came back goes out with another batch.
"""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from goda.kernel.i18n import N_

Kind = Literal["letter", "plastic"]
KINDS: Final[tuple[Kind, ...]] = ("letter", "plastic")
KINDS_WORDS: Final[dict[Kind, str]] = {"letter": N_("Letters"), "plastic": N_("Plastic cards")}
"""Each kind in words, msgids."""
What = Literal["notice", "card-letter", "plastic"]
"""A notice with its decision, the letter with an activation code and the card on paper, or the plastic card."""
Delivery = Literal["post", "fund"]
"""By post, or handed over at the fund (R-18)."""
State = Literal["waiting", "made", "sent", "received", "handed-over", "returned", "dropped"]

AFTER: Final[dict[Delivery, dict[State, frozenset[State]]]] = {
    "post": {
        "waiting": frozenset({"dropped"}),
        "made": frozenset({"sent"}),
        "sent": frozenset({"received", "returned"}),
        "received": frozenset({"returned"}),
        "returned": frozenset({"waiting"}),
    },
    "fund": {
        "waiting": frozenset({"dropped"}),
        "made": frozenset({"received", "handed-over"}),
        "received": frozenset({"handed-over", "returned"}),
        "returned": frozenset({"waiting"}),
    },
}
"""What a person may say happened next. Becoming `made` is the batch's doing alone."""

STATES: Final[dict[State, str]] = {
    "waiting": N_("Waits to be printed"),
    "made": N_("Printed"),
    "sent": N_("Sent by post"),
    "received": N_("Received"),
    "handed-over": N_("Handed over at the fund"),
    "returned": N_("Came back"),
    "dropped": N_("Taken out of the line, not printed"),
}
"""Each state in words, msgids."""
WHATS: Final[dict[What, str]] = {
    "notice": N_("Letter"),
    "card-letter": N_("Letter with a card and an activation code"),
    "plastic": N_("Plastic card"),
}
"""Each kind of piece in words, msgids."""
DELIVERIES: Final[dict[Delivery, str]] = {"post": N_("By post"), "fund": N_("At the fund")}
"""Each way in words, msgids."""


class Item(Struct, frozen=True, kw_only=True):
    """One piece. `person` is whom it goes to; `decision` is the paper in the same envelope, `letter` the notice's delivery."""

    id: UUID
    kind: Kind
    what: What
    delivery: Delivery
    person: UUID
    card: UUID | None
    decision: UUID | None
    letter: UUID | None
    added_at: datetime
    state: State
    state_on: date
    batch: UUID | None
    """The batch it went out with last."""
    version: int

    @property
    def next_states(self) -> frozenset[State]:
        """What a person may say happened next."""
        return AFTER[self.delivery].get(self.state, frozenset())


class Line(Struct, frozen=True, kw_only=True):
    """An item with whom it goes to, for a screen or a manifest. `place` counts from 1 in a batch, 0 where it waits."""

    item: Item
    place: int
    name: str
    postal: str
    card_number: str | None


class Batch(Struct, frozen=True, kw_only=True):
    """What was printed together. Never changes; `number` counts the batches from 1."""

    id: UUID
    number: int
    kind: Kind
    delivery: Delivery
    made_at: datetime
    made_by: UUID | None
    items: int


class Mark(Struct, frozen=True, kw_only=True):
    """One thing that happened to an item: which state, on which day, who said so."""

    item: UUID
    batch: UUID | None
    state: State
    on: date
    at: datetime
    by: UUID | None


class PrintFile(Struct, frozen=True, kw_only=True):
    """A file to download; its name tells nothing of anybody."""

    name: str
    media_type: str
    body: bytes
