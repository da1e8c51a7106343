"""One question to one register with everything that makes its answer believable: held against what is known, asked twice where it differs.

A register that says something else than before is asked once more at once. What it says twice counts; what it says once
stands beside what it said the other time, and the law sees a contradiction (D-2).
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from goda.law.facts import Fact, Facts, Mark, Question, Register
from goda.registers.client import Client
from goda.registers.errors import Unusable
from goda.registers.model import Ask, PersonRecord, Purpose, Told, Trouble
from goda.registers.reading import Known, Reading, both, contradicts, read, silent, trace
from goda.registers.store import Row

NOBODY: Final = UUID(int=0)
"""In the place of a person who may not be on record yet."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a question. `usable`: an answer came, against which later ones are held."""

    ask: Ask
    told: tuple[Told, ...]
    valid_at: datetime
    usable: bool
    digest: bytes | None = None
    trouble: Trouble | None = None
    record: PersonRecord | None = None

    @property
    def trace(self) -> int | None:
        """Of the birth date that the register of persons told; see `reading.trace`."""
        return None if self.record is None else trace(self.record.born)

    @classmethod
    def of(cls, record: PersonRecord, told: tuple[Told, ...]) -> "Outcome":
        """Of a person whom the register of persons told while a household was discovered."""
        return cls(
            ask=Ask(register=Register.PERSONS, person=NOBODY, codes=record.codes),
            told=told,
            valid_at=record.valid_at,
            usable=True,
            digest=record.digest,
            trouble="contradiction" if contradicts(told) else None,
            record=record,
        )


async def ask_one(
    client: Client,
    ask: Ask,
    last: Mapping[Register, Row],
    facts: Sequence[Fact],
    purpose: Purpose,
    now: datetime,
    within: float | None = None,
) -> Outcome:
    """Ask, once or twice, `within` so many seconds. `last`: what registers said usably about the person before.

    Never raises for the register's fault.
    """
    if within is not None and within <= 0:
        return Outcome(ask=ask, told=silent(ask), valid_at=now, usable=False, trouble="slow")
    before = last.get(ask.register)
    known = _known(ask, before, last.get(Register.PERSONS), facts)
    try:
        async with asyncio.timeout(within):
            reading, digest = await _read(client, ask, known, purpose, now)
            if before is not None and reading.trouble is None and set(reading.told) != set(before.told):
                reading, digest = await _twice(client, ask, known, reading, purpose, now)
    except TimeoutError:
        return Outcome(ask=ask, told=silent(ask), valid_at=now, usable=False, trouble="slow")
    except Unusable as error:
        return Outcome(ask=ask, told=silent(ask), valid_at=now, usable=False, trouble=error.trouble)
    doubtful = reading.trouble is not None and reading.record is None
    return Outcome(
        ask=ask,
        told=reading.told,
        valid_at=reading.valid_at,
        usable=not doubtful,
        digest=digest,
        trouble=reading.trouble,
        record=reading.record,
    )


async def _twice(
    client: Client, ask: Ask, known: Known, first: Reading, purpose: Purpose, now: datetime
) -> tuple[Reading, bytes]:
    """The second answer if it agrees with the first, else both."""
    second, digest = await _read(client, ask, known, purpose, now)
    if set(second.told) == set(first.told):
        return second, digest
    told = both(first.told, second.told)
    return Reading(told=told, valid_at=second.valid_at, trouble="contradiction", record=second.record), digest


async def _read(client: Client, ask: Ask, known: Known, purpose: Purpose, now: datetime) -> tuple[Reading, bytes]:
    answer, digest = await client.query(ask.register, ask.codes[0], purpose)
    return read(ask, answer, digest, known, now), digest


def _known(ask: Ask, before: Row | None, person: Row | None, facts: Sequence[Fact]) -> Known:
    """What an answer is held against: the register's own last one, and who the person is.

    Another register's word is held against that of the register of persons or what a clerk entered; that one's own against what it said before.
    """
    if ask.register is Register.PERSONS:
        entered = Facts(one for one in facts if one.source is Register.BY_HAND).ask(ask.person, Mark.BORN)
        told_before = () if before is None else before.told
        born = next((one.value for one in told_before if one.mark is Mark.BORN), None)
        born = born if isinstance(entered, Question) else entered.value
        alive = None
    else:
        sure = Facts(one for one in facts if one.source in (Register.PERSONS, Register.BY_HAND))
        told = {mark: sure.ask(ask.person, mark) for mark in (Mark.BORN, Mark.ALIVE)}
        values = {mark: None if isinstance(one, Question) else one.value for mark, one in told.items()}
        born, alive = values[Mark.BORN], values[Mark.ALIVE]
    return Known(
        valid_at=None if before is None else before.valid_at,
        trace=None if person is None or isinstance(born, date) else person.trace,
        born=born if isinstance(born, date) else None,
        alive=alive if isinstance(alive, bool) else None,
    )
