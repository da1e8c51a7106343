"""What a card, its phones and its signed copies are, and when each begins and ends. Pure.

Numbers and activation codes as text are `numbers`; the format on the wire is `form`, `wire` and `verify`; here a credential is only
its life. Days are calendar days in Riga, moments are UTC, `exp` and `renew_at` seconds since the epoch.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct, field

from goda.cards import errors
from goda.kernel import names as kernel_names
from goda.kernel.clock import RIGA
from goda.kernel.errors import Invalid
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id

DAY: Final = 86_400
WALLET_LIFE_DAYS: Final = 45
"""The longest life of a phone's credential: a lost phone is useless after it at the latest (card-format.md)."""
PRINT_LIFE_DAYS: Final = 1_096
"""The longest life of a printed copy, three years with their leap day, so that paper ends with an ordinary card.

A print key is published three years and 30 days (card-format.md); a longer card is printed anew.
"""
SAME_AGAIN: Final = timedelta(hours=1)
"""A renewal asked for again within this time gets the same credential: its first answer was lost on the way (I4)."""
ACTIVATION_LIFE: Final = timedelta(days=30)
WRONG_TRIES: Final = 10
"""So many wrong secrets for one locator, and the code is dead."""
MOST_PHONES: Final = 10
"""Phones that may hold a card taken up by who is signed in; codes from letters are counted by themselves."""
MOST_NAMES: Final = 6
AHEAD_DAYS: Final = 366
"""How far ahead a card's first day may lie: the card that takes over from this year's (D-3)."""

CardState = Literal["valid", "expired", "annulled"]
Profile = Literal["wallet", "print"]
ActivationState = Literal["live", "used", "expired", "dead"]

CardCause = Literal["holder-wish", "criteria-lost", "death", "replaced", "error", "misuse"]
CARD_CAUSES: Final[dict[CardCause, str]] = {
    "holder-wish": N_("The holder gave the card up."),
    "criteria-lost": N_("The family no longer meets the criteria."),
    "death": N_("The holder has died."),
    "replaced": N_("Another card has taken its place."),
    "error": N_("The card was issued by mistake."),
    "misuse": N_("The card was misused."),
}
"""Why a card is annulled, with the sentence that family and clerk read."""

CredentialCause = Literal["card-annulled", "removed", "replaced", "lost", "stolen", "damaged", "error"]
CREDENTIAL_CAUSES: Final[dict[CredentialCause, str]] = {
    "card-annulled": N_("The card itself was annulled."),
    "removed": N_("The phone was removed by the family."),
    "replaced": N_("Another phone or print has taken its place."),
    "lost": N_("The phone or the print was lost."),
    "stolen": N_("The phone or the print was stolen."),
    "damaged": N_("The print was damaged."),
    "error": N_("It was made by mistake."),
}
"""Why one signed copy is annulled; a clerk chooses among `CHOSEN_CREDENTIAL_CAUSES`."""
CHOSEN_CREDENTIAL_CAUSES: Final[tuple[CredentialCause, ...]] = ("lost", "stolen", "damaged", "replaced", "error")


class Card(Struct, frozen=True, kw_only=True):
    """The right: number, names and validity. `holder` is a person of `family`; `names` begin with theirs."""

    id: UUID
    number: str
    family: UUID
    holder: UUID
    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    state: CardState
    granted_at: datetime
    annulled_at: datetime | None = None
    cause: str | None = None

    @property
    def ends(self) -> int:
        """The first 00:00 UTC after the last valid day in Riga: no credential outlives it."""
        return ends(self.valid_to)


class IssueCard(Struct, frozen=True, kw_only=True):
    """A card about to be issued.

    `proposal` is the last day that `law.validity.propose` gave (None: it gave none); another `valid_to` needs a `reason` (D-3).
    """

    family: UUID
    holder: UUID
    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    reason: str = ""
    proposal: date | None = None
    id: UUID = field(default_factory=new_id)
    """Given by the form: sent twice, it makes one card (I4)."""


class Reach(Struct, frozen=True, kw_only=True):
    """Which cards a signed-in person may have on a phone: their own, and those of children they are a parent of in the card's family."""

    person: UUID
    children: frozenset[tuple[UUID, UUID]] = frozenset()
    """Family and child; a child of two families is reached by each parent through their own."""

    def holds(self, card: Card) -> bool:
        """Whether this is one of them."""
        return card.holder == self.person or (card.family, card.holder) in self.children


class Preview(Struct, frozen=True, kw_only=True):
    """How the names would stand on the card and whether their codes can be scanned."""

    names: tuple[str, ...]
    fits: bool
    drop: tuple[str, ...]
    """The names to leave out, from the last, so that the code fits; empty when it does."""
    wallet_version: int
    print_version: int


class Device(Struct, frozen=True, kw_only=True):
    """A phone that holds one card's key. `last_seen` is exact to the hour only."""

    id: UUID
    card: UUID
    name: str
    thumbprint: str
    added_at: datetime
    last_seen: datetime
    removed_at: datetime | None = None
    cause: str | None = None


class Activation(Struct, frozen=True, kw_only=True):
    """A code by which one phone can take up a card. `code` is known only while the code can be used."""

    id: UUID
    card: UUID
    state: ActivationState
    made_at: datetime
    expires_at: datetime
    code: str | None = None
    replaces: UUID | None = None
    used_at: datetime | None = None
    device: UUID | None = None


class Credential(Struct, frozen=True, kw_only=True):
    """One signed copy: on a phone, or on paper (`device` is None). `made_at` of the later ones of a phone are its renewals."""

    id: UUID
    card: UUID
    device: UUID | None
    profile: Profile
    status_list: int
    status_idx: int | None
    """None once it ended without having been annulled: the index is free for another."""
    exp: int
    made_at: datetime
    annulled_at: datetime | None = None
    cause: str | None = None

    def live(self, now: datetime) -> bool:
        """Whether a till may still take it."""
        return self.annulled_at is None and now.timestamp() < self.exp


class CardLife(Struct, frozen=True, kw_only=True):
    """All that has become of a card, oldest first."""

    card: Card
    reason: str
    note: str
    activations: tuple[Activation, ...]
    devices: tuple[Device, ...]
    credentials: tuple[Credential, ...]

    @property
    def waiting(self) -> Activation | None:
        """The code that waits for a phone."""
        return waiting(self.activations)


class PrintContent(Struct, frozen=True, kw_only=True):
    """What the plastic card says."""

    number: str
    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    print_digits: str
    print_ends: date
    """The last day on which the printed code is valid; before `valid_to` only for a card of more than three years."""


class LetterContent(PrintContent, frozen=True, kw_only=True):
    """What the letter to a family says: the card on paper, and the code by which a phone gets it."""

    activation_code: str
    activation_expires: datetime


class Issued(Struct, frozen=True, kw_only=True):
    """What a phone gets: its card, itself, its credential (`jws~`; empty until the card's first day), and when to come again."""

    card: Card
    device: Device
    credential: str
    renew_at: int
    expires: int


def waiting(activations: tuple[Activation, ...]) -> Activation | None:
    """The newest code that a phone can still use: the one that a letter says and that a card's page shows."""
    return next((one for one in reversed(activations) if one.state == "live"), None)


def begins(day: date) -> datetime:
    """The moment a day begins in Riga, in UTC."""
    return datetime.combine(day, time(), RIGA).astimezone(UTC)


def ends(last_day: date) -> int:
    """The first 00:00 UTC after a last valid day in Riga (which is two or three hours past midnight there)."""
    return int(datetime.combine(last_day + timedelta(days=1), time(), UTC).timestamp())


def last_day(exp: int) -> date:
    """The last valid day in Riga of what ends at `exp`."""
    return datetime.fromtimestamp(exp, UTC).date() - timedelta(days=1)


def state_of(valid_to: date, annulled_at: datetime | None, now: datetime) -> CardState:
    """A card's state: annulled is final, expired from the moment its last credential is."""
    if annulled_at is not None:
        return "annulled"
    return "valid" if now.timestamp() < ends(valid_to) else "expired"


def wallet_exp(now: datetime, valid_to: date) -> int:
    """When a phone's credential made now ends: a whole day, at most 45 days on, never past the card's own end."""
    return min((int(now.timestamp()) // DAY + WALLET_LIFE_DAYS) * DAY, ends(valid_to))


def print_exp(now: datetime, valid_to: date) -> int:
    """When a printed copy made now ends: with the card, or with what its key can answer for."""
    return min((int(now.timestamp()) // DAY + PRINT_LIFE_DAYS) * DAY, ends(valid_to))


def renew_at(made_at: datetime, exp: int, valid_to: date) -> int:
    """When a phone should come for its next credential: at two thirds; one that ends with the card has no next."""
    made = int(made_at.timestamp())
    return exp if exp >= ends(valid_to) else made + (exp - made) * 2 // 3


def activation_state(used_at: datetime | None, wrong: int, expires_at: datetime, now: datetime) -> ActivationState:
    """A code is used, or dead of wrong tries, or too old, or lives."""
    if used_at is not None:
        return "used"
    if wrong >= WRONG_TRIES:
        return "dead"
    return "live" if now < expires_at else "expired"


def clean_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are signed; raises `Invalid` with each name that cannot be (`names[2]`)."""
    if not 1 <= len(names) <= MOST_NAMES:
        raise Invalid({"names": errors.NamesCount(most=MOST_NAMES)})
    cleaned: list[str] = []
    wrong: dict[str, Invalid] = {}
    for place, name in enumerate(names):
        try:
            cleaned.append(kernel_names.clean(name))
        except Invalid as error:
            wrong[f"names[{place}]"] = error
    if wrong:
        raise Invalid(dict(wrong))
    return tuple(cleaned)


def check_validity(new: IssueCard, today: date) -> None:
    """Raise `Invalid` unless the days are in order, the card lies neither in the past nor too far ahead, and a change has its reason."""
    wrong: dict[str, Invalid] = {}
    if new.valid_from > today + timedelta(days=AHEAD_DAYS):
        wrong["validFrom"] = errors.TooFarAhead()
    if new.valid_to < new.valid_from:
        wrong["validTo"] = errors.DaysOutOfOrder()
    elif new.valid_to < today:
        wrong["validTo"] = errors.PastAlready()
    if new.valid_to != new.proposal and not new.reason.strip():
        wrong["reason"] = errors.ReasonNeeded()
    if wrong:
        raise Invalid(dict(wrong))


def card_cause(text: str) -> CardCause:
    """Read a card's cause of annulment; raises `Invalid`."""
    for cause in CARD_CAUSES:
        if cause == text:
            return cause
    raise Invalid({"cause": errors.CauseUnknown()})


def credential_cause(text: str) -> CredentialCause:
    """Read the cause that a clerk chose for annulling one copy; raises `Invalid`."""
    for cause in CHOSEN_CREDENTIAL_CAUSES:
        if cause == text:
            return cause
    raise Invalid({"cause": errors.CauseUnknown()})
