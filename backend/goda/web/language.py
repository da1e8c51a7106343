"""Which of the two languages an answer speaks: the console's cookie, then `Accept-Language`, then Latvian."""

import re
from typing import Final

from litestar.types import Scope

from goda.kernel.i18n import Language

LANGUAGE_COOKIE: Final = "goda_lang"
_DEFAULT: Final[Language] = "lv"
_CHOICE: Final = re.compile(rb"(?:\A|;\s*)goda_lang=(lv|en)(?=\s*(?:;|\Z))")


def language_of(scope: Scope) -> Language:
    """The language to answer this request in. Never fails: nonsense means Latvian."""
    accepted = b""
    for name, value in scope["headers"]:
        if name == b"cookie":
            chosen = _CHOICE.search(value)
            if chosen is not None:
                return "en" if chosen[1] == b"en" else "lv"
        elif name == b"accept-language":
            accepted = value
    return _best(accepted.decode("latin-1"))


def _best(accepted: str) -> Language:
    best: Language = _DEFAULT
    best_weight = 0.0
    for part in accepted.split(",")[:16]:
        tag, _, parameters = part.partition(";")
        weight = _weight(parameters)
        primary = tag.strip().lower().partition("-")[0]
        if weight > best_weight and primary in {"lv", "en"}:
            best, best_weight = ("en" if primary == "en" else "lv"), weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0
