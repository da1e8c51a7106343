"""D-3: the proposed validity is what the rule says, at its edges too."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.law import dates, validity
from goda.law.validity import Counted, Kind, propose

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)


def child(years: int, *, before: date = TODAY) -> Counted:
    """A child who turned ``years`` on ``before``."""
    return Counted(birth=date(before.year - years, before.month, before.day))


def test_three_under_fifteen_give_three_years() -> None:
    proposal = propose(TODAY, [child(3), child(7), child(14)])
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2029, 11, 21), validity.LONG)


def test_two_minors_and_a_student_give_one_year() -> None:
    student = Counted(birth=date(2006, 1, 1), kind=Kind.STUDENT)
    proposal = propose(TODAY, [child(3), child(7), student])
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2027, 11, 21), validity.SHORT)


@pytest.mark.parametrize(("offset", "reason"), [(-1, validity.SHORT), (0, validity.SHORT), (1, validity.LONG)])
def test_the_fifteenth_birthday_itself_ends_the_long_term(offset: int, reason: str) -> None:
    eldest = Counted(birth=date(2011, 11, 22) + offset * DAY)
    proposal = propose(TODAY, [child(3), child(7), eldest])
    assert proposal is not None
    assert proposal.reason == reason


@pytest.mark.parametrize(
    ("kind", "age"),
    [(Kind.CHILD, 18), (Kind.STAYING, 21), (Kind.STUDENT, 24), (Kind.STAYING_STUDENT, 24), (Kind.SERVING, 24)],
)
def test_the_card_ends_the_day_before_the_third_person_ages_out(kind: Kind, age: int) -> None:
    turns = date(2027, 3, 5)
    proposal = propose(TODAY, [child(3), child(7), Counted(birth=turns.replace(year=turns.year - age), kind=kind)])
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2027, 3, 4), validity.AGES_OUT)


def test_a_fourth_child_saves_the_term_when_the_eldest_ages_out() -> None:
    proposal = propose(TODAY, [child(3), child(7), child(14), Counted(birth=date(2009, 1, 1))])
    assert proposal is not None
    assert proposal.valid_to == date(2029, 11, 21)


@pytest.mark.parametrize("age", [18, 21, 24])
def test_nobody_counts_on_the_birthday_that_ends_it(age: int) -> None:
    kind = {18: Kind.CHILD, 21: Kind.STAYING, 24: Kind.STUDENT}[age]
    eldest = Counted(birth=date(2026 - age, 11, 22), kind=kind)
    assert propose(TODAY, [child(3), child(7), eldest]) is None
    assert propose(TODAY - DAY, [child(3), child(7), eldest]) is not None


def test_born_on_29_february_reaches_18_on_1_march() -> None:
    assert dates.birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert dates.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    proposal = propose(date(2026, 1, 10), [child(3), child(7), Counted(birth=date(2008, 2, 29))])
    assert proposal is not None
    assert proposal.valid_to == date(2026, 2, 28)


def test_a_term_begun_on_29_february_ends_on_28_february() -> None:
    assert dates.last_day_of_term(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert dates.last_day_of_term(date(2027, 3, 1), 1) == date(2028, 2, 29)


def test_a_disability_gives_the_card_until_its_end() -> None:
    one = Counted(birth=date(2020, 5, 5), disabled=True, disability_until=date(2028, 6, 30))
    proposal = propose(TODAY, [one])
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2028, 6, 30), validity.DISABILITY)


def test_a_disability_without_end_lasts_while_it_can_count() -> None:
    proposal = propose(TODAY, [Counted(birth=date(2020, 5, 5), disabled=True)])
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2038, 5, 4), validity.DISABILITY_AGE)
    adult = propose(TODAY, [Counted(birth=date(2005, 5, 5), kind=Kind.DISABLED_ADULT)])
    assert adult is not None
    assert adult.valid_to == date(2029, 5, 4)


def test_a_disability_that_ended_yesterday_is_no_ground() -> None:
    one = Counted(birth=date(2020, 5, 5), disabled=True, disability_until=TODAY - DAY)
    assert propose(TODAY, [one]) is None
    assert propose(TODAY - DAY, [one]) is not None


def test_a_disabled_adult_is_no_third_child() -> None:
    adult = Counted(birth=date(2005, 5, 5), kind=Kind.DISABLED_ADULT, disability_until=date(2026, 11, 1))
    assert propose(TODAY, [child(3), child(7), adult]) is None


def test_a_students_own_card_is_one_year_and_ends_before_24() -> None:
    young = Counted(birth=date(2006, 1, 1), kind=Kind.STUDENT)
    family = [child(3), child(7), child(9), child(14), young]
    proposal = propose(TODAY, family, holder=young)
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2027, 11, 21), validity.OWN_STUDENT)
    old = Counted(birth=date(2003, 2, 1), kind=Kind.STUDENT)
    proposal = propose(TODAY, [*family, old], holder=old)
    assert proposal is not None
    assert (proposal.valid_to, proposal.reason) == (date(2027, 1, 31), validity.OWN_AGE)


births = st.dates(date(1998, 1, 1), date(2026, 12, 31))
people = st.builds(
    Counted,
    birth=births,
    kind=st.sampled_from(Kind),
    disabled=st.booleans(),
    disability_until=st.none() | st.dates(date(2020, 1, 1), date(2045, 1, 1)),
)
starts = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def holds(day: date, family: list[Counted]) -> bool:
    """The criterion, said once more and differently: by ages in whole years on one day."""
    limits = {Kind.CHILD: 18, Kind.STAYING: 21, Kind.STUDENT: 24, Kind.STAYING_STUDENT: 24, Kind.SERVING: 24}
    born = [one for one in family if one.birth <= day]
    many = sum(one.kind in limits and dates.age_on(one.birth, day) < limits[one.kind] for one in born)
    disabled = any(
        (one.disabled or one.kind is Kind.DISABLED_ADULT)
        and dates.age_on(one.birth, day) < (18 if one.kind is Kind.CHILD else 24)
        and (one.disability_until is None or day <= one.disability_until)
        for one in born
    )
    return many >= 3 or disabled


@given(starts, st.lists(people, max_size=7))
def test_the_criterion_holds_on_every_day_of_the_proposal(start: date, family: list[Counted]) -> None:
    proposal = propose(start, family)
    assert (proposal is not None) == holds(start, family)
    if proposal is not None:
        assert start <= proposal.valid_to
        assert all(holds(start + n * DAY, family) for n in range(0, (proposal.valid_to - start).days + 1, 7))
        assert holds(proposal.valid_to, family)


@given(starts, st.lists(people, min_size=1, max_size=7))
def test_a_further_person_never_shortens_a_proposal_without_a_change_of_ground(
    start: date, family: list[Counted]
) -> None:
    fewer, more = propose(start, family[1:]), propose(start, family)
    if fewer is not None:
        assert more is not None
        assert more.valid_to >= fewer.valid_to


@given(starts, st.lists(people, min_size=1, max_size=7))
def test_an_own_card_never_outlives_the_familys_right_or_its_holder(start: date, family: list[Counted]) -> None:
    own, whole = propose(start, family, holder=family[0]), propose(start, family)
    if own is not None:
        assert whole is not None
        assert own.valid_to <= whole.valid_to
        assert own.valid_to <= validity.counts_until(start, family[0])


@given(births, st.integers(0, 30))
def test_age_and_birthday_agree(birth: date, age: int) -> None:
    day = dates.birthday(birth, age)
    assert dates.age_on(birth, day) == age
    assert dates.age_on(birth, day - DAY) == age - 1
