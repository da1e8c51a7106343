"""Submit a draft: number, day, term, and everything that goes with it in one transaction (R-10, R-43, D-10)."""

from typing import Final
from uuid import UUID

from goda.applications.answers import Fits, missing
from goda.applications.beginning import Beginnings, same_people
from goda.applications.errors import AnswersInvalid, FamilyChanged, NotADraft
from goda.applications.model import Application, contact_of, only_needed
from goda.applications.store import Store
from goda.applications.tables import ApplicationRow
from goda.audit import Actor, Audit, Ground
from goda.db.database import Database
from goda.kernel.clock import Clock
from goda.law.deadlines import decide_by as term
from goda.notices.service import Notices

CHECK: Final = "application.check"
"""The job by which a submitted application is checked; its payload is `{"application": id}`."""


class Submissions:
    """The use case that `Applications` lends its name to."""

    def __init__(
        self,
        db: Database,
        audit: Audit,
        clock: Clock,
        store: Store,
        beginnings: Beginnings,
        notices: Notices,
        fits: Fits,
    ) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._beginnings = beginnings
        self._notices = notices
        self._fits = fits

    async def require_same_family(self, actor: Actor, application: UUID) -> None:
        """Nobody submits an application about persons whom they have not seen in it."""
        async with self._db.transaction():
            draft = await self._store.get(actor, application)
        fresh = await self._beginnings.fresh(actor, draft)
        if not same_people(draft.members, fresh.members):
            raise FamilyChanged

    async def submit(self, actor: Actor, application: UUID, key: UUID) -> Application:
        """Register a draft, or tell what was registered; the use case of `Applications.submit`, to be retried as a whole."""
        now, today = self._clock.now(), self._beginnings.today()
        async with self._audit.work(actor, Ground.GRANT) as work:
            found = await self._store.get(actor, application)
            if found.registered_at is None:
                found = await self._store.locked(actor, application)  # another phone may be submitting it just now
            if found.registered_at is not None:
                work.record("application.submitted_again", application=application)
                return found
            if found.state != "draft":
                raise NotADraft
            if faults := missing(found, today, self._fits):
                raise AnswersInvalid(faults)
            await self._store.take(actor, application)
            await self._store.write_answers(application, only_needed(found.answers, found.address), now)
            number = f"3P-{today.year}-{await self._store.next_number(today.year):06d}"
            await self._store.write(
                application,
                {
                    ApplicationRow.state: "checking",
                    ApplicationRow.number: number,
                    ApplicationRow.registered_at: now,
                    ApplicationRow.rules_of: today,
                    ApplicationRow.decide_by: term(today),
                    ApplicationRow.submit_key: key,
                },
                now,
            )
            work.record("application.submitted", application=application, number=number, decide_by=term(today))
            found = await self._store.get(actor, application)
            await self._beginnings.keep_family(work, found)
            await self._notices.set_contact(work, found.applicant, contact_of(found.answers))
            await self._notices.send(
                work,
                found.applicant,
                "received",
                {"number": number, "day": today.isoformat(), "decide_by": term(today).isoformat()},
                application=application,
            )
            await work.enqueue(CHECK, {"application": str(application)})
        return found
