"""A till goes on without a network, knows how old its data are, and is never fooled by time or by older lists (card-format.md)."""

import pytest
from playwright.sync_api import expect

DAY = 86_400


def test_the_server_stopped_and_the_page_still_opens_and_judges(shop, till):
    till.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    shop.close()
    till.page.reload()
    expect(till.page.locator("body")).to_have_attribute("data-age", "fresh")
    till.scan(shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))
    till.next()
    till.page.locator("#lang").click()
    expect(till.page.locator("#title")).to_have_text("Scan the family card")


def test_the_camera_reads_offline_too(shop, filming, clip, new_till):
    till = new_till(in_browser=filming(clip(shop.paper("Anna Bērziņa"))))
    till.says("Derīga")
    till.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    shop.present = False
    till.page.reload()
    till.says("Derīga", names=("Anna Bērziņa",))


def test_one_visit_keeps_everything_the_strong_decoder_too(shop, till):
    files = {path.name for path in (shop.built / "assets").iterdir() if path.suffix not in {".br", ".gz"}}
    for name in files - {"till-512-1.png", "till-maskable-512-1.png"}:  # those the system takes at installation
        till.until_kept(f"/verify/assets/{name}")


def test_a_till_that_never_had_data_cannot_tell(shop, new_till):
    till = new_till(go=False, service_workers="block")
    for address in ("**/.well-known/goda-keys", "**/status/1"):
        till.page.route(address, lambda route: route.abort())
    till.open("none")
    till.paste(shop.phone())
    till.says("Nevar pārbaudīt", names=())
    expect(till.page.locator("#v-sub")).to_contain_text("nav derīgu pārbaudes atslēgu")


def test_keys_without_a_status_list_cannot_tell_but_a_forged_card_is_still_red(shop, new_till):
    till = new_till(go=False, service_workers="block")
    till.page.route("**/status/1", lambda route: route.abort())
    till.open("none")
    till.until_kept(shop.keys)
    till.paste(shop.phone("Anna Bērziņa"))
    till.says("Nevar pārbaudīt", names=("Anna Bērziņa",))
    till.next()
    till.paste(shop.phone(key=shop.issuer.STRANGER))
    till.says("Nav derīga", "Paraksts nav īsts.")


def test_after_a_day_offline_lists_refresh_without_a_restart(shop, till):
    till.grow_old(hours=26)
    expect(till.page.locator("#age")).to_have_text("Nav svaigu anulēšanas datu — pieslēdzies tīklam")
    shop.publish()
    shop.present = True
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(till.page.locator("body")).to_have_attribute("data-age", "fresh")
    till.paste(shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_an_annulment_reaches_an_online_till_within_a_minute(shop, new_till):
    till = new_till(go=False)
    till.page.clock.install()
    till.open()
    shop.publish(7)
    till.page.clock.run_for(56_000)
    till.until_kept(shop.status)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")


def test_a_hidden_page_asks_for_nothing_and_catches_up_when_it_is_seen(shop, new_till):
    till = new_till(go=False)
    till.page.clock.install()
    till.open()
    till.page.wait_for_load_state("networkidle")
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    till.page.evaluate(hide, True)
    before = len(shop.requests)
    till.page.clock.run_for(10 * 60_000)
    assert len(shop.requests) == before
    shop.publish(7)
    till.page.evaluate(hide, False)
    till.until_kept(shop.status)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")


def test_an_older_status_list_is_refused_also_after_a_restart(shop, till):
    shop.publish(7)
    till.page.reload()
    till.until_kept(shop.status)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")
    shop.status = shop.status_list(made=-600)  # yesterday's, played back: signed, in force, and without the annulment
    with till.page.expect_response("**/status/1"):
        till.page.reload()
    till.page.wait_for_load_state("networkidle")
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")


def test_an_older_key_list_is_refused_also_after_a_restart(shop, new_till):
    shop.publish(version=5)
    till = new_till()
    newest = shop.keys
    shop.publish(version=4)
    assert shop.keys != newest
    till.page.reload()
    expect(till.page.locator("body")).to_have_attribute("data-age", "fresh")
    till.page.wait_for_load_state("networkidle")
    assert newest in till.stored()
    assert shop.keys not in till.stored()


def test_a_status_list_by_a_compromised_key_is_no_longer_believed(shop, till):
    """Whoever took the key signed a list without the annulment, dated ahead so that no honest one could follow it."""
    shop.status = shop.status_list(made=500)
    till.page.reload()
    till.until_kept(shop.status)
    till.paste(shop.phone("Anna Bērziņa", idx=7))
    till.says("Derīga", names=("Anna Bērziņa",))
    till.next()
    shop.compromise_status_key()
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.until_kept(shop.keys)
    till.paste(shop.phone("Anna Bērziņa", idx=7))
    till.says("Nevar pārbaudīt")
    till.page.reload()
    expect(till.page.locator("body")).to_have_attribute("data-age", "none")
    till.paste(shop.phone("Anna Bērziņa", idx=7))
    till.says("Nevar pārbaudīt")
    assert shop.status not in till.stored()
    shop.status = shop.status_list(7)
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.until_kept(shop.status)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")


def test_a_newer_key_list_leaves_an_honest_status_list_believed(shop, till):
    shop.publish(7)
    annulled = shop.status
    till.page.reload()
    till.until_kept(annulled)
    shop.publish(version=2)
    shop.status = annulled
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.until_kept(shop.keys)
    till.paste(shop.phone(idx=7))
    till.says("Anulēta")


def test_a_clock_that_is_wrong_is_corrected_by_the_servers_date(shop, new_till):
    for hours in (-30, 30):
        till = new_till(go=False)
        till.page.clock.install(time=shop.now() + hours * 3600)
        till.open()
        till.paste(shop.phone("Anna Bērziņa"))
        till.says("Derīga", names=("Anna Bērziņa",))


@pytest.mark.parametrize("minutes", [11, 60 * 30])
def test_a_clock_set_back_while_offline_gives_no_green(shop, till, minutes):
    till.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    shop.present = False
    till.page.clock.install(time=shop.now() - minutes * 60)
    till.page.reload()
    expect(till.page.locator("#age")).to_have_text("Šīs ierīces pulkstenis nav pareizs")
    shop.ahead = -minutes * 60
    till.paste(shop.phone())
    till.says("Nevar pārbaudīt")
    expect(till.page.locator("#v-sub")).to_contain_text("pulkstenis")


def test_a_clock_set_back_does_not_make_old_data_young(shop, new_till):
    """The list is fifty minutes old, so a clock half an hour slow is not behind it, but it is behind the till's last fetch."""
    shop.publish(made=-3000)
    till = new_till()
    till.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    shop.present = False
    shop.ahead = -1800
    till.page.clock.install(time=shop.now())
    till.page.reload()
    expect(till.page.locator("#age")).to_have_text("Šīs ierīces pulkstenis nav pareizs")
    till.paste(shop.phone())
    till.says("Nevar pārbaudīt", names=())


def test_a_refresh_that_hangs_blocks_no_scan(shop, new_till):
    till = new_till()
    till.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    till.page.route("**/status/1", lambda _: None)
    till.page.route("**/.well-known/goda-keys", lambda _: None)
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.paste(shop.phone("Anna Bērziņa"))
    till.says("Derīga", names=("Anna Bērziņa",))


def test_an_unchanged_list_is_answered_by_304(shop, till):
    answers = []
    till.page.on("response", lambda response: answers.append((response.url, response.status)))
    session = till.page.context.new_cdp_session(till.page)
    session.send("Network.enable")
    wire = []
    session.on("Network.responseReceivedExtraInfo", lambda info: wire.append(info["statusCode"]))
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    till.page.wait_for_load_state("networkidle")
    till.page.wait_for_timeout(300)
    assert wire == [304, 304]


def test_a_network_that_returns_while_a_fetch_is_failing_is_used_at_once(shop, till):
    held = []
    till.page.route("**/status/1", lambda route: route.continue_() if held else held.append(route))
    with till.page.expect_request("**/status/1"):
        till.page.evaluate("() => dispatchEvent(new Event('online'))")
    shop.publish(7)
    till.page.evaluate("() => dispatchEvent(new Event('online'))")
    with till.page.expect_response("**/status/1"):
        held[0].abort()
    till.until_kept(shop.status)
