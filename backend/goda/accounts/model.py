"""Who the state says has come, how a sign-in begins and returns, and a person's passkeys. Pure."""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from goda.kernel.personal_code import PersonalCode

ATTEMPT_LIFE: Final = timedelta(minutes=10)
"""How long a sign-in may take between leaving for the state login and coming back."""
IDLE: Final = timedelta(minutes=30)
"""A family's session ends after so long without a request: forms are long, and phones are put down."""
SUBJECT: Final = "person"
"""The kind of subject under which a family's sessions are opened."""
MOST_KEYS: Final = 10
"""Passkeys of one person."""

_OWN_PATH: Final = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9_/.~-]{0,199})?")


class Claims(Struct, frozen=True, kw_only=True):
    """Whom the state login vouches for: names, and all versions of the personal code, the current one first (R-11, D-13)."""

    given: str
    surname: str
    codes: tuple[PersonalCode, ...]


class Arrived(Struct, frozen=True, kw_only=True):
    """A sign-in that came back: who, and the page of ours that they were on the way to."""

    claims: Claims
    to: str


class Passkey(Struct, frozen=True, kw_only=True):
    """The public half of a key that a person signs in with. `synced`: it is copied between their devices."""

    id: UUID
    person: UUID
    credential: bytes
    public_key: bytes
    sign_count: int
    name: str
    synced: bool
    added_at: datetime
    last_used_at: datetime | None


def own_path(to: str) -> str:
    """`to` if it is a page of ours, else the first page: nobody is sent to a stranger by an address that begins with ours."""
    return to if _OWN_PATH.fullmatch(to) and "//" not in to else "/"
