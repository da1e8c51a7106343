"""One right, asked about and judged: what only a register can know is asked, then everything follows in one transaction with its record.

A right that stands gets its new last known day. One that the registers say has ended becomes a case for a person, never an annulment by the
machine (D-2, R-96); only a holder's death annuls at once. What could not be answered usably is asked again, and shown to a person after
three days: silence is never a no.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from goda.applications.model import Application, law_family
from goda.applications.service import Applications
from goda.audit import SYSTEM, Audit, Ground, Work
from goda.db.database import Database
from goda.decisions.assessing import Assessed
from goda.decisions.errors import NoSuchDecision
from goda.decisions.model import Entitlement, Snapshot, Why
from goda.decisions.service import Decisions
from goda.kernel.clock import Clock, riga_day
from goda.kernel.personal_code import PersonalCode, parse
from goda.law.assessment import assess
from goda.law.facts import Family as LawFamily
from goda.law.facts import Question
from goda.law.logic import Truth
from goda.people.model import Identity
from goda.people.service import People
from goda.rechecks.hearing import Heard, Weighed, alive, died_by
from goda.rechecks.model import EVERY, NOBODY, Due, Noted, chosen, pause
from goda.rechecks.store import Store
from goda.registers.model import Need, PersonRecord, asks
from goda.registers.needed import needed, told_of_others, whether_married
from goda.registers.service import Registers

ROUNDS: Final = 4
"""An answer may make another question needed; so many times in one night."""

OWN_CARD: Final = b"own-card"
"""Why a holder's own card was shown."""

Verdict = Literal["stands", "case", "waiting", "over"]


@dataclass(frozen=True)
class Judged:
    """What became of a right."""

    verdict: Verdict
    annulled: int = 0


class Judging:
    """The use case on one right."""

    def __init__(
        self, db: Database, audit: Audit, clock: Clock, store: Store, decisions: Decisions, applications: Applications, registers: Registers,
        people: People,
    ) -> None:  # fmt: skip
        self._db, self._audit, self._clock, self._store = db, audit, clock, store
        self._decisions, self._applications, self._registers, self._people = decisions, applications, registers, people

    async def right(self, entitlement: UUID, due: tuple[Due, ...] | None = None) -> Judged:
        """Ask what waits to be asked about a right (or `due`), and judge it; done again, it changes nothing more."""
        waiting = await self._store.due(entitlement) if due is None else due
        right = await self._decisions.entitlements.get(entitlement)
        heard = Heard()
        if right is not None and right.ended_at is None:
            await self._ask(right, waiting, heard)
        return await self._db.retrying(lambda: self._settle(entitlement, waiting, heard))

    async def whole(self, entitlement: UUID) -> Judged:
        """Ask everything that the criteria need about a right, whatever waits."""
        now = self._clock.now()
        everything = Due(
            entitlement=entitlement, person=NOBODY, register=EVERY, died=False, noted_at=now, not_before=now, tries=0
        )
        return await self.right(entitlement, (*await self._store.due(entitlement), everything))

    # -- asking -----------------------------------------------------------------------------------------------------------------

    async def _ask(self, right: Entitlement, due: tuple[Due, ...], heard: Heard) -> None:
        today = riga_day(self._clock.now())
        renamed: set[UUID] = set()
        asked_with: dict[Need, UUID | None] = {}
        for round_ in range(ROUNDS):
            application, codes, family = await self._family(right)
            spouse = application.spouse.person if application.spouse else None
            possible = needed(family, today)
            if round_ == 0:
                heard.were_alive = {one: alive(family.facts, one) for one in codes}
                wanted = chosen(due, possible)
            else:
                questions = assess(family, today, rules_of=application.rules_of).open_questions
                wanted = [need for need in possible if need.person in renamed or _about(need, questions)]
                wanted += whether_married(heard.answers.values(), family, spouse, codes)
                wanted += told_of_others(family, possible)
            # Whoever was asked about before a divorce was heard of is asked about again, without the former spouse.
            asked = {need for need in heard.answers if asked_with.get(need) == family.spouse or need.person == spouse}
            wanted = [need for need in dict.fromkeys(wanted) if need not in asked and need.person in codes]
            if not wanted:
                return
            asked_with.update(dict.fromkeys(wanted, family.spouse))
            married = family.spouse is not None
            questions_now = asks(wanted, codes, application.applicant, spouse, married=married)
            for one in await self._registers.ask(SYSTEM, right.family, questions_now, "recheck"):
                heard.answers[Need(register=one.register, person=one.person)] = one
                if one.record is not None and one.answered and not set(one.record.codes) <= set(codes[one.person]):
                    renamed.add(await self._take_codes(one.record, dependant=one.person in family.dependants))

    async def _family(self, right: Entitlement) -> tuple[Application, dict[UUID, tuple[PersonalCode, ...]], LawFamily]:
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            application = await self._applications.found(right.application)
            members = [one.person for one in application.members]
            persons = await self._people.persons(members)
            family = law_family(application, await self._registers.facts(right.family))
            work.record("right.read", entitlement=right.id, family=right.family, persons=[*members])
        codes = {
            one: tuple(parse(code) for code in (persons[one].code, *persons[one].previous))
            for one in members
            if one in persons
        }
        return application, codes, family

    async def _take_codes(self, record: PersonRecord, *, dependant: bool) -> UUID:
        """The register knows the person by another code too (R-11); what comes about them under it from now on is found. Who it is."""
        identity = Identity(
            codes=record.codes, given=record.given, surname=record.surname, born=record.born if dependant else None
        )
        return (await self._people.identify(SYSTEM, identity, Ground.RECHECK)).id

    # -- what follows -----------------------------------------------------------------------------------------------------------

    async def _settle(self, entitlement: UUID, due: tuple[Due, ...], heard: Heard) -> Judged:
        now = self._clock.now()
        async with self._audit.work(SYSTEM, Ground.RECHECK) as work:
            await self._store.settled(due)
            right = await self._decisions.entitlements.get(entitlement)
            if right is None or right.ended_at is not None:
                work.record("right.rechecked", entitlement=entitlement, verdict="over")
                return Judged("over")
            died = died_by(heard, due)
            annulled = 0
            for person in died:
                annulled += len(await self._decisions.died(SYSTEM, person))
            assessed = await self._decisions.assess_right(right)
            verdict = await self._judged(work, right, assessed, Weighed.of(right.id, due, heard, died, now), now)
            work.record("right.rechecked", entitlement=entitlement, family=right.family, verdict=verdict)
        return Judged(verdict, annulled)

    async def _judged(
        self, work: Work, right: Entitlement, assessed: Assessed, weighed: Weighed, now: datetime
    ) -> Verdict:
        result, clear = assessed.assessment.result, assessed.assessment.is_clear
        verdict: Verdict = "waiting"
        if weighed.doubted and weighed.long:
            verdict = await self._to_a_person(work, right, assessed, ("death-in-family",), now)
        elif result is Truth.MET and not weighed.doubted and (clear or not weighed.unusable):
            verdict = await self._stands(work, right, assessed, now)
        elif result is not Truth.MET and not weighed.doubted and (weighed.long or not weighed.unusable):
            verdict = await self._not_met(work, right, assessed, weighed, now)
        for one in (*weighed.unusable, *(weighed.doubted if not weighed.long else ())):
            noted = Noted(entitlement=right.id, person=one.person, register=one.register, died=one.died)
            await self._store.put_off(noted, one.noted_at, one.tries + 1, now + pause(one.tries))
        return verdict

    async def _not_met(
        self, work: Work, right: Entitlement, assessed: Assessed, weighed: Weighed, now: datetime
    ) -> Verdict:
        """The right has ended by what the registers say, or nobody can tell. Where no card is left to annul, nobody has to look."""
        left = [card for card in assessed.cards if card.state == "valid" and card.holder not in weighed.died]
        if not left:
            return "stands"
        if assessed.assessment.result is Truth.UNKNOWN:
            return await self._to_a_person(work, right, assessed, assessed.whys or ("unknown",), now)
        counted = {one.person for one in right.persons if one.counted or one.role == "applicant"}
        whys: tuple[Why, ...] = ("right-lost", "death-in-family") if counted & weighed.dead else ("right-lost",)
        return await self._to_a_person(work, right, assessed, whys, now)

    async def _stands(self, work: Work, right: Entitlement, assessed: Assessed, now: datetime) -> Verdict:
        """The right stands; a card of somebody who may hold none any more is shown to a person, once for each holder."""
        await self._decisions.entitlements.turns(right.id, assessed.turns_on)
        await self._store.forget_shown(right.id)
        astray = await self._decisions.astray(right, assessed)
        for holder in {one.person for one in right.persons} - set(astray):
            await self._store.forget_shown(_own_card(right, holder))
        fresh = [one for one in astray if await self._store.shown(_own_card(right, one)) is None]
        if fresh:
            await self._decisions.open_recheck(work, right.id, ("own-card-lost",))
            for one in fresh:
                await self._store.show(_own_card(right, one), OWN_CARD, now)
            return "case"
        case = await self._decisions.recheck_of(right.id)
        if case is not None:
            await self._decisions.check_right(work, case.id)
        return "stands"

    async def _to_a_person(
        self, work: Work, right: Entitlement, assessed: Assessed, whys: tuple[Why, ...], now: datetime
    ) -> Verdict:
        """Once for the same reasons: what a person has looked at and kept, or granted as it was, is not shown to them every night."""
        standings = self._decisions.standings(assessed)
        signature = _signature(standings)
        if signature == await self._store.shown(right.id) or not await self._worse(right, standings):
            return "stands"
        await self._decisions.open_recheck(work, right.id, whys)
        await self._store.show(right.id, signature, now)
        return "case"

    async def _worse(self, right: Entitlement, standings: Snapshot) -> bool:
        """Whether anything is worse than when the right was granted by a person who knew of it."""
        try:
            granted = await self._decisions.explained(SYSTEM, right.decision)
        except NoSuchDecision:
            return True
        return granted.result == Truth.MET.value or not _bad(standings) <= _bad(granted)


def _own_card(right: Entitlement, holder: UUID) -> UUID:
    """In the place of the right where it is kept that a holder's own card was shown: what is shown of the right itself is another matter."""
    return uuid5(right.id, str(holder))


def _about(need: Need, questions: tuple[Question, ...]) -> bool:
    return any(question.subject == need.person and need.register in question.registers for question in questions)


def _bad(standings: Snapshot) -> set[tuple[str, UUID | None]]:
    return {(one.code, one.subject) for one in standings.standings if one.truth != Truth.MET.value}


def _signature(standings: Snapshot) -> bytes:
    """A hash of what is not met: the same reasons give the same."""
    told = sorted(
        f"{one.code} {one.subject} {one.truth}" for one in standings.standings if one.truth != Truth.MET.value
    )
    return hashlib.sha256("\n".join((standings.result, *told)).encode()).digest()
