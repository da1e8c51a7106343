"""The official e-address (R-19) behind one interface: deliver a text, with a paper, to the account of a personal code.

The state's own protocol stays behind `EAddress`; what is built here speaks HTTP and JSON with an OAuth token, as the registers do.
Where the person has no active account it says so, and the next way is taken.
"""

import base64
import ssl
from functools import cached_property
from typing import Any, Final, Protocol

import httpx
import msgspec
from msgspec import Struct

from goda.kernel.clock import Clock
from goda.notices.trouble import Trouble

SCOPE: Final = "e-address"
SECONDS: Final = 20.0
"""For one call, after 3 s to connect."""
_EARLY: Final = 60
"""Seconds before its end at which a token is not used any more."""
_NOT_LET_IN: Final = frozenset({400, 401, 403})


class Parcel(Struct, frozen=True, kw_only=True):
    """What is delivered. `id` is the delivery's: sent twice it is one. `code`: eleven digits."""

    id: str
    code: str
    subject: str
    text: tuple[str, ...]
    language: str
    paper: tuple[str, bytes] | None = None


class EAddress(Protocol):
    """What delivers to the official e-address."""

    async def deliver(self, parcel: Parcel) -> None:
        """Hand it over. Raises `Trouble`; *account-not-active* is for good."""
        ...


class NoEAddress:
    """Where no service is set: the way is off."""

    async def deliver(self, parcel: Parcel) -> None:  # noqa: ARG002 - the interface's
        """Always off; the next way is taken."""
        raise Trouble("off", for_good=True)


class HTTPEAddress:
    """`service`: its base address; `token`: where tokens are given for `client` and `secret`."""

    def __init__(self, service: str, token: str, client: str, secret: str, clock: Clock) -> None:
        self._service: Final = service.rstrip("/")
        self._token_address: Final = token
        self._client, self._secret, self._clock = client, secret, clock
        self._token: tuple[str, float] = ("", 0)

    async def deliver(self, parcel: Parcel) -> None:
        """Hand it over. Raises `Trouble`; *account-not-active* is for good."""
        body: dict[str, Any] = {
            "id": parcel.id, "personalCode": parcel.code, "subject": parcel.subject, "text": parcel.text, "language": parcel.language,
            "attachments": [{"name": name, "data": base64.b64encode(data).decode()} for name, data in ([parcel.paper] if parcel.paper else [])],
        }  # fmt: skip
        timeout = httpx.Timeout(SECONDS, connect=3.0)
        try:
            async with httpx.AsyncClient(timeout=timeout, follow_redirects=False, verify=self._trusted) as http:
                bearer = {"authorization": f"Bearer {await self._bearer(http)}"}
                answer = await http.post(f"{self._service}/v1/messages", json=body, headers=bearer)
        except httpx.HTTPError:
            raise Trouble("unreachable") from None
        self._judge(answer)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Whom to trust: read once, as it takes longer than a delivery, and everybody waits meanwhile."""
        return httpx.create_ssl_context()

    def _judge(self, answer: httpx.Response) -> None:
        if answer.status_code in {200, 201, 202}:
            if _member(answer, "id") is None:
                raise Trouble("not-understood")
            return
        if answer.status_code == 409 and _member(answer, "code") == "account-not-active":  # noqa: PLR2004
            raise Trouble("account-not-active", for_good=True)
        if answer.status_code in _NOT_LET_IN:
            self._token = ("", 0)
            raise Trouble("not-let-in")
        if answer.status_code in {413, 422}:
            raise Trouble("refused", for_good=True)
        raise Trouble("busy")

    async def _bearer(self, http: httpx.AsyncClient) -> str:
        """A token that is good for a while yet."""
        token, until = self._token
        now = self._clock.now().timestamp()
        if now < until:
            return token
        asked = {"grant_type": "client_credentials", "scope": SCOPE}
        answer = await http.post(self._token_address, data=asked, auth=(self._client, self._secret))
        given = _member(answer, "access_token")
        if answer.status_code != 200 or not isinstance(given, str):  # noqa: PLR2004
            raise Trouble("not-let-in" if answer.status_code in _NOT_LET_IN else "busy")
        seconds = _member(answer, "expires_in")
        self._token = (given, now + (seconds if isinstance(seconds, int) else 0) - _EARLY)
        return given


def _member(answer: httpx.Response, name: str) -> Any:
    """One member of a JSON object; None where the answer is none."""
    try:
        told = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return told.get(name) if isinstance(told, dict) else None
