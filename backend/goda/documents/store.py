"""Rows of documents: names and bytes sealed on the way in, opened on the way out. Decides nothing."""

from typing import Any
from uuid import UUID

from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.audit import Actor
from goda.db.tables import register
from goda.db.vault import Vault
from goda.documents.model import Document


@register
class DocumentRow(Table, tablename="document"):
    """A document."""

    id = UUIDColumn(primary_key=True)
    about = UUIDColumn()
    place = BigInt()
    kind = Text()
    name = Bytea()
    size = BigInt()
    data = Bytea()
    digest = Bytea()
    purpose = Text()
    by_kind = Text()
    by_id = UUIDColumn(null=True, default=None)
    added_at = Timestamptz()
    relied_on = Boolean()


_SHOWN = (
    DocumentRow.id, DocumentRow.about, DocumentRow.place, DocumentRow.kind, DocumentRow.name, DocumentRow.size,
    DocumentRow.digest, DocumentRow.purpose, DocumentRow.added_at, DocumentRow.relied_on,
)  # fmt: skip
"""All but the bytes: a list of ten documents must not read 50 MiB."""


class Store:
    """The documents' rows through one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def digest(self, sha256: str) -> bytes:
        """What a document is found again by, when the same bytes come twice."""
        return self._vault.blind("document", sha256)

    async def of(self, about: UUID) -> tuple[Document, ...]:
        """The documents about something, oldest first."""
        rows = (
            await DocumentRow.select(*_SHOWN)
            .where(DocumentRow.about == about)
            .order_by(DocumentRow.added_at, DocumentRow.place)
        )
        return tuple(self._document(row) for row in rows)

    async def same(self, about: UUID, digest: bytes) -> Document | None:
        """The document of these bytes about something."""
        rows = await DocumentRow.select(*_SHOWN).where((DocumentRow.about == about) & (DocumentRow.digest == digest))
        return self._document(rows[0]) if rows else None

    async def places(self, about: UUID) -> set[int]:
        """The places that are taken."""
        rows = await DocumentRow.select(DocumentRow.place).where(DocumentRow.about == about)
        return {row["place"] for row in rows}

    async def add(self, document: Document, place: int, digest: bytes, by: Actor, data: bytes) -> None:
        """Insert a document; raises `Duplicate` where another took the place, or brought the same, just now."""
        await DocumentRow.insert(
            DocumentRow(
                id=document.id,
                about=document.about,
                place=place,
                kind=document.kind,
                name=self._vault.seal("document", "name", document.id, document.name.encode()),
                size=document.size,
                data=self._vault.seal("document", "data", document.id, data),
                digest=digest,
                purpose=document.purpose,
                by_kind=by.kind,
                by_id=by.id,
                added_at=document.added_at,
                relied_on=False,
            )
        )

    async def document(self, document: UUID) -> Document | None:
        """One document, without its bytes."""
        rows = await DocumentRow.select(*_SHOWN).where(DocumentRow.id == document)
        return self._document(rows[0]) if rows else None

    async def data(self, document: UUID) -> bytes:
        """The bytes of a document that is there."""
        rows = await DocumentRow.select(DocumentRow.data).where(DocumentRow.id == document)
        return self._vault.open("document", "data", document, bytes(rows[0]["data"]))

    async def remove(self, document: UUID) -> bool:
        """Delete a document; False where a fact rests on it by now."""
        rows = (
            await DocumentRow.delete()
            .where((DocumentRow.id == document) & DocumentRow.relied_on.eq(False))
            .returning(DocumentRow.id)
        )
        return bool(rows)

    async def rely_on(self, document: UUID) -> bool:
        """Note that a fact rests on a document; False where there is none."""
        rows = (
            await DocumentRow.update({DocumentRow.relied_on: True})
            .where(DocumentRow.id == document)
            .returning(DocumentRow.id)
        )
        return bool(rows)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """What `gone` brought, `kept` has brought."""
        await DocumentRow.update({DocumentRow.by_id: kept}).where(
            (DocumentRow.by_kind == "person") & (DocumentRow.by_id == gone)
        )

    def _document(self, row: dict[str, Any]) -> Document:
        return Document(
            id=row["id"],
            about=row["about"],
            name=self._vault.open("document", "name", row["id"], bytes(row["name"])).decode(),
            kind=row["kind"],
            size=row["size"],
            purpose=row["purpose"],
            added_at=row["added_at"],
            relied_on=row["relied_on"],
        )
