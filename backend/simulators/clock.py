"""The time that all of the state's side goes by: the machine's, or set to a day on which a test wants to be."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

RIGA: Final = ZoneInfo("Europe/Riga")


class Clock:
    """Goes on at the machine's pace from wherever it was set."""

    def __init__(self, at: datetime | None = None) -> None:
        self._ahead = timedelta()
        if at is not None:
            self.set(at)

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> int:
        """Whole seconds since 1970, as tokens count them."""
        return int(self.now().timestamp())

    def today(self) -> date:
        """The day in Riga."""
        return self.now().astimezone(RIGA).date()

    def set(self, at: datetime | None) -> None:
        """Go on from `at`, or from the machine's own time."""
        self._ahead = timedelta() if at is None else at - datetime.now(UTC)
