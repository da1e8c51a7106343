"""Random identifiers: nothing about order, time or count can be read from one."""

import secrets
from uuid import UUID, uuid4


def new_id() -> UUID:
    """Return a random (version 4) id for a row."""
    return uuid4()


def secret(nbytes: int = 16) -> str:
    """Return `nbytes` random bytes as base64url without padding; 16 bytes cannot be guessed."""
    return secrets.token_urlsafe(nbytes)
