"""The whole way on real parts: enrol staff, record, issue, activate, show, film, verify, annul, know (issue 2, section 7).

The server is the program a newcomer runs, in a process of its own. The three people sit at three browsers: the clerk's has a
virtual authenticator, the phone has a phone's screen, and the till's camera films the very pixels of the phone's screen.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

PHONE = {"viewport": {"width": 393, "height": 851}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
TILL = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Europe/Riga"}
CODES = {"Ieva": "399070-00001", "Mark": "399070-00002", "Zoja": "399070-00003", "Otto": "399070-00004"}
BORN = {"Mark": "04.05.2014", "Zoja": "17.02.2017", "Otto": "30.09.2021"}
PATIENCE = 20_000
WITHIN = 60  # seconds in which an online till must know


class Server:
    """`goda serve` as a newcomer's machine runs it, stopped and started at will."""

    def __init__(self, folder: Path) -> None:
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
        made = subprocess.run(
            [self._goda, "demo", "--json"], env=self._environment, check=True, capture_output=True, text=True
        )
        self.demo: dict[str, Any] = json.loads(made.stdout)
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._goda, "serve"], env=self._environment, stdout=log, stderr=subprocess.STDOUT
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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("whole-way"))
    yield running
    running.stop()


@pytest.fixture
def desk(chromium: Browser, server: Server) -> Iterator[Page]:
    """The clerk's browser, in English, with an authenticator that knows its user."""
    context = chromium.new_context(viewport={"width": 1240, "height": 900}, timezone_id="Europe/Riga")
    context.add_cookies([{"name": "goda_lang", "value": "en", "url": server.origin}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def enrol(desk: Page, server: Server) -> None:
    desk.goto(server.demo["staffLink"])
    desk.get_by_role("button", name="Make the key").click()
    expect(desk.get_by_role("heading", name="My keys")).to_be_visible(timeout=PATIENCE)


def record(desk: Page, server: Server) -> None:
    """A mother and three children, as they stand in the papers on the desk."""
    desk.goto(f"{server.origin}/console/families/new")
    desk.locator("#document-number").fill("2026-77")
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


def film(screen: Image.Image, path: Path) -> Path:
    """A clip of a phone held before a till's camera: the screen's own pixels, a little noise."""
    width, height = 1280, 720
    code = zxingcpp.read_barcodes(screen)[0].position
    left, right = code.top_left.x, code.top_right.x
    top, bottom = code.top_left.y, code.bottom_left.y
    edge = (right - left) // 14
    part = screen.crop((left - edge, top - edge, right + edge, bottom + edge)).resize((600, 600))
    scene = np.full((height, width), 60.0)
    scene[60:660, 340:940] = np.asarray(part)
    noise = np.random.default_rng(1)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(5):
            frame = np.clip(scene + noise.normal(0, 4, scene.shape), 0, 255).astype(np.uint8)
            out.write(b"FRAME\n" + frame.tobytes() + b"\x80" * (width // 2 * (height // 2) * 2))
    return path


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


def test_a_card_is_issued_shown_filmed_annulled_and_every_till_knows(
    chromium: Browser, filming: Any, server: Server, desk: Page, tmp_path: Path
) -> None:
    enrol(desk, server)
    record(desk, server)
    code = issue(desk)
    card_page = desk.url

    phone_context, phone = activate(chromium, server, code)
    away = chromium.new_context(**TILL)  # a till that will be without a network when the card is annulled
    market = away.new_page()
    market.goto(f"{server.origin}/verify")
    expect(market.locator("body")).to_have_attribute("data-age", "fresh", timeout=PATIENCE)

    # An independent decoder reads the phone's screen; the till's camera films the same pixels.
    screen = picture(phone)
    read = zxingcpp.read_barcodes(screen)
    assert len(read) == 1
    assert re.fullmatch(r"3301[0-9]{200,1100}", read[0].text)
    shop = filming(film(screen, tmp_path / "phone.y4m")).new_context(**TILL)
    till = shop.new_page()
    till.goto(f"{server.origin}/verify")
    says(till, "Derīga")
    expect(till.locator("#v-list li")).to_have_text(["Ieva Priedīte", "Mark Priedīte", "Zoja Priedīte"])

    away.set_offline(offline=True)
    scan(market, zxingcpp.read_barcodes(picture(phone))[0].text)
    says(market, "Derīga")

    # The clerk annuls. The online till learns of it by its own timer, the other when it comes back.
    desk.goto(card_page)
    desk.get_by_role("link", name="Annul the card…").click()
    desk.get_by_role("radio").first.check()
    desk.get_by_role("button", name="Annul for good").click()
    expect(desk.get_by_text("Annulled for good")).to_be_visible(timeout=PATIENCE)
    annulled_at = time.monotonic()
    last = zxingcpp.read_barcodes(picture(phone))[0].text
    till.locator("#next").click()
    said = ""
    while said != "Anulēta" and time.monotonic() < annulled_at + WITHIN:
        scan(till, last)
        till.wait_for_timeout(1000)
        said = till.locator("#v-word").inner_text()
    assert said == "Anulēta"

    away.set_offline(offline=False)
    expect(market.locator("body")).to_have_attribute("data-age", "fresh", timeout=PATIENCE)
    market.wait_for_timeout(500)
    scan(market, last)
    says(market, "Anulēta")
    expect(market.locator("#v-word")).to_have_text("Anulēta")
    for context in (phone_context, away, shop):
        context.close()


def test_both_pages_go_on_when_the_server_is_stopped(chromium: Browser, server: Server) -> None:
    code = next(card["activationCode"] for card in server.demo["cards"] if card["story"] == "Twins")
    names = next(card["names"] for card in server.demo["cards"] if card["story"] == "Twins")
    context, phone = activate(chromium, server, code)
    shop = chromium.new_context(**TILL)
    till = shop.new_page()
    till.goto(f"{server.origin}/verify")
    for page in (phone, till):
        page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    expect(till.locator("body")).to_have_attribute("data-age", "fresh", timeout=PATIENCE)
    server.stop()
    try:
        phone.reload()
        till.reload()
        scan(till, zxingcpp.read_barcodes(picture(phone))[0].text)
        says(till, "Derīga")
        expect(till.locator("#v-list li")).to_have_text(names)
    finally:
        server.start()
        context.close()
        shop.close()
