"""Names of people as text: cleaned before they are kept, folded before they are searched."""

import re
import unicodedata
from typing import Final

from goda.kernel.errors import Invalid
from goda.kernel.i18n import N_

LIMIT: Final = 60
"""Characters of one name; the longest that a card and its code can hold with others beside it."""

_REFUSED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, invisible formats (direction marks!), lone surrogates, line and paragraph ends: none is part of a name."""

_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


class NameEmpty(Invalid):
    """Nothing is left of the name once spaces are taken off."""

    code = "name-empty"
    title = N_("The name is empty.")
    advice = N_("Write the name as it stands in the document.")


class NameTooLong(Invalid):
    """The name has more characters than `limit`."""

    code = "name-too-long"
    title = N_("The name is longer than {limit} characters.")
    advice = N_("Shorten it, for example by leaving out a second given name.")


class NameRefused(Invalid):
    """The name holds a character that cannot be seen."""

    code = "name-refused"
    title = N_("The name holds a character that cannot be shown.")
    advice = N_("Type the name again instead of pasting it.")


def clean(text: str, limit: int = LIMIT) -> str:
    """Return the name in NFC, trimmed, with single spaces inside.

    Raises `NameRefused`, `NameEmpty` or `NameTooLong` (a kind of `Invalid`).
    """
    composed = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(character) in _REFUSED for character in composed):
        raise NameRefused
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in composed)
    name = re.sub(" +", " ", spaced).strip(" ")
    if not name:
        raise NameEmpty
    if len(name) > limit:
        raise NameTooLong(limit=limit)
    return name


def fold(text: str) -> str:
    """Return the text for comparing: without case and marks, so that "āda" finds "Āda" and "Ada"."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare.casefold())


def words(text: str) -> list[str]:
    """Return the folded words of a name, in order: "Bērziņa-Kalniņa" is two."""
    return [word for word in _BETWEEN_WORDS.split(fold(text)) if word]
