"""What a clerk enters by hand: against a register's word it takes two people, and it does not outlive its reason (R-68, D-2, R-98)."""

import json
from datetime import date, timedelta

import pytest

from goda.law.facts import Mark
from goda.registers.model import HandFact

pytestmark = pytest.mark.anyio
UNTIL = date(2027, 12, 31)


async def silenced(office, clerk, edge, *, before=None):
    """A family whose debts the register has told (or never has), and tells no more when a clerk asks again."""
    if before:
        office.switch("ugf", before)
    family, application = await office.submitted(edge)
    await office.work()
    case = await office.case(application.id)
    office.switch("ugf", "error")
    office.clock.advance(timedelta(minutes=5))
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    office.clock.advance(timedelta(minutes=5))
    return family, application, case


async def test_against_what_a_register_said_before_it_fell_silent_it_takes_two(office, clerk, words):
    family, _, case = await silenced(office, clerk, "debtor")
    fact = HandFact(family=case.family, person=family.id, mark=Mark.DEBTOR, value=False, note="Fonda izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    file = await office.decisions.case(clerk, case.id)
    assert (file.proposed.kind, file.second_for) == ("grant", ("grant", "refuse"))
    assert file.keeping_takes_two
    decision = await office.decisions.decide(clerk, case.id, await office.decisions.draft(clerk, case.id, "grant"))
    assert (decision.state, decision.needs_second) == ("proposed", True)


async def test_where_a_register_has_never_answered_it_takes_one(office, clerk):
    family, _, case = await silenced(office, clerk, "three-children", before="error")
    fact = HandFact(family=case.family, person=family.id, mark=Mark.DEBTOR, value=False, note="Fonda izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    file = await office.decisions.case(clerk, case.id)
    assert (file.proposed.kind, file.second_for) == ("grant", ("refuse",))
    assert not file.keeping_takes_two


async def test_the_record_says_that_a_fact_was_entered_and_not_which(office, clerk, database):
    """R-98: the record is readable by who keeps it; what is known of somebody's health or debts is not for them."""
    family, application = await office.submitted("debtor")
    await office.work()
    case = await office.case(application.id)
    fact = HandFact(family=case.family, person=family.id, mark=Mark.DEBTOR, value=False, note="Fonda izziņa")
    await office.decisions.enter_fact(clerk, case.id, fact)
    (entered,) = [one for one in (await office.decisions.case(clerk, case.id)).facts if one.by == clerk.id]
    rows = await database.rows("SELECT body FROM audit_record ORDER BY position")
    records = [json.loads(bytes(row["body"])) for row in rows]
    for action in ("fact.entered", "case.fact"):
        (record,) = [one for one in records if one["action"] == action]
        assert record["refs"]["fact"] == str(entered.id)
        assert "debtor" not in json.dumps(record)


@pytest.mark.parametrize("until", [None, UNTIL])
async def test_in_a_renewal_only_what_was_entered_with_a_last_day_still_holds(office, clerk, until):
    """A certificate of studies without a last day says nothing of the years after."""
    family = await office.family("student-abroad-with-certificate")
    draft = await office.applications.start(family.actor, family.id)
    student = min((one for one in draft.dependants if one.born), key=lambda one: one.born)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address", "abroad": [str(student.person)]})
    first = await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    case = await office.case(first.id)
    fact = HandFact(family=case.family, person=student.person, mark=Mark.STUDIES_ABROAD, value=True, until=until, note="Izziņa")  # fmt: skip
    await office.decisions.enter_fact(clerk, case.id, fact)
    assert (await office.decisions.case(clerk, case.id)).proposed.kind == "grant"
    await office.decisions.decide(clerk, case.id, await office.decisions.draft(clerk, case.id, "grant"))
    await office.later(minutes=3)
    assert (await office.application(first.id)).state == "granted"
    office.clock.advance(timedelta(days=30))
    renewal = await office.applications.start(family.actor, family.id, for_renewal=True)
    await office.applications.answer(family.actor, renewal.id, {"abroad": [str(student.person)]})
    await office.applications.submit(family.actor, renewal.id, renewal.id)
    await office.work()
    assert (await office.application(renewal.id)).state == "case"
    file = await office.decisions.case(clerk, (await office.case(renewal.id)).id)
    if until:
        assert file.proposed.kind == "grant"
    else:
        assert ("claimed" in file.case.why, file.proposed.kind) == (True, "look")
