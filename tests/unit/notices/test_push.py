"""Browsers are woken without a word about anybody, by public push services only (RFC 8030, RFC 8292)."""

import asyncio
from datetime import timedelta

import httpcore
import pytest

from goda.notices.errors import PushAddressRefused
from goda.notices.origins import PublicOnly, PushOrigins, is_public
from goda.notices.service import MOST_BROWSERS

pytestmark = pytest.mark.anyio


async def subscribe(post, outside, person, name="one"):
    await post.notices.subscribe(await post.actor(person), person, f"{outside.told['push']}/{name}", "key", "auth")


async def test_a_browser_is_woken_with_a_token_that_its_service_accepts_and_no_word_more(post, outside):
    person = await post.person()
    await subscribe(post, outside, person)
    await post.send(person)
    await post.worker.drain()
    (woken,) = outside.woken
    assert (woken["id"], woken["bytes"], woken["subject"]) == ("one", 0, "mailto:karte@fonds.example")
    assert woken["ttl"] > 0
    assert await post.stand(person) == [("push", "sent", None)]


async def test_each_browser_of_the_person_is_woken_and_nobody_else_s(post, outside):
    person, other = await post.person(), await post.person("320000-00025", "Jānis", "Kalns")
    for name in ("one", "two"):
        await subscribe(post, outside, person, name)
    await subscribe(post, outside, other, "three")
    await post.send(person)
    await post.worker.drain()
    assert {one["id"] for one in outside.woken} == {"one", "two"}


async def test_one_token_serves_all_browsers_of_a_service_for_hours(post, outside):
    person = await post.person()
    await subscribe(post, outside, person)
    for hours in (0, 1, 7):
        post.clock.advance(timedelta(hours=hours))
        outside.control("PUT", "/clock", {"now": post.clock.now().isoformat()})
        await post.send(person)
        await post.worker.drain()
    assert len(outside.woken) == 3


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(post, outside, status):
    person = await post.person()
    await subscribe(post, outside, person)
    outside.control("PUT", "/push/one", {"status": status})
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("push", "given-up", "gone")]
    await post.send(person, "withdrawn", params={"number": "3P-1"})
    await post.worker.drain()
    assert len(outside.woken) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_service_in_trouble_is_tried_again(post, outside, status):
    person = await post.person()
    await subscribe(post, outside, person)
    outside.control("PUT", "/push/one", {"status": status})
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("push", "waiting", "busy")]
    outside.control("PUT", "/push/one", {"status": 201})
    post.clock.advance(timedelta(minutes=1))
    await post.worker.drain()
    assert await post.stand(person) == [("push", "sent", None)]


async def test_who_says_stop_is_not_woken(post, outside):
    person = await post.person()
    await subscribe(post, outside, person)
    await post.notices.unsubscribe(await post.actor(person), person)
    await post.send(person)
    await post.worker.drain()
    assert outside.woken == []


async def test_a_browser_belongs_to_whoever_used_it_last(post, outside):
    person, other = await post.person(), await post.person("320000-00025", "Jānis", "Kalns")
    await subscribe(post, outside, person)
    await subscribe(post, outside, other)
    await post.send(person)
    await post.worker.drain()
    assert outside.woken == []


async def test_only_so_many_browsers_are_kept(post, outside):
    person = await post.person()
    for number in range(MOST_BROWSERS + 3):
        await subscribe(post, outside, person, str(number))
        post.clock.advance(timedelta(seconds=1))
    assert len(await post.notices.store.subscriptions(person)) == MOST_BROWSERS


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1", "https://localhost/1", "https://127.0.0.1/1", "https://127.1/1", "https://0x7f000001/1",
        "https://2130706433/1", "https://[::1]/1", "https://[::ffff:10.0.0.1]/1", "https://10.0.0.1/1", "https://169.254.169.254/latest",
        "https://user:pass@push.example/1", "https://push.example:8443/1", "https://intern/1", "https://db.internal/1",
        "https://printer.local/1", "ftp://push.example/1", "javascript:alert(1)", "https://push.example/ā", "https://push.example/1 2",
        "https://push.example/" + "x" * 1000, "", "https://", "https://push.example:x/1", "file:///etc/passwd", "https://127.0.0.1./1",
    ],
)  # fmt: skip
async def test_an_address_that_is_no_public_push_service_is_refused(post, endpoint):
    person = await post.person()
    with pytest.raises(PushAddressRefused):
        await post.notices.subscribe(await post.actor(person), person, endpoint, "key", "auth")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QAB",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA",
    ],
)
async def test_the_services_that_browsers_use_may_be_named(endpoint):
    assert PushOrigins().may_name(endpoint)


async def test_the_demo_s_service_is_known_by_its_exact_origin():
    origins = PushOrigins("http://localhost:8100")
    assert origins.may_name("http://localhost:8100/push/1")
    assert not origins.may_name("http://localhost:8101/push/1")
    assert not origins.may_name("http://localhost:8100.evil.example/push/1")
    assert not origins.may_name("http://localhost:8100@evil.example/push/1")
    assert not PushOrigins().may_name("http://localhost:8100/push/1")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2a00:1450::1", True), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("127.0.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("2002:7f00:1::", False), ("64:ff9b::a00:1", False),
        ("nonsense", False),
    ],
)  # fmt: skip
async def test_what_a_name_means_is_judged_by_its_address(address, public):
    assert is_public(address) is public


async def test_a_public_name_that_leads_inside_is_not_followed(monkeypatch):
    async def lies(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lies)
    with pytest.raises(httpcore.ConnectError, match="public"):
        await PublicOnly().connect_tcp("push.example", 443, timeout=1)
