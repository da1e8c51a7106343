"""The list of a batch, as CSV for a spreadsheet and as PDF to go with the box: who gets what, and where. The same at each download."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Final

from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from goda.cards.sheet import INK, LINE, MUTED, WIDTH, Sheet, day, postal_lines
from goda.kernel import i18n
from goda.kernel.clock import riga_day
from goda.kernel.i18n import N_
from goda.printing.content import Content
from goda.printing.model import DELIVERIES, KINDS_WORDS, WHATS, Batch, What

COLUMNS: Final = (N_("No."), N_("Name"), N_("Address"), N_("Piece"), N_("Card number"), N_("Way"))
DANGEROUS: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""A spreadsheet reads a cell that begins so as a formula (CSV injection), also in full-width letters."""

Row = tuple[int, What, Content]


def as_csv(batch: Batch, rows: Sequence[Row]) -> bytes:
    """Semicolons and a byte order mark: what a Latvian spreadsheet opens by a double click. Cells cannot be formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_(one) for one in COLUMNS])
    for place, what, content in rows:
        cells = (str(place), *_cells(what, content), _(DELIVERIES[batch.delivery]))
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def as_pdf(batch: Batch, rows: Sequence[Row]) -> bytes:
    """The list on A4, with places for who gave and who took the box."""
    page = _Manifest(batch)
    page.write_list(rows)
    return bytes(page.output())


def harmless(cell: str) -> str:
    """The cell as text: an apostrophe before what a spreadsheet would calculate."""
    flat = " ".join(cell.split("\n")) if "\n" in cell else cell
    return f"'{flat}" if flat[:1] in DANGEROUS or flat.lstrip()[:1] in DANGEROUS else flat


def _cells(what: What, content: Content) -> tuple[str, str, str, str]:
    return content.name, ", ".join(postal_lines(content.postal)), _(WHATS[what]), content.card_number or ""


class _Manifest(Sheet):
    """The list of one batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        made: date = riga_day(batch.made_at)
        super().__init__(title=_("Print batch {number}", number=batch.number), on=made)
        self.set_auto_page_break(auto=True, margin=20)
        self.alias_nb_pages("\ue000\ue001")
        self.add_page()

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-14)
        self.style("", 9, MUTED)
        pages = _("Page {page} of {pages}", page=self.page_no(), pages="\ue000\ue001")
        self.cell(WIDTH, 5, pages, align="R")

    def write_list(self, rows: Sequence[Row]) -> None:
        batch = self.batch
        self.text_block(_("Print batch {number}", number=batch.number), 16, 8, style="B")
        about = (day(self.on), _(KINDS_WORDS[batch.kind]), _(DELIVERIES[batch.delivery]))
        self.text_block(" · ".join(about), 10, 5.5, colour=MUTED)
        self.text_block(i18n.ngettext("lv", "{n} piece", "{n} pieces", len(rows)), 10, 5.5, colour=MUTED)
        self.ln(4)
        self.style("", 9, INK)
        self.set_draw_color(*LINE)
        self.set_fill_color(255, 255, 255)
        with self.table(
            col_widths=(10, 46, 54, 34, 26),
            width=WIDTH,
            line_height=4.6,
            padding=(1, 1.5, 1, 0),
            text_align="LEFT",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=MUTED),
        ) as table:
            table.row([_(one) for one in COLUMNS[:5]])
            for place, what, content in rows:
                table.row([str(place), *_cells(what, content)])
        if self.will_page_break(30):
            self.add_page()
        self.ln(14)
        for words in (_("Handed over (name, signature, day)"), _("Taken (name, signature, day)")):
            self.rule()
            self.text_block(words, 9, 5, colour=MUTED)
            self.ln(9)


def _(message: str, **params: object) -> str:
    return i18n.gettext("lv", message, **params)
