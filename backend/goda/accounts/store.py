"""Rows of sign-ins on their way and of passkeys: sealed on the way in, opened on the way out. Decides nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Bytea, Timestamptz
from piccolo.table import Table

from goda.accounts.login import Secrets
from goda.accounts.model import Passkey
from goda.db.tables import register
from goda.db.vault import Vault
from goda.kernel.ids import new_id


@register
class AttemptRow(Table, tablename="login_attempt"):
    """A sign-in on its way, by the hash of its cookie; `sealed` is `Attempt`."""

    id = UUIDColumn(primary_key=True)
    browser = Bytea()
    sealed = Bytea()
    ends = Timestamptz()


@register
class PasskeyRow(Table, tablename="person_passkey"):
    """A passkey's public half."""

    id = UUIDColumn(primary_key=True)
    person = UUIDColumn()
    credential = Bytea()
    public_key = Bytea()
    sign_count = BigInt()
    name = Bytea()
    synced = Boolean()
    added_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)


class Attempt(msgspec.Struct, frozen=True):
    """A sign-in on its way, and the page of ours it returns to."""

    secrets: Secrets
    to: str


class Store:
    """The accounts' rows through one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    # -- sign-ins ---------------------------------------------------------------------------------------------------------------

    async def add_attempt(self, browser: bytes, attempt: Attempt, now: datetime, ends: datetime) -> None:
        """Insert a sign-in, and forget those that have run out."""
        await AttemptRow.delete().where(AttemptRow.ends < now)
        row = new_id()
        sealed = self._vault.seal("login_attempt", "sealed", row, msgspec.json.encode(attempt))
        await AttemptRow.insert(AttemptRow(id=row, browser=browser, sealed=sealed, ends=ends))

    async def take_attempt(self, browser: bytes, now: datetime) -> Attempt | None:
        """The sign-in of this browser, which is used up by it; nothing where there is none that is young enough."""
        rows = await (
            AttemptRow.delete()
            .where(AttemptRow.browser == browser)
            .returning(AttemptRow.id, AttemptRow.sealed, AttemptRow.ends)
        )
        if not rows or rows[0]["ends"] <= now:
            return None
        opened = self._vault.open("login_attempt", "sealed", rows[0]["id"], bytes(rows[0]["sealed"]))
        return msgspec.json.decode(opened, type=Attempt)

    # -- passkeys ---------------------------------------------------------------------------------------------------------------

    async def passkeys(self, person: UUID) -> list[Passkey]:
        """A person's keys in use, oldest first."""
        rows = (
            await PasskeyRow.select()
            .where((PasskeyRow.person == person) & PasskeyRow.removed_at.is_null())
            .order_by(PasskeyRow.added_at)
        )
        return [self._passkey(row) for row in rows]

    async def count(self, person: UUID) -> int:
        """How many keys a person has in use."""
        found: int = await PasskeyRow.count().where((PasskeyRow.person == person) & PasskeyRow.removed_at.is_null())
        return found

    async def passkey_by_credential(self, credential: bytes) -> Passkey | None:
        """The key in use with this credential id."""
        rows = await PasskeyRow.select().where((PasskeyRow.credential == credential) & PasskeyRow.removed_at.is_null())
        return self._passkey(rows[0]) if rows else None

    async def add_passkey(self, key: Passkey) -> None:
        """Insert a key; raises `Duplicate` where its credential was ever added, removed ones included."""
        await PasskeyRow.insert(
            PasskeyRow(
                id=key.id,
                person=key.person,
                credential=key.credential,
                public_key=key.public_key,
                sign_count=key.sign_count,
                name=self._vault.seal("person_passkey", "name", key.id, key.name.encode()),
                synced=key.synced,
                added_at=key.added_at,
            )
        )

    async def note_use(self, key: Passkey, sign_count: int, at: datetime) -> None:
        """Write the counter and the time of a key's use."""
        await PasskeyRow.update({PasskeyRow.sign_count: sign_count, PasskeyRow.last_used_at: at}).where(
            PasskeyRow.id == key.id
        )

    async def remove_passkey(self, person: UUID, key: UUID, at: datetime) -> bool:
        """Take a key out of use; False where the person has none with this id."""
        rows = (
            await PasskeyRow.update({PasskeyRow.removed_at: at})
            .where((PasskeyRow.id == key) & (PasskeyRow.person == person) & PasskeyRow.removed_at.is_null())
            .returning(PasskeyRow.id)
        )
        return bool(rows)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give every key of `gone` to `kept`, removed ones too."""
        await PasskeyRow.update({PasskeyRow.person: kept}).where(PasskeyRow.person == gone)

    def _passkey(self, row: dict[str, Any]) -> Passkey:
        return Passkey(
            id=row["id"],
            person=row["person"],
            credential=bytes(row["credential"]),
            public_key=bytes(row["public_key"]),
            sign_count=row["sign_count"],
            name=self._vault.open("person_passkey", "name", row["id"], bytes(row["name"])).decode(),
            synced=row["synced"],
            added_at=row["added_at"],
            last_used_at=row["last_used_at"],
        )
