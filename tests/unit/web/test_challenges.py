"""A challenge can be answered once, within five minutes, for its purpose and its subject."""

import asyncio
from datetime import timedelta

import pytest

from goda.db.database import Database
from goda.db.errors import TransactionError
from goda.kernel.clock import SetClock
from goda.web.challenges import LIFETIME, Challenges

pytestmark = pytest.mark.anyio


@pytest.fixture
def challenges(database: Database, clock: SetClock) -> Challenges:
    return Challenges(database, clock)


async def test_it_is_consumed_once(challenges: Challenges) -> None:
    value = await challenges.issue("sign-in")
    assert len(value) == 32
    assert await challenges.consume("sign-in", value)
    assert not await challenges.consume("sign-in", value)


async def test_of_many_who_answer_at_once_one_is_right(challenges: Challenges) -> None:
    value = await challenges.issue("sign-in")
    answers = await asyncio.gather(*(challenges.consume("sign-in", value) for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]


async def test_it_lives_five_minutes(challenges: Challenges, clock: SetClock) -> None:
    value = await challenges.issue("sign-in")
    other = await challenges.issue("sign-in")
    clock.advance(LIFETIME - timedelta(seconds=1))
    assert await challenges.consume("sign-in", value)
    clock.advance(timedelta(seconds=1))
    assert not await challenges.consume("sign-in", other)


async def test_another_purpose_or_subject_cannot_use_it(challenges: Challenges) -> None:
    value = await challenges.issue("enrol", "anna")
    assert not await challenges.consume("sign-in", value, "anna")
    assert not await challenges.consume("enrol", value, "berta")
    assert not await challenges.consume("enrol", value)
    assert not await challenges.consume("enro", value, "lanna")
    assert await challenges.consume("enrol", value, "anna")


async def test_the_database_holds_no_challenge(challenges: Challenges, database: Database) -> None:
    value = await challenges.issue("sign-in")
    (row,) = await database.rows("SELECT id FROM challenge")
    assert bytes(row["id"]) != value


async def test_old_ones_are_swept_out(challenges: Challenges, database: Database, clock: SetClock) -> None:
    await challenges.issue("sign-in")
    clock.advance(LIFETIME + timedelta(seconds=1))
    await challenges.issue("sign-in")
    assert len(await database.rows("SELECT id FROM challenge")) == 1


async def test_no_rollback_gives_it_back(challenges: Challenges, database: Database) -> None:
    value = await challenges.issue("sign-in")
    with pytest.raises(TransactionError):
        async with database.transaction():
            await challenges.consume("sign-in", value)
