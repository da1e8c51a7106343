"""The five answers, each by word, reason, names and colour (experience.md, "The cashier"; card-format.md, "Verdict"). R-3, R-4."""

import pytest
from playwright.sync_api import expect

NOTE = "Salīdzini vārdu ar personu apliecinošu dokumentu (līdz 15 gadiem der skolēna apliecība)."
GREEN, AMBER, RED = "rgb(11, 107, 58)", "rgb(255, 207, 112)", "rgb(164, 18, 31)"


def colour(till):
    return till.page.locator("#verdict").evaluate("e => getComputedStyle(e).backgroundColor")


def icon(till):
    return till.page.locator("#v-icon").get_attribute("href")


def test_valid_shows_the_names_as_signed_and_what_to_compare(till):
    till.scan(till.shop.phone("Anna Bērziņa", "Jānis Bērziņš"))
    till.says("Derīga", "", ("Anna Bērziņa", "Jānis Bērziņš"))
    expect(till.page.locator("#v-note")).to_have_text(NOTE)
    expect(till.page.locator("#v-print")).to_be_hidden()
    expect(till.page.locator("#v-band")).to_be_hidden()
    assert (colour(till), icon(till), till.errors) == (GREEN, "#i-valid", [])


def test_a_printed_card_asks_to_compare_the_person(till):
    till.paste(till.shop.paper("Anna Bērziņa"))
    till.says("Derīga", "", ("Anna Bērziņa",))
    expect(till.page.locator("#v-print")).to_have_text("Izdrukāta karte: salīdzini personu.")


def test_old_data_are_green_with_an_amber_band_and_their_age(till):
    till.grow_old(hours=3)
    till.paste(till.shop.phone())
    expect(till.page.locator("#v-word")).to_contain_text("Derīga, dati no ")
    expect(till.page.locator("#v-band")).to_have_text("Dati ir 3 h 0 min veci. Pieslēdz ierīci tīklam.")
    assert (colour(till), icon(till)) == (GREEN, "#i-valid_as_of")
    assert till.page.locator("#v-band").evaluate("e => getComputedStyle(e).backgroundColor") == AMBER


def test_a_list_past_its_end_is_amber_never_green_or_red(till):
    till.grow_old(hours=25)
    till.paste(till.shop.phone())
    till.says("Nevar pārbaudīt")
    expect(till.page.locator("#v-sub")).to_contain_text("Paraksts ir īsts")
    assert (colour(till), icon(till)) == (AMBER, "#i-cannot_tell")


def test_annulled_is_red_even_on_a_list_past_its_end(shop, new_till):
    shop.publish(7)
    till = new_till()
    till.grow_old(hours=25)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta", "Karte vairs nedod atlaidi.")
    assert (colour(till), icon(till)) == (RED, "#i-annulled")


REFUSED = {
    "old": (lambda shop: shop.phone(ago=120), "Vecs kods — lūdz atvērt karti no jauna."),
    "ahead": (lambda shop: shop.phone(ago=-120), "Telefona pulkstenis steidzas — lūdz ieslēgt automātisko laiku."),
    "forged": (lambda shop: shop.phone(key=shop.issuer.STRANGER), "Paraksts nav īsts."),
    "expired": (
        lambda shop: shop.phone(exp=shop.now() // 86_400 * 86_400),
        "Termiņš ir beidzies. Telefonā karti atjauno, atverot to tīklā.",
    ),
    "foreign": (lambda _: "4006381333931", "Šis nav Goda ģimenes apliecības kods."),
    "cut": (lambda shop: shop.phone()[:-20], "Šis nav Goda ģimenes apliecības kods."),
    "link": (
        lambda shop: f"{shop.origin}/verify#{shop.phone()}",
        "Kodā ir tīmekļa saite. Never to vaļā: karte nekad nav saite.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_not_valid_says_why_in_one_line_and_shows_no_name(till, case):
    code, reason = REFUSED[case]
    till.paste(code(till.shop))
    till.says("Nav derīga", reason, ())
    assert (colour(till), icon(till)) == (RED, "#i-not_valid")
    expect(till.page.locator("#v-names")).to_be_hidden()


def test_focus_moves_to_the_verdict_and_it_is_an_alert_with_the_names(till):
    till.paste(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga")
    alert = till.page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Anna Bērziņa")


def test_names_are_text_whatever_they_hold(till):
    till.paste(till.shop.phone("<img src=x onerror=alert(1)>", "Anna & Jānis"))
    till.says("Derīga", names=("<img src=x onerror=alert(1)>", "Anna & Jānis"))
    assert till.page.locator("#v-list img").count() == 0


def test_the_same_code_shown_again_within_two_minutes_is_marked(till):
    """A mark on Valid, for wallet codes only, whatever the packing or the signatures look like."""
    till.page.clock.install()
    code = till.shop.phone()
    till.paste(code)
    till.says("Derīga")
    till.next()
    till.page.clock.fast_forward(12_000)
    till.paste(code)
    expect(till.page.locator("#v-band")).to_have_text("Šis kods jau rādīts pirms 12 s")
    till.next()
    till.paste(till.shop.phone())
    till.says("Derīga")
    expect(till.page.locator("#v-band")).to_be_hidden()
    paper = till.shop.paper()
    for _ in range(2):
        till.next()
        till.paste(paper)
        till.says("Derīga")
        expect(till.page.locator("#v-band")).to_be_hidden()


def test_the_verdict_leaves_by_itself_after_twenty_seconds_names_and_all(till):
    till.page.clock.install()
    till.paste(till.shop.phone("Anna Bērziņa"))
    till.says("Derīga")
    till.page.clock.run_for(19_000)
    expect(till.page.locator("#verdict")).to_be_visible()
    till.page.clock.run_for(1_500)
    expect(till.page.locator("#ready")).to_be_visible()
    assert "Anna" not in till.page.content()


def test_each_answer_has_its_own_sound_and_vibration(new_till):
    till = new_till(go=False)
    till.page.add_init_script(
        """window.heard = []; window.felt = [];
        navigator.vibrate = (pattern) => { felt.push(String(pattern)); return true; };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (at) { heard.push(Math.round(this.frequency.value)); return start.call(this, at); };"""
    )
    till.open().page.locator("#title").click()
    till.page.wait_for_timeout(700)  # the browser's own: sound opens after the first touch
    patterns = []
    for code in (till.shop.phone(), till.shop.phone(ago=120)):
        till.page.evaluate("() => { heard.length = 0; felt.length = 0; }")
        till.paste(code)
        expect(till.page.locator("#verdict")).to_be_visible()
        patterns.append((till.page.evaluate("() => heard.join()"), till.page.evaluate("() => felt.join('|')")))
        till.next()
    assert patterns[0] == ("660,990", "60")
    assert patterns[1] == ("220,220,165", "160,80,160,80,320")
