"""Each edge household of the simulated state, discovered, asked about and judged: what the law says is what the edge's name says (R-50 to R-56)."""

from typing import Any

import pytest

from goda.law.facts import Mark, Register, Why
from goda.law.logic import Truth
from simulators.world.world import World

pytestmark = pytest.mark.anyio
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN

RESULTS = {
    "three-children": MET, "two-children": NOT_MET, "third-child-born-today": MET,
    "turns-18-today": MET, "turns-18-tomorrow": MET, "turns-24-today": NOT_MET, "turns-24-tomorrow": MET,
    "turns-18-today-idle": NOT_MET, "stays-on-assessment": MET, "stays-turns-21-today": NOT_MET,
    "stays-turns-21-tomorrow": MET, "stays-and-studies": MET, "stays-since-before-2024": MET,
    "leap-day-18": MET, "leap-day-21": MET, "leap-day-24": MET,
    "student-finishes-in-june": MET, "student-on-record-no-more": NOT_MET, "interest-education": NOT_MET,
    "defence-service": MET, "defence-service-guard": MET, "alternative-service": MET,
    "professional-service": NOT_MET, "national-guard": NOT_MET, "reserve-officer": NOT_MET,
    "foster": MET, "specialised-foster": MET, "guardianship": MET,
    "custody-suspended-applicant": NOT_MET, "custody-suspended-spouse": NOT_MET, "custody-removed-applicant": NOT_MET,
    "debtor": NOT_MET, "debtor-with-disability": MET, "debtor-with-incapacity": NOT_MET,  # MET with the paper
    "debtor-with-agreement-kept": MET, "debtor-with-agreement-broken": NOT_MET, "spouse-is-debtor": MET,
    "child-in-two-families": MET, "placed-child-in-two-families": MET,  # unknown once it counts elsewhere too
    "child-with-disability": MET, "disability-ends-tomorrow": MET, "disability-ended-yesterday": NOT_MET,
    "adult-group-1": MET, "adult-group-2": MET, "adult-group-3": NOT_MET, "fits-both-grounds": MET,
    "dead-child": NOT_MET, "dead-holder": NOT_MET, "dead-spouse": MET, "inactive-child": NOT_MET,
    "student-abroad-with-certificate": NOT_MET, "pupil-abroad-with-certificate": NOT_MET,  # UNKNOWN where claimed, MET with the paper
    "address-abroad-without-study": NOT_MET, "applicant-abroad": NOT_MET,
    "no-register-answer": UNKNOWN, "contradictory-answers": UNKNOWN,
    "changed-code": MET, "code-changed-twice": MET, "one-parent": MET, "own-card-at-seven": MET, "spouses-children": MET,
}  # fmt: skip
CLAIMED = {
    "child-with-disability", "disability-ends-tomorrow", "disability-ended-yesterday", "adult-group-1", "adult-group-2", "adult-group-3",
    "fits-both-grounds",
}  # fmt: skip
"""Where the applicant marks a disability (R-42)."""
CLEAR = {name for name, result in RESULTS.items() if result is MET} - {"placed-child-in-two-families"}


def test_no_edge_is_left_out() -> None:
    assert RESULTS.keys() == {edge.name for edge in World(families=70).edges}


@on_sqlite
@pytest.mark.parametrize("name", RESULTS)
async def test_the_law_says_of_an_edge_what_its_name_says(name: str, side: Any, applying: Any) -> None:
    edge = side.edge(name)
    await applying.discover(edge.applicant)
    if name in CLAIMED:
        applying.claims |= {(applying.person(code), Mark.DISABILITY) for code in edge.about}
    asked = await applying.check()
    said = await applying.assess()
    assert said.result is RESULTS[name], [(one.wording.name, one.truth) for one in said.findings]
    assert all(one.answered for one in asked) == (name != "no-register-answer")
    if name in CLEAR:
        assert said.is_clear, said.open_questions


async def test_silence_and_contradiction_are_told_apart(side: Any, applying: Any, new_applying: Any) -> None:
    edge = side.edge("no-register-answer")
    await applying.discover(edge.applicant)
    (silent,) = [one for one in await applying.check() if not one.answered]
    student = applying.person(edge.about[0])
    assert (silent.register, silent.person, silent.trouble) == (Register.EDUCATION, student, "slow")
    assert await applying.says(student, Mark.IN_EDUCATION) is Why.SILENT

    edge = side.edge("contradictory-answers")
    other = await new_applying().discover(edge.applicant)
    await other.check()
    assert await other.says(other.person(edge.about[0]), Mark.RELATION) is Why.CONTRADICTORY
