"""What is done with sign-ins and passkeys of families. Each sign-in leaves its audit record (R-83).

Whoever the state vouches for becomes a person on record at the door: accounts and people do not know each other.
"""

from collections.abc import Mapping
from uuid import UUID

from litestar.datastructures import Cookie

from goda.accounts.login import StateLogin
from goda.accounts.model import Arrived, Passkey
from goda.audit import Actor, Audit
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.kernel.i18n import Language
from goda.web.challenges import Challenges
from goda.web.sessions import Session, Sessions


class Accounts:
    """The use cases. `origin` is where the wallet is served: passkeys are good there and nowhere else."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, sessions: Sessions, challenges: Challenges, login: StateLogin, origin: str
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._vault = vault
        self._clock = clock
        self._sessions = sessions
        self._challenges = challenges
        self._login = login
        self._origin = origin

    # -- by the state login -----------------------------------------------------------------------------------------------------

    async def begin(self, to: str, language: Language) -> tuple[str, Cookie]:
        """Begin a sign-in: where to send the browser, and the cookie that binds the way back to it. Raises `LoginUnavailable`."""
        raise NotImplementedError

    async def arrive(self, query: Mapping[str, str], cookie: str) -> Arrived:
        """Who came back from the state login.

        Raises `LoginExpired` (no such attempt, another browser's, used, too old), `LoginCancelled`, `LoginFailed`, `LoginUnavailable`.
        """
        raise NotImplementedError

    async def enter(self, person: UUID, *, by: str, before: Session | None = None) -> Cookie:
        """Open a session for a person, on record; `by` is "state" or "passkey". A session that the browser still had ends."""
        raise NotImplementedError

    async def leave(self, actor: Actor, session: Session) -> Cookie:
        """Sign out; the cookie returned takes the old one away."""
        raise NotImplementedError

    # -- by a passkey -----------------------------------------------------------------------------------------------------------

    async def keys(self, actor: Actor) -> list[Passkey]:
        """The person's own keys, oldest first."""
        raise NotImplementedError

    async def begin_key(self, actor: Actor, name: str) -> dict[str, object]:
        """Options for making a key; `name` is what the browser shows beside it."""
        raise NotImplementedError

    async def finish_key(self, actor: Actor, answer: dict[str, object], name: str) -> Passkey:
        """Add a key. Raises `PasskeyRefused`, `PasskeyKnown`, `TooManyKeys`."""
        raise NotImplementedError

    async def remove_key(self, actor: Actor, key: UUID) -> None:
        """Take a key out of use, the last one too: the state login is always there. Raises `NoSuchKey`."""
        raise NotImplementedError

    async def begin_key_sign_in(self) -> dict[str, object]:
        """Options for signing in with any key."""
        raise NotImplementedError

    async def finish_key_sign_in(self, answer: dict[str, object]) -> UUID:
        """Say who signed in. Raises `PasskeyRefused` for whatever is wrong, without saying what."""
        raise NotImplementedError

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of a person have become one (R-11): the keys of `gone` are those of `kept`, its sessions end."""
        raise NotImplementedError
