"""One JSON line a request, and one for each trouble. Never who asked, from where, or what for.

The route's template stands for the path, so that no code, number or name in an address is written; no query, no header, no body, no
address, and of an exception the type and the places it passed, not its message (which may quote what was sent).
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Final

import msgspec
from litestar.types import Scope

_access: Final = logging.getLogger("goda.access")
_trouble: Final = logging.getLogger("goda.trouble")
_OURS: Final = "goda"
_PLACES: Final = 12
"""Frames kept of a trouble: the innermost, where it broke."""


def line(*, method: str, route: str, status: int, ms: float, size: int, request: str) -> None:
    """Write the access line of an answered request: duration in milliseconds, `size` of the body in bytes."""
    if _access.isEnabledFor(logging.INFO):
        entry = {"method": method, "route": route, "status": status, "ms": round(ms, 2), "bytes": size, "id": request}
        _access.info(msgspec.json.encode(entry).decode())


def trouble(scope: Scope, error: BaseException) -> None:
    """Write what broke and where, under the request's number."""
    entry = {
        "trouble": type(error).__name__,
        "route": str(scope.get("path_template") or "-"),
        "id": str(scope.get("state", {}).get("request_id", "")),
        "at": _places(error.__traceback__),
    }
    _trouble.error(msgspec.json.encode(entry).decode())


def configure() -> None:
    """Send every logger of this process to standard output as JSON lines; a program that only uses the library may do otherwise.

    Those of others, the server's own included, from warnings on and without their sentences: a driver's or a server's may quote a row.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Sieve())
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] != _OURS:  # the server has handlers of its own by now
            other = logging.getLogger(name)
            other.handlers, other.propagate = [], True
            other.setLevel(logging.NOTSET)
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    ours = logging.getLogger(_OURS)
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    ours.propagate = False


class _Sieve(logging.Formatter):
    """Formats what other modules of ours log: their own sentence, and of an exception what `trouble` would tell.

    Of what strangers log only where they did: what their sentences quote nobody knows.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.name in {_access.name, _trouble.name}:
            return record.getMessage()
        entry: dict[str, Any] = {"level": record.levelname, "logger": record.name}
        if record.name.partition(".")[0] == _OURS:
            entry["message"] = record.getMessage()
        else:
            entry["from"] = f"{record.pathname}:{record.lineno} {record.funcName}"
        if record.exc_info and record.exc_info[0] is not None:
            entry |= {"trouble": record.exc_info[0].__name__, "at": _places(record.exc_info[2])}
        return msgspec.json.encode(entry).decode()


def _places(walked: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(walked)][-_PLACES:]
