"""How much of a client we bear: bytes of headers and body, depth of JSON, seconds of body and handler (security.md, Limits).

The body is read here, whole, against one deadline (servers never drop a client that sends a byte a second), checked, and handed on
as one message. What passes is UTF-8 without NUL, and JSON that every parser reads alike: no member twice, no depth, no lone surrogate.
"""

import asyncio
import json
import re
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from litestar.types import HTTPReceiveMessage, HTTPRequestEvent, HTTPScope, Receive, Send, WebSocketReceiveMessage

from goda.kernel.errors import GodaError
from goda.web import errors
from goda.web.asgi import HTTPApp

JSON_BYTES: Final = 16 * 1024
FORM_BYTES: Final = 64 * 1024
UPLOAD_BYTES: Final = 5 * 1024 * 1024 + 16 * 1024
"""One document of 5 MiB in its form (R-68)."""
FORM_PARTS: Final = 64
"""Of one form with a file in it."""
UPLOADS_AT_ONCE: Final = 8
"""Of one process: each stands in memory until it is whole and checked."""
DRAINED_BYTES: Final = 2 * 1024 * 1024
"""So much of a body that is too large is read and thrown away: a client that is still sending would lose the answer to a reset."""
HEADER_BYTES: Final = 8 * 1024
TARGET_BYTES: Final = 2 * 1024
JSON_DEPTH: Final = 32
BODY_SECONDS: Final = 10.0
UPLOAD_SECONDS: Final = 60.0
"""A document from a phone with a weak signal: 5 MiB at 0.7 Mbit/s."""
HANDLER_SECONDS: Final = 15.0

_FORM: Final = "application/x-www-form-urlencoded"
_UPLOAD: Final = "multipart/form-data"
_TOKENS: Final = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
"""A text takes all up to its end, or to the body's: one that never ends must not be begun anew at each quotation mark in it."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_FORM_PATHS: Final = ("/console",)
_UPLOAD_PATHS: Final = re.compile(r"/(?:wallet|console)/[a-z0-9/-]{1,200}/documents")
"""The only addresses that take files: those that end in /documents."""


class _Twice(ValueError):
    """A member stands twice in one object."""


def limited(app: HTTPApp, *, body_seconds: float = BODY_SECONDS, handler_seconds: float = HANDLER_SECONDS) -> HTTPApp:
    """`app`, seeing only requests within the limits, for at most `handler_seconds`. Raises `GodaError` for the others."""
    uploads = 0

    async def answered(scope: HTTPScope, receive: Receive, send: Send, seconds: float) -> None:
        body = await _read(scope, receive, seconds)
        try:
            async with asyncio.timeout(handler_seconds):
                await app(scope, _replay(body, receive), send)
        except TimeoutError:
            raise errors.Overloaded from None

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        nonlocal uploads
        check_head(scope)
        if not _is_upload(scope):
            await answered(scope, receive, send, body_seconds)
            return
        if uploads >= UPLOADS_AT_ONCE:
            raise errors.Overloaded
        uploads += 1
        try:
            await answered(scope, receive, send, max(body_seconds, UPLOAD_SECONDS))
        finally:
            uploads -= 1

    return run


def check_head(scope: HTTPScope) -> None:
    """Refuse heads that are too large, and addresses that are not plain text: ours are ASCII, so `１２` never meets a route."""
    if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > HEADER_BYTES:
        raise errors.HeadersTooLarge
    query = scope.get("query_string", b"")
    if len(scope.get("raw_path") or b"") + len(query) > TARGET_BYTES:
        raise errors.BadRequest
    path = scope["path"]
    if not path.isascii() or not path.isprintable():
        raise errors.NoSuchPage
    if query and not _is_clean(query):
        raise errors.BadRequest


def check_json(body: bytes) -> None:
    """Refuse JSON that is deep, doubled, not UTF-8 or not Unicode text. Raises `MalformedBody` or `TooDeep`."""
    if _NUL.search(body):
        raise errors.MalformedBody
    depth = 0
    for token in _TOKENS.finditer(body):
        if token[0] in b"[{":
            depth += 1
            if depth > JSON_DEPTH:
                raise errors.TooDeep
        elif token[0] in b"]}":
            depth -= 1
    try:
        parsed = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        if b"\\u" in body:
            json.dumps(parsed, ensure_ascii=False).encode("utf-8")  # lone surrogates have no UTF-8
    except (ValueError, RecursionError):
        raise errors.MalformedBody from None


def media_type(scope: HTTPScope) -> str:
    """The request's media type in small letters without parameters, or nothing."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return value.decode("latin-1").partition(";")[0].strip().lower()
    return ""


def _is_upload(scope: HTTPScope) -> bool:
    """Whether this brings a file to where files are taken."""
    return (
        scope["method"] == "POST"
        and media_type(scope) == _UPLOAD
        and _UPLOAD_PATHS.fullmatch(scope["path"]) is not None
    )


async def _read(scope: HTTPScope, receive: Receive, seconds: float) -> bytes:
    if scope["method"] in {"GET", "HEAD", "OPTIONS", "TRACE"}:
        return b""
    kind = media_type(scope)
    upload = _is_upload(scope)
    form = kind == _FORM and scope["path"].startswith(_FORM_PATHS)
    cap = UPLOAD_BYTES if upload else FORM_BYTES if form else JSON_BYTES
    if _declared_length(scope) > cap + DRAINED_BYTES:
        raise errors.TooLarge
    try:
        async with asyncio.timeout(seconds):
            body = await _whole(receive, cap)
    except TimeoutError:
        raise errors.TooSlow from None
    if not body:
        return body
    if kind == "application/json":
        check_json(body)
    elif form:
        if not _is_clean(body):
            raise errors.MalformedBody
    elif not upload:
        raise errors.UnsupportedMedia
    return body


async def _whole(receive: Receive, cap: int) -> bytes:
    """The body, as long as it has at most `cap` bytes."""
    body, read = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise errors.BadRequest
        read += len(message["body"])
        if read <= cap:
            body += message["body"]
        if read > cap + DRAINED_BYTES or (read > cap and not message["more_body"]):
            raise errors.TooLarge
        if not message["more_body"]:
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once, then whatever the connection says (a disconnect)."""
    given = False

    async def replay() -> HTTPReceiveMessage | WebSocketReceiveMessage:
        nonlocal given
        if given:
            return await receive()
        given = True
        return HTTPRequestEvent(type="http.request", body=body, more_body=False)

    return replay


def _declared_length(scope: HTTPScope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not re.fullmatch(rb"[0-9]{1,12}", value):
                raise errors.BadRequest
            return int(value)
    return 0


def _is_clean(encoded: bytes) -> bool:
    """Whether percent-encoded text is UTF-8 without NUL."""
    raw = unquote_to_bytes(encoded)
    if b"\0" in raw:
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Twice
    return members


def _refuse(constant: str) -> GodaError:
    raise ValueError(constant)
