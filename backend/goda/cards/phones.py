"""What phones do with cards: take one up by a code or by right of who is signed in, renew it, list each other, remove each other.

A phone is its key: whoever calls has shown possession of it (`goda.wallet.dpop`). Every answer can be given again, since answers get lost on
the way (I4). A wrong code and an unknown one look alike, also in what they cost.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final, NamedTuple
from uuid import UUID

from goda.audit import ANONYMOUS, SYSTEM, Actor, Audit, Ground, Work
from goda.cards import errors, model
from goda.cards.lists import Lists, announce
from goda.cards.mint import Mint, require_alive, require_current
from goda.cards.model import Card, Credential, Device, Issued, Reach
from goda.cards.numbers import Code, read_code
from goda.cards.store import Store
from goda.cards.tables import CredentialRow
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel import names
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError, Invalid
from goda.kernel.ids import new_id
from godakeys.client import Signer
from godakeys.messages import PublicKey

DEVICE_NAME: Final = 40
"""Characters."""
SEEN_EVERY: Final = timedelta(hours=1)
"""`last_seen` is no finer: it is there to tell an old phone from the one in use, not to follow anyone."""
_NO_SECRET: Final = bytes(16)


class Phone(NamedTuple):
    """A phone's key as it was proved, with its thumbprint (RFC 7638)."""

    key: PublicKey
    thumbprint: str


class Phones:
    """The cards, for the wallet's door."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, signer: Signer, clock: Clock) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = Store(db, vault)
        self._mint = Mint(self._store, Lists(db), signer)

    async def activate(self, phone: Phone, code: str, device_name: str) -> Issued:
        """Take up a card by a code. The same phone and code again get the same again.

        Raises `CodeMalformed`, `CodeUnknown`, `CodeUsed`, `CodeExpired`, `CodeDead`, `CardAnnulled`, `CardExpired`,
        `CardNotYet`, `KeyTaken`, `DeviceRemoved`, and `Invalid` for the name.
        """
        read = read_code(code)
        name = _device_name(device_name)
        outcome = await self._db.retrying(lambda: self._activate(phone, read, name))
        if isinstance(outcome, GodaError):
            raise outcome
        return outcome

    async def held(self, actor: Actor, reach: Reach) -> tuple[Card, ...]:
        """Return the cards that are or will be valid and that a signed-in person may have on a phone, their own first."""
        now = self._clock.now()
        async with self._audit.work(actor, Ground.HOLD) as work:
            holders = frozenset({reach.person, *(child for _, child in reach.children)})
            found = [card for card in await self._store.held_by(holders, now) if reach.holds(card)]
            live = sorted(
                (card for card in found if card.state == "valid"), key=lambda card: card.holder != reach.person
            )
            work.record("card.list", person=reach.person, cards=[card.id for card in live])
        return tuple(live)

    async def take_up(self, phone: Phone, card: UUID, device_name: str, actor: Actor, reach: Reach) -> Issued:
        """Take up a card by right of who is signed in, without a code. The same phone again gets the same again (I4).

        Before the card's first day the phone is put on record without a credential, and renews on that day by its key alone: so a renewed card
        takes over by itself (D-3). Raises `NoSuchCard` (also for a card that is none of theirs), `CardAnnulled`, `CardExpired`, `KeyTaken`,
        `DeviceRemoved`, `TooManyPhones`, and `Invalid` for the name.
        """
        name = _device_name(device_name)
        return await self._db.retrying(lambda: self._take_up_by_right(phone, card, name, actor, reach))

    async def renew(self, phone: Phone) -> Issued:
        """Make the phone's next credential; the last one again if it is younger than an hour.

        Raises `DeviceUnknown`, `DeviceRemoved`, `CardAnnulled`, `CardExpired`.
        """
        return await self._db.retrying(lambda: self._renew(phone))

    async def card(self, phone: Phone) -> tuple[Card, Device]:
        """Return the phone's card, in whatever state, and the phone itself; raises `DeviceUnknown` or `DeviceRemoved`."""
        now = self._clock.now()
        device, actor = await self._known(phone)
        async with self._audit.work(actor, Ground.HOLD) as work:
            card = await self._store.card(actor, device.card, now)
            work.record("card.read", card=card.id)
            return card, await self._seen(device, now)

    async def devices(self, phone: Phone) -> tuple[Card, Device, tuple[Device, ...]]:
        """Return the phone's card, the phone itself and all phones that hold the card; raises as `card`."""
        now = self._clock.now()
        device, actor = await self._known(phone)
        async with self._audit.work(actor, Ground.HOLD) as work:
            card = await self._store.card(actor, device.card, now)
            work.record("device.list", card=device.card)
            await self._seen(device, now)
            return card, device, tuple(one for one in await self._store.devices(device.card) if one.removed_at is None)

    async def remove(self, phone: Phone, other: UUID) -> None:
        """Remove a phone of the same card, with its credentials; one that is removed stays so. Raises `NoSuchDevice`."""
        await self._db.retrying(lambda: self._remove(phone, other))

    async def _activate(self, phone: Phone, code: Code, name: str) -> Issued | GodaError:
        """An error is returned, not raised: a wrong try is counted and recorded, so it has to commit."""
        async with self._audit.work(ANONYMOUS, Ground.HOLD) as work:
            row = await self._store.lock_code(code.locator)
            right = compare_digest(row["secret"] if row else _NO_SECRET, self._store.secret(code))
            if row is None or not right:
                await self._store.count_wrong(code.locator)
                return _refused(work, errors.CodeUnknown(), row)
            try:
                async with self._db.transaction():
                    issued = await self._take_up(work, phone, row, name)
            except GodaError as error:
                return _refused(work, error, row)
            work.record("activation.use", activation=row["id"], card=issued.card.id, device=issued.device.id)
            return issued

    async def _take_up(self, work: Work, phone: Phone, row: dict[str, Any], name: str) -> Issued:
        now = self._clock.now()
        await self._store.take(row["card"])
        card = await self._store.card(SYSTEM, row["card"], now)
        known = await self._store.device_by_key(phone.thumbprint)
        if row["used_at"] is not None:
            return await self._again(work, phone, known, row, card)
        state = model.activation_state(row["used_at"], row["wrong"], row["expires_at"], now)
        if state == "dead":
            raise errors.CodeDead
        require_current(card, now)
        if state == "expired":
            raise errors.CodeExpired
        if known is not None:
            raise errors.KeyTaken
        device = Device(id=new_id(), card=card.id, name=name, thumbprint=phone.thumbprint, added_at=now, last_seen=now)
        if not await self._store.add_device(device):
            raise errors.KeyTaken
        await self._store.use_activation(row["id"], device.id, now)
        if row["replaces"] is not None:
            await self._take_away(work, card.id, row["replaces"], "replaced", now)
        return _issued(card, device, *await self._mint.wallet(work, card, device.id, phone.key, now))

    async def _take_up_by_right(self, phone: Phone, card: UUID, name: str, actor: Actor, reach: Reach) -> Issued:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.HOLD) as work:
            await self._store.take(card)
            found = await self._store.card(SYSTEM, card, now)
            if not reach.holds(found):
                raise errors.NoSuchCard
            known = await self._store.device_by_key(phone.thumbprint)
            if known is not None:
                work.record("device.take-up-again", card=card, device=known.id)
                return await self._known_again(work, phone, known, found)
            require_alive(found)
            if sum(one.removed_at is None for one in await self._store.devices(card)) >= model.MOST_PHONES:
                raise errors.TooManyPhones(most=model.MOST_PHONES)
            device = Device(id=new_id(), card=card, name=name, thumbprint=phone.thumbprint, added_at=now, last_seen=now)
            if not await self._store.add_device(device):
                raise errors.KeyTaken
            work.record("device.take-up", card=card, holder=found.holder, device=device.id)
            if now < model.begins(found.valid_from):
                return _awaiting(found, device)
            return _issued(found, device, *await self._mint.wallet(work, found, device.id, phone.key, now))

    async def _known_again(self, work: Work, phone: Phone, known: Device, card: Card) -> Issued:
        if known.card != card.id:
            raise errors.KeyTaken
        if known.removed_at is not None:
            raise errors.DeviceRemoved
        require_alive(card)
        if self._clock.now() < model.begins(card.valid_from):
            return _awaiting(card, known)
        return await self._last_or_next(work, phone, known, card)

    async def _again(self, work: Work, phone: Phone, known: Device | None, row: dict[str, Any], card: Card) -> Issued:
        """Answer again the phone that used this code; every other one is too late."""
        if known is None or known.id != row["device"]:
            raise errors.CodeUsed
        if known.removed_at is not None:
            raise errors.DeviceRemoved
        return await self._last_or_next(work, phone, known, card)

    async def _renew(self, phone: Phone) -> Issued:
        now = self._clock.now()
        device, actor = await self._known(phone)
        async with self._audit.work(actor, Ground.HOLD) as work:
            await self._store.take(device.card)
            device, _ = await self._known(phone)  # again, behind the lock: it may have been removed meanwhile
            card = await self._store.card(actor, device.card, now)
            issued = await self._last_or_next(work, phone, device, card)
            work.record("credential.renew", card=card.id, device=device.id)
            await self._seen(device, now)
            return issued

    async def _last_or_next(self, work: Work, phone: Phone, device: Device, card: Card) -> Issued:
        now = self._clock.now()
        require_current(card, now)
        last = await self._mint.last(card.id, device.id, now)
        if last is not None and now - last[0].made_at < model.SAME_AGAIN:
            return _issued(card, device, *last)
        return _issued(card, device, *await self._mint.wallet(work, card, device.id, phone.key, now))

    async def _remove(self, phone: Phone, other: UUID) -> None:
        now = self._clock.now()
        device, actor = await self._known(phone)
        async with self._audit.work(actor, Ground.HOLD) as work:
            await self._store.take(device.card)
            device, _ = await self._known(phone)
            if other not in {one.id for one in await self._store.devices(device.card)}:
                raise errors.NoSuchDevice
            await self._take_away(work, device.card, other, "removed", now)

    async def _take_away(self, work: Work, card: UUID, device: UUID, cause: str, now: datetime) -> None:
        """Remove a phone and annul what it could still show."""
        await self._store.remove_device(device, cause, now)
        annulled = await self._store.annul_credentials(CredentialRow.device == device, cause, now)
        work.record("device.remove", card=card, device=device, cause=cause, credentials=[one.id for one in annulled])
        await announce(work, annulled, now)

    async def _known(self, phone: Phone) -> tuple[Device, Actor]:
        device = await self._store.device_by_key(phone.thumbprint)
        if device is None:
            raise errors.DeviceUnknown
        if device.removed_at is not None:
            raise errors.DeviceRemoved
        return device, Actor(kind="device", id=device.id)

    async def _seen(self, device: Device, now: datetime) -> Device:
        if now - device.last_seen >= SEEN_EVERY:
            await self._store.seen(device.id, now)
        return device


def _device_name(text: str) -> str:
    """What the family calls the phone; raises `Invalid` by field."""
    try:
        return names.clean(text, DEVICE_NAME)
    except Invalid as error:
        raise Invalid({"deviceName": error}) from None


def _issued(card: Card, device: Device, credential: Credential, token: str) -> Issued:
    return Issued(
        card=card,
        device=device,
        credential=token,
        renew_at=model.renew_at(credential.made_at, credential.exp, card.valid_to),
        expires=credential.exp,
    )


def _awaiting(card: Card, device: Device) -> Issued:
    """Nothing is signed before the first day: a till knows no first day, and would take it."""
    first = int(model.begins(card.valid_from).timestamp())
    return Issued(card=card, device=device, credential="", renew_at=first, expires=first)


def _refused(work: Work, error: GodaError, row: dict[str, Any] | None) -> GodaError:
    work.record("activation.refuse", activation=row["id"] if row else None, reason=error.code)
    return error
