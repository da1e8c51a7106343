"""Birthdays, ages and terms in whole months and years, once for everyone. Every day is a calendar day in Riga."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)


def birthday(birth: date, age: int) -> date:
    """The day on which someone reaches an age; born on 29 February, on 1 March of a common year, when the full year has passed."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def age_on(birth: date, day: date) -> int:
    """The full years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def last_day_of_term(valid_from: date, years: int) -> date:
    """The last day of a term of whole years: the day before its anniversary."""
    return birthday(valid_from, years) - ONE_DAY


def after_months(day: date, months: int) -> date:
    """The day of the same number some months later, or the last of that month: 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
