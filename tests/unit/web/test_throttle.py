"""Strangers may knock so often and no more; nobody pays for another."""

from datetime import timedelta

import pytest
from litestar.types import HTTPScope

from goda.kernel.clock import SetClock
from goda.kernel.errors import TooMany
from goda.web import throttle
from goda.web.throttle import Throttle


def knock(door: Throttle, who: str = "192.0.2.1", purpose: str = "activate") -> int:
    """Seconds to wait, 0 where the door opens."""
    try:
        door.take(purpose, who, burst=3, seconds=10)
    except TooMany as refused:
        return refused.retry_after
    return 0


def test_a_burst_is_let_in_and_the_next_one_told_when_to_come(clock: SetClock) -> None:
    door = Throttle(clock)
    assert [knock(door) for _ in range(3)] == [0, 0, 0]
    wait = knock(door)
    assert 10 <= wait <= 11
    clock.advance(timedelta(seconds=wait))
    assert knock(door) == 0
    assert knock(door) > 0


def test_knocking_while_refused_does_not_prolong_the_wait(clock: SetClock) -> None:
    door = Throttle(clock)
    for _ in range(3):
        knock(door)
    for _ in range(9):
        clock.advance(timedelta(seconds=1))
        assert knock(door) > 0
    clock.advance(timedelta(seconds=1))
    assert knock(door) == 0


def test_callers_and_purposes_have_buckets_of_their_own(clock: SetClock) -> None:
    door = Throttle(clock)
    for _ in range(4):
        knock(door)
    assert knock(door, "192.0.2.2") == 0
    assert knock(door, purpose="sign-in") == 0


def test_a_clock_set_back_gives_no_tokens_and_no_error(clock: SetClock) -> None:
    door = Throttle(clock)
    for _ in range(3):
        knock(door)
    clock.advance(timedelta(hours=-1))
    assert knock(door) > 0


def test_who_has_shown_themselves_is_forgotten(clock: SetClock) -> None:
    door = Throttle(clock)
    for _ in range(4):
        knock(door)
    door.forget("activate", "192.0.2.1")
    assert knock(door) == 0


def test_no_address_is_kept(clock: SetClock) -> None:
    door = Throttle(clock)
    knock(door, "192.0.2.77")
    assert "192.0.2.77" not in repr(vars(door))


def test_memory_is_bounded(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_BUCKETS", 10)
    door = Throttle(clock)
    for number in range(50):
        knock(door, f"192.0.2.{number}")
    assert len(door._full_at) == 10


def scope(forwarded: str, address: str = "10.0.0.1") -> HTTPScope:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"client": (address, 1234), "headers": headers}  # type: ignore[typeddict-item]


def test_without_a_proxy_of_ours_a_forwarded_address_is_not_believed(clock: SetClock) -> None:
    assert Throttle(clock).caller(scope("198.51.100.9")) == "10.0.0.1"


def test_behind_our_proxy_the_address_it_saw_counts_and_not_what_was_sent_to_it(clock: SetClock) -> None:
    assert Throttle(clock, proxies=1).caller(scope("6.6.6.6, 198.51.100.9")) == "198.51.100.9"
    assert Throttle(clock, proxies=2).caller(scope("6.6.6.6, 198.51.100.9, 10.0.0.2")) == "198.51.100.9"
    assert Throttle(clock, proxies=1).caller(scope("")) == "10.0.0.1"


def test_one_household_of_ipv6_is_one_caller(clock: SetClock) -> None:
    door = Throttle(clock)
    assert door.caller(scope("", "2001:db8::1")) == door.caller(scope("", "2001:db8::ffff")) == "2001:db8::/64"
