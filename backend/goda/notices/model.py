"""What a family is told, how it wants to be reached, and how each delivery stands. Pure."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from goda.kernel.i18n import Language

Kind = Literal[
    "received",
    "granted",
    "refused",
    "asked",
    "extended",
    "withdrawn",
    "ending",
    "ended",
    "annulled",
    "proposed-annulment",
    "reminder",
]
"""Why a message is written; `texts` has the words, and which `params` each needs."""

KINDS: Final[tuple[Kind, ...]] = (
    "received", "granted", "refused", "asked", "extended", "withdrawn", "ending", "ended", "annulled", "proposed-annulment",
    "reminder",
)  # fmt: skip
WITH_PAPER: Final[frozenset[Kind]] = frozenset({"granted", "refused", "annulled", "extended"})
"""Kinds that carry the decision's PDF where there is one."""

Channel = Literal["email", "e-address", "post"]
"""What the family chose for correspondence (R-19)."""

Way = Literal["email", "e-address", "letter", "push"]
"""How one delivery goes."""
WAYS: Final[tuple[Way, ...]] = ("e-address", "email", "letter", "push")
"""In the order in which one takes over from another."""

State = Literal["waiting", "sent", "given-up"]
"""Waiting: not yet, and after a failure `why` says what kept it. Given up: nobody tries any more; a person must look."""


class Contact(Struct, frozen=True, kw_only=True):
    """How a person wants to be reached (R-17, R-19). Kept sealed. `e_address`: they say that their account is active."""

    channel: Channel
    language: Language = "lv"
    phone: str = ""
    email: str = ""
    e_address: bool = False
    postal: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """One message as its person sees it, in the language asked for."""

    id: UUID
    kind: Kind
    title: str
    text: tuple[str, ...]
    at: datetime
    read: bool
    application: UUID | None
    decision: UUID | None
    card: UUID | None


class Delivery(Struct, frozen=True, kw_only=True):
    """One message on one way, for the clerk's screen.

    `why`: a code from `trouble.WORDS` of the last failure; `instead`: the delivery that took over where this way was closed.
    """

    id: UUID
    message: UUID
    kind: Kind
    way: Way
    state: State
    why: str | None
    tries: int
    made_at: datetime
    tried_at: datetime | None
    sent_at: datetime | None
    instead: UUID | None


class WaitingLetter(Struct, frozen=True, kw_only=True):
    """A letter to be printed and posted: what printing collects. `decision`: its paper goes into the same envelope."""

    id: UUID
    """The delivery."""
    person: UUID
    kind: Kind
    application: UUID | None
    decision: UUID | None
    made_at: datetime


class Letter(Struct, frozen=True, kw_only=True):
    """What stands on a letter: to whom and where, and the text, in the family's language. Names are the people's to tell."""

    id: UUID
    person: UUID
    postal: str
    language: Language
    title: str
    text: tuple[str, ...]
    decision: UUID | None


class Addressee(Struct, frozen=True, kw_only=True):
    """A person as the outside knows them: the official e-address goes by the current personal code (eleven digits)."""

    name: str
    code: str


class PushSubscription(Struct, frozen=True, kw_only=True):
    """Where a browser can be woken (RFC 8030). Keys are kept for a payload, of which there is none so far."""

    id: UUID
    person: UUID
    endpoint: str
    p256dh: str
    auth: str


def ways(contact: Contact) -> tuple[Way, ...]:
    """How to reach a person: first what they chose, then what remains where that is closed (R-19). Empty where nothing was given."""
    order: dict[Channel, tuple[Way, ...]] = {
        "e-address": ("e-address", "email", "letter"),
        "email": ("email", "letter"),
        "post": ("letter", "email"),
    }
    given: dict[Way, bool] = {"e-address": True, "email": bool(contact.email), "letter": bool(contact.postal)}
    return tuple(way for way in order[contact.channel] if given[way])
