"""A card that ends soon is renewed: only what changed is asked, the old one works on, the new one takes over by itself (D-3)."""

from datetime import timedelta

from playwright.sync_api import expect


def test_renewed_card_takes_over_on_its_first_day_by_itself(family, fund, verdict):
    anna = family()
    code = anna.edge("three-children")
    page = anna.sign_in(code)
    anna.begin()
    anna.answer_all()
    anna.submit()
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    fund.ends_in(20)

    page.goto(f"{fund.origin}/#/family")
    page.reload()
    expect(page.get_by_role("heading", name="Laiks atjaunot karti")).to_be_visible()
    anna.picture("renew")
    page.get_by_role("button", name="Atjaunot").click()
    expect(page.get_by_text("Ģimenē nekas nav mainījies.")).to_be_visible()
    anna.picture("nothing-changed")
    anna.next()
    expect(page.get_by_text("anna@example.lv")).to_be_visible()
    page.get_by_role("button", name="Iesniegt").click()
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    expect(page.locator(".deck > li")).to_have_count(1)
    old = anna.phone.shown()
    assert verdict(old)["verdict"] in {"valid", "valid_as_of"}
    anna.picture("old-still-works")
    with fund.later(days=21):
        page.goto(f"{fund.origin}/")
        page.reload()
        expect(page.locator(".deck > li")).to_have_count(1)
        day = (fund.clock.now() + timedelta(hours=2)).date()
        expect(page.locator(".face dd").first).not_to_have_text(f"{day - timedelta(days=1):%d.%m.%Y}.", timeout=30_000)
        expect(page.locator(".card canvas")).to_be_visible()
        anna.picture("new-took-over")
        assert anna.phone.shown() != old
