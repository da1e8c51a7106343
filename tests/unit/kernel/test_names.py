"""Names: one form kept, one form searched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.kernel.errors import Invalid
from goda.kernel.names import NameEmpty, NameRefused, NameTooLong, clean, fold, words

name_like = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ilze   Ozola ", "Ilze Ozola"),
        ("A\u0304da", "Āda"),
        ("Žanis\u00a0\u2003Bērziņš", "Žanis Bērziņš"),
        ("O’Nīls-D'Arka", "O’Nīls-D'Arka"),
        ("李小龍", "李小龍"),
    ],
)
def test_a_name_is_trimmed_spaced_and_composed(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "character",
    ["\n", "\t", "\0", "\x7f", "\u202e", "\u200b", "\u200d", "\ufeff", "\u00ad", "\ud800", "\u2028", "\u2029"],
)
def test_what_cannot_be_seen_is_refused_wherever_it_stands(character):
    for text in (f"Il{character}ze", f"Ilze{character}", f"{character}Ilze"):
        with pytest.raises(NameRefused):
            clean(text)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u3000"])
def test_an_empty_name_is_refused(text):
    with pytest.raises(NameEmpty):
        clean(text)


def test_a_name_has_as_many_characters_as_the_limit():
    assert clean("a\u0304" * 60) == "ā" * 60
    with pytest.raises(NameTooLong) as refusal:
        clean("ā" * 61)
    assert refusal.value.title_in("lv") == "Vārds ir garāks par 60 zīmēm."
    assert clean("abc", limit=3) == "abc"
    with pytest.raises(NameTooLong):
        clean("abcd", limit=3)


@given(st.text())
def test_a_clean_name_is_clean_already(text):
    try:
        name = clean(text)
    except Invalid:
        return
    assert clean(name) == name == unicodedata.normalize("NFC", name)
    assert 0 < len(name) <= 60
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("āda", "Āda"), ("Ada", "Āda"), ("BERZINS", "Bērziņš"), ("a\u0304da", "āda"), ("strasse", "Straße")],
)
def test_search_looks_past_case_and_marks(typed, stored):
    assert fold(typed) == fold(stored)


@given(name_like)
def test_folding_twice_is_folding_once_and_case_and_composition_do_not_matter(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded == fold(unicodedata.normalize("NFC", text))
    assert fold(text.casefold()) == folded


@given(name_like)
def test_words_are_folded_and_hold_no_space(text):
    assert all(word and not word.isspace() and " " not in word for word in words(text))
    assert words(fold(text)) == words(text)


def test_words_are_parted_by_spaces_dashes_and_apostrophes():
    assert words(" Anna-Marija  Kalniņa–Ozola d'Arka") == ["anna", "marija", "kalnina", "ozola", "d", "arka"]
    assert words(" - ") == []
