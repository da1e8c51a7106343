"""Every screen of applying, in both languages, light and dark, narrow and enlarged: nothing for axe, nothing past the edge."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

LOOKS = [
    pytest.param({"viewport": {"width": 390, "height": 844}}, "lv", "student-abroad-with-certificate", id="light-lv"),
    pytest.param(
        {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"}, "en", "pupil-abroad-with-certificate",
        id="narrow-dark-en",
    ),
    # 200 % of 390 CSS pixels: half of them, twice as dense.
    pytest.param(
        {"viewport": {"width": 195, "height": 422}, "device_scale_factor": 4}, "lv", "address-abroad-without-study",
        id="enlarged-lv",
    ),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "forced_colors": "active"}, "en", "debtor-with-incapacity", id="forced-en"
    ),
]  # fmt: skip
STEPS = ("family", "health", "abroad", "names", "cards", "contact", "plastic", "documents", "incapacity", "check")


@pytest.mark.parametrize(("look", "language", "edge"), LOOKS)
def test_nothing_stands_in_anyones_way(family, axe, look, language, edge):
    one = family(**look)
    one.context.add_init_script(f"localStorage.setItem('goda.lang', '{language}')")
    page, found = one.page, []

    def look_at(name):
        page.wait_for_timeout(250)
        found.extend(f"{name}: {line}" for line in axe(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: wider than the screen")
        one.picture(f"{language}-{name}")

    one.phone.open("#/family")
    expect(page.locator("a[href^='/login']")).to_be_visible()
    look_at("sign-in")
    one.sign_in(one.edge(edge))
    look_at("home")
    page.locator(".panel button.main").click()
    expect(page.locator(".people")).to_be_visible()
    for step in STEPS:
        turn(page, f"apply/{step}")
        for fold in page.locator("main summary").all():
            fold.click()
        go_wrong(page, step)
        look_at(step)
    put_right(page)
    page.locator("button.main").click()
    expect(page.locator(".how")).to_be_visible(timeout=30_000)
    look_at("standing")
    turn(page, "family/contact")
    look_at("contact corrected")
    turn(page, "messages")
    expect(page.locator(".messages summary").first).to_be_visible()
    page.locator(".messages summary").first.click()
    look_at("messages")
    turn(page, "family")
    page.locator(".standing .link").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look_at("withdraw")
    assert not found, "\n".join(found)


def go_wrong(page, step):
    """Answer as somebody might who is in a hurry, so that what is said then is on the page too."""
    match step:
        case "abroad":
            page.locator(".pick input").first.check()
        case "contact":
            page.locator("button.main").click()
            expect(page.locator("[aria-invalid]").first).to_be_visible()
        case "plastic":
            page.locator(".pick input").nth(1).check()
            page.locator("textarea").fill("")
            page.locator("button.main").click()
            expect(page.locator("[aria-invalid]").first).to_be_visible()
        case "documents":
            page.locator("input[type=file]").last.set_input_files(
                {"name": "izzina.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
            )
            expect(page.locator(".papers li")).to_have_count(1)
        case "check":
            page.locator("button.main").click()
            expect(page.get_by_role("alert")).to_be_visible()


def put_right(page):
    """Choose what needs no more words, and stand on the last page."""
    turn(page, "apply/contact")
    page.locator(".pick input").nth(1).check()
    turn(page, "apply/plastic")
    page.locator(".pick input").first.check()
    turn(page, "apply/check")


def turn(page, to):
    """To another page, and wait until it is there."""
    if page.url.endswith(f"#/{to}"):
        return
    before = page.locator("main h1").inner_text()
    page.evaluate(f"location.hash = '#/{to}'")
    expect(page.locator("main h1")).not_to_have_text(before)


def photograph(width=800, height=600):
    """A picture as a phone takes it."""
    out = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()
