"""Sentences, dates and order of words in Latvian and English.

English stands in the code (the msgid), Latvian in `goda/locales/lv/*.po`, one file a feature, read through babel when
the first Latvian sentence is asked for: there is no compile step to forget. Choosing the language of a request belongs to `goda.web`.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from babel.dates import format_date
from babel.messages.pofile import read_po

Language = Literal["lv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("lv", "en")
LOCALES: Final = Path(__file__).parent.parent / "locales"

_LETTERS: Final = "aābcčdeēfgģhiīyjkķlļmnņoōpqrŗsštuūvwxzž"
_VOWELS_AND_Y: Final = {"ā": "a", "ē": "e", "ī": "i", "ō": "o", "ū": "u", "y": "i"}
"""Long vowels and y stand beside the short ones and decide only between words otherwise equal (LVS 24)."""


_ENDINGS: Final = {"dative": ("im", "am"), "locative": ("ī", "ā")}
"""Of the months' names: janvār-is, and mart-s."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Mark a msgid that is translated where it is shown; return it as it is."""
    return msgid


def gettext(lang: Language, msgid: str, **params: Any) -> str:
    """Return the sentence in `lang`, its `{places}` filled from `params`.

    A sentence without a Latvian text is shown in English; a test refuses such sentences.
    """
    text = _latvian().get(msgid, (msgid,))[0] if lang == "lv" else msgid
    return text.format(**params) if params else text


def ngettext(lang: Language, singular: str, plural: str, n: int, **params: Any) -> str:
    """Return the sentence for `n` things, which also fills `{n}`; Latvian has forms for 1, 2 and 0."""
    if lang == "lv" and (forms := _latvian().get(singular)) is not None:
        text = forms[min(_latvian_form(n), len(forms) - 1)]
    else:
        text = singular if n == 1 else plural
    return text.format(n=n, **params)


def date(lang: Language, d: dt.date) -> str:
    """Return a day in words: "2026. gada 22. novembris", "22 November 2026"."""
    return format_date(d, format="long", locale="lv" if lang == "lv" else "en_GB")


class Day(str):
    """A day in words that fits into a Latvian sentence: `{until:dative}` is "2026. gada 22. decembrim", `{day:locative}` "… decembrī".

    The case belongs to the Latvian text, which asks for it; in English, and without one, the day stands as `date` says it.
    """

    __slots__ = ()

    def __format__(self, case: str) -> str:
        if not case:
            return str(self)
        soft, hard = _ENDINGS[case]
        return f"{self[:-2]}{soft}" if self.endswith("is") else f"{self[:-1]}{hard}"


def day(lang: Language, d: dt.date) -> Day:
    """Return `date`, ready for a place in a sentence."""
    return Day(date(lang, d))


def sort_key(lang: Language) -> Callable[[str], object]:
    """Return a key for `sorted` that orders words as readers of `lang` expect: in Latvian č after c, ž after z."""
    return _latvian_key if lang == "lv" else _english_key


def _latvian_form(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004 - eleven is a plural
        return 0
    return 1 if n != 0 else 2


def _latvian_key(text: str) -> object:
    folded = unicodedata.normalize("NFC", text.casefold())
    first = [_place(_VOWELS_AND_Y.get(letter, letter)) for letter in folded]
    return first, [_place(letter) for letter in folded], text


def _english_key(text: str) -> object:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)), text


def _place(letter: str) -> tuple[int, str]:
    """Where a letter stands: what is no letter first, then the alphabet, then foreign letters."""
    place = _LETTERS.find(letter)
    if place >= 0:
        return place + 1, ""
    return (len(_LETTERS) + 1, letter) if letter.isalpha() else (0, letter)


@cache
def _latvian() -> dict[str, tuple[str, ...]]:
    """Every Latvian text by its msgid, from all features' files."""
    texts: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALES / "lv").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="lv")
        for message in catalogue:
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if msgid and any(forms):
                texts[msgid] = forms
    return texts
