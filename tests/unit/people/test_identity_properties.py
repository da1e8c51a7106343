"""Whatever codes become known in whatever order, one person stays one and nobody else becomes them (R-11), on both databases."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goda.audit import SYSTEM
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.people.model import Identity
from goda.people.service import People

pytestmark = pytest.mark.anyio
NUMBERS = count(1)
"""Codes that no example before has used: all examples share one database."""

histories = st.lists(st.integers(1, 4), min_size=1, max_size=3)
"""How many codes each of some people had in their lives."""


@st.composite
def told(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, list[int]]]]:
    """People with their number of codes, and words about them: who, and which of their codes are named, the newest of these first."""
    people = draw(histories)
    who = st.integers(0, len(people) - 1)
    words = []
    for person in draw(st.lists(who, max_size=8)):
        named = draw(st.sets(st.integers(0, people[person] - 1), min_size=1))
        words.append((person, sorted(named, reverse=True)))
    return people, words


class Belongings:
    """What another feature keeps of persons by their ids: it must follow them."""

    def __init__(self) -> None:
        self.of: dict[UUID, UUID] = {}

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        self.of = {thing: kept if person == gone else person for thing, person in self.of.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=told())
async def test_any_order_of_learning_codes_gives_one_person_and_merges_nobody_else(
    people: People, clock: SetClock, story: Any
) -> None:
    sizes, words = story
    codes = [[PersonalCode(f"32{next(NUMBERS):09d}") for _ in range(size)] for size in sizes]
    belongings = Belongings()
    people.on_merge(belongings.rehome)
    met: dict[UUID, int] = {}
    things: dict[UUID, int] = {}

    def identity(person: int, named: list[int]) -> Identity:
        return Identity(codes=tuple(codes[person][one] for one in named), given=f"Vārds{person}", surname="Bērziņš")

    for person, named in words:
        found = await people.identify(SYSTEM, identity(person, named))
        met[found.id] = person
        things[thing := new_id()] = person
        belongings.of[thing] = found.id
        own = {found.code, *found.previous}
        assert {codes[person][one].formatted for one in named} <= own
        assert own <= {code.formatted for code in codes[person]}

    whole = {}
    for person, size in enumerate(sizes):
        named = list(range(size - 1, -1, -1))
        whole[person] = await people.identify(SYSTEM, identity(person, named))
        assert whole[person].code == codes[person][-1].formatted
        assert {whole[person].code, *whole[person].previous} == {code.formatted for code in codes[person]}
        assert await people.identify(SYSTEM, identity(person, named)) == whole[person]

    assert len({one.id for one in whole.values()}) == len(sizes)
    resolved = await people.persons(met)
    assert {first: one.id for first, one in resolved.items()} == {first: whole[who].id for first, who in met.items()}
    assert belongings.of == {thing: whole[who].id for thing, who in things.items()}
    owners = await people.whose([code for own in codes for code in own])
    assert owners == {code: whole[person].id for person, own in enumerate(codes) for code in own}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 4), order=st.permutations(range(4)))
async def test_the_words_of_a_life_in_any_order_end_with_the_newest_code_current(
    people: People, size: int, order: list[int]
) -> None:
    """Each word is what the register said at one time of life: every version until then, the newest first."""
    codes = [PersonalCode(f"32{next(NUMBERS):09d}") for _ in range(size)]
    for moment in (one for one in order if one < size):
        said = tuple(reversed(codes[: moment + 1]))
        person = await people.identify(SYSTEM, Identity(codes=said, given="Āda", surname="Bērziņa"))
    assert person.code == codes[-1].formatted
    assert {person.code, *person.previous} == {code.formatted for code in codes}
