"""Time is an argument, ids are random."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from goda.kernel.clock import SetClock, SystemClock
from goda.kernel.ids import new_id, secret


def test_a_set_clock_stands_until_it_is_moved():
    clock = SetClock(datetime(2026, 11, 22, 14, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == clock.now() == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.advance(timedelta(minutes=-5)) == clock.now() == datetime(2026, 11, 22, 11, 55, tzinfo=UTC)


def test_a_time_without_a_zone_is_no_time():
    with pytest.raises(ValueError, match="zone"):
        SetClock(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_the_system_clock_is_aware():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_ids_are_random_and_secrets_long_enough():
    assert {new_id().version for _ in range(10)} == {4}
    assert len({new_id() for _ in range(1000)}) == len({secret() for _ in range(1000)}) == 1000
    assert len(secret()) == 22
    assert len(secret(32)) == 43
