"""The tables that are declared are the tables that the migrations make, from whatever number one comes."""

import importlib
import pkgutil
import re
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from piccolo.columns import ForeignKey

import goda
from goda.db import tables
from goda.db.database import Database, open_database
from goda.db.errors import DatabaseError
from goda.db.migrate import check, migrate, migrations

pytestmark = pytest.mark.anyio

WORD_OF_POSTGRES = {
    "uuid": "UUID", "text": "TEXT", "bigint": "BIGINT", "boolean": "BOOLEAN", "date": "DATE",
    "timestamp with time zone": "TIMESTAMPTZ", "bytea": "BYTEA",
}  # fmt: skip
WORD_OF_PICCOLO = {
    "UUID": "UUID", "Text": "TEXT", "Varchar": "TEXT", "BigInt": "BIGINT", "Boolean": "BOOLEAN", "Date": "DATE",
    "Timestamptz": "TIMESTAMPTZ", "Bytea": "BYTEA",
}  # fmt: skip

Shape = dict[str, tuple[str, bool, bool]]
"""Column → type, may be null, is (part of) the primary key."""


async def tables_of(db: Database) -> dict[str, Shape]:
    if db.kind == "sqlite":
        names = [
            row["name"]
            for row in await db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]
        shapes = {}
        for name in names:
            columns = await db.rows('SELECT name, type, "notnull" AS required, pk FROM pragma_table_info({})', name)
            shapes[name] = {c["name"]: (c["type"], not c["required"] and not c["pk"], c["pk"] > 0) for c in columns}
        return shapes
    rows = await db.rows(
        "SELECT c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES' AS nullable, "
        "EXISTS (SELECT 1 FROM information_schema.table_constraints k "
        "JOIN information_schema.key_column_usage u USING (constraint_schema, constraint_name) "
        "WHERE k.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND u.column_name = c.column_name) AS pk "
        "FROM information_schema.columns c WHERE c.table_schema = 'public'"
    )
    shapes = {}
    for row in rows:
        column = (WORD_OF_POSTGRES[row["data_type"]], row["nullable"], row["pk"])
        shapes.setdefault(row["table_name"], {})[row["column_name"]] = column
    return shapes


def declared() -> dict[str, Shape]:
    for module in pkgutil.walk_packages(goda.__path__, "goda."):
        if module.name != "goda.__main__":
            importlib.import_module(module.name)
    shapes = {}
    for table in tables.registered():
        columns = {}
        for column in table._meta.columns:
            target = column
            while isinstance(target, ForeignKey):
                target = target._foreign_key_meta.resolved_target_column
            word = WORD_OF_PICCOLO[type(target).__name__]
            columns[column._meta.db_column_name] = (word, column._meta.null, column._meta.primary_key)
        shapes[table._meta.tablename] = columns
    return shapes


async def test_what_is_declared_is_what_the_migrations_make(database):
    made = await tables_of(database)
    del made["migration"]
    known = declared()
    assert known.keys() == made.keys()
    for name, shape in made.items():
        assert {column: kind[:2] for column, kind in known[name].items()} == {
            c: kind[:2] for c, kind in shape.items()
        }, name
        keys = {column for column, kind in known[name].items() if kind[2]}
        assert keys <= {column for column, kind in shape.items() if kind[2]}, (
            name
        )  # Piccolo knows one column of a joint key


async def test_numbers_have_no_gap():
    assert [migration.number for migration in migrations()] == list(range(1, len(migrations()) + 1))


async def test_migrations_use_the_types_both_engines_know_and_no_deferred_constraint():
    """A deferred constraint would fail at the commit that others share."""
    for migration in migrations():
        for statement in migration.statements():
            assert not re.search(
                r"DEFERR|AUTOINCREMENT|SERIAL|\bJSONB?\b|TIMESTAMP\b|VARCHAR|\bINT(EGER)?\b", statement, re.IGNORECASE
            ), statement


VALUES: dict[str, Any] = {
    "UUID": uuid.UUID(int=7), "TEXT": "x", "BIGINT": 1, "BOOLEAN": False, "DATE": date(2026, 11, 22),
    "TIMESTAMPTZ": datetime(2026, 11, 22, tzinfo=UTC), "BYTEA": bytes(32),
}  # fmt: skip
SAMPLES: dict[str, dict[str, Any]] = {
    "staff_member": {"role": "clerk"},
    "family_opening": {"reason": "request"},
    "status_list": {"version": 0},
    "card": {"number": "ABCD1234C", "reason": b"x"},
    "device": {"thumbprint": "x" * 43},
    "credential": {"profile": "print", "exp": 400 * 86400},
    "decision_case": {"kind": "recheck", "entitlement": uuid.UUID(int=7), "state": "open"},
    "decision": {"kind": "annul", "card": uuid.UUID(int=7), "cause": "death", "state": "proposed"},
    "entitlement_person": {"role": "applicant"},
    "fact": {"register": "fpr"},
    "document": {"kind": "pdf"},
    "application": {"state": "draft"},
    "message": {"kind": "received"},
    "delivery": {"way": "letter", "state": "waiting"},
    "recheck_run": {"step": "feeds"},
    "print_batch": {"kind": "letter", "delivery": "post"},
    "print_item": {"what": "plastic", "delivery": "post", "card": uuid.UUID(int=7), "state": "waiting"},
}
"""What a table's own checks want beside plain values; a new table that is not satisfied by those needs a line here."""


@pytest.mark.parametrize("start", range(1, len(migrations())))
async def test_a_database_with_a_row_in_each_table_can_be_brought_up_from_every_earlier_number(
    empty_database_url, start
):
    db = open_database(empty_database_url)
    await db.start()
    try:
        await migrate(db, migrations()[:start])
        filled = await fill(db)
        await migrate(db)
        await check(db)
        counts = {name: (await db.rows(f"SELECT count(*) AS n FROM {name}"))[0]["n"] for name in filled}
        assert counts == dict.fromkeys(filled, 1)
    finally:
        await db.stop()


async def test_every_constraint_of_today_lets_a_row_in(database):
    await fill(database)


async def fill(db: Database) -> list[str]:
    """Put one row into every table, those that are referred to first."""
    left = {name: shape for name, shape in (await tables_of(db)).items() if name != "migration"}
    filled: list[str] = []
    while left:
        refused: dict[str, Exception] = {}
        for name, shape in left.items():
            row = {column: VALUES[word] for column, (word, nullable, _) in shape.items() if not nullable}
            row |= SAMPLES.get(name, {})
            places = ", ".join("{}" for _ in row)
            try:
                await db.rows(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({places})", *row.values())
            except DatabaseError as error:
                refused[name] = error
            else:
                filled.append(name)
        assert len(refused) < len(left), refused
        left = {name: left[name] for name in refused}
    return filled
