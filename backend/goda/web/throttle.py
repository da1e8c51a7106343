"""Token buckets in memory, for doors that a stranger may knock at: activation codes, sign-in, nonces.

An address is kept only as a keyed hash with a key of this process, for as long as its bucket is not full again. In front of several
processes the proxy's limits (deploy/nginx.conf) are the first line, this the second.
"""

import hashlib
import ipaddress
import math
import os
from collections import OrderedDict
from typing import Final

from litestar.types import Scope

from goda.kernel.clock import Clock
from goda.kernel.errors import TooMany

_BUCKETS: Final = 100_000
"""At most so many buckets are kept; beyond, the longest unused go first."""
_ROUNDING: Final = 1e-6


class Throttle:
    """Buckets by purpose and caller: `burst` at once, then one every `seconds`."""

    def __init__(self, clock: Clock, proxies: int = 0) -> None:
        """`proxies`: how many of our own stand in front and append to X-Forwarded-For; more than those nobody believes."""
        self._clock = clock
        self._proxies = proxies
        self._key = os.urandom(32)
        self._full_at: OrderedDict[bytes, float] = OrderedDict()
        """When each bucket will be full again, in seconds since 1970: all there is to know of it."""

    def take(self, purpose: str, caller: str, *, burst: int, seconds: float) -> None:
        """Take one token; raises `TooMany` with the seconds to wait where there is none.

        `burst` is the bucket's size, `seconds` the time in which one token grows again.
        """
        name = self._name(purpose, caller)
        now = self._clock.now().timestamp()
        room = burst * seconds
        full_at = min(max(self._full_at.pop(name, now), now), now + room)
        wait = full_at + seconds - now - room
        if wait > _ROUNDING:
            self._full_at[name] = full_at
            raise TooMany(retry_after=math.ceil(wait))
        self._full_at[name] = full_at + seconds
        while len(self._full_at) > _BUCKETS:
            self._full_at.popitem(last=False)

    def caller(self, scope: Scope) -> str:
        """Whom to count a request against: the address that our own proxies saw; of IPv6 the /64 that one household has."""
        client = scope["client"]
        address = client[0] if client else ""
        if self._proxies:
            forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            hops = b",".join(forwarded).decode("latin-1").split(",") if forwarded else []
            if len(hops) >= self._proxies:
                address = hops[-self._proxies].strip()
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address
        return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address  # noqa: PLR2004

    def forget(self, purpose: str, caller: str) -> None:
        """Fill the bucket again, after the caller has shown who they are."""
        self._full_at.pop(self._name(purpose, caller), None)

    def _name(self, purpose: str, caller: str) -> bytes:
        return hashlib.blake2b(f"{purpose}|{caller}".encode(), key=self._key, digest_size=16).digest()
