"""For everyone: axe in every state, 320 px, 200 %, keyboard only, both languages, no motion where none is wanted (experience.md)."""

import pytest
from playwright.sync_api import expect


def finish(till):
    """Leave the verdict, if there is one."""
    if till.page.locator("#next").is_visible():
        till.next()


STATES = {
    "ready": lambda till: None,
    "help": lambda till: till.page.locator("#help-open").click(),
    "digits": lambda till: till.page.locator("#digits-open").click(),
    "settings": lambda till: till.page.locator("#greet").click(),
    "no code in the picture": lambda till: till.page.locator("#file").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    ),
    "valid": lambda till: till.paste(till.shop.phone()),
    "seen before": lambda till: [till.paste(code) for code in [till.shop.phone()] * 2],
    "print": lambda till: till.paste(till.shop.paper()),
    "annulled": lambda till: till.paste(till.shop.phone(idx=99)),
    "not valid": lambda till: till.paste(till.shop.phone(ago=100)),
    "link": lambda till: till.paste("https://example.org"),
}


def enter(till, language):
    if language == "en":
        till.page.locator("#lang").click()
        expect(till.page.locator("#title")).to_have_text("Scan the family card")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_axe_finds_nothing_in_any_state(shop, new_till, axe, language, scheme):
    shop.publish(99)
    till = new_till(color_scheme=scheme, reduced_motion="reduce")
    enter(till, language)
    findings = []
    for name, go in STATES.items():
        go(till)
        till.page.locator("dialog[open], #warn:visible, #verdict:visible, #ready:visible").first.wait_for()
        findings += [f"{name}: {finding}" for finding in axe(till.page)]
        till.page.keyboard.press("Escape")
        finish(till)
    till.grow_old(hours=3)
    findings += [f"stale: {finding}" for finding in axe(till.page)]
    till.paste(shop.phone())
    expect(till.page.locator("#verdict")).to_be_visible()
    findings += [f"valid as of: {finding}" for finding in axe(till.page)]
    till.grow_old(hours=30)
    findings += [f"old: {finding}" for finding in axe(till.page)]
    till.paste(shop.phone())
    expect(till.page.locator("#verdict")).to_be_visible()
    findings += [f"cannot tell: {finding}" for finding in axe(till.page)]
    assert findings == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_camera_on_or_refused(filming, new_till, axe, scheme):
    for ask in (False, True):
        till = new_till(in_browser=filming(ask=ask), color_scheme=scheme)
        till.page.locator("#eye.on, #camera-on:visible").first.wait_for()
        assert axe(till.page) == []


SCREENS = [(320, 568), (640, 360), (390, 844), (640, 400)]  # the last: 1280×800 at 200 %


@pytest.mark.parametrize("size", SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["lv", "en"])
def test_nothing_is_cut_off_or_scrolls_sideways(shop, new_till, size, language):
    till = new_till(viewport={"width": size[0], "height": size[1]})
    enter(till, language)
    for name, go in STATES.items():
        go(till)
        wide = till.page.evaluate(
            """() => [...document.querySelectorAll("body, dialog[open], dialog[open] *, main:not([hidden]) *, header *, footer *")]
                .filter((e) => !e.closest("svg, video") && e.id !== "file" && e.clientWidth && (e.scrollWidth > e.clientWidth + 1
                    || e.getBoundingClientRect().right > innerWidth + 1))
                .map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert (name, wide) == (name, [])
        till.page.keyboard.press("Escape")
        finish(till)


def test_text_at_twice_its_size_still_fits(shop, new_till):
    """200 % by the browser's own text size, the harder way: the width stays that of a phone."""
    till = new_till(viewport={"width": 390, "height": 844})
    till.page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    till.paste(shop.phone("Anna Bērziņa", "Aleksandrs Konstantīns Bērziņš-Kalniņš"))
    till.says("Derīga")
    assert till.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    next_button = till.page.locator("#next").bounding_box()
    assert next_button
    assert next_button["y"] + next_button["height"] <= 844


def test_six_long_names_can_all_be_read_on_the_smallest_screen(shop, new_till):
    till = new_till(viewport={"width": 320, "height": 568})
    names = tuple(f"Aleksandrs Konstantīns Bērziņš-Kalniņš {n}" for n in range(6))
    till.paste(shop.phone(*names))
    till.says("Derīga", names=names)
    last = till.page.locator("#v-note")
    last.scroll_into_view_if_needed()
    note, button = last.bounding_box(), till.page.locator("#next").bounding_box()
    assert note
    assert button
    till.page.mouse.wheel(0, 2000)
    till.page.wait_for_timeout(200)  # the browser's own scrolling
    note, button = last.bounding_box(), till.page.locator("#next").bounding_box()
    assert note["y"] + note["height"] <= button["y"]


def test_everything_works_by_keyboard_alone(till):
    page = till.page
    for _ in range(4):
        page.keyboard.press("Tab")
    page.locator("#digits-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#typed-text")).to_be_focused()
    page.keyboard.insert_text(till.shop.phone("Anna Bērziņa"))
    page.keyboard.press("Enter")
    till.says("Derīga")
    expect(page.locator("#v-alert")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()


def test_the_language_is_remembered(till):
    till.page.locator("#lang").click()
    expect(till.page.locator("html")).to_have_attribute("lang", "en")
    till.page.reload()
    expect(till.page.locator("#title")).to_have_text("Scan the family card")
    till.paste(till.shop.phone("Anna Bērziņa"))
    till.says("Valid", names=("Anna Bērziņa",))
    till.next()
    till.page.locator("#lang").click()
    expect(till.page.locator("#title")).to_have_text("Noskenē ģimenes karti")
    expect(till.page.locator("#help-open")).to_have_attribute("aria-label", "Palīdzība")


def test_without_script_the_page_still_tells_how_to_check(new_till):
    till = new_till(go=False, java_script_enabled=False)
    page = till.page
    page.goto(till.shop.address)
    expect(page.get_by_role("heading", name="Noskenē ģimenes karti")).to_be_visible()
    expect(page.get_by_text("Turi kartes kodu kameras priekšā.")).to_be_visible()
    assert "jāieslēdz JavaScript" in page.locator("noscript").inner_text()  # its parser still believes in scripts


def test_no_motion_where_none_is_wanted(new_till):
    for wish, animation in (("reduce", "none"), ("no-preference", "arrive")):
        till = new_till(reduced_motion=wish)
        till.paste(till.shop.phone())
        till.says("Derīga")
        assert till.page.locator("#v-alert .icon").evaluate("e => getComputedStyle(e).animationName") == animation


def test_answers_differ_without_colour(new_till):
    """Forced colours take every fill away: word and shape stay."""
    till = new_till(forced_colors="active")
    shapes = set()
    for code in (till.shop.phone(), till.shop.phone(ago=100)):
        till.paste(code)
        expect(till.page.locator("#verdict")).to_be_visible()
        shapes.add(till.page.locator("#v-icon").get_attribute("href"))
        assert till.page.locator("#v-word").evaluate(
            "e => getComputedStyle(e).color !== getComputedStyle(document.getElementById('verdict')).backgroundColor"
        )
        till.next()
    assert len(shapes) == 2
