"""Files made by the build, read into memory at start: no path of a request ever touches the disk, so none can climb out.

Hashed names are immutable for a year; the rest is asked for again with its ETag. Brotli and gzip stand beside each file
(`tools/compress.mjs`); HTML, whose data block is filled here, is compressed here, once.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

import brotli
import msgspec
from litestar.types import HTTPScope, Receive, Send

from goda.web.asgi import HTTPApp

IMMUTABLE: Final = b"public, max-age=31536000, immutable"
REVALIDATE: Final = b"no-cache"
DATA_BLOCK: Final = b'<script type="application/json" id="goda">{}</script>'

_HASHED: Final = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+\Z")
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_COMPRESSED: Final = frozenset({".br", ".gz"})
_WORTH: Final = 256
"""Bytes below which compressing saves nothing."""


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is answered: bytes in up to three codings, each with its own ETag (RFC 9110 §8.8.3.3)."""

    plain: bytes
    gzip: bytes | None
    brotli: bytes | None
    tag: str
    headers: tuple[tuple[bytes, bytes], ...]


def asset(
    body: bytes,
    media_type: str,
    *,
    cache: bytes = REVALIDATE,
    gzipped: bytes | None = None,
    brotlied: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Asset:
    """Make an asset of bytes; the codings are made here where they are not given and worth it."""
    if (
        gzipped is None
        and brotlied is None
        and len(body) >= _WORTH
        and not media_type.startswith(("image/png", "image/jpeg"))
    ):
        gzipped = gzip.compress(body, 9, mtime=0)
        brotlied = brotli.compress(body, quality=11)
    fixed = [(b"content-type", media_type.encode()), (b"cache-control", cache)]
    if gzipped is not None or brotlied is not None:
        fixed.append((b"vary", b"Accept-Encoding"))
    fixed += [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    tag = hashlib.sha256(body).hexdigest()[:20]
    return Asset(plain=body, gzip=gzipped, brotli=brotlied, tag=tag, headers=tuple(fixed))


def folder(root: Path, prefix: str = "") -> dict[str, Asset]:
    """Every file below `root` by its address under `prefix`; a file's codings are the `.br` and `.gz` beside it."""
    found: dict[str, Asset] = {}
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.suffix in _COMPRESSED or path.name == "index.html":
            continue
        found[f"{prefix}/{path.relative_to(root).as_posix()}"] = asset(
            path.read_bytes(),
            type_of(path.name),
            cache=IMMUTABLE if _HASHED.search(path.name) else REVALIDATE,
            gzipped=_beside(path, ".gz"),
            brotlied=_beside(path, ".br"),
        )
    return found


def page(path: Path, data: object) -> Asset:
    """The HTML at `path` with its data block filled. Raises `ValueError` if the block is not there exactly once."""
    html = path.read_bytes()
    if html.count(DATA_BLOCK) != 1:
        raise ValueError(f"{path} must contain {DATA_BLOCK.decode()} exactly once")
    filled = msgspec.json.encode(data).replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")
    return asset(html.replace(DATA_BLOCK, DATA_BLOCK.replace(b"{}", filled)), _TYPES[".html"])


def type_of(name: str) -> str:
    """The media type by the file's ending."""
    suffix = Path(name).suffix
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def serve(found: Asset) -> HTTPApp:
    """An ASGI answer to GET and HEAD with `found`, in the best coding the client takes, or 304."""
    bodies = {
        coding: body
        for coding, body in ((b"br", found.brotli), (b"gzip", found.gzip), (b"", found.plain))
        if body is not None
    }
    variants = {coding: _heads(found, coding, len(body)) for coding, body in bodies.items()}

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - nothing to read
        accepted = known = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                known = value
        coding = coding_for(accepted, bodies)
        etag, whole, unchanged = variants[coding]
        if known and matches(known, etag):
            await send({"type": "http.response.start", "status": 304, "headers": list(unchanged)})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(whole)})
        await send({"type": "http.response.body", "body": bodies[coding], "more_body": False})

    return run


def coding_for(accepted: bytes, offered: Container[bytes]) -> bytes:
    """The coding to answer in: brotli, gzip, or none, as far as the client takes and we have it (RFC 9110 §12.5.3)."""
    for coding in (b"br", b"gzip"):
        if coding in offered and coding in accepted and not _refuses(accepted, coding):
            return coding
    return b""


def matches(known: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match names `etag`, by weak comparison, or anything (`*`)."""
    return known == etag or any(tag.strip().removeprefix(b"W/") in {etag, b"*"} for tag in known.split(b","))


def etag_of(tag: str, coding: bytes) -> bytes:
    """The entity tag of one coding."""
    return b'"%s%s"' % (tag.encode(), b"-" + coding if coding else b"")


def _heads(
    found: Asset, coding: bytes, size: int
) -> tuple[bytes, list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
    etag = etag_of(found.tag, coding)
    unchanged = [(b"etag", etag), *(header for header in found.headers if header[0] != b"content-type")]
    whole = [(b"etag", etag), *found.headers, (b"content-length", b"%d" % size)]
    if coding:
        whole.append((b"content-encoding", coding))
    return etag, whole, unchanged


def _refuses(accepted: bytes, coding: bytes) -> bool:
    for part in accepted.split(b","):
        name, _, weight = part.partition(b";")
        if name.strip() == coding:
            return re.fullmatch(rb"\s*q=0(\.0*)?\s*", weight) is not None
    return True


def _beside(path: Path, suffix: str) -> bytes | None:
    beside = path.with_name(path.name + suffix)
    return beside.read_bytes() if beside.is_file() else None
