"""A clerk at a real browser with a security key: enrol, sign in, record, issue, print, annul; each page without findings of axe."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from godakeys.ceremony import initialise

PASSPHRASE = "browser tests only, nothing secret"
KEY = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "hasResidentKey": True, "hasUserVerification": True,
       "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
PATIENCE = 20_000
OWN_CODE = "399990-00012"
"""The clerk's own: without it nobody decides."""


class Console:
    """A running server and the command by which the first lead is enrolled."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.origin = f"http://localhost:{port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GODA_")}
        self.environment = clean | {
            "GODA_VAR": str(folder), "GODA_ORIGIN": self.origin, "GODA_LISTEN": f"127.0.0.1:{port}",
            "GODA_KEYS_PASSPHRASE": PASSPHRASE,
        }  # fmt: skip
        at = int(time.time()) - 3 * 86_400
        initialise(folder / "keys", PASSPHRASE, folder / "root", PASSPHRASE[::-1], self.origin, at, work=12)
        self.goda("migrate")
        self.log = (folder / "log").open("wb")
        command = [sys.executable, "-m", "goda", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT)
        self._until_ready()

    def goda(self, *words: str) -> str:
        command = [sys.executable, "-m", "goda", *words]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def _until_ready(self) -> None:
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if urlopen(f"{self.origin}/health/ready").status == 200:
                    return
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise RuntimeError("the server did not become ready")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    served = Console(tmp_path_factory.mktemp("console"))
    yield served
    served.stop()


@pytest.fixture
def desk(chromium: Browser, console: Console) -> Iterator[Page]:
    """A clerk's page; trouble in its console fails the test."""
    context = chromium.new_context(viewport={"width": 1240, "height": 860}, locale="lv-LV", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(error.message))
    page.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert trouble == []


def plugged(page: Page) -> tuple[CDPSession, str]:
    """Plug a security key into this browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "transport": "usb"}})[
        "authenticatorId"
    ]


def enrolled(page: Page, console: Console, name: str = "Ilze Ozola") -> tuple[CDPSession, str]:
    session, key = plugged(page)
    page.goto(console.goda("staff", "enrol", name, "--role", "lead"))
    page.get_by_role("button", name="Izveidot atslēgu").click()
    page.wait_for_url("**/console/keys?second")
    member = next(line.split()[0] for line in console.goda("staff", "list").splitlines() if name in line)
    console.goda("staff", "own-code", member, OWN_CODE)
    return session, key


def recorded(page: Page, console: Console, code: str) -> None:
    page.goto(f"{console.origin}/console/families/new")
    page.fill("#document-number", "Nr-4711")
    page.fill("#document-issuer", "Fonds")
    for key, given, surname, digits, born in (
        ("m1", "Āda", "Bērziņa", f"3200{code}-00017", ""),
        ("m2", "Jānis", "Bērziņš", f"3200{code}-00025", "7.3.2015"),
        ("m3", "Elīza", "Bērziņa", f"3200{code}-00033", "02022019"),
        ("m4", "Toms", "Bērziņš", f"3200{code}-00041", "01.05.2021"),
    ):
        if page.locator(f"#{key}-given").count() == 0:
            page.locator("#add").click()
        page.fill(f"#{key}-given", given)
        page.fill(f"#{key}-surname", surname)
        page.fill(f"#{key}-code", digits)
        if born:
            page.fill(f"#{key}-born", born)
    page.get_by_role("button", name="Ierakstīt ģimeni").last.click()
    page.wait_for_url("**/families/*?new")


def letter(page: Page, card: str) -> bytes:
    """What the button on the card's page brings; a headless browser has no window for a PDF."""
    button = page.get_by_role("button", name="Vēstule (PDF)")
    form = {
        "form_token": page.locator("[name=form_token]").first.input_value(),
        "paper": button.get_attribute("value") or "",
    }
    headers = {"sec-fetch-site": "same-origin"}
    return page.request.post(f"{card}/papers", form=form, headers=headers).body()


def test_a_clerk_enrols_signs_in_records_issues_prints_and_annuls(desk: Page, console: Console):
    session, first = enrolled(desk, console)
    assert "#" not in desk.url
    expect(desk.get_by_text("Pirmā atslēga darbojas. Tagad otra.")).to_be_visible()
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    plugged(desk)
    desk.get_by_role("button", name="Izveidot atslēgu").click()
    expect(desk.get_by_text("Atslēga pievienota")).to_be_visible()
    desk.get_by_role("button", name="Iziet", exact=True).click()
    desk.get_by_role("button", name="Ienākt ar atslēgu").click()
    desk.wait_for_url(f"{console.origin}/console")
    recorded(desk, console, "01")
    desk.get_by_role("link", name="Izsniegt karti").click()
    desk.get_by_role("button", name="Pārvietot zemāk: Jānis Bērziņš").click()
    expect(desk.locator(".others")).to_have_text("Elīza Bērziņa · Jānis Bērziņš · Toms Bērziņš")
    expect(desk.get_by_text("Kods ietilpst")).to_be_visible()
    desk.get_by_role("button", name="Izsniegt karti").last.click()
    desk.wait_for_url("**/cards/*?new")
    card = desk.url.partition("?")[0]
    assert letter(desk, card).startswith(b"%PDF")
    desk.goto(card)
    expect(desk.locator(".secret")).to_have_text(re.compile("[A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5}"))
    desk.get_by_role("link", name="Anulēt karti…").click()
    desk.locator("a[href$='cause=holder-wish']").click()
    desk.get_by_role("button", name="Anulēt", exact=True).click()
    desk.get_by_role("button", name="Nosūtīt tūlīt").click()
    until = time.monotonic() + 30
    while not desk.get_by_role("link", name="Lēmums (PDF)").count() and time.monotonic() < until:
        desk.wait_for_timeout(500)
        desk.reload()
    desk.goto(card)
    expect(desk.get_by_text("Anulēta neatgriezeniski")).to_be_visible()


def test_the_search_is_reached_and_used_by_the_keyboard_alone(desk: Page, console: Console):
    enrolled(desk, console, "Klaviatūra")
    recorded(desk, console, "02")
    desk.goto(f"{console.origin}/console")
    desk.locator("#q").evaluate("field => field.blur()")
    desk.keyboard.press("/")
    expect(desk.locator("#q")).to_be_focused()
    desk.keyboard.type("ada berz")
    desk.keyboard.press("Enter")
    expect(desk.locator("#results")).to_contain_text("Āda Bērziņa")
    assert desk.url == f"{console.origin}/console", "what is searched stands in no address"
    desk.locator("#q").blur()
    desk.keyboard.press("Control+k")
    expect(desk.locator("#q")).to_be_focused()


def test_an_answer_about_a_code_leaves_the_focus_where_the_clerk_types(desk: Page, console: Console):
    """Else what is typed meanwhile lands in the name of the person who was added last."""
    enrolled(desk, console, "Rakstītāja")
    desk.goto(f"{console.origin}/console/families/new")
    desk.locator("#add").click()
    expect(desk.locator("#m3-given")).to_be_focused()
    desk.fill("#m1-code", "320000-00017")
    desk.press("#m1-code", "Tab")
    expect(desk.locator("#m1-known")).to_contain_text("Kontrolcipars")
    expect(desk.locator("#m1-previous")).to_be_focused()


def test_no_page_has_findings_or_needs_sideways_scrolling(
    desk: Page, console: Console, axe: Callable[[Page], list[str]]
):
    desk.goto(f"{console.origin}/console/sign-in")
    checked(desk, axe)
    enrolled(desk, console, "Pārbaude")
    checked(desk, axe)
    recorded(desk, console, "03")
    family = desk.url.partition("?")[0]
    desk.goto(f"{family}/cards/new")
    desk.get_by_role("button", name="Izsniegt karti").last.click()
    desk.wait_for_url("**/cards/*?new")
    card = desk.url.partition("?")[0]
    letter(desk, card)
    for path in (f"{console.origin}/console", f"{console.origin}/console/families/new", family, f"{family}/cards/new", f"{family}/open", f"{family}/correct",
                 card, f"{card}/code", f"{card}/annul", f"{console.origin}/console/staff", f"{console.origin}/console/cards/{'0' * 8}"):  # fmt: skip
        desk.goto(path)
        checked(desk, axe)
    desk.goto(f"{console.origin}/console/families/new")
    desk.get_by_role("button", name="Ierakstīt ģimeni").last.click()
    expect(desk.get_by_role("alert")).to_be_focused()
    checked(desk, axe)


def checked(page: Page, axe: Callable[[Page], list[str]]) -> None:
    """Light at 1240 px, dark at 320 px: no finding, no sideways scrolling (WCAG 1.4.10)."""
    for width, scheme in ((1240, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == [], (page.url, width, scheme)
        assert page.locator("html").evaluate("page => page.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size({"width": 1240, "height": 860})


def test_nothing_typed_is_lost_by_a_cut_network_or_a_session_that_ended(desk: Page, console: Console):
    enrolled(desk, console, "Zane Lāce")
    desk.goto(f"{console.origin}/console/families/new")
    desk.fill("#m1-given", "Ilga")
    desk.locator("#add").click()
    expect(desk.locator("#m3-given")).to_be_focused()
    desk.context.set_offline(True)
    for button in (desk.locator("#add"), desk.get_by_role("button", name="Ierakstīt ģimeni").last):
        button.click()
        expect(desk.get_by_role("alert")).to_contain_text("Nav savienojuma")
    desk.context.set_offline(False)
    kept = desk.context.cookies()
    desk.context.clear_cookies()
    for button in (desk.locator("#add"), desk.get_by_role("button", name="Ierakstīt ģimeni").last):
        button.click()
        expect(desk.get_by_role("alert")).to_contain_text("Jūsu sesija ir beigusies")
        expect(desk.get_by_role("link", name="Ienāciet citā cilnē")).to_be_visible()
    desk.context.add_cookies(kept)
    desk.get_by_role("button", name="Ierakstīt ģimeni").last.click()
    expect(desk.get_by_role("alert").first).to_contain_text("Kaut kas jāizlabo")
    expect(desk.locator("#m1-given")).to_have_value("Ilga")
