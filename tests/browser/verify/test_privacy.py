"""The till learns nothing and tells nobody: no request caused by a scan, nothing of a card in any storage (R-4, security.md)."""

from playwright.sync_api import expect

NAME = "Zvaigznīte Nepierakstāmā"


def test_a_hundred_scans_cause_no_request_and_leave_nothing(shop, till):
    page = till.page
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    page.clock.install()  # the timer of the lists stands still, so that every request would be a scan's
    sent = []
    page.context.on("request", lambda request: sent.append(request.url))
    before, kept = len(shop.requests), till.stored()
    codes = []
    for index in range(100):
        make = (shop.phone, shop.paper)[index % 2]
        codes.append(make(f"{NAME} {index}", idx=1000 + index))
        till.paste(codes[-1])
        expect(page.locator("#v-list")).to_have_text(f"{NAME} {index}")
    till.next()
    assert sent == []
    assert shop.requests[before:] == []
    assert till.stored() == kept
    assert "Zvaigznīte" not in page.content()
    assert not any(code in till.stored() for code in codes)


def test_the_till_sends_no_cookie_and_no_referrer_and_asks_its_own_origin_only(shop, new_till):
    till = new_till(go=False)
    seen = []
    till.page.on("request", lambda request: seen.append((request.url, request.all_headers())))
    till.open()
    till.page.wait_for_load_state("networkidle")
    assert {url.removeprefix(shop.origin)[:1] for url, _ in seen} == {"/"}
    assert not any("cookie" in headers for _, headers in seen)


def test_the_phrase_is_set_once_and_stays_on_this_device(shop, till):
    expect(till.page.locator("#phrase")).to_have_text("Ieraksti kases frāzi")
    till.page.locator("#greet").click()
    till.page.locator("#phrase-text").fill("Kase 3 · Zilā vāverīte")
    till.page.locator("#settings-form .btn:not(.quiet)").click()
    expect(till.page.locator("#phrase")).to_have_text("Kase 3 · Zilā vāverīte")
    before = len(shop.requests)
    till.page.reload()
    expect(till.page.locator("#phrase")).to_have_text("Kase 3 · Zilā vāverīte")
    till.paste(shop.phone())
    expect(till.page.locator("#v-till")).to_have_text("Kase 3 · Zilā vāverīte")
    assert not any("Kase" in path or "%C4%81" in path for path in shop.requests[before:])


def test_a_till_that_asks_for_digits_takes_only_codes_that_hold_them(shop, till):
    till.page.locator("#greet").click()
    till.page.locator("#challenge").check()
    till.page.locator("#settings-form .btn:not(.quiet)").click()
    asked = till.page.locator("#ask b")
    first = asked.inner_text()
    till.paste(shop.phone())
    till.says("Nav derīga", f"Kods nav no šīs kases — lūdz ievadīt ciparus {first}.")
    till.next()
    assert asked.inner_text() == first
    till.paste(shop.phone("Anna Bērziņa", challenge=first))
    till.says("Derīga", names=("Anna Bērziņa",))
    till.next()
    till.paste(shop.phone(ago=100, challenge=asked.inner_text()))
    till.says("Nav derīga", "Vecs kods — lūdz atvērt karti no jauna.")
    till.next()
    till.paste(shop.paper("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))
