"""`make pictures`: the screens of the three people, as the README shows them, from the running demo."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import zxingcpp
from ensure_chromium import find
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "timezone_id": "Europe/Riga",
    "reduced_motion": "reduce",
}
DESK = {"viewport": {"width": 1240, "height": 900}, "timezone_id": "Europe/Riga", "locale": "lv-LV"}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def main() -> None:
    """Take the three pictures."""
    PICTURES.mkdir(exist_ok=True)
    with demo() as ready, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-background-networking"]
        )
        digits = wallet(browser, ready)
        verifier(browser, ready, digits)
        console(browser, ready)
        browser.close()


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """The demo on a free port with a folder of its own."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GODA_")},
            "GODA_VAR": folder,
            "GODA_ORIGIN": f"http://localhost:{port}",
            "GODA_LISTEN": f"127.0.0.1:{port}",
        }
        goda = Path(sys.executable).with_name("goda")
        made = subprocess.run([goda, "demo", "--json"], env=environment, check=True, capture_output=True, text=True)
        server = subprocess.Popen([goda, "serve"], env=environment, stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/health/ready").close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield json.loads(made.stdout)
        finally:
            server.terminate()
            server.wait(30)


def wallet(browser: Browser, ready: dict[str, Any]) -> str:
    """A family's card; returns the digits of its code."""
    page = browser.new_context(**PHONE).new_page()
    page.goto(f"{ready['wallet']}#code={ready['cards'][0]['activationCode']}")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.locator("li:not([inert]) canvas")).to_be_visible(timeout=30_000)
    page.goto(ready["wallet"])
    page.reload()
    expect(page.locator("li:not([inert]) canvas")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / "wallet.png")
    return str(zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))[0].text)


def verifier(browser: Browser, ready: dict[str, Any], digits: str) -> None:
    """The answer to that code."""
    page = browser.new_context(**PHONE).new_page()
    page.goto(ready["verifier"])
    expect(page.locator("body")).to_have_attribute("data-age", "fresh", timeout=30_000)
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }""",
        digits,
    )
    expect(page.locator("#v-word")).to_have_text("Derīga", timeout=30_000)
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / "verifier.png")


def console(browser: Browser, ready: dict[str, Any]) -> None:
    """The card's life, as its clerk sees it."""
    context = browser.new_context(**DESK)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(ready["staffLink"])
    page.locator("[data-go]").click()
    expect(page.locator("[data-passkey=add], [data-go]").first).to_be_visible(timeout=30_000)
    expect(page).not_to_have_url(ready["staffLink"], timeout=30_000)
    page.goto(ready["console"])
    page.locator("main input[type=text], main input[type=search], main input:not([type])").first.fill(
        ready["cards"][0]["number"]
    )
    page.keyboard.press("Enter")
    page.locator("#results, main").get_by_role("link", name="Atvērt").first.click()
    page.get_by_role("radio").first.check()
    page.locator("main form .btn.main").click()
    page.locator("main a[href^='/console/cards/']").first.click()
    expect(page.locator(".face").first).to_be_visible(timeout=30_000)
    page.screenshot(path=PICTURES / "console.png")


if __name__ == "__main__":
    main()
