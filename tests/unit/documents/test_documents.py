"""Documents are kept sealed, ten about one thing, each once, and stay where a fact rests on them (R-68)."""

import asyncio
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image

from goda.audit import Actor, Audit, Ground
from goda.db.database import Database
from goda.documents.errors import DocumentReliedOn, DocumentsFull, NoSuchDocument
from goda.documents.model import Document
from goda.documents.service import Documents, checked

pytestmark = pytest.mark.anyio

PERSON = Actor(kind="person", id=uuid4())


@pytest.fixture
def audit(database: Database, clock) -> Audit:
    return Audit(database, clock)


@pytest.fixture
def documents(database: Database, audit, vault, clock) -> Documents:
    return Documents(database, audit, vault, clock)


def png(number: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256, 7)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def add(database: Database, documents: Documents, audit):
    async def adding(about: UUID, data: bytes, name: str = "Liepiņas izziņa.png") -> Document:
        given = await checked(data)

        async def use_case() -> Document:
            async with audit.work(PERSON, Ground.GRANT) as work:
                return await documents.add(work, about, PERSON, name, given, "application")

        return await database.retrying(use_case)

    return adding


async def test_what_was_added_is_read_again_by_who_names_what_it_is_about(documents, add):
    about = uuid4()
    made = await add(about, png(1))
    assert await documents.of(about) == (made,)
    found, data = await documents.read(PERSON, made.id, about)
    assert (found, data) == (made, png(1))
    for document, other in ((made.id, uuid4()), (uuid4(), about)):
        with pytest.raises(NoSuchDocument):
            await documents.read(PERSON, document, other)


async def test_nothing_of_it_stands_open_in_the_database(database, add):
    await add(uuid4(), png(2))
    (row,) = await database.rows("SELECT * FROM document")
    for value in row.values():
        stored = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        assert b"PNG" not in stored
        assert "Liepiņas".encode() not in stored


async def test_the_same_bytes_again_are_the_same_document(documents, add):
    about = uuid4()
    made = await add(about, png(3))
    assert await add(about, png(3), "another name.png") == made
    assert len(await documents.of(about)) == 1
    assert (await add(uuid4(), png(3))).id != made.id, "about something else it is another"


async def test_ten_are_taken_and_the_eleventh_is_not(documents, add):
    about = uuid4()
    for number in range(10):
        await add(about, png(number))
    with pytest.raises(DocumentsFull):
        await add(about, png(10))
    assert [one.name for one in await documents.of(about)] == ["Liepiņas izziņa.png"] * 10


async def test_of_many_at_once_ten_are_taken(documents, add):
    about = uuid4()
    done = await asyncio.gather(*(add(about, png(number)) for number in range(14)), return_exceptions=True)
    assert sum(isinstance(one, Document) for one in done) == 10
    assert sum(isinstance(one, DocumentsFull) for one in done) == 4
    assert len({one.id for one in await documents.of(about)}) == 10


async def test_the_same_sent_many_times_at_once_is_one(documents, add):
    about = uuid4()
    done = await asyncio.gather(*(add(about, png(9)) for _ in range(8)))
    assert len({one.id for one in done}) == 1
    assert len(await documents.of(about)) == 1


async def test_a_removed_one_is_gone_and_makes_room(documents, audit, add):
    about = uuid4()
    made = [await add(about, png(number)) for number in range(10)]
    async with audit.work(PERSON, Ground.GRANT) as work:
        await documents.remove(work, made[4].id, about)
    with pytest.raises(NoSuchDocument):
        await documents.read(PERSON, made[4].id, about)
    await add(about, png(40))
    assert len(await documents.of(about)) == 10


async def test_one_that_a_fact_rests_on_stays(documents, audit, add):
    about = uuid4()
    made = await add(about, png(5))
    async with audit.work(Actor(kind="staff", id=uuid4(), role="clerk"), Ground.GRANT) as work:
        await documents.rely_on(work, made.id)
    async with audit.work(PERSON, Ground.GRANT) as work:
        work.record("test")
        with pytest.raises(DocumentReliedOn):
            await documents.remove(work, made.id, about)
        with pytest.raises(NoSuchDocument):
            await documents.remove(work, made.id, uuid4())
        with pytest.raises(NoSuchDocument):
            await documents.rely_on(work, uuid4())
    (kept,) = await documents.of(about)
    assert kept.relied_on


async def test_the_log_says_which_was_added_and_read_and_never_its_name(database, documents, add):
    about = uuid4()
    made = await add(about, png(6))
    await documents.read(PERSON, made.id, about)
    rows = await database.rows("SELECT body FROM audit_record ORDER BY position")
    text = [bytes(row["body"]).decode() for row in rows]
    assert ['"document.added"' in text[0], '"document.read"' in text[1]] == [True, True]
    assert all(str(made.id) in one and "Liepiņas" not in one for one in text)


async def test_what_a_merged_record_brought_the_one_that_is_kept_has_brought(database, documents, add):
    await add(uuid4(), png(7))
    kept = uuid4()
    assert PERSON.id is not None
    await documents.rehome(kept, PERSON.id)
    (row,) = await database.rows("SELECT by_id FROM document")
    assert row["by_id"] == kept
