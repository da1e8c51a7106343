"""`/status/{list}`: signed bytes from memory, as near to a plain ASGI answer as can be.

Mounted in front of routing, guards and log: nothing of the request is looked at but the method and two headers, so nothing
of a till can be kept. One file for all; no query, no part of it, no history (card-format.md, Status list).
"""

import re
from collections.abc import Callable
from typing import Final

from litestar.types import HTTPScope, Receive, Send

from goda.web import assets
from goda.web.asgi import HTTPApp
from goda.web.metrics import STATUS_LISTS
from goda.web.published import Published, StatusLists

MEDIA_TYPE: Final = b"application/statuslist+jwt"
PATH: Final = re.compile(r"\A/status/([1-9][0-9]{0,8})\Z")
PREFIX: Final = "/status/"
MAX_AGE: Final = b"public, max-age=5, stale-if-error=86400"
"""Seconds a cache between us and a till may answer in our place: below the till's own five minutes, so that an annulment
is seen within the minute after a fetch; in trouble the old list is better than none, its own `exp` ends it."""

_Start = dict[str, object]


class _Answers:
    """The ready-made messages of one published list."""

    def __init__(self, published: Published, security: list[tuple[bytes, bytes]]) -> None:
        self.published = published
        tag = published.etag.strip('"')
        self.by_coding: dict[bytes, tuple[bytes, _Start, _Start, _Start]] = {}
        for coding, body in ((b"", published.body), (b"gzip", published.gzip), (b"br", published.brotli)):
            etag = assets.etag_of(tag, coding)
            shared = [
                (b"etag", etag),
                (b"cache-control", MAX_AGE),
                (b"vary", b"Accept-Encoding"),
                (b"access-control-allow-origin", b"*"),
                (b"access-control-expose-headers", b"Age, Date, ETag"),
                *security,
            ]
            whole = [(b"content-type", MEDIA_TYPE), (b"content-length", b"%d" % len(body)), *shared]
            if coding:
                whole.append((b"content-encoding", coding))
            self.by_coding[coding] = (
                etag,
                {"type": "http.response.start", "status": 200, "headers": whole},
                {"type": "http.response.start", "status": 304, "headers": shared},
                {"type": "http.response.body", "body": body, "more_body": False},
            )


_EMPTY: Final = {"type": "http.response.body", "body": b"", "more_body": False}


def door(lists: StatusLists, security: list[tuple[bytes, bytes]]) -> Callable[[str], HTTPApp | None]:
    """Return what finds the answer for an address, or nothing where the address is no list that we serve.

    `security` are the headers that every answer of this kind carries.
    """
    made: dict[int, _Answers] = {}
    ok = STATUS_LISTS.labels("200")
    same = STATUS_LISTS.labels("304")

    def find(path: str) -> HTTPApp | None:
        found = PATH.match(path)
        if found is None:
            return None
        number = int(found[1])
        published = lists.current(number)
        if published is None:
            return None
        answers = made.get(number)
        if answers is None or answers.published is not published:
            answers = made[number] = _Answers(published, security)
        by_coding = answers.by_coding

        async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - nothing to read
            accepted = known = b""
            for name, value in scope["headers"]:
                if name == b"accept-encoding":
                    accepted = value
                elif name == b"if-none-match":
                    known = value
            etag, whole, unchanged, body = by_coding[assets.coding_for(accepted, by_coding) if accepted else b""]
            if known and assets.matches(known, etag):
                same.inc()
                await send(unchanged)  # type: ignore[arg-type]
                await send(_EMPTY)  # type: ignore[arg-type]
                return
            ok.inc()
            await send(whole)  # type: ignore[arg-type]
            await send(_EMPTY if scope["method"] == "HEAD" else body)  # type: ignore[arg-type]

        return run

    return find
