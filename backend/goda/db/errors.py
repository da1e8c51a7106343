"""What a database can answer besides rows, said the same for both engines.

None of them carries a value of a row: PostgreSQL's own messages do, and a personal code must not reach a log that way.
"""

import sqlite3

import asyncpg


class DatabaseError(Exception):
    """The base of them."""


class TransactionError(DatabaseError):
    """The transaction cannot be used so: by another task, after a failed statement, or where one must be open."""


class CommitFailed(DatabaseError):
    """The commit did not happen: nothing of the transaction is kept."""


class Contention(DatabaseError):
    """Another transaction stood in the way (serialization failure, deadlock, busy); `Database.retrying` tries again."""


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
    """Return our own error for a driver's, or the driver's where nobody can act on the difference."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error)
    if isinstance(error, asyncpg.PostgresError):
        return _from_postgres(error)
    return error


def _from_sqlite(error: sqlite3.Error) -> Exception:
    name = getattr(error, "sqlite_errorname", "")
    if isinstance(error, sqlite3.IntegrityError):
        about = str(error).partition(": ")[2]  # "UNIQUE constraint failed: card.number"
        unique = name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
        return Duplicate(about) if unique else IntegrityBroken(about)
    if name.startswith("SQLITE_BUSY"):
        return Contention("busy")
    return error


def _from_postgres(error: asyncpg.PostgresError) -> Exception:
    if isinstance(error, asyncpg.UniqueViolationError):
        return Duplicate(str(error.constraint_name))
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityBroken(str(error.constraint_name or error.column_name))
    if isinstance(
        error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError | asyncpg.InvalidCachedStatementError
    ):
        return Contention(type(error).__name__)
    return error
