"""D-10: terms in months, from the numbers of the day."""

from datetime import date

import pytest

from goda.law.dates import after_months
from goda.law.deadlines import answer_by, contest_by, decide_by


@pytest.mark.parametrize(
    ("registered", "last"),
    [
        (date(2026, 11, 22), date(2026, 12, 22)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        (date(2027, 2, 28), date(2027, 3, 28)),
    ],
)
def test_the_decision_is_due_one_month_from_registration(registered: date, last: date) -> None:
    assert decide_by(registered) == contest_by(registered) == answer_by(registered) == last


def test_an_extension_counts_from_registration_so_that_no_day_is_lost() -> None:
    assert decide_by(date(2027, 1, 31), extended_by_months=1) == date(2027, 3, 31)
    with pytest.raises(ValueError, match="never shortened"):
        decide_by(date(2027, 1, 31), extended_by_months=-1)


def test_a_data_subjects_answer_may_take_two_months_more() -> None:
    assert answer_by(date(2026, 11, 30), extended=True) == date(2027, 2, 28)


def test_months_pass_the_end_of_a_year_both_ways() -> None:
    assert after_months(date(2026, 11, 15), 14) == date(2028, 1, 15)
    assert after_months(date(2027, 1, 31), -2) == date(2026, 11, 30)
