"""The queue and the whole file of a case, as staff see them on one screen (R-98: what the work needs, on record)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import Actor, Audit, Ground
from goda.decisions import planning
from goda.decisions.assessing import Assessed, Assessing
from goda.decisions.casework import Casework
from goda.decisions.entitlements import Entitlements
from goda.decisions.may import May, require_staff
from goda.decisions.model import (
    WHYS,
    Case,
    CaseFile,
    CaseState,
    DecisionKind,
    Event,
    MemberOnFile,
    QueueItem,
    days_left,
)
from goda.decisions.store import Store
from goda.documents.service import Documents
from goda.law.dates import age_on
from goda.people.service import People
from goda.staff.service import Staff

MOST_CASES: Final = 1_000
"""Lines of the queue; the nearest deadlines are among them."""


class Looking:
    """The use cases."""

    def __init__(
        self, audit: Audit, store: Store, entitlements: Entitlements, applications: Applications, people: People, staff: Staff,
        documents: Documents, assessing: Assessing, casework: Casework, may: May,
    ) -> None:  # fmt: skip
        self._audit = audit
        self._store = store
        self._entitlements = entitlements
        self._applications = applications
        self._people = people
        self._staff = staff
        self._documents = documents
        self._assessing = assessing
        self._casework = casework
        self._may = may

    async def queue(self, actor: Actor, state: CaseState | None = None) -> tuple[QueueItem, ...]:
        """Every case that is not closed, or those in one state; the nearest deadline first."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            cases = await self._store.cases(state, MOST_CASES)
            names = await self._people.persons([case.applicant for case in cases])
            staff = await self._staff.names_of([case.taken_by for case in cases if case.taken_by])
            numbers = await self._numbers(cases)
            work.record("case.queue", state=state, cases=[case.id for case in cases])
        today = self._assessing.today()
        return tuple(
            QueueItem(
                case=case,
                applicant=names[case.applicant].name if case.applicant in names else "",
                number=numbers.get(case.id),
                days_left=days_left(case, today),
                why=tuple(WHYS[why] for why in case.why),
                taken_by=staff.get(case.taken_by) if case.taken_by else None,
            )
            for case in cases
        )

    async def file(self, actor: Actor, case_id: UUID) -> CaseFile:
        """Everything about one case, newly judged from the facts at hand."""
        require_staff(actor)
        async with self._audit.work(actor, Ground.GRANT) as work:
            case = await self._store.case(case_id)
            application, assessed = await self._casework.assessed(case)
            persons = await self._casework.persons(case)
            annuls = await self._casework.annulled_by(case) if case.kind != "application" else ()
            cause = await self._casework.proposed_cause(case) if case.kind != "application" else None
            work.record("case.read", case=case_id, family=case.family, persons=[*dict.fromkeys(persons)])
            about = case.application or (application.id if application else None)
            documents = [*await self._documents.of(case.id), *(await self._documents.of(about) if about else ())]
            return CaseFile(
                case=case,
                application=application,
                entitlement=await self._entitlements.get(case.entitlement) if case.entitlement else None,
                members=await self._members(application, persons),
                assessment=assessed.assessment if assessed else None,
                facts=assessed.told if assessed else (),
                documents=tuple(documents),
                decisions=await self._store.decisions_of(case=case.id),
                history=await self._history(case),
                proposed=planning.proposed(
                    case.kind,
                    assessed.assessment if assessed else None,
                    assessed.planned if assessed else None,
                    cause,
                    whys=case.why,
                ),
                cards=assessed.planned.cards if assessed and case.kind == "application" else (),
                left_out=assessed.planned.left_out if assessed and case.kind == "application" else (),
                second_for=_second_for(case, assessed),
                keeping_takes_two=assessed is not None and assessed.keeping_takes_two,
                may_decide=await self._may.may_decide(actor, persons),
                annuls=tuple(card.id for card in annuls),
            )

    async def _numbers(self, cases: Sequence[Case]) -> dict[UUID, str | None]:
        """The number of the application that each case is about, or by which its right was granted."""
        of_right = await self._entitlements.applications([one.entitlement for one in cases if one.entitlement])
        about = {
            one.id: one.application or (of_right.get(one.entitlement) if one.entitlement else None) for one in cases
        }
        numbers = await self._applications.numbers([one for one in about.values() if one])
        return {case: numbers.get(application) for case, application in about.items() if application}

    async def _members(self, application: Application | None, persons: tuple[UUID, ...]) -> tuple[MemberOnFile, ...]:
        known = await self._people.persons(persons)
        today = self._assessing.today()
        if application is None:
            return tuple(
                MemberOnFile(person=one.id, role="applicant", relation=None, name=one.name, code=one.code, born=None, age=None)
                for one in known.values()
            )  # fmt: skip
        return tuple(
            MemberOnFile(
                person=one.person,
                role=one.role,
                relation=one.relation.value if one.relation else None,
                name=one.name,
                code=known[one.person].code if one.person in known else "",
                born=one.born,
                age=age_on(one.born, today) if one.born else None,
            )
            for one in application.members
        )

    async def _history(self, case: Case) -> tuple[Event, ...]:
        events = await self._store.events(case.id)
        names = await self._staff.names_of([one.by for one in events if one.by is not None])
        return tuple(msgspec.structs.replace(one, by_name=names.get(one.by) if one.by else None) for one in events)


def _second_for(case: Case, assessed: Assessed | None) -> tuple[DecisionKind, ...]:
    if case.kind != "application":
        return ("annul",)
    return assessed.second_for if assessed else ()
