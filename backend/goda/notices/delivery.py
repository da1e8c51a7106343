"""Carrying messages outside: one job of the outbox for each way of each message.

A delivery is tried until it is sent, with growing pauses and for three days; then it is given up, and so it is at once where no later try can
do better. What is given up goes the next way that the person named (R-19): from the e-address to e-mail, from e-mail to a letter.
The outcome, the next try or the way instead, and the job's end commit together. What came twice, because a process died in between, has one id.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import Database
from goda.db.jobs import Handler, Job
from goda.kernel.clock import Clock
from goda.kernel.i18n import Language, gettext
from goda.notices import texts
from goda.notices.eaddress import EAddress
from goda.notices.eaddress import Parcel as OfficialParcel
from goda.notices.mail import EMail, Mail
from goda.notices.model import WITH_PAPER, Addressee, Contact, Way, ways
from goda.notices.push import Push
from goda.notices.service import DELIVER, Notices
from goda.notices.store import Kept, Parcel
from goda.notices.trouble import Trouble

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
TRY_FOR: Final = timedelta(days=3)
"""As long as a letter by post takes; after it nobody should still believe that it comes."""

Who = Callable[[UUID], Awaitable[Addressee]]
"""A person's name and current code, from the people."""
Papers = Callable[[UUID], Awaitable[bytes | None]]
"""A decision's sealed PDF; None while it is not made yet."""

log = logging.getLogger(__name__)


class Courier:
    """Made once by the application; its `handlers` are the jobs."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, notices: Notices, *,
        mail: Mail, official: EAddress, push: Push, who: Who, papers: Papers, wallet: str,
    ) -> None:  # fmt: skip
        self._db, self._audit, self._clock, self._notices = db, audit, clock, notices
        self._mail, self._official, self._push = mail, official, push
        self._who, self._papers, self._wallet = who, papers, wallet

    def handlers(self) -> dict[str, Handler]:
        """The jobs by kind."""
        return {DELIVER: self.deliver}

    async def deliver(self, job: Job) -> None:
        """Try one delivery once."""
        delivery = UUID(job.payload["delivery"])
        parcel = await self._notices.store.parcel(delivery)
        if parcel is None or parcel.delivery.state != "waiting":
            return
        try:
            await self._carry(parcel)
        except Trouble as trouble:
            told = trouble
            await self._db.retrying(lambda: self._note_failure(job, parcel, told))
        except Exception as error:  # noqa: BLE001 - a clerk must see it, and the next try may find it mended
            log.error("delivery %s: %s", delivery, type(error).__name__)  # noqa: TRY400 - an error's own words may be personal
            await self._db.retrying(lambda: self._note_failure(job, parcel, Trouble("failed")))
        else:
            await self._db.retrying(lambda: self._note_sent(job, parcel))

    # The ways

    async def _carry(self, parcel: Parcel) -> None:
        if parcel.delivery.way == "push":
            await self._wake(parcel)
            return
        contact = await self._note_reading(parcel)
        paper = await self._paper(parcel.message)
        if parcel.delivery.way == "email":
            await self._send_mail(parcel, contact, paper)
        elif parcel.delivery.way == "e-address":
            await self._send_officially(parcel, contact, paper)

    async def _send_mail(self, parcel: Parcel, contact: Contact, paper: tuple[str, bytes] | None) -> None:
        if not contact.email:
            raise Trouble("no-address", for_good=True)
        await self._mail.send(
            EMail(
                id=str(parcel.delivery.id),
                to=contact.email,
                subject=texts.subject(parcel.message.kind, contact.language),
                text=self._text(parcel.message, contact.language, with_paper=paper is not None),
                language=contact.language,
                at=self._clock.now(),
                paper=paper,
            )
        )

    async def _send_officially(self, parcel: Parcel, contact: Contact, paper: tuple[str, bytes] | None) -> None:
        to = await self._who(parcel.message.person)
        await self._official.deliver(
            OfficialParcel(
                id=str(parcel.delivery.id),
                code=to.code,
                subject=texts.subject(parcel.message.kind, contact.language),
                text=self._text(parcel.message, contact.language, with_paper=paper is not None),
                language=contact.language,
                paper=paper,
            )
        )

    async def _wake(self, parcel: Parcel) -> None:
        assert parcel.target is not None
        browser = await self._notices.store.subscription(parcel.target)
        if browser is None:
            raise Trouble("gone", for_good=True)
        await self._push.wake(browser)

    def _text(self, message: Kept, language: Language, *, with_paper: bool) -> tuple[str, ...]:
        """The text for outside, in the family's language; in English the state's language stands below it."""
        languages: tuple[Language, ...] = (language,) if language == "lv" else (language, "lv")
        told: list[str] = []
        for each in languages:
            told += [
                texts.title(message.kind, each), *texts.paragraphs(message.kind, each, message.params, inside=False),
                *([gettext(each, texts.ENCLOSED)] if with_paper else []),
                gettext(each, texts.OPEN_WALLET, address=self._wallet), gettext(each, texts.SENT_BY),
            ]  # fmt: skip
        return tuple(told)

    async def _paper(self, message: Kept) -> tuple[str, bytes] | None:
        if message.kind not in WITH_PAPER or message.decision is None:
            return None
        data = await self._papers(message.decision)
        if data is None:
            raise Trouble("paper-missing")
        return ("-".join(filter(None, ("lemums", message.params.get("number")))) + ".pdf", data)

    # What became of it

    async def _note_reading(self, parcel: Parcel) -> Contact:
        """The contact is opened in order to send: that stands on record before it happens."""
        async with self._audit.work(SYSTEM, Ground.SERVE) as work:
            contact = await self._notices.contact(parcel.message.person)
            if contact is None:
                raise Trouble("no-address", for_good=True)
            work.record("notice.sending", delivery=parcel.delivery.id, person=parcel.message.person)
        return contact

    async def _note_sent(self, job: Job, parcel: Parcel) -> None:
        delivery = parcel.delivery
        async with self._audit.work(SYSTEM, Ground.SERVE) as work:
            await self._notices.store.sent(delivery.id, self._clock.now())
            work.record("notice.sent", delivery=delivery.id, message=delivery.message, way=delivery.way)
            await job.complete()

    async def _note_failure(self, job: Job, parcel: Parcel, trouble: Trouble) -> None:
        delivery, now = parcel.delivery, self._clock.now()
        give_up = trouble.for_good or now - delivery.made_at >= TRY_FOR
        async with self._audit.work(SYSTEM, Ground.SERVE) as work:
            instead = await self._other_way(parcel) if give_up else None
            successor = None if instead is None else await self._notices.add_delivery(work, delivery.message, instead)
            await self._notices.store.failed(delivery.id, trouble.why, now, given_up=give_up, instead=successor)
            if trouble.why == "gone" and parcel.target is not None:
                await self._notices.store.drop_subscription(parcel.target)
            if not give_up:
                pause = min(FIRST_PAUSE * 2 ** min(delivery.tries, 10), LONGEST_PAUSE)
                await work.enqueue(DELIVER, {"delivery": str(delivery.id)}, pause)
            work.record(
                "notice.not_sent", delivery=delivery.id, message=delivery.message, way=delivery.way, why=trouble.why
            )
            await job.complete()
        log.info("delivery %s by %s: %s", delivery.id, delivery.way, trouble.why)

    async def _other_way(self, parcel: Parcel) -> Way | None:
        """The next way that the person named and the message has not gone yet."""
        way = parcel.delivery.way
        if way == "push":
            return None
        contact = await self._notices.contact(parcel.message.person)
        if contact is None:
            return None
        gone = {one.way for one in await self._notices.store.of_message(parcel.message.id)}
        return next((other for other in ways(contact) if other not in gone), None)
