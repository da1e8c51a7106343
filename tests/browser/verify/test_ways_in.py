"""Five ways in: camera, 2D scanner, picture, digits typed or pasted, and the next card without a tap (experience.md). R-3, R-5."""

import io

import numpy as np
import pytest
import segno
from PIL import Image
from playwright.sync_api import expect


def png(digits, scale=6):
    out = io.BytesIO()
    segno.make(digits, error="l", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def choose(till, name, kind, data):
    till.page.locator("#file").set_input_files({"name": name, "mimeType": kind, "buffer": data})


# ---- camera


def test_the_camera_reads_a_phone_without_a_tap(shop, filming, clip, new_till):
    film = clip(shop.phone("Anna Bērziņa", "Jānis Bērziņš"))
    till = new_till(in_browser=filming(film))
    till.says("Derīga", "", ("Anna Bērziņa", "Jānis Bērziņš"))
    assert till.errors == []


def test_the_next_card_is_read_without_a_tap_and_the_same_answer_is_not_given_twice(shop, filming, clip, new_till):
    film = clip(shop.paper("Anna Bērziņa"), None, shop.paper("Kārlis Ozols", idx=9), None, seconds=2.5)
    till = new_till(in_browser=filming(film), go=False)
    till.page.add_init_script(
        """window.said = [];
        addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
            const names = document.getElementById("v-list").textContent;
            if (names && said.at(-1) !== names) said.push(names);
        }).observe(document.getElementById("v-list"), { childList: true }));"""
    )
    till.open()
    for name in ("Anna Bērziņa", "Kārlis Ozols", "Anna Bērziņa"):
        expect(till.page.locator("#v-list")).to_have_text(name, timeout=15_000)
    said = till.page.evaluate("() => said")
    assert said[:2] in (["Anna Bērziņa", "Kārlis Ozols"], ["Kārlis Ozols", "Anna Bērziņa"])


def test_the_small_decoder_serves_where_webassembly_cannot_be_loaded(shop, filming, clip, new_till):
    till = new_till(in_browser=filming(clip(shop.paper("Anna Bērziņa"))), go=False, service_workers="block")
    till.page.route("**/*.wasm", lambda route: route.abort())
    till.open()
    till.says("Derīga", names=("Anna Bērziņa",))


def test_the_strong_decoder_comes_from_our_own_origin_after_the_camera_shows(shop, filming, new_till):
    till = new_till(in_browser=filming(), go=False)
    foreign = []
    till.page.on("request", lambda request: request.url.startswith(shop.origin) or foreign.append(request.url))
    with till.page.expect_response(lambda response: response.url.endswith(".wasm")):
        till.open()
    expect(till.page.locator("#eye")).to_have_class("eye on")
    assert foreign == []


def test_the_camera_is_asked_for_once_a_session(shop, filming, new_till):
    till = new_till(in_browser=filming(), go=False)
    till.page.add_init_script(
        """window.asked = 0;
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wish) => { asked++; return ask(wish); };"""
    )
    till.open()
    for _ in range(3):
        till.paste(shop.phone())
        till.says("Derīga")
        till.next()
    assert till.page.evaluate("() => asked") == 1


def test_a_refused_camera_says_in_plain_words_what_to_do_and_the_other_ways_work(shop, filming, new_till):
    till = new_till(in_browser=filming(ask=True))
    expect(till.page.locator("#camera-note")).to_contain_text("Kamerai nav atļauts darboties. Pieskaries slēdzenes")
    expect(till.page.locator("#camera-on")).to_be_visible()
    till.scan(shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_camera_refused_and_then_allowed_starts_without_a_reload(shop, filming, new_till):
    till = new_till(in_browser=filming(ask=True))
    expect(till.page.locator("#camera-on")).to_be_visible()
    till.page.context.grant_permissions(["camera"], origin=shop.origin)
    till.page.locator("#camera-on").click()
    expect(till.page.locator("#eye")).to_have_class("eye on")


def test_no_camera_at_all_is_said_and_offers_no_button(till):
    expect(till.page.locator("#camera-note")).to_contain_text("Šai ierīcei nav kameras.")
    expect(till.page.locator("#camera-on")).to_be_hidden()


# ---- scanner


@pytest.mark.parametrize("pause", [1, 20, 70])
def test_a_scanner_needs_no_focus_at_any_speed(till, pause):
    till.scan(till.shop.phone("Anna Bērziņa"), pause)
    till.says("Derīga", names=("Anna Bērziņa",))


def test_keys_slower_than_eighty_milliseconds_are_a_person(till):
    till.scan(till.shop.paper(), pause=90)
    expect(till.page.locator("#ready")).to_be_visible()


def test_a_pause_drops_what_was_typed_before(till):
    till.page.keyboard.type("12345")
    till.page.wait_for_timeout(120)  # the scanner's own gap: real time is what is tested
    till.scan(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_scan_does_not_press_the_button_in_focus(till):
    till.page.locator("#help-open").focus()
    till.scan(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga")
    expect(till.page.locator("#help")).to_be_hidden()


def test_the_next_scan_replaces_the_answer_without_a_tap(till):
    till.scan(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))
    till.scan(till.shop.phone("Kārlis Ozols"))
    till.says("Derīga", names=("Kārlis Ozols",))


def test_a_link_from_a_scanner_is_refused_with_a_warning(till):
    till.scan("https://parbaude.example/verify#3301")
    till.says("Nav derīga", "Kodā ir tīmekļa saite. Never to vaļā: karte nekad nav saite.")
    assert till.page.url == till.shop.address


# ---- picture


def test_a_picture_file_is_read(till):
    choose(till, "karte.png", "image/png", png(till.shop.phone("Anna Bērziņa")))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_large_photograph_is_read(till):
    code = Image.open(io.BytesIO(png(till.shop.phone("Anna Bērziņa"), scale=9))).convert("L")
    photo = Image.fromarray(np.random.default_rng(2).integers(60, 90, (3000, 4000), dtype=np.uint8))
    photo.paste(code.rotate(7, expand=True, fillcolor=255), (1500, 1000))
    out = io.BytesIO()
    photo.save(out, "jpeg", quality=80)
    choose(till, "foto.jpg", "image/jpeg", out.getvalue())
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_screenshot_two_minutes_old_is_refused(till):
    choose(till, "ekrans.png", "image/png", png(till.shop.phone(ago=120)))
    till.says("Nav derīga", "Vecs kods — lūdz atvērt karti no jauna.")


@pytest.mark.parametrize("data", [b"not a picture", None])
def test_a_picture_without_a_code_says_how_to_take_a_better_one(till, data):
    if data is None:
        out = io.BytesIO()
        Image.new("RGB", (640, 480), "white").save(out, "png")
        data = out.getvalue()
    choose(till, "x.png", "image/png", data)
    expect(till.page.locator("#warn")).to_have_text("Attēlā kods nav atrasts. Nofotografē tuvāk un taisnāk.")


# ---- digits


def test_typed_digits_may_be_in_groups(till):
    digits = till.shop.paper("Anna Bērziņa")
    till.type(" ".join(digits[at : at + 5] for at in range(0, len(digits), 5)) + "\n")
    till.says("Derīga", names=("Anna Bērziņa",))
    till.next()
    till.page.locator("#digits-open").click()
    expect(till.page.locator("#typed-text")).to_have_value("")


def test_pasting_anywhere_works(till):
    till.paste(till.shop.phone("Anna Bērziņa") + "\r\n")
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_scanner_that_types_into_the_open_field_is_read_too(till):
    till.page.locator("#digits-open").click()
    till.scan(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_a_code_held_before_the_first_data_is_judged_again_when_they_come(shop, filming, clip, new_till):
    till = new_till(in_browser=filming(clip(shop.paper("Anna Bērziņa"))), go=False)
    till.page.route("**/.well-known/goda-keys", lambda route: route.abort())
    till.open("none")
    till.says("Nevar pārbaudīt")
    till.page.unroute("**/.well-known/goda-keys")
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.says("Derīga", names=("Anna Bērziņa",))
