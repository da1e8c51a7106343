"""Use cases of printing: collect what waits, make a batch once, give its files again, note what became of each piece."""

from datetime import date
from typing import Protocol
from uuid import UUID

from goda.audit import Actor, Work
from goda.printing.model import Batch, Delivery, Item, Kind, Line, Mark, PrintFile, State


class Printing(Protocol):
    """Made by `app.House` as `house.printing`."""

    async def add_plastic(self, work: Work, *, card: UUID, person: UUID, delivery: Delivery) -> UUID:
        """Have a plastic card printed for `person`, in the caller's transaction. For the same card again: the same item, while it waits."""
        ...

    async def add_card_letter(self, work: Work, *, card: UUID, person: UUID, delivery: Delivery) -> UUID:
        """Have the letter with an activation code and the card on paper printed, for a family without a phone."""
        ...

    async def waiting(self, actor: Actor, kind: Kind) -> tuple[Line, ...]:
        """What waits to be printed, oldest first; the letters of notices are collected on the way."""
        ...

    async def make_batch(self, actor: Actor, kind: Kind, delivery: Delivery) -> Batch:
        """Print what waits (at most `MOST` pieces, oldest first). Raises `NothingToPrint`; two at once never print a piece twice."""
        ...

    async def batches(self, actor: Actor, kind: Kind | None = None) -> tuple[Batch, ...]:
        """The batches, newest first."""
        ...

    async def batch(self, actor: Actor, batch: UUID) -> tuple[Batch, tuple[Line, ...]]:
        """A batch with its pieces as they stand now. Raises `NoSuchBatch`."""
        ...

    async def manifest_csv(self, actor: Actor, batch: UUID) -> PrintFile:
        """The list of a batch as CSV (UTF-8 with BOM, semicolons), the same at each download."""
        ...

    async def manifest_pdf(self, actor: Actor, batch: UUID) -> PrintFile:
        """The list of a batch as PDF."""
        ...

    async def contents_pdf(self, actor: Actor, batch: UUID) -> PrintFile:
        """Everything that goes out, as one PDF: letters each on a sheet of their own, plastic cards front and back. Raises `PaperMissing`."""
        ...

    async def mark(self, actor: Actor, item: UUID, state: State, on: date, version: int) -> Item:
        """Note what happened to a piece, on which day; "waiting" puts one that came back in line again.

        Raises `NotNow`, `DayWrong`, `NoSuchItem`; `Stale` where a colleague changed it since `version`.
        """
        ...

    async def mark_batch(self, actor: Actor, batch: UUID, state: State, on: date) -> int:
        """Note the same for every piece of a batch to which it can have happened; return how many. Raises `NotNow` where none."""
        ...

    async def history(self, actor: Actor, item: UUID) -> tuple[Mark, ...]:
        """What happened to a piece, oldest first."""
        ...

    async def of_card(self, actor: Actor, card: UUID) -> tuple[Item, ...]:
        """Pieces printed for a card, oldest first, for the card's page."""
        ...

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what goes to `gone` goes to `kept`. In the caller's transaction."""
        ...
