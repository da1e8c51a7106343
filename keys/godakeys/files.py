"""Files that are either the old or the new, never half, and locks between processes.

A power cut at any moment leaves what stood before or what was written: temporary file, fsync, rename, fsync of the
folder. Every file of this package is for its owner alone (mode 0600).
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from godakeys.messages import KeysError

T = TypeVar("T")


def write(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a whole file durably, mode 0600; it returns once the bytes would survive a power cut.

    With `new` an existing file is never replaced: raises `FileExistsError`.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if new:
            os.link(temporary, path)  # unlike rename, fails if the name is taken
            temporary.unlink()
        else:
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file durably; none there is as good."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone (mode 0700); one that is there is left as it is."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True)
        sync_folder(folder.parent)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between processes (flock) for the length of the block; waits as long as it takes.

    Each call opens the file anew, so threads of one process exclude each other too. The kernel frees the lock of a
    process that dies.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced (inode, time, size), or None for no file: one `stat`, about 2 µs."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def read_private(path: Path) -> bytes:
    """Read a file that only its owner may open.

    Raises `KeysError`: "file-missing", or "file-open-to-others" where group or others have any right to it.
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except FileNotFoundError:
        raise KeysError("file-missing", f"{path} is not there; `goda keys init` makes a first set of keys") from None
    if mode & 0o077:
        raise KeysError("file-open-to-others", f"{path} can be opened by others: chmod 600 {path}")
    return data


def read_struct(path: Path, kind: type[T]) -> T:
    """Read a JSON file of ours. Raises `KeysError`: "file-damaged", and as `read_private` does."""
    try:
        return msgspec.json.decode(read_private(path), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise KeysError("file-damaged", f"{path} is damaged; take it from a backup") from None
