"""A database is named by a URL and not touched before it is started."""

import pytest
from piccolo.columns import BigInt
from piccolo.table import Table

from goda.db import tables
from goda.db.database import open_database
from goda.db.errors import TransactionError, UnfitDatabase
from goda.kernel.errors import Stale

pytestmark = pytest.mark.anyio


def test_opening_connects_to_nothing(tmp_path):
    assert open_database("postgresql://nobody@192.0.2.1:1/none").kind == "postgres"
    assert open_database(f"sqlite:///{tmp_path}/x.db").kind == "sqlite"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "x.db", "sqlite:x.db", "mysql://x", "http://x"])
def test_other_urls_are_refused(url):
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_database(url)


@pytest.mark.parametrize("url", ["postgresql://nobody@192.0.2.1:1/none", "sqlite:///{}/x.db"])
async def test_before_the_start_nothing_can_be_asked(url, tmp_path):
    db = open_database(url.format(tmp_path))
    with pytest.raises(TransactionError, match="not started"):
        await db.rows("SELECT 1")
    with pytest.raises(TransactionError, match="not started"):
        async with db.transaction():
            pass


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
async def test_a_postgresql_that_acknowledges_what_is_not_on_its_disk_is_refused(database):
    (row,) = await database.rows("SELECT current_database() AS name")
    await database.rows(f"ALTER DATABASE {row['name']} SET synchronous_commit = off")
    again = open_database(database.engine._url)
    with pytest.raises(UnfitDatabase, match="synchronous_commit"):
        await again.start()


async def test_a_table_declared_after_binding_finds_the_database_too(database, monkeypatch):
    monkeypatch.setattr(tables, "_registered", [])

    @tables.register
    class Late(Table, tablename="late"):
        n = BigInt(primary_key=True)

    await database.rows("CREATE TABLE late (n BIGINT PRIMARY KEY)")
    await Late.insert(Late(n=1))
    assert await Late.count() == 1


def test_an_update_that_touched_no_row_is_stale():
    assert tables.only([{"version": 2}]) == {"version": 2}
    with pytest.raises(Stale):
        tables.only([])
