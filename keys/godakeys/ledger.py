"""The signer's own log: one line a signature, each hashed onto the one before, shared by all processes.

It lets somebody join every signature to a decision without trusting the web server: time, key, status index or the
decision's number, end, and the SHA-256 of the whole token. No names: not even hashed alone, since the random signature is part of what is hashed.

A line is written before its signature leaves the signer. It survives the death of the process at once, a power cut
after at most a second of further work (`SYNC_EVERY`): fsync for every card would cost twenty times the signature.

The chain shows a change or a gap; it cannot show that its tail was cut off or written anew, which takes a witness outside.
"""

import fcntl
import hashlib
import os
import threading
from pathlib import Path
from typing import Final

import msgspec

from godakeys.messages import KeysError, Refused

HOUR: Final = 3_600
SYNC_EVERY: Final = 1
"""Seconds."""
_TAIL: Final = 4_096
"""Bytes; a line has fewer than 400."""
_START: Final = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One signature. `spent` counts those of the same kind in the same clock hour, this one included."""

    number: int
    at: int
    what: str
    kid: str
    token: str
    exp: int
    list: int | None = None
    index: int | None = None
    version: int | None = None
    decision: str | None = None
    spent: dict[str, int]
    before: str


class Ledger:
    """The log file of one folder, and with it the hourly budget, which needs no other memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = threading.Lock()
        self._size = -1
        self._last: Entry | None = None
        self._hash = _START
        self._synced = 0
        self._open()

    def _open(self) -> None:
        self._process = os.getpid()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def close(self) -> None:
        """Close the file; what was written stays."""
        os.fsync(self._file)
        os.close(self._file)

    def append(
        self,
        what: str,
        kid: str,
        token: str,
        *,
        at: int,
        exp: int,
        budget: int,
        list_number: int | None = None,
        index: int | None = None,
        version: int | None = None,
        decision: str | None = None,
        durable: bool = False,
    ) -> None:
        """Write one line for a signature that has not been given out yet.

        Raises `Refused` ("budget-spent") once `budget` signatures of this kind were logged in this clock hour, by
        whatever process; the caller then throws the signature away. With `durable` the line is on the disk on return.
        """
        with self._thread:
            if self._process != os.getpid():
                self._open()  # after a fork both would hold one lock: flock belongs to the open file
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                self._catch_up()
                last = self._last
                # A clock that was set back must not open a fresh budget.
                hour = max(at, last.at) // HOUR if last else at // HOUR
                spent = dict(last.spent) if last and last.at // HOUR == hour else {}
                spent[what] = spent.get(what, 0) + 1
                if spent[what] > budget:
                    raise Refused("budget-spent", f"{budget} signatures for {what} were made in this hour")
                entry = Entry(
                    number=last.number + 1 if last else 1,
                    at=max(at, last.at) if last else at,
                    what=what,
                    kid=kid,
                    token=hashlib.sha256(token.encode()).hexdigest(),
                    exp=exp,
                    list=list_number,
                    index=index,
                    version=version,
                    decision=decision,
                    spent=spent,
                    before=self._hash,
                )
                line = msgspec.json.encode(entry)
                os.write(self._file, line + b"\n")
                self._size += len(line) + 1
                self._last, self._hash = entry, hashlib.sha256(line).hexdigest()
                if durable or abs(at - self._synced) >= SYNC_EVERY:
                    os.fdatasync(self._file)
                    self._synced = at
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _catch_up(self) -> None:
        """Read the last line if another process wrote since; cut off a line that a power cut left half."""
        size = os.fstat(self._file).st_size
        if size == self._size:
            return
        tail = os.pread(self._file, _TAIL, max(0, size - _TAIL))
        if tail and not tail.endswith(b"\n"):
            whole = tail.rfind(b"\n") + 1
            size -= len(tail) - whole
            os.ftruncate(self._file, size)
            tail = tail[:whole]
        self._last, self._hash, self._size = None, _START, size
        if tail:
            line = tail[:-1].rpartition(b"\n")[2]
            self._last, self._hash = _read(line, self._path), hashlib.sha256(line).hexdigest()


def verify(path: Path) -> int:
    """Return how many signatures the log holds. Raises `KeysError` ("log-broken") where a line was changed or lost."""
    count, before = 0, _START
    if not path.exists():
        return 0
    with path.open("rb") as file:
        for line in file:
            entry = _read(line.removesuffix(b"\n"), path)
            if not line.endswith(b"\n") or entry.number != count + 1 or entry.before != before:
                raise KeysError("log-broken", f"{path}: line {count + 1} does not follow from the one before")
            count, before = count + 1, hashlib.sha256(line[:-1]).hexdigest()
    return count


def _read(line: bytes, path: Path) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise KeysError("log-broken", f"{path} holds a line that is not ours") from None
