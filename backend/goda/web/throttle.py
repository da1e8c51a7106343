"""Token buckets in memory, for doors that a stranger may knock at: activation codes, sign-in, nonces.

An address is kept only as a keyed hash with a key of this process, for as long as its bucket is not full again. In front of several
processes the proxy's limits (deploy/nginx.conf) are the first line, this the second.
"""

import hashlib
import ipaddress
import os
from collections import OrderedDict
from typing import Final

from litestar.types import Scope

from goda.kernel.clock import Clock
from goda.kernel.errors import TooMany

_BUCKETS: Final = 100_000
"""At most so many buckets are kept; beyond, the longest unused go first."""


class Throttle:
    """Buckets by purpose and caller: `burst` at once, then one every `seconds`."""

    def __init__(self, clock: Clock, proxies: int = 0) -> None:
        """`proxies`: how many of our own stand in front and append to X-Forwarded-For; more than those nobody believes."""
        self._clock = clock
        self._proxies = proxies
        self._key = os.urandom(32)
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, purpose: str, caller: str, *, burst: int, seconds: float) -> None:
        """Take one token; raises `TooMany` with the seconds to wait where there is none.

        `burst` is the bucket's size, `seconds` the time in which one token grows again.
        """
        name = hashlib.blake2b(f"{purpose}|{caller}".encode(), key=self._key, digest_size=16).digest()
        now = self._clock.now().timestamp()
        tokens, since = self._buckets.pop(name, (float(burst), now))
        tokens = min(float(burst), tokens + max(0.0, now - since) / seconds)
        if tokens < 1.0:
            self._buckets[name] = (tokens, now)
            raise TooMany(retry_after=max(1, round((1.0 - tokens) * seconds + 0.5)))
        self._buckets[name] = (tokens - 1.0, now)
        while len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)

    def caller(self, scope: Scope) -> str:
        """Whom to count a request against: the address that our own proxies saw; of IPv6 the /64 that one household has."""
        client = scope["client"]
        address = client[0] if client else ""
        if self._proxies:
            forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            hops = b",".join(forwarded).decode("latin-1").split(",")
            if len(hops) >= self._proxies:
                address = hops[-self._proxies].strip()
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address
        return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address  # noqa: PLR2004

    def forget(self, purpose: str, caller: str) -> None:
        """Fill the bucket again, after the caller has shown who they are."""
        name = hashlib.blake2b(f"{purpose}|{caller}".encode(), key=self._key, digest_size=16).digest()
        self._buckets.pop(name, None)
