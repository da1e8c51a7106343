"""SQLite through one writer, pooled readers and group commit.

Every write takes the one writer connection, in the order of asking; reads outside a transaction go to read-only
connections. Each connection has its own thread and a statement is one hop to it.

**Group commit.** With FULL sync a commit costs a wait for the disk, and one wait for each transaction would cap writes
at some 150 a second. So a transaction that ends while others wait does not commit: it is a released savepoint inside one
open SQLite transaction, the next one runs as the next savepoint, and the last (or the 64th, or the first to end after 20 ms)
commits for all. Nobody hears of success before that commit; if it fails, all of them fail.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import piccolo.engine.sqlite  # noqa: F401 - registers the adapters that make SQLite answer with the types of PostgreSQL

from goda.db.engine import GodaEngine, Link, Row, undisturbed
from goda.db.errors import CommitFailed, TransactionError, UnfitDatabase

T = TypeVar("T")

READERS: Final = 2
GROUP_LIMIT: Final = 64
"""Transactions that one commit may carry."""
GROUP_SECONDS: Final = 0.02
"""How long a finished transaction may wait for others to join its commit."""

BUSY_SECONDS: Final = 10.0
"""How long to wait for another process that writes."""

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL lost acknowledged commits in 219 of 300 simulated power cuts, FULL in none
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA trusted_schema = OFF",
)
_FULL: Final = 2


class SQLiteLink(Link):
    """One sqlite3 connection on a thread of its own."""

    def __init__(self, path: str, *, read_only: bool) -> None:
        self._path, self._read_only = path, read_only
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-reader" if read_only else "sqlite-writer")
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Connect; raises `UnfitDatabase` unless the file keeps WAL and FULL."""
        await self._on_thread(self._open)

    async def run(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run a statement inside the open transaction; refused when SQLite has itself rolled that back (disk full)."""
        return await self._on_thread(lambda: self._execute(sql, args, inside=True))

    async def run_outside(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run a statement that is its own transaction, or begins or ends one."""
        return await self._on_thread(lambda: self._execute(sql, args, inside=False))

    async def abandon(self) -> None:
        """Roll back whatever is open."""
        await self._on_thread(self._abandon)

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._on_thread(self._close)
        self._thread.shutdown()

    async def _on_thread(self, work: Callable[[], T]) -> T:
        # Shielded: a statement cannot be taken back from its thread, and the ROLLBACK of a cancelled task queues behind it.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))

    def _open(self) -> None:
        db = sqlite3.connect(
            self._path,
            detect_types=sqlite3.PARSE_DECLTYPES,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            timeout=BUSY_SECONDS,
        )
        try:
            for pragma in PRAGMAS:
                db.execute(pragma)
            mode, sync = db.execute("PRAGMA journal_mode").fetchone()[0], db.execute("PRAGMA synchronous").fetchone()[0]
            _refuse_unless_durable(mode, sync)
            if self._read_only:
                db.execute("PRAGMA query_only = ON")
            db.row_factory = _as_dict
        except BaseException:
            db.close()
            raise
        self._db = db

    def _execute(self, sql: str, args: Sequence[Any], *, inside: bool) -> list[Row]:
        if self._db is None:
            raise TransactionError("the database is not started")
        if inside and not self._db.in_transaction:
            raise TransactionError("SQLite has rolled the transaction back")
        return self._db.execute(sql, args).fetchall()

    def _abandon(self) -> None:
        if self._db is not None and self._db.in_transaction:
            self._db.rollback()

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class _Group:
    """Transactions that share one commit."""

    def __init__(self) -> None:
        self.kept = 0
        self.first_kept = 0.0
        self.broken: Exception | None = None
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class SQLiteEngine(GodaEngine):
    """An engine for one file, used by one server process (other processes may write: they wait for each other)."""

    def __init__(self, path: str, readers: int = READERS) -> None:
        super().__init__("sqlite")
        self.path = path
        self.commits = 0
        self._writer = SQLiteLink(path, read_only=False)
        self._readers = [SQLiteLink(path, read_only=True) for _ in range(readers)]
        self._next_reader = 0
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._group: _Group | None = None

    async def start(self) -> None:
        """Open the file, made readable for its owner alone if it is new."""
        if sqlite3.sqlite_version_info < (3, 35):
            raise UnfitDatabase("SQLite 3.35 or newer is needed")
        path = Path(self.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # -wal and -shm take the mode of the file
        for link in (self._writer, *self._readers):
            await link.open()

    async def stop(self) -> None:
        """Close every connection after what is under way."""
        async with self._turn:
            for link in (*self._readers, self._writer):
                await link.close()

    async def run_alone(self, sql: str, args: Sequence[Any]) -> list[Row]:
        """Read on a reader; a write is a transaction of one statement, so that it shares a commit too."""
        if sql.lstrip()[:6].upper() == "SELECT":
            self._next_reader = (self._next_reader + 1) % len(self._readers)
            return await self._readers[self._next_reader].run_outside(sql, args)
        async with self.transaction() as alone:
            return await alone.run(sql, args)

    async def begin(self) -> Link:
        """Take the writer; join the commit that others already share, or begin."""
        self._waiting += 1
        try:
            await self._turn.acquire()
        except BaseException:
            self._waiting -= 1
            await undisturbed(self._commit_if_nobody_comes())
            raise
        self._waiting -= 1
        entered = asyncio.Event()
        try:
            await undisturbed(self._enter(entered))
        except asyncio.CancelledError:
            if entered.is_set():
                await undisturbed(self.end(self._writer, keep=False))
            raise
        return self._writer

    async def end(self, link: Link, *, keep: bool) -> None:
        """Leave the writer to the next; return when the shared commit is on the disk."""
        group = self._group
        if group is None:
            raise TransactionError("no transaction is open")
        try:
            if not keep:
                await link.run("ROLLBACK TO SAVEPOINT goda_0")
            await link.run("RELEASE SAVEPOINT goda_0")
        except Exception as error:  # noqa: BLE001 - the whole group hears of it
            group.broken = error
        if keep:
            group.kept += 1
            group.first_kept = group.first_kept or asyncio.get_running_loop().time()
        try:
            if self._waiting == 0 or group.broken or self._is_full(group):
                await self._commit(group)
        finally:
            self._turn.release()
        await asyncio.shield(group.committed)

    async def _enter(self, entered: asyncio.Event) -> None:
        try:
            if self._group is None:
                await self._writer.run_outside("BEGIN IMMEDIATE")
                self._group = _Group()
            await self._writer.run("SAVEPOINT goda_0")
            entered.set()
        except BaseException as error:
            if self._group is not None:
                self._group.broken = error if isinstance(error, Exception) else CommitFailed("stopped")
                await self._commit(self._group)
            self._turn.release()
            raise

    async def _commit(self, group: _Group) -> None:
        self._group = None
        failure = group.broken
        try:
            if failure is None and group.kept:
                self.commits += 1
                await self._writer.run("COMMIT")
        except Exception as error:  # noqa: BLE001 - every member hears of it
            failure = error
        await self._writer.abandon()
        if failure is None:
            group.committed.set_result(None)
        else:
            group.committed.set_exception(CommitFailed(f"{type(failure).__name__}: {failure}"))
            group.committed.exception()  # a group whose only member was cancelled has nobody left to read it

    async def _commit_if_nobody_comes(self) -> None:
        """The one for whom a finished group waited was cancelled: then its commit falls to us."""
        if self._waiting == 0 and self._group is not None:
            async with self._turn:
                if self._waiting == 0 and self._group is not None:
                    await self._commit(self._group)

    @staticmethod
    def _is_full(group: _Group) -> bool:
        waited = asyncio.get_running_loop().time() - group.first_kept if group.first_kept else 0.0
        return group.kept >= GROUP_LIMIT or waited >= GROUP_SECONDS


def _refuse_unless_durable(mode: str, sync: int) -> None:
    if (mode, sync) != ("wal", _FULL):
        raise UnfitDatabase(f"SQLite gives journal_mode={mode}, synchronous={sync}: WAL with FULL is needed")


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
