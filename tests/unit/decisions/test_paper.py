"""A decision on paper, read back by another program: everything that the law wants on it is there (R-56, D-10, R-96)."""

import io
from datetime import date

import msgspec
import pypdf
import pytest

from goda.decisions.paper import DecisionPaper, PaperCard, decision_pdf
from godakeys import policy
from godakeys.messages import SignDecision

ORIGIN = "https://3plus.example"
GRANT = DecisionPaper(
    number="L-2026-000123",
    kind="grant",
    made=date(2026, 11, 22),
    addressee="Žanis Ķēniņš-Šļūka",
    postal="Brīvības iela 12-3, Cēsis, Cēsu novads, LV-4101",
    application="3P-2026-000045",
    registered=date(2026, 11, 20),
    facts=("Ņem vērā vismaz 3 bērnus.",),
    text="Pirmā rindkopa.\n\nOtrā rindkopa.",
    references=("Regulation 23-TA-2240, point 6, paragraph 1",),
    cards=(
        PaperCard(
            names=("Žanis Ķēniņš-Šļūka", "Elīna Ķēniņa"), valid_from=date(2026, 11, 22), valid_to=date(2029, 11, 21)
        ),
    ),
    contest_by=date(2026, 12, 22),
)
REFUSE = msgspec.structs.replace(GRANT, kind="refuse", cards=(), decided_by="Ilze Kalniņa, fonda darbiniece")


def read(paper: DecisionPaper) -> str:
    pages = pypdf.PdfReader(io.BytesIO(decision_pdf(paper, origin=ORIGIN))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_grant_says_who_what_how_long_why_by_which_law_and_how_to_contest() -> None:
    text = read(GRANT)
    for words in (
        "Sabiedrības integrācijas fonds",
        "Lēmums Nr. L-2026-000123",
        "2026. gada 22. novembris",
        "iesniegums Nr. 3P-2026-000045, reģistrēts 20.11.2026.",
        "Brīvības iela 12-3 Cēsis Cēsu novads LV-4101",
        "Piešķirt Latvijas Goda ģimenes apliecību no 22.11.2026. līdz 21.11.2029.",
        "Žanis Ķēniņš-Šļūka, Elīna Ķēniņa",
        "Ņem vērā vismaz 3 bērnus.",
        "Pirmā rindkopa. Otrā rindkopa.",
        "Noteikumu (23-TA-2240) 6. punkta 1. apakšpunkts",
        "Pēdējā diena, kad lēmumu var apstrīdēt, ir 2026. gada 22. decembris.",
        "https://3plus.example/.well-known/decision-keys",
    ):
        assert words in text, words


def test_decision_by_machine_says_so_and_that_a_person_may_be_asked_for() -> None:
    text = read(GRANT)
    assert "Lēmums pieņemts automatizēti: pēc valsts reģistru datiem izpildīti visi kritēriji." in text
    assert "lūgt, lai to pārskata fonda darbinieks" in text
    by_hand = read(REFUSE)
    assert "automatizēti" not in by_hand
    assert "Ilze Kalniņa, fonda darbiniece" in by_hand


def test_refusal_says_what_is_not_granted_and_the_second_person_where_it_took_two() -> None:
    text = read(msgspec.structs.replace(REFUSE, confirmed_by="Pēteris Ozols"))
    assert "Atteikt piešķirt Latvijas Goda ģimenes apliecību." in text
    assert "Apstiprinājusi otra amatpersona: Pēteris Ozols" in text


def test_annulment_says_from_when_and_its_cause() -> None:
    paper = msgspec.structs.replace(REFUSE, kind="annul", cause="criteria-lost", annulled_from=date(2026, 12, 1))
    assert "no 01.12.2026. Iemesls: Ģimene vairs neatbilst kritērijiem." in read(paper)


def test_draft_is_marked_on_every_page_and_has_no_number() -> None:
    paper = msgspec.structs.replace(REFUSE, draft=True, number=None, text="Gara rindkopa. " * 600)
    pages = pypdf.PdfReader(io.BytesIO(decision_pdf(paper, origin=ORIGIN))).pages
    assert len(pages) > 2
    for page in pages:
        assert "Projekts: lēmums vēl nav pieņemts." in page.extract_text()
    assert f"3. lapa no {len(pages)}" in pages[2].extract_text()
    assert "L-2026" not in read(paper)


def test_same_paper_is_the_same_bytes_and_another_is_not() -> None:
    assert decision_pdf(GRANT, origin=ORIGIN) == decision_pdf(GRANT, origin=ORIGIN)
    assert decision_pdf(GRANT, origin=ORIGIN) != decision_pdf(REFUSE, origin=ORIGIN)


def test_document_says_its_language_and_title_for_who_hears_it() -> None:
    made = pypdf.PdfReader(io.BytesIO(decision_pdf(GRANT, origin=ORIGIN)))
    assert made.root_object["/Lang"] == "lv"
    assert made.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata is not None
    assert made.metadata.title == "Lēmums Nr. L-2026-000123. Par Latvijas Goda ģimenes apliecības piešķiršanu"
    assert [one.title for one in made.outline][:2] == ["Apliecības", "Konstatētie fakti"]


@pytest.mark.parametrize("words", [1, 40, 4_000])
def test_decision_of_any_length_is_what_the_signer_seals(words: int) -> None:
    pdf = decision_pdf(msgspec.structs.replace(REFUSE, text="garumzīmēm " * words), origin=ORIGIN)
    message = SignDecision(number="L-2026-000123", kind="refuse", made=REFUSE.made, document=pdf)
    policy.check_decision(message, 1_795_348_800)


def test_text_typed_by_hand_is_text_and_nothing_else() -> None:
    hostile = "<b>treknraksts</b> **zvaigznes** [saite](http://x) {nb} \x0c beigas ــ 👪"
    assert "<b>treknraksts</b> **zvaigznes** [saite](http://x) {nb}" in read(
        msgspec.structs.replace(REFUSE, text=hostile)
    )
