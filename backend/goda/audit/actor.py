"""Who acts, and on what legal ground."""

from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

import msgspec


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever does a use case; handed down from the door to the audit record."""

    kind: Literal["staff", "device", "person", "system", "anonymous"]
    id: UUID | None = None
    role: str | None = None


SYSTEM: Final = Actor(kind="system")
ANONYMOUS: Final = Actor(kind="anonymous")


class Ground(StrEnum):
    """Why the processing is lawful: the point of the programme's rules that it serves, GDPR Art. 6(1)(c) and (e)."""

    GRANT = "grant"
    """To decide on a card and hand it out (R-50 to R-56)."""
    ANNUL = "annul"
    """To annul a card or one of its copies (R-56)."""
    RECHECK = "recheck"
    """To make sure that the right to a card still stands (R-50, R-56, D-3)."""
    HOLD = "hold"
    """To let the holder keep, renew and show the card (R-2, R-5)."""
    SERVE = "serve"
    """To answer a family that asks the fund about its card (R-84, R-90)."""
    CHECK = "check"
    """To make sure that a card is valid (R-75)."""
    SECURE = "secure"
    """To give and take the access of those who work here, and to keep the system safe (R-82, R-101)."""
