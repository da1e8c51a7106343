"""Every letter that a name may have is on the paper, and the same paper is the same bytes in every process."""

import io
import os
import subprocess
import sys
from datetime import date

import msgspec
import pypdf
import pytest

from goda.cards.sheet import Sheet, quickest
from goda.decisions.paper import DecisionPaper, decision_pdf

ORIGIN = "https://3plus.example"
PAPER = DecisionPaper(number="L-2026-000123", kind="refuse", made=date(2026, 11, 22), addressee="Žanis Ķēniņš-Šļūka")
EVERYDAY = (
    "Āčēģīķļņōŗšūž ĀČĒĢĪĶĻŅŌŖŠŪŽ",
    "Łukasz Żółć Wąż",
    "Şükrü Çağlı",
    "Юлія Їжак Ґудзь",
    "Ђорђе Љубиша",
    "O’Neil „Bo“ – €5",
)
FOREIGN = ("Nguyễn Thị Hằng", "Γιάννης Ελευθερίου", "გიორგი", "Արմեն", "∞ → ½ ✓")


def pages(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


@pytest.mark.parametrize("name", [*EVERYDAY, *FOREIGN])
def test_every_letter_of_a_name_is_on_the_paper(name: str) -> None:
    made = decision_pdf(msgspec.structs.replace(PAPER, addressee=name, text=name), origin=ORIGIN)
    assert pages(made).count(name) == 2


@pytest.mark.parametrize(
    ("name", "drawn"), [*((one, [False]) for one in EVERYDAY), *((one, [False, True]) for one in FOREIGN)]
)
def test_whole_faces_are_read_only_for_letters_that_are_not_everyday(name: str, drawn: list[bool]) -> None:
    asked: list[bool] = []

    def draw(*, whole: bool) -> Sheet:
        asked.append(whole)
        sheet = Sheet(title="", on=date(2026, 11, 22), whole=whole)
        sheet.add_page()
        sheet.text_block(name, 12, 6)
        return sheet

    assert name in pages(quickest(draw))
    assert asked == drawn


def test_letter_that_no_face_has_stops_nobody() -> None:
    made = decision_pdf(msgspec.structs.replace(PAPER, text="李明 rakstīja"), origin=ORIGIN)
    assert "rakstīja" in pages(made)


@pytest.mark.parametrize("text", ["Pamatojums.", "Nguyễn"])
def test_another_process_draws_the_same_bytes(text: str) -> None:
    paper = msgspec.structs.replace(PAPER, text=text)
    program = (
        "import sys, msgspec; from goda.decisions.paper import DecisionPaper, decision_pdf;"
        "paper = msgspec.json.decode(sys.stdin.buffer.read(), type=DecisionPaper);"
        f"sys.stdout.buffer.write(decision_pdf(paper, origin={ORIGIN!r}))"
    )
    for seed in ("1", "2"):
        made = subprocess.run(
            [sys.executable, "-c", program], input=msgspec.json.encode(paper), env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, check=True,
        )  # fmt: skip
        assert made.stdout == decision_pdf(paper, origin=ORIGIN)
