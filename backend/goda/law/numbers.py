"""Every number of the law with the day from which it holds: ages, terms, how many must count.

A change of the law adds a line to a number and alters none: an application is judged by the numbers of its day. What they
are used for stands in `criteria`, `validity` and `deadlines`; `book` shows them to everyone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from goda.kernel.i18n import N_

FIRST: Final = date(2021, 6, 1)
"""The oldest regulation that our sources quote (No 352 of that day). A number dated so may be older; earlier days are judged by it too."""
PRACTICE: Final = date(2026, 11, 1)
"""When the fund's practice was read on its pages, or chosen here where they are silent (D-3, D-4, D-10); it may be older too."""
OUT_OF_FAMILY_CARE: Final = date(2024, 1, 1)
"""Social services law, section 12(7): an adult may stay with the former guardian or foster family (R-31)."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the law through time, oldest first. ``None`` means that the law did not know the case yet."""

    name: str
    meaning: str
    """A msgid."""
    history: tuple[tuple[date, int | None], ...]

    def on(self, day: date) -> int | None:
        """The number in force on a day."""
        return self.entry(day)[1]

    def of(self, day: date) -> int:
        """The number in force on a day, of those that have always been there."""
        number = self.on(day)
        assert number is not None, self.name
        return number

    def entry(self, day: date) -> tuple[date, int | None]:
        """Since when the number of that day has been in force, and what it is."""
        found = self.history[0]
        for entry in self.history:
            if entry[0] > day:
                break
            found = entry
        return found


def _always(name: str, meaning: str, number: int, since: date = FIRST) -> Number:
    return Number(name, meaning, ((since, number),))


NEEDED = _always("needed", N_("How many must count for the card of a large family"), 3)
ADULT = _always("adult", N_("Age at which a child becomes an adult"), 18)
STUDENT_UNTIL = _always("student", N_("Age until which an adult in education counts"), 24)
SERVICE_UNTIL = _always("serving", N_("Age until which an adult in defence or alternative service counts"), 24)
SERVICE_MONTHS = _always("months", N_("Months for which that service lasts"), 11)
STAYING_UNTIL = Number(
    "staying",
    N_("Age until which an adult who stays with a guardian or foster family counts"),
    ((FIRST, None), (OUT_OF_FAMILY_CARE, 21)),
)
STAYING_STUDENT_UNTIL = Number(
    "staying_student",
    N_("The same, for an adult in education"),
    ((FIRST, None), (OUT_OF_FAMILY_CARE, 24)),
)
DISABLED_UNTIL = _always("disabled", N_("Age until which an adult's disability of group I or II is a ground"), 24)
OWN_CARD_FROM = _always("own_card", N_("Age from which a child may have a separate card"), 7, PRACTICE)

YOUNG = _always("young", N_("Age below which a person counts for the long term of validity"), 15, PRACTICE)
LONG_YEARS = _always("long", N_("Long term of validity, years"), 3, PRACTICE)
SHORT_YEARS = _always("short", N_("Short term of validity, years"), 1, PRACTICE)
OWN_STUDENT_YEARS = _always("own_student", N_("Longest validity of an adult's own card, years"), 1, PRACTICE)

DECISION_MONTHS = _always("decision", N_("Term of the decision, months from registration"), 1, PRACTICE)
CONTEST_MONTHS = _always("contest", N_("Term for contesting a decision, months"), 1, PRACTICE)
REQUEST_MONTHS = _always("request", N_("Term for answering a data subject's request, months"), 1, PRACTICE)
REQUEST_EXTENSION_MONTHS = _always(
    "request_extension", N_("By how much that answer may be put off, months"), 2, PRACTICE
)
WARNING_DAYS = _always("warning", N_("Days before a right ends on which the family is warned"), 30, PRACTICE)

NUMBERS: Final = (
    NEEDED, ADULT, STUDENT_UNTIL, SERVICE_UNTIL, SERVICE_MONTHS, STAYING_UNTIL, STAYING_STUDENT_UNTIL, DISABLED_UNTIL, OWN_CARD_FROM,
    YOUNG, LONG_YEARS, SHORT_YEARS, OWN_STUDENT_YEARS,
    DECISION_MONTHS, CONTEST_MONTHS, REQUEST_MONTHS, REQUEST_EXTENSION_MONTHS, WARNING_DAYS,
)  # fmt: skip
"""All of them, in the order in which they are shown."""
