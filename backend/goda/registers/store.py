"""Rows of facts and of the feeds' cursors: sealed on the way in, opened on the way out. Decides nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register
from goda.db.vault import Vault
from goda.kernel.clock import riga_day
from goda.kernel.ids import new_id
from goda.law.facts import Disability, Fact, Mark, Register, Relation, Service, Silence, Value
from goda.registers.model import FactTold, HandFact, Told, Trouble

PAGE: Final = 500
"""Families read by one statement."""
_KINDS: Final[dict[Mark, type[Relation | Disability | Service]]] = {
    Mark.RELATION: Relation,
    Mark.COUNTED_AS: Relation,
    Mark.DISABILITY: Disability,
    Mark.SERVICE: Service,
}


@register
class FactRow(Table, tablename="fact"):
    """One question's answer, or one mark entered by hand; `sealed` is `_Sealed`."""

    id = UUIDColumn(primary_key=True)
    family = UUIDColumn()
    person = UUIDColumn()
    register = Text()
    asked_at = Timestamptz()
    usable = Boolean()
    current = Boolean()
    sealed = Bytea()


@register
class CursorRow(Table, tablename="register_cursor"):
    """How far a register's feed has been read."""

    register = Text(primary_key=True)
    next = Text()
    place = BigInt()
    read_at = Timestamptz()


class _Mark(Struct, frozen=True, array_like=True):
    mark: Mark
    value: bool | str
    until: date | None = None


class _Sealed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    told: tuple[_Mark, ...]
    valid_at: datetime
    digest: bytes | None = None
    trouble: Trouble | None = None
    trace: int | None = None
    by: UUID | None = None
    document: UUID | None = None
    note: str = ""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Sealed)


class Row(Struct, frozen=True, kw_only=True):
    """One row, opened."""

    id: UUID
    family: UUID
    person: UUID
    register: Register
    asked_at: datetime
    told: tuple[Told, ...]
    valid_at: datetime
    digest: bytes | None = None
    trouble: Trouble | None = None
    trace: int | None = None
    by: UUID | None = None
    document: UUID | None = None
    note: str = ""

    def facts(self) -> list[Fact]:
        """As the law takes them."""
        valid = riga_day(self.valid_at)
        return [
            Fact(
                subject=self.person,
                mark=one.mark,
                value=one.value,
                source=self.register,
                asked_at=self.asked_at,
                valid_at=valid,
                until=one.until,
            )
            for one in self.told
        ]

    def shown(self) -> list[FactTold]:
        """As screens take them."""
        return [
            FactTold(
                id=self.id,
                person=self.person,
                mark=one.mark,
                value=one.value,
                until=one.until,
                source=self.register,
                asked_at=self.asked_at,
                valid_at=riga_day(self.valid_at),
                digest=self.digest,
                trouble=self.trouble,
                by=self.by,
                document=self.document,
                note=self.note,
            )
            for one in self.told
        ]


class Store:
    """The registers' rows through one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def current(self, families: Sequence[UUID]) -> list[Row]:
        """What holds now of these families, in the order in which it was asked."""
        rows: list[Row] = []
        for start in range(0, len(families), PAGE):
            found = (
                await FactRow.select()
                .where(FactRow.family.is_in(list(families[start : start + PAGE])) & FactRow.current.eq(True))
                .order_by(FactRow.asked_at)
            )
            rows += [self._opened(row) for row in found]
        return rows

    async def last_usable(self, family: UUID, persons: Sequence[UUID]) -> dict[UUID, dict[Register, Row]]:
        """The newest answer of each register about each of these persons, silences left aside."""
        if not persons:
            return {}
        found = (
            await FactRow.select()
            .where((FactRow.family == family) & FactRow.person.is_in(list(persons)) & FactRow.usable.eq(True))
            .order_by(FactRow.asked_at)
        )
        newest = {(row["person"], row["register"]): row for row in found if row["register"] != Register.BY_HAND.value}
        last: dict[UUID, dict[Register, Row]] = {}
        for (person, name), row in newest.items():
            last.setdefault(person, {})[Register(name)] = self._opened(row)
        return last

    async def add(
        self,
        family: UUID,
        person: UUID,
        source: Register,
        told: Sequence[Told],
        *,
        asked_at: datetime,
        valid_at: datetime,
        usable: bool,
        digest: bytes | None,
        trouble: Trouble | None,
        trace: int | None = None,
    ) -> None:
        """Keep what became of a question; what this register said of the person before no longer holds."""
        await FactRow.update({FactRow.current: False}).where(
            (FactRow.family == family)
            & (FactRow.person == person)
            & (FactRow.register == source.value)
            & FactRow.current.eq(True)
        )
        sealed = _Sealed(told=_packed(told), valid_at=valid_at, digest=digest, trouble=trouble, trace=trace)
        await self._insert(family, person, source, sealed, asked_at, usable=usable)

    async def add_by_hand(self, fact: HandFact, by: UUID, now: datetime) -> UUID:
        """Keep what a clerk entered; an earlier entry of the same mark no longer holds."""
        which = (
            (FactRow.family == fact.family)
            & (FactRow.person == fact.person)
            & (FactRow.register == Register.BY_HAND.value)
            & FactRow.current.eq(True)
        )
        for row in await FactRow.select().where(which):
            if any(one.mark is fact.mark for one in self._opened(row).told):
                await FactRow.update({FactRow.current: False}).where(FactRow.id == row["id"])
        sealed = _Sealed(
            told=_packed([Told(mark=fact.mark, value=fact.value, until=fact.until)]),
            valid_at=now,
            by=by,
            document=fact.document,
            note=fact.note,
        )
        return await self._insert(fact.family, fact.person, Register.BY_HAND, sealed, now, usable=True)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give one person's rows to another. Where both have a current one of the same register, the one asked later holds."""
        theirs = await FactRow.select(FactRow.id, FactRow.family, FactRow.register, FactRow.asked_at).where(
            (FactRow.person == gone) & FactRow.current.eq(True) & (FactRow.register != Register.BY_HAND.value)
        )
        for row in theirs:
            same = (
                (FactRow.person == kept)
                & (FactRow.family == row["family"])
                & (FactRow.register == row["register"])
                & FactRow.current.eq(True)
            )
            for own in await FactRow.select(FactRow.id, FactRow.asked_at).where(same):
                older = own["id"] if own["asked_at"] <= row["asked_at"] else row["id"]
                await FactRow.update({FactRow.current: False}).where(FactRow.id == older)
        await FactRow.update({FactRow.person: kept}).where(FactRow.person == gone)

    async def families_about(self, persons: Sequence[UUID]) -> list[UUID]:
        """The families in which registers were asked about these."""
        rows = (
            await FactRow.select(FactRow.family)
            .distinct()
            .where(FactRow.person.is_in(list(persons)) & FactRow.current.eq(True))
        )
        return [row["family"] for row in rows]

    async def cursor(self, source: Register) -> tuple[str, int] | None:
        """Where a register's feed was read to: its own mark, and how many lines lay before it."""
        rows = await CursorRow.select().where(CursorRow.register == source.value)
        return (rows[0]["next"], rows[0]["place"]) if rows else None

    async def advance(self, source: Register, following: str, place: int, now: datetime) -> None:
        """Keep where a feed was read to."""
        await CursorRow.raw(
            "INSERT INTO register_cursor (register, next, place, read_at) VALUES ({}, {}, {}, {}) ON CONFLICT (register) "
            "DO UPDATE SET next = excluded.next, place = excluded.place, read_at = excluded.read_at",
            source.value,
            following,
            place,
            now,
        )

    async def _insert(
        self, family: UUID, person: UUID, source: Register, sealed: _Sealed, now: datetime, *, usable: bool
    ) -> UUID:
        row = new_id()
        await FactRow.insert(
            FactRow(
                id=row,
                family=family,
                person=person,
                register=source.value,
                asked_at=now,
                usable=usable,
                current=True,
                sealed=self._vault.seal("fact", "sealed", row, _encoder.encode(sealed)),
            )
        )
        return row

    def _opened(self, row: dict[str, Any]) -> Row:
        sealed = _decoder.decode(self._vault.open("fact", "sealed", row["id"], bytes(row["sealed"])))
        return Row(
            id=row["id"],
            family=row["family"],
            person=row["person"],
            register=Register(row["register"]),
            asked_at=row["asked_at"],
            told=tuple(Told(mark=one.mark, value=_value(one), until=one.until) for one in sealed.told),
            valid_at=sealed.valid_at,
            digest=sealed.digest,
            trouble=sealed.trouble,
            trace=sealed.trace,
            by=sealed.by,
            document=sealed.document,
            note=sealed.note,
        )


def _packed(told: Sequence[Told]) -> tuple[_Mark, ...]:
    return tuple(
        _Mark(one.mark, one.value.isoformat() if isinstance(one.value, date) else one.value, one.until) for one in told
    )


def _value(one: _Mark) -> Value | Silence:
    """A value in the type that its mark has."""
    if one.value == Silence.SILENT.value:
        return Silence.SILENT
    if isinstance(one.value, bool):
        return one.value
    return date.fromisoformat(one.value) if one.mark is Mark.BORN else _KINDS[one.mark](one.value)
