"""A phone's life with a card, over HTTP: taken up, renewed, listed, removed, annulled, expired. I4: lost answers are given again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from goda.app import House
from goda.audit import Actor
from goda.cards.jws import unbase64url
from goda.cards.model import Card
from goda.kernel.clock import SetClock

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)


def claims_of(credential: str) -> dict[str, Any]:
    import json

    assert credential.endswith("~")
    return json.loads(unbase64url(credential.split(".")[1]))


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.json()


async def test_a_phone_takes_up_a_card(phone: Any, card: Card, code: str) -> None:
    answer = await phone.activate(code.lower().replace("-", " "))
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    issued = answer.json()
    assert set(issued) == {"card", "device", "credential", "renewAt", "expires"}
    assert issued["card"] == {
        "id": str(card.id),
        "holder": "Jānis Bērziņš",
        "names": ["Jānis Bērziņš", "Anna Bērziņa"],
        "validFrom": "2026-11-22",
        "validTo": "2027-11-21",
        "state": "valid",
        "annulledOn": None,
        "cause": None,
    }
    assert issued["device"] | {"id": ""} == {
        "id": "",
        "name": "Annas telefons",
        "addedAt": "2026-11-22T12:00:00Z",
        "lastSeen": "2026-11-22T12:00:00Z",
        "current": True,
    }
    claims = claims_of(issued["credential"])
    assert claims["cnf"]["jwk"] == phone.jwk
    assert claims["exp"] == issued["expires"]
    assert issued["expires"] % 86_400 == 0
    now = 1_795_348_800
    assert 44 * 86_400 < issued["expires"] - now <= 45 * 86_400
    assert abs(issued["renewAt"] - (now + (issued["expires"] - now) * 2 // 3)) <= 1


async def test_a_lost_answer_is_given_again(phone: Any, code: str) -> None:
    first, second = await phone.activate(code), await phone.activate(code)
    assert first.json() == second.json()
    renewed = await phone.call("POST", "/wallet/renewals")
    assert renewed.status_code == 200
    assert renewed.json()["credential"] == first.json()["credential"]


async def test_another_phone_comes_too_late(phone: Any, new_phone: Callable[[], Any], code: str) -> None:
    await phone.activate(code)
    problem(await new_phone().activate(code), 410, "code-used")


async def test_renewal_gives_a_new_credential_on_a_new_index(phone: Any, code: str, clock: SetClock) -> None:
    first = (await phone.activate(code)).json()
    clock.advance(timedelta(days=30))
    renewed = await phone.call("POST", "/wallet/renewals")
    problem(renewed, 401, "use-nonce")  # a month is longer than a nonce lives
    renewed = (await phone.call("POST", "/wallet/renewals")).json()
    old, new = claims_of(first["credential"]), claims_of(renewed["credential"])
    assert new["exp"] == old["exp"] + 30 * 86_400
    assert new["status"] != old["status"]


async def test_a_credential_never_outlives_its_card(phone: Any, house: House, clerk: Actor, new_card: Any) -> None:
    card = await new_card(valid_to=TODAY + timedelta(days=9))
    issued = (await phone.activate((await house.cards.new_activation(clerk, card.id)).code)).json()
    ends = 1_795_305_600 + 10 * 86_400  # first 00:00 UTC after the last day in Riga
    assert issued["expires"] == ends
    assert issued["renewAt"] == ends


async def test_an_expired_card_says_so(phone: Any, house: House, clerk: Actor, new_card: Any, clock: SetClock) -> None:
    card = await new_card(valid_to=TODAY)
    await phone.activate((await house.cards.new_activation(clerk, card.id)).code)
    clock.advance(timedelta(hours=12))
    phone.nonce = ""
    problem(await phone.call("POST", "/wallet/renewals"), 409, "card-expired")
    assert (await phone.call("GET", "/wallet/card")).json()["card"]["state"] == "expired"


async def test_an_annulled_card_says_so_with_its_cause(
    phone: Any, house: House, clerk: Actor, card: Card, code: str
) -> None:
    await phone.activate(code)
    await house.cards.annul(clerk, card.id, "criteria-lost")
    problem(await phone.call("POST", "/wallet/renewals"), 409, "card-annulled")
    shown = (await phone.call("GET", "/wallet/card")).json()["card"]
    assert (shown["state"], shown["annulledOn"], shown["cause"]) == ("annulled", "2026-11-22", "criteria-lost")


async def test_phones_see_and_remove_each_other(
    phone: Any, new_phone: Callable[[], Any], house: House, clerk: Actor, card: Card, code: str
) -> None:
    other = new_phone()
    await phone.activate(code)
    await other.activate((await house.cards.new_activation(clerk, card.id)).code, "Jāņa telefons")
    listed = (await phone.call("GET", "/wallet/devices")).json()["devices"]
    assert [(one["name"], one["current"]) for one in listed] == [("Annas telefons", True), ("Jāņa telefons", False)]
    path = f"/wallet/devices/{listed[1]['id']}"
    assert (await phone.call("DELETE", path)).status_code == 204
    assert (await phone.call("DELETE", path)).status_code == 204
    for method, there in (("GET", "/wallet/card"), ("GET", "/wallet/devices"), ("POST", "/wallet/renewals")):
        problem(await other.call(method, there), 403, "device-removed")
    problem(await other.activate((await house.cards.new_activation(clerk, card.id)).code), 409, "key-taken")
    life = await house.cards.life(clerk, card.id)
    assert [one.cause for one in life.credentials] == [None, "removed"]
    assert len((await phone.call("GET", "/wallet/devices")).json()["devices"]) == 1


async def test_a_phone_cannot_reach_another_familys(
    phone: Any, new_phone: Callable[[], Any], house: House, clerk: Actor, new_card: Any, code: str
) -> None:
    other, card = new_phone(), await new_card()
    await phone.activate(code)
    theirs = (await other.activate((await house.cards.new_activation(clerk, card.id)).code)).json()["device"]["id"]
    problem(await phone.call("DELETE", f"/wallet/devices/{theirs}"), 404, "no-such-device")
    assert (await other.call("GET", "/wallet/card")).status_code == 200


async def test_a_replaced_phones_credential_is_annulled(
    phone: Any, new_phone: Callable[[], Any], house: House, clerk: Actor, card: Card, code: str
) -> None:
    old = (await phone.activate(code)).json()["device"]["id"]
    from uuid import UUID

    replacing = await house.cards.new_activation(clerk, card.id, replaces=UUID(old))
    assert (await phone.call("GET", "/wallet/card")).status_code == 200  # until the new phone has it
    assert (await new_phone().activate(replacing.code)).status_code == 201
    problem(await phone.call("GET", "/wallet/card"), 403, "device-removed")
    assert [one.cause for one in (await house.cards.life(clerk, card.id)).credentials] == ["replaced", None]


async def test_a_phone_whose_copy_the_clerk_annulled_cannot_fetch_the_next(
    phone: Any, house: House, clerk: Actor, card: Card, code: str
) -> None:
    await phone.activate(code)
    (credential,) = (await house.cards.life(clerk, card.id)).credentials
    await house.cards.annul_credential(clerk, credential.id, "stolen")
    problem(await phone.call("POST", "/wallet/renewals"), 403, "device-removed")


async def test_codes_die_of_age_and_of_ten_wrong_tries(
    phone: Any, new_phone: Callable[[], Any], house: House, clerk: Actor, card: Card, code: str, clock: SetClock
) -> None:
    wrong = code[:6] + ("22222-22222" if not code.endswith("22222-22222") else "33333-33333")
    unknown = "22222-22222-22222"
    looks = [problem(await phone.activate(bad), 404, "code-unknown") for bad in (wrong, unknown)]
    assert looks[0] == looks[1]
    for _ in range(8):
        problem(await phone.activate(wrong), 404, "code-unknown")
    aged = (await house.cards.new_activation(clerk, card.id)).code
    assert (await house.cards.life(clerk, card.id)).activations[0].state == "live"
    problem(await phone.activate(wrong), 404, "code-unknown")
    problem(await phone.activate(code), 410, "code-dead")
    clock.advance(timedelta(days=30))
    late = new_phone()
    problem(await late.activate(aged), 410, "code-expired")
    life = await house.cards.life(clerk, card.id)
    assert [(one.state, one.code) for one in life.activations] == [("dead", None), ("expired", None)]
    assert (await house.audit.verify()).whole


async def test_nine_wrong_tries_do_not_stop_the_tenth_right_one(phone: Any, code: str) -> None:
    wrong = code[:6] + ("22222-22222" if not code.endswith("22222-22222") else "33333-33333")
    for _ in range(9):
        await phone.activate(wrong)
    assert (await phone.activate(code)).status_code == 201


async def test_wrong_tries_side_by_side_are_all_counted(
    new_phone: Callable[[], Any], house: House, clerk: Actor, card: Card, code: str
) -> None:
    import asyncio

    wrong = code[:6] + ("22222-22222" if not code.endswith("22222-22222") else "33333-33333")
    phones = [new_phone() for _ in range(12)]
    answers = await asyncio.gather(*(one.activate(wrong) for one in phones))
    assert {answer.json()["code"] for answer in answers} == {"code-unknown"}
    problem(await new_phone().activate(code), 410, "code-dead")


async def test_an_address_that_tries_codes_is_slowed_down(phone: Any, clock: SetClock) -> None:
    answers = [await phone.activate("22222-22222-22222") for _ in range(21)]
    told = problem(answers[-1], 429, "too-many-tries")
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert told["title"]
    clock.advance(timedelta(seconds=16))
    problem(await phone.activate("22222-22222-22222"), 404, "code-unknown")


async def test_two_phones_at_once_with_one_code_make_one_device(
    new_phone: Callable[[], Any], house: House, clerk: Actor, card: Card, code: str
) -> None:
    import asyncio

    answers = await asyncio.gather(*(new_phone().activate(code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 410, 410, 410, 410]
    assert len((await house.cards.life(clerk, card.id)).devices) == 1


async def test_problems_are_said_in_the_readers_language(phone: Any) -> None:
    texts = [
        (
            await phone.call(
                "POST",
                "/wallet/activations",
                json={"code": "22222-22222-22222", "deviceName": "T"},
                headers={"Accept-Language": language},
            )
        ).json()["title"]
        for language in ("lv", "en")
    ]
    assert texts[1] == "There is no such activation code."
    assert texts[0] != texts[1]


async def test_the_last_visit_is_known_to_the_hour_only(phone: Any, code: str, clock: SetClock) -> None:
    await phone.activate(code)
    clock.advance(timedelta(minutes=40))
    phone.nonce = ""
    assert (await phone.call("GET", "/wallet/card")).json()["device"]["lastSeen"] == "2026-11-22T12:00:00Z"
    clock.advance(timedelta(minutes=40))
    phone.nonce = ""
    await phone.call("GET", "/wallet/card")
    assert (await phone.call("GET", "/wallet/card")).json()["device"]["lastSeen"] == "2026-11-22T13:20:00Z"


async def test_thumbprints_follow_the_rfc(new_phone: Callable[[], Any]) -> None:
    from goda.cards.jws import PublicKey
    from goda.wallet.dpop import thumbprint

    phone = new_phone()
    assert thumbprint(PublicKey(**phone.jwk)) == phone.thumbprint
