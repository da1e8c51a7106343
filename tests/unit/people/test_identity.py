"""Who somebody is by the state's word: one person under all their codes, however these become known (R-11)."""

import asyncio
from datetime import date, timedelta

import pytest

from goda.audit import SYSTEM, Actor, Audit, Ground
from goda.db.database import Database
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.people.model import Document, Identity, KeptMember
from goda.people.service import People

pytestmark = pytest.mark.anyio
CODES = [f"32000{n}-0{n}017" for n in range(10)]


def said(*codes: str, given: str = "Āda", surname: str = "Bērziņa", **more) -> Identity:
    return Identity(codes=tuple(personal_code.parse(code) for code in codes), given=given, surname=surname, **more)


async def test_somebody_new_is_made_with_every_version_of_the_code(people: People) -> None:
    person = await people.identify(SYSTEM, said(CODES[0], CODES[1]))
    assert (person.code, person.previous, person.name, person.born) == (CODES[0], (CODES[1],), "Āda Bērziņa", None)
    assert await people.whose([personal_code.parse(code) for code in CODES[:3]]) == {
        personal_code.parse(CODES[0]): person.id,
        personal_code.parse(CODES[1]): person.id,
    }


async def test_the_same_word_again_changes_nothing_and_leaves_a_record(people: People, database: Database) -> None:
    first = await people.identify(SYSTEM, said(CODES[0]))
    again = await people.identify(SYSTEM, said(CODES[0]))
    assert again == first
    (row,) = await database.rows("SELECT count(*) AS n FROM audit_record")
    assert row["n"] == 2


async def test_a_new_code_makes_the_old_one_previous_and_a_birth_date_not_said_stays(people: People) -> None:
    first = await people.identify(SYSTEM, said(CODES[0], born=date(2015, 1, 1)))
    later = await people.identify(SYSTEM, said(CODES[1], CODES[0], given="Anna", surname="Kalna"))
    assert later.id == first.id
    assert (later.code, later.previous, later.name) == (CODES[1], (CODES[0],), "Anna Kalna")
    assert later.born == date(2015, 1, 1)


async def test_an_older_word_does_not_turn_time_back(people: People) -> None:
    await people.identify(SYSTEM, said(CODES[1], CODES[0]))
    older = await people.identify(SYSTEM, said(CODES[0]))
    assert (older.code, older.previous) == (CODES[1], (CODES[0],))


async def test_two_records_of_one_person_become_the_older_one(
    people: People, clock: SetClock, database: Database
) -> None:
    told = []

    async def rehome(kept, gone) -> None:
        told.append((kept, gone))
        assert database.in_transaction

    people.on_merge(rehome)
    older = await people.identify(SYSTEM, said(CODES[0]))
    clock.advance(timedelta(minutes=1))
    newer = await people.identify(SYSTEM, said(CODES[1], given="Anna"))
    assert older.id != newer.id
    one = await people.identify(SYSTEM, said(CODES[1], CODES[0], given="Anna", surname="Kalna"))
    assert (one.id, one.code, one.previous, one.name) == (older.id, CODES[1], (CODES[0],), "Anna Kalna")
    assert told == [(older.id, newer.id)]
    assert await people.persons([newer.id, older.id]) == {newer.id: one, older.id: one}


async def test_a_merge_that_a_feature_refuses_leaves_everything_as_it_was(people: People) -> None:
    async def refuses(kept, gone) -> None:
        raise RuntimeError("cannot")

    people.on_merge(refuses)
    first = await people.identify(SYSTEM, said(CODES[0]))
    second = await people.identify(SYSTEM, said(CODES[1]))
    with pytest.raises(RuntimeError):
        await people.identify(SYSTEM, said(CODES[1], CODES[0]))
    assert (await people.persons([first.id, second.id])).keys() == {first.id, second.id}


async def test_somebody_who_stood_twice_in_a_family_stands_once(
    people: People, database: Database, clock: SetClock, clerk: Actor
) -> None:
    parent = await people.identify(SYSTEM, said(CODES[0]))
    child = await people.identify(SYSTEM, said(CODES[1], given="Jānis"))
    clock.advance(timedelta(minutes=1))
    twin = await people.identify(SYSTEM, said(CODES[2], given="Jānis"))
    other = await people.identify(SYSTEM, said(CODES[3], given="Zane"))
    family = new_id()
    members = [
        KeptMember(person=parent.id, role="applicant"),
        *(KeptMember(person=one.id, role="child", relation="own") for one in (child, twin, other)),
    ]
    document = Document(kind="application", number="3P-2026-000001", date=date(2026, 11, 22), issuer="Fonds")
    for _ in range(2):  # written again as it is then
        async with Audit(database, clock).work(SYSTEM, Ground.GRANT) as work:
            await people.keep_family(work, family, members, document)
    await people.identify(SYSTEM, said(CODES[1], CODES[2], given="Jānis"))
    await people.open_family(clerk, family, "application")
    kept = await people.family(clerk, family)
    assert [member.person.id for member in kept.members] == [parent.id, child.id, other.id]
    (hit,) = await people.search_code(clerk, personal_code.parse(CODES[2]), "application")
    assert (hit.person.id, hit.family, hit.by_previous) == (child.id, family, True)
    assert (await people.search_names(clerk, "Zane"))[0].family == family


async def test_identifying_inside_another_work_stands_and_falls_with_it(
    people: People, database: Database, clock: SetClock
) -> None:
    with pytest.raises(RuntimeError):
        async with Audit(database, clock).work(SYSTEM, Ground.GRANT) as work:
            work.record("test")
            await people.identify(SYSTEM, said(CODES[0]))
            raise RuntimeError
    assert await people.whose([personal_code.parse(CODES[0])]) == {}


async def test_many_who_name_one_person_at_once_make_one(people: People) -> None:
    found = await asyncio.gather(
        *(people.identify(SYSTEM, said(CODES[0], *([CODES[1]] if n % 2 else []))) for n in range(8))
    )
    assert len({one.id for one in found}) == 1


async def test_records_that_are_merged_from_both_sides_at_once_become_one(people: People) -> None:
    for code in CODES[:3]:
        await people.identify(SYSTEM, said(code))
    await asyncio.gather(
        people.identify(SYSTEM, said(CODES[1], CODES[0])),
        people.identify(SYSTEM, said(CODES[2], CODES[1])),
        people.identify(SYSTEM, said(CODES[2], CODES[0])),
    )
    assert len(set((await people.whose([personal_code.parse(code) for code in CODES[:3]])).values())) == 1
