"""The status lists as they are served: signed bytes in memory, compressed once by whoever publishes.

`goda.cards` fills the holder of each server process (at start, then by a poll); `goda.verification` answers from it without a query.
"""

import msgspec

from goda.kernel.clock import Clock


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One signed list. `iat` and `exp` are seconds since 1970; `etag` is with its quotation marks."""

    body: bytes
    gzip: bytes
    brotli: bytes
    etag: str
    iat: int
    exp: int


class StatusLists:
    """What this process serves now, by the list's number."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lists: dict[int, Published] = {}

    def current(self, number: int) -> Published | None:
        """The newest known list of that number."""
        return self._lists.get(number)

    def put(self, number: int, published: Published) -> bool:
        """Serve `published` from now on; an older list than the one served is left alone. Returns whether it was taken."""
        held = self._lists.get(number)
        if held is not None and held.iat >= published.iat:
            return False
        self._lists[number] = published
        return True

    def fresh(self, number: int) -> bool:
        """Whether the list held is not past its end: an older one helps no till (card-format.md, verdict step 5)."""
        held = self._lists.get(number)
        return held is not None and self._clock.now().timestamp() < held.exp

    def numbers(self) -> tuple[int, ...]:
        """The numbers of all lists held."""
        return tuple(sorted(self._lists))
