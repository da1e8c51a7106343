"""Every fault of the registers in every state of an application: no wrong grant, no wrong refusal, nothing lost (issue 3, section 6; D-2, R-96).

For each fault, all six registers are at fault at once while the application comes to stand in a state; then they are mended. What is not
decided must be with a person, or have a job that waits; once mended, a family to whom the law gives a card has it.
"""

import contextlib
from datetime import timedelta

import pytest

from goda.audit import SYSTEM
from goda.registers.errors import RegisterSilent
from simulators.registers.faults import MEANING

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]
REGISTERS = ("fpr", "viis", "iis", "ugf", "vadonis", "sopa")
kinds = pytest.mark.parametrize("kind", sorted(MEANING))


def fault(office, kind):
    for register in REGISTERS:
        office.switch(register, kind)


async def waits(office, application) -> bool:
    """Whether an application that is not decided is shown to a person or has a job."""
    case = await office.decisions.case_of(SYSTEM, application)
    return (case is not None and case.state != "closed") or bool(await office.jobs("application"))


async def decisions_by_machine(office, application):
    return [one.kind for one in await office.decisions.of_application(SYSTEM, application) if one.by is None]


@pytest.fixture
def edges(state):
    """A family that the law gives a card, one that it does not, one whose right hangs on an adult's service."""
    names = [edge.name for edge in state.world.edges]
    serving = next(name for name in names if "defence" in name or "service" in name)
    return {"three-children": True, "two-children": False, serving: None}


@kinds
async def test_a_fault_while_it_is_being_filled_in_loses_nothing(office, kind):
    family = await office.family()
    draft = await office.applications.start(family.actor, family.id)
    await office.applications.answer(family.actor, draft.id, {"channel": "e-address"})
    fault(office, kind)
    with contextlib.suppress(RegisterSilent):
        await office.applications.refresh(family.actor, draft.id)
    office.mend()
    office.clock.advance(timedelta(minutes=2))
    await office.applications.refresh(family.actor, draft.id)
    await office.applications.submit(family.actor, draft.id, draft.id)
    await office.work()
    assert (await office.application(draft.id)).state == "granted"


@kinds
async def test_a_fault_while_it_is_checked_waits_and_then_decides_rightly(office, edges, kind):
    submitted = {edge: (await office.submitted(edge))[1].id for edge in edges}
    fault(office, kind)
    await office.work()
    for edge, application in submitted.items():
        state = (await office.application(application)).state
        assert state in ("granted", "case")
        if edges[edge] is False:
            assert state == "case"
        if state == "case":
            assert await waits(office, application)
    office.mend()
    for _ in range(3):
        await office.later(minutes=5)
    for edge, application in submitted.items():
        if edges[edge] is True:
            case = await office.decisions.case_of(SYSTEM, application)
            if case is not None and case.state != "closed":  # a contradiction is not asked about again by itself
                clerk = await office.member("Klerks", code="399990-00012")
                await office.decisions.ask_again(clerk, case.id)
                await office.work()
            assert (await office.application(application)).state == "granted", edge
        assert await decisions_by_machine(office, application) in ([], ["grant"])


@kinds
async def test_a_fault_while_a_clerk_works_on_it_changes_nothing_that_was_decided(office, clerk, words, kind):
    """A case, one that waits for the family, one whose refusal is held: none is granted, refused or lost by a fault."""
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    fault(office, kind)
    office.clock.advance(timedelta(minutes=2))
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.application(application.id)).state == "case"
    file = await office.decisions.case(clerk, case.id)
    assert file.proposed.kind in ("refuse", "wait", "look", "grant")
    await office.decisions.ask_family(clerk, case.id, "Lūdzu izziņu", (office.clock.now() + timedelta(days=5)).date())
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    assert (await office.application(application.id)).state == "asked"
    office.mend()
    office.clock.advance(timedelta(minutes=2))
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    decision = await office.decisions.decide(clerk, case.id, words("refuse"))
    assert decision.state == "held"
    fault(office, kind)
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "refused"


@kinds
async def test_a_fault_after_the_grant_takes_no_card_away(office, clerk, kind):
    family, application = await office.granted()
    (right,) = await office.decisions.entitlements_of(SYSTEM, family.id)
    fault(office, kind)
    office.clock.advance(timedelta(days=1))
    async with office.audit.work(SYSTEM, "recheck") as work:
        case = await office.decisions.open_recheck(work, right.id, ("unknown",))
    await office.decisions.ask_again(clerk, case.id)
    await office.work()
    (card,) = await office.cards.cards_of(SYSTEM, application.family)
    assert card.state == "valid"
    found = (await office.decisions.case(clerk, case.id)).case
    office.mend()
    office.clock.advance(timedelta(minutes=2))
    if found.state != "closed":
        await office.decisions.ask_again(clerk, case.id)
        await office.work()
    assert (await office.decisions.case(clerk, case.id)).case.state == "closed"
    assert [one.kind for one in await office.decisions.of_family(SYSTEM, application.family)] == ["grant"]
