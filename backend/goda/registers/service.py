"""Ask the state's registers about a family, keep what they say as facts, and tell what is known (R-10 to R-33, R-60 to R-68).

Questions go over the network, so they are asked outside of transactions; each is on record before it is asked (R-83, R-84).
A register's fault never becomes an error of ours nor a "no": it becomes a fact that says *silent*, or two that contradict (D-2).
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.db.errors import Duplicate, TransactionError
from goda.db.vault import Vault
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import Stale
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Fact, Register
from goda.registers import discovery
from goda.registers.asking import NOBODY, Outcome, ask_one
from goda.registers.client import Access, Client
from goda.registers.errors import PersonUnknown, RegisterSilent, Unusable
from goda.registers.feed import read_feed
from goda.registers.model import (
    Adults,
    Ask,
    Asked,
    FactTold,
    Feed,
    HandFact,
    Household,
    Need,
    PersonRecord,
    Purpose,
    Told,
)
from goda.registers.reading import Known, both, read
from goda.registers.store import Row, Store

GROUNDS: Final[Mapping[Purpose, Ground]] = {
    "application": Ground.GRANT,
    "recheck": Ground.RECHECK,
    "data-subject": Ground.SERVE,
}
"""The legal ground on which each purpose rests."""


class Registers:
    """The use cases on registers and facts."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, access: Access, client: Client | None = None
    ) -> None:
        self._db, self._audit, self._clock = db, audit, clock
        self._store = Store(vault)
        self._client = client or Client(access, clock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let go of connections at the end."""
        try:
            yield
        finally:
            await self._client.close()

    # -- asking -----------------------------------------------------------------------------------------------------------------

    async def discover(self, actor: Actor, family: UUID, codes: Sequence[PersonalCode], purpose: Purpose) -> Household:
        """Who belongs to the family of the person with these codes, asked of the register of persons.

        Not inside a transaction. Raises `RegisterSilent` where it does not answer usably about anybody, `PersonUnknown`.
        """
        self._outside()
        now = self._clock.now()
        known = {code: tuple(codes) for code in codes}

        async def ask(code: PersonalCode, adults: Adults | None) -> PersonRecord:
            asked = known.get(code, (code,))
            question = Ask(register=Register.PERSONS, person=NOBODY, codes=asked, adults=adults)
            await self._note(actor, family, [question], purpose)
            try:
                answer, digest = await self._client.query(Register.PERSONS, code, purpose)
            except Unusable as error:
                if error.trouble == "unknown" and code == codes[0]:
                    raise PersonUnknown from None
                raise
            record = read(question, answer, digest, Known(), now).record
            if record is None:
                raise Unusable("contradiction")
            return record

        try:
            return await discovery.household(ask, codes[0], riga_day(now))
        except Unusable as error:
            raise RegisterSilent(trouble=error.trouble) from None

    async def ask(
        self, actor: Actor, family: UUID, asks: Sequence[Ask], purpose: Purpose, within: float | None = None
    ) -> tuple[Asked, ...]:
        """Ask all at once and keep the answers as facts; never raises for a register's fault. Not inside a transaction.

        What has not answered `within` so many seconds is silent, as *slow*; with none left nobody is asked.
        """
        self._outside()
        if not asks:
            return ()
        if within is None or within > 0:
            await self._note(actor, family, asks, purpose)
        now = self._clock.now()
        before = await self._store.last_usable(family, list({ask.person for ask in asks}))
        facts = await self.facts(family)
        outcomes = await asyncio.gather(
            *(ask_one(self._client, ask, before.get(ask.person, {}), facts, purpose, now, within) for ask in asks)
        )
        await self._db.retrying(lambda: self._keep_answers(actor, family, outcomes, purpose, now))
        return tuple(
            Asked(
                register=one.ask.register,
                person=one.ask.person,
                answered=one.trouble is None,
                trouble=one.trouble,
                record=one.record,
            )
            for one in outcomes
        )

    async def _note(self, actor: Actor, family: UUID, asks: Sequence[Ask], purpose: Purpose) -> None:
        """Write down what is about to be disclosed to registers: whose code, why (R-84). Nobody's id is known while a family is discovered."""

        async def note() -> None:
            async with self._audit.work(actor, GROUNDS[purpose]) as work:
                for ask in asks:
                    person = None if ask.person == NOBODY else ask.person
                    work.record(
                        "register.asked", register=ask.register.value, person=person, family=family, purpose=purpose
                    )

        await self._db.retrying(note)

    async def _keep_answers(
        self, actor: Actor, family: UUID, outcomes: Sequence[Outcome], purpose: Purpose, now: datetime
    ) -> None:
        async with self._audit.work(actor, GROUNDS[purpose]) as work:
            for one in outcomes:
                await self._add(family, one.ask.person, one.ask.register, one, now)
            work.record("facts.kept", family=family, persons=list(dict.fromkeys(one.ask.person for one in outcomes)))

    async def _add(self, family: UUID, person: UUID, register: Register, one: Outcome, now: datetime) -> None:
        try:
            await self._store.add(
                family,
                person,
                register,
                one.told,
                asked_at=now,
                valid_at=one.valid_at,
                usable=one.usable,
                digest=one.digest,
                trouble=one.trouble,
                trace=one.trace,
            )
        except Duplicate:  # another has asked the same at the same moment
            raise Stale from None

    def _outside(self) -> None:
        if self._db.in_transaction:
            raise TransactionError("registers are not asked inside a transaction: nobody else could write meanwhile")

    # -- keeping and telling ----------------------------------------------------------------------------------------------------

    async def keep(self, work: Work, family: UUID, household: Household, ids: Mapping[str, UUID]) -> None:
        """Keep the marks of a household as facts; `ids`: each person by the eleven digits of `record.code`.

        What differs from what the register said of someone before stands beside it until the register is asked again.
        """
        told: list[tuple[PersonRecord, tuple[Told, ...]]] = [
            (one, one.told) for one in (household.applicant, household.spouse) if one is not None
        ]
        told += [(one.record, one.told) for one in household.dependants]
        persons = [ids[record.code.digits] for record, _ in told]
        before = await self._store.last_usable(family, persons)
        for person, (record, marks) in zip(persons, told, strict=True):
            earlier = before.get(person, {}).get(Register.PERSONS)
            both_told = marks if earlier is None or set(earlier.told) == set(marks) else both(earlier.told, marks)
            outcome = Outcome.of(record, both_told)
            await self._add(family, person, Register.PERSONS, outcome, record.asked_at)
        work.record("facts.kept", family=family, persons=list(persons))

    async def facts(self, family: UUID) -> tuple[Fact, ...]:
        """What is known of a family, as the law takes it. The caller records that it was read."""
        return tuple(fact for row in await self._store.current([family]) for fact in row.facts())

    async def facts_of(self, families: Sequence[UUID]) -> dict[UUID, tuple[Fact, ...]]:
        """The same of many families in one reading."""
        found: dict[UUID, list[Fact]] = {family: [] for family in families}
        for row in await self._store.current(families):
            found[row.family] += row.facts()
        return {family: tuple(facts) for family, facts in found.items()}

    async def facts_told(self, family: UUID) -> tuple[FactTold, ...]:
        """The same with where each comes from, for screens; the newest first. The caller records that it was read."""
        rows: list[Row] = await self._store.current([family])
        return tuple(one for row in reversed(rows) for one in row.shown())

    async def last_answers(self, family: UUID, persons: Sequence[UUID]) -> tuple[FactTold, ...]:
        """The last usable answer of each register about each of these, also where it has fallen silent since. The caller records that it was read."""
        last = await self._store.last_usable(family, persons)
        return tuple(one for rows in last.values() for row in rows.values() for one in row.shown())

    async def families_about(self, persons: Sequence[UUID]) -> tuple[UUID, ...]:
        """The families in which registers were asked about any of these. The caller records it."""
        return tuple(await self._store.families_about(persons)) if persons else ()

    async def unanswered(self, family: UUID, needs: Iterable[Need]) -> tuple[Asked, ...]:
        """Those needs whose last answer cannot be taken as it is, or that were never asked about (no `trouble`): a machine grants nothing then (D-2).

        The law alone does not see each of them: where another register has spoken about the same mark, a silence is no question.
        """
        rows = {(row.register, row.person): row for row in await self._store.current([family])}
        found = {need: rows.get((need.register, need.person)) for need in needs}
        return tuple(
            Asked(
                register=need.register,
                person=need.person,
                answered=False,
                trouble=None if row is None else row.trouble,
            )
            for need, row in found.items()
            if row is None or row.trouble is not None
        )

    async def add_by_hand(self, work: Work, actor: Actor, fact: HandFact) -> UUID:
        """Keep what a clerk entered from a document (R-68); an earlier entry of the same mark no longer holds. Returns the fact's id.

        The record names that alone: a mark beside a person would tell of their health or debts (R-98).
        """
        by = actor.id if actor.id is not None else NOBODY
        entered = await self._store.add_by_hand(fact, by, self._clock.now())
        work.record(
            "fact.entered",
            fact=entered,
            family=fact.family,
            person=fact.person,
            document=fact.document,
        )
        return entered

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give the facts of a record that is gone to the one that was kept (R-11)."""
        await self._store.rehome(kept, gone)

    # -- what has changed -------------------------------------------------------------------------------------------------------

    async def feed(self, register: Register, purpose: Purpose = "recheck") -> Feed:
        """The next part of a register's feed of changes, from the kept place on; never raises for the register's fault.

        Not inside a transaction. Whoever acts on the changes calls `advance` with it in the same transaction.
        """
        self._outside()
        return await read_feed(self._client, register, purpose, await self._store.cursor(register), self._clock.now())

    async def advance(self, feed: Feed) -> None:
        """Keep how far a feed was read, in the transaction that enqueued what its changes ask for."""
        if feed.trouble is None:
            await self._store.advance(feed.register, feed.next, feed.place, self._clock.now())
