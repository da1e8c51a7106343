"""A page of paper in the fund's plain dress: fonts, colours, margins, and how a paragraph is set. What it says is for others.

Used by the letter to a family, the papers of decisions and the lists of print batches. All lengths in millimetres, sizes of type in points.
The same content gives the same bytes: the only day in a file is the one it is given.
"""

from datetime import date, datetime
from typing import Final, Protocol

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from goda.cards import faces
from goda.kernel.clock import RIGA

ACCENT: Final = (140, 29, 47)
INK: Final = (28, 26, 29)
MUTED: Final = (92, 86, 94)
LINE: Final = (226, 220, 216)
SOFT: Final = (246, 231, 230)

PAGE_WIDTH: Final = 210.0
MARGIN: Final = 20.0
WIDTH: Final = PAGE_WIDTH - 2 * MARGIN
TOP: Final = 18.0
WINDOW_TOP: Final = 50.0
"""Where the address stands, so that it shows in the window of an envelope (DIN 5008, form B)."""
WINDOW_HEIGHT: Final = 36.0

Colour = tuple[int, int, int]


class Sheet(FPDF):
    """An A4 document with a title, in Latvian unless said otherwise, made for a day. `whole`: with every letter of the faces; see `quickest`."""

    def __init__(self, *, title: str, on: date, language: str = "lv", whole: bool = True) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.on, self.whole = on, whole
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(auto=False)
        self.c_margin = 0
        self._add_face("dejavu", "")
        self._add_face("dejavu", "B")
        self.set_lang(language)
        self.set_title(title)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_creator("Goda")
        self.set_creation_date(datetime(on.year, on.month, on.day, tzinfo=RIGA))

    def rule(self) -> None:
        """Draw a thin line across the page."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.3)
        self.line(MARGIN, self.get_y(), PAGE_WIDTH - MARGIN, self.get_y())

    def text_block(
        self,
        text: str,
        size: float,
        height: float,
        *,
        style: str = "",
        colour: Colour = INK,
        align: str = "L",
        inset: float = 0,
        width: float = 0,
    ) -> None:
        """Write a paragraph: `size` in points, `height` of a line, `inset` and `width` in millimetres."""
        self.style(style, size, colour)
        self.set_x(MARGIN + inset)
        self.multi_cell(width or WIDTH - inset, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def style(self, style: str, size: float, colour: Colour, family: str = "dejavu") -> None:
        """Set face, size and colour of what is written next."""
        if family + style not in self.fonts:
            self._add_face(family, style)
        self.set_font(family, style, size)
        self.set_text_color(*colour)

    @property
    def lacks_letters(self) -> bool:
        """Whether something that was written has no letter in the faces."""
        return any(face.missing_glyphs for face in self.fonts.values() if isinstance(face, TTFFont))

    def _add_face(self, family: str, style: str) -> None:
        """What `add_font` does, which takes no file in memory; without working out anew how far the letters of a face reach."""
        key = family + style
        face = TTFFont(self, faces.opened(family, style, whole=self.whole), key, style)  # type: ignore[arg-type]
        face.ttfont.recalcBBoxes = False
        self.fonts[key] = face

    def window(self, name: str, postal: str) -> None:
        """Write the address where an envelope's window is; go on below it."""
        self.set_y(WINDOW_TOP)
        self.text_block(name, 11, 5.4, width=85)
        for line in postal_lines(postal):
            self.text_block(line, 11, 5.4, width=85)
        self.set_y(max(self.get_y() + 4, WINDOW_TOP + WINDOW_HEIGHT))


class Draw(Protocol):
    """Makes a sheet and writes it."""

    def __call__(self, *, whole: bool) -> Sheet:
        """With the whole faces, or with their everyday letters."""
        ...


def quickest(draw: Draw) -> bytes:
    """The PDF bytes of what `draw` makes: with the everyday letters, or, if they lack one of it, with the whole faces."""
    sheet = draw(whole=False)
    return bytes((draw(whole=True) if sheet.lacks_letters else sheet).output())


def postal_lines(postal: str) -> list[str]:
    """An address as lines: as it was typed, or one line cut at its commas."""
    lines = [line.strip() for line in postal.splitlines() if line.strip()]
    return lines if len(lines) != 1 else [part.strip() for part in lines[0].split(",") if part.strip()]


def day(date_: date) -> str:
    """A day as Latvians write it in figures: 30.06.2027."""
    return f"{date_:%d.%m.%Y}."
