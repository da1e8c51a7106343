"""What is done with documents: add, list, read, remove, rely on. Who may is decided by whoever calls: the doors and the flows."""

import asyncio
from uuid import UUID

from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.documents.content import Checked, look_at
from goda.documents.errors import DocumentReliedOn, DocumentsFull, NoSuchDocument
from goda.documents.model import MOST, Document
from goda.documents.names import cleaned
from goda.documents.store import Store
from goda.kernel.clock import Clock
from goda.kernel.errors import Stale
from goda.kernel.ids import new_id


class Documents:
    """The use cases."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = Store(vault)

    async def add(self, work: Work, about: UUID, by: Actor, name: str, data: bytes | Checked, purpose: str) -> Document:
        """Keep a document; the same bytes again about the same are the same document (I4).

        Raises `DocumentRefused` (empty, too large, of another kind, damaged), `DocumentsFull`, and `Stale` where two are added at once:
        the caller's `retrying` does it again. Give what `checked` looked at before the transaction: a picture takes its time.
        """
        given = data if isinstance(data, Checked) else look_at(data)
        digest = self._store.digest(given.sha256)
        known = await self._store.same(about, digest)
        if known is not None:
            work.record("document.added-again", document=known.id, about=about)
            return known
        free = sorted(set(range(MOST)) - await self._store.places(about))
        if not free:
            raise DocumentsFull(most=MOST)
        document = Document(
            id=new_id(),
            about=about,
            name=cleaned(name, given.kind),
            kind=given.kind,
            size=len(given.data),
            purpose=purpose,
            added_at=self._clock.now(),
        )
        try:
            async with self._db.transaction():
                await self._store.add(document, free[0], digest, by, given.data)
        except Duplicate:
            raise Stale from None
        work.record("document.added", document=document.id, about=about, kind=given.kind, purpose=purpose)
        return document

    async def of(self, about: UUID) -> tuple[Document, ...]:
        """The documents about an application or a case, oldest first; the caller records that they were listed."""
        return await self._store.of(about)

    async def read(
        self, actor: Actor, document: UUID, about: UUID, ground: Ground = Ground.GRANT
    ) -> tuple[Document, bytes]:
        """A document and its bytes, on record. Raises `NoSuchDocument`, also where it is about something else."""
        async with self._audit.work(actor, ground) as work:
            found = await self._found(document, about)
            data = await self._store.data(document)
            work.record("document.read", document=document, about=about)
        return found, data

    async def remove(self, work: Work, document: UUID, about: UUID) -> None:
        """Take a document back, for good. Raises `NoSuchDocument`, `DocumentReliedOn`."""
        await self._found(document, about)
        if not await self._store.remove(document):
            raise DocumentReliedOn
        work.record("document.removed", document=document, about=about)

    async def rely_on(self, work: Work, document: UUID) -> None:
        """Note that a fact rests on this document: it can no longer be removed. Raises `NoSuchDocument`."""
        if not await self._store.rely_on(document):
            raise NoSuchDocument
        work.record("document.relied-on", document=document)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of a person have become one (R-11): what `gone` brought, `kept` has brought."""
        await self._store.rehome(kept, gone)

    async def _found(self, document: UUID, about: UUID) -> Document:
        found = await self._store.document(document)
        if found is None or found.about != about:
            raise NoSuchDocument
        return found


async def checked(data: bytes) -> Checked:
    """`data` as a document that `add` will take, looked at beside the server's other work. Raises `DocumentRefused`."""
    return await asyncio.to_thread(look_at, data)
