"""Days counted from a given one, so that edges stay edges whenever the program starts."""

from datetime import date, timedelta


def years_before(day: date, years: int) -> date:
    """The day on which somebody was born who turns `years` on `day`, or turned it the day before where nobody turns it on 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def born(today: date, age: int, days: int = 0) -> date:
    """Birth date of somebody who turned `age` so many `days` ago; negative days: will turn it then."""
    return years_before(today - timedelta(days=days), age)


def next_june(today: date) -> date:
    """30 June ahead."""
    return date(today.year + (today > date(today.year, 6, 30)), 6, 30)


def leap_day_turning(today: date, age: int) -> date:
    """The 29 February of birth of whoever turns `age` next, from tomorrow on."""
    year = today.year - age - 1
    while True:
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if is_leap and _birthday(date(year, 2, 29), year + age) > today:
            return date(year, 2, 29)
        year += 1


def _birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
