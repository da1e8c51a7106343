"""What the token endpoint has given out: codes and access tokens, kept in memory until they expire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin

from simulators.clock import Clock

CODE_LIFE: Final = timedelta(seconds=60)
TOKEN_LIFE: Final = timedelta(minutes=10)
KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token is good for."""

    client: str
    scopes: frozenset[str]
    expires: datetime
    code: str | None


@dataclass(slots=True)
class Code(AuthorizationCodeMixin):
    """An authorization code: for one client, one address to return to, one use within 60 seconds."""

    value: str
    client: str
    redirect_uri: str
    scope: str
    person: int
    nonce: str
    code_challenge: str
    code_challenge_method: str
    at: datetime
    used: bool = False

    def get_redirect_uri(self) -> str:
        """Where the sign-in returned to."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked for."""
        return self.scope

    def get_nonce(self) -> str:
        """The client's nonce, for the ID token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When the person signed in, in seconds since 1970."""
        return int(self.at.timestamp())

    def get_acr(self) -> str:
        """How sure the state is of the person: everybody here is simulated to the same degree."""
        return "http://eidas.europa.eu/LoA/high"

    def get_amr(self) -> None:
        """How they signed in: not at all, they were picked from a list."""


class Tokens:
    """Codes and access tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._grants: dict[str, Grant] = {}
        self._jtis: dict[str, datetime] = {}
        self._nonces: dict[tuple[str, str], datetime] = {}

    def add_code(self, code: Code) -> None:
        """Keep a code."""
        self._codes = {value: one for value, one in self._codes.items() if one.at + TOKEN_LIFE > self._clock.now()}
        self._codes[code.value] = code
        self._nonces[code.client, code.nonce] = code.at

    def code(self, value: str, client: str) -> Code | None:
        """An unused code of that client, younger than 60 seconds. One that comes twice takes back what it gave (RFC 6749, 4.1.2)."""
        code = self._codes.get(value)
        if code is None or code.client != client:
            return None
        if code.used:
            self._grants = {token: grant for token, grant in self._grants.items() if grant.code != value}
            return None
        age = self._clock.now() - code.at
        return code if timedelta() <= age < CODE_LIFE else None

    def use(self, value: str) -> None:
        """A code has been redeemed; it is remembered as used."""
        self._codes[value].used = True

    def add_grant(self, token: str, grant: Grant) -> None:
        """Keep an access token."""
        if len(self._grants) > KEPT:
            now = self._clock.now()
            self._grants = {text: one for text, one in self._grants.items() if one.expires > now}
        self._grants[token] = grant

    def find(self, token: str) -> Grant | None:
        """What a token is good for, while it lives."""
        grant = self._grants.get(token)
        return grant if grant is not None and grant.expires > self._clock.now() else None

    def is_new_assertion(self, jti: str) -> bool:
        """Whether a client's assertion comes for the first time; remembers it."""
        if len(self._jtis) > KEPT:
            self._jtis.clear()
        return self._jtis.setdefault(jti, now := self._clock.now()) is now

    def has_nonce(self, client: str, nonce: str) -> bool:
        """Whether the client has signed somebody in with this nonce before."""
        return (client, nonce) in self._nonces
