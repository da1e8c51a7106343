"""Cards, phones, codes and credentials in the database: rows in, models out, personal data sealed and opened on the way.

Every look-up of a card goes through `visible_to`. `take` is called by each use case that changes a card or what hangs on it: the row's
lock puts them in order, so that no credential is made behind the back of an annulment (I1). Status lists are `lists`'.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Where, WhereRaw

from goda.audit import Actor
from goda.cards import errors, model
from goda.cards.model import Activation, Card, Credential, Device, IssueCard, Profile
from goda.cards.numbers import Code, read_code
from goda.cards.tables import ActivationRow, CardRow, CredentialRow, DeviceRow
from goda.db.database import Database
from goda.db.vault import Vault

STAFF_ROLES = frozenset({"clerk", "lead"})
"""The roles that work with cards."""
Clause = And | Where | WhereRaw


def visible_to(actor: Actor) -> Clause:
    """Which cards an actor may know of: staff of the right role and the system all, a phone its own, anyone else none."""
    if actor.kind == "system" or (actor.kind == "staff" and actor.role in STAFF_ROLES):
        return WhereRaw("1 = 1")
    if actor.kind == "device" and actor.id is not None:
        return WhereRaw("card.id IN (SELECT d.card FROM device d WHERE d.id = {} AND d.removed_at IS NULL)", actor.id)
    return WhereRaw("1 = 0")


class Store:
    """The rows of this feature."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    # Cards

    async def card(self, actor: Actor, card: UUID, now: datetime) -> Card:
        """Return a card; raises `NoSuchCard` if there is none that the actor may know of."""
        return self._card(await self._card_row(actor, CardRow.id == card), now)

    async def card_by_number(self, actor: Actor, number: str, now: datetime) -> Card:
        """As `card`, by the number's nine characters."""
        return self._card(await self._card_row(actor, CardRow.number == number), now)

    async def cards_of(self, actor: Actor, family: UUID, now: datetime) -> tuple[Card, ...]:
        """Return a family's cards, oldest first."""
        rows = await CardRow.select().where(visible_to(actor), CardRow.family == family).order_by(CardRow.granted_at)
        return tuple(self._card(row, now) for row in rows)

    async def newest(self, actor: Actor, now: datetime, limit: int) -> tuple[Card, ...]:
        """Return the cards granted last that the actor may know of, newest first."""
        rows = await (
            CardRow.select().where(visible_to(actor)).order_by(CardRow.granted_at, ascending=False).limit(limit)
        )
        return tuple(self._card(row, now) for row in rows)

    async def held_by(self, holders: frozenset[UUID], now: datetime) -> tuple[Card, ...]:
        """Return the cards of these holders, oldest first."""
        rows = await CardRow.select().where(CardRow.holder.is_in(list(holders))).order_by(CardRow.granted_at)
        return tuple(self._card(row, now) for row in rows)

    async def texts(self, actor: Actor, card: UUID) -> tuple[str, str]:
        """Return the reason for a changed validity and the note of an annulment, empty where there is none."""
        row = await self._card_row(actor, CardRow.id == card)
        return self._opened("card", "reason", card, row["reason"]), self._opened("card", "note", card, row["note"])

    async def take(self, card: UUID) -> None:
        """Lock the card until the transaction ends; others who take it wait."""
        await CardRow.update({CardRow.version: CardRow.version + 1}).where(CardRow.id == card)

    async def has_card(self, card: UUID) -> bool:
        """Whether there is a card with this id."""
        return bool(await CardRow.exists().where(CardRow.id == card))

    async def add_card(self, new: IssueCard, names: tuple[str, ...], number: str, now: datetime) -> bool:
        """Write a card; False if its number is taken (I2)."""
        reason = new.reason.strip()
        rows = await self._db.rows(
            "INSERT INTO card (id, number, family, holder, names, valid_from, valid_to, proposed_to, reason, granted_at)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (number) DO NOTHING RETURNING id",
            new.id,
            number,
            new.family,
            new.holder,
            self._sealed("card", "names", new.id, json.dumps(names, ensure_ascii=False)),
            new.valid_from,
            new.valid_to,
            new.proposal,
            self._sealed("card", "reason", new.id, reason) if reason else None,
            now,
        )
        return bool(rows)

    async def annul_card(self, card: UUID, cause: str, note: str, now: datetime) -> None:
        """Annul a card, for good; one that is annulled keeps its first cause."""
        await CardRow.update(
            {
                CardRow.annulled_at: now,
                CardRow.cause: cause,
                CardRow.note: self._sealed("card", "note", card, note.strip()) if note.strip() else None,
            }
        ).where(CardRow.id == card, CardRow.annulled_at.is_null())

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Write another holder on a holder's cards."""
        await CardRow.update({CardRow.holder: kept}).where(CardRow.holder == gone)

    # Activation codes

    async def add_activation(
        self, activation: UUID, card: UUID, code: Code, replaces: UUID | None, times: tuple[datetime, datetime]
    ) -> bool:
        """Write a code made and expiring at `times`; False if its locator is taken."""
        rows = await self._db.rows(
            "INSERT INTO activation (id, card, locator, secret, code, replaces, made_at, expires_at)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (locator) DO NOTHING RETURNING id",
            activation,
            card,
            code.locator,
            self.secret(code),
            self._sealed("activation", "code", activation, code.locator + code.secret),
            replaces,
            *times,
        )
        return bool(rows)

    def secret(self, code: Code) -> bytes:
        """What is stored of a code's secret: an HMAC that only this installation can make."""
        return self._vault.blind("activation", f"{code.locator}-{code.secret}")

    async def lock_code(self, locator: str) -> dict[str, Any] | None:
        """Lock a code by its locator until the transaction ends, so that tries side by side are all counted; return its raw row."""
        if self._db.kind == "postgres":
            await self._db.rows("SELECT id FROM activation WHERE locator = {} FOR UPDATE", locator)
        return await ActivationRow.select().where(ActivationRow.locator == locator).first()

    async def count_wrong(self, locator: str) -> None:
        """Count a wrong secret for a locator that can still be used; the tenth destroys the sealed text with the code."""
        await self._db.rows(
            "UPDATE activation SET wrong = wrong + 1, code = CASE WHEN wrong + 1 < {} THEN code ELSE NULL END"
            " WHERE locator = {} AND used_at IS NULL AND wrong < {}",
            model.WRONG_TRIES,
            locator,
            model.WRONG_TRIES,
        )

    async def end_codes(self, card: UUID, now: datetime) -> None:
        """End the card's codes that could still be used, and destroy their sealed texts."""
        await ActivationRow.update({ActivationRow.expires_at: now, ActivationRow.code: None}).where(
            ActivationRow.card == card, ActivationRow.used_at.is_null(), ActivationRow.expires_at > now
        )

    async def use_activation(self, activation: UUID, device: UUID, now: datetime) -> None:
        """Mark a code as used by a phone, and destroy its sealed text."""
        await ActivationRow.update(
            {ActivationRow.used_at: now, ActivationRow.device: device, ActivationRow.code: None}
        ).where(ActivationRow.id == activation)

    async def activations(self, card: UUID, now: datetime) -> tuple[Activation, ...]:
        """Return a card's codes, oldest first."""
        rows = await ActivationRow.select().where(ActivationRow.card == card).order_by(ActivationRow.made_at)
        return tuple(self._activation(row, now) for row in rows)

    # Phones

    async def add_device(self, device: Device) -> bool:
        """Write a phone; False if its key is taken."""
        rows = await self._db.rows(
            "INSERT INTO device (id, card, name, thumbprint, added_at, last_seen)"
            " VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (thumbprint) DO NOTHING RETURNING id",
            device.id,
            device.card,
            self._sealed("device", "name", device.id, device.name),
            device.thumbprint,
            device.added_at,
            device.last_seen,
        )
        return bool(rows)

    async def device_by_key(self, thumbprint: str) -> Device | None:
        """Return the phone with this key, removed ones too."""
        row = await DeviceRow.select().where(DeviceRow.thumbprint == thumbprint).first()
        return self._device(row) if row else None

    async def devices(self, card: UUID) -> tuple[Device, ...]:
        """Return a card's phones, removed ones too, oldest first."""
        rows = await DeviceRow.select().where(DeviceRow.card == card).order_by(DeviceRow.added_at)
        return tuple(self._device(row) for row in rows)

    async def seen(self, device: UUID, now: datetime) -> None:
        """Note that a phone was here."""
        await DeviceRow.update({DeviceRow.last_seen: now}).where(DeviceRow.id == device)

    async def remove_device(self, device: UUID, cause: str, now: datetime) -> None:
        """Remove a phone, for good."""
        await DeviceRow.update({DeviceRow.removed_at: now, DeviceRow.cause: cause}).where(
            DeviceRow.id == device, DeviceRow.removed_at.is_null()
        )

    # Credentials

    async def reserve(self, credential: Credential) -> bool:
        """Write a credential before it is signed; False if its index is taken (I2)."""
        rows = await self._db.rows(
            "INSERT INTO credential (id, card, device, profile, status_list, status_idx, exp, made_at)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (status_list, status_idx) DO NOTHING RETURNING id",
            credential.id,
            credential.card,
            credential.device,
            credential.profile,
            credential.status_list,
            credential.status_idx,
            credential.exp,
            credential.made_at,
        )
        return bool(rows)

    async def keep_token(self, credential: Credential, token: str) -> None:
        """Keep a credential's text, and forget those it succeeds: of the same phone, or of the same card's print."""
        same = (
            CredentialRow.device == credential.device
            if credential.device is not None
            else And(CredentialRow.card == credential.card, CredentialRow.device.is_null())
        )
        await CredentialRow.update({CredentialRow.token: None}).where(same, CredentialRow.token.is_not_null())
        sealed = self._sealed("credential", "token", credential.id, token)
        await CredentialRow.update({CredentialRow.token: sealed}).where(CredentialRow.id == credential.id)

    async def last_token(self, card: UUID, device: UUID | None, now: datetime) -> tuple[Credential, str] | None:
        """Return the latest live credential of a phone, or of the card's print, with its text."""
        of = CredentialRow.device == device if device is not None else CredentialRow.device.is_null()
        row = (
            await CredentialRow.select()
            .where(
                CredentialRow.card == card,
                of,
                CredentialRow.token.is_not_null(),
                CredentialRow.annulled_at.is_null(),
                CredentialRow.exp > int(now.timestamp()),
            )
            .order_by(CredentialRow.made_at, ascending=False)
            .first()
        )
        return (self._credential(row), self._opened("credential", "token", row["id"], row["token"])) if row else None

    async def credential(self, actor: Actor, credential: UUID, now: datetime) -> Credential:
        """Return a credential of a card that the actor may know of; raises `NoSuchCard`."""
        row = await CredentialRow.select().where(CredentialRow.id == credential).first()
        if row is None:
            raise errors.NoSuchCard
        await self.card(actor, row["card"], now)
        return self._credential(row)

    async def credentials(self, card: UUID) -> tuple[Credential, ...]:
        """Return a card's credentials, oldest first."""
        rows = await CredentialRow.select().where(CredentialRow.card == card).order_by(CredentialRow.made_at)
        return tuple(self._credential(row) for row in rows)

    async def annul_credentials(self, which: Clause, cause: str, now: datetime) -> tuple[Credential, ...]:
        """Annul every credential of `which` that a till would still take; return them. Annulled ones stay as they are."""
        # One that has given its index back meanwhile has no bit to set, and is past its end by every server's clock.
        till_takes = And(CredentialRow.exp > int(now.timestamp()), CredentialRow.status_idx.is_not_null())
        live = And(which, And(CredentialRow.annulled_at.is_null(), till_takes))
        rows = await CredentialRow.select().where(live)
        await CredentialRow.update(
            {CredentialRow.annulled_at: now, CredentialRow.cause: cause, CredentialRow.token: None}
        ).where(live)
        return tuple(self._credential(row) for row in rows)

    # Rows into models

    async def _card_row(self, actor: Actor, which: Clause) -> dict[str, Any]:
        row: dict[str, Any] | None = await CardRow.select().where(visible_to(actor), which).first()
        if row is None:
            raise errors.NoSuchCard
        return row

    def _card(self, row: dict[str, Any], now: datetime) -> Card:
        return Card(
            id=row["id"],
            number=row["number"],
            family=row["family"],
            holder=row["holder"],
            names=tuple(json.loads(self._opened("card", "names", row["id"], row["names"]))),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            state=model.state_of(row["valid_to"], row["annulled_at"], now),
            granted_at=row["granted_at"],
            annulled_at=row["annulled_at"],
            cause=row["cause"],
        )

    def _activation(self, row: dict[str, Any], now: datetime) -> Activation:
        state = model.activation_state(row["used_at"], row["wrong"], row["expires_at"], now)
        code = self._opened("activation", "code", row["id"], row["code"]) if state == "live" else ""
        return Activation(
            id=row["id"],
            card=row["card"],
            state=state,
            made_at=row["made_at"],
            expires_at=row["expires_at"],
            code=read_code(code).shown if code else None,
            replaces=row["replaces"],
            used_at=row["used_at"],
            device=row["device"],
        )

    def _device(self, row: dict[str, Any]) -> Device:
        return Device(
            id=row["id"],
            card=row["card"],
            name=self._opened("device", "name", row["id"], row["name"]),
            thumbprint=row["thumbprint"],
            added_at=row["added_at"],
            last_seen=row["last_seen"],
            removed_at=row["removed_at"],
            cause=row["cause"],
        )

    @staticmethod
    def _credential(row: dict[str, Any]) -> Credential:
        profile: Profile = "print" if row["profile"] == "print" else "wallet"
        return Credential(
            id=row["id"],
            card=row["card"],
            device=row["device"],
            profile=profile,
            status_list=row["status_list"],
            status_idx=row["status_idx"],
            exp=row["exp"],
            made_at=row["made_at"],
            annulled_at=row["annulled_at"],
            cause=row["cause"],
        )

    def _sealed(self, table: str, column: str, row: UUID, text: str) -> bytes:
        return self._vault.seal(table, column, row, text.encode("utf-8"))

    def _opened(self, table: str, column: str, row: UUID, sealed: bytes | None) -> str:
        return self._vault.open(table, column, row, sealed).decode("utf-8") if sealed is not None else ""
