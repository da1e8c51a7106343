"""Everything that goes out with a batch, as one PDF: letters each beginning on a sheet of their own, for printers that use both sides.

Our own pages are drawn in one document, so that all share their fonts; decisions' papers are put in between page by page, as sealed.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pypdf import PageObject, PdfReader, PdfWriter

from goda.cards import artwork
from goda.cards.letter import LetterSheet
from goda.cards.sheet import ACCENT, MUTED, WIDTH, day
from goda.kernel import i18n
from goda.kernel.clock import riga_day
from goda.kernel.i18n import N_, Language
from goda.printing.content import CardLetterContent, Content, NoticeContent, PlasticContent

FUND: Final = "Sabiedrības integrācijas fonds"
FUND_LINE: Final = "Raiņa bulvāris 15, Rīga, LV-1050 · pasts@sif.gov.lv"
Span = tuple[int, int]
"""Pages of our own document, counted from nought, the last one excluded."""
COVER_TITLE: Final = N_("Your family card")
COVER: Final = (
    N_("Enclosed is the letter with your family card: an activation code for a phone, and the card on paper for those without one."),
    N_("Do not show the code to anyone. If the letter has been opened, tell the fund: the code is annulled and you get a new one."),
)  # fmt: skip
ENCLOSED: Final = N_("Enclosed: the decision.")


def letters(contents: Sequence[Content], papers: Mapping[UUID, bytes], *, origin: str, at: datetime) -> bytes:
    """Every letter of a batch, made `at` a moment; `papers` are the decisions' PDFs by their ids."""
    sheet = _Letters(origin=origin, at=at)
    cover = tuple(i18n.gettext("lv", one) for one in COVER)
    spans: list[tuple[list[Span], UUID | None]] = []
    for content in contents:
        piece = content.piece
        if isinstance(piece, NoticeContent):
            enclosed = ENCLOSED if piece.decision is not None else None
            drawn = [sheet.notice(content, piece.language, piece.title, piece.text, enclosed)]
            spans.append((drawn, piece.decision))
        elif isinstance(piece, CardLetterContent):
            title = i18n.gettext("lv", COVER_TITLE)
            spans.append(([sheet.notice(content, "lv", title, cover, None), sheet.card_letter(piece)], None))
    return _joined(bytes(sheet.output()), spans, papers, at)


def cards(contents: Sequence[Content], *, origin: str, at: datetime) -> bytes:
    """The plastic cards of a batch, front and back, in their own size."""
    prints = [content.piece.card for content in contents if isinstance(content.piece, PlasticContent)]
    return artwork.sheets(prints, origin=origin, on=at)


class _Letters(LetterSheet):
    """Notices and card letters, one after another."""

    def __init__(self, *, origin: str, at: datetime) -> None:
        super().__init__(origin=origin, on=riga_day(at))

    def notice(
        self, content: Content, language: Language, title: str, text: Sequence[str], enclosed: str | None
    ) -> Span:
        """A letter with the address in the envelope's window, on as many pages as it takes."""
        first = self.pages_count
        self.set_auto_page_break(auto=True, margin=20)
        self.add_page()
        self.style("B", 13, ACCENT)
        self.cell(WIDTH * 0.7, 6.5, FUND)
        self.style("", 10, MUTED)
        self.cell(WIDTH * 0.3, 6.5, day(self.on), align="R", new_x="LMARGIN", new_y="NEXT")
        self.text_block(FUND_LINE, 9, 5, colour=MUTED)
        self.ln(1.5)
        self.rule()
        self.window(content.name, content.postal)
        self.text_block(title, 16, 8, style="B")
        self.ln(2)
        for paragraph in text:
            self.text_block(paragraph, 11, 6)
            self.ln(2)
        if enclosed is not None:
            self.ln(4)
            self.text_block(i18n.gettext(language, enclosed), 10, 5.4, colour=MUTED)
        self.set_auto_page_break(auto=False)
        return first, self.pages_count

    def card_letter(self, piece: CardLetterContent) -> Span:
        """The letter with the card, as the console prints it."""
        first = self.pages_count
        self.write_letter(piece.card)
        return first, self.pages_count


def _joined(
    ours: bytes, spans: list[tuple[list[Span], UUID | None]], papers: Mapping[UUID, bytes], at: datetime
) -> bytes:
    """Put the pages in their order; each piece, and each paper in it, begins on a front side."""
    drawn = PdfReader(io.BytesIO(ours)).pages
    writer = PdfWriter()
    for parts, decision in spans:
        for first, end in parts:
            _add(writer, drawn[first:end])
        if decision is not None:
            _add(writer, PdfReader(io.BytesIO(papers[decision])).pages)
    writer.add_metadata({"/Title": FUND, "/Creator": "Goda", "/CreationDate": f"D:{at:%Y%m%d%H%M%S}Z"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _add(writer: PdfWriter, pages: Sequence[PageObject]) -> None:
    for page in pages:
        writer.add_page(page)
    if len(pages) % 2:
        writer.add_blank_page()
