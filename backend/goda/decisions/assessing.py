"""A family as the law sees it now: its application, the facts at hand, its place in other families' rights, and what follows.

Reads only, in the caller's transaction and under the caller's record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goda.applications.model import Application, law_family
from goda.applications.service import Applications
from goda.audit import SYSTEM
from goda.cards.model import Card
from goda.cards.service import Cards
from goda.decisions import planning
from goda.decisions.entitlements import Entitlements
from goda.decisions.model import DecisionKind, Entitlement, Why
from goda.decisions.planning import Planned
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import Invalid
from goda.law.assessment import Assessment, assess, last_day_met
from goda.law.facts import Fact, Register
from goda.registers.model import FactTold
from goda.registers.service import Registers


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessed:
    """All that deciding about a family rests on."""

    application: Application
    assessment: Assessment
    told: tuple[FactTold, ...]
    heard: tuple[FactTold, ...]
    """Each register's last usable answers about those of whom something was entered by hand, also where it is silent now."""
    elsewhere: tuple[Fact, ...]
    """As what each dependant counts on another family's card."""
    planned: Planned
    whys: tuple[Why, ...]
    """Why the machine does not grant; empty where it may."""
    cards: tuple[Card, ...]
    """The family's cards, oldest first."""

    @property
    def overridden(self) -> bool:
        """Whether the result rests on what was entered against a register's answer."""
        return planning.overridden(self.assessment, self.told, self.heard)

    @property
    def second_for(self) -> tuple[DecisionKind, ...]:
        """The decisions on the application that take two people."""
        return planning.second_for(self.assessment, override=self.overridden)

    @property
    def keeping_takes_two(self) -> bool:
        """Whether leaving the right as it is takes two people."""
        return planning.keeping_takes_two(self.assessment, override=self.overridden)

    @property
    def turns_on(self) -> date | None:
        """The last day on which the right is known to stand if nothing new is heard."""
        case = self.assessment.case
        return last_day_met(case.family, case.on, rules_of=case.rules_of)


class Assessing:
    """Puts a family before the law."""

    def __init__(
        self, applications: Applications, registers: Registers, entitlements: Entitlements, cards: Cards, clock: Clock
    ) -> None:
        self._applications = applications
        self._registers = registers
        self._entitlements = entitlements
        self._cards = cards
        self._clock = clock

    def today(self) -> date:
        """The calendar day in Riga."""
        return riga_day(self._clock.now())

    async def of(self, application: Application, valid_to: date | None = None) -> Assessed:
        """Judge the family of an application today, by the rules of its day; `valid_to`: a clerk's own last day."""
        now, today = self._clock.now(), self.today()
        told = await self._registers.facts_told(application.family)
        entered = {one.person for one in told if one.source is Register.BY_HAND}
        heard = await self._registers.last_answers(application.family, [*entered])
        facts = await self._registers.facts(application.family)
        dependants = [one.person for one in application.dependants]
        elsewhere = await self._entitlements.counted_elsewhere(application.family, dependants, today, now)
        assessment = assess(law_family(application, (*facts, *elsewhere)), today, rules_of=application.rules_of)
        cards = await self._cards.cards_of(SYSTEM, application.family)
        planned = planning.plan(application, assessment, today, _ends(cards, today), valid_to)
        return Assessed(
            application=application,
            assessment=assessment,
            told=told,
            heard=heard,
            elsewhere=elsewhere,
            planned=planned,
            whys=planning.whys(assessment, planned, self.fits),
            cards=cards,
        )

    async def of_entitlement(self, entitlement: Entitlement) -> Assessed:
        """Judge a right that was granted, as its family is today."""
        return await self.of(await self._applications.found(entitlement.application))

    def fits(self, names: tuple[str, ...]) -> bool:
        """Whether these names can stand on a card and be scanned."""
        try:
            preview = self._cards.preview(names)
        except Invalid:
            return False
        return preview.fits and not preview.drop


def _ends(cards: tuple[Card, ...], today: date) -> Mapping[UUID, date]:
    """The last day of each holder's card that works or will."""
    ends: dict[UUID, date] = {}
    for card in cards:
        if card.state == "valid" and card.valid_to >= today:
            ends[card.holder] = max(card.valid_to, ends.get(card.holder, card.valid_to))
    return ends
