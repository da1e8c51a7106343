"""Who is signed in: a random id in a cookie, its hash in the database, nothing else in the browser.

An id that a client brings is never taken over: signing in and stepping up make a new one (no fixation, security.md traps). A session
ends after `idle` without a request, after twelve hours, at sign-out, or at "sign out everywhere".
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request
from litestar.datastructures import Cookie
from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.database import Database
from goda.db.tables import register
from goda.kernel.clock import Clock
from goda.web import errors

COOKIE: Final = "__Host-goda"
FAMILY_COOKIE: Final = "__Host-goda-family"
"""A family's own: who works at the fund may have a family too, and one sign-in must not end the other."""
STAFF_IDLE: Final = timedelta(minutes=15)
ABSOLUTE: Final = timedelta(hours=12)
FORM_FIELD: Final = "form_token"

_ID_BYTES: Final = 16
_SEEN_EVERY: Final = timedelta(minutes=1)
"""A session in use is written at most this often; idle time is counted from the last writing, so it is never longer than promised."""


@register
class SessionRow(Table, tablename="session"):
    """An open session, by the hash of its id."""

    id = Bytea(primary_key=True)
    subject_kind = Text()
    subject = UUIDColumn()
    opened = Timestamptz()
    seen = Timestamptz()
    ends = Timestamptz()
    idle_seconds = BigInt()
    stepped_up = Timestamptz(null=True, default=None)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as a handler sees it. `stepped_up` is when its subject last proved presence again."""

    subject_kind: str
    subject: UUID
    opened: datetime
    ends: datetime
    stepped_up: datetime | None
    form_token: str
    """Stands in every form of this session and comes back with it; of no use in another session."""
    key: bytes
    """The hash its row is found by; not the secret itself."""

    def check_form(self, token: str) -> None:
        """Raise `FormExpired` unless `token` is this session's."""
        if not hmac.compare_digest(self.form_token.encode(), token.encode()):
            raise errors.FormExpired


class Sessions:
    """Opens, finds, renews and ends sessions."""

    def __init__(self, db: Database, clock: Clock, cookie: str = COOKIE) -> None:
        self._db = db
        self._clock = clock
        self._cookie_name = cookie

    async def open(
        self, subject_kind: str, subject_id: UUID, *, idle: timedelta = STAFF_IDLE, stepped_up: bool = False
    ) -> Cookie:
        """Open a session with a new id and return the cookie that carries it. `stepped_up`: presence was proved just now."""
        now = self._clock.now()
        value = secrets.token_urlsafe(_ID_BYTES)
        async with self._db.transaction():
            await SessionRow.delete().where(SessionRow.ends < now)
            await SessionRow.insert(
                SessionRow(
                    id=_hashed(value),
                    subject_kind=subject_kind,
                    subject=subject_id,
                    opened=now,
                    seen=now,
                    ends=now + ABSOLUTE,
                    idle_seconds=int(idle.total_seconds()),
                    stepped_up=now if stepped_up else None,
                )
            )
        return self._cookie(value)

    async def load(self, request: Request[Any, Any, Any]) -> Session | None:
        """The session of this request, or nothing where it has none or it has ended."""
        value = request.cookies.get(self._cookie_name)
        if not value:
            return None
        now = self._clock.now()
        async with self._db.transaction():
            rows = await SessionRow.select().where(SessionRow.id == _hashed(value))
            if not rows:
                return None
            row = rows[0]
            if now >= row["ends"] or now >= row["seen"] + timedelta(seconds=row["idle_seconds"]):
                await SessionRow.delete().where(SessionRow.id == row["id"])
                return None
            if now >= row["seen"] + _SEEN_EVERY:
                await SessionRow.update({SessionRow.seen: now}).where(SessionRow.id == row["id"])
        return Session(
            subject_kind=row["subject_kind"],
            subject=row["subject"],
            opened=row["opened"],
            ends=row["ends"],
            stepped_up=row["stepped_up"],
            form_token=_form_token(value),
            key=bytes(row["id"]),
        )

    async def renew(self, session: Session) -> Cookie:
        """Give the session a new id at a step-up, which is noted; the old id is worth nothing from here on. The end stays."""
        value = secrets.token_urlsafe(_ID_BYTES)
        now = self._clock.now()
        async with self._db.transaction():
            rows = (
                await SessionRow.update(
                    {SessionRow.id: _hashed(value), SessionRow.stepped_up: now, SessionRow.seen: now}
                )
                .where(SessionRow.id == session.key)
                .returning(SessionRow.id)
            )
            if not rows:
                raise errors.SignInNeeded
        return self._cookie(value)

    async def close(self, session: Session) -> Cookie:
        """End this session; the cookie returned takes the old one away."""
        async with self._db.transaction():
            await SessionRow.delete().where(SessionRow.id == session.key)
        return self._cookie("", max_age=0)

    async def close_all(self, subject_kind: str, subject_id: UUID) -> int:
        """Sign out everywhere: end every session of a subject and return how many there were."""
        async with self._db.transaction():
            rows = (
                await SessionRow.delete()
                .where((SessionRow.subject_kind == subject_kind) & (SessionRow.subject == subject_id))
                .returning(SessionRow.id)
            )
        return len(rows)

    def _cookie(self, value: str, max_age: int | None = None) -> Cookie:
        """A cookie of the browser's session only; `__Host-` binds it to this very host, Strict keeps it from other sites' links."""
        return Cookie(
            key=self._cookie_name, value=value, path="/", secure=True, httponly=True, samesite="strict", max_age=max_age
        )


def _hashed(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()


def _form_token(value: str) -> str:
    digest = hmac.digest(value.encode(), b"goda form token", "sha256")
    return base64.urlsafe_b64encode(digest[:18]).decode()
