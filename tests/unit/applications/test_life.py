"""An application's life: begun, filled in, submitted, withdrawn, corrected (R-10, R-40 to R-43, D-10)."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest

from goda.applications import errors
from goda.applications.model import UNDECIDED
from goda.audit import Ground
from goda.db.jobs import JobRow
from goda.notices.model import Contact
from goda.registers.errors import RegisterSilent
from simulators.registers.faults import Fault
from simulators.world.events import Birth, Names

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)


async def jobs() -> list[dict]:
    return await JobRow.select().where(JobRow.kind == "application.check")


# -- beginning --------------------------------------------------------------------------------------------------------------------


async def test_begun_it_knows_who_is_in_the_family_and_from_where(applications, family, clock):
    """R-41: nothing of this is typed in."""
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    assert (draft.state, draft.applicant, draft.number, draft.decide_by) == ("draft", mother.id, None, None)
    assert [one.role for one in draft.members] == ["applicant", "spouse", "dependant", "dependant", "dependant"]
    assert draft.holder.name == mother.applicant.name
    assert all((one.source, one.source_at) == ("fpr", clock.now()) for one in draft.members)
    assert [one.relation for one in draft.dependants] == ["child"] * 3
    assert [one.born is not None for one in draft.members] == [False, False, True, True, True]


async def test_the_declared_residence_is_filled_in_and_goes_where_nothing_is_sent_to_it(applications, family):
    """R-12, R-17: known, so not asked; kept as postal address only where something goes by post."""
    for edge, channel, kept in (("three-children", "e-address", False), ("one-parent", "post", True)):
        whose = await family(edge)
        draft = await applications.start(whose.actor, whose.id)
        assert draft.answers.postal == draft.address == whose.applicant.address
        await applications.answer(whose.actor, draft.id, {"channel": channel})
        done = await applications.submit(whose.actor, draft.id, uuid4())
        assert done.answers.postal == (draft.address if kept else "")


async def test_a_person_has_one_open_application_however_often_it_is_begun(applications, family):
    mother = await family()
    begun = await asyncio.gather(*(applications.start(mother.actor, mother.id) for _ in range(6)))
    assert len({one.id for one in begun}) == 1
    assert len(await applications.of_person(mother.actor, mother.id)) == 1
    assert (await applications.open_of(mother.actor, mother.id)).id == begun[0].id


async def test_while_the_register_of_persons_is_silent_nothing_begins_and_nothing_is_lost(
    applications, family, state, silence
):
    mother = await family()
    silence()
    with pytest.raises(RegisterSilent):
        await applications.start(mother.actor, mother.id)
    assert await applications.of_person(mother.actor, mother.id) == ()
    state.switches.clear()
    assert (await applications.start(mother.actor, mother.id)).state == "draft"


async def test_what_is_known_of_the_members_is_kept_as_facts(applications, registers, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    known = {(fact.subject, str(fact.mark)) for fact in await registers.facts(draft.family)}
    assert {(one.person, "born") for one in draft.dependants} <= known
    assert (mother.id, "alive") in known


async def test_nobody_begins_an_application_for_another(applications, family, clerk):
    """R-98."""
    mother, stranger = await family(), await family("one-parent")
    for actor in (stranger.actor, type(clerk)(kind="anonymous"), type(clerk)(kind="staff", id=uuid4(), role="guest")):
        with pytest.raises(errors.NotYours):
            await applications.start(actor, mother.id)


# -- filling in -------------------------------------------------------------------------------------------------------------------


async def test_answers_are_kept_field_by_field_and_each_writing_counts(applications, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    first = await applications.answer(mother.actor, draft.id, {"phone": "2912 3456"})
    second = await applications.answer(mother.actor, draft.id, {"email": " anna@example.lv "})
    assert (second.answers.phone, second.answers.email) == ("+37129123456", "anna@example.lv")
    assert draft.version < first.version < second.version
    assert (await applications.get(mother.actor, draft.id)).answers == second.answers


async def test_two_phones_at_once_lose_nothing(applications, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    children = [one.person for one in draft.dependants]
    said = [
        {"phone": "29123456"},
        {"email": "a@example.lv"},
        {"channel": "email"},
        {"names": children},
        {"postal": "Brīvības iela 1-2\nRīga, LV-1010"},
        {"spouseCard": True},
        {"plastic": "post"},
        {"language": "en"},
        {"disability": children[:1]},
        {"incapacity": True},
    ]
    await asyncio.gather(*(applications.answer(mother.actor, draft.id, one) for one in said))
    kept = (await applications.get(mother.actor, draft.id)).answers
    assert (kept.phone, kept.email, kept.channel, kept.names) == (
        "+37129123456",
        "a@example.lv",
        "email",
        tuple(children),
    )
    assert (kept.spouse_card, kept.plastic, kept.language, kept.incapacity) == (True, "post", "en", True)
    assert (kept.disability, kept.postal) == ((children[0],), "Brīvības iela 1-2\nRīga, LV-1010")


async def test_what_is_right_is_kept_when_another_field_is_wrong(applications, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    with pytest.raises(errors.AnswersInvalid) as refused:
        await applications.answer(mother.actor, draft.id, {"phone": "29123456", "email": "anna", "colour": "red"})
    assert {field: fault.code for field, fault in refused.value.fields.items()} == {
        "email": "email-malformed",
        "colour": "no-such-question",
    }
    assert (await applications.get(mother.actor, draft.id)).answers.phone == "+37129123456"


async def test_an_answer_can_be_taken_back(applications, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"phone": "29123456", "channel": "post", "spouseCard": True})
    kept = await applications.answer(mother.actor, draft.id, {"phone": None, "channel": None, "spouseCard": None})
    assert (kept.answers.phone, kept.answers.channel, kept.answers.spouse_card) == ("", None, False)


# -- submitting -------------------------------------------------------------------------------------------------------------------


async def test_submitted_it_has_number_day_and_term_and_goes_to_be_checked(
    applications, notices, people, submitted, clock
):
    """R-10, R-43, D-10."""
    mother, done = await submitted()
    assert (done.state, done.number, done.registered_at) == ("checking", "3P-2026-000001", clock.now())
    assert (done.rules_of, done.decide_by) == (TODAY, date(2026, 12, 22))
    assert [one["payload"] for one in await jobs()] == [f'{{"application":"{done.id}"}}']
    [message] = await notices.messages(mother.actor, mother.id, "en")
    assert (message.kind, message.application) == ("received", done.id)
    assert "3P-2026-000001" in " ".join(message.text)
    assert (await notices.contact(mother.id)).channel == "e-address"


async def test_staff_find_the_family_once_it_has_applied(applications, people, family, clerk):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    assert await people.search_code(clerk, mother.code, "request") == []
    await applications.answer(mother.actor, draft.id, {"channel": "e-address"})
    await applications.submit(mother.actor, draft.id, uuid4())
    [hit] = await people.search_code(clerk, mother.code, "request")
    assert (hit.family, hit.role) == (draft.family, "applicant")


async def test_numbers_go_on_within_a_year_and_begin_anew_with_the_next(applications, submitted, family, clock):
    _, first = await submitted()
    _, second = await submitted("one-parent")
    clock.advance(timedelta(days=40))
    _, third = await submitted("foster")
    assert [one.number for one in (first, second, third)] == ["3P-2026-000001", "3P-2026-000002", "3P-2027-000001"]


@pytest.mark.parametrize("keys", ["one", "different"])
async def test_a_hundred_submissions_at_once_make_one_application(applications, notices, family, keys):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"channel": "e-address"})
    key = uuid4()
    done = await asyncio.gather(
        *(applications.submit(mother.actor, draft.id, key if keys == "one" else uuid4()) for _ in range(100))
    )
    assert {(one.number, one.registered_at) for one in done} == {(done[0].number, done[0].registered_at)}
    assert done[0].number == "3P-2026-000001"
    assert len(await jobs()) == 1
    assert len(await notices.messages(mother.actor, mother.id, "lv")) == 1
    assert len(await applications.of_person(mother.actor, mother.id)) == 1


async def test_whoever_submits_at_the_same_moment_gets_a_number_of_their_own(applications, family):
    edges = ("three-children", "one-parent", "foster", "guardianship", "fits-both-grounds", "changed-code")
    families = [await family(edge) for edge in edges]
    drafts = [await applications.start(one.actor, one.id) for one in families]
    for one, draft in zip(families, drafts, strict=True):
        await applications.answer(one.actor, draft.id, {"channel": "e-address"})
    done = await asyncio.gather(
        *(applications.submit(one.actor, draft.id, uuid4()) for one, draft in zip(families, drafts, strict=True))
    )
    assert sorted(one.number for one in done) == [f"3P-2026-{place:06}" for place in range(1, 7)]


async def test_a_key_serves_one_application_only(applications, family):
    mother, father = await family(), await family("one-parent")
    key = uuid4()
    for one in (mother, father):
        draft = await applications.start(one.actor, one.id)
        await applications.answer(one.actor, draft.id, {"channel": "e-address"})
        if one is mother:
            await applications.submit(one.actor, draft.id, key)
    with pytest.raises(errors.KeyOfAnother):
        await applications.submit(father.actor, draft.id, key)
    assert (await applications.get(father.actor, draft.id)).state == "draft"


async def test_without_a_way_to_write_to_the_family_it_is_not_submitted_and_says_so(applications, family):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    assert {name: fault.code for name, fault in applications.missing(draft).items()} == {"channel": "channel-missing"}
    with pytest.raises(errors.AnswersInvalid) as refused:
        await applications.submit(mother.actor, draft.id, uuid4())
    assert refused.value.fields["channel"].code == "channel-missing"
    assert (await applications.get(mother.actor, draft.id)).state == "draft"
    assert await jobs() == []


async def test_what_was_submitted_is_no_longer_changed(applications, submitted):
    mother, done = await submitted()
    with pytest.raises(errors.NotADraft):
        await applications.answer(mother.actor, done.id, {"plastic": "fund"})
    with pytest.raises(errors.NotADraft):
        await applications.refresh(mother.actor, done.id)
    assert (await applications.get(mother.actor, done.id)).answers == done.answers


# -- afterwards -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state_then", ["draft", *UNDECIDED])
async def test_it_can_be_withdrawn_until_it_is_decided(
    applications, audit, family, submitted, clerk, notices, state_then
):
    ended = []

    async def note(_, one):
        ended.append(one.id)

    applications.on_withdrawn(note)
    if state_then == "draft":
        mother = await family()
        one = await applications.start(mother.actor, mother.id)
    else:
        mother, one = await submitted()
        if state_then != "checking":
            async with audit.work(clerk, Ground.GRANT) as work:
                await applications.move(work, one.id, to="case", from_=("checking",))
                if state_then == "asked":
                    await applications.move(work, one.id, to="asked", from_=("case",), asked="Skolas izziņa?")
    gone = await applications.withdraw(mother.actor, one.id)
    assert (gone.state, gone.asked) == ("withdrawn", None)
    assert (await applications.withdraw(mother.actor, one.id)).state == "withdrawn"
    assert ended == [one.id]
    kinds = [message.kind for message in await notices.messages(mother.actor, mother.id, "lv")]
    assert kinds.count("withdrawn") == (0 if state_then == "draft" else 1)
    assert (await applications.start(mother.actor, mother.id)).id != one.id  # and another may be begun


@pytest.mark.parametrize("decision", ["granted", "refused"])
async def test_once_decided_it_stands(applications, audit, submitted, clerk, clock, decision):
    mother, one = await submitted()
    async with audit.work(clerk, Ground.GRANT) as work:
        await applications.move(work, one.id, to="case", from_=("checking",))
        decided = await applications.move(work, one.id, to=decision, from_=("case",))
    assert decided.decided_at == clock.now()
    with pytest.raises(errors.DecidedAlready):
        await applications.withdraw(mother.actor, one.id)
    async with audit.work(clerk, Ground.GRANT) as work:
        work.record("test.looked")
        for state in UNDECIDED:
            with pytest.raises((errors.MovedMeanwhile, ValueError)):
                await applications.move(work, one.id, to=state, from_=(decision,))


async def test_withdrawing_and_granting_at_the_same_moment_leaves_one_of_the_two(applications, audit, submitted):
    mother, one = await submitted()
    system = type(mother.actor)(kind="system")

    async def grant():
        async with audit.work(system, Ground.GRANT) as work:
            await applications.move(work, one.id, to="granted", from_=UNDECIDED[:1])

    went = await asyncio.gather(grant(), applications.withdraw(mother.actor, one.id), return_exceptions=True)
    refused = [each for each in went if isinstance(each, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], errors.MovedMeanwhile | errors.DecidedAlready)
    state = (await applications.get(mother.actor, one.id)).state
    assert state == ("withdrawn" if isinstance(refused[0], errors.MovedMeanwhile) else "granted")


async def test_nobody_is_refused_by_the_machine_that_checks(applications, audit, submitted):
    """D-2, R-96: there is no way from checking to refused."""
    mother, one = await submitted()
    async with audit.work(mother.actor, Ground.GRANT) as work:
        work.record("test.looked")
        with pytest.raises(ValueError, match="no way"):
            await applications.move(work, one.id, to="refused", from_=("checking", "case"))


async def test_what_is_asked_of_the_family_stays_until_it_has_answered(applications, audit, submitted, clerk):
    mother, one = await submitted()
    until = TODAY + timedelta(days=14)
    async with audit.work(clerk, Ground.GRANT) as work:
        await applications.move(work, one.id, to="case", from_=("checking",))
        await applications.move(
            work, one.id, to="asked", from_=("case",), asked="Izziņa no skolas Tartu", asked_until=until
        )
    seen = await applications.get(mother.actor, one.id)
    assert (seen.asked, seen.asked_until) == ("Izziņa no skolas Tartu", until)
    async with audit.work(clerk, Ground.GRANT) as work:
        back = await applications.move(work, one.id, to="case", from_=("asked",), decide_by=date(2027, 1, 22))
    assert (back.asked, back.asked_until, back.decide_by) == (None, None, date(2027, 1, 22))


@pytest.mark.parametrize("submit_first", [False, True])
async def test_contact_data_are_corrected_before_and_after_submitting(
    applications, notices, family, submitted, submit_first
):
    if submit_first:
        mother, one = await submitted()
    else:
        mother = await family()
        one = await applications.start(mother.actor, mother.id)
    new = Contact(channel="email", email="jauna@example.lv", phone="+44 20 7946 0000", language="en")
    corrected = await applications.correct_contact(mother.actor, one.id, new)
    assert (corrected.answers.email, corrected.answers.phone) == ("jauna@example.lv", "+442079460000")
    kept = await notices.contact(mother.id)
    assert (kept.email if kept else None) == ("jauna@example.lv" if submit_first else None)
    with pytest.raises(errors.AnswersInvalid) as refused:
        await applications.correct_contact(mother.actor, one.id, Contact(channel="post"))
    assert refused.value.fields["postal"].code == "postal-needed"
    assert (await applications.get(mother.actor, one.id)).answers.channel == "email"


# -- the family changes -----------------------------------------------------------------------------------------------------------


async def test_looked_at_anew_the_newborn_is_there_and_answers_stay(applications, family, happen):
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"phone": "29123456", "names": [draft.dependants[0].person]})
    happen(Birth(personal_code=mother.applicant.code, given_names="Jaundzimusī"))
    fresh = await applications.refresh(mother.actor, draft.id)
    assert len(fresh.dependants) == 4
    assert "Jaundzimusī" in [one.given for one in fresh.dependants]
    assert (fresh.answers.phone, fresh.answers.names) == ("+37129123456", (draft.dependants[0].person,))
    assert fresh.version > draft.version


async def test_what_a_register_turns_round_unasked_is_not_taken_into_a_draft(applications, family, state, clock):
    """D-2: nobody is born on another day by now."""
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    clock.advance(timedelta(days=3))
    state.switches.set("fpr", Fault(kind="contradiction"))
    again = await applications.start(mother.actor, mother.id)
    assert [one.born for one in again.members] == [one.born for one in draft.members]
    assert again.members[0].source_at == draft.members[0].source_at
    state.switches.clear()
    again = await applications.start(mother.actor, mother.id)
    assert again.members[0].source_at == clock.now()


async def test_an_old_draft_is_looked_at_anew_before_it_is_submitted(applications, family, happen, clock):
    """Nobody applies about persons whom they have not seen in the application."""
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"channel": "e-address"})
    clock.advance(timedelta(days=3))
    happen(Birth(personal_code=mother.applicant.code, given_names="Jaundzimusī"))
    with pytest.raises(errors.FamilyChanged):
        await applications.submit(mother.actor, draft.id, uuid4())
    done = await applications.submit(mother.actor, draft.id, uuid4())
    assert (done.state, len(done.dependants)) == ("checking", 4)


async def test_an_old_draft_is_submitted_though_the_register_is_silent(applications, family, clock, silence):
    """The checking asks again; a register's fault keeps nobody from applying in time."""
    mother = await family()
    draft = await applications.start(mother.actor, mother.id)
    await applications.answer(mother.actor, draft.id, {"channel": "e-address"})
    clock.advance(timedelta(days=3))
    silence()
    assert (await applications.start(mother.actor, mother.id)).id == draft.id
    assert (await applications.submit(mother.actor, draft.id, uuid4())).state == "checking"


async def test_a_renewal_is_filled_in_from_the_last_and_says_what_changed(
    applications, audit, submitted, family, happen, clock, clerk
):
    mother = await family("own-card-at-seven")
    draft = await applications.start(mother.actor, mother.id)
    oldest, middle, youngest = draft.dependants
    said = {
        "channel": "email",
        "email": "a@example.lv",
        "names": [oldest.person],
        "separate": [middle.person],
        "spouseCard": True,
    }
    await applications.answer(mother.actor, draft.id, said)
    first = await applications.submit(mother.actor, draft.id, uuid4())
    async with audit.work(clerk, Ground.GRANT) as work:
        await applications.move(work, first.id, to="case", from_=("checking",))
        await applications.move(work, first.id, to="granted", from_=("case",))
    await applications.correct_contact(mother.actor, first.id, Contact(channel="email", email="b@example.lv"))
    clock.advance(timedelta(days=4 * 366))
    happen(Birth(personal_code=mother.applicant.code, given_names="Jaundzimusī"))
    happen(Names(personal_code=mother.applicant.code, surname="Jaunuzvārda"))
    renewal = await applications.start(mother.actor, mother.id, for_renewal=True)
    assert (renewal.previous, renewal.family, renewal.state) == (first.id, first.family, "draft")
    assert (renewal.answers.email, renewal.answers.names) == ("b@example.lv", (oldest.person,))
    assert (renewal.answers.separate, renewal.answers.spouse_card) == ((middle.person,), True)
    found = {(one.code, one.person) for one in renewal.changes}
    assert {("renamed", mother.id), ("own-card", youngest.person)} <= found
    assert {code for code, _ in found} == {"joined", "renamed", "own-card"}
    assert applications.missing(renewal) == {}  # nothing else need be asked
    again = await applications.submit(mother.actor, renewal.id, uuid4())
    assert again.number == "3P-2030-000001"
    assert (await applications.get(mother.actor, first.id)).state == "granted"


async def test_another_application_knows_only_how_to_reach_the_family(applications, submitted):
    mother, first = await submitted()
    await applications.correct_contact(mother.actor, first.id, Contact(channel="email", email="a@example.lv"))
    await applications.withdraw(mother.actor, first.id)
    second = await applications.start(mother.actor, mother.id)
    assert (second.previous, second.changes, second.family) == (None, (), first.family)
    assert (second.answers.email, second.answers.names) == ("a@example.lv", ())
