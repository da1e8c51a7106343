"""The fund as a phone meets it: the real server on a free port with a database of its own, and the built wallet.

The server runs in a thread of its own; tests act as the fund through `Fund` and move its clock. What they do not do is
stand in for it: every answer that the wallet gets is the real one.
"""

import asyncio
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen
from uuid import UUID, uuid4

import pytest
import zxingcpp
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from goda.app import create_app, migrated
from goda.audit import SYSTEM
from goda.cards.model import Card, IssueCard
from goda.settings import DEMO_PASSPHRASE, load
from godakeys import ceremony

ROOT = Path(__file__).parents[3]
FAMILY = ("Anna Bērziņa", "Jānis Bērziņš", "Kārlis Bērziņš", "Elīza Bērziņa")
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000
_ADDRESSES = count(1)
T = TypeVar("T")
Beside = Callable[[str], AbstractContextManager[dict[str, str]]]
"""What runs beside the fund at this origin: its settings for as long as it does."""


class Moved:
    """The real time, moved by a test."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


class Fund:
    """A running Goda and what its clerks can do."""

    def __init__(self, folder: Path, beside: Beside) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.origin = f"http://localhost:{port}"
        self.clock = Moved()
        self._beside = beside(self.origin)
        self.environment = self._beside.__enter__()
        environment = {"GODA_VAR": str(folder), "GODA_ORIGIN": self.origin, "GODA_PROXIES": "1", **self.environment}
        self._settings = load(environment)
        day_ago = int(time.time()) - 86_400
        ceremony.initialise(
            self._settings.keys,
            DEMO_PASSPHRASE,
            folder / "root",
            "root of a test only",
            self.origin,
            day_ago,
            demo=True,
            work=10,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(port,), daemon=True)
        self._thread.start()
        self._await_ready(port)

    def _run(self, port: int) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(migrated(self._settings))
        app = create_app(self._settings, self.clock)
        self._house = app.state.house

        async def dated(scope: Any, receive: Any, send: Any) -> None:
            """The server's clock is also what its `Date` header tells."""

            async def send_dated(message: Any) -> None:
                if message["type"] == "http.response.start":
                    date = format_datetime(self.clock.now(), usegmt=True).encode()
                    kept = [pair for pair in message["headers"] if pair[0].lower() != b"date"]
                    message = {**message, "headers": [*kept, (b"date", date)]}
                await send(message)

            await app(scope, receive, send_dated if scope["type"] == "http" else send)

        self._server = Server(
            dated,
            address="127.0.0.1",
            port=port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            log_enabled=False,
        )
        try:
            self._loop.run_until_complete(self._server.serve())
        finally:
            self._loop.close()

    def _await_ready(self, port: int) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until and self._thread.is_alive():
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._server.stop)
            self._thread.join(20)
        self._beside.__exit__(None, None, None)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    # ---- what clerks do

    def issue(self, *names: str, days: int = 300) -> Card:
        today = (self.clock.now() + timedelta(hours=2)).date()
        return self.do(
            self._house.cards.issue(
                SYSTEM,
                IssueCard(
                    family=uuid4(),
                    holder=uuid4(),
                    names=names or FAMILY,
                    valid_from=today,
                    valid_to=today + timedelta(days=days),
                    reason="test",
                ),
            )
        )

    def code(self, card: UUID) -> str:
        made = self.do(self._house.cards.new_activation(SYSTEM, card))
        assert made.code
        return str(made.code)

    def annul(self, card: UUID, cause: str = "holder-wish") -> None:
        """Annul a card; if it had copies, wait until tills can know."""
        copies = self.life(card).credentials
        with self.published(bool(copies)):
            self.do(self._house.cards.annul(SYSTEM, card, cause))

    @contextmanager
    def published(self, awaited: bool = True) -> Iterator[None]:
        """Leave once the status list is another than before."""
        before = self.fetch("/status/1")
        yield
        until = time.monotonic() + 10
        while awaited and self.fetch("/status/1") == before:
            assert time.monotonic() < until, "no new status list"
            time.sleep(0.05)

    def fetch(self, path: str) -> bytes:
        with urlopen(self.origin + path) as answer:
            return bytes(answer.read())

    def root(self) -> dict[str, str]:
        return dict(self.do(self._house.signer.root()))

    def ends_in(self, days: int) -> None:
        """Let time pass for cards and rights: all that are valid end after so many days from today."""
        last = (self.clock.now() + timedelta(hours=2, days=days)).date()

        async def end() -> None:
            async with self._house.db.transaction():
                await self._house.db.rows("UPDATE card SET valid_to = {}, proposed_to = {}", last, last)
                await self._house.db.rows("UPDATE entitlement SET valid_to = {}", last)

        self.do(end())

    def life(self, card: UUID) -> Any:
        return self.do(self._house.cards.life(SYSTEM, card))

    @contextmanager
    def later(self, **by: float) -> Iterator[None]:
        """For a while the fund lives so much later, and says so in its `Date` header."""
        self.clock.by = timedelta(**by)
        try:
            yield
        finally:
            self.clock.by = timedelta()


@pytest.fixture(scope="session")
def built_wallet() -> Path:
    """The wallet as built; built now if it is not there."""
    built = ROOT / "backend/goda/web_dist/wallet"
    if not (built / "index.html").exists():
        subprocess.run(["npm", "run", "build", "-w", "@goda/wallet"], cwd=ROOT, check=True, capture_output=True)
    return built


@pytest.fixture(scope="module")
def beside() -> Beside:
    """Nothing; where families sign in and apply, the state's side."""
    return lambda _origin: nullcontext({})


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory, built_wallet: Path, beside: Beside) -> Iterator[Fund]:
    """One a module: two databases cannot be bound in one process."""
    assert built_wallet
    running = Fund(tmp_path_factory.mktemp("fund"), beside)
    yield running
    running.stop()


class Phone:
    """A browser with a storage of its own, on the wallet's page."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "TrustedScript" in message.text:
            self.errors.append(message.text)

    def open(self, fragment: str = "") -> Page:
        self.page.goto(f"{self.origin}/{fragment}")
        return self.page

    def activate(self, code: str) -> None:
        """By the letter's link."""
        self.open(f"#code={code}")
        self.page.get_by_role("button", name="Pievienot karti").click()
        expect(self.page.locator(".card canvas").first).to_be_visible(timeout=PATIENCE)

    def shown(self) -> str | None:
        """What an independent decoder reads from a picture of the screen."""
        expect(self.page.locator("li:not([inert]) canvas")).to_be_visible(timeout=PATIENCE)
        # A canvas that was not drawn on yet is 300 by 150.
        drawn = (
            "() => { const c = document.querySelector('li:not([inert]) canvas'); return c && c.width === c.height; }"
        )
        self.page.wait_for_function(drawn)
        picture = Image.open(BytesIO(self.page.screenshot()))
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        assert len(found) <= 1
        return found[0].text if found else None


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[..., Phone]]:
    """`phone(fund)`: a new phone; keywords as for `Browser.new_context`."""
    opened: list[Phone] = []

    def new(fund: Fund, **how: Any) -> Phone:
        # Each phone comes from an address of its own, as behind the fund's proxy: the limits are by address.
        address = {"X-Forwarded-For": f"2001:db8:{next(_ADDRESSES):x}::1"}
        how = {
            "extra_http_headers": address,
            "viewport": PHONE,
            "device_scale_factor": 2,
            "has_touch": True,
            "is_mobile": True,
            **how,
        }
        made = Phone(chromium.new_context(**how), fund.origin)
        opened.append(made)
        return made

    yield new
    for each in opened:
        each.context.close()
        assert each.errors == []


@pytest.fixture
def verdict(fund: Fund, tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """`verdict(digits)`: what `goda cards verify` says of a code, with the lists as published now."""

    def judge(digits: str) -> dict[str, Any]:
        (folder := tmp_path / f"till-{uuid4()}").mkdir()
        (folder / "keys").write_bytes(fund.fetch("/.well-known/goda-keys"))
        (folder / "status").write_bytes(fund.fetch("/status/1"))
        (folder / "root").write_text(json.dumps(fund.root()))
        said = subprocess.run(
            [ROOT / ".venv/bin/python", "-m", "goda", "cards", "verify", "--origin", fund.origin]
            + [f"--{name}={folder / name}" for name in ("keys", "status", "root")],
            input=digits + "\n",
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "GODA_VAR": str(folder)},
        )
        return dict(json.loads(said.stdout))

    return judge
