"""A table of two columns on which the engines are tried."""

import pytest
from piccolo.columns import BigInt, Text
from piccolo.table import Table


class Tally(Table, tablename="tally"):
    id = BigInt(primary_key=True)
    n = BigInt()
    version = BigInt()


class Event(Table, tablename="event"):
    id = BigInt(primary_key=True)
    body = Text()


@pytest.fixture
async def tally(database):
    """The database with an empty table `event` and one row in `tally`; returns (database, Tally, Event)."""
    await database.rows(
        "CREATE TABLE tally (id BIGINT PRIMARY KEY, n BIGINT NOT NULL CHECK (n >= 0), version BIGINT NOT NULL)"
    )
    await database.rows("CREATE TABLE event (id BIGINT PRIMARY KEY, body TEXT NOT NULL UNIQUE)")
    await database.rows("INSERT INTO tally (id, n, version) VALUES (1, 0, 0)")
    database.bind(Tally, Event)
    return database, Tally, Event
