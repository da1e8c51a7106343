"""What a night of rechecks is, when the next one begins, and how long a register is asked again. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from goda.kernel.clock import RIGA
from goda.law.facts import Register
from goda.registers.model import ONLINE, Need

AT_HOUR: Final = 3
"""The hour in Riga at which a night begins: registers have made their copies, and nobody applies."""
NOBODY: Final = UUID(int=0)
"""In the place of a person: whoever of the family the register is needed about."""
EVERY: Final = "*"
"""In the place of a register: every one that is needed."""

FIRST_PAUSE: Final = timedelta(hours=1)
LONGEST_PAUSE: Final = timedelta(hours=24)
SHOW_AFTER: Final = timedelta(days=3)
"""A right that could not be judged for so long is shown to a person; the machine goes on asking."""

Step = Literal["feeds", "sweep", "turned", "asking", "ending", "done"]
"""Read what has changed; note whom to ask where a feed began anew, and where a known end has come; ask and judge; warn and let end."""
STEPS: Final[tuple[Step, ...]] = ("feeds", "sweep", "turned", "asking", "ending", "done")
FEEDS: Final[tuple[Register, ...]] = ONLINE


class Report(Struct, frozen=True, kw_only=True):
    """What a night has done, in numbers."""

    changes: int = 0
    """Lines of feeds about persons who stand in a right."""
    silent: int = 0
    """Feeds that gave nothing usable; they are read from the same place next time."""
    asked: int = 0
    """Rights about which registers were asked."""
    stand: int = 0
    """Of them, those that stand."""
    cases: int = 0
    """Of them, those that a person has to look at."""
    waiting: int = 0
    """Of them, those that could not be judged: asked again."""
    annulled: int = 0
    """Cards annulled because their holder has died."""
    warned: int = 0
    ended: int = 0
    failed: int = 0
    """Rights at which the machine stumbled; they are taken again."""

    def plus(self, **more: int) -> "Report":
        """With more of something."""
        now = {name: getattr(self, name) + more.get(name, 0) for name in self.__struct_fields__}
        return Report(**now)


class Run(Struct, frozen=True, kw_only=True):
    """The night that goes on, or the last one."""

    step: Step
    place: str
    began_at: datetime
    ended_at: datetime | None
    report: Report


class Due(Struct, frozen=True, kw_only=True):
    """One question that waits; see migration 0016."""

    entitlement: UUID
    person: UUID
    register: str
    died: bool
    noted_at: datetime
    not_before: datetime
    tries: int


class Noted(Struct, frozen=True, kw_only=True):
    """A question about to be noted."""

    entitlement: UUID
    person: UUID
    register: str
    died: bool = False


def next_night(now: datetime) -> datetime:
    """The next 03:00 in Riga after `now`. On the night when clocks go forward over it, it is an hour later by the sun."""
    local = now.astimezone(RIGA)
    day = local.date() if local.hour < AT_HOUR else local.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, AT_HOUR, tzinfo=RIGA).astimezone(UTC)


def pause(tries: int) -> timedelta:
    """How long to leave a register in peace after so many answers that could not be used."""
    return min(FIRST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


def step_after(step: Step) -> Step:
    """The next one."""
    return STEPS[STEPS.index(step) + 1]


def chosen(due: Iterable[Due], needs: Iterable[Need]) -> list[Need]:
    """Which of what the criteria need is to be asked now; what they do not need is asked of nobody (GDPR Art. 5(1)(c))."""
    waits = {(one.person, one.register) for one in due}
    return [
        need
        for need in needs
        if waits & {(need.person, need.register.value), (NOBODY, need.register.value), (NOBODY, EVERY)}
    ]
