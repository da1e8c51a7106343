"""Latvian personal codes (D-11): read, checked, shown; nothing is ever derived from one.

Two forms live side by side. The old one, `DDMMYY-CNNNK`, carries its birth date and a check digit: a wrong digit
is an error. The new one begins with 32 to 39 and means nothing: a check digit that fails is only a doubt, since the
register decides. Looking a code up and sealing it at rest belong to others.
"""

import re
from typing import Final

import msgspec

from goda.kernel.errors import Invalid
from goda.kernel.i18n import N_

_WRITTEN: Final = re.compile(r"\A([0-9]{6})-?([0-9]{5})\Z")  # [0-9]: \d would take Arabic digits; \Z: $ a newline
_WEIGHTS: Final = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LONGEST: Final = 32
"""Characters read at all, spaces included."""


class PersonalCodeInvalid(Invalid):
    """The text is no personal code. Never carries the text: it may be somebody's code with one digit wrong."""

    code = "personal-code-invalid"
    title = N_("The personal code is not right.")
    advice = N_("Check the eleven digits, for example 161175-19997.")


class PersonalCode(msgspec.Struct, frozen=True):
    """Eleven digits that passed the rules of their form; equal when the digits are."""

    digits: str

    @property
    def formatted(self) -> str:
        """As people write it: six digits, a dash, five digits."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    @property
    def new_form(self) -> bool:
        """Whether the code is of the form that carries no birth date."""
        return _is_new_form(self.digits)

    @property
    def doubtful(self) -> bool:
        """A new-form code whose check digit fails: perhaps mistyped, the register decides."""
        return self.new_form and not _check_digit_holds(self.digits)

    def __repr__(self) -> str:
        return "PersonalCode(…)"  # a code must not reach a log through a traceback

    __str__ = __repr__


def parse(text: str) -> PersonalCode:
    """Read a code as typed: spaces anywhere and one dash after the sixth digit are let pass.

    Raises `PersonalCodeInvalid` for anything else, other scripts' digits and line ends included.
    """
    if len(text) > _LONGEST or (written := _WRITTEN.match(text.replace(" ", ""))) is None:
        raise PersonalCodeInvalid
    digits = written[1] + written[2]
    if not (_is_new_form(digits) or (_is_old_form(digits) and _check_digit_holds(digits))):
        raise PersonalCodeInvalid
    return PersonalCode(digits)


def _is_new_form(digits: str) -> bool:
    return digits[0] == "3" and "2" <= digits[1] <= "9"


def _is_old_form(digits: str) -> bool:
    day, month, century = int(digits[0:2]), int(digits[2:4]), digits[6]
    return 1 <= day <= 31 and 1 <= month <= 12 and century in "012"  # noqa: PLR2004 - days and months


def _check_digit_holds(digits: str) -> bool:
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (1101 - weighed) % 11 % 10 == int(digits[10])
