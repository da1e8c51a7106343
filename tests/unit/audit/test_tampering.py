"""Whoever changes the log past the program is found out."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from goda.audit import SYSTEM, Audit, Ground, log
from goda.audit.cli import audit as audit_command
from goda.audit.merkle import Frontier, leaf_hash

pytestmark = pytest.mark.anyio

SIZE = 23


@pytest.fixture
async def audit(database, clock, monkeypatch):
    monkeypatch.setattr(log, "PAGE", 5)  # more than one page
    audit = Audit(database, clock)
    for number in range(SIZE):
        async with audit.work(SYSTEM, Ground.GRANT) as work:
            work.record("test", number=number)
    return audit


async def edit_a_record(db):
    await db.rows("UPDATE audit_record SET body = {} WHERE position = 7", b"{}")


async def edit_a_record_and_its_hash(db):
    await db.rows("UPDATE audit_record SET body = {}, leaf = {} WHERE position = 7", b"{}", leaf_hash(b"{}"))


async def edit_only_the_hash(db):
    await db.rows("UPDATE audit_record SET leaf = {} WHERE position = 7", bytes(32))


async def delete_one_in_the_middle(db):
    await db.rows("DELETE FROM audit_record WHERE position = 7")


async def delete_one_in_the_middle_and_close_the_gap(db):
    await db.rows("DELETE FROM audit_record WHERE position = 7")
    for position in range(8, SIZE):
        await db.rows("UPDATE audit_record SET position = {} WHERE position = {}", position - 1, position)


async def delete_the_first(db):
    await db.rows("DELETE FROM audit_record WHERE position = 0")


async def delete_the_last(db):
    await db.rows("DELETE FROM audit_record WHERE position = {}", SIZE - 1)


async def cut_off_the_end(db):
    await db.rows("DELETE FROM audit_record WHERE position >= 11")


async def cut_off_the_end_and_make_the_head_smaller(db):
    await db.rows("DELETE FROM audit_record WHERE position >= 11")
    await db.rows("UPDATE audit_head SET size = 11")


async def swap_two(db):
    for before, after in ((7, 900), (8, 7), (900, 8)):
        await db.rows("UPDATE audit_record SET position = {} WHERE position = {}", after, before)


async def add_one_at_the_end(db):
    await db.rows("INSERT INTO audit_record (position, body, leaf) VALUES ({}, {}, {})", SIZE, b"{}", leaf_hash(b"{}"))


async def delete_everything_but_the_head(db):
    await db.rows("DELETE FROM audit_record")


async def delete_the_head(db):
    await db.rows("DELETE FROM audit_head")


async def spoil_the_head(db):
    await db.rows("UPDATE audit_head SET frontier = {}", bytes(4 * 32))


async def shorten_the_head(db):
    await db.rows("UPDATE audit_head SET frontier = {}", bytes(7))


TAMPERINGS = [
    (edit_a_record, "record 7: was changed"),
    (edit_a_record_and_its_hash, "head: the records are not those"),
    (edit_only_the_hash, "record 7: was changed"),
    (delete_one_in_the_middle, "record 7: is missing"),
    (delete_one_in_the_middle_and_close_the_gap, "record 22: is missing"),
    (delete_the_first, "record 0: is missing"),
    (delete_the_last, "record 22: is missing"),
    (cut_off_the_end, "record 11: and those up to 22 are missing"),
    (cut_off_the_end_and_make_the_head_smaller, "head:"),
    (swap_two, "head: the records are not those"),
    (add_one_at_the_end, "record 23: stands beyond the end"),
    (delete_everything_but_the_head, "record 0: and those up to 22 are missing"),
    (delete_the_head, "record 0: stands beyond the end"),
    (spoil_the_head, "head: the records are not those"),
    (shorten_the_head, "head: its hashes do not fit its size"),
]


@pytest.mark.parametrize(("tamper", "found"), TAMPERINGS, ids=[tamper.__name__ for tamper, _ in TAMPERINGS])
async def test_tampering_is_found(database, audit, tamper, found):
    assert (await audit.verify()).whole
    await tamper(database)
    report = await audit.verify()
    assert not report.whole
    assert any(str(problem).startswith(found) for problem in report.problems), report.problems


async def test_what_is_appended_while_verifying_is_no_problem(database, audit):
    async def append() -> None:
        for _ in range(30):
            async with audit.work(SYSTEM, Ground.GRANT) as work:
                work.record("meanwhile")

    writer = asyncio.create_task(append())
    reports = [await audit.verify() for _ in range(10)]
    await writer
    assert all(report.whole for report in reports), reports
    assert (await audit.verify()).size == SIZE + 30


async def test_the_command_says_whole_or_lists_what_is_wrong_and_exits_with_1(database, audit, database_url):
    def run():
        return CliRunner().invoke(audit_command, ["verify", "--database", database_url])

    whole = await asyncio.to_thread(run)
    assert (whole.exit_code, whole.output.endswith(": whole\n")) == (0, True), whole.output
    await delete_one_in_the_middle(database)
    broken = await asyncio.to_thread(run)
    assert broken.exit_code == 1
    assert "record 7: is missing" in broken.output
    assert broken.output.endswith("NOT WHOLE\n")


async def test_the_command_takes_the_database_of_the_settings(database, audit, database_url, monkeypatch):
    monkeypatch.setenv("GODA_DATABASE", database_url)
    result = await asyncio.to_thread(CliRunner().invoke, audit_command, ["verify"])
    assert result.output.startswith(f"{SIZE} records, root "), result.output


def test_the_command_makes_no_database_where_there_is_none(tmp_path):
    result = CliRunner().invoke(audit_command, ["verify", "--database", f"sqlite:///{tmp_path}/typo.db"])
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def make_file(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).touch()


async def test_the_command_refuses_a_database_that_is_not_goda_s(empty_database_url):
    make_file(empty_database_url)
    result = await asyncio.to_thread(CliRunner().invoke, audit_command, ["verify", "--database", empty_database_url])
    assert result.exit_code == 1
    assert "not migrated" in result.output


async def test_an_empty_log_is_whole(database, clock):
    report = await Audit(database, clock).verify()
    assert (report.whole, report.size, report.root) == (True, 0, Frontier().root())
