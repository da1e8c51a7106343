"""The time as an argument: nothing in Goda asks the machine for it but `SystemClock`."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

RIGA: Final = ZoneInfo("Europe/Riga")
"""Every day of the law, of a card and of a term is a calendar day there."""


def riga_day(moment: datetime) -> date:
    """The calendar day in Riga."""
    return moment.astimezone(RIGA).date()


class Clock(Protocol):
    """Whatever can tell the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved: for tests and demos."""

    def __init__(self, at: datetime) -> None:
        self._at = _aware(at)

    def now(self) -> datetime:
        """The moment it was last set to, in UTC."""
        return self._at

    def advance(self, by: timedelta) -> datetime:
        """Move on (or back, by a negative `by`); return the new moment."""
        self._at += by
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at `at` from now on."""
        self._at = _aware(at)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock needs a time with a zone")
    return at.astimezone(UTC)
