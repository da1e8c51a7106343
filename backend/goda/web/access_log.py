"""One JSON line a request, and one for each trouble. Never who asked, from where, or what for.

The route's template stands for the path, so that no code, number or name in an address is written; no query, no header, no body, no address,
and of an exception the type and the places it passed, not its message (which may quote what was sent).
"""

import logging
import sys
import traceback
from typing import Final

import msgspec
from litestar.types import HTTPScope

_access: Final = logging.getLogger("goda.access")
_trouble: Final = logging.getLogger("goda.trouble")


def line(*, method: str, route: str, status: int, ms: float, size: int, request: str) -> None:
    """Write the access line of an answered request: duration in milliseconds, `size` of the body in bytes."""
    if _access.isEnabledFor(logging.INFO):
        entry = {"method": method, "route": route, "status": status, "ms": round(ms, 2), "bytes": size, "id": request}
        _access.info(msgspec.json.encode(entry).decode())


def trouble(scope: HTTPScope, error: BaseException) -> None:
    """Write what broke and where, under the request's number."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    entry = {
        "trouble": type(error).__name__,
        "route": str(scope.get("path_template") or "-"),
        "id": str(scope.get("state", {}).get("request_id", "")),
        "at": places[-12:],
    }
    _trouble.error(msgspec.json.encode(entry).decode())


def configure() -> None:
    """Send both logs to standard output as bare lines; for `goda serve`, a library user may do otherwise."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for logger in (_access, _trouble):
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
