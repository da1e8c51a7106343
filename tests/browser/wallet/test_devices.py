"""Phones of a card, seen and removed from any of them; a lost phone and the way back (issue 2, section 5)."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def two(fund, phone):
    """One card on two phones: (card, the mother's, the lost one)."""
    card = fund.issue()
    phones = []
    for name in ("Annas tālrunis", "Vecais tālrunis"):
        one = phone(fund)
        one.open(f"#code={fund.code(card.id)}")
        one.page.get_by_label("Kā saukt šo tālruni?").fill(name)
        one.page.get_by_role("button", name="Pievienot karti").click()
        expect(one.page.locator(".card canvas")).to_be_visible()
        phones.append(one)
    return card, *phones


def test_lost_phone_is_removed_from_another_and_its_code_is_annulled(fund, two, verdict):
    _, mother, lost = two
    code = lost.shown()
    page = mother.open("#/data")
    expect(page.get_by_text("Annas tālrunis šis tālrunis")).to_be_visible()
    page.get_by_role("button", name="Noņemt: Vecais tālrunis").click()
    expect(page.get_by_role("dialog")).to_contain_text("Vai noņemt karti no tālruņa “Vecais tālrunis”?")
    page.get_by_role("button", name="Atcelt").click()
    expect(page.get_by_text("Vecais tālrunis")).to_be_visible()
    page.get_by_role("button", name="Noņemt: Vecais tālrunis").click()
    with fund.published():
        page.get_by_role("button", name="Jā, noņemt").click()
        expect(page.get_by_text("Tālrunis noņemts.")).to_be_visible()
    expect(page.get_by_text("Vecais tālrunis")).to_have_count(0)
    assert verdict(code)["verdict"] == "annulled"
    lost.page.reload()
    expect(lost.page.get_by_role("heading", name="Karte noņemta no šī tālruņa")).to_be_visible(timeout=15_000)
    expect(lost.page.get_by_text("pieslēdzies, un karte atnāks atpakaļ")).to_be_visible()


def test_new_code_brings_the_card_back_in_the_old_ones_place(fund, two):
    card, mother, lost = two
    mother.open("#/data")
    mother.page.get_by_role("button", name="Noņemt: Vecais tālrunis").click()
    mother.page.get_by_role("button", name="Jā, noņemt").click()
    expect(mother.page.get_by_text("Tālrunis noņemts.")).to_be_visible()
    lost.activate(fund.code(card.id))
    expect(lost.page.locator(".deck > li")).to_have_count(1)
    assert lost.shown()


def test_card_is_removed_from_this_phone_after_a_question_and_the_fund_knows(fund, two):
    card, mother, _ = two
    page = mother.open("#/data")
    page.get_by_role("button", name="Noņemt no šī tālruņa").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Noņemt no šī tālruņa").click()
    page.get_by_role("button", name="Jā, noņemt").click()
    expect(page.get_by_text("Karte noņemta.")).to_be_visible()
    expect(page.get_by_role("link", name="Man ir vēstule ar kodu")).to_be_visible()
    assert sum(device.removed_at is None for device in fund.life(card.id).devices) == 1
    page.reload()
    expect(page.get_by_role("link", name="Man ir vēstule ar kodu")).to_be_visible()


def test_phone_that_the_fund_does_not_know_says_what_to_do_and_keeps_its_code(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.route("**/wallet/card", lambda route: route.fulfill(status=401, json={"code": "device-unknown"}))
    mother.page.evaluate(
        """async () => {
            const db = await new Promise((ok) => { const r = indexedDB.open("goda", 1); r.onsuccess = () => ok(r.result) });
            const cards = db.transaction("cards", "readwrite").objectStore("cards");
            const [card] = await new Promise((ok) => { const r = cards.getAll(); r.onsuccess = () => ok(r.result) });
            cards.put({ ...card, checkedAt: 0 });
        }"""
    )
    mother.page.reload()
    expect(mother.page.get_by_text("Fonds šo tālruni vairs nepazīst.")).to_be_visible(timeout=15_000)
    assert mother.shown()
