"""The outermost layer: every request gets a number, guards, limits, an answer, a line in the log, whatever breaks inside.

Order, from outside: request number → security headers → log and metrics → HEAD as GET → problems → origin guard → limits → Litestar.
"""

import time
from collections.abc import Callable
from typing import Final

from litestar.types import HTTPScope, Message, Receive, Send

from goda.kernel.ids import secret
from goda.web import access_log, errors, guard, headers, limits, metrics, problem
from goda.web.asgi import HTTPApp

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Any other is written as "other": a client must not make labels or write into the log."""


def shell(
    app: HTTPApp,
    *,
    origin: str,
    body_seconds: float = limits.BODY_SECONDS,
    handler_seconds: float = limits.HANDLER_SECONDS,
    seconds: Callable[[], float] = time.perf_counter,
) -> HTTPApp:
    """Litestar's `app` inside everything that every answer must have."""
    inner = limits.limited(app, body_seconds=body_seconds, handler_seconds=handler_seconds)
    inner = guard.same_origin(inner, origin)
    inner = answered(inner)
    inner = head_as_get(inner)
    inner = observed(inner, seconds)
    return headers.secured(inner, headers.Policies(origin))


def answered(app: HTTPApp) -> HTTPApp:
    """`app`, with every error that leaves it turned into an answer, or after the first byte into the end of the one that was begun.

    Nothing is raised to the server: it would write the exception into its own log, message and values. An answer that said its length
    and is cut short breaks the connection, so nobody takes it for whole.
    """

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        started = ended = False

        async def noting(message: Message) -> None:
            nonlocal started, ended
            started = True
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await app(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - told by type and place; raised, the server would write its message
            shaped = problem.shape(error)
            if started or isinstance(shaped, errors.Trouble):
                access_log.trouble(scope, error)
            if not started:
                await problem.answer(scope, send, shaped)
            elif not ended:
                await _end(scope, send)

    return run


async def _end(scope: HTTPScope, send: Send) -> None:
    """End an answer that was begun; whoever asked may be gone by now."""
    try:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except Exception as error:  # noqa: BLE001 - as above
        access_log.trouble(scope, error)


def head_as_get(app: HTTPApp) -> HTTPApp:
    """`app`, answering HEAD wherever it answers GET: same headers, no body (RFC 9110 §9.3.2)."""

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        if scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        scope.setdefault("state", {})["head"] = True
        await app(scope, receive, without_body)

    return run


def observed(app: HTTPApp, seconds: Callable[[], float]) -> HTTPApp:
    """`app`, with one log line and one measurement for each request."""

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        number = secret(9)
        scope.setdefault("state", {})["request_id"] = number
        method = scope["method"] if scope["method"] in _METHODS else "other"
        begin = seconds()
        status, size = 0, 0

        async def counting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await app(scope, receive, counting)
        finally:
            took = seconds() - begin
            route = str(scope.get("path_template") or "-")
            access_log.line(method=method, route=route, status=status, ms=took * 1000, size=size, request=number)
            metrics.observe(method=method, route=route, status=status, seconds=took)

    return run
