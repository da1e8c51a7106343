"""What was printed, as it is kept with a batch: enough to draw the same pages again. Pure."""

from uuid import UUID

from msgspec import Struct

from goda.cards.model import LetterContent, PrintContent
from goda.kernel.i18n import Language


class NoticeContent(Struct, frozen=True, kw_only=True, tag="notice"):
    """A notice on paper. `decision`: its paper follows in the same envelope."""

    language: Language
    title: str
    text: tuple[str, ...]
    decision: UUID | None


class CardLetterContent(Struct, frozen=True, kw_only=True, tag="card-letter"):
    """The letter with the card on paper and an activation code."""

    card: LetterContent


class PlasticContent(Struct, frozen=True, kw_only=True, tag="plastic"):
    """A plastic card."""

    card: PrintContent


class Content(Struct, frozen=True, kw_only=True):
    """One piece with whom it goes to."""

    name: str
    postal: str
    piece: NoticeContent | CardLetterContent | PlasticContent

    @property
    def card_number(self) -> str | None:
        """As it is shown, for pieces that carry a card."""
        return None if isinstance(self.piece, NoticeContent) else self.piece.card.number
