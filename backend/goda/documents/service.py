"""What is done with documents: add, list, read, remove, rely on. Who may is decided by whoever calls: the doors and the flows."""

from uuid import UUID

from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.vault import Vault
from goda.documents.model import Document
from goda.kernel.clock import Clock


class Documents:
    """The use cases."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._audit = audit
        self._vault = vault
        self._clock = clock

    async def add(self, work: Work, about: UUID, by: Actor, name: str, data: bytes, purpose: str) -> Document:
        """Keep a document; the same bytes again about the same are the same document (I4).

        Raises `DocumentRefused` (empty, too large, of another kind, damaged), `DocumentsFull`.
        """
        raise NotImplementedError

    async def of(self, about: UUID) -> tuple[Document, ...]:
        """The documents about an application or a case, oldest first; the caller records that they were listed."""
        raise NotImplementedError

    async def read(
        self, actor: Actor, document: UUID, about: UUID, ground: Ground = Ground.GRANT
    ) -> tuple[Document, bytes]:
        """A document and its bytes, on record. Raises `NoSuchDocument`, also where it is about something else."""
        raise NotImplementedError

    async def remove(self, work: Work, document: UUID, about: UUID) -> None:
        """Take a document back, for good. Raises `NoSuchDocument`, `DocumentReliedOn`."""
        raise NotImplementedError

    async def rely_on(self, work: Work, document: UUID) -> None:
        """Note that a fact rests on this document: it can no longer be removed. Raises `NoSuchDocument`."""
        raise NotImplementedError

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of a person have become one (R-11): what `gone` brought, `kept` has brought."""
        raise NotImplementedError
