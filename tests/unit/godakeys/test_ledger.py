"""The signer's own log: a line before each signature leaves, a chain that shows changes, an hourly budget."""

import json
import os

import pytest

from godakeys import ledger
from godakeys.ledger import Ledger
from godakeys.messages import KeysError, Refused

HOUR_START = 1_795_305_600


@pytest.fixture
def path(tmp_path):
    return tmp_path / "signatures.log"


def add(log: Ledger, at: int = HOUR_START, what: str = "wallet", budget: int = 1000, **more) -> None:
    log.append(what, "26a", "a.b.c~", at=at, exp=at + 1, budget=budget, **more)


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def filled(path, count=5) -> Ledger:
    log = Ledger(path)
    for index in range(count):
        add(log, index=index)
    return log


def test_each_line_has_its_number_and_the_hash_of_the_line_before(path):
    filled(path).close()
    assert [line["number"] for line in lines(path)] == [1, 2, 3, 4, 5]
    assert ledger.verify(path) == 5


def test_empty_log_is_whole(path):
    assert ledger.verify(path) == 0
    Ledger(path).close()
    assert ledger.verify(path) == 0


@pytest.mark.parametrize("line", range(4))
def test_changed_line_is_found(path, line):
    filled(path).close()
    all_lines = path.read_bytes().splitlines(keepends=True)
    all_lines[line] = all_lines[line].replace(b'"kid":"26a"', b'"kid":"26b"')
    path.write_bytes(b"".join(all_lines))
    with pytest.raises(KeysError, match="log-broken"):
        ledger.verify(path)


@pytest.mark.parametrize("damage", ["drop", "swap", "repeat", "garbage", "half"])
def test_lost_moved_or_foreign_line_is_found(path, damage):
    filled(path).close()
    some = path.read_bytes().splitlines(keepends=True)
    changed = {
        "drop": some[:2] + some[3:],
        "swap": [some[1], some[0], *some[2:]],
        "repeat": [*some, some[-1]],
        "garbage": [*some[:2], b"hello\n", *some[2:]],
        "half": [*some, b'{"number":6'],
    }[damage]
    path.write_bytes(b"".join(changed))
    with pytest.raises(KeysError, match="log-broken"):
        ledger.verify(path)


@pytest.mark.parametrize("keep", [1, 50, -1])
def test_line_torn_by_a_power_cut_is_cut_off_and_the_chain_goes_on(path, keep):
    filled(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[-1][:keep])
    add(log := Ledger(path))
    log.close()
    assert ledger.verify(path) == 6


def test_budget_is_spent_within_an_hour_and_fresh_in_the_next(path):
    log = Ledger(path)
    for second in range(3):
        add(log, at=HOUR_START + second, budget=3)
    with pytest.raises(Refused) as refused:
        add(log, at=HOUR_START + 3599, budget=3)
    assert refused.value.code == "budget-spent"
    assert len(lines(path)) == 3
    add(log, at=HOUR_START + 3600, budget=3)
    log.close()


def test_budget_is_counted_apart_for_each_kind(path):
    log = Ledger(path)
    add(log, budget=1)
    add(log, what="status", budget=1)
    with pytest.raises(Refused):
        add(log, budget=1)
    log.close()


def test_budget_is_kept_across_a_restart(path):
    filled(path, 3).close()
    with pytest.raises(Refused):
        add(Ledger(path), budget=3)


def test_clock_set_back_opens_no_fresh_budget(path):
    log = Ledger(path)
    add(log, at=HOUR_START + 3600, budget=1)
    with pytest.raises(Refused):
        add(log, at=HOUR_START + 3599, budget=1)
    log.close()


def test_two_open_logs_write_one_chain(path):
    first, second = Ledger(path), Ledger(path)
    for _ in range(10):
        add(first)
        add(second)
    assert ledger.verify(path) == 20


def test_forked_process_takes_a_lock_of_its_own(path):
    log = filled(path, 1)
    child = os.fork()
    if child == 0:
        try:
            for _ in range(200):
                add(log)
        finally:
            os._exit(0)
    for _ in range(200):
        add(log)
    os.waitpid(child, 0)
    assert ledger.verify(path) == 401
