"""OpenID Connect: authorization code with PKCE (S256), an ID token that is checked in every part (D-13, OpenID Connect Core 3.1, RFC 9700).

What the provider says of itself is kept for an hour, its keys too; a token by a key that is not among them has the keys
read anew, so that the provider may change keys at any time. Addresses, names and codes of people go into no log.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote, urlsplit

import httpx
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from goda.accounts.errors import LoginFailed, LoginUnavailable
from goda.accounts.login import Secrets
from goda.accounts.model import Claims
from goda.kernel import names, personal_code
from goda.kernel.clock import Clock
from goda.kernel.errors import Invalid
from goda.kernel.i18n import Language

T = TypeVar("T")

log = logging.getLogger(__name__)

ALGORITHMS: Final = ["ES256", "PS256", "RS256"]
"""Of ID tokens; a provider that signs with none of them, or with none at all, is refused."""
SCOPE: Final = "openid profile"
KEPT: Final = timedelta(hours=1)
KEYS_APART: Final = timedelta(seconds=10)
"""Keys are read anew for an unknown one, but not more often: anybody may come with a made-up token."""
LEEWAY: Final = 30
"""Seconds by which the provider's clock may differ from ours."""
CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 8.0
ALL_SECONDS: Final = 12.0
"""For all that one request of a browser asks the provider: less than a handler may take."""
MOST_BYTES: Final = 64 * 1024
MOST_CODES: Final = 20


class _About(msgspec.Struct, frozen=True):
    """What is used of the discovery document (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str
    token_type: str


class _Said(msgspec.Struct, frozen=True):
    """The claims of a person, as the state login names them."""

    given_name: str
    family_name: str
    personal_codes: tuple[str, ...]


class OpenIdLogin:
    """One provider, one client of it. `transport` is for tests that stand a provider of their own behind it."""

    def __init__(
        self, issuer: str, client: str, secret: str, redirect: str, clock: Clock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:  # fmt: skip
        self._issuer = issuer
        self._client = client
        self._auth = httpx.BasicAuth(quote(client, safe=""), quote(secret, safe=""))  # RFC 6749, 2.3.1
        self._redirect = redirect
        self._clock = clock
        self._transport = transport
        self._about: tuple[datetime, _About] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def leave(self, secrets: Secrets, language: Language) -> str:
        """The provider's address with our question; see `StateLogin`."""
        async with self._asking() as http:
            about = await self._read_about(http)
        address: str = prepare_grant_uri(
            about.authorization_endpoint,
            client_id=self._client,
            response_type="code",
            redirect_uri=self._redirect,
            scope=SCOPE,
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.verifier),  # type: ignore[no-untyped-call]
            code_challenge_method="S256",
            ui_locales=language,
        )
        return address

    async def arrive(self, code: str, secrets: Secrets) -> Claims:
        """Redeem the code and check what comes for it; see `StateLogin`."""
        async with self._asking() as http:
            about = await self._read_about(http)
            tokens = await self._redeem(http, about, code, secrets.verifier)
            said = await self._checked(http, about, tokens, secrets.nonce)
        try:
            codes = tuple(dict.fromkeys(personal_code.parse(one) for one in said.personal_codes[:MOST_CODES]))
            claims = Claims(given=names.clean(said.given_name), surname=names.clean(said.family_name), codes=codes)
        except Invalid:
            raise _failed("claims") from None
        if not codes:
            raise _failed("no-code")
        return claims

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for one conversation, within one deadline."""
        try:
            async with (
                asyncio.timeout(ALL_SECONDS),
                httpx.AsyncClient(
                    timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    transport=self._transport,
                    verify=self._trusted,
                    headers={"accept": "application/json"},
                ) as http,
            ):
                yield http
        except TimeoutError:
            raise _unavailable("deadline") from None

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Whom the machine trusts, read once: it takes longer than a request."""
        return ssl.create_default_context()

    async def _read_about(self, http: httpx.AsyncClient) -> _About:
        now = self._clock.now()
        if self._about is not None and now - self._about[0] < KEPT:
            return self._about[1]
        answer = await _ask(http, "GET", f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        about = _read(answer, _About)
        addresses = (about.authorization_endpoint, about.token_endpoint, about.jwks_uri)
        if about.issuer != self._issuer or not all(self._as_safe(one) for one in addresses):
            raise _unavailable("discovery-of-another")
        if "S256" not in about.code_challenge_methods_supported:
            raise _unavailable("no-pkce")
        self._about = (now, about)
        return about

    def _as_safe(self, address: str) -> bool:
        """Whether an address is one, and over TLS where the issuer's is."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return parts.scheme == urlsplit(self._issuer).scheme and bool(parts.hostname)

    async def _redeem(self, http: httpx.AsyncClient, about: _About, code: str, verifier: str) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        answer = await _ask(http, "POST", about.token_endpoint, data=form, auth=self._auth)
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise _failed("code-refused")
        tokens = _read(answer, _Tokens)
        if tokens.token_type.lower() != "bearer":
            raise _failed("token-type")
        return tokens

    async def _checked(self, http: httpx.AsyncClient, about: _About, tokens: _Tokens, nonce: str) -> _Said:
        """The claims of an ID token that is signed by the provider, for us, for this sign-in, and neither old nor of tomorrow."""
        allowed = [name for name in ALGORITHMS if name in about.id_token_signing_alg_values_supported]
        try:
            kid = jws.extract_compact(tokens.id_token.encode()).headers().get("kid")
            keys = await self._read_keys(http, about, kid)
            token = jwt.decode(tokens.id_token, keys, algorithms=allowed)
            checks: Any = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client},
            }
            asked = {"nonce": nonce, "client_id": self._client, "access_token": tokens.access_token}
            claims = CodeIDToken(token.claims, token.header, checks, asked)
            claims.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
            return msgspec.convert(dict(claims), _Said)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise _failed(type(error).__name__) from None

    async def _read_keys(self, http: httpx.AsyncClient, about: _About, kid: object) -> KeySet:
        now = self._clock.now()
        if self._keys is not None:
            read, keys = self._keys
            known = any(key.kid == kid for key in keys.keys)
            if (known and now - read < KEPT) or (not known and now - read < KEYS_APART):
                return keys
        answer = await _ask(http, "GET", about.jwks_uri)
        try:
            keys = KeySet.import_key_set(cast("KeySetSerialization", _read(answer, dict[str, Any])))
        except (JoseError, ValueError, TypeError, KeyError):
            raise _unavailable("keys") from None
        self._keys = (now, keys)
        return keys


async def _ask(http: httpx.AsyncClient, method: str, address: str, **more: Any) -> httpx.Response:
    """Ask; redirects are not followed, and no more is read than such an answer can have."""
    try:
        async with http.stream(method, address, **more) as answer:
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _unavailable("endless")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unavailable(type(error).__name__) from None
    status = answer.status_code
    if status not in {httpx.codes.OK, httpx.codes.BAD_REQUEST}:
        raise _unavailable(f"status-{status}")
    return httpx.Response(status, content=bytes(body))


def _read(answer: httpx.Response, kind: type[T]) -> T:
    """The answer's JSON; a page about maintenance, or half of one, is no answer."""
    if answer.status_code != httpx.codes.OK:
        raise _unavailable("refused")
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.MsgspecError, ValueError):
        raise _unavailable("not-understood") from None


def _unavailable(reason: str) -> LoginUnavailable:
    log.warning("the state login cannot be used: %s", reason)
    return LoginUnavailable(reason=reason)


def _failed(reason: str) -> LoginFailed:
    log.warning("a sign-in was refused: %s", reason)
    return LoginFailed(reason=reason)
