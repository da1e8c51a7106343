"""What a file is, is told by what stands in it; what is not whole is not taken (R-68)."""

import struct
import zlib
from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from goda.documents.content import LONGEST_SIDE, MOST_PIXELS, kind_of
from goda.documents.errors import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentOfAnotherKind,
    DocumentTooLarge,
)
from goda.documents.model import BYTES


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 80).convert(mode).save(out, form, **more)
    return out.getvalue()


def large_jpeg() -> bytes:
    """Of as many pixels as a phone takes."""
    out = BytesIO()
    Image.linear_gradient("L").resize((8_000, 6_000)).save(out, "JPEG")
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    made = FPDF()
    for _ in range(pages):
        made.add_page()
    return bytes(made.output())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), "pdf"),
        (pdf(30), "pdf"),
        (pdf() + b"\r\n", "pdf"),
        (picture("JPEG"), "jpeg"),
        (picture("JPEG", "L"), "jpeg"),
        (picture("JPEG", "CMYK"), "jpeg"),
        (picture("JPEG", progressive=True), "jpeg"),
        (large_jpeg(), "jpeg"),
        (picture("PNG"), "png"),
        (picture("PNG", "RGBA"), "png"),
        (picture("PNG", "P"), "png"),
        (picture("PNG", "1"), "png"),
    ],
    ids=range(12),
)  # fmt: skip
def test_each_kind_is_known_by_its_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_a_phones_picture_with_a_second_one_behind_it_is_a_jpeg() -> None:
    """Phones write two pictures into one file (MPO)."""
    out = BytesIO()
    first, second = Image.effect_noise((60, 40), 50).convert("RGB"), Image.effect_noise((60, 40), 50).convert("RGB")
    first.save(out, "MPO", save_all=True, append_images=[second])
    assert kind_of(out.getvalue()) == "jpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04 a document of an office",
        b"MZ\x90\x00 a program",
        b"GIF89a" + bytes(40),
        picture("GIF", "P"),
        picture("BMP"),
        picture("TIFF"),
        picture("WEBP"),
        b"hello %PDF-1.7",
        b"\x00" + pdf(),
        b"%PDF-9.9\n%%EOF",
        b"\xff\xd8",
        b"plain text",
    ],
    ids=range(14),
)
def test_everything_else_is_refused_whatever_it_may_be_called(data: bytes) -> None:
    with pytest.raises(DocumentOfAnotherKind):
        kind_of(data)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(width: int, height: int) -> bytes:
    """Says it has that many pixels, in some hundred bytes: what fills a server's memory."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def damaged(data: bytes, at: float) -> bytes:
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize(
    "data",
    [
        pdf()[:-40],
        pdf()[: len(pdf()) // 2],
        b"%PDF-1.7\n",
        b"%PDF-1.7\nendobj startxref\n999999999\n%%EOF",
        b"%PDF-1.7\nstartxref\n3\n%%EOF",
        pdf() + b"<script>alert(1)</script>",
        picture("JPEG")[:-200],
        picture("JPEG")[:300],
        b"\xff\xd8\xff" + b"not a picture" * 10,
        picture("PNG")[:-30],
        picture("PNG")[: len(picture("PNG")) // 2],
        damaged(picture("PNG"), 0.5),
        b"\x89PNG\r\n\x1a\n" + b"not a picture" * 10,
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=range(14),
)
def test_what_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        kind_of(data)


def test_nothing_is_no_document() -> None:
    with pytest.raises(DocumentEmpty):
        kind_of(b"")


@pytest.mark.parametrize(
    "data",
    [
        pdf() + bytes(BYTES),
        huge_png(8_000, MOST_PIXELS // 8_000 + 1),
        huge_png(LONGEST_SIDE + 1, 10),
        huge_png(2**31 - 1, 2**31 - 1),
        huge_png(14_000, 14_000),
    ],
    ids=["bytes", "pixels", "side", "bomb", "beyond the library's own limit"],
)
def test_what_is_too_large_is_refused_before_it_is_unpacked(data: bytes) -> None:
    with pytest.raises(DocumentTooLarge):
        kind_of(data)
