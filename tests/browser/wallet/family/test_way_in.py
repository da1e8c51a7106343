"""In by the state's login, afterwards by this phone; a way in that fails says so; out again (D-13)."""

import pytest
from playwright.sync_api import expect

KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def anna(family):
    """With an application handed in: from then on the wallet offers to sign in by the phone."""
    one = family()
    page = one.sign_in(one.edge("two-children"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Labdien")
    if page.get_by_role("button", name="Sākt").is_visible():
        one.begin()
        one.answer_all()
        one.submit()
    session = one.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return one


def test_next_time_this_phone_signs_in_without_the_state(anna):
    page = anna.page
    page.get_by_role("button", name="Ieslēgt", exact=True).click()
    expect(page.get_by_text("Nākamreiz vari pieslēgties ar šo tālruni.")).to_be_visible()
    page.get_by_role("button", name="Iziet").click()
    expect(page.get_by_text("Kartes šajā tālrunī paliek.")).to_be_visible()
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.get_by_role("link", name="Piekļūt").click()
    anna.picture("by-phone")
    page.get_by_role("button", name="Piekļūt ar šo tālruni").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Labdien")
    assert not any("/login" in url for url in urls)


def test_signing_out_leaves_nothing_of_the_application_on_the_phone(anna, stored):
    page = anna.page
    person = page.evaluate("fetch('/wallet/me').then((answer) => answer.json()).then((me) => me.person)")
    page.get_by_role("button", name="Iziet").click()
    expect(page.get_by_text("Kartes šajā tālrunī paliek.")).to_be_visible()
    assert person["id"] not in stored(page)
    assert person["surname"] not in stored(page)
    page.evaluate("location.hash = '#/messages'")
    expect(page.get_by_role("heading", name="Pieslēdzies")).to_be_visible()


def test_who_changes_their_mind_at_the_state_login_is_back_and_can_try_again(family):
    one = family()
    page = one.phone.open()
    page.locator(".hero .button").click()
    page.locator("button[name=person][value='']").click()
    expect(page.locator("h1")).to_be_visible()
    one.picture("changed-mind")
    page.locator("a[href^='/login']").first.click()
    expect(page.locator("input[type=search]")).to_be_visible()


def test_register_that_does_not_answer_is_no_refusal_and_can_be_asked_again(family, control):
    """D-2: the application cannot begin without the register, and says so."""
    one = family()
    page = one.sign_in(one.edge("adult-group-1"))
    control("PUT", "/faults/fpr", {"kind": "error"})
    try:
        page.get_by_role("button", name="Sākt").click()
        expect(page.get_by_role("alert")).to_contain_text("Fizisko personu reģistrs neatbild", timeout=40_000)
        one.picture("register-silent")
    finally:
        control("DELETE", "/faults/fpr")


def test_without_a_network_the_familys_screen_says_so_and_opens_when_it_is_back(anna):
    page = anna.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    anna.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Nav interneta.")).to_be_visible(timeout=20_000)
    anna.context.set_offline(False)
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Labdien")


def test_knock_shows_that_there_is_a_message_and_nothing_of_it(anna):
    page = anna.page
    anna.context.grant_permissions(["notifications"])
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = anna.context.new_cdp_session(page)
    seen: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: seen.extend(one["registrationId"] for one in said["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    session.send(
        "ServiceWorker.deliverPushMessage", {"origin": anna.phone.origin, "registrationId": seen[-1], "data": ""}
    )
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map((n) => n.body))"
    page.wait_for_function(f"() => {shown}.then((all) => all.length > 0)")
    assert page.evaluate(shown) == ["Jums ir ziņa no fonda"]


def test_way_to_the_state_without_a_network_ends_on_a_page_of_ours(family):
    one = family()
    page = one.phone.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    one.context.set_offline(True)
    page.locator(".hero .button").click()
    expect(page.get_by_text("Nav interneta.")).to_be_visible(timeout=20_000)


def test_phone_that_signs_in_can_be_turned_off(anna):
    page = anna.page
    page.get_by_role("button", name="Ieslēgt", exact=True).click()
    expect(page.get_by_text("Nākamreiz vari pieslēgties ar šo tālruni.")).to_be_visible()
    page.get_by_text("Tālruņi, ar kuriem var pieslēgties bez bankas").click()
    anna.picture("phones-that-sign-in")
    count = page.get_by_role("button", name="Izslēgt:").count()
    page.get_by_role("button", name="Izslēgt:").last.click()
    expect(page.get_by_text("Ar to vairs nevar pieslēgties.")).to_be_visible()
    expect(page.get_by_role("button", name="Izslēgt:")).to_have_count(count - 1)
