"""The letter to a family, as PDF in Latvian: how to start on a phone, and the card on paper for those without one.

One A4 page: names and validity, the activation code in large type, three steps, and the print-profile code as vector squares
(level M, `card-format.md`). It leaves to others what the card says: everything comes in as `LetterContent`.
"""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from goda.cards.model import LetterContent
from goda.kernel import i18n

FONTS = Path(__file__).parent.parent / "web_dist" / "fonts"
"""Copied there by the pages' build (`tools/console-assets.mjs`): DejaVu has every Latvian letter."""

RIGA = ZoneInfo("Europe/Riga")
ACCENT = (140, 29, 47)
INK = (28, 26, 29)
MUTED = (92, 86, 94)
LINE = (226, 220, 216)
SOFT = (246, 231, 230)

PAGE_WIDTH, MARGIN = 210.0, 20.0
"""Millimetres, as all lengths below."""
WIDTH = PAGE_WIDTH - 2 * MARGIN
CODE_SIDE = 62.0
"""Side of the printed code with its quiet zone: at 9-M (53 + 8 modules) a module is 1.0 mm, at 11-M 0.9 mm."""
QUIET = 4


def pdf(content: LetterContent, *, origin: str, on: datetime) -> bytes:
    """The letter as PDF bytes. `origin` is where the family opens the card, `on` the day it is printed."""
    page = _Letter(origin=origin, on=on.astimezone(RIGA).date())
    page.write_letter(content)
    return bytes(page.output())


def activation_link(origin: str, code: str) -> str:
    """The address that opens the card at once: the code stands behind `#` and reaches no server."""
    return f"{origin}/#code={code}"


class _Letter(FPDF):
    """An A4 page in the fund's plain dress."""

    def __init__(self, *, origin: str, on: date) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.origin, self.on = origin, on
        self.set_margins(MARGIN, 18, MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_font("dejavu", "", FONTS / "DejaVuSans.ttf")
        self.add_font("dejavu", "B", FONTS / "DejaVuSans-Bold.ttf")
        self.add_font("mono", "B", FONTS / "DejaVuSansMono-Bold.ttf")
        self.set_lang("lv")
        self.set_title(_("Latvian Honorary Family card"))
        self.set_creator("Goda")
        self.set_creation_date(datetime(on.year, on.month, on.day, tzinfo=RIGA))
        self.add_page()

    def write_letter(self, content: LetterContent) -> None:
        self._head()
        self._greeting(content)
        if content.activation_code:
            self._activation(content.activation_code, content.activation_expires)
        self._paper_card(content)
        self._foot()

    def _head(self) -> None:
        self._style("dejavu", "B", 15, ACCENT)
        self.cell(WIDTH / 2, 8, "Goda ģimene")
        self._style("dejavu", "", 9, MUTED)
        self.cell(WIDTH / 2, 8, i18n.date("lv", self.on), align="R")
        self.ln(10)
        self._rule()

    def _greeting(self, content: LetterContent) -> None:
        self.ln(7)
        self._style("dejavu", "B", 17, INK)
        self.multi_cell(WIDTH, 8, content.names[0], new_x="LMARGIN", new_y="NEXT")
        self.ln(2)
        self._style("dejavu", "", 10.5, INK)
        until = i18n.date("lv", content.valid_to)
        self.multi_cell(
            WIDTH,
            5.6,
            _("The Latvian Honorary Family card has been granted to you. It is valid until {until}.", until=until),
            new_x="LMARGIN",
            new_y="NEXT",
            align="L",
        )

    def _activation(self, code: str, expires: datetime | None) -> None:
        self.ln(6)
        self._style("dejavu", "B", 12.5, INK)
        self.cell(WIDTH, 7, _("The card on your phone, in three steps"), new_x="LMARGIN", new_y="NEXT")
        self.ln(1)
        steps = (
            _("Open {address} in your phone's browser.", address=self.origin),
            _("Choose “Add a card” and type the activation code."),
            _("Show the card at the till: the cashier scans its code."),
        )
        for number, step in enumerate(steps, start=1):
            self._step(number, step)
        self.ln(3)
        top = self.get_y()
        self.set_fill_color(*SOFT)
        self.rect(MARGIN, top, WIDTH, 33, style="F", round_corners=True, corner_radius=3)
        self.set_xy(MARGIN, top + 4)
        self._style("dejavu", "", 9.5, MUTED)
        self.cell(WIDTH, 5, _("Activation code"), align="C", new_x="LMARGIN", new_y="NEXT")
        self._style("mono", "B", 25, ACCENT)
        self.cell(WIDTH, 13, code, align="C", new_x="LMARGIN", new_y="NEXT")
        self._style("dejavu", "", 9, MUTED)
        last = "" if expires is None else i18n.date("lv", expires.astimezone(RIGA).date())
        self.cell(
            WIDTH,
            5,
            _("It works once, on one phone, until {last}. Do not show it to anyone.", last=last),
            align="C",
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self.set_y(top + 36)
        self._style("dejavu", "", 9, MUTED)
        link = activation_link(self.origin, code)
        self.cell(
            WIDTH, 5, _("Or open this link: {link}", link=link), align="C", link=link, new_x="LMARGIN", new_y="NEXT"
        )

    def _step(self, number: int, text: str) -> None:
        top = self.get_y() + 1
        self.set_fill_color(*ACCENT)
        self.ellipse(MARGIN, top, 6, 6, style="F")
        self.set_xy(MARGIN, top)
        self._style("dejavu", "B", 9, (255, 255, 255))
        self.cell(6, 6, str(number), align="C")
        self.set_xy(MARGIN + 9, top + 0.2)
        self._style("dejavu", "", 10.5, INK)
        self.multi_cell(WIDTH - 9, 5.6, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(0.6)

    def _paper_card(self, content: LetterContent) -> None:
        """The card itself, on paper: names large, the code beside them."""
        self.ln(6)
        top = self.get_y()
        height = CODE_SIDE + 10
        self.set_draw_color(*LINE)
        self.set_line_width(0.4)
        self.rect(MARGIN, top, WIDTH, height, style="D", round_corners=True, corner_radius=4)
        right = MARGIN + WIDTH - CODE_SIDE - 5
        draw_code(self, content.print_digits, right, top + 5, CODE_SIDE)
        text_width = WIDTH - CODE_SIDE - 16
        self.set_xy(MARGIN + 7, top + 7)
        self._style("dejavu", "", 8.5, MUTED)
        self._line(_("Without a phone: the card on paper"), text_width, 5)
        self._style("dejavu", "B", 14, INK)
        self._line(content.names[0], text_width, 6.6)
        self._style("dejavu", "", 10.5, INK)
        for name in content.names[1:]:
            self._line(name, text_width, 5.4)
        self.ln(2)
        self._style("dejavu", "", 9, MUTED)
        self._line(
            _(
                "Valid {first} to {last}",
                first=i18n.date("lv", content.valid_from),
                last=i18n.date("lv", content.valid_to),
            ),
            text_width,
            5,
        )
        self._line(_("Card number {number}", number=content.number), text_width, 5)
        self.set_y(top + height)

    def _line(self, text: str, width: float, height: float) -> None:
        self.set_x(MARGIN + 7)
        self.multi_cell(width, height, text, new_x="LMARGIN", new_y="NEXT", align="L")

    def _foot(self) -> None:
        self.set_y(-34)
        self._rule()
        self.ln(3)
        self._style("dejavu", "", 8.5, MUTED)
        for line in (
            _(
                "For the cashier: scan the code at {address}. A card is valid only if that page says so.",
                address=f"{self.origin}/verify",
            ),
            _("Lost the phone or this letter? Ask the fund: the old code is annulled and you get a new one."),
            _("Society Integration Foundation · data protection: {address}", address=f"{self.origin}/privacy"),
        ):
            self.multi_cell(WIDTH, 4.6, line, new_x="LMARGIN", new_y="NEXT", align="L")

    def _rule(self) -> None:
        self.set_draw_color(*LINE)
        self.set_line_width(0.3)
        self.line(MARGIN, self.get_y(), PAGE_WIDTH - MARGIN, self.get_y())

    def _style(self, family: str, style: str, size: float, colour: tuple[int, int, int]) -> None:
        self.set_font(family, style, size)  # type: ignore[arg-type]
        self.set_text_color(*colour)


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


def fits_width(page: FPDF, text: str, width: float, height: float) -> int:
    """How many lines a text takes at the present font."""
    lines = page.multi_cell(width, height, text, dry_run=True, output=MethodReturnValue.LINES)
    return len(lines)


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
