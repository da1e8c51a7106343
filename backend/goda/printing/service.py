"""Use cases of printing: collect what waits, make a batch once, give its files again, note what became of each piece.

A batch is made in two steps: first what stands on each piece is gathered (codes are made, names and addresses read), then, in one
transaction, the pieces that still wait are taken and what was gathered is kept with them. Of two clerks at the same moment one takes a
piece, the other finds it gone. What draws pages is imported by the first who asks: its fonts take long to load.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from goda.applications.model import Application
from goda.audit import Actor, Audit, Ground, Work
from goda.audit.work import Ref
from goda.cards.model import Card
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.vault import Vault
from goda.decisions.model import Decision
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import Invalid, NotFound, Refused, Stale
from goda.kernel.ids import new_id
from goda.notices.service import Notices
from goda.people.service import People
from goda.printing import errors
from goda.printing.content import Content, NoticeContent
from goda.printing.line_up import LineUp
from goda.printing.model import Batch, Delivery, Item, Kind, Line, Mark, PrintFile, State, What
from goda.printing.store import Store

MOST: Final = 200
"""Pieces of one batch: a box of envelopes, and a PDF that a printer takes at once. The rest waits for the next."""
MOST_SHOWN: Final = 500
"""Waiting pieces that a screen shows, the oldest."""
FIRST: Final = UUID("5f0f7b6e-6a4c-4f0e-9d58-5d9d1b8a7c21")
"""Names the first piece of each card, so that a decision that is carried out twice prints once."""

Papers = Callable[[Actor, UUID], Awaitable[tuple[bytes, str]]]
"""A made decision's PDF and its seal: `decisions.paper`."""


class Printing:
    """Made once by the application."""

    def __init__(
        self,
        db: Database,
        audit: Audit,
        vault: Vault,
        clock: Clock,
        *,
        people: People,
        cards: Cards,
        notices: Notices,
        papers: Papers,
        origin: str,
    ) -> None:
        self._db, self._audit, self._clock, self._origin = db, audit, clock, origin
        self._notices, self._papers = notices, papers
        self._store = Store(db, vault)
        self._line_up = LineUp(db, audit, clock, self._store, people, cards, notices)

    # What waits

    async def add_plastic(self, work: Work, *, card: UUID, person: UUID, delivery: Delivery) -> UUID:
        """Have a plastic card printed for `person`, in the caller's transaction. For the same card again: the same piece."""
        return await self._add(work, "plastic", card, person, delivery)

    async def add_card_letter(self, work: Work, *, card: UUID, person: UUID, delivery: Delivery) -> UUID:
        """Have the letter with an activation code and the card on paper printed, for a family without a phone. Again: the same piece."""
        return await self._add(work, "card-letter", card, person, delivery)

    async def granted(self, work: Work, decision: Decision, application: Application, cards: tuple[Card, ...]) -> None:
        """Put in line what the family wished for when it applied: `decisions.on_granted` calls this as a grant is carried out.

        A plastic card for each card (R-18). Who applied at the fund and wants letters gets the card on paper with an activation code;
        all others have it in the wallet already, and no live code lies in a letter box.
        """
        wishes = application.answers
        for card in cards:
            if wishes.plastic != "none":
                await self.add_plastic(work, card=card.id, person=decision.applicant, delivery=wishes.plastic)
            if application.by_staff is not None and wishes.channel == "post":
                await self.add_card_letter(work, card=card.id, person=decision.applicant, delivery="post")

    async def again(self, actor: Actor, item: UUID) -> Item:
        """Have a card's piece printed once more, as one that was lost; one that came back is put in line by `mark` instead.

        Raises `NotNow` for a notice (the decision can be downloaded), and while the same waits already.
        """
        _require_staff(actor)

        async def once_more() -> Item:
            async with self._audit.work(actor, Ground.GRANT) as work:
                known = await self._item(item)
                if known.card is None or known.state in {"waiting", "dropped"}:
                    raise errors.NotNow
                made = self._line_up.new(known.what, known.person, known.delivery, card=known.card)
                if not await self._store.add(made, actor.id):
                    raise errors.NotNow
                work.record("print.again", item=made.id, of=item, card=made.card, person=made.person)
                return made

        return await self._db.retrying(once_more)

    async def waiting(self, actor: Actor, kind: Kind) -> tuple[Line, ...]:
        """What waits to be printed, oldest first; the letters of notices are collected on the way."""
        _require_staff(actor)
        await self._line_up.collect(actor)
        async with self._audit.work(actor, Ground.SERVE) as work:
            items = (await self._store.waiting(kind))[:MOST_SHOWN]
            work.record("print.waiting", kind=kind, items=[item.id for item in items])
            return await self._line_up.lines(items)

    # Batches

    async def make_batch(self, actor: Actor, kind: Kind, delivery: Delivery) -> Batch:
        """Print what waits (at most `MOST` pieces, oldest first). Raises `NothingToPrint`; two at once never print a piece twice.

        A card that is annulled or over drops out; one that is not valid yet, or has no address to be posted to, goes on waiting.
        """
        _require_staff(actor)
        await self._line_up.collect(actor)
        gathered: list[tuple[Item, Content]] = []
        for item in await self._store.waiting(kind, delivery):
            content = await self._line_up.content(actor, item)
            if content is not None:
                gathered.append((item, content))
            if len(gathered) == MOST:
                break
        if not gathered:
            raise errors.NothingToPrint
        return await self._db.retrying(lambda: self._make(actor, kind, delivery, gathered))

    async def batches(self, actor: Actor, kind: Kind | None = None) -> tuple[Batch, ...]:
        """The batches, newest first. Nothing of anybody is shown."""
        _require_staff(actor)
        async with self._db.transaction():
            return tuple(await self._store.batches(kind))

    async def batch(self, actor: Actor, batch: UUID) -> tuple[Batch, tuple[Line, ...]]:
        """A batch with its pieces as they stand now. Raises `NoSuchBatch`."""
        made, lines = await self._read(actor, batch, "page")
        return made, tuple(
            Line(item=item, place=place, name=content.name, postal=content.postal, card_number=content.card_number)
            for place, item, content in lines
        )

    async def manifest_csv(self, actor: Actor, batch: UUID) -> PrintFile:
        """The list of a batch as CSV (UTF-8 with BOM, semicolons), the same at each download."""
        from goda.printing import manifest

        made, lines = await self._read(actor, batch, "csv")
        body = manifest.as_csv(made, [(place, item.what, content) for place, item, content in lines])
        return PrintFile(name=f"izdruka-{made.number}.csv", media_type="text/csv; charset=utf-8", body=body)

    async def manifest_pdf(self, actor: Actor, batch: UUID) -> PrintFile:
        """The list of a batch as PDF."""
        from goda.printing import manifest

        made, lines = await self._read(actor, batch, "list")
        rows = [(place, item.what, content) for place, item, content in lines]
        body = await asyncio.to_thread(manifest.as_pdf, made, rows)
        return PrintFile(name=f"izdruka-{made.number}-saraksts.pdf", media_type="application/pdf", body=body)

    async def contents_pdf(self, actor: Actor, batch: UUID) -> PrintFile:
        """Everything that goes out, as one PDF: letters each on a sheet of their own, plastic cards front and back. Raises `PaperMissing`."""
        from goda.printing import pages

        made, lines = await self._read(actor, batch, "contents")
        contents = [content for _, _, content in lines]
        if made.kind == "plastic":
            body = await asyncio.to_thread(pages.cards, contents, origin=self._origin, at=made.made_at)
        else:
            papers = {}
            for content in contents:
                if isinstance(content.piece, NoticeContent) and content.piece.decision is not None:
                    papers[content.piece.decision] = await self._paper(actor, content.piece.decision)
            body = await asyncio.to_thread(pages.letters, contents, papers, origin=self._origin, at=made.made_at)
        return PrintFile(name=f"izdruka-{made.number}-saturs.pdf", media_type="application/pdf", body=body)

    # What became of it

    async def mark(self, actor: Actor, item: UUID, state: State, on: date, version: int) -> Item:
        """Note what happened to a piece, on which day; "waiting" puts one that came back in line again, "dropped" takes one out.

        Raises `NotNow`, also where a colleague changed it since `version`, `NoSuchItem`, and `Invalid` by field (`on`).
        """
        _require_staff(actor)

        async def note() -> Item:
            async with self._audit.work(actor, Ground.GRANT) as work:
                known = await self._item(item)
                if known.version != version:
                    raise errors.NotNow
                return await self._mark(work, known, state, on)

        return await self._db.retrying(note)

    async def mark_batch(self, actor: Actor, batch: UUID, state: State, on: date) -> int:
        """Note the same for every piece of a batch to which it can have happened; return how many. Raises `NotNow` where none."""
        _require_staff(actor)

        async def note() -> int:
            async with self._audit.work(actor, Ground.GRANT) as work:
                _, lines = await self._lines(batch)
                there = [item for _, item, _ in lines if item.batch == batch and state in item.next_states]
                if not there or state in {"waiting", "dropped"}:
                    raise errors.NotNow
                for item in there:
                    await self._mark(work, item, state, on)
                return len(there)

        return await self._db.retrying(note)

    async def history(self, actor: Actor, item: UUID) -> tuple[Mark, ...]:
        """What happened to a piece, oldest first. Raises `NoSuchItem`."""
        _require_staff(actor)
        async with self._audit.work(actor, Ground.SERVE) as work:
            known = await self._item(item)
            work.record("print.history", item=item, person=known.person)
            return tuple(await self._store.history(item))

    async def of_card(self, actor: Actor, card: UUID) -> tuple[Item, ...]:
        """Pieces printed for a card, oldest first, for the card's page."""
        _require_staff(actor)
        async with self._audit.work(actor, Ground.SERVE) as work:
            work.record("print.of_card", card=card)
            return tuple(await self._store.of_card(card))

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what goes to `gone` goes to `kept`. In the caller's transaction."""
        await self._store.rehome(kept, gone)

    # Steps

    async def _add(self, work: Work, what: What, card: UUID, person: UUID, delivery: Delivery) -> UUID:
        made = self._line_up.new(what, person, delivery, card=card, item=uuid5(FIRST, f"{what} {card}"))
        added = await self._store.add(made, work.actor.id if work.actor.kind == "staff" else None)
        action = "print.add" if added else "print.add_again"
        work.record(action, item=made.id, what=what, card=card, person=person, delivery=delivery)
        return made.id

    async def _make(self, actor: Actor, kind: Kind, delivery: Delivery, gathered: list[tuple[Item, Content]]) -> Batch:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            batch = Batch(
                id=new_id(),
                number=await self._store.next_number(),
                kind=kind,
                delivery=delivery,
                made_at=now,
                made_by=actor.id,
                items=len(gathered),
            )
            if not await self._store.open_batch(batch):
                raise Stale
            taken = []
            for item, content in gathered:
                claimed = await self._store.claim(batch, item, riga_day(now))
                if claimed is not None:
                    taken.append((claimed, content))
            if not taken:
                raise errors.NothingToPrint
            await self._store.close_batch(batch.id, taken)
            items: list[Ref] = [item.id for item, _ in taken]
            work.record("print.batch", batch=batch.id, kind=kind, delivery=delivery, items=items)
            found = await self._store.batch(batch.id)
            assert found is not None
            return found

    async def _mark(self, work: Work, item: Item, state: State, on: date) -> Item:
        now = self._clock.now()
        if state not in item.next_states:
            raise errors.NotNow
        if not item.state_on <= on <= riga_day(now):
            raise Invalid({"on": errors.DayWrong()})
        if state == "waiting" and item.card is not None and await self._store.waits(item.card, item.what) is not None:
            raise errors.NotNow
        changed = await self._store.change(item, state, on, now, work.actor.id)
        work.record(
            "print.mark", item=item.id, batch=item.batch, state=state, on=on, person=item.person, card=item.card
        )
        if state == "sent" and item.letter is not None:
            await self._notices.posted(work, item.letter)
        return changed

    async def _item(self, item: UUID) -> Item:
        known = await self._store.item(item)
        if known is None:
            raise errors.NoSuchItem
        return known

    async def _read(self, actor: Actor, batch: UUID, shape: str) -> tuple[Batch, list[tuple[int, Item, Content]]]:
        """A batch for one of its files or its page; every reading is on record with whom it was about."""
        _require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            made, lines = await self._lines(batch)
            persons: list[Ref] = list(dict.fromkeys(item.person for _, item, _ in lines))
            work.record("print.batch_read", batch=batch, shape=shape, persons=persons)
            return made, lines

    async def _lines(self, batch: UUID) -> tuple[Batch, list[tuple[int, Item, Content]]]:
        made = await self._store.batch(batch)
        if made is None:
            raise errors.NoSuchBatch
        return made, await self._store.lines(batch)

    async def _paper(self, actor: Actor, decision: UUID) -> bytes:
        try:
            return (await self._papers(actor, decision))[0]
        except NotFound:
            raise errors.PaperMissing from None


def _require_staff(actor: Actor) -> None:
    """Printing is for clerks and leads."""
    if actor.kind != "staff" or actor.role not in {"clerk", "lead"}:
        raise Refused
