"""The plastic card, CR80 (85.6 × 54 mm): front and back as vector PDF for the printer, and as PNG at 300 dpi.

The front names the holder and the family and says until when; the back carries the print-profile code. PNG codes are drawn by
`qrcode`, PDF ones by `segno`: two encoders, so that a fault of one is seen by the other (tests decode both).
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import qrcode
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_NUMBER, QRData

from goda.cards.faces import FONTS
from goda.cards.letter import draw_code
from goda.cards.model import PrintContent
from goda.cards.sheet import ACCENT, INK, MUTED, day
from goda.kernel import i18n

Side = Literal["front", "back"]

WIDTH, HEIGHT = 85.6, 54.0
"""Millimetres (ISO/IEC 7810 ID-1)."""
DPI = 300
PIXELS = (round(WIDTH / 25.4 * DPI), round(HEIGHT / 25.4 * DPI))
CODE_SIDE = 46.0
"""Side of the code with its quiet zone: 9-M gives 0.75 mm a module, 11-M 0.67 mm; a phone reads 0.4 mm."""
QUIET = 4
TINT = (155, 58, 74)
"""The ornament: the accent with 13 % of white, as one colour, so that crossing lines do not add up."""


def pdf(content: PrintContent, *, origin: str) -> bytes:
    """Front and back as the two pages of one PDF in the card's own size."""
    return sheets([content], origin=origin)


def sheets(contents: Iterable[PrintContent], *, origin: str, on: datetime | None = None) -> bytes:
    """Front and back of each card, page by page, for a card printer. Made `on` the same moment they are the same bytes."""
    page = FPDF(unit="mm", format=(HEIGHT, WIDTH), orientation="landscape")
    page.set_margin(0)
    page.c_margin = 0
    page.set_auto_page_break(auto=False)
    page.add_font("dejavu", "", FONTS / "DejaVuSans.ttf")
    page.add_font("dejavu", "B", FONTS / "DejaVuSans-Bold.ttf")
    page.set_lang("lv")
    if on is not None:
        page.set_creation_date(on)
    page.set_title(_("Latvian Honorary Family card"))
    for content in contents:
        _front_pdf(page, content)
        _back_pdf(page, content, origin)
    return bytes(page.output())


def png(content: PrintContent, side: Side, *, origin: str) -> bytes:
    """One side as PNG at 300 dpi."""
    image = Image.new("RGB", PIXELS, "white")
    if side == "front":
        _front_png(image, content)
    else:
        _back_png(image, content, origin)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def _front_pdf(page: FPDF, content: PrintContent) -> None:
    page.add_page()
    page.set_fill_color(*ACCENT)
    page.rect(0, 0, WIDTH, HEIGHT, style="F")
    _ornament_pdf(page)
    page.set_text_color(255, 255, 255)
    for x, y, style, size, text in _front_lines(content):
        page.set_font("dejavu", style, size)
        page.set_xy(x, y)
        page.cell(WIDTH - 2 * x, size * 0.42, text)


def _back_pdf(page: FPDF, content: PrintContent, origin: str) -> None:
    page.add_page()
    draw_code(page, content.print_digits, WIDTH - CODE_SIDE - 2, (HEIGHT - CODE_SIDE) / 2, CODE_SIDE)
    for y, size, bold, muted, lines in _back_lines(origin):
        page.set_font("dejavu", "B" if bold else "", size)
        page.set_text_color(*(MUTED if muted else INK))
        page.set_xy(5, y)
        page.multi_cell(WIDTH - CODE_SIDE - 9, size * 0.46, lines, align="L")


def _front_png(image: Image.Image, content: PrintContent) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, *PIXELS), fill=ACCENT)
    _ornament_png(draw)
    for x, y, style, size, text in _front_lines(content):
        draw.text((_px(x), _px(y)), text, font=_font(bool(style), size), fill="white")


def _back_png(image: Image.Image, content: PrintContent, origin: str) -> None:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(QRData(content.print_digits.encode("ascii"), mode=MODE_NUMBER), optimize=0)
    code.make(fit=True)
    matrix = code.get_matrix()
    module = _px(CODE_SIDE) // len(matrix)
    side = module * len(matrix)
    left, top = PIXELS[0] - side - _px(2), (PIXELS[1] - side) // 2
    draw = ImageDraw.Draw(image)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                x, y = left + column * module, top + row * module
                draw.rectangle((x, y, x + module - 1, y + module - 1), fill="black")
    for height, size, bold, muted, lines in _back_lines(origin):
        font = _font(bold, size)
        wrapped = _wrap(lines, font, left - _px(7))
        draw.multiline_text((_px(5), _px(height)), wrapped, font=font, fill=MUTED if muted else INK, spacing=_px(0.6))


def _front_lines(content: PrintContent) -> list[tuple[float, float, str, float, str]]:
    """x, y (mm), style, size (points), text of each line of the front."""
    first, *others = content.names
    lines: list[tuple[float, float, str, float, str]] = [
        (6, 6, "", 7.2, _("Latvian Honorary Family card")),
        (6, 11.5, "B", _shrink(first, 13.5, 26), first),
    ]
    y = 19.5
    for name in others:
        size = _shrink(name, 8.6, 40)
        lines.append((6, y, "", size, name))
        y += 4.2
    lines += [
        (6, 43, "", 6.4, _("Valid until")),
        (6, 46, "B", 9.5, day(content.valid_to)),
        (48, 43, "", 6.4, _("Card number")),
        (48, 46, "B", 9.5, content.number),
    ]
    return lines


def _back_lines(origin: str) -> list[tuple[float, float, bool, bool, str]]:
    """Y (mm), size (points), bold, muted, text of each block of the back."""
    return [
        (6, 7.4, True, False, "Goda ģimene"),
        (12, 6.2, False, False, _("For the cashier: scan the code at")),
        (18.5, 6.2, True, False, f"{origin.partition('//')[2]}/verify"),
        (26, 6.2, False, True, _("Compare the person and an identity document.")),
        (37, 6.2, False, True, _("Found? Send it to the Society Integration Foundation.")),
    ]


def _shrink(text: str, size: float, fits: int) -> float:
    """A smaller size for a text longer than fits: a name is never cut."""
    return size if len(text) <= fits else size * fits / len(text)


def _ornament_pdf(page: FPDF) -> None:
    page.set_draw_color(*TINT)
    page.set_line_width(0.7)
    for points in _diamonds():
        page.polygon(points, style="D")


def _ornament_png(draw: ImageDraw.ImageDraw) -> None:
    for points in _diamonds():
        corners = [(_px(x), _px(y)) for x, y in points]
        draw.line([*corners, corners[0], corners[1]], fill=TINT, width=_px(0.7), joint="curve")


def _diamonds() -> list[list[tuple[float, float]]]:
    """A quiet band of diamonds at the right edge, after the mock's ornament."""
    size = 5.6
    centres = [
        (WIDTH - 6 - column * size, 8 + row * size * 2 + (column % 2) * size)
        for column in range(4)
        for row in range(-1, 5)
        if (column + row) % 3 != 1
    ]
    return [[(x, y - size), (x + size, y), (x, y + size), (x - size, y)] for x, y in centres]


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _font(bold: bool, points: float) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - two faces, no third
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / name), round(points * DPI / 72))


def _px(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


def _(message: str, **params: object) -> str:
    return i18n.gettext("lv", message, **params)
