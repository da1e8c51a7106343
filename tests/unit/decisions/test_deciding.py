"""What people decide: cases, the second person, one's own family, undoing (R-56, R-96, D-2, D-10)."""

from datetime import date, timedelta

import pytest

from goda.audit import SYSTEM, Actor
from goda.decisions import errors
from goda.kernel.errors import Invalid, Refused
from goda.law.facts import Mark, Relation
from goda.registers.model import HandFact

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)


@pytest.fixture
async def refusable(office):
    """A family with two children: the law says no, a person must."""
    family, application = await office.submitted("two-children")
    await office.work()
    return family, application, await office.case(application.id)


@pytest.fixture
async def abroad(office, clerk):
    """A family whose third counts if a document says that they study abroad: unclear until a clerk has seen it."""
    family = await office.family("student-abroad-with-certificate")
    draft = await office.applications.start(family.actor, family.id)
    student = min((one for one in draft.dependants if one.born), key=lambda one: one.born)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address", "abroad": [str(student.person)]})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    return family, application, await office.case(application.id), student.person


async def test_a_refusal_is_a_persons_and_is_sent_after_two_minutes(office, clerk, words, refusable):
    family, application, case = refusable
    file = await office.decisions.case(clerk, case.id)
    assert file.proposed.kind == "refuse"
    assert file.second_for == ("grant",)
    draft = await office.decisions.draft(clerk, case.id, "refuse")
    assert "vismaz trīs bērni" in draft.text
    assert (await office.decisions.preview(clerk, case.id, draft)).startswith(b"%PDF")
    decision = await office.decisions.decide(clerk, case.id, draft)
    assert (decision.state, decision.by, decision.needs_second) == ("held", clerk.id, False)
    await office.later(seconds=119)
    assert (await office.application(application.id)).state == "case"
    await office.later(seconds=1)
    assert (await office.application(application.id)).state == "refused"
    (made,) = await office.decisions.of_application(family.actor, application.id)
    assert (made.state, made.contest_by, made.text) == ("made", date(2026, 12, 22), draft.text)
    assert made.references == ("Regulation 23-TA-2240, point 6, paragraph 1",)
    assert (await office.case(application.id)).state == "closed"
    assert await office.kinds(family.id) == ["received", "refused"]
    pdf, _ = await office.decisions.paper(family.actor, made.id)
    assert pdf.startswith(b"%PDF")


async def test_a_decision_is_carried_out_at_once_if_so_wished(office, clerk, words, refusable):
    _, application, case = refusable
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.decisions.send_now(clerk, decision.id)
    await office.work()
    assert (await office.application(application.id)).state == "refused"
    with pytest.raises(errors.TooLateToUndo):
        await office.decisions.send_now(clerk, decision.id)


async def test_the_same_decision_sent_twice_is_one(office, clerk, colleague, words, refusable):
    _, application, case = refusable
    new = words("refuse")
    first = await office.decisions.decide(clerk, case.id, new)
    assert await office.decisions.decide(clerk, case.id, new) == first
    with pytest.raises(errors.DecidedAlready):
        await office.decisions.decide(clerk, case.id, words("refuse"))
    with pytest.raises(errors.DecidedAlready):
        await office.decisions.decide(colleague, case.id, new)
    assert len(await office.decisions.of_application(SYSTEM, application.id)) == 1


async def test_what_is_held_can_be_undone_and_decided_anew(office, clerk, colleague, words, refusable):
    _, application, case = refusable
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    with pytest.raises(Refused):
        await office.decisions.undo(colleague, decision.id)
    assert (await office.decisions.undo(clerk, decision.id)).state == "undone"
    await office.later(minutes=3)
    assert (await office.application(application.id)).state == "case"
    assert "undone" in (await office.case(application.id)).why
    again = await office.decisions.decide(colleague, case.id, words("refuse"))
    assert again.number != decision.number
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "refused"
    with pytest.raises(errors.TooLateToUndo):
        await office.decisions.undo(colleague, again.id)


async def test_a_lead_undoes_what_a_clerk_has_decided(office, clerk, words, refusable):
    _, _, case = refusable
    lead = await office.member("Velta Vadītāja", "lead")
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    assert (await office.decisions.undo(lead, decision.id)).state == "undone"


async def test_a_number_and_a_text_never_change(office, clerk, words, refusable):
    _, _, case = refusable
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.later(minutes=2)
    made = await office.decisions.get(clerk, decision.id)
    assert (made.number, made.text, made.references) == (decision.number, decision.text, decision.references)


async def test_a_document_makes_it_clear_and_one_clerk_grants(office, clerk, abroad, words):
    """R-68: what no register knows is not against any register."""
    family, application, case, student = abroad
    assert "claimed" in case.why
    fact = HandFact(family=case.family, person=student, mark=Mark.STUDIES_ABROAD, value=True, note="Izziņa, Tartu")
    await office.decisions.enter_fact(clerk, case.id, fact)
    file = await office.decisions.case(clerk, case.id)
    assert (file.proposed.kind, file.second_for) == ("grant", ("refuse",))
    assert any(one.by == clerk.id and one.note == "Izziņa, Tartu" for one in file.facts)
    draft = await office.decisions.draft(clerk, case.id, "grant")
    decision = await office.decisions.decide(clerk, case.id, draft)
    assert decision.state == "held"
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "granted"
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert card.valid_to == decision.valid_to == file.cards[0].valid_to
    assert await office.kinds(family.id) == ["granted", "received"]


async def test_against_a_registers_answer_it_takes_two(office, clerk, colleague, words):
    """R-68, D-2: an override is seen by a second person, and never the same."""
    family, application = await office.submitted("debtor")
    await office.work()
    case = await office.case(application.id)
    assert (await office.decisions.case(clerk, case.id)).second_for == ("grant",)
    office.clock.advance(timedelta(minutes=5))  # what is entered prevails over what was asked before it
    fact = HandFact(family=case.family, person=family.id, mark=Mark.DEBTOR, value=False, note="Fonda izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    file = await office.decisions.case(clerk, case.id)
    assert (file.proposed.kind, file.second_for) == ("grant", ("grant", "refuse"))
    draft = await office.decisions.draft(clerk, case.id, "grant")
    decision = await office.decisions.decide(clerk, case.id, draft)
    assert (decision.state, decision.needs_second, decision.sends_at) == ("proposed", True, None)
    assert (await office.case(application.id)).state == "second"
    await office.later(hours=1)
    assert (await office.application(application.id)).state == "case"
    with pytest.raises(errors.SamePerson):
        await office.decisions.second(clerk, decision.id, agree=True)
    confirmed = await office.decisions.second(colleague, decision.id, agree=True)
    assert (confirmed.state, confirmed.second) == ("held", colleague.id)
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "granted"


async def test_what_was_entered_by_hand_and_decides_nothing_takes_nobody_else(office, clerk, refusable):
    """Two children are too few, whatever a document says of one of them."""
    _, application, case = refusable
    child = application.dependants[0].person
    fact = HandFact(family=case.family, person=child, mark=Mark.RELATION, value=Relation.NONE, note="Spriedums")
    await office.decisions.enter_fact(clerk, case.id, fact)
    assert (await office.decisions.case(clerk, case.id)).second_for == ("grant",)


async def test_a_grant_against_the_law_takes_two_and_reasons_for_its_days(office, clerk, colleague, words, refusable):
    _, application, case = refusable
    with pytest.raises(Invalid) as refusal:
        await office.decisions.decide(clerk, case.id, words())
    assert isinstance(refusal.value.fields["validTo"], errors.LastDayMissing)
    last = TODAY + timedelta(days=300)
    with pytest.raises(Invalid) as refusal:
        await office.decisions.decide(clerk, case.id, words(valid_to=last))
    assert isinstance(refusal.value.fields["reason"], errors.ReasonsMissing)
    decision = await office.decisions.decide(clerk, case.id, words(valid_to=last, reason="Tiesas nolēmums"))
    assert decision.state == "proposed"
    await office.decisions.second(colleague, decision.id, agree=True)
    await office.later(minutes=2)
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert card.valid_to == last


async def test_a_second_person_who_declines_says_why_and_the_case_is_open_again(
    office, clerk, colleague, words, refusable
):
    _, application, case = refusable
    new = words(valid_to=TODAY + timedelta(days=30), reason="Izņēmums")
    decision = await office.decisions.decide(clerk, case.id, new)
    with pytest.raises(Invalid):
        await office.decisions.second(colleague, decision.id, agree=False)
    declined = await office.decisions.second(colleague, decision.id, agree=False, note="Pamata nav")
    assert declined.state == "declined"
    assert (await office.case(application.id)).state == "open"
    with pytest.raises(errors.NotProposed):
        await office.decisions.second(colleague, decision.id, agree=True)
    history = (await office.decisions.case(clerk, case.id)).history
    assert (history[-1].note, history[-1].by_name) == ("Pamata nav", "Kitija Kolēģe")


async def test_nobody_decides_on_their_own_family(office, clerk, words, refusable):
    family, _, case = refusable
    spouse = office.state.world.people[family.applicant.spouse]
    for code in (family.applicant.code, spouse.code):
        related = await office.member("Anna Radiniece", code=code)
        assert not (await office.decisions.case(related, case.id)).may_decide
        with pytest.raises(errors.OwnFamily):
            await office.decisions.decide(related, case.id, words("refuse"))
    decision = await office.decisions.decide(clerk, case.id, words(valid_to=TODAY, reason="Izņēmums"))
    with pytest.raises(errors.OwnFamily):
        await office.decisions.second(related, decision.id, agree=True)


async def test_who_has_no_own_code_on_record_cannot_decide(office, clerk, words, refusable):
    _, _, case = refusable
    unknown = await office.member("Nezināms Klerks", code=None)
    assert not (await office.decisions.case(unknown, case.id)).may_decide
    with pytest.raises(errors.OwnCodeMissing):
        await office.decisions.decide(unknown, case.id, words("refuse"))


async def test_only_staff_see_cases(office, refusable):
    family, _, case = refusable
    for actor in (family.actor, Actor(kind="anonymous"), Actor(kind="staff", id=family.id, role=None)):
        with pytest.raises(Refused):
            await office.decisions.queue(actor)
        with pytest.raises(Refused):
            await office.decisions.case(actor, case.id)


async def test_a_family_sees_made_decisions_of_its_own_only(office, clerk, words, refusable):
    """R-98."""
    family, application, case = refusable
    stranger, _ = await office.granted()
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    assert await office.decisions.of_application(family.actor, application.id) == ()
    with pytest.raises(errors.NoSuchDecision):
        await office.decisions.get(family.actor, decision.id)
    await office.later(minutes=2)
    assert (await office.decisions.get(family.actor, decision.id)).state == "made"
    for read in (office.decisions.get, office.decisions.paper, office.decisions.explained):
        with pytest.raises(errors.NoSuchDecision):
            await read(stranger.actor, decision.id)
    assert await office.decisions.of_family(stranger.actor, application.family) == ()


async def test_a_text_with_open_places_or_none_is_not_sent(office, clerk, words, refusable):
    _, _, case = refusable
    for text, error in (
        ("", errors.TextMissing),
        ("Jo {fakti}", errors.PlacesOpen),
        ("x" * 20_001, errors.TextTooLong),
    ):
        new = words("refuse")
        with pytest.raises(Invalid) as refusal:
            await office.decisions.decide(clerk, case.id, type(new)(kind="refuse", text=text))
        assert isinstance(refusal.value.fields["text"], error)


async def test_an_application_is_not_annulled(office, clerk, words, refusable):
    _, _, case = refusable
    with pytest.raises(Invalid) as refusal:
        await office.decisions.decide(clerk, case.id, words("annul", cause="error"))
    assert isinstance(refusal.value.fields["kind"], errors.KindWrong)


async def test_the_queue_is_in_the_order_of_its_deadlines(office, clerk, refusable):
    office.clock.advance(timedelta(days=1))
    _, later = await office.submitted("debtor")
    await office.work()
    queue = await office.decisions.queue(clerk)
    assert [one.case.application for one in queue] == [refusable[1].id, later.id]
    assert [one.days_left for one in queue] == [29, 30]
    assert queue[0].number == "3P-2026-000001"
    await office.decisions.take(clerk, queue[0].case.id)
    queue = await office.decisions.queue(clerk)
    assert queue[0].taken_by == "Kārlis Klerks"
    assert await office.decisions.queue(clerk, "asked") == ()


async def test_the_family_is_asked_and_its_answer_brings_the_case_back(office, clerk, refusable, words):
    family, application, case = refusable
    until = TODAY + timedelta(days=10)
    for what, day, field in (("", until, "what"), ("Lūdzu izziņu", TODAY, "until")):
        with pytest.raises(Invalid) as refusal:
            await office.decisions.ask_family(clerk, case.id, what, day)
        assert field in refusal.value.fields
    asked = await office.decisions.ask_family(clerk, case.id, "Lūdzu izziņu", until)
    assert (asked.state, asked.asked_until) == ("asked", until)
    found = await office.application(application.id)
    assert (found.state, found.asked, found.asked_until) == ("asked", "Lūdzu izziņu", until)
    assert await office.kinds(family.id) == ["asked", "received"]
    async with office.audit.work(family.actor, "grant") as work:
        await office.decisions.answered(work, application.id)
        work.record("test.answered")
    assert (await office.case(application.id)).state == "open"
    assert (await office.application(application.id)).state == "case"


async def test_a_family_that_does_not_answer_is_reminded_once_and_its_case_comes_back(office, clerk, refusable):
    family, application, case = refusable
    await office.decisions.ask_family(clerk, case.id, "Lūdzu izziņu", TODAY + timedelta(days=10))
    await office.later(days=7, hours=9)
    assert "reminder" not in await office.kinds(family.id)
    await office.later(hours=1)
    assert (await office.kinds(family.id)).count("reminder") == 1
    await office.later(days=2, hours=23)
    assert (await office.case(application.id)).state == "asked"
    await office.later(hours=1)
    assert (await office.case(application.id)).state == "open"
    assert (await office.application(application.id)).state == "case"
    assert (await office.kinds(family.id)).count("reminder") == 1


async def test_nobody_is_reminded_of_what_was_answered_or_asked_anew(office, clerk, refusable):
    family, _, case = refusable
    await office.decisions.ask_family(clerk, case.id, "Lūdzu izziņu", TODAY + timedelta(days=10))
    await office.decisions.ask_family(clerk, case.id, "Lūdzu citu izziņu", TODAY + timedelta(days=20))
    await office.later(days=12)
    assert "reminder" not in await office.kinds(family.id)
    await office.later(days=6)
    assert (await office.kinds(family.id)).count("reminder") == 1


async def test_a_case_that_waits_for_the_family_can_be_decided(office, clerk, refusable, words):
    _, application, case = refusable
    await office.decisions.ask_family(clerk, case.id, "Lūdzu izziņu", TODAY + timedelta(days=10))
    await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "refused"


async def test_the_term_is_extended_with_reasons_by_three_months_at_most(office, clerk, refusable):
    family, application, case = refusable
    for months, reasons, field in ((0, "Jo", "months"), (4, "Jo", "months"), (1, " ", "reasons")):
        with pytest.raises(Invalid) as refusal:
            await office.decisions.extend(clerk, case.id, months, reasons)
        assert field in refusal.value.fields
    assert (await office.decisions.extend(clerk, case.id, 2, "Gaidām atbildi")).decide_by == date(2027, 2, 22)
    assert (await office.application(application.id)).decide_by == date(2027, 2, 22)
    with pytest.raises(Invalid):
        await office.decisions.extend(clerk, case.id, 2, "Vēl")
    assert "extended" in await office.kinds(family.id)


async def test_a_fact_needs_a_document_and_a_person_of_the_family(office, clerk, refusable):
    family, _, case = refusable
    with pytest.raises(Invalid) as refusal:
        await office.decisions.enter_fact(
            clerk, case.id, HandFact(family=case.family, person=family.id, mark=Mark.DEBTOR, value=False)
        )
    assert "document" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        await office.decisions.enter_fact(
            clerk, case.id, HandFact(family=case.family, person=case.id, mark=Mark.DEBTOR, value=False, note="x")
        )
    assert "person" in refusal.value.fields


async def test_registers_asked_again_by_a_clerk_grant_by_themselves(office, clerk):
    family = await office.family()
    draft = await office.applications.start(family.actor, family.id)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address"})
    application = await office.applications.submit(family.actor, draft.id, draft.id)
    office.switch("ugf", "html")
    await office.work()
    case = await office.case(application.id)
    office.mend()
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.application(application.id)).state == "granted"
    assert (await office.decisions.of_application(SYSTEM, application.id))[0].case == case.id


async def test_a_withdrawal_undoes_what_is_held(office, clerk, refusable, words):
    family, application, case = refusable
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    await office.applications.withdraw(family.actor, application.id)
    await office.later(minutes=3)
    assert (await office.decisions.get(clerk, decision.id)).state == "undone"
    assert (await office.case(application.id)).state == "closed"
    assert (await office.application(application.id)).state == "withdrawn"
