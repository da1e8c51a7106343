"""The log itself: appending in the transaction of what is recorded, and telling whether it is whole.

All appending goes through the one head row, which is locked last and for a moment, so positions have no gap and no two
records the same one. Whether the *newest* records were cut off together with the head cannot be seen from inside; that
needs the outside witness of a later issue, for which `Report.size` and `Report.root` are what it will keep.
"""

from typing import Final

import msgspec

from goda.audit.actor import Actor, Ground
from goda.audit.merkle import Frontier, leaf_hash
from goda.audit.work import Work
from goda.db.database import Database
from goda.kernel.clock import Clock

PAGE: Final = 1000
"""Records read at once while verifying: memory stays the same however long the log."""
PROBLEMS_LISTED: Final = 100

_HEAD: Final = 1


class Problem(msgspec.Struct, frozen=True):
    """Something wrong at `position` (None: at the head)."""

    position: int | None
    what: str

    def __str__(self) -> str:
        return f"record {self.position}: {self.what}" if self.position is not None else f"head: {self.what}"


class Report(msgspec.Struct, frozen=True):
    """What verifying found: records read, their root, and at most the first hundred problems."""

    whole: bool
    size: int
    root: bytes
    problems: tuple[Problem, ...]


class Audit:
    """The one write path of every feature."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def work(self, actor: Actor, ground: Ground | str) -> Work:
        """`async with audit.work(actor, Ground.GRANT) as work:`; leave it without `work.record` and it raises `Unrecorded`.

        Inside another work or transaction it is a savepoint, and its records are appended when the outermost commits.
        """
        return Work(self._db, self._clock, self._append, actor, ground)

    async def _append(self, bodies: list[bytes]) -> None:
        frontier = await self._head()
        for body in bodies:
            leaf = leaf_hash(body)
            await self._db.rows(
                "INSERT INTO audit_record (position, body, leaf) VALUES ({}, {}, {})", frontier.size, body, leaf
            )
            frontier.append(leaf)
        await self._db.rows(
            "UPDATE audit_head SET size = {}, frontier = {} WHERE id = {}", frontier.size, frontier.pack(), _HEAD
        )

    async def _head(self) -> Frontier:
        lock = " FOR UPDATE" if self._db.kind == "postgres" else ""
        read = f"SELECT size, frontier FROM audit_head WHERE id = {{}}{lock}"  # noqa: S608 - our own words
        rows = await self._db.rows(read, _HEAD)
        if not rows:  # the first record ever; two that meet here both go on, one after the other
            await self._db.rows(
                "INSERT INTO audit_head (id, size, frontier) VALUES ({}, 0, {}) ON CONFLICT (id) DO NOTHING", _HEAD, b""
            )
            rows = await self._db.rows(read, _HEAD)
        return Frontier.unpack(rows[0]["size"], rows[0]["frontier"])

    async def verify(self) -> Report:
        """Read the whole log, page by page, and say whether it is as it was written.

        Records that are appended meanwhile are left for the next time.
        """
        problems: list[Problem] = []
        head = await self._read_head(problems)
        frontier = await self._read_records(head.size, problems)
        if (frontier.size, frontier.root()) != (head.size, head.root()):
            problems.append(Problem(None, "the records are not those that were counted and hashed into it"))
        if await self._more_than(head.size):
            problems.append(Problem(head.size, "stands beyond the end that the head knows"))
        return Report(not problems, frontier.size, frontier.root(), tuple(problems[:PROBLEMS_LISTED]))

    async def _read_head(self, problems: list[Problem]) -> Frontier:
        rows = await self._db.rows("SELECT size, frontier FROM audit_head WHERE id = {}", _HEAD)
        try:
            return Frontier.unpack(rows[0]["size"], rows[0]["frontier"]) if rows else Frontier()
        except ValueError:
            problems.append(Problem(None, "its hashes do not fit its size"))
            return Frontier()

    async def _read_records(self, size: int, problems: list[Problem]) -> Frontier:
        frontier, expected = Frontier(), 0
        page = "SELECT position, body, leaf FROM audit_record WHERE position >= {} AND position < {} ORDER BY position LIMIT {}"
        while rows := await self._db.rows(page, expected, size, PAGE):
            for row in rows:
                if row["position"] != expected:
                    problems.append(_missing(expected, row["position"]))
                leaf = leaf_hash(row["body"])
                if leaf != row["leaf"]:
                    problems.append(Problem(row["position"], "was changed: its hash is another"))
                frontier.append(leaf)
                expected = row["position"] + 1
        if expected < size:
            problems.append(_missing(expected, size))
        return frontier

    async def _more_than(self, size: int) -> bool:
        """Whether there are records from `size` on that no head knows: looked for first, so that a lawful one is known by then."""
        beyond = await self._db.rows("SELECT position FROM audit_record WHERE position >= {} LIMIT 1", size)
        heads = await self._db.rows("SELECT size FROM audit_head WHERE id = {}", _HEAD)
        return bool(beyond) and (not heads or heads[0]["size"] <= size)


def _missing(first: int, end: int) -> Problem:
    return Problem(first, "is missing" if end - first == 1 else f"and those up to {end - 1} are missing")
