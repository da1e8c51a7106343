"""Two languages, and no sentence that exists only in one of them."""

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import goda
from goda.kernel import i18n
from goda.kernel.errors import GodaError, TooMany
from goda.kernel.i18n import date, day, gettext, ngettext, sort_key

ROOT = Path(goda.__file__).parent
CATALOGUES = sorted((ROOT / "locales" / "lv").glob("*.po"))
PYTHON = {"gettext": (2,), "ngettext": (2, 3), "N_": None}
"""Python's calls name the language first."""
TEMPLATE = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": None}
PLACE = re.compile(r"\{(\w+)(?::dative|:locative)?\}|%\((\w+)\)s")


def sentences() -> Iterator[tuple[str, str]]:
    """Every (place, msgid) of the tree."""
    for path in sorted(ROOT.rglob("*.py")):
        for line, message, *_ in extract_from_file("python", str(path), keywords=PYTHON):
            yield f"{path.relative_to(ROOT)}:{line}", message if isinstance(message, str) else message[0]
    options = {"extensions": "jinja2.ext.i18n", "silent": "false", "newstyle_gettext": "true", "trimmed": "true"}
    for path in sorted(ROOT.rglob("templates/**/*.*")):
        for line, message, *_ in extract_from_file(
            "jinja2.ext:babel_extract", str(path), keywords=TEMPLATE, options=options
        ):
            yield f"{path.relative_to(ROOT)}:{line}", message if isinstance(message, str) else message[0]


def errors(base: type[GodaError] = GodaError) -> Iterator[type[GodaError]]:
    yield base
    for derived in base.__subclasses__():
        yield from errors(derived)


def latvian() -> dict[str, tuple[str, ...]]:
    return i18n._latvian()


def test_every_sentence_has_a_latvian_text():
    missing = [f"{place}: {msgid}" for place, msgid in sentences() if msgid not in latvian()]
    assert missing == []


def test_every_error_has_a_latvian_title_and_advice():
    for module in pkgutil.walk_packages(goda.__path__, "goda."):
        if module.name != "goda.__main__":
            importlib.import_module(module.name)
    missing = {
        f"{error.__module__}.{error.__qualname__}: {text}"
        for error in errors()
        if error.__module__.startswith("goda.")
        for text in (error.title, error.advice)
        if text not in latvian()
    }
    assert missing == set()


def test_a_translation_has_the_places_of_its_sentence_and_no_other():
    for msgid, forms in latvian().items():
        for form in forms:
            allowed = set(PLACE.findall(msgid)) | {("n", ""), ("num", ""), ("", "num"), ("", "n")}
            assert set(PLACE.findall(form)) <= allowed, msgid
        if len(forms) == 1:
            assert set(PLACE.findall(forms[0])) == set(PLACE.findall(msgid)), msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_a_catalogue_is_readable_complete_and_has_three_forms_for_numbers(path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale="lv", abort_invalid=True)
    for message in catalogue:
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            assert all(forms), f"{message.id!r} has no text"
            assert not message.fuzzy, message.id
            assert len(forms) == (3 if message.pluralizable else 1), message.id


def test_two_catalogues_do_not_disagree_on_a_sentence():
    seen: dict[str, tuple[str, str]] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="lv"):
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                if msgid:
                    first = seen.setdefault(msgid, (path.name, str(message.string)))
                    assert first[1] == str(message.string), f"{msgid!r}: {first[0]} and {path.name}"


def test_places_are_filled_and_unknown_sentences_stay_english():
    assert gettext("lv", "The name is longer than {limit} characters.", limit=60) == "Vārds ir garāks par 60 zīmēm."
    assert (
        gettext("en", "The name is longer than {limit} characters.", limit=60)
        == "The name is longer than 60 characters."
    )
    assert gettext("lv", "Nobody has " + "translated {this}") == "Nobody has translated {this}"
    assert TooMany(retry_after=5).title_in("lv") == "Pārāk daudz mēģinājumu."


def test_latvian_has_three_forms_for_numbers(monkeypatch):
    forms = ("{n} karte", "{n} kartes", "{n} karšu")
    monkeypatch.setattr(i18n, "_latvian", lambda: {"{n} card": forms})
    said = [ngettext("lv", "{n} " + "card", "{n} cards", n) for n in (0, 1, 2, 10, 11, 21, 101, 111)]
    assert said == ["0 karšu", "1 karte", "2 kartes", "10 kartes", "11 kartes", "21 karte", "101 karte", "111 kartes"]
    assert [ngettext("en", "{n} " + "card", "{n} cards", n) for n in (0, 1, 2)] == ["0 cards", "1 card", "2 cards"]


def test_a_day_is_written_as_each_language_writes_it():
    day = dt.date(2026, 11, 22)
    assert (date("lv", day), date("en", day)) == ("2026. gada 22. novembris", "22 November 2026")


@pytest.mark.parametrize(
    ("month", "dative", "locative"),
    [(1, "janvārim", "janvārī"), (3, "martam", "martā"), (5, "maijam", "maijā"), (7, "jūlijam", "jūlijā"),
     (8, "augustam", "augustā"), (10, "oktobrim", "oktobrī"), (12, "decembrim", "decembrī")],
)  # fmt: skip
def test_a_day_stands_in_the_case_that_its_sentence_needs(month: int, dative: str, locative: str):
    there = day("lv", dt.date(2026, month, 2))
    assert f"{there:dative}" == f"2026. gada 2. {dative}"
    assert f"{there:locative}" == f"2026. gada 2. {locative}"
    assert f"{there}" == date("lv", dt.date(2026, month, 2))
    assert f"{day('en', dt.date(2026, 12, 2))}" == "2 December 2026"


def test_latvian_order_has_its_letters_in_their_places():
    ordered = [
        "Ābele",
        "Abols",
        "Bērzs",
        "Cālis",
        "Čakste",
        "Dārzs",
        "Gailis",
        "Ģēģers",
        "Ieva",
        "Yeva",
        "Kalns",
        "Ķēniņš",
        "Ūdris",
        "Zars",
        "Žagars",
    ]
    for shuffled in (ordered[::-1], sorted(ordered)):
        assert sorted(shuffled, key=sort_key("lv")) == ordered
    assert sorted(["ž", "z", "č", "c", "d"], key=sort_key("en")) == ["c", "č", "d", "z", "ž"]
