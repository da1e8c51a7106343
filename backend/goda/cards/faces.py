"""The typefaces of paper: DejaVu, which has every Latvian letter, whole or cut down to the letters that nearly every paper gets by with.

Drawing reads each face anew and embeds what it used of it; of the whole files that takes three times as long as all the rest of a page.
So the cut ones are made once a process, at first use, and kept in memory. The same letters always come of the same face.
"""

import functools
import io
from pathlib import Path
from typing import Final

from fontTools import subset, ttLib

FONTS: Final = Path(__file__).parent.parent / "web_dist" / "fonts"
"""Copied there by the pages' build (`tools/console-assets.mjs`)."""
FACES: Final = {
    ("dejavu", ""): "DejaVuSans.ttf",
    ("dejavu", "B"): "DejaVuSans-Bold.ttf",
    ("mono", "B"): "DejaVuSansMono-Bold.ttf",
}
"""Family and style, and the file."""
EVERYDAY: Final = (
    range(0x20, 0x250),  # Latin with every mark that Europe's languages put on it
    range(0x400, 0x500),  # Cyrillic
    range(0x2000, 0x2070),  # dashes, quotation marks, spaces
    (0x20AC, 0x2116),  # the euro, and № as the Cyrillic keyboard types it
)
_UNUSED: Final = ("FFTM", "GDEF", "GPOS", "GSUB", "MATH", "kern")
"""Tables that drawing drops too."""


def opened(family: str, style: str, *, whole: bool) -> io.BytesIO:
    """A face as a file in memory: the whole of it, or its everyday letters."""
    name = FACES[family, style]
    return io.BytesIO((FONTS / name).read_bytes() if whole else _everyday(name))


@functools.cache
def _everyday(name: str) -> bytes:
    """Without hinting: it is for letters of few dots, and half of the size."""
    options = subset.Options(notdef_outline=True, recommended_glyphs=True, glyph_names=True, hinting=False)
    options.drop_tables += _UNUSED
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[letter for letters in EVERYDAY for letter in letters])
    out = io.BytesIO()
    with ttLib.TTFont(FONTS / name, recalcTimestamp=False, lazy=True) as face:
        cutter.subset(face)
        face.save(out)
    return out.getvalue()
