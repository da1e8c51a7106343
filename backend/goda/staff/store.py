"""Rows of members, passkeys and links. Returns models; decides nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register
from goda.staff.model import Passkey, StaffMember


@register
class MemberRow(Table, tablename="staff_member"):
    """A member of staff."""

    id = UUIDColumn(primary_key=True)
    name = Text()
    role = Text()
    enrolled_at = Timestamptz()
    enrolled_by = UUIDColumn(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = UUIDColumn(null=True, default=None)
    own_code = Bytea(null=True, default=None)


@register
class PasskeyRow(Table, tablename="staff_passkey"):
    """A passkey's public half."""

    id = UUIDColumn(primary_key=True)
    member = UUIDColumn()
    credential = Bytea()
    public_key = Bytea()
    sign_count = BigInt()
    name = Text()
    synced = Boolean()
    added_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)


@register
class LinkRow(Table, tablename="staff_link"):
    """A one-time enrolment link, by the hash of its token."""

    id = UUIDColumn(primary_key=True)
    member = UUIDColumn()
    token_hash = Bytea()
    made_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


async def add_member(member: StaffMember, by: UUID | None, own_code: bytes | None) -> None:
    """Insert a new member; `by` is None where the server's own command enrolled them."""
    await MemberRow.insert(
        MemberRow(
            id=member.id,
            name=member.name,
            role=member.role,
            enrolled_at=member.enrolled_at,
            enrolled_by=by,
            own_code=own_code,
        )
    )


async def set_own_code(member_id: UUID, own_code: bytes) -> None:
    """Write the keyed hash of a member's own personal code."""
    await MemberRow.update({MemberRow.own_code: own_code}).where(MemberRow.id == member_id)


async def own_code(member_id: UUID) -> bytes | None:
    """The keyed hash of a member's own personal code; None while it is not on record, or where nobody works here by this id."""
    rows = await MemberRow.select(MemberRow.own_code).where(MemberRow.id == member_id, MemberRow.ended_at.is_null())
    return bytes(rows[0]["own_code"]) if rows and rows[0]["own_code"] is not None else None


async def member(member_id: UUID) -> StaffMember | None:
    """One member, ended or not."""
    rows = await MemberRow.select().where(MemberRow.id == member_id)
    return _member(rows[0], await passkeys(member_id)) if rows else None


async def names(members: list[UUID]) -> dict[UUID, str]:
    """Names by id, of those who left too."""
    if not members:
        return {}
    rows = await MemberRow.select(MemberRow.id, MemberRow.name).where(MemberRow.id.is_in(members))
    return {row["id"]: row["name"] for row in rows}


async def members() -> list[StaffMember]:
    """Every member there ever was."""
    keys: dict[UUID, list[Passkey]] = {}
    for row in await PasskeyRow.select().where(PasskeyRow.removed_at.is_null()):
        keys.setdefault(row["member"], []).append(_passkey(row))
    return [_member(row, keys.get(row["id"], [])) for row in await MemberRow.select()]


async def end_member(member_id: UUID, at: datetime, by: UUID | None) -> bool:
    """Mark a member as ended; False where they were already."""
    rows = (
        await MemberRow.update({MemberRow.ended_at: at, MemberRow.ended_by: by})
        .where((MemberRow.id == member_id) & MemberRow.ended_at.is_null())
        .returning(MemberRow.id)
    )
    return bool(rows)


async def add_link(link_id: UUID, member_id: UUID, token_hash: bytes, made_at: datetime, expires_at: datetime) -> None:
    """Insert a link."""
    await LinkRow.insert(
        LinkRow(id=link_id, member=member_id, token_hash=token_hash, made_at=made_at, expires_at=expires_at)
    )


async def link_member(token_hash: bytes, now: datetime) -> UUID | None:
    """Whose unused link this is, if it still opens."""
    rows = await LinkRow.select(LinkRow.member).where(
        (LinkRow.token_hash == token_hash) & LinkRow.used_at.is_null() & (LinkRow.expires_at > now)
    )
    return rows[0]["member"] if rows else None


async def use_link(token_hash: bytes, now: datetime) -> UUID | None:
    """Use a link up, in one statement, so that of two at once only one succeeds; returns its member."""
    rows = (
        await LinkRow.update({LinkRow.used_at: now})
        .where((LinkRow.token_hash == token_hash) & LinkRow.used_at.is_null() & (LinkRow.expires_at > now))
        .returning(LinkRow.member)
    )
    return rows[0]["member"] if rows else None


async def drop_links(member_id: UUID, now: datetime) -> None:
    """Use up every open link of a member: a newer one replaces it, or their access ends."""
    await LinkRow.update({LinkRow.used_at: now}).where((LinkRow.member == member_id) & LinkRow.used_at.is_null())


async def passkeys(member_id: UUID) -> list[Passkey]:
    """A member's keys in use, oldest first."""
    rows = (
        await PasskeyRow.select()
        .where((PasskeyRow.member == member_id) & PasskeyRow.removed_at.is_null())
        .order_by(PasskeyRow.added_at)
    )
    return [_passkey(row) for row in rows]


async def passkey_by_credential(credential: bytes) -> Passkey | None:
    """The key in use with this credential id."""
    rows = await PasskeyRow.select().where((PasskeyRow.credential == credential) & PasskeyRow.removed_at.is_null())
    return _passkey(rows[0]) if rows else None


async def add_passkey(key: Passkey) -> None:
    """Insert a key."""
    await PasskeyRow.insert(
        PasskeyRow(
            id=key.id,
            member=key.member,
            credential=key.credential,
            public_key=key.public_key,
            sign_count=key.sign_count,
            name=key.name,
            synced=key.synced,
            added_at=key.added_at,
        )
    )


async def credential_known(credential: bytes) -> bool:
    """Whether this credential was ever added, removed ones included."""
    return bool(await PasskeyRow.select(PasskeyRow.id).where(PasskeyRow.credential == credential))


async def note_use(key: Passkey, sign_count: int, at: datetime) -> None:
    """Write the counter and the time of a key's use."""
    await PasskeyRow.update({PasskeyRow.sign_count: sign_count, PasskeyRow.last_used_at: at}).where(
        PasskeyRow.id == key.id
    )


async def name_passkey(member_id: UUID, key_id: UUID, name: str) -> bool:
    """Give a key another name."""
    rows = await PasskeyRow.update({PasskeyRow.name: name}).where(_own(member_id, key_id)).returning(PasskeyRow.id)
    return bool(rows)


async def remove_passkey(member_id: UUID, key_id: UUID, at: datetime) -> bool:
    """Take a key out of use."""
    rows = await PasskeyRow.update({PasskeyRow.removed_at: at}).where(_own(member_id, key_id)).returning(PasskeyRow.id)
    return bool(rows)


def _own(member_id: UUID, key_id: UUID) -> Any:
    return (PasskeyRow.id == key_id) & (PasskeyRow.member == member_id) & PasskeyRow.removed_at.is_null()


def _member(row: dict[str, Any], keys: list[Passkey]) -> StaffMember:
    used = [key.last_used_at or key.added_at for key in keys]
    return StaffMember(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        enrolled_at=row["enrolled_at"],
        ended_at=row["ended_at"],
        keys=len(keys),
        last_seen=max(used, default=None),
        own_code=row["own_code"] is not None,
    )


def _passkey(row: dict[str, Any]) -> Passkey:
    return Passkey(
        id=row["id"],
        member=row["member"],
        credential=bytes(row["credential"]),
        public_key=bytes(row["public_key"]),
        sign_count=row["sign_count"],
        name=row["name"],
        synced=row["synced"],
        added_at=row["added_at"],
        last_used_at=row["last_used_at"],
    )
