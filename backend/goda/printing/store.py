"""Rows of items, batches, lines and marks: sealed on the way in, opened on the way out. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from goda.db.database import Database
from goda.db.tables import only
from goda.db.vault import Vault
from goda.kernel.ids import new_id
from goda.printing.content import Content
from goda.printing.model import Batch, Delivery, Item, Kind, Mark, State, What
from goda.printing.tables import BatchRow, ItemRow, LineRow, MarkRow

MOST_SHOWN: Final = 500
"""Batches listed: what is older is reached by its address."""
KIND_OF: Final[Mapping[What, Kind]] = {"notice": "letter", "card-letter": "letter", "plastic": "plastic"}


class Store:
    """The rows of printing through one vault."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault

    # Items

    async def add(self, item: Item, by: UUID | None) -> bool:
        """Write a piece that waits; False if it is there already, by id or by its letter, or waits already for the same card."""
        rows = await self._db.rows(
            "INSERT INTO print_item (id, what, delivery, person, card, decision, letter, added_at, state, state_on, batch, version)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, 'waiting', {}, NULL, 0) ON CONFLICT DO NOTHING RETURNING id",
            item.id,
            item.what,
            item.delivery,
            item.person,
            item.card,
            item.decision,
            item.letter,
            item.added_at,
            item.state_on,
        )
        if rows:
            await self._mark(item, "waiting", item.state_on, item.added_at, by)
        return bool(rows)

    async def item(self, item: UUID) -> Item | None:
        """One piece."""
        row = await ItemRow.select().where(ItemRow.id == item).first()
        return _item(row) if row is not None else None

    async def letters_known(self) -> frozenset[UUID]:
        """The notices' deliveries that were collected and not sent yet: those that notices still call waiting."""
        rows = await self._db.rows(
            "SELECT letter FROM print_item WHERE letter IS NOT NULL AND state IN ('waiting', 'made', 'dropped')"
        )
        return frozenset(row["letter"] for row in rows)

    async def waiting(self, kind: Kind, delivery: Delivery | None = None) -> list[Item]:
        """What waits, oldest first; all of it, since what cannot be printed yet must not hide what can."""
        where = (ItemRow.state == "waiting") & ItemRow.what.is_in(
            [what for what, one in KIND_OF.items() if one == kind]
        )
        if delivery is not None:
            where = where & (ItemRow.delivery == delivery)
        rows = await ItemRow.select().where(where).order_by(ItemRow.added_at, ItemRow.id)
        return [_item(row) for row in rows]

    async def of_card(self, card: UUID) -> list[Item]:
        """A card's pieces, oldest first."""
        rows = await ItemRow.select().where(ItemRow.card == card).order_by(ItemRow.added_at, ItemRow.id)
        return [_item(row) for row in rows]

    async def waits(self, card: UUID, what: What) -> Item | None:
        """The piece of this card that waits, if one does."""
        where = (ItemRow.card == card) & (ItemRow.what == what) & (ItemRow.state == "waiting")
        row = await ItemRow.select().where(where).first()
        return _item(row) if row is not None else None

    async def change(self, item: Item, state: State, on: date, at: datetime, by: UUID | None) -> Item:
        """Note what happened to a piece; raises `Stale` if it is not as it was read."""
        rows = await self._db.rows(
            "UPDATE print_item SET state = {}, state_on = {}, version = version + 1 WHERE id = {} AND version = {} RETURNING version",
            state,
            on,
            item.id,
            item.version,
        )
        changed = msgspec.structs.replace(item, state=state, state_on=on, version=only(rows)["version"])
        await self._mark(changed, state, on, at, by)
        return changed

    async def _mark(self, item: Item, state: State, on: date, at: datetime, by: UUID | None) -> None:
        await MarkRow.insert(
            MarkRow(
                id=new_id(),
                item=item.id,
                place=item.version,
                batch=item.batch,
                state=state,
                on_day=on,
                at=at,
                by_staff=by,
            )
        )

    async def history(self, item: UUID) -> list[Mark]:
        """What happened, oldest first."""
        rows = await MarkRow.select().where(MarkRow.item == item).order_by(MarkRow.place)
        return [
            Mark(item=row["item"], batch=row["batch"], state=row["state"], on=row["on_day"], at=row["at"], by=row["by_staff"])
            for row in rows
        ]  # fmt: skip

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give everything of `gone` to `kept`."""
        await ItemRow.update({ItemRow.person: kept}).where(ItemRow.person == gone)

    # Batches

    async def open_batch(self, batch: Batch) -> bool:
        """Write a batch that is being made; False if its number is taken."""
        rows = await self._db.rows(
            "INSERT INTO print_batch (id, number, kind, delivery, made_at, made_by, items) VALUES ({}, {}, {}, {}, {}, {}, {})"
            " ON CONFLICT (number) DO NOTHING RETURNING id",
            batch.id,
            batch.number,
            batch.kind,
            batch.delivery,
            batch.made_at,
            batch.made_by,
            batch.items,
        )
        return bool(rows)

    async def next_number(self) -> int:
        """The number after the last batch's."""
        rows = await self._db.rows("SELECT coalesce(max(number), 0) + 1 AS next FROM print_batch")
        return int(rows[0]["next"])

    async def claim(self, batch: Batch, item: Item, on: date) -> Item | None:
        """Take a waiting piece into a batch; None if somebody else did, or it waits no more."""
        rows = await self._db.rows(
            "UPDATE print_item SET state = 'made', state_on = {}, batch = {}, version = version + 1"
            " WHERE id = {} AND state = 'waiting' AND version = {} RETURNING version",
            on,
            batch.id,
            item.id,
            item.version,
        )
        if not rows:
            return None
        claimed = msgspec.structs.replace(item, state="made", state_on=on, batch=batch.id, version=rows[0]["version"])
        await self._mark(claimed, "made", on, batch.made_at, batch.made_by)
        return claimed

    async def close_batch(self, batch: UUID, contents: Sequence[tuple[Item, Content]]) -> None:
        """Write what the batch holds, in its order."""
        await BatchRow.update({BatchRow.items: len(contents)}).where(BatchRow.id == batch)
        rows = []
        for place, (item, content) in enumerate(contents, start=1):
            line = new_id()
            sealed = self._vault.seal("print_line", "sealed", line, msgspec.json.encode(content))
            rows.append(LineRow(id=line, batch=batch, place=place, item=item.id, sealed=sealed))
        await LineRow.insert(*rows)

    async def batch(self, batch: UUID) -> Batch | None:
        """One batch."""
        row = await BatchRow.select().where(BatchRow.id == batch).first()
        return Batch(**row) if row is not None else None

    async def batches(self, kind: Kind | None) -> list[Batch]:
        """The newest first."""
        query = BatchRow.select().order_by(BatchRow.number, ascending=False).limit(MOST_SHOWN)
        return [Batch(**row) for row in await (query.where(BatchRow.kind == kind) if kind is not None else query)]

    async def lines(self, batch: UUID) -> list[tuple[int, Item, Content]]:
        """What a batch holds, with each piece as it stands now."""
        rows = await LineRow.select().where(LineRow.batch == batch).order_by(LineRow.place)
        items = await self._items(row["item"] for row in rows)
        return [(row["place"], items[row["item"]], self._content(row)) for row in rows]

    async def _items(self, ids: Iterable[UUID]) -> dict[UUID, Item]:
        wanted = list(ids)
        if not wanted:
            return {}
        return {row["id"]: _item(row) for row in await ItemRow.select().where(ItemRow.id.is_in(wanted))}

    def _content(self, row: dict[str, Any]) -> Content:
        opened = self._vault.open("print_line", "sealed", row["id"], row["sealed"])
        return msgspec.json.decode(opened, type=Content)


def _item(row: dict[str, Any]) -> Item:
    return Item(kind=KIND_OF[row["what"]], **row)
