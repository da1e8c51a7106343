"""The fund's server is gone: cards go on (a module of its own, since the server does not come back)."""

from playwright.sync_api import expect


def test_card_goes_on_when_the_server_is_stopped(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    fund.stop()
    mother.page.reload()
    assert (mother.shown() or "").startswith("3301")
    mother.page.get_by_role("link", name="Mani dati").click()
    expect(mother.page.get_by_role("heading", name="Mani dati")).to_be_visible()
    mother.page.get_by_role("button", name="Noņemt no šī tālruņa").click()
    mother.page.get_by_role("button", name="Jā, noņemt").click()
    expect(mother.page.get_by_text("Fondu nesasniedza")).to_be_visible()
