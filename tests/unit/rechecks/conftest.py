"""The fund as it decides (see tests/unit/decisions), with its nights of rechecks; the state's registers beside it."""

import importlib.util
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from goda.audit import SYSTEM
from goda.db.jobs import Worker
from goda.decisions.model import Case, Entitlement
from goda.rechecks.model import Report
from goda.rechecks.service import Parts, Rechecks

_PLACE = Path(__file__).parents[1] / "decisions" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("the_fund_deciding", _PLACE)
assert _SPEC is not None
assert _SPEC.loader is not None
fund = importlib.util.module_from_spec(_SPEC)
sys.modules["the_fund_deciding"] = fund
_SPEC.loader.exec_module(fund)

keys_template, signer, state = fund.keys_template, fund.signer, fund.state
clerk, colleague, words = fund.clerk, fund.colleague, fund.words


class Nights(fund.Office):  # type: ignore[misc, name-defined]
    """The fund by night."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.rechecks = self.new_rechecks()
        self.people.on_merge(self.rechecks.rehome)
        self.worker = Worker(self.db, self.decisions.jobs() | self.rechecks.jobs(), self.clock)

    def new_rechecks(self) -> Rechecks:
        """As a process that has just started has them."""
        return Rechecks(
            Parts(
                db=self.db, audit=self.audit, clock=self.clock, people=self.people, registers=self.registers,
                applications=self.applications, decisions=self.decisions, notices=self.notices,
            )
        )  # fmt: skip

    async def night(self) -> Report:
        """A whole night, and what it left in the outbox."""
        report = await self.rechecks.now()
        await self.work()
        return report

    async def days(self, days: float = 0, **more: float) -> Report:
        """Time passes, then a night."""
        self.clock.advance(timedelta(days=days, **more))
        return await self.night()

    async def right(self, family: Any) -> Entitlement:
        found = await self.decisions.entitlements_of(SYSTEM, family.id)
        return found[0]

    async def recheck(self, family: Any) -> Case | None:
        return await self.decisions.recheck_of((await self.right(family)).id)

    async def states(self, family: Any) -> list[tuple[UUID, str, str | None]]:
        right = await self.right(family)
        return [(one.holder, one.state, one.cause) for one in await self.cards.cards_of(SYSTEM, right.family)]

    async def unharmed(self, family: Any) -> None:
        """Nobody was annulled, warned or made a case of."""
        assert {state for _, state, _ in await self.states(family)} == {"valid"}
        assert await self.recheck(family) is None
        assert set(await self.kinds(family.id)) <= {"granted", "received"}

    def asked(self) -> list[tuple[str, str]]:
        """Which register was asked about whom for a recheck."""
        return [(one.register, one.personal_code) for one in self.state.asked if one.purpose == "recheck"]

    def code(self, edge: str, place: int = 0) -> str:
        """Somebody on whom an edge turns."""
        return self.state.world.edge(edge).about[place]

    def codes(self, edge: str) -> tuple[str, ...]:
        return self.state.world.edge(edge).codes


@pytest.fixture
async def office(database: Any, vault: Any, clock: Any, signer: Any, state: Any) -> AsyncIterator[Nights]:
    made = Nights(database, vault, clock, signer, state)
    yield made
    state.switches.release()
    await made.client.close()
