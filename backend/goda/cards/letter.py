"""The letter to a family, as PDF in Latvian: how to start on a phone, and the card on paper for those without one.

One A4 page: names and validity, the activation code in large type, three steps, and the print-profile code as vector squares
(level M, `card-format.md`). It leaves to others what the card says: everything comes in as `LetterContent`.
"""

from datetime import date, datetime

import segno
from fpdf import FPDF

from goda.cards.model import LetterContent
from goda.cards.sheet import ACCENT, LINE, MARGIN, MUTED, SOFT, WIDTH, Sheet, day, quickest
from goda.kernel import i18n
from goda.kernel.clock import riga_day

CODE_SIDE = 74.0
"""Side of the printed code with its quiet zone, millimetres: at 9-M (53 + 8 modules) a module is 1.2 mm, at 11-M 1.07 mm."""
QUIET = 4


def pdf(content: LetterContent, *, origin: str, on: datetime) -> bytes:
    """The letter as PDF bytes. `origin` is where the family opens the card, `on` the day it is printed."""

    def draw(*, whole: bool) -> Sheet:
        page = LetterSheet(origin=origin, on=riga_day(on), whole=whole)
        page.write_letter(content)
        return page

    return quickest(draw)


def activation_link(origin: str, code: str) -> str:
    """The address that opens the card at once: the code stands behind `#` and reaches no server."""
    return f"{origin}/#code={code}"


class LetterSheet(Sheet):
    """A document of letters, each on a page of its own."""

    def __init__(self, *, origin: str, on: date, whole: bool = True) -> None:
        super().__init__(title=_("Latvian Honorary Family card"), on=on, whole=whole)
        self.origin = origin

    def write_letter(self, content: LetterContent) -> None:
        """Add the page of one family."""
        self.add_page()
        self._head()
        self._greeting(content)
        self._steps()
        self._activation(content.activation_code, content.activation_expires)
        self._paper_card(content)
        self._foot()

    def _head(self) -> None:
        self.style("B", 16, ACCENT)
        self.cell(WIDTH / 2, 8, "Goda ģimene")
        self.style("", 10, MUTED)
        self.cell(WIDTH / 2, 8, day(self.on), align="R")
        self.ln(10)
        self.rule()

    def _greeting(self, content: LetterContent) -> None:
        self.ln(7)
        self.text_block(content.names[0], 19, 9, style="B")
        self.ln(1.5)
        granted = _(
            "The Latvian Honorary Family card has been granted to you. It is valid until {until}.",
            until=day(content.valid_to),
        )
        self.text_block(granted, 12, 6.2)

    def _steps(self) -> None:
        self.ln(6)
        self.text_block(_("The card on your phone, in three steps"), 14, 7.5, style="B")
        self.ln(1)
        steps = (
            _("Open {address} in your phone's browser.", address=self.origin),
            _("Choose “Add a card” and type the activation code."),
            _("Show the card at the till: the cashier scans its code."),
        )
        for number, step in enumerate(steps, start=1):
            self._step(number, step)

    def _step(self, number: int, text: str) -> None:
        top = self.get_y() + 1
        self.set_fill_color(*ACCENT)
        self.ellipse(MARGIN, top, 7, 7, style="F")
        self.set_xy(MARGIN, top)
        self.style("B", 10.5, (255, 255, 255))
        self.cell(7, 7, str(number), align="C")
        self.set_y(top + 0.4)
        self.text_block(text, 12, 6.2, inset=11)
        self.ln(1)

    def _activation(self, code: str, expires: datetime) -> None:
        self.ln(4)
        top = self.get_y()
        self.set_fill_color(*SOFT)
        self.rect(MARGIN, top, WIDTH, 36, style="F", round_corners=True, corner_radius=3)
        self.set_y(top + 4)
        self.text_block(_("Activation code"), 10.5, 5, colour=MUTED, align="C")
        self.style("B", 28, ACCENT, family="mono")
        self.cell(WIDTH, 15, code, align="C", new_x="LMARGIN", new_y="NEXT")
        last = day(riga_day(expires))
        self.text_block(
            _("It works once, on one phone, until {last}. Do not show it to anyone.", last=last),
            10.5,
            5,
            colour=MUTED,
            align="C",
        )
        self.set_y(top + 39)
        link = activation_link(self.origin, code)
        self.style("", 10, MUTED)
        self.cell(
            WIDTH, 5, _("Or open this link: {link}", link=link), align="C", link=link, new_x="LMARGIN", new_y="NEXT"
        )

    def _paper_card(self, content: LetterContent) -> None:
        """Draw the card itself, on paper: names large, the code beside them."""
        self.ln(6)
        top = self.get_y()
        height = CODE_SIDE + 8
        self.set_draw_color(*LINE)
        self.set_line_width(0.4)
        self.rect(MARGIN, top, WIDTH, height, style="D", round_corners=True, corner_radius=4)
        draw_code(self, content.print_digits, MARGIN + WIDTH - CODE_SIDE - 4, top + 4, CODE_SIDE)
        inset, width = 7, WIDTH - CODE_SIDE - 14
        self.set_y(top + 7)
        self.text_block(_("Without a phone: the card on paper"), 10, 5.4, colour=MUTED, inset=inset, width=width)
        self.ln(1.5)
        self.text_block(content.names[0], 16, 7.4, style="B", inset=inset, width=width)
        for name in content.names[1:]:
            self.text_block(name, 12, 6, inset=inset, width=width)
        self.ln(2)
        days = _("Valid {first} to {last}", first=day(content.valid_from), last=day(content.print_ends))
        self.text_block(days, 10, 5.4, colour=MUTED, inset=inset, width=width)
        self.text_block(
            _("Card number {number}", number=content.number), 10, 5.4, colour=MUTED, inset=inset, width=width
        )
        self.set_y(top + height)

    def _foot(self) -> None:
        self.set_y(-35)
        self.rule()
        self.ln(3)
        verify = f"{self.origin}/verify"
        for line in (
            _(
                "For the cashier: scan the code at {address}. A card is valid only if that page says so.",
                address=verify,
            ),
            _("Lost the phone or this letter? Ask the fund: the old code is annulled and you get a new one."),
            _("Society Integration Foundation · data protection: {address}", address=f"{self.origin}/#/privacy"),
        ):
            self.text_block(line, 9, 4.8, colour=MUTED)


def draw_code(page: FPDF, digits: str, x: float, y: float, side: float) -> None:
    """Draw a printed code as vector squares, quiet zone of four modules included in `side` (millimetres).

    Dark modules of a row that touch become one rectangle: fewer objects, and no hairlines between them in print.
    """
    code = segno.make_qr(digits, error="m", mode="numeric", boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    module = side / (len(rows) + 2 * QUIET)
    page.set_fill_color(255, 255, 255)
    page.rect(x, y, side, side, style="F")
    page.set_fill_color(0, 0, 0)
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            page.rect(x + (start + QUIET) * module, y + (number + QUIET) * module, length * module, module, style="F")


def _runs(row: bytes) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs


def _(message: str, **params: object) -> str:
    return i18n.gettext("lv", message, **params)
