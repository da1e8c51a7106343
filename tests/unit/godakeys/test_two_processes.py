"""Two server processes over one folder: one rising sequence of lists, no bit lost, one chain (I1 of security.md).

Real processes (racer.py), each with a signer of its own, let go at the same moment and told nothing of each other.
"""

import itertools
import json
import subprocess
import sys
import zlib
from pathlib import Path

from godakeys import ledger
from godakeys.messages import base64url_bytes


def race(office, mode: str, count: int) -> list:
    """Run two processes side by side and return what both printed."""
    racers = [
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("racer.py"), mode, str(worker), str(count), office.folder,
             office.passphrase, office.origin, str(office.clock())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for worker in range(2)
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout.readline() == '"ready"\n'
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    said = [racer.communicate(timeout=60)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    return [json.loads(line) for text in said for line in text.splitlines()]


def read(token: str) -> tuple[int, bytes]:
    claims = json.loads(base64url_bytes(token.split(".")[1]))
    return claims["iat"], zlib.decompress(base64url_bytes(claims["status_list"]["lst"]))


def test_lists_of_two_processes_rise_strictly_and_lose_no_bit(office):
    count = 40
    signed = sorted(read(token) for token in race(office, "annul", count))
    start = office.clock() - 3600
    assert [iat for iat, _ in signed] == list(range(start + 1, start + 1 + 2 * count))
    for (_, before), (_, after) in itertools.pairwise(signed):
        assert int.from_bytes(before) & ~int.from_bytes(after) == 0
    assert int.from_bytes(signed[-1][1]).bit_count() == 2 * count
    assert ledger.verify(office.folder / "signatures.log") == 2 * count


def test_budget_and_log_are_shared_by_two_processes(office):
    said = race(office, "cards", 100)
    assert sorted(said) == ["budget-spent"] * 50 + ["signed"] * 150
    assert ledger.verify(office.folder / "signatures.log") == 150


def test_two_processes_write_one_chain(office):
    race(office, "log", 4000)
    assert ledger.verify(office.folder / "race.log") == 8000
