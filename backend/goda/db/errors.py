"""What a database can answer besides rows, said the same for both engines.

None of them carries a value of a row: PostgreSQL's own messages do, and a personal code must not reach a log that way.
"""

import re
import sqlite3
from typing import Any, Final

import asyncpg

_ARGUMENT: Final = re.compile(r"argument \$[0-9]+")


class DatabaseError(Exception):
    """The base of them."""


class TransactionError(DatabaseError):
    """The transaction cannot be used so: by another task, after a failed statement, or where one must be open."""


class CommitFailed(DatabaseError):
    """The commit was not acknowledged: nothing is kept (or, if PostgreSQL was lost at that moment, nobody knows)."""


class Contention(DatabaseError):
    """Another transaction stood in the way (serialization failure, deadlock, busy); `Database.retrying` tries again."""


class StatementFailed(DatabaseError):
    """The database refused a statement for a reason only a programmer or an operator can mend."""


class IntegrityBroken(DatabaseError):
    """A constraint refused the row. `constraint` is its name (PostgreSQL) or its columns (SQLite): for people, not for code."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Duplicate(IntegrityBroken):
    """A unique constraint or primary key refused the row."""


class UnfitDatabase(DatabaseError):
    """The database cannot keep what Goda promises; the start is refused."""


def translated(error: Exception) -> Exception:
    """Return our own error for a driver's; whatever else it is, as it is."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error)
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return _from_postgres(error)
    return error


def _from_sqlite(error: sqlite3.Error) -> DatabaseError:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    if isinstance(error, sqlite3.IntegrityError):
        about = str(error).partition(": ")[2]  # "UNIQUE constraint failed: card.number"
        unique = name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
        return Duplicate(about) if unique else IntegrityBroken(about)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Contention(name)
    return StatementFailed(f"{name}: {error}")


def _from_postgres(error: Any) -> DatabaseError:
    name = type(error).__name__
    if isinstance(error, asyncpg.UniqueViolationError):
        return Duplicate(str(error.constraint_name))
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityBroken(str(error.constraint_name or error.column_name))
    if isinstance(
        error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError | asyncpg.InvalidCachedStatementError
    ):
        return Contention(name)
    if isinstance(error, asyncpg.DataError | asyncpg.InterfaceError):
        argument = _ARGUMENT.search(str(error))  # all that may be kept: the message repeats the value that was refused
        return StatementFailed(f"{name} {argument[0]}" if argument else name)
    return StatementFailed(f"{name}: {error.args[0] if error.args else ''}")
