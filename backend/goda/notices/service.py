"""Use cases of notices: keep how a person wants to be reached, send them a message, show them theirs.

The family's own list always has the message; what goes outside is a job of the outbox for each way (`delivery`).
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from goda.audit import Actor, Audit, Ground
from goda.audit.work import Work
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.kernel.i18n import Language
from goda.kernel.ids import new_id
from goda.notices import texts
from goda.notices.errors import NoSuchMessage, PushAddressRefused
from goda.notices.model import WAYS, Contact, Delivery, Kind, Letter, Message, WaitingLetter, Way, ways
from goda.notices.origins import PushOrigins
from goda.notices.store import Kept, Parcel, Store

DELIVER: Final = "notice.deliver"
"""The job that carries one delivery: `{"delivery": id}`."""
MOST_BROWSERS: Final = 10
"""Subscriptions of one person; a new one takes the place of the oldest."""


class Notices:
    """Made once by the application. `origins`: the push services that browsers may name."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock, origins: PushOrigins) -> None:
        self._db, self._audit, self._clock, self._origins = db, audit, clock, origins
        self.store: Final = Store(db, vault)

    # How a person wants to be reached

    async def set_contact(self, work: Work, person: UUID, contact: Contact) -> None:
        """Keep how a person wants to be reached, in place of what was said before (R-17, R-19)."""
        await self.store.set_contact(person, contact, self._clock.now())
        work.record("contact.set", person=person, channel=contact.channel)

    async def contact(self, person: UUID) -> Contact | None:
        """How a person wants to be reached, if they have said; the caller records that it was read."""
        return await self.store.contact(person)

    # Sending

    async def send(
        self, work: Work, person: UUID, kind: Kind, params: Mapping[str, str], *,
        application: UUID | None = None, decision: UUID | None = None, card: UUID | None = None, id: UUID | None = None,  # noqa: A002
    ) -> UUID:  # fmt: skip
        """Tell a person something, in the caller's transaction; return the message's id.

        Days in `params` stand as ISO dates ("2026-12-22") and are written out in the reader's language. With an `id` of the caller's
        (such as uuid5 of what it is about) the same message is sent once, however often it is called.
        """
        now = self._clock.now()
        kept = Kept(
            id=id or new_id(), person=person, kind=kind, params=dict(params), application=application, decision=decision,
            card=card, at=now, read_at=None,
        )  # fmt: skip
        if not await self.store.add_message(kept):
            work.record("notice.written_before", message=kept.id)
            return kept.id
        contact = await self.store.contact(person)
        outward = ways(contact) if contact is not None else ()
        if outward:
            await self.add_delivery(work, kept.id, outward[0])
        for browser in await self.store.subscriptions(person):
            await self.add_delivery(work, kept.id, "push", browser)
        work.record("notice.written", message=kept.id, person=person, kind=kind, decision=decision)
        return kept.id

    async def add_delivery(self, work: Work, message: UUID, way: Way, target: UUID | None = None) -> UUID | None:
        """Put one way of a message into the outbox, unless it has it already; a letter waits for printing instead."""
        delivery = await self.store.add_delivery(message, way, self._clock.now(), target)
        if delivery is not None and way != "letter":
            await work.enqueue(DELIVER, {"delivery": str(delivery)})
        return delivery

    async def deliveries(self, *, application: UUID | None = None, person: UUID | None = None) -> tuple[Delivery, ...]:
        """How what was sent stands, oldest first, for the clerk's screen; the caller records that it was read."""
        found = await self.store.deliveries(application=application, person=person)
        return tuple(sorted(found, key=lambda one: (one.made_at, WAYS.index(one.way))))

    # The family's own list

    async def messages(self, actor: Actor, person: UUID, language: Language) -> tuple[Message, ...]:
        """A person's messages, newest first; none for another family member (R-98)."""
        if actor.kind == "person" and actor.id != person:
            raise NoSuchMessage
        async with self._audit.work(actor, Ground.SERVE) as work:
            kept = await self.store.messages(person)
            work.record("notice.listed", person=person, messages=len(kept))
        return tuple(_shown(one, language) for one in kept)

    async def read(self, actor: Actor, message: UUID) -> None:
        """The person has opened the message. Raises `NoSuchMessage`, also where it is another's."""
        if actor.kind != "person" or actor.id is None:
            raise NoSuchMessage
        async with self._audit.work(actor, Ground.SERVE) as work:
            if not await self.store.mark_read(message, actor.id, self._clock.now()):
                raise NoSuchMessage
            work.record("notice.read", message=message, person=actor.id)

    # Browsers to wake

    async def subscribe(self, actor: Actor, person: UUID, endpoint: str, p256dh: str, auth: str) -> None:
        """Wake this browser when a message comes. Raises `PushAddressRefused` for an address that is no push service."""
        if not self._origins.may_name(endpoint):
            raise PushAddressRefused
        async with self._audit.work(actor, Ground.SERVE) as work:
            browser = await self.store.add_subscription(
                person, endpoint, p256dh, auth, self._clock.now(), MOST_BROWSERS
            )
            work.record("push.subscribed", person=person, browser=browser)

    async def unsubscribe(self, actor: Actor, person: UUID, endpoint: str | None = None) -> None:
        """Wake this browser, or none of the person's, any more."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            gone = await self.store.drop_subscriptions(person, endpoint)
            work.record("push.unsubscribed", person=person, browsers=gone)

    # Letters

    async def letters_waiting(self) -> tuple[WaitingLetter, ...]:
        """Letters that nobody has posted yet, oldest first: what printing collects."""
        return tuple(await self.store.letters_waiting())

    async def letter(self, work: Work, letter: UUID) -> Letter:
        """What stands on a letter, all but the name, which is the people's. Raises `NoSuchMessage`."""
        parcel = await self._letter(letter)
        message = parcel.message
        contact = await self.store.contact(message.person)
        language = contact.language if contact is not None else "lv"
        work.record("notice.letter", message=message.id, person=message.person)
        return Letter(
            id=letter,
            person=message.person,
            postal=contact.postal if contact is not None else "",
            language=language,
            title=texts.title(message.kind, language),
            text=texts.paragraphs(message.kind, language, message.params, inside=True),
            decision=message.decision,
        )

    async def posted(self, work: Work, letter: UUID) -> None:
        """The letter went out with a batch; again does nothing."""
        parcel = await self._letter(letter)
        if await self.store.sent(letter, self._clock.now()):
            work.record("notice.sent", delivery=letter, message=parcel.message.id, way="letter")

    async def _letter(self, letter: UUID) -> Parcel:
        parcel = await self.store.parcel(letter)
        if parcel is None or parcel.delivery.way != "letter":
            raise NoSuchMessage
        return parcel

    # One person, two records

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what belonged to `gone` is `kept`'s. In the caller's transaction."""
        newer, older = await self.store.contact(kept), await self.store.contact(gone)
        if newer is None and older is not None:
            await self.store.set_contact(kept, older, self._clock.now())
        if older is not None:
            await self.store.drop_contact(gone)
        await self.store.rehome(kept, gone)


def _shown(kept: Kept, language: Language) -> Message:
    return Message(
        id=kept.id,
        kind=kept.kind,
        title=texts.title(kept.kind, language),
        text=texts.paragraphs(kept.kind, language, kept.params, inside=True),
        at=kept.at,
        read=kept.read_at is not None,
        application=kept.application,
        decision=kept.decision,
        card=kept.card,
    )
