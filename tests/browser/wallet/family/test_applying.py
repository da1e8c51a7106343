"""A family applies (issue 3, section 4): in one sitting, over a broken network, on two devices, by keyboard alone."""

from playwright.sync_api import expect

THREE_CHILDREN = "three-children"


def test_clear_family_has_its_card_in_one_sitting(family, verdict):
    """Sign in, apply, card, scanned green."""
    anna = family()
    page = anna.sign_in(anna.edge(THREE_CHILDREN))
    anna.picture("home")
    anna.begin()
    expect(page.get_by_text("Fizisko personu reģistrs").first).to_be_visible()
    anna.picture("family")
    anna.next()
    anna.picture("second")
    anna.answer_all()
    anna.picture("check")
    anna.submit()
    anna.picture("submitted")
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    anna.picture("card")
    assert verdict(anna.phone.shown())["verdict"] in {"valid", "valid_as_of"}
