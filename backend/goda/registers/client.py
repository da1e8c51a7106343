"""One question over HTTP to one register: token, purpose, time limits, circuit breaker; what comes back, decoded strictly.

TLS is verified, redirects are not followed, proxies of the environment are not used. Personal codes travel in the body only. Nothing
of an answer is logged or kept here. Each way of failing is an `Unusable` with its `Trouble`.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final, TypeVar

import httpx
import msgspec

from goda.kernel.clock import Clock
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Register
from goda.registers import wire
from goda.registers.errors import Unusable
from goda.registers.model import Purpose, Trouble

CONNECT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 8.0
AT_ONCE: Final = 8
"""Questions to one register at the same time."""
LARGEST: Final = 1 << 20
"""Bytes of an answer that are read at all."""
FAILURES: Final = 5
"""So many failures one after the other, and a register is left in peace."""
REST: Final = timedelta(seconds=30)
_EARLY: Final = timedelta(seconds=30)
"""How long before its end a token is no longer used."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Where the registers are, and who we are to them."""

    base: str
    """Each register is at `base/NAME`."""
    token: str
    client: str
    secret: str

    def __repr__(self) -> str:
        return f"Access({self.base})"


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 60.0


class _Problem(msgspec.Struct):
    type: str = ""


class Breaker:
    """Keeps one register from being asked while it fails: after a rest one question tries, and those that came meanwhile follow if it goes well."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._until: datetime | None = None
        self._trial: asyncio.Event | None = None

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """Around one question. Raises `Unusable` while the register rests; an exception inside is a failure, unless it says *unknown*."""
        trial = await self._enter()
        try:
            yield
        except Unusable as error:
            self._badly() if error.trouble != "unknown" else self._well()
            raise
        else:
            self._well()
        finally:
            if trial is not None:
                self._trial = None
                trial.set()

    async def _enter(self) -> asyncio.Event | None:
        while self._until is not None:
            if self._trial is not None:
                await self._trial.wait()
            elif self._clock.now() < self._until:
                raise Unusable("resting")
            else:
                self._trial = asyncio.Event()
                return self._trial
        return None

    def _well(self) -> None:
        self._failures, self._until = 0, None

    def _badly(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = self._clock.now() + REST


class Client:
    """The registers as they are reached from here."""

    def __init__(
        self,
        access: Access,
        clock: Clock,
        *,
        total: float = TOTAL_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._access, self._clock, self._total, self._transport = access, clock, total, transport
        self._tokens: dict[Register, tuple[str, datetime]] = {}
        self._breakers = {register: Breaker(clock) for register in wire.DECODERS}
        self._lanes = {register: asyncio.Semaphore(AT_ONCE) for register in wire.DECODERS}
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Let go of every connection."""
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def query(self, register: Register, code: PersonalCode, purpose: Purpose) -> tuple[wire.AnyAnswer, bytes]:
        """The answer about one person and the SHA-256 of its bytes. Raises `Unusable`."""
        body = await self._call(register, purpose, "POST", "v1/queries", {"personalCode": code.digits}, None)
        return _decoded(wire.DECODERS[register], body), hashlib.sha256(body).digest()

    async def changes(self, register: Register, purpose: Purpose, after: str | None, limit: int) -> wire.Changes:
        """A part of the feed. Raises `Unusable`; *unknown* where the register does not know our place in it any more."""
        place = {"limit": str(limit)} | ({} if after is None else {"after": after})
        return _decoded(wire.CHANGES, await self._call(register, purpose, "GET", "v1/changes", None, place))

    async def _call(
        self,
        register: Register,
        purpose: Purpose,
        method: str,
        path: str,
        content: dict[str, str] | None,
        params: dict[str, str] | None,
    ) -> bytes:
        async with self._lanes[register], self._breakers[register].asking():
            try:
                async with asyncio.timeout(self._total):
                    return _checked(*await self._authorised(register, purpose, method, path, content, params))
            except (TimeoutError, httpx.TimeoutException):
                trouble: Trouble = "slow"
            except (httpx.HTTPError, OSError):
                trouble = "unreachable"
            except Unusable as error:
                trouble = error.trouble
            if trouble != "unknown":
                log.warning("register %s: %s", register.value, trouble)
            raise Unusable(trouble)

    async def _authorised(
        self,
        register: Register,
        purpose: Purpose,
        method: str,
        path: str,
        content: dict[str, str] | None,
        params: dict[str, str] | None,
    ) -> tuple[int, str, bytes]:
        """Ask with our token; with a new one if it is not taken any more."""
        for fresh in (False, True):
            headers = {"authorization": f"Bearer {await self._token(register, fresh=fresh)}", "purpose": purpose}
            address = f"{self._access.base}/{register.value}/{path}"
            request = self._client().build_request(method, address, headers=headers, json=content, params=params)
            status, media, body = await self._send(request)
            if status != httpx.codes.UNAUTHORIZED:
                break
        return status, media, body

    async def _token(self, register: Register, *, fresh: bool) -> str:
        """A token for this register alone, kept until shortly before its end (RFC 6749, 4.4)."""
        token, until = self._tokens.get(register, ("", self._clock.now()))
        if not fresh and self._clock.now() < until:
            return token
        request = self._client().build_request(
            "POST", self._access.token, data={"grant_type": "client_credentials", "scope": register.value}
        )
        basic = httpx.BasicAuth(self._access.client, self._access.secret)
        status, media, body = await self._send(request, basic)
        if status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise Unusable("refused")
        told = _decoded(msgspec.json.Decoder(_Token), _checked(status, media, body))
        until = self._clock.now() + timedelta(seconds=told.expires_in) - _EARLY
        self._tokens[register] = told.access_token, until
        return told.access_token

    async def _send(self, request: httpx.Request, auth: httpx.Auth | None = None) -> tuple[int, str, bytes]:
        """Status, media type and body, of which no more than `LARGEST` bytes are read."""
        answer = await self._client().send(request, stream=True, auth=auth)
        try:
            body = bytearray()
            async for part in answer.aiter_raw():  # not unpacked: a small body must not become a large one
                body += part
                if len(body) > LARGEST:
                    raise Unusable("unreadable")
        finally:
            await answer.aclose()
        return answer.status_code, answer.headers.get("content-type", ""), bytes(body)

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=httpx.Timeout(self._total, connect=min(CONNECT_SECONDS, self._total)),
                transport=self._transport,
                follow_redirects=False,
                trust_env=False,
                headers={"accept": "application/json", "accept-encoding": "identity"},
            )
        return self._http


def _checked(status: int, media: str, body: bytes) -> bytes:
    """The body of an answer that is one."""
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise Unusable("refused")
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE) and _says(body, "person-unknown", "cursor-gone"):
        raise Unusable("unknown")
    if status != httpx.codes.OK:
        raise Unusable("failed")
    if media.partition(";")[0].strip().lower() != "application/json":
        raise Unusable("unreadable")
    return body


def _says(body: bytes, *problems: str) -> bool:
    """Whether an RFC 9457 problem is one of these: a 404 of a proxy is none."""
    try:
        told = msgspec.json.decode(body, type=_Problem).type
    except msgspec.DecodeError:
        return False
    return told.rpartition("/")[2].rpartition(":")[2] in problems


def _decoded(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError:
        raise Unusable("unreadable") from None
