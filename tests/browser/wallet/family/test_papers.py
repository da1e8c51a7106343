"""Documents of an application (R-68): photographed, sent, listed, taken out; what cannot be taken is said in words."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect


def photograph(width, height):
    """A picture as a phone takes it."""
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def bring(page, name, kind, data):
    page.locator("input[type=file]").last.set_input_files({"name": name, "mimeType": kind, "buffer": data})


def test_photograph_larger_than_the_fund_takes_is_made_smaller_on_the_phone(family):
    one = family()
    page = one.sign_in(one.edge("foster"))
    one.begin()
    page.get_by_text("Kāda trūkst vai kaut kas nav pareizi?").click()
    page.get_by_role("link", name="Pievienot dokumentu").click()
    expect(page.get_by_text("Dokumentu vēl nav.")).to_be_visible()
    large = photograph(4000, 3000)
    assert len(large) > 5 * 1024 * 1024
    bring(page, "izziņa.jpg", "image/jpeg", large)
    expect(page.get_by_text("Pievienots: izziņa.jpg.")).to_be_visible(timeout=30_000)
    expect(page.locator(".papers li")).to_have_count(1)
    one.picture("document")

    bring(page, "vēstule.txt", "text/plain", b"Labdien!")
    expect(page.get_by_role("alert")).to_contain_text("vēstule.txt")
    one.picture("not-taken")
    page.get_by_role("button", name="Izņemt: izziņa.jpg").click()
    expect(page.get_by_text("Dokuments izņemts.")).to_be_visible()
    expect(page.locator(".papers li")).to_have_count(0)


def test_document_is_added_while_a_clerk_looks_at_the_case(family):
    one = family()
    page = one.sign_in(one.edge("two-children"))
    one.begin()
    one.answer_all()
    one.submit()
    expect(page.get_by_role("heading", name="Iesniegumu skata fonda darbinieks")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Pievienot dokumentu").click()
    bring(page, "spriedums.jpg", "image/jpeg", photograph(600, 400))
    expect(page.locator(".papers li")).to_have_count(1)
    page.get_by_role("link", name="Ziņas no fonda").click()
    expect(page.locator(".messages summary").first).to_be_visible()
    one.picture("messages")
