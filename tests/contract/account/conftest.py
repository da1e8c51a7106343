"""The whole application in this process, on a database of either kind, and the state's side as a program of its own beside it."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from goda.app import House, create_app
from goda.kernel.clock import SetClock
from goda.settings import Settings
from godakeys.ceremony import initialise

ORIGIN = "http://localhost:8000"
CALLBACK = f"{ORIGIN}/login/callback"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSPHRASE = "account tests only, nothing secret"


@dataclass
class State:
    """The running simulators, as a script sees them."""

    told: dict[str, Any]
    http: httpx.Client

    def client(self, name: str) -> dict[str, Any]:
        return next(one for one in self.told["clients"] if one["id"] == name)

    def control(self, method: str, path: str, data: Any = None) -> Any:
        answer = self.http.request(method, self.told["control"] + path, json=data)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def applicant(self, edge: str) -> str:
        """The personal code of the one who applies in an edge of the law."""
        return self.control("GET", "/edges")[edge]["applicant"]

    def record(self, code: str) -> dict[str, Any]:
        return self.control("GET", f"/people/{code}")["records"]["fpr"]

    def choose(self, address: str, code: str) -> str:
        """Somebody presses a button on the sign-in page; returns the way back."""
        page = self.http.get(address)
        action = re.search(r'<form action="([^"]+)" method="post">', page.text)
        assert action is not None, page.text
        answer = self.http.post(f"{self.told['issuer']}/{action[1].replace('&amp;', '&')}", data={"person": code})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="session")
def program() -> Iterator[State]:
    command = [sys.executable, "-m", "simulators", "--port", "0", "--json", "--redirect", CALLBACK]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line
        with httpx.Client(timeout=20) as http:
            yield State(json.loads(line), http)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture
def state(program: State) -> State:
    """The state's side, at noon as the house."""
    program.control("PUT", "/clock", {"now": NOON.isoformat()})
    return program


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    at = int((NOON - timedelta(days=3)).timestamp())  # keys are published 48 h before their first use
    initialise(folder / "keys", PASSPHRASE, folder / "root", PASSPHRASE[::-1], ORIGIN, at, work=12)
    return folder / "keys"


@pytest.fixture
async def app(
    database_url: str, keys_folder: Path, tmp_path: Path, clock: SetClock, program: State
) -> AsyncIterator[Any]:
    keys = shutil.copytree(keys_folder, tmp_path / "keys")  # the signer remembers the last list it signed
    settings = Settings(
        database=database_url, var=tmp_path, keys=keys, keys_passphrase=PASSPHRASE, origin=ORIGIN,
        login=program.told["issuer"], login_secret=program.client("goda")["secret"],
        registers=program.told["start"], registers_token=program.told["token"],
        registers_secret=program.client("goda-registers")["secret"],
    )  # fmt: skip
    made = create_app(settings, clock)
    async with made.lifespan():
        yield made


@pytest.fixture
def house(app: Any) -> House:
    return app.state.house


@dataclass
class Browser:
    """Somebody of a family at a browser: keeps cookies, says where requests come from, does not follow redirects by itself."""

    http: httpx.AsyncClient
    state: State

    async def get(self, path: str, accept: str = "text/html") -> httpx.Response:
        return await self.http.get(path, headers={"accept": accept, "sec-fetch-site": "same-origin"})

    async def ask(self, method: str, path: str, data: Any = None, **headers: str) -> httpx.Response:
        """A call of the wallet's page."""
        sent = {"accept": "application/json", "sec-fetch-site": "same-origin"} | headers
        return await self.http.request(method, path, json=data, headers=sent)

    def give(self, name: str, value: str) -> None:
        """A cookie that came from elsewhere."""
        self.http.cookies.set(name, value, domain="localhost.local", path="/")

    async def leave(self, to: str = "/#/apply") -> str:
        """Go to the state login; returns the address there."""
        answer = await self.http.get("/login", params={"to": to}, headers={"accept": "text/html"})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def arrive(self, back: str) -> httpx.Response:
        """The state login sends the browser back: from another site, a navigation."""
        parts = urlsplit(back)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == CALLBACK
        sent = {"accept": "text/html", "sec-fetch-site": "cross-site"}
        return await self.http.get(f"{parts.path}?{parts.query}", headers=sent)

    async def sign_in(self, code: str, to: str = "/#/apply") -> httpx.Response:
        return await self.arrive(self.state.choose(await self.leave(to), code))

    async def me(self) -> dict[str, Any]:
        answer = await self.ask("GET", "/wallet/me")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def new_browser(app: Any, state: State) -> AsyncIterator[Callable[[], Browser]]:
    opened: list[httpx.AsyncClient] = []

    def make() -> Browser:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("192.0.2.7", 1))
        opened.append(httpx.AsyncClient(transport=transport, base_url=ORIGIN.replace("http://", "https://")))
        return Browser(opened[-1], state)

    yield make
    for one in opened:
        await one.aclose()


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


def asked(address: str) -> dict[str, str]:
    """What an address asks."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
