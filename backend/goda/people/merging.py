"""The rows that change hands when two records turn out to be one person's (R-11). Decides nothing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import Timestamptz
from piccolo.table import Table

from goda.db.tables import register
from goda.people.store import CodeRow, MemberRow, PersonRow, WordRow


@register
class MergedRow(Table, tablename="person_merged"):
    """A record that is gone, and the one that was kept."""

    gone = UUIDColumn(primary_key=True)
    kept = UUIDColumn()
    merged_at = Timestamptz()


async def take(persons: Iterable[UUID]) -> None:
    """Lock these records until the transaction ends, always in one order: whoever learns about one of them does so after the other."""
    for person in sorted(persons):
        await PersonRow.update({PersonRow.version: PersonRow.version + 1}).where(PersonRow.id == person)


async def oldest_first(persons: list[UUID]) -> list[UUID]:
    """Persons in the order in which they came on record."""
    if not persons:
        return []
    rows = await PersonRow.select(PersonRow.id, PersonRow.recorded_at).where(PersonRow.id.is_in(persons))
    return [row["id"] for row in sorted(rows, key=lambda row: (row["recorded_at"], row["id"].int))]


async def hand_over(kept: UUID, gone: UUID) -> None:
    """Give one record's codes and places in families to another; whoever stands twice in a family now stands once."""
    await CodeRow.update({CodeRow.person: kept, CodeRow.is_current: False}).where(CodeRow.person == gone)
    for row in await MemberRow.select(MemberRow.id, MemberRow.family, MemberRow.place).where(MemberRow.person == gone):
        if await MemberRow.exists().where((MemberRow.family == row["family"]) & (MemberRow.person == kept)):
            await _take_out(row["id"], row["family"], row["place"])
        else:
            await MemberRow.update({MemberRow.person: kept}).where(MemberRow.id == row["id"])


async def forget(kept: UUID, gone: UUID, now: datetime) -> None:
    """Take the record away, once nothing is left of it; its id leads to the one that was kept."""
    await WordRow.delete().where(WordRow.person == gone)
    await MergedRow.update({MergedRow.kept: kept}).where(MergedRow.kept == gone)
    await MergedRow.insert(MergedRow(gone=gone, kept=kept, merged_at=now))
    await PersonRow.delete().where(PersonRow.id == gone)


async def now_kept_as(persons: list[UUID]) -> dict[UUID, UUID]:
    """Those of these ids that are gone, and which record each leads to."""
    if not persons:
        return {}
    return {row["gone"]: row["kept"] for row in await MergedRow.select().where(MergedRow.gone.is_in(persons))}


async def _take_out(row: UUID, family: UUID, place: int) -> None:
    """Remove a place and let those behind it move up, one after the other: no two may ever stand at one place."""
    await MemberRow.delete().where(MemberRow.id == row)
    behind = (
        await MemberRow.select(MemberRow.id, MemberRow.place)
        .where((MemberRow.family == family) & (MemberRow.place > place))
        .order_by(MemberRow.place)
    )
    for one in behind:
        await MemberRow.update({MemberRow.place: one["place"] - 1}).where(MemberRow.id == one["id"])
