"""The status lists' rows: which lists there are, what is annulled on each, and the forms in which each was last published.

Signing and serving are `status`'. The marker `listed` on a credential is what makes losing an annulment impossible: it is set by the
publisher under the list's row lock, before the annulled ones are read, so whatever commits later is unmarked and published next (I1).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from piccolo.columns.combination import And

from goda.audit import Work
from goda.cards.model import Credential
from goda.cards.tables import CredentialRow, StatusListRow
from goda.db.database import Database
from goda.web.published import Published

LIST_SIZE: Final = 1 << 20
"""Entries of a list from its first day on (card-format.md)."""

GRACE: Final = timedelta(hours=1)
"""How long after its end a credential keeps its index: no server's clock is so far behind that it would still annul it."""

PUBLISH: Final = "cards.publish"
"""The job that has the lists signed; whatever is due is published, so its payload says nothing."""


async def announce(work: Work, annulled: Sequence[Credential], now: datetime) -> None:
    """Have new lists signed once this commits, if anything was annulled.

    The key changes four times a second: jobs of one moment become one, and a long burst cannot keep the first from being claimed.
    """
    if annulled:
        await work.enqueue(PUBLISH, {}, key=f"{PUBLISH}-{int(now.timestamp() * 4)}")


class ListState(Struct, frozen=True, kw_only=True):
    """What stands in a list's row; `version` 0 has never been published."""

    list: int
    version: int
    iat: int
    exp: int
    annulled: int
    kid: str | None
    """The key that signed it."""
    made_at: datetime | None
    unlisted: bool
    """Whether something is annulled that no published list says."""


_STATES: Final = (
    "SELECT list, version, iat, exp, annulled, kid, made_at, EXISTS ("
    "SELECT 1 FROM credential c WHERE c.status_list = s.list AND c.annulled_at IS NOT NULL AND c.listed IS NULL"
    ") AS unlisted FROM status_list s"
)


class Lists:
    """The rows of the status lists."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def open(self, number: int) -> None:
        """Open a list, unless it is open."""
        await self._db.rows(
            "INSERT INTO status_list (list, version, iat, exp, annulled) VALUES ({}, 0, 0, 0, 0) ON CONFLICT (list) DO NOTHING",
            number,
        )

    async def states(self) -> tuple[ListState, ...]:
        """Every list's row without its bytes, in order; one cheap query, asked often."""
        return tuple(_state(row) for row in await self._db.rows(f"{_STATES} ORDER BY list"))

    async def lock(self, number: int) -> ListState:
        """Lock a list's row until the transaction ends, and say how it stands: one publisher at a time, in whichever process."""
        if self._db.kind == "postgres":
            await self._db.rows("SELECT list FROM status_list WHERE list = {} FOR UPDATE", number)
        (row,) = await self._db.rows(f"{_STATES} WHERE list = {{}}", number)
        return _state(row)

    async def published(self, number: int) -> Published | None:
        """The list as it is to be served; None while it has never been published."""
        row = await StatusListRow.select().where(StatusListRow.list == number, StatusListRow.version > 0).first()
        if row is None:
            return None
        return Published(
            body=row["body"],
            gzip=row["gzip"],
            brotli=row["brotli"],
            etag=f'"{number}-{row["iat"]}"',
            iat=row["iat"],
            exp=row["exp"],
        )

    async def annulled(self, number: int, version: int) -> list[int]:
        """Mark what is annulled as listed by `version`, and return every annulled index. In this order: see above."""
        await CredentialRow.update({CredentialRow.listed: version}).where(
            And(CredentialRow.status_list == number, CredentialRow.annulled_at.is_not_null()),
            CredentialRow.listed.is_null(),
        )
        rows = await self._db.rows(
            "SELECT status_idx FROM credential WHERE status_list = {} AND annulled_at IS NOT NULL", number
        )
        return [row["status_idx"] for row in rows]

    async def free(self, number: int, now: datetime) -> int:
        """Let the indices of ended credentials be drawn again, never one that was annulled; return how many (I2).

        Not under the list's lock: whoever makes a credential waits for that lock with rows of credentials in hand.
        """
        rows = await self._db.rows(
            "UPDATE credential SET status_idx = NULL WHERE status_list = {} AND exp <= {}"
            " AND annulled_at IS NULL AND status_idx IS NOT NULL RETURNING id",
            number,
            int((now - GRACE).timestamp()),
        )
        return len(rows)

    async def keep(self, number: int, list_: Published, kid: str, annulled: int, now: datetime) -> None:
        """Write the newly published list, signed by `kid`, into its locked row, as its next version."""
        await StatusListRow.update(
            {
                StatusListRow.version: StatusListRow.version + 1,
                StatusListRow.iat: list_.iat,
                StatusListRow.exp: list_.exp,
                StatusListRow.annulled: annulled,
                StatusListRow.kid: kid,
                StatusListRow.made_at: now,
                StatusListRow.body: list_.body,
                StatusListRow.gzip: list_.gzip,
                StatusListRow.brotli: list_.brotli,
            }
        ).where(StatusListRow.list == number)


def _state(row: dict[str, Any]) -> ListState:
    return ListState(
        list=row["list"],
        version=row["version"],
        iat=row["iat"],
        exp=row["exp"],
        annulled=row["annulled"],
        kid=row["kid"],
        made_at=row["made_at"],
        unlisted=bool(row["unlisted"]),
    )
