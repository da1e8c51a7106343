"""Every screen, in both languages, light and dark, narrow and enlarged: nothing for axe, nothing past the edge."""

import pytest
from playwright.sync_api import expect

LOOKS = [
    pytest.param({"viewport": {"width": 390, "height": 844}}, "lv", id="light-lv"),
    pytest.param({"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, "en", id="dark-en"),
    pytest.param({"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"}, "lv", id="narrow-dark-lv"),
    # 200 % of 390 CSS pixels: half of them, twice as dense.
    pytest.param({"viewport": {"width": 195, "height": 422}, "device_scale_factor": 4}, "en", id="enlarged-en"),
    pytest.param({"viewport": {"width": 1280, "height": 800}, "is_mobile": False}, "lv", id="desk-lv"),
]


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_nothing_stands_in_anyones_way(fund, phone, axe, look, language):
    mother = phone(fund, **look)
    mother.context.add_init_script(f"localStorage.setItem('goda.lang', '{language}')")
    page = mother.page
    found = []

    def look_at(name):
        page.wait_for_timeout(250)
        found.extend(f"{name}: {line}" for line in axe(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: wider than the screen")

    mother.open()
    expect(page.locator(".hero")).to_be_visible()
    look_at("start")
    for fragment in ("help", "privacy", "add"):
        page.evaluate(f"location.hash = '#/{fragment}'")
        expect(page.locator(".page h1")).to_be_visible()
        if fragment == "help":
            for fold in page.locator("summary").all():
                fold.click()
        look_at(fragment)
    page.locator("input").first.fill("0")
    page.locator("form button[type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_at("add, wrong")
    code = fund.code(fund.issue().id)
    page.locator("input").first.fill(code)
    page.locator("form button[type=submit]").click()
    expect(page.locator(".card canvas")).to_be_visible()
    look_at("card, told")
    page.locator(".beat .link").click()
    look_at("card, digits asked")
    second = fund.issue("Kārlis Bērziņš")
    page.goto(f"{fund.origin}/#code={fund.code(second.id)}")
    page.locator("form button[type=submit]").click()
    expect(page.locator(".dots")).to_be_visible()
    look_at("two cards")
    page.evaluate("location.hash = '#/data'")
    expect(page.locator(".devices li")).to_have_count(2)
    look_at("data")
    page.locator(".panel > .button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look_at("question")
    page.keyboard.press("Escape")
    fund.annul(second.id)
    page.evaluate("location.hash = '#/'")
    page.reload()
    expect(page.locator(".card.annulled")).to_have_count(1, timeout=15_000)
    look_at("annulled")
    assert not found, "\n".join(found)


def test_everything_is_reached_by_keyboard(fund, phone):
    mother = phone(fund, is_mobile=False, has_touch=False)
    mother.activate(fund.code(fund.issue().id))
    reached = []
    for _ in range(12):
        mother.page.keyboard.press("Tab")
        reached.append(mother.page.evaluate("document.activeElement.textContent.trim()"))
    for name in ("Uz saturu", "LV", "EN", "Kasieris rāda ciparus", "Karte", "Mani dati", "Palīdzība"):
        assert name in reached


def test_change_of_screen_moves_the_focus_to_its_heading(fund, phone):
    mother = phone(fund)
    page = mother.open()
    page.get_by_role("link", name="Par datiem").click()
    expect(page.get_by_role("heading", name="Kas notiek ar taviem datiem")).to_be_focused()
    page.get_by_role("link", name="Atpakaļ").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_page_can_be_installed(fund, phone):
    mother = phone(fund)
    page = mother.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    said = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert [each["errorId"] for each in said["installabilityErrors"] if each["errorId"] != "in-incognito"] == []


def test_privacy_page_names_the_inspectorate(fund, phone):
    """R-97, R-99."""
    page = phone(fund).open("#/privacy")
    expect(page.get_by_text("Datu valsts inspekcijai")).to_be_visible()
    expect(page.get_by_role("link", name="www.dvi.gov.lv")).to_be_visible()
