"""The state login as the rest of Goda knows it; `openid` speaks the one protocol that is built (D-13)."""

from typing import Protocol

from msgspec import Struct

from goda.accounts.model import Claims
from goda.kernel.i18n import Language


class Secrets(Struct, frozen=True, kw_only=True):
    """What a sign-in is recognised by when it comes back; never leaves the server, but for `state` and `nonce`."""

    state: str
    nonce: str
    verifier: str


class StateLogin(Protocol):
    """An adapter to a state login."""

    async def leave(self, secrets: Secrets, language: Language) -> str:
        """Where to send the browser. Raises `LoginUnavailable`."""

    async def arrive(self, code: str, secrets: Secrets) -> Claims:
        """Who has come, for a code that was brought back. Raises `LoginUnavailable`, `LoginFailed`."""
