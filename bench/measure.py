"""How every part measures: the pieces to compare take turns in one process, and the best round of each counts."""

import time
from collections.abc import Callable
from typing import Final

ROUNDS: Final = 7


def seconds_each(pieces: dict[str, Callable[[], object]], *, times: int, rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds a call of each piece, by name. They take turns, so that a busy moment of the machine hits all of them."""
    best = dict.fromkeys(pieces, float("inf"))
    for _ in range(rounds):
        for name, piece in pieces.items():
            start = time.process_time()
            for _ in range(times):
                piece()
            best[name] = min(best[name], (time.process_time() - start) / times)
    return best


def title(text: str) -> None:
    """Begin a part."""
    print(f"\n{text}\n{'-' * len(text)}")


def row(name: str, seconds: float, base: float | None = None, note: str = "") -> None:
    """One line: name, time in the unit that suits it, ratio to the base."""
    unit = f"{seconds * 1e6:10.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:10.2f} ms"
    ratio = f"{seconds / base:7.2f} x" if base else ""
    print(f"  {name:<46}{unit} {ratio} {note}".rstrip())
