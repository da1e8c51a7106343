"""What must hold for any family: unknown is never a no, more is never less, order is nothing (issue 3, section 3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from goda.law.assessment import assess, last_day_met
from goda.law.facts import REGISTER_OF, Disability, Fact, Facts, Family, Mark, Relation, Service, Silence
from goda.law.logic import Judged, Truth, all_of, any_of, at_least, negated

DAY = timedelta(days=1)
ASKED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN

VALUES: dict[Mark, Any] = {
    Mark.BORN: st.dates(date(2000, 1, 1), date(2027, 6, 1)),
    Mark.RELATION: st.sampled_from([Relation.CHILD] * 3 + list(Relation)),
    Mark.COUNTED_AS: st.sampled_from([Relation.NONE] * 3 + [Relation.CHILD, Relation.FOSTER]),
    Mark.DISABILITY: st.sampled_from(Disability),
    Mark.SERVICE: st.sampled_from(Service),
    Mark.DEBTOR: st.sampled_from([False, False, True]),
}
LIKELY = st.sampled_from([True] * 5 + [False])
DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))


@st.composite
def families(draw: Any, most: int = 5) -> Family:
    """Any family whose every question has an answer, some with an end."""
    people = [UUID(int=number) for number in range(1, 3 + draw(st.integers(0, most)))]
    facts = [
        Fact(
            subject=person,
            mark=mark,
            value=draw(VALUES.get(mark, LIKELY)),
            source=REGISTER_OF[mark],
            asked_at=ASKED,
            valid_at=ASKED.date(),
            until=draw(st.none() | st.none() | DAYS)
            if mark in (Mark.IN_EDUCATION, Mark.DISABILITY, Mark.SERVICE)
            else None,
        )
        for person in people
        for mark in Mark
    ]
    claims = frozenset((person, mark) for person in people for mark in Mark)
    return Family(
        applicant=people[0], spouse=people[1], dependants=tuple(people[2:]), facts=Facts(facts), claims=claims
    )


def told(family: Family) -> list[Fact]:
    asked = [family.facts.ask(person, mark) for person in everyone(family) for mark in Mark]
    return [fact for fact in asked if isinstance(fact, Fact)]


def everyone(family: Family) -> list[UUID]:
    return [family.applicant, *([family.spouse] if family.spouse else []), *family.dependants]


def silenced(family: Family, which: set[int], *, forget: bool) -> Family:
    kept = [
        fact if number not in which else replace(fact, value=Silence.SILENT)
        for number, fact in enumerate(told(family))
        if not (forget and number in which)
    ]
    return replace(family, facts=Facts(kept))


@given(families(), DAYS, st.sets(st.integers(0, 100), max_size=25), st.booleans())
@settings(max_examples=150, deadline=None)
def test_silence_never_makes_a_yes_or_a_no_that_was_not_there(
    family: Family, day: date, which: set[int], forget: bool
) -> None:
    whole, partly = assess(family, day), assess(silenced(family, which, forget=forget), day)
    assert partly.result in (whole.result, UNKNOWN)
    for known, less in zip(whole.findings, partly.findings, strict=True):
        assert less.truth in (known.truth, UNKNOWN)
    assert (partly.result is UNKNOWN) == bool(partly.missing)
    if whole.is_clear:
        assert not partly.is_clear or partly.result is MET


@given(families(), DAYS, st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_members_and_of_facts_is_nothing(family: Family, day: date, random: Any) -> None:
    people, facts = list(family.dependants), told(family)
    random.shuffle(people)
    random.shuffle(facts)
    one, other = assess(family, day), assess(replace(family, dependants=tuple(people), facts=Facts(facts)), day)
    assert [finding.truth for finding in one.findings] == [finding.truth for finding in other.findings]
    assert set(one.open_questions) == set(other.open_questions)
    assert set(one.rests_on) == set(other.rests_on)
    assert one.proposal == other.proposal


GOOD: dict[Mark, Any] = {Mark.RELATION: Relation.CHILD, Mark.COUNTED_AS: Relation.NONE, Mark.DISABILITY: Disability.NONE,
                         Mark.SERVICE: Service.NONE}  # fmt: skip


@given(families(), DAYS, st.integers(0, 17))
@settings(max_examples=100, deadline=None)
def test_a_further_child_who_qualifies_never_turns_a_grant_into_a_refusal(family: Family, day: date, age: int) -> None:
    child = UUID(int=999)
    facts = [
        Fact(subject=child, mark=mark, value=GOOD.get(mark, day - age * 365 * DAY if mark is Mark.BORN else True),
             source=REGISTER_OF[mark], asked_at=ASKED, valid_at=ASKED.date())
        for mark in Mark
    ]  # fmt: skip
    more = replace(family, dependants=(*family.dependants, child), facts=Facts([*told(family), *facts]))
    before, after = assess(family, day), assess(more, day)
    if before.result is MET:
        assert after.result is MET
        assert before.proposal is not None
        assert after.proposal is not None
        assert after.proposal.valid_to >= before.proposal.valid_to


@given(families(), DAYS)
@settings(max_examples=100, deadline=None)
def test_a_further_person_of_whom_nothing_is_known_never_makes_a_refusal_of_a_grant(family: Family, day: date) -> None:
    more = replace(family, dependants=(*family.dependants, UUID(int=999)))
    before, after = assess(family, day), assess(more, day)
    if before.result is MET:
        assert after.result is MET
        assert not after.is_clear
    if before.result is UNKNOWN:
        assert after.result is UNKNOWN


@given(families(), DAYS)
@settings(max_examples=60, deadline=None)
def test_the_proposal_is_there_exactly_with_the_grant_and_begins_inside_the_right(family: Family, day: date) -> None:
    said = assess(family, day)
    assert (said.proposal is not None) == (said.result is MET)
    end = last_day_met(family, day)
    if end is not None:
        assert end >= day
        assert assess(family, end).result is MET
        assert assess(family, end + DAY).result is not MET


truths = st.sampled_from(Truth).map(Judged)


@given(st.lists(truths, max_size=5), st.integers(0, 5))
def test_the_logic_is_what_every_way_of_knowing_agrees_on(parts: list[Judged], needed: int) -> None:
    def outcomes(combine: Any) -> set[bool]:
        ways = [[]]
        for part in parts:
            values = {MET: [True], NOT_MET: [False], UNKNOWN: [True, False]}[part.truth]
            ways = [[*way, value] for way in ways for value in values]
        return {bool(combine(way)) for way in ways}

    def expected(combine: Any) -> Truth:
        found = outcomes(combine)
        return UNKNOWN if len(found) == 2 else (MET if found == {True} else NOT_MET)

    assert all_of(*parts).truth is expected(all)
    assert any_of(*parts).truth is expected(any)
    assert at_least(needed, parts).truth is expected(lambda way: sum(way) >= needed)
    assert all(negated(negated(part)).truth is part.truth for part in parts)
