"""One database, of either kind: what the features are given."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from piccolo.querystring import QueryString
from piccolo.table import Table

from goda.db import tables
from goda.db.bell import Bell
from goda.db.engine import GodaEngine, Kind, Row, Transaction
from goda.db.errors import Contention, TransactionError
from goda.db.postgres import PostgresEngine
from goda.db.sqlite import SQLiteEngine
from goda.kernel.errors import Stale

T = TypeVar("T")

TRIES: Final = 20
"""Times a use case is run before a conflict is given to the user."""
FIRST_PAUSE: Final = 0.002
LONGEST_PAUSE: Final = 0.25
"""Seconds; each pause is random up to a doubling bound, so that those in conflict come apart."""


class Database:
    """Rows and transactions; made by `open_database`, connected by `start`."""

    def __init__(self, engine: GodaEngine) -> None:
        self.engine = engine

    @property
    def kind(self) -> Kind:
        """Which engine: "sqlite" or "postgres"."""
        return self.engine.kind

    async def start(self) -> None:
        """Connect; raises `UnfitDatabase` if the database does not keep what it acknowledges."""
        await self.engine.start()

    async def stop(self) -> None:
        """Let go of every connection."""
        await self.engine.stop()

    def transaction(self) -> Transaction:
        """`async with`: commits at its end or rolls back on an exception; a savepoint when one is open already."""
        return self.engine.transaction()

    @property
    def bell(self) -> Bell:
        """Rung when a job is enqueued in this process."""
        return self.engine.bell

    @property
    def in_transaction(self) -> bool:
        """Whether this task has a transaction open here."""
        return self.engine.own_transaction() is not None

    async def rows(self, sql: str, *args: Any) -> list[Row]:
        """Run one statement with a `{}` for each argument; for the few that Piccolo has no words for."""
        return await self.engine.run_querystring(QueryString(sql, *args))

    def bind(self, *classes: type[Table]) -> None:
        """Point these tables at this database."""
        for table in classes:
            table._meta.db = self.engine  # noqa: SLF001 - Piccolo's own way

    def bind_all(self) -> None:
        """Point every registered table at this database, those that are declared later too."""
        self.bind(*tables.registered())
        tables.on_register = self.bind

    async def retrying(self, use_case: Callable[[], Awaitable[T]]) -> T:
        """Run a whole use case, again if it met another's write (`Stale`, `Contention`).

        Not inside a transaction: what it read there would stay as it was.
        """
        if self.in_transaction:
            raise TransactionError("retry the whole transaction, not a part of it")
        pause = FIRST_PAUSE
        for _ in range(TRIES - 1):
            try:
                return await use_case()
            except (Stale, Contention):
                await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
                pause = min(2 * pause, LONGEST_PAUSE)
        return await use_case()


def open_database(url: str) -> Database:
    """Return the database of `sqlite:///relative`, `sqlite:////absolute` or `postgresql://…`; connects only at `start`."""
    if url.startswith("sqlite:///"):
        return Database(SQLiteEngine(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql://", "postgres://")):
        return Database(PostgresEngine(url))
    raise ValueError("a database is sqlite:///path or postgresql://user@host/name")
