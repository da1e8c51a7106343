"""Waking a family's browser by web push (RFC 8030) with a VAPID token (RFC 8292) and no payload.

Nothing about anybody leaves: the push service learns that this browser should ask its own server, and the page then shows a
general sentence until it is unlocked. The address is a stranger's word, so `origins` guards what is connected to.
"""

from typing import Final, Protocol
from urllib.parse import urlsplit

import httpcore

from goda.kernel.clock import Clock
from goda.notices.model import PushSubscription
from goda.notices.origins import PushOrigins
from goda.notices.trouble import Trouble
from godakeys.client import Signer
from godakeys.messages import KeysError, Refused, SignPush

TOKEN_SECONDS: Final = 12 * 3600
"""A token's life; push services take at most 24 hours (RFC 8292, 2)."""
KEEP_SECONDS: Final = 3 * 24 * 3600
"""How long a push service keeps the call for a phone that is switched off."""
SECONDS: Final = 10.0
MOST_SERVICES: Final = 100
"""Push services whose tokens are kept at once."""
_TAKEN: Final = range(200, 300)
_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 429})


class Push(Protocol):
    """What wakes a browser."""

    async def wake(self, browser: PushSubscription) -> None:
        """Call its push service. Raises `Trouble`; *gone* means that the subscription is over."""
        ...


class NoPush:
    """Where no contact for push services is set: the way is off."""

    async def wake(self, browser: PushSubscription) -> None:  # noqa: ARG002 - the interface's
        """Always off."""
        raise Trouble("off", for_good=True)


class WebPush:
    """`subject`: where the operator of a push service can reach the fund, `mailto:…` or https."""

    def __init__(self, signer: Signer, clock: Clock, origins: PushOrigins, subject: str) -> None:
        self._signer, self._clock, self._origins, self._subject = signer, clock, origins, subject
        self._tokens: dict[str, tuple[str, str, int]] = {}

    async def wake(self, browser: PushSubscription) -> None:
        """Call its push service. Raises `Trouble`; *gone* means that the subscription is over."""
        endpoint = browser.endpoint
        if not self._origins.may_name(endpoint):
            raise Trouble("gone", for_good=True)
        headers: dict[str | bytes, str | bytes] = {
            "authorization": await self._token(endpoint),
            "ttl": str(KEEP_SECONDS),
            "urgency": "normal",
            "content-length": "0",
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
        try:
            async with httpcore.AsyncConnectionPool(network_backend=self._origins.network(endpoint)) as pool:
                answer = await pool.request("POST", endpoint, headers=headers, extensions={"timeout": timeouts})
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError):
            raise Trouble("unreachable") from None
        if answer.status in _TAKEN:
            return
        if answer.status in _GONE:
            raise Trouble("gone", for_good=True)
        if answer.status in _LATER or answer.status >= 500:  # noqa: PLR2004 - the server's own trouble
            raise Trouble("busy")
        raise Trouble(
            "not-let-in" if answer.status in {401, 403} else "refused", for_good=answer.status not in {401, 403}
        )

    async def _token(self, endpoint: str) -> str:
        """Credentials for this push service; one token serves all its browsers for half of its life."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        now = int(self._clock.now().timestamp())
        try:
            key = await self._signer.push_key()
            if key is None:
                raise Trouble("off")
            token, of, until = self._tokens.get(audience, ("", "", 0))
            if of != key or until - now < TOKEN_SECONDS // 2:
                until = now + TOKEN_SECONDS
                token = await self._signer.sign_push(SignPush(audience=audience, subject=self._subject, exp=until))
                self._keep(audience, (token, key, until))
        except Refused:
            raise Trouble("busy") from None
        except KeysError:
            raise Trouble("off") from None
        return f"vapid t={token}, k={key}"

    def _keep(self, audience: str, made: tuple[str, str, int]) -> None:
        """Services are few; a flood of invented ones must not fill the memory."""
        if len(self._tokens) >= MOST_SERVICES:
            self._tokens.clear()
        self._tokens[audience] = made
