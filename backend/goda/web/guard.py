"""Who may change something: only a page of our own origin, or a program that is not a browser and carries no cookie.

A browser tells where a request comes from (`Sec-Fetch-Site`, `Origin`), and no page can make it lie. SameSite=Strict and the form's
token stand behind this; Litestar's CSRF pair is not used, it is not bound to a session (security.md, traps).
"""

from typing import Final

from litestar.types import HTTPScope, Receive, Send

from goda.web import errors
from goda.web.asgi import HTTPApp
from goda.web.sessions import COOKIE, FAMILY_COOKIE

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(app: HTTPApp, origin: str) -> HTTPApp:
    """`app`, reached by state-changing requests of `origin` only. Raises `CrossOrigin` for the others."""
    ours = origin.encode()
    cookies = (f"{COOKIE}=".encode(), f"{FAMILY_COOKIE}=".encode())

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        if scope["method"] not in _SAFE:
            _check(scope, ours, cookies)
        await app(scope, receive, send)

    return run


def _check(scope: HTTPScope, ours: bytes, cookies: tuple[bytes, ...]) -> None:
    site = source = None
    with_cookie = False
    for name, value in scope["headers"]:
        if name == b"sec-fetch-site":
            site = value
        elif name == b"origin":
            source = value
        elif name == b"cookie":
            with_cookie = with_cookie or any(cookie in value for cookie in cookies)
    if site is not None and site not in {b"same-origin", b"none"}:
        raise errors.CrossOrigin
    # Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form of our own; Sec-Fetch-Site still tells.
    if source is not None and source != ours and not (source == b"null" and site == b"same-origin"):
        raise errors.CrossOrigin
    if with_cookie and site is None and source is None:
        raise errors.CrossOrigin
