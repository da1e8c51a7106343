"""A shop's till: the built page behind a server whose lists, clock and presence a test can change."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import Z_RLE, compressobj

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

DAY = 86_400
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
FAMILY = ("Anna Bērziņa", "Jānis Bērziņš", "Kārlis Bērziņš", "Elīza Bērziņa")


class Shop:
    """Serves the page, the key list and the status list; makes codes of phones and printed cards."""

    def __init__(self, built: Path, issuer: ModuleType) -> None:
        self.built, self.issuer = built, issuer
        self.requests: list[str] = []
        self.present = True
        self.ahead = 0.0
        self._nonce = 0
        self._status_key = "26s", issuer.STATUS
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.origin = f"http://localhost:{self._server.server_port}"
        self.publish()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"{self.origin}/verify"

    def now(self) -> int:
        return int(time.time() + self.ahead)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # ---- what the fund publishes

    def publish(self, *annulled: int, made: int = 0, version: int = 1, keys_made: int = 0) -> None:
        """Publish both lists; `made` and `keys_made` are seconds from now, negative for the past."""
        make, now = self.issuer, self.now()
        working = [
            make.listed("26a", make.WALLET, "wallet", nbf=now - 9 * DAY, exp=now + 300 * DAY),
            make.listed("26p", make.PRINT, "print", nbf=now - 9 * DAY, exp=now + 900 * DAY),
            make.listed("26s", make.STATUS, "status", nbf=now - 9 * DAY, exp=now + 300 * DAY),
        ]
        self.keys = self._key_list(working, version, now + keys_made)
        self.status = self.status_list(*annulled, made=made)

    def compromise_status_key(self) -> None:
        """Publish a key list that calls the status key compromised and names another; the status list stays as it is."""
        make, now = self.issuer, self.now()
        life = {"nbf": now - 9 * DAY, "exp": now + 300 * DAY}
        working = [
            make.listed("26a", make.WALLET, "wallet", **life),
            make.listed("26p", make.PRINT, "print", **life),
            make.listed("26s", make.STATUS, "status", state="compromised", **life),
            make.listed("26t", make.STRANGER, "status", **life),
        ]
        self.keys = self._key_list(working, 2, now)
        self._status_key = "26t", make.STRANGER

    def _key_list(self, working: list[Any], version: int, iat: int) -> str:
        keys = {"iss": self.origin, "iat": iat, "exp": iat + 30 * DAY, "version": version, "keys": working}
        return str(self.issuer.ROOT.jws({"alg": "ES256", "typ": "goda-keys+jwt", "kid": "root1"}, keys))

    def status_list(self, *annulled: int, made: int = 0) -> str:
        bits = bytearray(self.issuer.LIST_BITS // 8)
        for index in annulled:
            bits[index >> 3] |= 1 << (index & 7)
        packer = compressobj(9, strategy=Z_RLE)
        lst = self.issuer.b64(packer.compress(bytes(bits)) + packer.flush())
        iat = self.now() + made
        claims = {
            "sub": f"{self.origin}/status/1",
            "iat": iat,
            "exp": iat + DAY,
            "ttl": 300,
            "status_list": {"bits": 1, "lst": lst},
        }
        kid, key = self._status_key
        return str(key.jws({"alg": "ES256", "typ": "statuslist+jwt", "kid": kid}, claims))

    # ---- what families show

    def phone(
        self,
        *names: str,
        idx: int = 7,
        ago: int = 0,
        key: Any = None,
        challenge: str | None = None,
        holder: Any = None,
        **claims: Any,
    ) -> str:
        """Digits of a phone's code drawn `ago` seconds ago."""
        self._nonce += 1
        payload = self._claims(names or FAMILY, idx, printed=False, **claims)
        token = self.issuer.wallet(
            payload,
            key=key or self.issuer.WALLET,
            holder=holder or self.issuer.PHONE,
            iat=self.now() - ago,
            aud=f"{self.origin}/verify",
            value=self.issuer.nonce(str(self._nonce), challenge),
        )
        return str(self.issuer.packed(token))

    def paper(self, *names: str, idx: int = 8, **claims: Any) -> str:
        """Digits of a printed card."""
        return str(
            self.issuer.packed(self.issuer.printed(self._claims(names or FAMILY[:2], idx, printed=True, **claims)))
        )

    def _claims(self, names: tuple[str, ...], idx: int, *, printed: bool, **claims: Any) -> dict[str, Any]:
        today = self.now() // DAY * DAY
        exp = today + (400 if printed else 30) * DAY
        return dict(self.issuer.claims(names, printed=printed, origin=self.origin, idx=idx, **{"exp": exp, **claims}))

    # ---- the server

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Tests read `requests` instead."""

            def date_time_string(self, timestamp: float | None = None) -> str:
                return formatdate(timestamp or shop.now(), usegmt=True)

            def do_GET(self) -> None:
                if not shop.present:
                    self.close_connection = True
                    return
                shop.requests.append(self.path)
                kind, body = shop.answer(self.path)
                etag = f'"{sha256(body).hexdigest()[:16]}"'
                same = self.headers["If-None-Match"] == etag
                self.send_response(404 if not kind else 304 if same else 200)
                self.send_header("ETag", etag)
                self.send_header("Cache-Control", "max-age=31536000" if "/assets/" in self.path else "no-cache")
                self.send_header("Content-Security-Policy", shop.policy())
                self.send_header("X-Content-Type-Options", "nosniff")
                if self.path == "/verify/sw.js":
                    self.send_header("Service-Worker-Allowed", "/verify")
                if same:
                    self.end_headers()
                    return
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler

    def policy(self) -> str:
        return (
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
            f"connect-src 'self' {self.origin}; manifest-src 'self'; worker-src 'self'; media-src blob: mediastream:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types goda"
        )

    def answer(self, path: str) -> tuple[str, bytes]:
        if path == "/.well-known/goda-keys":
            return "application/goda-keys+jwt", self.keys.encode()
        if path == "/status/1":
            return "application/statuslist+jwt", self.status.encode()
        if path == "/verify":
            data = {"issuer": self.origin, "root": self.issuer.ROOT_JWK, "verifier": self.address, "profile": "demo"}
            html = (self.built / "index.html").read_text(encoding="utf-8")
            block = '<script type="application/json" id="goda">'
            return TYPES[".html"], html.replace(f"{block}{{}}", f"{block}{json.dumps(data)}", 1).encode()
        file = self.built / path.removeprefix("/verify/")
        if path.startswith("/verify/") and ".." not in path and file.is_file():
            return TYPES[file.suffix], file.read_bytes()
        return "", b"not here"


@pytest.fixture
def shop(built_verifier: Path, issuer: ModuleType) -> Iterator[Shop]:
    opened = Shop(built_verifier, issuer)
    yield opened
    opened.close()


class Till:
    """A page at /verify with fresh data, and the ways to put a code into it."""

    def __init__(self, page: Page, shop: Shop, dump: Callable[[Page], str]) -> None:
        self.page, self.shop, self._dump = page, shop, dump
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def open(self, age: str = "fresh") -> "Till":
        self.page.goto(self.shop.address)
        expect(self.page.locator("body")).to_have_attribute("data-age", age)
        return self

    def scan(self, digits: str, pause: float = 1) -> None:
        """As a 2D scanner types: no field, no focus, an Enter at the end."""
        # The events' own clock says `pause` milliseconds a key, however busy this machine is.
        session = self.page.context.new_cdp_session(self.page)
        start = time.time()
        for at, key in enumerate([*digits, "Enter"]):
            event = {"key": key, "text": "\r" if key == "Enter" else key, "timestamp": start + at * pause / 1000}
            session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        session.detach()

    def type(self, digits: str) -> None:
        self.page.locator("#digits-open").click()
        self.page.locator("#typed-text").fill(digits)
        self.page.locator("#typed-form .btn:not(.quiet)").click()

    def paste(self, text: str) -> None:
        """As Ctrl+V anywhere on the page."""
        self.page.evaluate(
            """(text) => {
                const data = new DataTransfer();
                data.setData("text", text);
                document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
            }""",
            text,
        )

    def grow_old(self, hours: float) -> None:
        """Cut the network, put what the till keeps `hours` into the past, and open the page again, as after a long pause."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
        self.page.wait_for_load_state("networkidle")
        self.shop.present = False
        self.shop.ahead += hours * 3600
        self.page.clock.install(time=self.shop.now())
        self.page.reload()
        expect(self.page.locator("body")).not_to_have_attribute("data-age", "fresh")

    def says(self, word: str, reason: str | None = None, names: tuple[str, ...] | None = None) -> None:
        """Expect the verdict on the screen, to the letter."""
        expect(self.page.locator("#v-word")).to_have_text(word)
        expect(self.page.locator("#v-alert")).to_be_visible()
        if reason is not None:
            expect(self.page.locator("#v-sub")).to_have_text(reason)
        if names is not None:
            expect(self.page.locator("#v-list li")).to_have_text(list(names))

    def stored(self) -> str:
        """All that the page keeps on this device."""
        return self._dump(self.page)

    def until_kept(self, text: str) -> None:
        """Wait until the till has taken in what the server gave it."""
        for _ in range(400):
            if text in self.stored():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the till did not keep it")

    def next(self) -> None:
        self.page.locator("#next").click()
        expect(self.page.locator("#ready")).to_be_visible()


@pytest.fixture
def till(chromium: Browser, shop: Shop, stored: Callable[[Page], str]) -> Iterator[Till]:
    """A till without a camera, opened, in Latvian."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="lv-LV", timezone_id="Europe/Riga")
    yield Till(context.new_page(), shop, stored).open()
    context.close()


@pytest.fixture
def new_till(chromium: Browser, shop: Shop, stored: Callable[[Page], str]) -> Iterator[Callable[..., Till]]:
    """`new_till(age=..., in_browser=..., **context)`: further tills, on other screens or with another history."""
    contexts: list[BrowserContext] = []

    def make(*, in_browser: Browser | None = None, go: bool = True, age: str = "fresh", **options: Any) -> Till:
        wanted = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Europe/Riga", **options}
        context = (in_browser or chromium).new_context(**wanted)
        contexts.append(context)
        made = Till(context.new_page(), shop, stored)
        return made.open(age) if go else made

    yield make
    for context in contexts:
        if in_use := context.browser:
            _ = in_use.is_connected() and context.close()
