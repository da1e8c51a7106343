"""Somebody is told before the key list ends: after it no till can say *valid* (card-format.md, Keys)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from goda.kernel.clock import SetClock
from goda.verification import api
from goda.web.feature import Feature
from goda.web.metrics import REGISTRY
from goda.web.published import StatusLists
from godakeys import ceremony
from godakeys.local import LocalSigner

pytestmark = pytest.mark.anyio
ORIGIN = "https://3plus.example"
WORDS, ROOT_WORDS = "a passphrase for tests only", "another passphrase for tests"
DAY = 86_400


@pytest.fixture
def keys(tmp_path: Path, clock: SetClock) -> Path:
    now = int(clock.now().timestamp())
    ceremony.initialise(tmp_path / "keys", WORDS, tmp_path / "root", ROOT_WORDS, ORIGIN, now, work=10)
    return tmp_path / "keys"


@pytest.fixture
def door(keys: Path, tmp_path: Path, clock: SetClock) -> Feature:
    signer = LocalSigner.open(keys, WORDS, ORIGIN, lambda: int(clock.now().timestamp()))
    return api.feature(ORIGIN, "demo", signer, StatusLists(clock), clock, tmp_path / "no pages")


async def until(wanted: Callable[[], Awaitable[bool]]) -> None:
    """Let the server's own round come to it."""
    for _ in range(5_000):
        if await wanted():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("the server did not notice")


def left() -> float | None:
    return REGISTRY.get_sample_value("goda_key_list_seconds_left")


async def test_the_metric_counts_down_to_the_end_and_past_it(
    door: Feature, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "KEYS_EVERY", 0.001)
    (lifespan,) = door.lifespan
    async with lifespan():
        assert left() == 90 * DAY
        clock.advance(timedelta(days=91))

        async def ended_a_day_ago() -> bool:
            return left() == -DAY

        await until(ended_a_day_ago)


async def test_a_key_list_published_in_time_begins_the_count_anew(
    door: Feature, keys: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "KEYS_EVERY", 0.001)
    (lifespan,) = door.lifespan
    async with lifespan():
        clock.advance(timedelta(days=89, hours=12))
        ceremony.publish(keys, keys.parent / "root", ROOT_WORDS, ORIGIN, int(clock.now().timestamp()))

        async def counts_from_ninety() -> bool:
            return left() == 90 * DAY

        await until(counts_from_ninety)
