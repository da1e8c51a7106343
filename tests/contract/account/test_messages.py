"""Messages and browsers to wake over HTTP: one's own only, in one's language, kept by nobody on the way."""

import pytest

from goda.audit import SYSTEM, Ground

pytestmark = pytest.mark.anyio
EDGE = "three-children"


@pytest.fixture
async def told(house, browser, state):
    """Somebody who is signed in and has a message; returns its id."""
    await browser.sign_in(state.applicant(EDGE))
    person = (await browser.me())["person"]["id"]
    params = {"number": "3P-2026-000123", "day": "2026-11-22", "decide_by": "2026-12-22"}
    async with house.audit.work(SYSTEM, Ground.GRANT) as work:
        return str(await house.notices.send(work, person, "received", params))


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/wallet/messages"), ("POST", f"/wallet/messages/{'0' * 8}-0000-4000-8000-{'0' * 12}/read"), ("PUT", "/wallet/push"),
     ("DELETE", "/wallet/push")],
)  # fmt: skip
async def test_nothing_is_told_to_who_is_not_signed_in(browser, method, path):
    data = {"endpoint": "https://push.example/1"} if method == "PUT" else None
    answer = await browser.ask(method, path, data)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")


async def test_messages_are_shown_in_the_language_asked_for_and_kept_by_nobody(browser, told):
    for language, title in (("lv", "Jūsu iesniegums ir saņemts"), ("en", "We have your application")):
        answer = await browser.ask("GET", "/wallet/messages", **{"accept-language": language})
        assert answer.headers["cache-control"] == "no-store"
        (message,) = answer.json()["messages"]
        assert (message["id"], message["title"], message["read"], message["kind"]) == (told, title, False, "received")
        assert len(message["text"]) == 2
        assert message["at"].endswith("Z")


async def test_a_message_is_read_by_its_person_only(browser, new_browser, state, told):
    other = new_browser()
    await other.sign_in(state.applicant("child-with-disability"))
    assert (await other.ask("GET", "/wallet/messages")).json() == {"messages": []}
    assert (await other.ask("POST", f"/wallet/messages/{told}/read")).json()["code"] == "no-such-message"
    for _ in range(2):
        assert (await browser.ask("POST", f"/wallet/messages/{told}/read")).status_code == 204
    assert (await browser.ask("GET", "/wallet/messages")).json()["messages"][0]["read"] is True


async def test_a_browser_is_taken_up_and_let_go(browser, told, house):
    good = {"endpoint": "https://updates.push.services.mozilla.com/wpush/v2/abc", "p256dh": "BAAA", "auth": "AAAA"}
    assert (await browser.ask("PUT", "/wallet/push", good)).status_code == 204
    person = (await browser.me())["person"]["id"]
    assert len(await house.notices.store.subscriptions(person)) == 1
    for wrong, code in (
        (good | {"endpoint": "https://127.0.0.1/x"}, "push-address-refused"),
        (good | {"auth": "not base64"}, "invalid"),
        (good | {"more": 1}, "invalid"),
    ):
        answer = await browser.ask("PUT", "/wallet/push", wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert (await browser.ask("DELETE", "/wallet/push")).status_code == 204
    assert await house.notices.store.subscriptions(person) == []
