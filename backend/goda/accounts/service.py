"""What is done with sign-ins and passkeys of families. Each sign-in leaves its audit record (R-83).

Whoever the state vouches for becomes a person on record at the door: accounts and people do not know each other.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from litestar.datastructures import Cookie

from goda.accounts.errors import (
    LoginCancelled,
    LoginExpired,
    LoginFailed,
    LoginUnavailable,
    NoSuchKey,
    SignInFailed,
    TooManyKeys,
)
from goda.accounts.login import Secrets, StateLogin
from goda.accounts.model import ATTEMPT_LIFE, IDLE, MOST_KEYS, SUBJECT, Arrived, Passkey, own_path
from goda.accounts.store import Attempt, Store
from goda.audit import ANONYMOUS, Actor, Audit, Ground
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.kernel import names
from goda.kernel.clock import Clock
from goda.kernel.i18n import Language
from goda.kernel.ids import new_id
from goda.web import passkeys
from goda.web.challenges import Challenges
from goda.web.errors import SignInNeeded
from goda.web.passkeys import PasskeyKnown, PasskeyRefused
from goda.web.sessions import Session, Sessions

COOKIE: Final = "__Host-goda-login"
_SECRET_BYTES: Final = 32
_USE, _MAKE = "person-passkey-use", "person-passkey-make"
_OVERLOADED: Final = frozenset({"server_error", "temporarily_unavailable"})
"""Errors by which a provider says that it is not the person's fault (RFC 6749, 4.1.2.1)."""


class Accounts:
    """The use cases. `origin` is where the wallet is served: passkeys are good there and nowhere else."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, sessions: Sessions, challenges: Challenges, login: StateLogin, origin: str
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._sessions = sessions
        self._challenges = challenges
        self._login = login
        self._store = Store(vault)
        self._site = passkeys.Site(rp_id=urlsplit(origin).hostname or "", origin=origin)

    # -- by the state login -----------------------------------------------------------------------------------------------------

    async def begin(self, to: str, language: Language) -> tuple[str, Cookie]:
        """Begin a sign-in: where to send the browser, and the cookie that binds the way back to it. Raises `LoginUnavailable`."""
        attempt = Attempt(
            Secrets(
                state=secrets.token_urlsafe(_SECRET_BYTES),
                nonce=secrets.token_urlsafe(_SECRET_BYTES),
                verifier=secrets.token_urlsafe(_SECRET_BYTES),
            ),
            own_path(to),
        )
        try:
            address = await self._login.leave(attempt.secrets, language)
        except SignInFailed as error:
            error.to = attempt.to
            raise
        cookie = secrets.token_urlsafe(_SECRET_BYTES)
        now = self._clock.now()
        async with self._db.transaction():
            await self._store.add_attempt(_hashed(cookie), attempt, now, now + ATTEMPT_LIFE)
        return address, _cookie(cookie, int(ATTEMPT_LIFE.total_seconds()))

    async def arrive(self, query: Mapping[str, str], cookie: str) -> Arrived:
        """Who came back from the state login.

        Raises `LoginExpired` (no such attempt, another browser's, used, too old), `LoginCancelled`, `LoginFailed`, `LoginUnavailable`.
        """
        async with self._db.transaction():  # before anything is believed, so that nothing is believed twice
            attempt = await self._store.take_attempt(_hashed(cookie), self._clock.now())
        if attempt is None:
            raise LoginExpired
        try:
            _check_return(query, attempt.secrets)
            claims = await self._login.arrive(query["code"], attempt.secrets)
        except SignInFailed as error:
            error.to = attempt.to
            async with self._audit.work(ANONYMOUS, Ground.SECURE) as work:
                work.record("person.sign-in-refused", reason=error.code, part=error.reason)
            raise
        return Arrived(claims=claims, to=attempt.to)

    async def enter(self, person: UUID, *, by: Literal["state", "passkey"], before: Session | None = None) -> Cookie:
        """Open a session for a person, on record. A session that the browser still had ends."""
        async with self._audit.work(Actor(kind="person", id=person), Ground.SECURE) as work:
            if before is not None:
                await self._sessions.close(before)
            cookie = await self._sessions.open(SUBJECT, person, idle=IDLE, stepped_up=True)
            work.record("person.signed-in", person=person, by=by)
        return cookie

    async def leave(self, actor: Actor, session: Session) -> Cookie:
        """Sign out; the cookie returned takes the old one away."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            cookie = await self._sessions.close(session)
            work.record("person.signed-out", person=_id(actor))
        return cookie

    # -- by a passkey -----------------------------------------------------------------------------------------------------------

    async def keys(self, actor: Actor) -> list[Passkey]:
        """The person's own keys, oldest first."""
        return await self._store.passkeys(_id(actor))

    async def begin_key(self, actor: Actor, name: str) -> dict[str, object]:
        """Options for making a key; `name` is what the browser shows beside it."""
        person = _id(actor)
        challenge = await self._challenges.issue(_MAKE, str(person))
        have = await self._store.passkeys(person)
        return passkeys.options_to_make(self._site, owner=person, name=name, challenge=challenge, have=have)

    async def finish_key(self, actor: Actor, answer: dict[str, object], name: str) -> Passkey:
        """Add a key. Raises `PasskeyRefused`, `PasskeyKnown`, `TooManyKeys`."""
        person = _id(actor)
        cleaned = names.clean(name)
        challenge = passkeys.challenge_in(answer)
        if not await self._challenges.consume(_MAKE, challenge, str(person)):
            raise PasskeyRefused
        made = passkeys.check_made(self._site, answer, challenge)
        key = Passkey(
            id=new_id(),
            person=person,
            credential=made.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=cleaned,
            synced=made.synced,
            added_at=self._clock.now(),
            last_used_at=None,
        )
        try:
            async with self._audit.work(actor, Ground.SECURE) as work:
                if await self._store.count(person) >= MOST_KEYS:
                    raise TooManyKeys(most=MOST_KEYS)
                await self._store.add_passkey(key)
                work.record("person.key-added", person=person, key=key.id)
        except Duplicate:
            raise PasskeyKnown from None
        return key

    async def remove_key(self, actor: Actor, key: UUID) -> None:
        """Take a key out of use, the last one too: the state login is always there. Raises `NoSuchKey`."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            if not await self._store.remove_passkey(_id(actor), key, self._clock.now()):
                raise NoSuchKey
            work.record("person.key-removed", key=key)

    async def begin_key_sign_in(self) -> dict[str, object]:
        """Options for signing in with any key."""
        return passkeys.options_to_use(self._site, challenge=await self._challenges.issue(_USE))

    async def finish_key_sign_in(self, answer: dict[str, object]) -> UUID:
        """Say who signed in. Raises `PasskeyRefused` for whatever is wrong, without saying what."""
        challenge = passkeys.challenge_in(answer)
        if not await self._challenges.consume(_USE, challenge):
            raise PasskeyRefused
        key = await self._store.passkey_by_credential(passkeys.credential_in(answer))
        if key is None:
            raise PasskeyRefused
        used = passkeys.check_used(self._site, answer, challenge, key)
        async with self._audit.work(Actor(kind="person", id=key.person), Ground.SECURE) as work:
            await self._store.note_use(key, used.sign_count, self._clock.now())
            work.record("person.key-used", person=key.person, key=key.id)
        return key.person

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of a person have become one (R-11): the keys of `gone` are those of `kept`, its sessions end."""
        await self._store.rehome(kept, gone)
        await self._sessions.close_all(SUBJECT, gone)


def forget_attempt() -> Cookie:
    """The cookie that takes the attempt's away."""
    return _cookie("", 0)


def _check_return(query: Mapping[str, str], secrets_: Secrets) -> None:
    """Raise unless this is the state login's answer to this very sign-in, with a code."""
    if not hmac.compare_digest(query.get("state", "").encode(), secrets_.state.encode()):
        raise LoginFailed(reason="state")
    error = query.get("error", "")
    if error == "access_denied":
        raise LoginCancelled
    if error in _OVERLOADED:
        raise LoginUnavailable(reason=error)
    if error or not query.get("code"):
        raise LoginFailed(reason="no-code-brought")


def _id(actor: Actor) -> UUID:
    if actor.kind != "person" or actor.id is None:
        raise SignInNeeded
    return actor.id


def _hashed(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _cookie(value: str, seconds: int) -> Cookie:
    """Lax, since the way back from the state login begins at another site; ten minutes, this host only."""
    return Cookie(key=COOKIE, value=value, path="/", secure=True, httponly=True, samesite="lax", max_age=seconds)
