"""Questions that may be answered once: 32 random bytes, five minutes, bound to a purpose and a subject.

Kept in the database, so that every server process knows which are spent; only their hashes stand there.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from piccolo.columns import Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.database import Database
from goda.db.errors import TransactionError
from goda.db.tables import register
from goda.kernel.clock import Clock

LIFETIME: Final = timedelta(minutes=5)
_BYTES: Final = 32


@register
class ChallengeRow(Table, tablename="challenge"):
    """An unanswered challenge: `id` is the hash over purpose, subject and value."""

    id = Bytea(primary_key=True)
    subject = Text()
    ends = Timestamptz()


class Challenges:
    """Issues and consumes challenges."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def issue(self, purpose: str, subject: str = "") -> bytes:
        """Return a new challenge for `purpose` that only `subject` can answer."""
        value = secrets.token_bytes(_BYTES)
        now = self._clock.now()
        async with self._db.transaction():
            await ChallengeRow.delete().where(ChallengeRow.ends < now)
            await ChallengeRow.insert(
                ChallengeRow(id=_name(purpose, subject, value), subject=subject, ends=now + LIFETIME)
            )
        return value

    async def consume(self, purpose: str, value: bytes, subject: str = "") -> bool:
        """Whether `value` was open for `purpose` and `subject`; it is spent now, whatever is done with the answer.

        Raises `TransactionError` inside a transaction: its rollback would give the challenge back.
        """
        if self._db.in_transaction:
            raise TransactionError("a challenge is consumed before the transaction that it opens the way to")
        async with self._db.transaction():
            rows = (
                await ChallengeRow.delete()
                .where(ChallengeRow.id == _name(purpose, subject, value))
                .returning(ChallengeRow.ends)
            )
        return bool(rows) and rows[0]["ends"] > self._clock.now()


def _name(purpose: str, subject: str, value: bytes) -> bytes:
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose.encode(), subject.encode(), value))
    return hashlib.sha256(framed).digest()
