"""Security headers on every answer, also those no route gave (404, 405, 413, 500): the outermost layer adds what is missing.

Which Content-Security-Policy an answer gets depends on where it lives: verifier, wallet, console, or nothing at all for data.
`Permissions-Policy` opens the camera on the verifier page only, and `wasm-unsafe-eval` is allowed only there (security.md, Browser).
"""

from typing import Final

from litestar.types import HTTPScope, Message, Receive, Send

from goda.web.asgi import HTTPApp

_CLOSED: Final = "base-uri 'none'; frame-ancestors 'none'"
_SCRIPTED: Final = "require-trusted-types-for 'script'; trusted-types goda"
_HSTS: Final = b"max-age=63072000; includeSubDomains"
_NO_SENSORS: Final = (
    "accelerometer=(), autoplay=(), browsing-topics=(), display-capture=(), geolocation=(), gyroscope=(), "
    "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
_PUBLIC_PREFIXES: Final = ("/status/", "/.well-known/", "/vct/")

CLEAR_SITE_DATA: Final = ("Clear-Site-Data", '"cache"')
"""For the answer to a sign-out: what the browser kept of the console's pages goes with the session, whose cookie is ended beside.

Not "storage": the console keeps nothing there, and where wallet and till live at the same origin their cards and lists would go.
"""


class Policies:
    """The header sets of one installation, made once."""

    def __init__(self, origin: str) -> None:
        common = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        if origin.startswith("https://"):
            common.append((b"strict-transport-security", _HSTS))
        page = (
            "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
            f"connect-src 'self' {origin}; manifest-src 'self'; worker-src 'self'; {{media}}form-action 'none'; {_CLOSED}; {_SCRIPTED}"
        )
        console = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            f"form-action 'self'; {_CLOSED}; require-trusted-types-for 'script'; trusted-types default"
        )
        data = f"default-src 'none'; style-src 'self'; form-action 'none'; {_CLOSED}"
        api_page = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
            f"form-action 'none'; {_CLOSED}"
        )
        self.verifier = _set(
            common, page.format(wasm=" 'wasm-unsafe-eval'", media="media-src blob: mediastream:; "), camera=True
        )
        self.wallet = _set(common, page.format(wasm="", media=""))
        self.console = _set(common, console)
        self.api_page = _set(common, api_page)
        self.data = _set(common, data)
        self.public = _set(common, data, resource="cross-origin")

    def of(self, path: str) -> list[tuple[bytes, bytes]]:
        """The set for an address, whatever the answer there will be."""
        if path == "/verify" or path.startswith("/verify/"):
            return self.verifier
        if path == "/console" or path.startswith("/console/"):
            return self.console
        if path.startswith(_PUBLIC_PREFIXES):
            return self.public
        if path == "/schema":
            return self.api_page
        if path.startswith(("/wallet/", "/health/", "/metrics", "/schema/")):
            return self.data
        return self.wallet


def secured(app: HTTPApp, policies: Policies) -> HTTPApp:
    """`app`, with the headers of `policies` on whatever it answers. A header that the answer already has stays."""

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        wanted = policies.of(scope["path"])

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                given += [header for header in wanted if header[0] not in names]
                if b"cache-control" not in names:
                    given.append((b"cache-control", b"no-store"))
                message["headers"] = given
            await send(message)

        await app(scope, receive, send_secured)

    return run


def _set(
    common: list[tuple[bytes, bytes]], csp: str, *, camera: bool = False, resource: str = "same-origin"
) -> list[tuple[bytes, bytes]]:
    sensors = f"{_NO_SENSORS}, camera={'(self)' if camera else '()'}"
    return [
        *common,
        (b"content-security-policy", csp.encode()),
        (b"permissions-policy", sensors.encode()),
        (b"cross-origin-resource-policy", resource.encode()),
    ]
