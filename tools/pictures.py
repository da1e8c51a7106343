"""`make pictures`: the screens of the three people, as the README shows them, from the running demo."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from bench.applying import Family
from bench.servers import served
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright
from tools.ensure_chromium import find

CLEAR, UNCLEAR = "399010-00007", "399010-01544"
"""Three children at home; a debt to the maintenance fund."""
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
    """Take the four pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(folder, state=True) as ready, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-background-networking"]
        )
        applying(browser, ready)
        digits = wallet(browser, ready)
        verifier(browser, ready, digits)
        console(browser, ready)
        browser.close()


def applying(browser: Browser, ready: dict[str, Any]) -> None:
    """The question whose names stand on the card."""
    page = browser.new_context(**PHONE).new_page()
    page.goto(ready["wallet"])
    page.locator("a[href^='/login']").first.click()
    page.locator(f"button.person[value='{CLEAR}']").first.click()
    page.get_by_role("button", name="Sākt").click()
    while "Kuru vārdus" not in page.locator("main h1").inner_text():
        heading = page.locator("main h1").inner_text()
        page.get_by_role("button", name="Turpināt").click()
        expect(page.locator("main h1")).not_to_have_text(heading)
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / "applying.png")


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
    """A case, as its clerk sees it."""
    context = browser.new_context(**DESK)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(ready["staffLink"])
    page.locator("[data-go]").click()
    expect(page.locator("[data-passkey=add], [data-go]").first).to_be_visible(timeout=30_000)
    expect(page).not_to_have_url(ready["staffLink"], timeout=30_000)
    family = Family(ready["origin"], UNCLEAR, "192.0.2.1")
    family.apply()
    family.close()
    page.goto(f"{ready['console']}/queue")
    page.locator("[data-row]").first.click()
    expect(page.locator("h1")).to_be_visible(timeout=30_000)
    page.screenshot(path=PICTURES / "console.png")


if __name__ == "__main__":
    main()
