"""Numbered SQL files, run once each, in order, in one transaction: `migrations/NNNN_name.sql`.

One text serves both engines, split at its semicolons (so no triggers, no dollar quotes). The database keeps each file's checksum; a file that changed after it ran, one that is
gone, one that comes before those already run: each is refused, since nobody could say any more what the database is.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from goda.db.database import Database
from goda.db.errors import DatabaseError

FOLDER: Final = Path(__file__).parent / "migrations"
LOCK: Final = 0x676F6461
"""Key of PostgreSQL's advisory lock ("goda"): two processes that start together migrate one after the other."""

_FILE_NAME: Final = re.compile(r"\A([0-9]{4})_([a-z0-9_]+)\.sql\Z")
_PIECE: Final = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|;|[^-';\"]+|-")
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS migration (
    number   BIGINT PRIMARY KEY,
    name     TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied  TIMESTAMPTZ NOT NULL
)
"""


class MigrationRefused(DatabaseError):
    """The files and the database do not belong together; the message says where."""


class Migration(msgspec.Struct, frozen=True):
    """One file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, the same however a checkout ends its lines."""
        return hashlib.sha256(self.text.replace("\r\n", "\n").encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """The statements one by one, without comments."""
        statement: list[str] = []
        pieces = _PIECE.findall(self.text)
        if "".join(pieces) != self.text:
            raise MigrationRefused(f"{self.number:04}_{self.name}: a quote is not closed")
        for piece in (*pieces, ";"):
            if piece == ";":
                if text := "".join(statement).strip():
                    yield text
                statement = []
            elif not piece.startswith("--"):
                statement.append(piece)


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """Every migration of the folder in order; raises `MigrationRefused` for a bad name or a number used twice."""
    found: dict[int, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        if (name := _FILE_NAME.match(path.name)) is None:
            raise MigrationRefused(f"{path.name}: a migration is called NNNN_name.sql")
        migration = Migration(int(name[1]), name[2], path.read_text("utf-8"))
        if migration.number in found:
            raise MigrationRefused(f"{path.name}: number {migration.number:04} is used twice")
        found[migration.number] = migration
    return list(found.values())


async def migrate(db: Database, known: Sequence[Migration] | None = None) -> list[Migration]:
    """Run what has not run yet; return it. Raises `MigrationRefused`, with nothing done."""
    known = migrations() if known is None else known
    async with db.transaction():
        if db.kind == "postgres":
            await db.rows(f"SELECT pg_advisory_xact_lock({LOCK})")
        await db.rows(_TABLE)
        pending = _pending(known, await _applied(db))
        for migration in pending:
            for statement in migration.statements():
                await db.engine.run(statement)
            await db.rows(
                "INSERT INTO migration (number, name, checksum, applied) VALUES ({}, {}, {}, {})",
                migration.number,
                migration.name,
                migration.checksum,
                datetime.now(UTC),
            )
    return pending


async def check(db: Database, known: Sequence[Migration] | None = None) -> None:
    """Raise `MigrationRefused` unless the database stands exactly where the files do."""
    known = migrations() if known is None else known
    exists = (
        "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'migration'"
        if db.kind == "sqlite"
        else "SELECT count(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'"
    )
    applied = await _applied(db) if (await db.rows(exists))[0]["n"] else {}
    if pending := _pending(known, applied):
        raise MigrationRefused(f"not migrated: {', '.join(f'{m.number:04}_{m.name}' for m in pending)} has not run")


async def _applied(db: Database) -> dict[int, tuple[str, str]]:
    rows = await db.rows("SELECT number, name, checksum FROM migration ORDER BY number")
    return {row["number"]: (row["name"], row["checksum"]) for row in rows}


def _pending(known: Sequence[Migration], applied: dict[int, tuple[str, str]]) -> list[Migration]:
    by_number = {migration.number: migration for migration in known}
    for number, (name, checksum) in applied.items():
        if (migration := by_number.get(number)) is None:
            raise MigrationRefused(f"{number:04}_{name} has run here, but there is no such file")
        if migration.checksum != checksum:
            raise MigrationRefused(f"{number:04}_{migration.name} was changed after it had run here")
    newest = max(applied, default=0)
    pending = [migration for migration in known if migration.number not in applied]
    for migration in pending:
        if migration.number < newest:
            raise MigrationRefused(f"{migration.number:04}_{migration.name} comes before {newest:04}, which has run")
    return pending
