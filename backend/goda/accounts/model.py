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

_OWN_PAGE: Final = re.compile(r"/(?:#/)?([a-z][a-z0-9-]*(?:/[a-z0-9-]+)*/?)?")
_LONGEST: Final = 200


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
    """The wallet's page that `to` names (`/#/apply/names`, or `/apply/names`), else its first page.

    All its pages are fragments of one, and whatever else an address says is left out: nobody is sent on to a stranger by one that begins
    like ours.
    """
    found = _OWN_PAGE.fullmatch(to) if len(to) <= _LONGEST else None
    return f"/#/{found[1]}" if found and found[1] else "/"
