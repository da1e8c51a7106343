"""Ask the state's registers about a family, keep what they say as facts, and tell what is known (R-10 to R-33, R-60 to R-68).

Questions go over the network, so they are asked outside of transactions; each is on record before it is asked (R-83, R-84).
A register's fault never becomes an error of ours nor a "no": it becomes a fact that says *silent*, or two that contradict (D-2).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from goda.audit import Actor, Audit, Work
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Fact, Register
from goda.registers.model import Ask, Asked, FactTold, Feed, HandFact, Household, Purpose


class Registers:
    """The use cases on registers and facts."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, clock: Clock) -> None:
        self._db, self._audit, self._vault, self._clock = db, audit, vault, clock

    async def discover(self, actor: Actor, family: UUID, codes: Sequence[PersonalCode], purpose: Purpose) -> Household:
        """Who belongs to the family of the person with these codes, asked of the register of persons.

        Not inside a transaction. Raises `RegisterSilent` where it does not answer usably about anybody, `PersonUnknown`.
        """
        raise NotImplementedError

    async def keep(self, work: Work, family: UUID, household: Household, ids: Mapping[str, UUID]) -> None:
        """Keep the marks of a household as facts; `ids`: each person by the eleven digits of `record.code`."""
        raise NotImplementedError

    async def ask(self, actor: Actor, family: UUID, asks: Sequence[Ask], purpose: Purpose) -> tuple[Asked, ...]:
        """Ask all at once and keep the answers as facts; never raises for a register's fault. Not inside a transaction."""
        raise NotImplementedError

    async def facts(self, family: UUID) -> tuple[Fact, ...]:
        """What is known of a family, as the law takes it."""
        raise NotImplementedError

    async def facts_of(self, families: Sequence[UUID]) -> dict[UUID, tuple[Fact, ...]]:
        """The same of many families in one reading."""
        raise NotImplementedError

    async def facts_told(self, family: UUID) -> tuple[FactTold, ...]:
        """The same with where each comes from, for screens; the newest first."""
        raise NotImplementedError

    async def add_by_hand(self, work: Work, actor: Actor, fact: HandFact) -> UUID:
        """Keep what a clerk entered from a document (R-68); an earlier entry of the same mark no longer holds. Returns the fact's id."""
        raise NotImplementedError

    async def feed(self, register: Register, purpose: Purpose = "recheck") -> Feed:
        """The next part of a register's feed of changes, from the kept place on. Not inside a transaction."""
        raise NotImplementedError

    async def advance(self, feed: Feed) -> None:
        """Keep how far a feed was read, in the transaction that enqueued what its changes ask for."""
        raise NotImplementedError

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give the facts of a record that is gone to the one that was kept (R-11)."""
        raise NotImplementedError
