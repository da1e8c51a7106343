"""How long the published key list is still in force: it ends after 90 days, and with it every till's *valid*.

Only the offline root can make the next one (`goda keys publish --if-due`), so somebody has to be told in time: `/metrics` counts down.
Not `/health/ready`: a balancer would take every server away, and with them the status lists. Whether a list is rightly signed is
the signer's business.
"""

import msgspec

from goda.cards.jws import unbase64url
from goda.kernel.clock import Clock
from goda.web.metrics import KEY_LIST_LEFT


class _Claims(msgspec.Struct):
    exp: int


class KeysInForce:
    """The end of the key list that this process serves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._exp = 0

    def put(self, jws: str) -> None:
        """Take note of the list that is served from now on."""
        self._exp = msgspec.json.decode(unbase64url(jws.split(".")[1]), type=_Claims).exp

    def left(self) -> float:
        """Seconds until its end, negative after it."""
        return self._exp - self._clock.now().timestamp()

    def tell(self) -> None:
        """Put what is left into `/metrics`."""
        KEY_LIST_LEFT.set(self.left())
