"""By which day the fund must decide, a decision be contested, a data subject be answered (D-10, R-100). Days in Riga, last days inclusive."""

from datetime import date

from goda.law.dates import after_months
from goda.law.numbers import CONTEST_MONTHS, DECISION_MONTHS, REQUEST_EXTENSION_MONTHS, REQUEST_MONTHS


def decide_by(registered: date, *, extended_by_months: int = 0) -> date:
    """The last day for the decision on an application registered on a day; an extension is given with reasons."""
    if extended_by_months < 0:
        raise ValueError("a term is extended, never shortened")
    return after_months(registered, DECISION_MONTHS.of(registered) + extended_by_months)


def contest_by(notified: date) -> date:
    """The last day for contesting a decision that was made known on a day."""
    return after_months(notified, CONTEST_MONTHS.of(notified))


def answer_by(received: date, *, extended: bool = False) -> date:
    """The last day for answering a data subject's request."""
    months = REQUEST_MONTHS.of(received) + (REQUEST_EXTENSION_MONTHS.of(received) if extended else 0)
    return after_months(received, months)
