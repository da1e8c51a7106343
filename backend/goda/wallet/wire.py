"""What goes over the wire between a phone and the fund, apart from the models behind it. JSON, camelCase."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta, Struct

from goda.cards import model
from goda.cards.numbers import show_number
from goda.kernel.clock import riga_day


class Wire(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The base of them."""


class NewActivation(Wire, frozen=True, kw_only=True):
    """A phone asks for a card by an activation code, typed in any case, with or without spaces and dashes."""

    code: Annotated[str, Meta(max_length=100)]
    device_name: Annotated[str, Meta(max_length=200)]
    """What the family calls the phone; 1 to 40 characters count."""


class NewNonce(Wire, frozen=True, kw_only=True):
    """A nonce for the next proofs, good for five minutes."""

    nonce: str


class Card(Wire, frozen=True, kw_only=True):
    """The card as its family sees it, and as phones keep it: by a random id, never by its number (R-4).

    `cause` is a code for which the page has words; days are days in Riga.
    """

    id: UUID
    holder: str
    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    state: Literal["valid", "expired", "annulled"]
    annulled_on: date | None
    cause: str | None

    @classmethod
    def of(cls, card: model.Card) -> Self:
        """Show a card."""
        return cls(
            id=card.id,
            holder=card.names[0],
            names=card.names,
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            state=card.state,
            annulled_on=riga_day(card.annulled_at) if card.annulled_at else None,
            cause=card.cause,
        )


class Device(Wire, frozen=True, kw_only=True):
    """A phone that holds the card; `current` is the one that asks."""

    id: UUID
    name: str
    added_at: Annotated[datetime, Meta(tz=True)]
    last_seen: Annotated[datetime, Meta(tz=True)]
    current: bool

    @classmethod
    def of(cls, device: model.Device, asking: UUID) -> Self:
        """Show a phone to the phone `asking`."""
        return cls(
            id=device.id,
            name=device.name,
            added_at=device.added_at.replace(microsecond=0),
            last_seen=device.last_seen.replace(microsecond=0),
            current=device.id == asking,
        )


class CardAndDevice(Wire, frozen=True, kw_only=True):
    """The card as it stands now, and the phone that asks."""

    card: Card
    device: Device


class Devices(Wire, frozen=True, kw_only=True):
    """All phones that hold the card, oldest first; and the card's number, for a call to the fund: shown, not kept."""

    number: str
    devices: tuple[Device, ...]

    @classmethod
    def of(cls, card: model.Card, devices: tuple[model.Device, ...], asking: UUID) -> Self:
        """Show a card's phones to the phone `asking`."""
        return cls(
            number=show_number(card.number),
            devices=tuple(Device.of(device, asking) for device in devices),
        )


class Issued(Wire, frozen=True, kw_only=True):
    """A credential (`<jws>~`; empty until the card's first day), and when to come for the next; both times in seconds since the epoch."""

    card: Card
    device: Device
    credential: str
    renew_at: int
    expires: int

    @classmethod
    def of(cls, issued: model.Issued) -> Self:
        """Hand out a credential."""
        return cls(
            card=Card.of(issued.card),
            device=Device.of(issued.device, issued.device.id),
            credential=issued.credential,
            renew_at=issued.renew_at,
            expires=issued.expires,
        )
