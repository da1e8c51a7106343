"""Telephone numbers, e-mail and postal addresses as people type them: read into the one form that is kept. Pure."""

import re
import unicodedata
from typing import Final

from goda.applications import errors

HOME: Final = "+371"
"""Latvia: its eight digits are typed without the country's code."""
_HOME_DIGITS: Final = 8
_PHONE: Final = re.compile(r"\A\+[1-9][0-9]{6,14}\Z")  # E.164: at most fifteen digits
_IN_PHONE: Final = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_LOCAL: Final = re.compile(
    r"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z"
)  # RFC 5321, 4.1.2
_LABEL: Final = re.compile(r"\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")
MOST_PHONE: Final = 40
MOST_EMAIL: Final = 254
_MOST_LOCAL: Final = 64
MOST_POSTAL: Final = 200
"""Characters of a postal address: what fits an envelope's window."""
_MOST_LINES: Final = 6
_LEAST_POSTAL: Final = 8
_REFUSED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def phone(text: str) -> str:
    """Return a telephone number as E.164; eight digits alone are Latvian. Empty stays empty. Raises `PhoneMalformed`."""
    if not text.strip():
        return ""
    bare = _IN_PHONE.sub("", text) if len(text) <= MOST_PHONE else ""
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    elif re.fullmatch(rf"[0-9]{{{_HOME_DIGITS}}}", bare):
        bare = HOME + bare
    if not _PHONE.match(bare) or (bare.startswith(HOME) and len(bare) != len(HOME) + _HOME_DIGITS):
        raise errors.PhoneMalformed
    return bare


def email(text: str) -> str:
    """Return an e-mail address, its domain in the form the network knows. Empty stays empty. Raises `EmailMalformed`."""
    text = text.strip()
    if not text:
        return ""
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if len(text) <= MOST_EMAIL else ""
    except UnicodeError:
        raise errors.EmailMalformed from None
    labels = domain.split(".")
    if not _LOCAL.match(local) or len(local) > _MOST_LOCAL or len(local) + 1 + len(domain) > MOST_EMAIL:
        raise errors.EmailMalformed
    if len(labels) < 2 or not all(_LABEL.match(label) for label in labels) or labels[-1].isdigit():  # noqa: PLR2004
        raise errors.EmailMalformed
    return f"{local}@{domain}"


def postal(text: str) -> str:
    """Return a postal address with trimmed lines, as it is put on an envelope. Empty stays empty. Raises `PostalMalformed`, `AnswerTooLong`."""
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    joined = "\n".join(lines)
    if len(joined) > MOST_POSTAL:
        raise errors.AnswerTooLong(most=MOST_POSTAL)
    if any(unicodedata.category(character) in _REFUSED for line in lines for character in line):
        raise errors.PostalMalformed
    letters = sum(character.isalpha() for character in joined)
    if len(joined) < _LEAST_POSTAL or not letters or len(lines) > _MOST_LINES:
        raise errors.PostalMalformed
    return joined


def known(address: str) -> str:
    """A register's address as a postal one; empty where nothing could be sent to it."""
    try:
        return postal(address)
    except (errors.PostalMalformed, errors.AnswerTooLong):
        return ""
