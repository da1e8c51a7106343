"""Rights that end by themselves: the family is told 30 days before, once; on the day after the last one the right is over (D-3).

Nobody is told of an end that a renewal has put off already, or while an application of theirs waits to be decided.
"""

import logging
from datetime import date, timedelta
from uuid import UUID, uuid5

from goda.applications.model import UNDECIDED
from goda.applications.service import Applications
from goda.audit import SYSTEM, Audit, Ground
from goda.db.database import Database
from goda.decisions.model import Entitlement
from goda.decisions.service import Decisions
from goda.kernel.clock import Clock, riga_day
from goda.law.numbers import WARNING_DAYS
from goda.notices.service import Notices

log = logging.getLogger(__name__)


class Ending:
    """The use cases."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, decisions: Decisions, applications: Applications, notices: Notices
    ) -> None:  # fmt: skip
        self._db, self._audit, self._clock = db, audit, clock
        self._decisions, self._applications, self._notices = decisions, applications, notices

    def today(self) -> date:
        """The calendar day in Riga."""
        return riga_day(self._clock.now())

    async def page(self, after: UUID | None, limit: int) -> list[UUID]:
        """Rights that end soon or have ended, and of which nobody has been told."""
        today = self.today()
        return await self._decisions.entitlements.ending(today, _by(today), after, limit)

    async def tell(self, entitlement: UUID) -> dict[str, int]:
        """Warn of the end of a right, or let it end; again does nothing. What was done, for the report."""
        try:
            return await self._db.retrying(lambda: self._tell(entitlement))
        except Exception as error:  # noqa: BLE001 - one family's trouble keeps no other from being told
            log.error("a right could not be ended: %s", type(error).__name__)  # noqa: TRY400 - an error's own words may be personal
            return {"failed": 1}

    async def _tell(self, entitlement: UUID) -> dict[str, int]:
        async with self._db.transaction():
            right = await self._decisions.entitlements.get(entitlement)
            if right is None or right.ended_at is not None:
                return {}
            today = self.today()
            last = min(right.valid_to, right.turns_on or right.valid_to)
            if right.valid_to < today:
                return await self._over(right)
            if right.warned_at is None and today <= last <= _by(today) and not await self._goes_on(right, last):
                return await self._warn(right, last)
        return {}

    async def _over(self, right: Entitlement) -> dict[str, int]:
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            if not await self._decisions.entitlements.end(right.id, "expired", self._clock.now()):
                work.record("right.ended_before", entitlement=right.id)
                return {}
            if not await self._goes_on(right, right.valid_to):
                params = {"last_day": right.valid_to.isoformat()}
                await self._notices.send(
                    work, right.applicant, "ended", params, application=right.application, id=uuid5(right.id, "ended")
                )
            work.record("right.ended", entitlement=right.id, family=right.family)
        return {"ended": 1}

    async def _warn(self, right: Entitlement, last: date) -> dict[str, int]:
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            if not await self._decisions.entitlements.warned(right.id, self._clock.now()):
                work.record("right.warned_before", entitlement=right.id)
                return {}
            day = last.isoformat()
            about = uuid5(right.id, f"ending {day}")
            await self._notices.send(
                work, right.applicant, "ending", {"last_day": day}, application=right.application, id=about
            )
            work.record("right.warned", entitlement=right.id, family=right.family)
        return {"warned": 1}

    async def _goes_on(self, right: Entitlement, last: date) -> bool:
        """Whether another right of the family takes over, or an application waits that may."""
        others = await self._decisions.entitlements.of_family(right.family)
        if any(one.id != right.id and one.ended_at is None and one.valid_to > last for one in others):
            return True
        return any(one.state in UNDECIDED for one in await self._applications.of_family(right.family))


def _by(today: date) -> date:
    """The last day of which a family is told now."""
    return today + timedelta(days=WARNING_DAYS.of(today))
