"""The stage of the tests that walk the whole way: the program a newcomer runs, and what clerk, family and cashier do at their browsers.

Not a test and not imported: `conftest` loads it and hands it out as the fixture `stage`.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from goda.seeds import state_side

PHONE = {"viewport": {"width": 393, "height": 851}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
TILL = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Europe/Riga"}
DOCUMENT = "DOK-4711/77"
PREVIOUS = "161175-19997"
"""The mother's code before the one she has now (R-11)."""
CODES = {"Ieva": "399070-00001", "Mark": "399070-00002", "Zoja": "399070-00003", "Otto": "399070-00004"}
BORN = {"Mark": "04.05.2014", "Zoja": "17.02.2017", "Otto": "30.09.2021"}
PATIENCE = 20_000
KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Server:
    """`goda serve` as a newcomer's machine runs it, stopped and started at will."""

    def __init__(self, folder: Path, *, state: bool = False, database: str = "") -> None:
        """`state`: the state's side runs beside it, as in the demo, and `control` turns its switches. `database`: its address, else a file."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.origin = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        self._goda = Path(sys.executable).with_name("goda")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GODA_")},
            "GODA_VAR": str(folder),
            "GODA_ORIGIN": self.origin,
            "GODA_LISTEN": f"127.0.0.1:{self.port}",
        }
        if database:
            self._environment["GODA_DATABASE"] = database
        self._beside = ExitStack()
        self.state = ""
        if state:
            told = self._beside.enter_context(state_side.running(self.origin, 0))()
            self.state = told.start.rstrip("/")
            self._environment |= told.settings()
        made = subprocess.run(
            [self._goda, "demo", "--json"], env=self._environment, check=True, capture_output=True, text=True
        )
        self.demo: dict[str, Any] = json.loads(made.stdout)
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._goda, "serve"],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/health/ready") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)

    def kill(self) -> None:
        """All its processes at once, without a word (SIGKILL)."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        """Stop, and the state's side too."""
        self.stop()
        self._beside.close()

    def goda(self, *arguments: str) -> str:
        """What a command of this installation prints."""
        ran = subprocess.run(
            [self._goda, *arguments], env=self._environment, check=True, capture_output=True, text=True
        )
        return ran.stdout

    def control(self, method: str, path: str, **body: Any) -> Any:
        """Turn a switch of the state's side, or read what it keeps: `control("PUT", "faults/viis", kind="silent")`."""
        asked = Request(
            f"{self.state}/control/{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        with urlopen(asked) as answer:
            read = answer.read()
        return json.loads(read) if read else None


def sit_down(chromium: Browser, server: Server) -> Page:
    """The clerk's browser, in English, with an authenticator that knows its user."""
    context = chromium.new_context(viewport={"width": 1240, "height": 900}, timezone_id="Europe/Riga")
    context.add_cookies([{"name": "goda_lang", "value": "en", "url": server.origin}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def enrol(desk: Page, server: Server) -> None:
    desk.goto(server.demo["staffLink"])
    desk.get_by_role("button", name="Make the key").click()
    expect(desk.get_by_role("heading", name="My keys")).to_be_visible(timeout=PATIENCE)


def record(desk: Page, server: Server) -> None:
    """A mother and three children, as they stand in the papers on the desk."""
    desk.goto(f"{server.origin}/console/families/new")
    desk.locator("#document-number").fill(DOCUMENT)
    desk.locator("#document-date").fill("20.11.2026")
    desk.locator("#document-issuer").fill("Kuldīgas novads")
    while desk.locator("fieldset.member").count() < 1 + len(CODES):
        before = desk.locator("fieldset.member").count()
        desk.get_by_role("button", name="Add a person").click()
        expect(desk.locator("fieldset.member")).to_have_count(before + 1)
    for place, (given, code) in enumerate(CODES.items()):
        person = desk.locator("fieldset.member").nth(place + 1)
        role = person.get_by_label("Role in the family")
        wanted = "applicant" if place == 0 else "child"
        if role.input_value() != wanted:
            role.select_option(wanted)
            expect(person.get_by_label("Birth date")).to_have_count(0 if place == 0 else 1)
        person.get_by_label("Given name").fill(given)
        person.get_by_label("Surname").fill("Priedīte")
        person.get_by_label("Personal code").fill(code)
        if place == 0:
            person.get_by_label("Previous code").fill(PREVIOUS)
        if given in BORN:
            person.get_by_label("Birth date").fill(BORN[given])
            person.get_by_label("Relation to the applicant").select_option("own")
    desk.get_by_role("button", name="Record the family").last.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Priedīte", timeout=PATIENCE)


def issue(desk: Page) -> str:
    """A card with the mother's name and two of the three children's; returns its activation code."""
    desk.get_by_role("link", name=re.compile("Issue a card")).first.click()
    for given in ("Otto",):
        desk.get_by_role("checkbox", name=re.compile(given)).uncheck()
        expect(desk.locator(".face").first).not_to_contain_text(given)
    desk.get_by_role("button", name="Issue the card").last.click()
    expect(desk.get_by_role("heading", name="The card is issued")).to_be_visible(timeout=PATIENCE)
    if desk.locator(".secret").count() == 0:
        desk.get_by_role("link", name="New code…").click()
        desk.get_by_role("button", name=re.compile("code", re.IGNORECASE)).last.click()
    return desk.locator(".secret").first.inner_text().strip()


def activate(chromium: Browser, server: Server, code: str) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.origin}/#code={code}")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.locator("li:not([inert]) canvas")).to_be_visible(timeout=PATIENCE)
    return context, page


def picture(phone: Page) -> Image.Image:
    """What the phone's screen shows now."""
    phone.wait_for_function("() => document.querySelector('li:not([inert]) canvas')?.width > 100")
    return Image.open(BytesIO(phone.screenshot())).convert("L")


def scan(till: Page, digits: str) -> None:
    """As a 2D scanner types: digits and an Enter, with no field focused."""
    session = till.context.new_cdp_session(till)
    start = time.time()
    for at, key in enumerate([*digits, "Enter"]):
        event = {"key": key, "text": "\r" if key == "Enter" else key, "timestamp": start + at / 1000}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    session.detach()


def says(till: Page, word: str) -> None:
    expect(till.locator("#v-word")).to_have_text(word, timeout=PATIENCE)


# -- applying and deciding (issue 3) --------------------------------------------------------------------------------------------


def edge(server: Server, name: str) -> dict[str, Any]:
    """One of the state's families at an edge of the law: `applicant`, `about`, `codes`."""
    found: dict[str, Any] = server.control("GET", "edges")[name]
    return found


def phone(chromium: Browser, server: Server) -> Page:
    """A family's phone that knows nothing yet."""
    page = chromium.new_context(**PHONE).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.origin}/")
    return page


def sign_in(page: Page, server: Server, code: str) -> None:
    """By the state's login, from the wallet's first page."""
    page.goto(f"{server.origin}/")
    page.locator("a[href^='/login']").first.click()
    page.locator("input[type=search]").fill(code)
    page.keyboard.press("Enter")
    page.locator(f"button.person[value='{code}']").click()
    expect(page.locator("main h1")).to_be_visible(timeout=PATIENCE)


def answer(page: Page, each: Callable[[Page, str], None] | None = None) -> None:
    """Through the questions to the last page, with an e-mail address; `each(page, heading)` answers more on the way."""
    page.get_by_role("button", name="Sākt").click()
    expect(page.get_by_role("heading", name="Vai šī ir tava ģimene?")).to_be_visible(timeout=PATIENCE)
    while not page.get_by_role("heading", name="Pārlasi un iesniedz").is_visible():
        heading = page.locator("main h1").inner_text()
        if heading == "Kā tevi sasniegt?":
            page.get_by_label("E-pasts").check()
            page.get_by_label("E-pasta adrese").fill("gimene@example.lv")
        if each:
            each(page, heading)
        page.get_by_role("button", name="Turpināt").click()
        expect(page.locator("main h1")).not_to_have_text(heading)


def submit(page: Page) -> str:
    """Hand it in; returns the application's number."""
    page.get_by_role("button", name="Iesniegt").click()
    said = page.get_by_text(re.compile("3P-[0-9]{4}-[0-9]{6}")).first
    expect(said).to_be_visible(timeout=PATIENCE)
    found = re.search("3P-[0-9]{4}-[0-9]{6}", said.inner_text())
    assert found
    return found[0]


def open_case(desk: Page, server: Server, name: str) -> None:
    """From the queue."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        desk.goto(f"{server.origin}/console/queue")
        if desk.get_by_role("link", name=name).count():
            break
        desk.wait_for_timeout(500)
    desk.get_by_role("link", name=name).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)


def send_now(desk: Page) -> None:
    """A held decision is not waited for."""
    desk.get_by_role("button", name="Send now").click()
    until = time.monotonic() + 30
    while not desk.get_by_role("link", name="The paper (PDF)").count() and time.monotonic() < until:
        desk.wait_for_timeout(500)
        desk.reload()
    expect(desk.get_by_role("link", name="The paper (PDF)")).to_be_visible(timeout=PATIENCE)
