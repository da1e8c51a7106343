"""The line before the printer: who stands in it, and what is to be on each piece. Used by `service` alone."""

from collections.abc import Sequence
from uuid import UUID

from goda.audit import Actor, Audit, Ground
from goda.audit.work import Ref
from goda.cards.errors import CardAnnulled, CardExpired, CardNotYet
from goda.cards.service import Cards
from goda.db.database import Database
from goda.kernel.clock import Clock, riga_day
from goda.kernel.ids import new_id
from goda.notices.service import Notices
from goda.people.service import People
from goda.printing.content import CardLetterContent, Content, NoticeContent, PlasticContent
from goda.printing.model import Delivery, Item, Line, What
from goda.printing.store import Store


class LineUp:
    """Made by `Printing`."""

    def __init__(
        self,
        db: Database,
        audit: Audit,
        clock: Clock,
        store: Store,
        people: People,
        cards: Cards,
        notices: Notices,
    ) -> None:
        self._db, self._audit, self._clock, self._store = db, audit, clock, store
        self._people, self._cards, self._notices = people, cards, notices

    def new(
        self, what: What, person: UUID, delivery: Delivery, *, card: UUID | None = None, decision: UUID | None = None,
        letter: UUID | None = None, item: UUID | None = None,
    ) -> Item:  # fmt: skip
        """A piece that waits from now on."""
        now = self._clock.now()
        return Item(
            id=item or new_id(),
            kind="plastic" if what == "plastic" else "letter",
            what=what,
            delivery=delivery,
            person=person,
            card=card,
            decision=decision,
            letter=letter,
            added_at=now,
            state="waiting",
            state_on=riga_day(now),
            batch=None,
            version=0,
        )

    async def collect(self, actor: Actor) -> None:
        """Give every letter of notices that nobody has posted a place in line, once."""
        async with self._db.transaction():
            known = await self._store.letters_known()
            letters = [letter for letter in await self._notices.letters_waiting() if letter.id not in known]
        if not letters:
            return

        async def take_in() -> None:
            async with self._audit.work(actor, Ground.GRANT) as work:
                added: list[Ref] = []
                for letter in letters:
                    made = self.new("notice", letter.person, "post", decision=letter.decision, letter=letter.id)
                    if await self._store.add(made, None):
                        added.append(made.id)
                work.record("print.collect", items=added)

        await self._db.retrying(take_in)

    async def content(self, actor: Actor, item: Item) -> Content | None:
        """What stands on a piece; None where it cannot be printed now: no address to post it to, a card that is not valid yet or no more."""
        async with self._audit.work(actor, Ground.GRANT) as work:
            (line,) = await self.lines([item])
            notice = None
            if item.letter is not None:
                letter = await self._notices.letter(work, item.letter)
                notice = NoticeContent(
                    language=letter.language, title=letter.title, text=letter.text, decision=letter.decision
                )
            work.record("print.read", item=item.id, person=item.person)
        if item.delivery == "post" and not line.postal.strip():
            return None
        piece = notice or await self._card(actor, item)
        return Content(name=line.name, postal=line.postal, piece=piece) if piece is not None else None

    async def _card(self, actor: Actor, item: Item) -> CardLetterContent | PlasticContent | None:
        assert item.card is not None
        try:
            if item.what == "plastic":
                return PlasticContent(card=await self._cards.plastic(actor, item.card))
            return CardLetterContent(card=await self._cards.letter(actor, item.card))
        except (CardAnnulled, CardExpired):
            await self._db.retrying(lambda: self._drop(actor, item))
        except CardNotYet:
            pass
        return None

    async def lines(self, items: Sequence[Item]) -> tuple[Line, ...]:
        """Pieces with whom they go to; the caller records that it was read."""
        persons = await self._people.persons([item.person for item in items])
        contacts = {one: await self._notices.contact(one) for one in dict.fromkeys(item.person for item in items)}
        made = []
        for item in items:
            person, contact = persons.get(item.person), contacts[item.person]
            name, postal = person.name if person else "", contact.postal if contact else ""
            made.append(Line(item=item, place=0, name=name, postal=postal, card_number=None))
        return tuple(made)

    async def _drop(self, actor: Actor, item: Item) -> None:
        """Take a piece out of the line: its card is no longer valid."""
        async with self._audit.work(actor, Ground.ANNUL) as work:
            known = await self._store.item(item.id)
            if known is None or known.state != "waiting":
                work.record("print.drop_again", item=item.id)
                return
            now = self._clock.now()
            await self._store.change(known, "dropped", riga_day(now), now, None)
            work.record("print.drop", item=item.id, card=item.card)
