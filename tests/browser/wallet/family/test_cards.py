"""Cards come to phones by right: the spouse's to theirs, a child's to the parent's or its own, and back to a new phone."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def granted():
    """What the tests below share: the codes of a family whose cards are granted, once."""
    return {}


def apply(one, edge, granted):
    """Apply with a card for the spouse and for every child that may have one; done once a module."""
    if edge in granted:
        return granted[edge]
    code = one.edge(edge)
    page = one.sign_in(code)
    one.begin()
    people = [line.split("\n")[0] for line in page.locator(".people li").all_inner_texts()]
    page.evaluate("location.hash = '#/apply/cards'")
    expect(page.get_by_role("heading", name="Kam vajag savu karti?")).to_be_visible()
    for box in page.locator(".pick input").all():
        box.check()
    one.picture("own-cards")
    one.answer_all()
    one.submit()
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    granted[edge] = {"code": code, "people": people}
    return granted[edge]


def test_childs_card_goes_to_its_own_phone_by_a_code_on_the_parents(family, granted):
    mother = family()
    apply(mother, "three-children", granted)
    page = mother.page
    page.locator(".tabs a[href='#/family']").click()
    expect(page.get_by_role("heading", name="Ģimenes kartes")).to_be_visible()
    mother.picture("family-cards")
    page.get_by_role("button", name="Kods citam tālrunim").first.click()
    expect(page.locator(".another canvas")).to_be_visible()
    mother.picture("code-for-child")
    page.wait_for_function("() => document.querySelector('.another canvas').width > 100")
    link = zxingcpp.read_barcodes(Image.open(BytesIO(page.locator(".another canvas").screenshot())))[0].text
    child = family()
    child.page.goto(link)
    child.page.get_by_role("button", name="Pievienot karti").click()
    expect(child.page.locator(".card canvas")).to_be_visible()
    expect(child.page.locator(".face .others")).to_have_count(0)


def test_childs_card_can_be_on_the_parents_phone_too(family, granted):
    mother = family()
    had = apply(mother, "three-children", granted)
    mother.sign_in(had["code"])
    page = mother.page
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    page.locator(".tabs a[href='#/family']").click()
    page.get_by_role("button", name="Ielikt šajā tālrunī").first.click()
    expect(page.get_by_text("Karte ir šajā tālrunī:")).to_be_visible()
    page.locator(".tabs a[href='#/']").click()
    expect(page.locator(".deck > li")).to_have_count(2)


def test_spouse_signs_in_on_their_own_phone_and_has_a_card_of_their_own(family, granted):
    mother = family()
    had = apply(mother, "three-children", granted)
    name = had["people"][1]
    father = family()
    father.phone.open()
    father.page.locator(".hero .button").click()
    father.page.locator("input[type=search]").fill(name)
    father.page.keyboard.press("Enter")
    father.page.locator("button.person", has_text=name).first.click()
    expect(father.page.locator(".card canvas")).to_be_visible(timeout=30_000)
    expect(father.page.get_by_role("heading", name=name)).to_be_visible()
    father.picture("spouse")


def test_new_phone_has_the_card_after_signing_in_and_one_taken_off_does_not_come_back_by_itself(family, granted):
    mother = family()
    had = apply(mother, "three-children", granted)
    new = family()
    page = new.sign_in(had["code"])
    expect(page.locator(".card canvas")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Mani dati").click()
    page.get_by_role("button", name="Noņemt no šī tālruņa").click()
    page.get_by_role("button", name="Jā, noņemt").click()
    expect(page.get_by_text("Karte noņemta.")).to_be_visible()
    page.goto(f"{new.phone.origin}/#/family")
    page.reload()
    expect(page.get_by_role("button", name="Ielikt šajā tālrunī").first).to_be_visible()
    page.get_by_role("button", name="Ielikt šajā tālrunī").first.click()
    expect(page.get_by_text("Karte ir šajā tālrunī:")).to_be_visible()


def test_a_card_is_given_up_by_its_holder_and_ends_on_the_phone(family, granted):
    father = family()
    code = father.edge("one-parent")
    page = father.sign_in(code)
    father.begin()
    father.answer_all()
    father.submit()
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    page.get_by_role("link", name=re.compile("^Ģimene")).click()
    page.get_by_role("button", name="Atteikties no kartes").click()
    expect(page.get_by_role("heading", name="Vai atteikties no kartes?")).to_be_visible()
    father.picture("give-up")
    page.get_by_role("button", name="Jā, atteikties").click()
    expect(page.get_by_text("Karti anulē:")).to_be_visible()
    page.get_by_role("link", name="Karte", exact=True).click()
    expect(page.get_by_text("Anulēta").first).to_be_visible(timeout=30_000)
