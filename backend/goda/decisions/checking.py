"""Checking an application (R-43): ask every register that the criteria need, put the family before the law, grant or make a case (D-2).

The registers are asked outside of any transaction; what follows from their answers is one transaction with the end of the job. A silent
register is asked again after 1, 2, 4 … minutes for a day, while the case already stands in the queue: whichever comes first decides.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from goda.applications.model import UNDECIDED, Application, law_family
from goda.applications.service import CHECK, Applications
from goda.audit import SYSTEM, Audit, Ground, Work
from goda.db.database import Database
from goda.db.jobs import Job
from goda.decisions import happened, planning
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.carrying import ONCE_MORE, SHOW_AFTER
from goda.decisions.casework import Casework
from goda.decisions.deciding import Deciding
from goda.decisions.entitlements import Entitlements
from goda.decisions.may import May
from goda.decisions.model import Case, Why
from goda.decisions.store import Store
from goda.kernel.clock import Clock
from goda.law.assessment import assess
from goda.law.facts import Family, Question
from goda.law.facts import Why as Unknown
from goda.registers.model import Asked, Need, Purpose, Trouble, asks
from goda.registers.needed import needed, told_of_others, whether_married
from goda.registers.service import Registers

ASK_CASE: Final = "decision.ask_again"
"""The job that asks anew about a right in a recheck; its payload is `{"case": id}`."""
ROUNDS: Final = 4
"""An answer may make another question needed; so many times, then a person looks."""
ALL_SECONDS: Final = 35.0
"""For all the questions of one run, well within what the outbox gives a job: what has not answered by then is silent, and asked by the next."""
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=4)
ASKED_FOR: Final = timedelta(days=1)
"""For how long the machine asks a silent register again by itself."""


async def enqueue(work: Work, application: UUID) -> None:
    """Have every register asked about an application, at once and whatever was answered before."""
    await work.enqueue(CHECK, {"application": str(application)}, key=f"{CHECK}-now-{application}")


class Checking:
    """The jobs' use cases."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, entitlements: Entitlements, applications: Applications,
        registers: Registers, assessing: Assessing, deciding: Deciding, casework: Casework, may: May,
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._clock = clock
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._registers = registers
        self._assessing = assessing
        self._deciding = deciding
        self._casework = casework
        self._may = may

    async def check(self, job: Job) -> None:
        """Check an application; done again, it asks again and changes nothing that is decided."""
        application_id = UUID(job.payload["application"])
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            application = await self._applications.found(application_id)
            work.record("application.check", application=application_id)
            if application.state not in UNDECIDED:
                await job.complete()
                return
            # While a decision waits the registers are heard all the same: what they say now may be that it cannot be carried out.
            waits = await self._store.live_decision(application=application_id) is not None
            if job.tries >= SHOW_AFTER and not waits:
                await self._casework.failed(work, application)
                await work.enqueue(CHECK, job.payload, ONCE_MORE, key=f"{CHECK}-{application_id}")
        await self._ask(application, "application", whole="since" not in job.payload)
        await self._db.retrying(lambda: self._settle(job, application_id))

    async def ask_again(self, job: Job) -> None:
        """Ask anew about a right that is being rechecked; where the registers say that it stands, the case closes by itself."""
        case_id = UUID(job.payload["case"])
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            case = await self._store.case(case_id)
            application, _ = await self._casework.assessed(case)
            work.record("case.check", case=case_id)
        if application is not None and case.state != "closed":
            await self._ask(application, "recheck", whole=True)
            await self._db.retrying(lambda: self._settle_right(case_id))

    # -- asking -----------------------------------------------------------------------------------------------------------------

    async def _ask(self, application: Application, purpose: Purpose, *, whole: bool) -> None:
        """Ask what the criteria need, and look again until nothing new is needed; not `whole`: only what is still a question.

        What there is no time for is kept as a silence: an answer of an earlier year must not stand in for it.
        """
        end = asyncio.get_running_loop().time() + ALL_SECONDS
        async with self._db.transaction():
            codes = {one.person: tuple(await self._may.codes([one.person])) for one in application.members}
        spouse = application.spouse.person if application.spouse else None
        asked_with: dict[Need, UUID | None] = {}
        heard: list[Asked] = []
        for _ in range(ROUNDS):
            async with self._db.transaction():
                family = law_family(application, await self._registers.facts(application.family))
            today = self._assessing.today()
            possible = needed(family, today)
            needs = list(possible)
            if not whole:
                questions = assess(family, today, rules_of=application.rules_of).open_questions
                missing = await self._unanswered(application, family)
                needs = [need for need in needs if need in missing or _about(need, questions)]
            needs += [*whether_married(heard, family, spouse, codes), *told_of_others(family, possible)]
            # Whoever was asked about before a divorce was heard of is asked about again, without the former spouse.
            done = {need for need, told in asked_with.items() if told == family.spouse or need.person == spouse}
            needs = [need for need in dict.fromkeys(needs) if need not in done]
            if not needs:
                return
            asked_with.update(dict.fromkeys(needs, family.spouse))
            married = family.spouse is not None
            questions_now = asks(needs, codes, application.applicant, spouse, married=married)
            left = end - asyncio.get_running_loop().time()
            heard += await self._registers.ask(SYSTEM, application.family, questions_now, purpose, max(left, 0.0))

    # -- what follows -----------------------------------------------------------------------------------------------------------

    async def _settle(self, job: Job, application_id: UUID) -> None:
        async with self._audit.work(SYSTEM, Ground.GRANT) as work:
            await self._store.queue_up(self._assessing.today().year)
            application = await self._applications.taken(application_id)
            live = await self._store.live_decision(application=application_id)
            if application.state in UNDECIDED and live is None:
                assessed = await self._assessing.of(application)
                case = await self._store.case_of(application_id)
                missing = await self._unanswered(application, assessed.assessment.case.family)
                if not assessed.whys and not missing and _machine_may(case, assessed):
                    await self._deciding.grant_by_machine(work, assessed, case)
                else:
                    await self._to_a_person(work, job, assessed, missing)
            work.record("application.checked", application=application_id)
            await job.complete()

    async def _unanswered(self, application: Application, family: Family) -> dict[Need, Trouble | None]:
        """Needed answers that cannot be taken as they are, also where the law can do without them: then no machine grants (D-2)."""
        needs = needed(family, self._assessing.today())
        missing = await self._registers.unanswered(application.family, needs)
        return {Need(register=one.register, person=one.person): one.trouble for one in missing}

    async def _to_a_person(
        self, work: Work, job: Job, assessed: Assessed, missing: Mapping[Need, Trouble | None]
    ) -> None:
        unheard = any(trouble != "contradiction" for trouble in missing.values())
        whys: tuple[Why, ...] = assessed.whys or (
            ("silent",) if unheard else ("contradictory",) if missing else ("claimed",)
        )
        questions = (*assessed.assessment.open_questions, *assessed.assessment.missing)
        silent = unheard or any(question.why is Unknown.SILENT for question in questions)
        await self._casework.open_for(work, assessed.application, whys)
        if silent:
            await self._again_later(work, job, assessed.application.id)

    async def _again_later(self, work: Work, job: Job, application: UUID) -> None:
        """Once more after a pause twice as long as the last, until a day has passed since the first time."""
        now = self._clock.now()
        since = datetime.fromisoformat(job.payload["since"]) if "since" in job.payload else now
        tried = int(job.payload.get("tried", 0))
        pause = min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE)
        if now + pause <= since + ASKED_FOR:
            payload = {"application": str(application), "tried": tried + 1, "since": since.isoformat()}
            await work.enqueue(CHECK, payload, pause, key=f"{CHECK}-{application}")

    async def _settle_right(self, case_id: UUID) -> None:
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            case = await self._store.case(case_id)
            right = await self._entitlements.get(case.entitlement) if case.entitlement is not None else None
            work.record("case.checked", case=case_id)
            if right is None or case.kind != "recheck" or case.state == "closed":
                return
            assessed = await self._assessing.of_entitlement(right)
            await self._entitlements.turns(right.id, assessed.turns_on)
            decided = await self._casework.live_decision(case)
            astray = await self._casework.astray(right, assessed)
            if assessed.assessment.is_clear and astray:
                await self._casework.now_because(case, ("own-card-lost",))
            elif assessed.assessment.is_clear and decided is None and _machine_may(case, assessed):
                await self._casework.close(case_id, happened.CLEARED, None, {})
            elif not assessed.assessment.is_clear:
                await self._casework.now_because(case, assessed.whys)


def _machine_may(case: Case | None, assessed: Assessed) -> bool:
    """Whether no person is in the middle of it: nobody was asked, nothing entered by hand, nothing taken back."""
    if case is None:
        return not planning.rests_on_hand(assessed.told)
    waits = case.state != "open" or "undone" in case.why or "asked-for" in case.why
    return not waits and not planning.rests_on_hand(assessed.told)


def _about(need: Need, questions: tuple[Question, ...]) -> bool:
    return any(question.subject == need.person and need.register in question.registers for question in questions)
