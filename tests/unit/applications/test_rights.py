"""Who may know of an application and do what with it (R-40, R-98); what is sealed; what stands on record (R-83); one person, one record (R-11)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from goda.applications import errors
from goda.applications.tables import ApplicationPersonRow, ApplicationRow
from goda.audit import Actor, Ground
from goda.audit.actor import SYSTEM
from goda.audit.store import AuditRecordRow
from goda.kernel import personal_code
from goda.notices.model import Contact
from goda.people.model import Identity
from simulators.world.events import NewCode

pytestmark = pytest.mark.anyio


async def recorded(database) -> list[str]:
    rows = await AuditRecordRow.select(AuditRecordRow.body).order_by(AuditRecordRow.position)
    return [bytes(row["body"]).decode() for row in rows]


# -- who sees what ----------------------------------------------------------------------------------------------------------------


async def test_a_draft_is_its_applicants_alone_until_it_is_submitted(applications, family, clerk):
    mother, stranger = await family(), await family("one-parent")
    draft = await applications.start(mother.actor, mother.id)
    spouse = Actor(kind="person", id=draft.spouse.person)
    nobody = Actor(kind="anonymous")
    phone = Actor(kind="device", id=mother.id)
    guest = Actor(kind="staff", id=uuid4(), role="guest")
    for other in (stranger.actor, spouse, nobody, phone, guest, clerk):
        with pytest.raises(errors.NoSuchApplication):
            await applications.get(other, draft.id)
        assert await applications.of_person(other, mother.id) == ()
        assert await applications.open_of(other, mother.id) is None
    await applications.answer(mother.actor, draft.id, {"channel": "e-address"})
    done = await applications.submit(mother.actor, draft.id, uuid4())
    assert (await applications.get(clerk, draft.id)).number == done.number
    assert (await applications.by_number(clerk, " 3p-2026-000001 ")).id == draft.id
    for other in (stranger.actor, spouse, nobody, phone, guest):
        with pytest.raises(errors.NoSuchApplication):
            await applications.by_number(other, done.number)


async def test_nobody_changes_what_they_may_not_know_of(applications, family, clerk):
    mother, stranger = await family(), await family("one-parent")
    draft = await applications.start(mother.actor, mother.id)
    for other in (stranger.actor, clerk, Actor(kind="anonymous")):
        for call in (
            applications.answer(other, draft.id, {"phone": "29123456"}),
            applications.submit(other, draft.id, uuid4()),
            applications.withdraw(other, draft.id),
            applications.refresh(other, draft.id),
            applications.correct_contact(other, draft.id, Contact(channel="e-address")),
        ):
            with pytest.raises(errors.NoSuchApplication):
                await call
    assert await applications.get(mother.actor, draft.id) == draft


async def test_a_draft_that_was_withdrawn_unsubmitted_stays_the_familys_own(applications, family, clerk):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.withdraw(mother.actor, draft.id)
    with pytest.raises(errors.NoSuchApplication):
        await applications.get(clerk, draft.id)
    with pytest.raises(errors.NotADraft):
        await applications.submit(mother.actor, draft.id, uuid4())


# -- in person --------------------------------------------------------------------------------------------------------------------


async def test_a_clerk_enters_it_for_whoever_comes(applications, family, state, clerk, colleague, notices):
    code = personal_code.parse(state.world.edge("one-parent").applicant)
    draft = await applications.start_in_person(clerk, code)
    assert draft.by_staff == clerk.id
    with pytest.raises(errors.NoSuchApplication):
        await applications.get(colleague, draft.id)
    await applications.answer(clerk, draft.id, {"channel": "post", "phone": "29123456"})
    assert (await applications.start_in_person(clerk, code)).id == draft.id
    done = await applications.submit(clerk, draft.id, uuid4())
    assert (done.state, done.by_staff) == ("checking", clerk.id)
    assert (await applications.get(colleague, done.id)).number == done.number
    father = await family("one-parent")  # at home, later, by the state login
    assert father.id == done.applicant
    assert (await applications.open_of(father.actor, father.id)).id == done.id
    assert [one.kind for one in await notices.messages(father.actor, father.id, "lv")] == ["received"]


async def test_at_the_fund_a_person_goes_on_with_what_they_began_at_home(applications, family, clerk, colleague):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"phone": "29123456"})
    taken = await applications.start_in_person(clerk, mother.code)
    assert (taken.id, taken.by_staff, taken.answers.phone) == (draft.id, clerk.id, "+37129123456")
    assert (await applications.answer(mother.actor, draft.id, {"email": "a@b.lv"})).answers.phone == "+37129123456"
    assert (await applications.start_in_person(colleague, mother.code)).by_staff == colleague.id


async def test_in_person_only_staff_begin_and_only_for_whom_the_register_knows(applications, family, clerk):
    mother = await family()
    for other in (mother.actor, SYSTEM, Actor(kind="staff", id=uuid4(), role="guest")):
        with pytest.raises(errors.NotYours):
            await applications.start_in_person(other, mother.code)
    with pytest.raises(errors.NotRegistered):
        await applications.start_in_person(clerk, personal_code.parse("010180-15097"))


# -- at rest and on record --------------------------------------------------------------------------------------------------------


async def test_nothing_personal_lies_open_in_the_database(applications, audit, submitted, clerk):
    mother, one = await submitted()
    async with audit.work(clerk, Ground.GRANT) as work:
        await applications.move(work, one.id, to="case", from_=("checking",))
        await applications.move(work, one.id, to="asked", from_=("case",), asked="Bērna invaliditātes izziņa")
    await applications.correct_contact(mother.actor, one.id, Contact(channel="email", email="anna@example.lv"))
    [row] = await ApplicationRow.select()
    plain = {name: value for name, value in row.items() if name not in ("answers", "members", "asked")}
    lies = b"".join(bytes(row[name]) for name in ("answers", "members", "asked"))
    for secret in ("anna@example.lv", mother.applicant.surname, mother.applicant.address, "invalid"):
        assert secret.encode() not in lies
        assert secret not in str(plain)


async def test_every_step_leaves_its_record_and_none_says_a_name_or_an_answer(
    applications, audit, family, database, clerk
):
    """R-83."""
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"channel": "email", "email": "anna@example.lv"})
    await applications.refresh(mother.actor, draft.id)
    await applications.submit(mother.actor, draft.id, uuid4())
    await applications.submit(mother.actor, draft.id, uuid4())
    await applications.correct_contact(mother.actor, draft.id, Contact(channel="e-address"))
    await applications.get(clerk, draft.id)
    await applications.withdraw(mother.actor, draft.id)
    log = await recorded(database)
    said = [
        "started", "answered", "refreshed", "submitted", "submitted_again", "contact_corrected", "read", "moved",
    ]  # fmt: skip
    for action in said:
        assert any(f'"action":"application.{action}"' in body and str(draft.id) in body for body in log), action
    for secret in ("anna@example.lv", mother.applicant.surname, mother.applicant.code):
        assert not any(secret in body for body in log)
    assert (await audit.verify()).whole


# -- one person, one record -------------------------------------------------------------------------------------------------------


async def test_a_changed_personal_code_finds_the_same_application(applications, family, happen):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    happen(NewCode(personal_code=mother.applicant.code))
    fresh = await applications.refresh(mother.actor, draft.id)
    assert fresh.applicant == draft.applicant
    assert [one.person for one in fresh.members] == [one.person for one in draft.members]


@pytest.fixture
async def two(family, people, clock):
    """Two records that were taken for two persons; `become_one` is the state saying that both codes are one person's."""
    older = await family("three-children")
    clock.advance(timedelta(minutes=1))
    newer = await family("one-parent")

    async def become_one() -> UUID:
        codes = (newer.code, older.code)
        identity = Identity(codes=codes, given=newer.applicant.given, surname=newer.applicant.surname)
        return (await people.identify(SYSTEM, identity)).id

    return older, newer, become_one


@pytest.mark.parametrize("whose", ["the older's", "the newer's"])
@pytest.mark.parametrize("submitted", [False, True])
async def test_when_two_records_become_one_the_application_is_theirs(applications, two, whose, submitted):
    """R-11."""
    older, newer, become_one = two
    one = older if whose == "the older's" else newer
    draft = await applications.start(one.actor, one.id)
    await applications.answer(one.actor, draft.id, {"channel": "e-address", "phone": "29123456"})
    if submitted:
        await applications.submit(one.actor, draft.id, uuid4())
    kept = await become_one()
    [found] = await applications.of_person(Actor(kind="person", id=kept), kept)
    assert (found.id, found.applicant, found.holder.person) == (draft.id, kept, kept)
    assert (found.state, found.answers.phone) == ("checking" if submitted else "draft", "+37129123456")
    [gone] = {older.id, newer.id} - {kept}
    assert await applications.of_person(Actor(kind="person", id=gone), gone) == ()
    assert not await ApplicationPersonRow.exists().where(ApplicationPersonRow.person == gone)


@pytest.mark.parametrize("submitted", ["neither", "the older's", "the newer's", "both"])
async def test_when_both_had_an_open_application_one_stays_open(applications, two, clock, submitted):
    """A draft gives way to what is registered, else the later to the earlier; none is lost."""
    older, newer, become_one = two
    drafts = []
    for name, one in (("the older's", older), ("the newer's", newer)):
        clock.advance(timedelta(minutes=1))
        draft = await applications.start(one.actor, one.id)
        drafts.append(draft.id)
        if submitted in (name, "both"):
            await applications.answer(one.actor, draft.id, {"channel": "e-address"})
            await applications.submit(one.actor, draft.id, uuid4())
    ended = []

    async def note(_, one):
        ended.append(one.id)

    applications.on_withdrawn(note)
    kept = await become_one()
    states = {one.id: one.state for one in await applications.of_person(Actor(kind="person", id=kept), kept)}
    stays, goes = reversed(drafts) if submitted == "the newer's" else drafts
    assert states == {stays: "draft" if submitted == "neither" else "checking", goes: "withdrawn"}
    assert ended == [goes]
