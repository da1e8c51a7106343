"""Facts are kept sealed, told with their source, never without a record of who asked and why (R-83, R-84); feeds are read once, and wholly."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest

from goda.audit import SYSTEM, Actor, Audit, Ground
from goda.db.database import Database
from goda.db.errors import TransactionError
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.law.facts import Disability, Mark, Register, Relation, Silence, Why
from goda.people.model import Identity
from goda.people.service import People
from goda.registers.errors import PersonUnknown, RegisterSilent
from goda.registers.model import Feed, HandFact, asks
from goda.registers.needed import needed
from goda.registers.service import Registers
from simulators.world.events import Birth, DebtOf, EndOfStudy, Move, NewCode

pytestmark = pytest.mark.anyio


async def audited(database: Database) -> list[dict[str, Any]]:
    rows = await database.rows("SELECT body FROM audit_record ORDER BY position")
    return [json.loads(bytes(row["body"])) for row in rows]


async def test_every_question_is_on_record_with_its_ground_before_it_is_asked(
    side: Any, applying: Any, database: Database
) -> None:
    side.switch("ugf", "error")
    await applying.discover(side.edge("three-children").applicant)
    await applying.ask((Register.MAINTENANCE, applying.applicant))
    asked = [one for one in await audited(database) if one["action"] == "register.asked"]
    assert len([one for one in asked if one["refs"]["register"] == "fpr"]) == 5
    assert asked[-1]["refs"] == {
        "register": "ugf", "person": str(applying.applicant), "family": str(applying.family), "purpose": "application",
    }  # fmt: skip
    assert {one["ground"] for one in asked} == {"grant"}
    assert len(side.state.asked) == len(asked)
    assert {one.purpose for one in side.state.asked} == {"application"}
    spoken = json.dumps(await audited(database))
    for person in side.state.world.people[:5]:
        assert person.code not in spoken
        assert person.surname not in spoken


async def test_a_recheck_is_asked_with_its_own_purpose_and_ground(
    side: Any, applying: Any, database: Database, registers: Registers
) -> None:
    await applying.discover(side.edge("three-children").applicant)
    law = await applying.law()
    questions = asks(needed(law, date(2026, 11, 22)), applying.codes, applying.applicant, applying.spouse)
    await registers.ask(SYSTEM, applying.family, questions, "recheck")
    last = [one for one in await audited(database) if one["action"] == "register.asked"][-1]
    assert (last["ground"], last["refs"]["purpose"], side.state.asked[-1].purpose) == ("recheck", "recheck", "recheck")


async def test_only_marks_are_kept_and_these_sealed(side: Any, applying: Any, database: Database) -> None:
    edge = side.edge("foster")
    await applying.discover(edge.applicant)
    await applying.check()
    rows = await database.rows("SELECT * FROM fact")
    assert {row["register"] for row in rows} == {"fpr", "ugf", "sopa"}
    clear = b"".join(bytes(row["sealed"]) for row in rows)
    for word in (b"relation", b"foster", b"2026", b"Valmier"):
        assert word not in clear
    told = await applying.registers.facts_told(applying.family)
    assert {one.mark for one in told if one.person == applying.applicant} == {Mark.ALIVE, Mark.IN_LATVIA, Mark.DEBTOR}
    (relation,) = [one for one in told if one.mark is Mark.RELATION and one.source is Register.SOCIAL]
    assert (relation.value, relation.person) == (Relation.FOSTER, applying.person(edge.about[0]))
    assert relation.digest is not None
    assert len(relation.digest) == 32
    assert relation.valid_at == date(2026, 11, 22)


async def test_values_of_every_type_come_back_as_they_were(side: Any, applying: Any) -> None:
    edge = side.edge("disability-ends-tomorrow")
    await applying.discover(edge.applicant)
    child = applying.person(edge.about[0])
    await applying.ask((Register.DISABILITY, child), (Register.DEFENCE, child), (Register.SOCIAL, child))
    facts = {one.mark: one for one in await applying.registers.facts(applying.family) if one.subject == child}
    assert facts[Mark.DISABILITY].value is Disability.CHILD
    assert facts[Mark.DISABILITY].until == date(2026, 11, 23)
    assert isinstance(facts[Mark.BORN].value, date)
    assert facts[Mark.ALIVE].value is True
    assert facts[Mark.STAYS].value is False


async def test_what_a_clerk_enters_prevails_and_the_same_mark_again_replaces_it(
    side: Any, applying: Any, database: Database, clock: SetClock
) -> None:
    edge = side.edge("student-abroad-with-certificate")
    await applying.discover(edge.applicant)
    await applying.check()
    student = applying.person(edge.about[0])
    clerk = Actor(kind="staff", id=new_id(), role="clerk")
    document = new_id()
    for until in (date(2027, 1, 31), date(2027, 6, 30)):
        clock.advance(timedelta(minutes=1))
        entered = HandFact(
            family=applying.family, person=student, mark=Mark.STUDIES_ABROAD, value=True, until=until, document=document, note="Izziņa"
        )  # fmt: skip
        async with Audit(database, clock).work(clerk, Ground.GRANT) as work:
            await applying.registers.add_by_hand(work, clerk, entered)
    (told,) = [one for one in await applying.registers.facts_told(applying.family) if one.source is Register.BY_HAND]
    assert (told.value, told.until, told.by, told.document, told.note) == (
        True, date(2027, 6, 30), clerk.id, document, "Izziņa",
    )  # fmt: skip
    assert (await applying.assess()).is_clear
    record = (await audited(database))[-1]
    assert (record["action"], record["refs"]["fact"], record["refs"]["document"]) == (
        "fact.entered", str(told.id), str(document),
    )  # fmt: skip
    assert "mark" not in record["refs"]


async def test_registers_are_not_asked_inside_a_transaction(side: Any, applying: Any, database: Database) -> None:
    await applying.discover(side.edge("three-children").applicant)
    code = personal_code.parse(side.edge("three-children").applicant)
    async with database.transaction():
        with pytest.raises(TransactionError):
            await applying.registers.discover(SYSTEM, applying.family, [code], "application")
        with pytest.raises(TransactionError):
            await applying.ask((Register.MAINTENANCE, applying.applicant))


async def test_somebody_whom_the_register_does_not_know_is_told_so(applying: Any) -> None:
    with pytest.raises(PersonUnknown):
        await applying.discover("161175-19997")


async def test_a_silent_register_of_persons_says_when_to_come_again(side: Any, applying: Any) -> None:
    side.switch("fpr", "error")
    with pytest.raises(RegisterSilent) as silent:
        await applying.discover(side.edge("three-children").applicant)
    assert (silent.value.status, silent.value.headers) == (503, {"retry-after": "60"})


async def test_of_grown_up_children_nothing_is_kept(side: Any, applying: Any) -> None:
    await applying.discover(side.edge("turns-24-today").applicant)
    assert len(applying.household.dependants) == 2


async def test_a_previous_code_finds_the_household_and_every_code_is_told(side: Any, applying: Any) -> None:
    edge = side.edge("code-changed-twice")
    person = side.state.world.find(edge.applicant)
    await applying.discover(person.codes[2])
    assert [code.digits for code in applying.household.applicant.codes] == [
        code.replace("-", "") for code in person.codes
    ]


async def test_a_change_is_believed_when_it_is_told_twice(side: Any, applying: Any) -> None:
    edge = side.edge("three-children")
    await applying.discover(edge.applicant)
    await applying.check()
    before = len(side.state.asked)
    side.change(DebtOf(personal_code=edge.applicant, debtor=True, agreement="none"))
    (asked,) = await applying.ask((Register.MAINTENANCE, applying.applicant))
    assert asked.answered
    assert len(side.state.asked) == before + 2
    assert await applying.says(applying.applicant, Mark.DEBTOR) is True


async def test_a_silence_is_known_as_one_and_the_answer_before_it_is_remembered(
    side: Any, applying: Any, clock: SetClock
) -> None:
    edge = side.edge("three-children")
    await applying.discover(edge.applicant)
    question = (Register.MAINTENANCE, applying.applicant)
    await applying.ask(question)
    side.switch("ugf", "error")
    await applying.ask(question)
    assert await applying.says(applying.applicant, Mark.DEBTOR) is Why.SILENT
    assert [one.value for one in await applying.registers.facts(applying.family) if one.mark is Mark.DEBTOR] == [
        Silence.SILENT
    ]
    side.mend()
    side.state.clock.set(clock.now() - timedelta(hours=1))
    (asked,) = await applying.ask(question)
    assert asked.trouble == "outdated"


async def test_facts_of_many_families_are_read_at_once(side: Any, new_applying: Any, registers: Registers) -> None:
    first = await new_applying().discover(side.edge("three-children").applicant)
    second = await new_applying().discover(side.edge("two-children").applicant)
    found = await registers.facts_of([first.family, second.family, nobody := new_id()])
    assert set(found[first.family]) == set(await registers.facts(first.family))
    assert len(found[second.family]) > 0
    assert found[nobody] == ()


async def test_a_merged_persons_facts_are_theirs_who_was_kept(
    side: Any, applying: Any, people: People, clock: SetClock
) -> None:
    edge = side.edge("three-children")
    child = side.state.world.find(edge.about[0])
    older = await people.identify(
        SYSTEM, Identity(codes=(personal_code.parse("320000-00017"),), given=child.given, surname=child.surname)
    )
    clock.advance(timedelta(minutes=1))
    side.state.clock.set(clock.now())
    await applying.discover(edge.applicant)
    newer = applying.person(edge.about[0])
    codes = (personal_code.parse(child.code), personal_code.parse("320000-00017"))
    merged = await people.identify(SYSTEM, Identity(codes=codes, given=child.given, surname=child.surname))
    assert merged.id == older.id
    subjects = {one.subject for one in await applying.registers.facts(applying.family)}
    assert older.id in subjects
    assert newer not in subjects


async def test_two_records_in_one_family_keep_the_newest_answer_of_each_register(
    side: Any, applying: Any, people: People, registers: Registers, clock: SetClock, database: Database
) -> None:
    edge = side.edge("three-children")
    await applying.discover(edge.applicant)
    first, second, _ = applying.dependants
    clock.advance(timedelta(minutes=1))
    await applying.ask((Register.PERSONS, second))
    async with database.transaction():
        await registers.rehome(first, second)
    assert {one.asked_at for one in await registers.facts(applying.family) if one.subject == first} == {clock.now()}
    assert await applying.says(first, Mark.ALIVE) is True


# -- feeds -----------------------------------------------------------------------------------------------------------------------


async def advance(registers: Registers, database: Database, feed: Feed) -> None:
    async with database.transaction():
        await registers.advance(feed)


async def test_a_feed_is_read_on_from_where_it_was_kept(side: Any, registers: Registers, database: Database) -> None:
    edge = side.edge("three-children")
    empty = await registers.feed(Register.PERSONS)
    assert (empty.changes, empty.more, empty.trouble, empty.began_anew) == ((), False, None, False)
    side.change(Move(personal_code=edge.applicant, address="Rīgas iela 1, Rīga", country="LV"))
    feed = await registers.feed(Register.PERSONS)
    assert [(one.place, one.code.digits, one.kind) for one in feed.changes] == [
        (1, edge.applicant.replace("-", ""), "move")
    ]
    assert await registers.feed(Register.PERSONS) == feed  # nobody has kept it
    await advance(registers, database, feed)
    assert (await registers.feed(Register.PERSONS)).changes == ()
    side.change(EndOfStudy(personal_code=side.edge("turns-24-tomorrow").about[0]))
    assert [one.kind for one in (await registers.feed(Register.EDUCATION)).changes] == ["end-of-study"]


async def test_lines_that_come_twice_count_once(side: Any, registers: Registers) -> None:
    edge = side.edge("three-children")
    side.change(NewCode(personal_code=edge.applicant))
    side.switch("fpr", "duplicates")
    feed = await registers.feed(Register.PERSONS)
    places = [one.place for one in feed.changes]
    assert places == list(range(1, len(places) + 1))
    assert "new-code" in {one.kind for one in feed.changes}


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("older", "outdated"),
        ("clock-ahead", "ahead"),
        ("html", "unreadable"),
        ("half", "unreadable"),
        ("error", "failed"),
    ],
)
async def test_a_feed_in_trouble_keeps_its_place(
    side: Any, registers: Registers, database: Database, kind: str, trouble: str
) -> None:
    edge = side.edge("three-children")
    side.change(Move(personal_code=edge.applicant, address="Rīgas iela 1, Rīga", country="LV"))
    await advance(registers, database, await registers.feed(Register.PERSONS))
    side.switch("fpr", kind)
    feed = await registers.feed(Register.PERSONS)
    assert (feed.trouble, feed.changes) == (trouble, ())
    await advance(registers, database, feed)
    side.mend()
    side.change(Move(personal_code=edge.applicant, address="Rīgas iela 2, Rīga", country="LV"))
    assert [one.place for one in (await registers.feed(Register.PERSONS)).changes] == [2]


async def test_a_feed_that_begins_anew_is_read_from_its_beginning_and_says_so(
    side: Any, registers: Registers, database: Database, clock: SetClock
) -> None:
    edge = side.edge("three-children")
    side.change(Move(personal_code=edge.applicant, address="Rīgas iela 1, Rīga", country="LV"))
    await advance(registers, database, await registers.feed(Register.PERSONS))
    side.begin(clock)
    side.change(Birth(personal_code=edge.applicant, given_names="Anna"))
    feed = await registers.feed(Register.PERSONS)
    assert feed.began_anew
    assert feed.changes[0].place == 1
    await advance(registers, database, feed)
    after = await registers.feed(Register.PERSONS)
    assert (after.changes, after.began_anew) == ((), False)


async def test_one_question_asked_many_times_at_once_leaves_one_answer(
    side: Any, applying: Any, database: Database
) -> None:
    await applying.discover(side.edge("three-children").applicant)
    await asyncio.gather(*(applying.ask((Register.MAINTENANCE, applying.applicant)) for _ in range(6)))
    rows = await database.rows("SELECT current FROM fact WHERE register = 'ugf' AND current")
    assert len(rows) == 1
    assert await applying.says(applying.applicant, Mark.DEBTOR) is False
