"""Card numbers and activation codes as text: drawn at random, read as people type them, shown as people read them.

A card number is eight random characters and a check character (ISO 7064 MOD 37,36). An activation code is a locator of five, by which it
is found, and a secret of ten (49 bits), which is compared in constant time and never stored. Nothing can be read from either.
"""

import re
import secrets
from typing import Final, NamedTuple

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from goda.cards.errors import CodeMalformed, NumberMalformed

NUMBER_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that typed ones can be read as the digits they look like."""
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that looks like something else, on paper or to an ear."""
LOCATOR: Final = 5
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_LONGEST: Final = 40
"""Characters read at all, spaces and dashes included."""
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212.]+")
NUMBER_LENGTH: Final = 9
"""Characters of a card number, its check character the last."""
_NUMBER: Final = re.compile(rf"\A[0-9A-HJKMNP-TV-Z]{{{NUMBER_LENGTH}}}\Z")
_CODE: Final = re.compile(r"\A[2-9A-HJKMNP-TV-Z]{15}\Z")


class Code(NamedTuple):
    """An activation code taken apart."""

    locator: str
    secret: str

    @property
    def shown(self) -> str:
        """As it stands in the letter: XXXXX-XXXXX-XXXXX."""
        return f"{self.locator}-{self.secret[:5]}-{self.secret[5:]}"


def new_number() -> str:
    """Draw a card number of nine characters; one whose check character looks like another is not taken."""
    while True:
        body = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(8))
        check: str = mod_37_36.calc_check_digit(body)
        if check in NUMBER_ALPHABET:
            return body + check


def read_number(text: str) -> str:
    """Read a card number as typed, in any case, with spaces or dashes; raises `NumberMalformed`."""
    bare = _bare(text).translate(_LOOKALIKES)
    if not _NUMBER.match(bare):
        raise NumberMalformed
    try:
        mod_37_36.validate(bare)
    except ValidationError:
        raise NumberMalformed from None
    return bare


def show_number(number: str) -> str:
    """As it stands on the card: XXXX-XXXX-C."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def new_code() -> Code:
    """Draw an activation code."""
    text = "".join(secrets.choice(CODE_ALPHABET) for _ in range(15))
    return Code(text[:LOCATOR], text[LOCATOR:])


def read_code(text: str) -> Code:
    """Read an activation code as typed, in any case, with spaces or dashes; raises `CodeMalformed`."""
    bare = _bare(text)
    if not _CODE.match(bare):
        raise CodeMalformed
    return Code(bare[:LOCATOR], bare[LOCATOR:])


def _bare(text: str) -> str:
    """The characters that count, in capitals; nothing if there are too many, or one of another script."""
    bare = _BETWEEN.sub("", text) if len(text) <= _LONGEST else ""
    return bare.upper() if bare.isascii() else ""
