"""Personal codes of the synthetic people: of the new form, from a block that no register has reached, never a real person's (D-11)."""

from typing import Final

_WEIGHTS: Final = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIRST: Final = 100_000
"""Codes of the people of the world begin here; the fund's own demo families stand below."""
FIRST_OTHER: Final = 900_000
"""Codes that people had before, and such as are given later, begin here."""


def code(number: int) -> str:
    """The eleven digits, written `399nnn-nnnnK`, of synthetic number 0 to 9 999 999, with a right check digit."""
    digits = f"399{number:07d}"
    check = (1101 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))) % 11 % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def normal(text: str) -> str | None:
    """The written form of a code given with or without its dash; None where it is none."""
    digits = text.replace("-", "", 1)
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return None
    return f"{digits[:6]}-{digits[6:]}"
