"""Rows of contacts, messages, deliveries and push subscriptions: sealed on the way in, opened on the way out. Decides nothing."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.ids import new_id
from goda.notices.model import Contact, Delivery, Kind, PushSubscription, WaitingLetter, Way
from goda.notices.tables import ContactRow, DeliveryRow, MessageRow, PushSubscriptionRow

MOST_SHOWN: Final = 200
"""Messages of one person that are listed: years of them."""
_DELIVERIES: Final = (
    "SELECT d.id, d.message, m.kind, d.way, d.state, d.why, d.tries, d.made_at, d.tried_at, d.sent_at, d.instead "
    "FROM delivery d JOIN message m ON m.id = d.message "
)


class Kept(Struct, frozen=True, kw_only=True):
    """A message as it is kept: its kind and what its words are filled with."""

    id: UUID
    person: UUID
    kind: Kind
    params: dict[str, str]
    application: UUID | None
    decision: UUID | None
    card: UUID | None
    at: datetime
    read_at: datetime | None


class Parcel(Struct, frozen=True, kw_only=True):
    """A delivery with its message, as it is about to go."""

    delivery: Delivery
    target: UUID | None
    message: Kept


class _Endpoint(Struct, frozen=True):
    endpoint: str
    p256dh: str
    auth: str


class Store:
    """The notices' rows through one vault."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    # Contacts

    async def contact(self, person: UUID) -> Contact | None:
        """What a person said last."""
        row = await ContactRow.select().where(ContactRow.person == person).first()
        if row is None:
            return None
        return msgspec.json.decode(self._vault.open("contact", "sealed", person, row["sealed"]), type=Contact)

    async def set_contact(self, person: UUID, contact: Contact, now: datetime) -> None:
        """Write it in place of what was there."""
        await self._db.rows(
            "INSERT INTO contact (person, sealed, changed_at) VALUES ({}, {}, {})"
            " ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at",
            person,
            self._vault.seal("contact", "sealed", person, msgspec.json.encode(contact)),
            now,
        )

    async def drop_contact(self, person: UUID) -> None:
        """Forget it."""
        await ContactRow.delete().where(ContactRow.person == person)

    # Messages

    async def add_message(self, kept: Kept) -> bool:
        """Write a message; False if it is there already."""
        rows = await self._db.rows(
            "INSERT INTO message (id, person, kind, params, application, decision, card, made_at)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (id) DO NOTHING RETURNING id",
            kept.id,
            kept.person,
            kept.kind,
            self._vault.seal("message", "params", kept.id, msgspec.json.encode(kept.params)),
            kept.application,
            kept.decision,
            kept.card,
            kept.at,
        )
        return bool(rows)

    async def messages(self, person: UUID) -> list[Kept]:
        """A person's, newest first."""
        rows = (
            await MessageRow.select()
            .where(MessageRow.person == person)
            .order_by(MessageRow.made_at, MessageRow.id, ascending=False)
            .limit(MOST_SHOWN)
        )
        return [self._kept(row) for row in rows]

    async def mark_read(self, message: UUID, person: UUID, now: datetime) -> bool:
        """Note when its person opened it first; False if it is not theirs."""
        rows = await self._db.rows(
            "UPDATE message SET read_at = coalesce(read_at, {}) WHERE id = {} AND person = {} RETURNING id",
            now,
            message,
            person,
        )
        return bool(rows)

    def _kept(self, row: dict[str, Any]) -> Kept:
        params = msgspec.json.decode(
            self._vault.open("message", "params", row["id"], row["params"]), type=dict[str, str]
        )
        return Kept(
            id=row["id"],
            person=row["person"],
            kind=row["kind"],
            params=params,
            application=row["application"],
            decision=row["decision"],
            card=row["card"],
            at=row["made_at"],
            read_at=row["read_at"],
        )

    # Deliveries

    async def add_delivery(self, message: UUID, way: Way, now: datetime, target: UUID | None = None) -> UUID | None:
        """Write a way of a message; None if it has this way already."""
        rows = await self._db.rows(
            "INSERT INTO delivery (id, message, way, target, state, tries, made_at)"
            " VALUES ({}, {}, {}, {}, 'waiting', 0, {}) ON CONFLICT DO NOTHING RETURNING id",
            new_id(),
            message,
            way,
            target,
            now,
        )
        return rows[0]["id"] if rows else None

    async def parcel(self, delivery: UUID) -> Parcel | None:
        """A delivery with its message."""
        rows = await self._db.rows(_DELIVERIES + "WHERE d.id = {}", delivery)
        if not rows:
            return None
        target = await DeliveryRow.select(DeliveryRow.target).where(DeliveryRow.id == delivery).first()
        message = await MessageRow.select().where(MessageRow.id == rows[0]["message"]).first()
        assert target is not None
        assert message is not None
        return Parcel(delivery=_delivery(rows[0]), target=target["target"], message=self._kept(message))

    async def sent(self, delivery: UUID, now: datetime) -> bool:
        """It went; False if that was known, or it was given up."""
        rows = await self._db.rows(
            "UPDATE delivery SET state = 'sent', why = NULL, tries = tries + 1, tried_at = {}, sent_at = {}"
            " WHERE id = {} AND state = 'waiting' RETURNING id",
            now,
            now,
            delivery,
        )
        return bool(rows)

    async def failed(self, delivery: UUID, why: str, now: datetime, *, given_up: bool, instead: UUID | None) -> bool:
        """It did not go, for now or for good."""
        rows = await self._db.rows(
            "UPDATE delivery SET state = {}, why = {}, tries = tries + 1, tried_at = {}, instead = {}"
            " WHERE id = {} AND state = 'waiting' RETURNING id",
            "given-up" if given_up else "waiting",
            why,
            now,
            instead,
            delivery,
        )
        return bool(rows)

    async def of_message(self, message: UUID) -> list[Delivery]:
        """Every way of one message, oldest first."""
        rows = await self._db.rows(_DELIVERIES + "WHERE d.message = {} ORDER BY d.made_at, d.id", message)
        return [_delivery(row) for row in rows]

    async def deliveries(self, *, application: UUID | None, person: UUID | None) -> list[Delivery]:
        """Of one application's messages, or of one person's; oldest first."""
        column, value = ("application", application) if application is not None else ("person", person)
        rows = await self._db.rows(
            f"{_DELIVERIES}WHERE m.{column} = {{}} ORDER BY d.made_at, d.id LIMIT {MOST_SHOWN}", value
        )
        return [_delivery(row) for row in rows]

    async def letters_waiting(self) -> list[WaitingLetter]:
        """Letters that nobody has posted, oldest first."""
        rows = await self._db.rows(
            "SELECT d.id, m.person, m.kind, m.application, m.decision, d.made_at FROM delivery d"
            " JOIN message m ON m.id = d.message WHERE d.way = 'letter' AND d.state = 'waiting' ORDER BY d.made_at, d.id"
        )
        return [WaitingLetter(**row) for row in rows]

    # Push subscriptions

    async def add_subscription(
        self, person: UUID, endpoint: str, p256dh: str, auth: str, now: datetime, limit: int
    ) -> UUID:
        """Write a browser, in place of the same one of whoever used it before, and of the person's oldest beyond `limit`."""
        blind = self._vault.blind("push", endpoint)
        await PushSubscriptionRow.delete().where(PushSubscriptionRow.blind == blind)
        subscription = new_id()
        sealed = msgspec.json.encode(_Endpoint(endpoint, p256dh, auth))
        await PushSubscriptionRow.insert(
            PushSubscriptionRow(
                id=subscription,
                person=person,
                blind=blind,
                sealed=self._vault.seal("push_subscription", "sealed", subscription, sealed),
                added_at=now,
            )
        )
        kept = (
            await PushSubscriptionRow.select(PushSubscriptionRow.id)
            .where(PushSubscriptionRow.person == person)
            .order_by(PushSubscriptionRow.added_at, PushSubscriptionRow.id, ascending=False)
        )
        for row in kept[limit:]:
            await self.drop_subscription(row["id"])
        return subscription

    async def subscriptions(self, person: UUID) -> list[UUID]:
        """A person's browsers."""
        rows = (
            await PushSubscriptionRow.select(PushSubscriptionRow.id)
            .where(PushSubscriptionRow.person == person)
            .order_by(PushSubscriptionRow.added_at)
        )
        return [row["id"] for row in rows]

    async def subscription(self, subscription: UUID) -> PushSubscription | None:
        """Where one is woken."""
        row = await PushSubscriptionRow.select().where(PushSubscriptionRow.id == subscription).first()
        if row is None:
            return None
        opened = self._vault.open("push_subscription", "sealed", subscription, row["sealed"])
        told = msgspec.json.decode(opened, type=_Endpoint)
        return PushSubscription(
            id=subscription, person=row["person"], endpoint=told.endpoint, p256dh=told.p256dh, auth=told.auth
        )

    async def drop_subscription(self, subscription: UUID) -> None:
        """Forget one."""
        await PushSubscriptionRow.delete().where(PushSubscriptionRow.id == subscription)

    async def drop_subscriptions(self, person: UUID, endpoint: str | None) -> int:
        """Forget one of a person's, or all; return how many there were."""
        query = PushSubscriptionRow.delete().where(PushSubscriptionRow.person == person)
        if endpoint is not None:
            query = query.where(PushSubscriptionRow.blind == self._vault.blind("push", endpoint))
        return len(await query.returning(PushSubscriptionRow.id))

    # Merging

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give everything of `gone` to `kept`."""
        await MessageRow.update({MessageRow.person: kept}).where(MessageRow.person == gone)
        await PushSubscriptionRow.update({PushSubscriptionRow.person: kept}).where(PushSubscriptionRow.person == gone)


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(**row)
