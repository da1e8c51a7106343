"""What both engines share: Piccolo's engine interface and one meaning of "transaction".

* The outermost `transaction()` begins and commits; one inside it is a savepoint.
* It belongs to the task that opened it: a child task is refused while it is open and runs outside it afterwards.
* A statement that failed spoils its (sub)transaction, on SQLite too, where the engine itself would go on: code that
  was only tried on one engine must not behave otherwise on the other.
* A cancelled task leaves nothing half done: what was begun is finished or rolled back before the cancellation goes on.
* Work may ask to be called before the commit (the audit log) or after it (waking the job worker); a savepoint that
  rolls back takes its callbacks along.
"""

import asyncio
import contextvars
import datetime as dt
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import TracebackType
from typing import Any, Final, Literal, NoReturn, Self, TypeVar

from piccolo.engine.base import BaseTransaction, Engine
from piccolo.query.base import Query
from piccolo.querystring import QueryString

from goda.db.bell import Bell
from goda.db.errors import TransactionError, translated

Kind = Literal["sqlite", "postgres"]
Row = dict[str, Any]
T = TypeVar("T")

MIN_VERSION: Final = {"sqlite": 3.35, "postgres": 14}
"""RETURNING came to SQLite with 3.35; PostgreSQL 14 is the oldest still looked after."""


async def undisturbed(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end even if this task is cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if not task.done():
                cancelled = error
        except BaseException:  # noqa: BLE001, S110 - read from the task below
            pass
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # seen: the cancellation is what the caller must hear of
        raise cancelled
    return task.result()


class Link:
    """One connection as a transaction sees it."""

    @abstractmethod
    async def run(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows."""


class Transaction(BaseTransaction):
    """`async with engine.transaction()`; use it through `Database.transaction`."""

    def __init__(self, engine: "GodaEngine") -> None:
        self.engine = engine
        self.failed = False
        self.open = False
        self._before: list[Callable[[], Awaitable[None]]] = []
        self._after: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        self.parent = self.engine.own_transaction()
        self.owner = asyncio.current_task()
        if self.parent is None:
            self.depth = 0
            self.link = await self.engine.begin()
        else:
            self.depth = self.parent.depth + 1
            self.link = self.parent.link
            await self.parent.run(f"SAVEPOINT goda_{self.depth}")  # cancelled here, the parent is spoilt and rolls back
        self.open = True
        self._token = self.engine.current_transaction.set(self)
        return self

    async def run(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run one statement in this transaction."""
        if self.failed:
            raise TransactionError("a statement of this transaction failed: nothing more can be done in it")
        try:
            return await self.link.run(sql, args)
        except Exception as error:  # noqa: BLE001 - raised again
            self.failed = True
            _raise_translated(error)
        except BaseException:
            self.failed = True
            raise

    def before_commit(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Have `callback` run in the outermost transaction, last before its commit."""
        self._before.append(callback)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Have `callback` run once the outermost transaction is committed."""
        self._after.append(callback)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        keep = error is None and not self.failed
        if self.parent is not None:
            await self._leave_inner(self.parent, keep=keep)
        else:
            await self._leave_outer(keep=keep)
        if error is None and not keep:
            raise TransactionError("a statement of this transaction failed, so it was rolled back")
        return False

    async def _leave_inner(self, parent: "Transaction", *, keep: bool) -> None:
        self._close()
        try:
            await undisturbed(self._end_savepoint(keep=keep))
        except asyncio.CancelledError:
            parent.failed = True
            raise
        except Exception as error:  # noqa: BLE001 - raised again
            parent.failed = True
            _raise_translated(error)
        if keep:
            parent._before += self._before  # noqa: SLF001 - one class
            parent._after += self._after  # noqa: SLF001

    async def _end_savepoint(self, *, keep: bool) -> None:
        if not keep:
            await self.link.run(f"ROLLBACK TO SAVEPOINT goda_{self.depth}")
        await self.link.run(f"RELEASE SAVEPOINT goda_{self.depth}")

    async def _leave_outer(self, *, keep: bool) -> None:
        wanted = keep
        try:
            if keep:
                for callback in self._before:
                    await callback()
                keep = not self.failed
        except BaseException:
            keep = False
            raise
        finally:
            self._close()
            await undisturbed(self._end(keep=keep))
        if wanted and not keep:
            raise TransactionError("a statement before the commit failed, so nothing was kept")

    async def _end(self, *, keep: bool) -> None:
        try:
            await self.engine.end(self.link, keep=keep)
        except Exception as error:  # noqa: BLE001 - raised again
            _raise_translated(error)
        if keep:
            for callback in self._after:
                callback()

    def _close(self) -> None:
        self.open = False
        self.engine.current_transaction.reset(self._token)


class GodaEngine(Engine[Transaction]):
    """The engine Piccolo's tables point at. Never connects before `start`."""

    kind: Kind

    def __init__(self, kind: Kind) -> None:
        # Not Engine.__init__: it connects, to ask for the version.
        self.kind = kind
        self.engine_type = kind
        self.min_version_number = MIN_VERSION[kind]
        self.log_queries = self.log_responses = False
        self.query_id = 0
        self.bell = Bell()
        self.current_transaction: contextvars.ContextVar[Transaction | None] = contextvars.ContextVar(
            f"goda_{kind}_{id(self)}", default=None
        )

    @abstractmethod
    async def start(self) -> None:
        """Connect, and refuse a database that cannot keep what it acknowledges (`UnfitDatabase`)."""

    @abstractmethod
    async def stop(self) -> None:
        """Let go of every connection."""

    @abstractmethod
    async def begin(self) -> Link:
        """Begin a transaction and return its connection."""

    @abstractmethod
    async def end(self, link: Link, *, keep: bool) -> None:
        """Commit (`keep`) or roll back, and give the connection back; `CommitFailed` means nothing was kept."""

    @abstractmethod
    async def run_alone(self, sql: str, args: Sequence[Any]) -> list[Row]:
        """Run one statement outside any transaction."""

    def own_transaction(self) -> Transaction | None:
        """The innermost open transaction of this task; `TransactionError` if it is another task's."""
        current = self.current_transaction.get()
        if current is None or not current.open:
            return None
        if current.owner is not asyncio.current_task():
            raise TransactionError("a transaction belongs to the task that opened it")
        return current

    async def run(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run one statement, in this task's transaction if there is one."""
        _refuse_what_only_one_engine_takes(args)
        if (current := self.own_transaction()) is not None:
            return await current.run(sql, args)
        try:
            return await self.run_alone(sql, args)
        except Exception as error:  # noqa: BLE001 - raised again
            _raise_translated(error)

    def transaction(self, *args: Any, **kwargs: Any) -> Transaction:
        """A transaction, or a savepoint inside one."""
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Row]:  # noqa: ARG002, FBT001, FBT002 - Piccolo's
        """Run a query of Piccolo's."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.run(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Row]:  # noqa: ARG002, FBT001, FBT002 - Piccolo's
        """Run a statement of Piccolo's that has no arguments."""
        return await self.run(ddl)

    async def get_version(self) -> float:
        """The oldest version that was checked at start: Piccolo asks only to know what it may use."""
        return self.min_version_number

    def get_version_sync(self) -> float:
        """As `get_version`."""
        return self.min_version_number

    async def prep_database(self) -> None:
        """Nothing: migrations prepare the database."""

    async def batch(self, query: Query[Any, Any], batch_size: int = 100, node: str | None = None) -> Any:  # noqa: ARG002 - Piccolo's
        """Refused: read by key, page after page, so that no cursor holds a connection."""
        raise TransactionError("no cursors: read page by page")

    def atomic(self) -> Any:
        """Refused: `transaction()` is the one way."""
        raise TransactionError("use transaction()")


def _refuse_what_only_one_engine_takes(args: Sequence[Any]) -> None:
    for arg in args:
        if isinstance(arg, str):
            if "\0" in arg:
                raise ValueError("no NUL in a text: PostgreSQL cannot keep it")
        elif isinstance(arg, dt.datetime) and arg.tzinfo is None:
            raise ValueError("no time without a zone")


def _raise_translated(error: Exception) -> NoReturn:
    ours = translated(error)
    if ours is error:
        raise error
    raise ours from None  # the driver's message may hold the row's values
