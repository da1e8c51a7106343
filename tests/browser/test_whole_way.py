"""The whole way on real parts: enrol staff, record, issue, activate, show, film, verify, annul, know (issue 2, section 7).

The server is the program a newcomer runs, in a process of its own. The three people sit at three browsers: the clerk's has a
virtual authenticator, the phone has a phone's screen, and the till's camera films the very pixels of the phone's screen.
"""

import re
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

WITHIN = 60  # seconds in which an online till must know


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


def test_a_card_is_issued_shown_filmed_annulled_and_every_till_knows(
    chromium: Browser, filming: Any, server: Any, desk: Page, tmp_path: Path, stage: ModuleType
) -> None:
    stage.enrol(desk, server)
    stage.record(desk, server)
    code = stage.issue(desk)
    card_page = desk.url

    family, phone = stage.activate(chromium, server, code)
    tills = {}
    for name in ("online", "offline"):  # both open before anything happens; one loses its network
        context = chromium.new_context(**stage.TILL)
        tills[name] = context.new_page()
        tills[name].goto(f"{server.origin}/verify")
        expect(tills[name].locator("body")).to_have_attribute("data-age", "fresh", timeout=stage.PATIENCE)

    # An independent decoder reads the phone's screen; a third till's camera films the same pixels.
    screen = stage.picture(phone)
    read = zxingcpp.read_barcodes(screen)
    assert len(read) == 1
    assert re.fullmatch(r"3301[0-9]{200,1100}", read[0].text)
    shop = filming(film(screen, tmp_path / "phone.y4m")).new_context(**stage.TILL)
    till = shop.new_page()
    till.goto(f"{server.origin}/verify")
    stage.says(till, "Derīga")
    expect(till.locator("#v-list li")).to_have_text(["Ieva Priedīte", "Mark Priedīte", "Zoja Priedīte"])
    shop.close()

    def shown() -> str:
        """The phone goes on drawing fresh codes; without a network it never hears that its card is annulled."""
        return str(zxingcpp.read_barcodes(stage.picture(phone))[0].text)

    family.set_offline(offline=True)
    tills["offline"].context.set_offline(offline=True)
    stage.scan(tills["offline"], shown())
    stage.says(tills["offline"], "Derīga")

    desk.goto(card_page)
    desk.get_by_role("link", name="Annul the card…").click()
    desk.get_by_role("link", name="The holder gave the card up.").click()
    desk.get_by_role("button", name="Annul", exact=True).click()
    stage.send_now(desk)
    desk.goto(card_page)
    expect(desk.get_by_text("Annulled for good")).to_be_visible(timeout=stage.PATIENCE)

    # The online till learns of it by its own timer, the other as soon as it is back.
    until, said = time.monotonic() + WITHIN, ""
    while said != "Anulēta" and time.monotonic() < until:
        stage.scan(tills["online"], shown())
        tills["online"].wait_for_timeout(1000)
        said = tills["online"].locator("#v-word").inner_text()
    assert said == "Anulēta"

    tills["offline"].context.set_offline(offline=False)
    until, said = time.monotonic() + WITHIN, ""
    while said != "Anulēta" and time.monotonic() < until:
        stage.scan(tills["offline"], shown())
        tills["offline"].wait_for_timeout(500)
        said = tills["offline"].locator("#v-word").inner_text()
    assert said == "Anulēta"
    for page in tills.values():
        page.context.close()
    family.close()


def test_both_pages_go_on_when_the_server_is_stopped(chromium: Browser, server: Any, stage: ModuleType) -> None:
    code = next(card["activationCode"] for card in server.demo["cards"] if card["story"] == "Twins")
    names = next(card["names"] for card in server.demo["cards"] if card["story"] == "Twins")
    context, phone = stage.activate(chromium, server, code)
    shop = chromium.new_context(**stage.TILL)
    till = shop.new_page()
    till.goto(f"{server.origin}/verify")
    for page in (phone, till):
        page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    expect(till.locator("body")).to_have_attribute("data-age", "fresh", timeout=stage.PATIENCE)
    server.stop()
    try:
        phone.reload()
        till.reload()
        stage.scan(till, zxingcpp.read_barcodes(stage.picture(phone))[0].text)
        stage.says(till, "Derīga")
        expect(till.locator("#v-list li")).to_have_text(names)
    finally:
        server.start()
        context.close()
        shop.close()
