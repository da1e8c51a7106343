"""Use cases of notices: keep how a person wants to be reached, send them a message, show them theirs.

The family's own list always has the message; what goes outside is a job of the outbox for each way (`delivery`).
"""

from collections.abc import Mapping
from uuid import UUID

from goda.audit import Actor, Audit
from goda.audit.work import Work
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.kernel.i18n import Language
from goda.notices.model import Contact, Delivery, Kind, Letter, Message, WaitingLetter


class Notices:
    """Made once by the application."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock) -> None:
        self._db, self._audit, self._vault, self._clock = db, audit, vault, clock

    async def set_contact(self, work: Work, person: UUID, contact: Contact) -> None:
        """Keep how a person wants to be reached, in place of what was said before (R-17, R-19)."""
        raise NotImplementedError

    async def contact(self, person: UUID) -> Contact | None:
        """How a person wants to be reached, if they have said; the caller records that it was read."""
        raise NotImplementedError

    async def send(
        self, work: Work, person: UUID, kind: Kind, params: Mapping[str, str], *,
        application: UUID | None = None, decision: UUID | None = None, card: UUID | None = None, id: UUID | None = None,  # noqa: A002
    ) -> UUID:  # fmt: skip
        """Tell a person something, in the caller's transaction; return the message's id.

        Days in `params` stand as ISO dates ("2026-12-22") and are written out in the reader's language. With an `id` of the caller's
        (such as uuid5 of what it is about) the same message is sent once, however often it is called.
        """
        raise NotImplementedError

    async def messages(self, actor: Actor, person: UUID, language: Language) -> tuple[Message, ...]:
        """A person's messages, newest first."""
        raise NotImplementedError

    async def read(self, actor: Actor, message: UUID) -> None:
        """The person has opened the message. Raises `NoSuchMessage`."""
        raise NotImplementedError

    async def subscribe(self, actor: Actor, person: UUID, endpoint: str, p256dh: str, auth: str) -> None:
        """Wake this browser when a message comes. Raises `PushAddressRefused` for an address that is no push service."""
        raise NotImplementedError

    async def unsubscribe(self, actor: Actor, person: UUID, endpoint: str | None = None) -> None:
        """Wake this browser, or none of the person's, any more."""
        raise NotImplementedError

    async def deliveries(self, *, application: UUID | None = None, person: UUID | None = None) -> tuple[Delivery, ...]:
        """How what was sent stands, oldest first, for the clerk's screen; the caller records that it was read."""
        raise NotImplementedError

    async def letters_waiting(self) -> tuple[WaitingLetter, ...]:
        """Letters that nobody has posted yet, oldest first: what printing collects."""
        raise NotImplementedError

    async def letter(self, work: Work, letter: UUID) -> Letter:
        """What stands on a letter. Raises `NoSuchMessage`."""
        raise NotImplementedError

    async def posted(self, work: Work, letter: UUID) -> None:
        """The letter went out with a batch; again does nothing."""
        raise NotImplementedError

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what belonged to `gone` is `kept`'s. In the caller's transaction."""
        raise NotImplementedError
