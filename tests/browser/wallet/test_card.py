"""The card screen: always there, always scannable, always honest (experience.md, "The family"; issue 2, section 5)."""

import base64
import json
import time

import pytest
from playwright.sync_api import expect

from goda.cards.wire import unpack


@pytest.mark.parametrize("width", [320, 360, 393, 412])
@pytest.mark.parametrize("ratio", [2, 2.75, 3])
def test_code_is_read_from_a_picture_of_the_screen_at_every_width(fund, phone, width, ratio):
    mother = phone(fund, viewport={"width": width, "height": 850}, device_scale_factor=ratio)
    mother.activate(fund.code(fund.issue().id))
    assert (mother.shown() or "").startswith("3301")
    canvas = mother.page.locator("canvas").evaluate("c => [c.width, c.getBoundingClientRect().width]")
    across = 69 + 8
    assert canvas[0] % across == 0, "whole device pixels a module"
    assert canvas[0] / across / ratio >= 3.8
    assert mother.page.evaluate("document.documentElement.scrollWidth") <= width


def test_code_is_whole_on_the_smallest_phone_without_scrolling(fund, phone):
    mother = phone(fund, viewport={"width": 320, "height": 568})
    mother.activate(fund.code(fund.issue().id))
    mother.page.get_by_role("button", name="Aizvērt").click()
    assert mother.shown()


@pytest.mark.parametrize("size", [(844, 390), (740, 360), (568, 320)])
def test_phone_on_its_side_shows_the_whole_code(fund, phone, size):
    mother = phone(fund, viewport={"width": size[0], "height": size[1]})
    mother.activate(fund.code(fund.issue().id))
    mother.page.get_by_role("button", name="Aizvērt").click()
    assert mother.shown()


def test_code_is_black_on_white_in_the_dark_and_in_forced_colours(fund, phone):
    mother = phone(fund, color_scheme="dark", forced_colors="active")
    mother.activate(fund.code(fund.issue().id))
    assert mother.shown()
    colours = mother.page.locator("canvas").evaluate(
        """c => { const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data; const seen = new Set();
             for (let i = 0; i < d.length; i += 4) seen.add(d[i] + "," + d[i + 1] + "," + d[i + 2]); return [...seen] }"""
    )
    assert sorted(colours) == ["0,0,0", "255,255,255"]


def test_code_changes_every_20_seconds_and_keeps_its_size(fund, phone, verdict):
    mother = phone(fund)
    mother.page.clock.install()
    mother.activate(fund.code(fund.issue().id))
    seen, sizes = [mother.shown()], set()
    for _ in range(4):
        mother.page.clock.run_for(20_100)
        mother.page.wait_for_timeout(150)
        seen.append(mother.shown())
        sizes.add(mother.page.locator("canvas").evaluate("c => c.width"))
    assert len(set(seen)) == 5
    assert len(sizes) == 1


def test_cashiers_digits_are_signed_into_the_next_code(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    before = mother.shown()
    mother.page.get_by_role("button", name="Kasieris rāda ciparus").click()
    field = mother.page.get_by_label("Kādus ciparus rāda kasieris?")
    field.fill("4")
    mother.page.get_by_role("button", name="Rādīt kodu").click()
    expect(mother.page.get_by_role("alert")).to_contain_text("Ieraksti divus vai trīs ciparus.")
    field.fill("472")
    mother.page.get_by_role("button", name="Rādīt kodu").click()
    expect(mother.page.get_by_text("Kodā ir cipari")).to_be_visible()
    assert nonce_of(mother.shown(), before).startswith("472.")


def nonce_of(digits, before):
    assert digits != before
    proof = unpack(digits).split("~")[1].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(proof + "=" * (-len(proof) % 4)))["nonce"]


def test_card_opens_without_a_network(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mother.page.wait_for_function("async () => (await caches.keys()).length > 0")
    mother.context.set_offline(True)
    for _ in range(2):
        mother.page.reload(wait_until="commit")
        mother.page.wait_for_function("() => performance.getEntriesByName('goda-code-shown').length > 0")
        assert mother.shown()
    mother.page.get_by_role("link", name="Palīdzība").click()
    expect(mother.page.get_by_role("heading", name="Palīdzība", exact=True)).to_be_visible()
    mother.page.get_by_role("link", name="Mani dati").click()
    expect(mother.page.get_by_text("Sarakstu rāda tikai ar internetu.")).to_be_visible()


def test_service_worker_keeps_no_answer_of_the_api(fund, phone, stored):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    mother.open("#/data")
    expect(mother.page.get_by_text("šis tālrunis")).to_be_visible()
    kept = mother.page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()))))"
        ".flat().map(r => new URL(r.url).pathname)"
    )
    assert "/" in kept
    assert not [path for path in kept if path.startswith(("/wallet", "/console", "/status", "/.well-known"))]


def test_two_cards_stand_side_by_side(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.activate(fund.code(fund.issue("Kārlis Bērziņš").id))
    first = mother.shown()
    mother.page.get_by_role("button", name="Iepriekšējā karte").click()
    expect(mother.page.locator("li:not([inert])").get_by_role("heading", name="Anna Bērziņa")).to_be_visible()
    mother.page.wait_for_timeout(600)
    assert mother.shown() not in {None, first}
    mother.page.keyboard.press("ArrowRight")
    expect(mother.page.locator("li:not([inert])").get_by_role("heading", name="Kārlis Bērziņš")).to_be_visible()


def test_annulled_card_says_so_when_it_is_opened_and_what_to_do(fund, phone):
    card = fund.issue()
    mother = phone(fund)
    mother.activate(fund.code(card.id))
    fund.annul(card.id)
    expect(mother.page.locator("canvas")).to_be_visible()
    mother.page.reload()
    expect(mother.page.get_by_role("heading", name="Karte ir anulēta")).to_be_visible(timeout=15_000)
    expect(mother.page.locator("canvas")).to_have_count(0)
    mother.page.get_by_role("button", name="Noņemt no šī tālruņa").click()
    mother.page.get_by_role("button", name="Jā, noņemt").click()
    expect(mother.page.get_by_role("link", name="Man ir vēstule ar kodu")).to_be_visible()


def test_phones_wrong_clock_is_corrected_and_said(fund, phone, verdict):
    mother = phone(fund)
    mother.page.clock.install(time=time.time() - 600)
    mother.activate(fund.code(fund.issue().id))
    expect(mother.page.get_by_text("Tālruņa pulkstenis atpaliek par 10 minūtēm")).to_be_visible()
    mother.page.wait_for_timeout(300)
    assert verdict(mother.shown())["reason"] is None


def test_language_is_remembered(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.get_by_role("button", name="English").click()
    expect(mother.page.get_by_text("A new code every 20 s")).to_be_visible()
    mother.page.reload()
    expect(mother.page.get_by_text("A new code every 20 s")).to_be_visible()
    assert mother.page.evaluate("document.documentElement.lang") == "en"
    mother.page.get_by_role("button", name="Latviešu").click()
    expect(mother.page.get_by_text("Kods mainās ik 20 s")).to_be_visible()


def test_wake_lock_is_asked_for_while_the_card_is_shown(fund, phone):
    mother = phone(fund)
    mother.context.add_init_script(
        """window.asked = 0; Object.defineProperty(navigator, "wakeLock", { value: {
            request: async () => { window.asked++; return { released: true, release: async () => {} } } } })"""
    )
    mother.activate(fund.code(fund.issue().id))
    assert mother.page.evaluate("window.asked") >= 1
    before = mother.page.evaluate("window.asked")
    mother.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    mother.page.wait_for_function(f"() => window.asked > {before}")
