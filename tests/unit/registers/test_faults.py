"""Whatever a register does wrong, no wrong fact comes of it: what is known is right, or it is a question (D-2)."""

from typing import Any, get_args

import pytest

from goda.law.facts import Mark, Register, Why
from goda.law.logic import Truth
from goda.registers.errors import RegisterSilent
from simulators.registers.faults import Kind

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]
KINDS = get_args(Kind)
QUESTIONS = tuple(Why)
ABOUT = [
    (Register.EDUCATION, "turns-18-today", "about"),
    (Register.EDUCATION, "turns-18-today-idle", "about"),
    (Register.DISABILITY, "child-with-disability", "about"),
    (Register.DISABILITY, "three-children", "about"),
    (Register.MAINTENANCE, "debtor-with-agreement-kept", "applicant"),
    (Register.MAINTENANCE, "three-children", "applicant"),
    (Register.DEFENCE, "defence-service", "about"),
    (Register.DEFENCE, "turns-18-today-idle", "about"),
    (Register.SOCIAL, "stays-on-assessment", "about"),
    (Register.SOCIAL, "foster", "about"),
    (Register.SOCIAL, "turns-18-today-idle", "about"),
    (Register.PERSONS, "three-children", "about"),
    (Register.PERSONS, "three-children", "applicant"),
    (Register.PERSONS, "dead-child", "about"),
    (Register.PERSONS, "custody-suspended-applicant", "about"),
    (Register.PERSONS, "foster", "about"),
]
"""A register, an edge, and about whom of it the register is asked: people of whom it has something to say, and others."""
RIGHT = {
    "slow": {"slow"}, "silent": {"slow"}, "error": {"failed"}, "html": {"unreadable"}, "half": {"unreadable"},
    "cut": {"unreadable", "unreachable"}, "partial": {"unreadable", None}, "someone-else": {"someone-else"},
    "older": {"outdated"}, "contradiction": {"contradiction"}, "duplicates": {"contradiction", None},
    "clock-ahead": {"ahead"}, "certificate": {"failed"}, "flip-flop": {"contradiction", None},
}  # fmt: skip
"""What each fault is taken for; None where it left the answer as it was: no record to spoil, or the truth's turn."""


async def known(applying: Any, person: Any) -> dict[Mark, Any]:
    return {mark: await applying.says(person, mark) for mark in Mark}


def codes(edge: Any, whose: str) -> str:
    return edge.applicant if whose == "applicant" else edge.about[0]


@pytest.mark.parametrize(("register", "name", "whose"), ABOUT, ids=str)
async def test_no_fault_makes_a_wrong_fact(
    register: Register, name: str, whose: str, side: Any, new_applying: Any
) -> None:
    """Of each kind: when the register is asked first, and when it has answered well before."""
    edge = side.edge(name)
    sober = await new_applying().discover(edge.applicant)
    person = sober.person(codes(edge, whose))
    await sober.ask((register, person))
    truth = await known(sober, person)
    for kind in KINDS:
        applying = await new_applying().discover(edge.applicant)
        for again in (False, True):
            side.switch(register, kind, seconds=1)
            for _ in range(1 if kind in ("slow", "silent") else 3):
                (asked,) = await applying.ask((register, person))
                assert asked.trouble in RIGHT[kind], (kind, again)
                assert asked.answered == (asked.trouble is None)
                for mark, value in (await known(applying, person)).items():
                    assert value == truth[mark] or value in QUESTIONS, (kind, again, mark, value)
                missing = await applying.unanswered((register, person))
                assert [one.trouble for one in missing] == ([] if asked.answered else [asked.trouble])
            side.mend()
            await applying.rest()
            (asked,) = await applying.ask((register, person))
            assert asked.answered, (kind, again)
            assert await known(applying, person) == truth, (kind, again)
            assert await applying.unanswered((register, person)) == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["three-children", "dead-child", "foster", "two-children"])
async def test_a_household_discovered_through_a_fault_is_right_or_nobody_knows_it_yet(
    name: str, kind: str, side: Any, applying: Any, new_applying: Any
) -> None:
    edge = side.edge(name)
    sober = await new_applying().discover(edge.applicant)
    side.switch("fpr", kind, seconds=1)
    try:
        await applying.discover(edge.applicant)
    except RegisterSilent:
        return
    for person in sober.dependants:
        truth = await known(sober, person)
        for mark, value in (await known(applying, person)).items():
            if (
                kind != "contradiction"
            ):  # what the only register that knows says of a stranger, and says always, nobody can doubt
                assert value == truth[mark] or value in QUESTIONS, (mark, value)
    assert (await applying.assess()).result is not Truth.MET


async def test_a_register_that_lied_when_it_was_asked_first_is_found_out_when_it_tells_the_truth(
    side: Any, applying: Any
) -> None:
    edge = side.edge("three-children")
    side.switch("fpr", "contradiction", codes=edge.about[:1])
    await applying.discover(edge.applicant)
    side.mend()
    child = applying.person(edge.about[0])
    (asked,) = await applying.ask((Register.PERSONS, child))
    assert asked.trouble == "contradiction"
    assert await applying.says(child, Mark.BORN) is Why.CONTRADICTORY
    assert await applying.says(child, Mark.ALIVE) is Why.SILENT


async def test_every_fault_of_every_register_at_once_grants_and_refuses_nobody(side: Any, new_applying: Any) -> None:
    edge = side.edge("turns-18-today")
    for kind in KINDS:
        applying = await new_applying().discover(edge.applicant)
        for register in ("viis", "ugf", "vadonis", "sopa"):
            side.switch(register, kind, seconds=1)
        await applying.check()
        said = await applying.assess()
        unanswered = await applying.unanswered_at_all()
        if kind in ("duplicates", "flip-flop", "partial"):  # which spoil no answer, or not its first, about this family
            assert said.result is Truth.MET or not said.is_clear
        else:
            assert said.result is Truth.UNKNOWN
            assert unanswered
        side.mend()
        await applying.rest()
        await applying.check()
        assert (await applying.assess()).is_clear
        assert await applying.unanswered_at_all() == ()
