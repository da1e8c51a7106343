"""What a file is, by what stands in it: its name and the browser's word count for nothing. Pure, and slow for large pictures: call it in a thread.

Pictures are decoded as far as their library goes, so that a clerk is not handed half of one; of a PDF beginning, end and the address of
its index are looked at. Nothing here makes a file harmless: it is given out as an attachment only, under a type of ours.
"""

import hashlib
import re
import warnings
from io import BytesIO
from typing import Final

from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from goda.documents.errors import DocumentDamaged, DocumentEmpty, DocumentOfAnotherKind, DocumentTooLarge
from goda.documents.model import BYTES, Kind

MOST_PIXELS: Final = 60_000_000
"""Of a picture: more than any phone takes by default, and less than would fill a server's memory."""
LONGEST_SIDE: Final = 20_000
DRAFT: Final = (1_000, 1_000)
"""A JPEG is decoded scaled down to about this: the whole of it is read, a part of the memory is needed."""
TAIL: Final = 1_024
"""The last bytes of a PDF, in which its end stands."""

_PDF_BEGIN: Final = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_END: Final = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")
_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"


class Checked(Struct, frozen=True):
    """Bytes that are a whole document of this kind."""

    kind: Kind
    data: bytes
    sha256: str


def look_at(data: bytes) -> Checked:
    """`data` with its kind; raises as `kind_of`."""
    return Checked(kind_of(data), data, hashlib.sha256(data).hexdigest())


def kind_of(data: bytes) -> Kind:
    """Say what `data` is; raises `DocumentEmpty`, `DocumentTooLarge`, `DocumentOfAnotherKind`, `DocumentDamaged`."""
    if not data:
        raise DocumentEmpty
    if len(data) > BYTES:
        raise DocumentTooLarge
    if _PDF_BEGIN.match(data):
        _check_pdf(data)
        return "pdf"
    if data.startswith(_JPEG):
        _check_picture(data, "JPEG")
        return "jpeg"
    if data.startswith(_PNG):
        _check_picture(data, "PNG")
        return "png"
    raise DocumentOfAnotherKind


def _check_pdf(data: bytes) -> None:
    """Its end must be there, and name a place of the index within the file: what an upload that broke off has lost."""
    end = _PDF_END.search(data[-TAIL:].rstrip(b"\0"))
    if end is None or not 0 < int(end[1]) < len(data) or b"endobj" not in data:
        raise DocumentDamaged


def _check_picture(data: bytes, form: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own cap is lower
            with Image.open(BytesIO(data), formats=[form]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                    raise DocumentTooLarge
                if form == "JPEG":
                    picture.draft("L", DRAFT)
                    picture.load()
                else:
                    picture.verify()
    except Image.DecompressionBombError:
        raise DocumentTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        raise DocumentDamaged from None
