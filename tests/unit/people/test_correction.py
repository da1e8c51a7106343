"""R-91: what stands on record of a family is corrected from a document, by those who have it open, and nothing else changes."""

import json
from datetime import date, timedelta

import msgspec
import pytest

from goda.audit import Actor, Audit
from goda.db.database import Database
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.people.correction import as_typed
from goda.people.errors import CorrectedMeanwhile, FamilyInvalid, NoSuchPerson, ReasonNeeded
from goda.people.model import CorrectedMember, Document, Family, FamilyCorrection, NewMember
from goda.people.service import People

pytestmark = pytest.mark.anyio

PASSPORT = Document(kind="identity", number="LV-1", date=date(2026, 11, 21), issuer="PMLP")


@pytest.fixture
async def family(people: People, clerk: Actor, make) -> Family:
    return await people.record_family(clerk, make["family"]())


def correction(
    family: Family, *joining: NewMember, place: int = 0, mistyped: bool = False, **changes
) -> FamilyCorrection:
    """The family as it stands, the member at `place` changed."""
    members = [CorrectedMember(now=as_typed(member), person=member.person.id) for member in family.members]
    members[place] = msgspec.structs.replace(
        members[place], now=msgspec.structs.replace(members[place].now, **changes), mistyped=mistyped
    )
    members += [CorrectedMember(now=one) for one in joining]
    return FamilyCorrection(document=PASSPORT, members=tuple(members), seen=len(family.corrections))


async def test_a_corrected_name_is_found_and_the_document_stays_on_record(people: People, clerk: Actor, family: Family):
    corrected = await people.correct_family(clerk, family.id, correction(family, surname="Liepa"))
    assert corrected.applicant.person.name == "Āda Liepa"
    assert corrected.applicant.person.code == family.applicant.person.code
    assert corrected.document == family.document
    assert [(one.document, one.by) for one in corrected.corrections] == [(PASSPORT, clerk.id)]
    assert len(await people.search_names(clerk, "liepa")) == 1
    assert await people.search_names(clerk, "kalna") == []


@pytest.mark.parametrize("mistyped", [False, True])
async def test_a_new_code_leaves_the_old_one_as_previous_unless_it_was_mistyped(
    people: People, clerk: Actor, family: Family, mistyped
):
    """R-11."""
    new = personal_code.parse("320000-00033")
    corrected = await people.correct_family(clerk, family.id, correction(family, code=new, mistyped=mistyped))
    assert corrected.applicant.person.code == "320000-00033"
    assert corrected.applicant.person.previous == (() if mistyped else ("161175-19997",))
    by_old = await people.search_code(clerk, personal_code.parse("161175-19997"), "correction")
    assert len(by_old) == (0 if mistyped else 1)


async def test_a_code_goes_back_to_one_that_was_current_before(people: People, clerk: Actor, family: Family):
    new, old = personal_code.parse("320000-00033"), personal_code.parse("161175-19997")
    corrected = await people.correct_family(clerk, family.id, correction(family, code=new))
    back = await people.correct_family(clerk, family.id, correction(corrected, code=old, mistyped=True))
    assert (back.applicant.person.code, back.applicant.person.previous) == ("161175-19997", ())


async def test_a_child_joins_after_the_others(people: People, clerk: Actor, family: Family, make):
    child = make["member"](given="Elīza", surname="Bērziņa", code="320000-00025")
    corrected = await people.correct_family(clerk, family.id, correction(family, child))
    assert [member.person.given for member in corrected.members] == ["Āda", "Jānis", "Elīza"]
    assert corrected.members[:2] == family.members


async def test_a_birth_date_and_a_mark_are_corrected(people: People, clerk: Actor, family: Family):
    corrected = await people.correct_family(
        clerk, family.id, correction(family, place=1, born=date(2016, 3, 7), disability=True)
    )
    assert corrected.members[1].person.born == date(2016, 3, 7)
    assert corrected.members[1].disability


async def test_a_child_who_has_grown_up_does_not_stop_the_correction_of_another(
    people: People, clerk: Actor, family: Family, clock: SetClock
):
    clock.advance(timedelta(days=9 * 366))
    await people.open_family(clerk, family.id, "correction")
    corrected = await people.correct_family(clerk, family.id, correction(family, given="Ādama"))
    assert corrected.applicant.person.given == "Ādama"
    with pytest.raises(FamilyInvalid) as caught:
        await people.correct_family(clerk, family.id, correction(corrected, place=1, given="Jānītis"))
    assert list(caught.value.fields) == ["members.1.born"]


@pytest.mark.parametrize("field", ["code", "previous"])
async def test_nobody_is_given_the_code_of_another(people: People, clerk: Actor, family: Family, make, field):
    other = make["applicant"](given="Dace", code="320000-00041")
    await people.record_family(clerk, make["family"](other, make["member"](code="320000-00058")))
    with pytest.raises(FamilyInvalid) as caught:
        await people.correct_family(clerk, family.id, correction(family, **{field: other.code}))
    assert list(caught.value.fields) == [f"members.0.{field}"]
    assert (await people.family(clerk, family.id)) == family


async def test_who_joins_from_another_family_is_not_rewritten(people: People, clerk: Actor, family: Family, make):
    child = make["member"](given="Zane", code="320000-00058")
    elsewhere = await people.record_family(
        clerk, make["family"](make["applicant"](given="Dace", code="320000-00041"), child)
    )
    renamed = msgspec.structs.replace(child, given="Zelma")
    with pytest.raises(FamilyInvalid) as caught:
        await people.correct_family(clerk, family.id, correction(family, renamed))
    assert list(caught.value.fields) == ["members.2.given"]
    assert await people.family(clerk, elsewhere.id) == elsewhere
    assert (await people.family(clerk, family.id)) == family
    joined = await people.correct_family(clerk, family.id, correction(family, child))
    assert joined.members[2].person == elsewhere.members[1].person


async def test_nobody_on_record_can_be_left_out_or_brought_from_elsewhere(people: People, clerk: Actor, family: Family):
    whole = correction(family, given="Anna")
    with pytest.raises(NoSuchPerson):
        await people.correct_family(clerk, family.id, msgspec.structs.replace(whole, members=whole.members[:1]))
    with pytest.raises(NoSuchPerson):
        twice = (whole.members[0], msgspec.structs.replace(whole.members[1], person=whole.members[0].person))
        await people.correct_family(clerk, family.id, msgspec.structs.replace(whole, members=twice))


async def test_who_has_not_seen_the_last_correction_overwrites_nothing(people: People, clerk: Actor, family: Family):
    await people.correct_family(clerk, family.id, correction(family, surname="Liepa"))
    with pytest.raises(CorrectedMeanwhile):
        await people.correct_family(clerk, family.id, correction(family, given="Anna"))
    assert (await people.family(clerk, family.id)).applicant.person.name == "Āda Liepa"


async def test_a_colleague_corrects_only_what_they_have_open(
    people: People, clerk: Actor, colleague: Actor, family: Family
):
    with pytest.raises(ReasonNeeded):
        await people.correct_family(colleague, family.id, correction(family, given="Anna"))


async def test_the_log_says_who_was_corrected_from_which_kind_of_document(
    people: People, clerk: Actor, family: Family, database: Database, clock: SetClock
):
    await people.correct_family(clerk, family.id, correction(family, surname="Liepa"))
    rows = await database.rows("SELECT body FROM audit_record ORDER BY position")
    last = json.loads(bytes(rows[-1]["body"]))
    assert (last["action"], last["refs"]["document"]) == ("family.corrected", "identity")
    assert last["refs"]["persons"] == [str(family.applicant.person.id)]
    assert "Liepa" not in str([bytes(row["body"]) for row in rows])
    assert (await Audit(database, clock).verify()).whole
