"""Everything that the program remembers, in one place: the world, the switches, the tokens, who asked what. A reset makes it new."""

import secrets
from collections import deque
from datetime import date, datetime
from typing import Final

import msgspec

from simulators.clock import Clock
from simulators.login.clients import Clients
from simulators.login.tokens import Tokens
from simulators.registers.faults import Switches
from simulators.telling.mailbox import Mailbox
from simulators.telling.official import Accounts
from simulators.telling.push import Pushes
from simulators.world.world import FAMILIES, SEED, World

ASKED_KEPT: Final = 10_000


class Asked(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One question that a register was asked, and the fault of its answer, if any."""

    at: datetime
    register: str
    client: str
    purpose: str
    personal_code: str
    fault: str | None


class State:
    """What all services share. `origin` is the address under which all of it is served, without a slash at its end."""

    def __init__(
        self,
        origin: str,
        clock: Clock,
        *,
        seed: int = SEED,
        families: int = FAMILIES,
        untrusted_origin: str | None = None,
        smtp: str | None = None,
    ) -> None:
        self.origin: Final = origin
        self.untrusted_origin: Final = untrusted_origin
        """The same over TLS, with a certificate that nobody should trust."""
        self.smtp: Final = smtp
        """Where e-mail is taken."""
        self.clock: Final = clock
        self.seed: Final = seed
        self.families: Final = families
        self.clients: Final = Clients(seed)
        self.tokens: Final = Tokens(clock)
        self.asked: Final[deque[Asked]] = deque(maxlen=ASKED_KEPT)
        self.mailbox: Final = Mailbox(clock)
        self.official: Final = Accounts(clock)
        self.pushes: Final = Pushes(clock)
        self.switches = Switches()
        self.reset()

    def reset(self, day: date | None = None) -> None:
        """Make the world anew, as of a day; no fault is on, no change has happened, nobody has asked. Clients and tokens stay."""
        self.switches.release()
        self.world = World(self.seed, day or self.clock.today(), self.families)
        self.world.today = self.clock.today if day is None else lambda: day
        self.switches = Switches(self.world.never_answers)
        self.asked.clear()
        for received in (self.mailbox, self.official, self.pushes):
            received.clear()
        self.generation = secrets.token_hex(4)
        """Cursors of one generation mean nothing to the next."""
