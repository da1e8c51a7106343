"""PostgreSQL through a pool: for more than one server process.

Isolation is READ COMMITTED; what must not be written twice is guarded by a `version` column, a constraint or a row lock
that is taken last. Nothing connects before `start`.
"""

import uuid
from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from goda.db.engine import GodaEngine, Link, Row, undisturbed
from goda.db.errors import CommitFailed, TransactionError, UnfitDatabase

POOL_SIZE: Final = 10
STATEMENT_SECONDS: Final = 30.0
_OLDEST: Final = 14


class PostgresLink(Link):
    """One connection out of the pool, inside a transaction."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def run(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        return [dict(record) for record in await self.connection.fetch(sql, *args)]


class PostgresEngine(GodaEngine):
    """An engine for one database, by its URL."""

    def __init__(self, url: str, pool_size: int = POOL_SIZE) -> None:
        super().__init__("postgres")
        self._url, self._pool_size = url, pool_size
        self._pool: Any = None

    async def start(self) -> None:
        """Connect the first of the pool; refuse a server that acknowledges what is not on its disk."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=self._pool_size,
            command_timeout=STATEMENT_SECONDS,
            init=_speak_plain_uuid,
            reset=_leave_clean,
            server_settings={"application_name": "goda", "timezone": "UTC"},
        )
        try:
            await self._refuse_unfit()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.close()

    async def run_alone(self, sql: str, args: Sequence[Any]) -> list[Row]:
        """Run one statement on any connection; it is its own transaction."""
        async with self._started().acquire() as connection:
            return await PostgresLink(connection).run(sql, args)

    async def begin(self) -> Link:
        """Take a connection and begin."""
        pool = self._started()
        connection = await pool.acquire()
        try:
            await undisturbed(connection.execute("BEGIN"))
        except BaseException:
            await undisturbed(pool.release(connection))
            raise
        return PostgresLink(connection)

    async def end(self, link: Link, *, keep: bool) -> None:
        """Commit or roll back, and give the connection back."""
        assert isinstance(link, PostgresLink)
        try:
            if not keep:
                if not link.connection.is_closed():
                    await link.connection.execute("ROLLBACK")
            elif (answer := await link.connection.execute("COMMIT")) != "COMMIT":
                raise CommitFailed(answer)  # the server rolls back an aborted transaction and calls that success
        finally:
            await self._started().release(link.connection)

    def _started(self) -> Any:
        if self._pool is None:
            raise TransactionError("the database is not started")
        return self._pool

    async def _refuse_unfit(self) -> None:
        async with self._pool.acquire() as connection:
            version = connection.get_server_version()
            if version.major < _OLDEST:
                raise UnfitDatabase(f"PostgreSQL {_OLDEST} or newer is needed, this is {version.major}")
            if await connection.fetchval("SHOW fsync") != "on":
                raise UnfitDatabase("PostgreSQL runs with fsync off")
            if await connection.fetchval("SHOW synchronous_commit") == "off":
                raise UnfitDatabase("PostgreSQL runs with synchronous_commit off")
            if await connection.fetchval("SHOW server_encoding") != "UTF8":
                raise UnfitDatabase("the database's encoding is not UTF8")


async def _speak_plain_uuid(connection: Any) -> None:
    """Answer with uuid.UUID as SQLite does, not with the driver's own kind, which msgspec cannot write."""
    await connection.set_type_codec(
        "uuid",
        encoder=lambda value: (value if isinstance(value, uuid.UUID) else uuid.UUID(value)).bytes,
        decoder=lambda raw: uuid.UUID(bytes=bytes(raw)),
        schema="pg_catalog",
        format="binary",
    )


async def _leave_clean(connection: Any) -> None:
    """Goda sets nothing on a session, so a connection needs no reset unless it was left inside a transaction."""
    if connection.is_in_transaction():
        await connection.reset()
