"""A file's name is a name and nothing else: not a folder, not a header, not another kind of file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.documents.model import NAME
from goda.documents.names import cleaned, disposition


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Skolas izziņa.pdf", "Skolas izziņa.pdf"),
        ("izziņa", "izziņa.pdf"),
        ("izziņa.PDF", "izziņa.pdf"),
        ("bilde.jpg", "bilde.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Anna\\izziņa.pdf", "izziņa.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("..", "document.pdf"),
        (" . pdf . ", "pdf.pdf"),
        ('a"b;c\r\nset-cookie: x=y.pdf', "a_b;c set-cookie_ x=y.pdf"),
        ("fdp.\u202eexe.pdf", "fdp. exe.pdf"),
        ("nulle\x00.pdf", "nulle.pdf"),
        ("I\u0304ss.pdf", "Īss.pdf"),
        ("a" * 500 + ".pdf", "a" * (NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_one(given_: str, kept: str) -> None:
    assert cleaned(given_, "pdf") == kept


@given(st.text(max_size=300), st.sampled_from(["pdf", "jpeg", "png"]))
def test_any_text_becomes_a_name_that_no_header_and_no_folder_can_be_made_of(text: str, kind: str) -> None:
    name = cleaned(text, kind)
    assert 5 <= len(name) <= NAME
    assert name.endswith({"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}[kind])
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not name.startswith(".")
    line = disposition(name)
    assert line.isascii()
    assert line.isprintable()
    assert line.count('"') == 2
    assert line.startswith('attachment; filename="')
    assert cleaned(name, kind) == name, "cleaned once is clean"
