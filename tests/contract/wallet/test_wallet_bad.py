"""The wallet's door against everything that is not a proof or not a request: each a clear problem, no 5xx, nothing given away (RFC 9449)."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goda.app import House
from goda.cards.numbers import show_number
from goda.kernel.clock import SetClock

pytestmark = pytest.mark.anyio
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What never reaches the database is tried on one engine."""
CARD = "/wallet/card"


async def ready(phone: Any) -> None:
    phone.nonce = (await phone.http.post("/wallet/nonces")).json()["nonce"]


def refused(answer: httpx.Response, code: str = "proof-invalid") -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, code), answer.text
    assert answer.headers["www-authenticate"].startswith("DPoP ")


def _other_key(phone: Any) -> dict[str, Any]:
    return {"key": ec.generate_private_key(ec.SECP256R1())}


BAD: dict[str, Callable[[Any], dict[str, Any]]] = {
    "another address": lambda _: {"htu": "https://3plus.example/wallet/devices"},
    "another origin": lambda _: {"htu": "https://evil.example/wallet/card"},
    "an address with a query": lambda _: {"htu": "https://3plus.example/wallet/card?x=1"},
    "an address with a port": lambda _: {"htu": "https://3plus.example:443/wallet/card"},
    "another method": lambda _: {"htm": "POST"},
    "a method in small letters": lambda _: {"htm": "get"},
    "no method": lambda _: {"htm": ...},
    "no address": lambda _: {"htu": ...},
    "no number": lambda _: {"jti": ...},
    "a short number": lambda _: {"jti": "abc"},
    "a long number": lambda _: {"jti": "a" * 65},
    "a number with a line end": lambda _: {"jti": "a" * 22 + "\n"},
    "a number that is one": lambda _: {"jti": 1234567890123456},
    "no time": lambda _: {"iat": ...},
    "a time that is text": lambda _: {"iat": "1"},
    "a time that is true": lambda _: {"iat": True},
    "a time with a fraction": lambda _: {"iat": 1.5},
    "a nonce that is a number": lambda _: {"nonce": 1},
    "an unknown claim": lambda _: {"ath": "x"},
    "an unknown header": lambda _: {"header": {"kid": "x"}},
    "a critical header": lambda _: {"header": {"crit": ["b64"], "b64": False}},
    "a key by address": lambda _: {"header": {"jku": "https://evil.example"}},
    "another typ": lambda _: {"header": {"typ": "JWT"}},
    "typ in capitals": lambda _: {"header": {"typ": "DPOP+JWT"}},
    "no typ": lambda _: {"header": {"typ": ...}},
    "alg none": lambda _: {"header": {"alg": "none"}},
    "alg HS256": lambda _: {"header": {"alg": "HS256"}},
    "alg ES384": lambda _: {"header": {"alg": "ES384"}},
    "no key": lambda _: {"header": {"jwk": ...}},
    "a key that is text": lambda _: {"header": {"jwk": "x"}},
    "a key of numbers": lambda phone: {"header": {"jwk": phone.jwk | {"x": 1}}},
    "a key with a use": lambda phone: {"header": {"jwk": phone.jwk | {"use": "sig"}}},
    "a private key": lambda phone: {"header": {"jwk": phone.jwk | {"d": "AAAA"}}},
    "another curve": lambda phone: {"header": {"jwk": phone.jwk | {"crv": "P-384"}}},
    "no curve's point": lambda phone: {"header": {"jwk": phone.jwk | {"x": phone.jwk["y"], "y": phone.jwk["x"]}}},
    "a padded coordinate": lambda phone: {"header": {"jwk": phone.jwk | {"x": phone.jwk["x"] + "="}}},
    "a short coordinate": lambda phone: {"header": {"jwk": phone.jwk | {"x": phone.jwk["x"][:-2]}}},
    "another's signature": _other_key,
    "claims that are a list": lambda _: {"raw_payload": b"[]"},
    "claims that are no JSON": lambda _: {"raw_payload": b"\xff\xfe"},
    "a claim twice": lambda _: {"raw_payload": b'{"jti":"aaaaaaaaaaaaaaaaaaaaaa","jti":"b"}'},
    "claims nested deeply": lambda _: {"raw_payload": b"[" * 500 + b"]" * 500},
    "NaN": lambda _: {"raw_payload": b'{"iat":NaN}'},
}


@ON_ONE
@pytest.mark.parametrize("what", BAD)
async def test_a_proof_that_is_not_exactly_for_this_request_is_refused(phone: Any, what: str) -> None:
    await ready(phone)
    refused(await phone.call("GET", CARD, proof=phone.proof("GET", CARD, **BAD[what](phone))))


@ON_ONE
async def test_mangled_proofs_are_refused(phone: Any) -> None:
    await ready(phone)
    good = phone.proof("GET", CARD)
    head, body, signature = good.split(".")
    for text in ("", ".", "..", "x", f"{head}.{body}", f"{head}.{body}.", f"{good}.", f"{good}=", f" {good}", f"{good}\t",
                 f"{head}.{body}.{signature[:-4]}", f"{head}.{body}.{'A' * 86}", f"{head}.{body}.{signature}A", good.replace("-", "+").replace("_", "/") + "+",
                 good + "A" * 2000):  # fmt: skip
        answer = await phone.http.get(CARD, headers={"DPoP": text})
        refused(answer)


@ON_ONE
async def test_no_proof_and_two_proofs_are_refused(phone: Any) -> None:
    await ready(phone)
    refused(await phone.http.get(CARD))
    two = [("DPoP", phone.proof("GET", CARD)), ("DPoP", phone.proof("GET", CARD))]
    refused(await phone.http.get(CARD, headers=two))


@ON_ONE
async def test_every_flipped_bit_of_a_proof_is_refused(phone: Any) -> None:
    await ready(phone)
    good = phone.proof("GET", CARD)
    for place in range(0, len(good), 7):
        flipped = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        answer = await phone.http.get(CARD, headers={"DPoP": flipped})
        assert answer.status_code == 401
        assert answer.json()["code"] != "device-unknown"


@ON_ONE
async def test_a_nonce_that_is_missing_foreign_or_old_brings_a_new_one(phone: Any, clock: SetClock) -> None:
    from datetime import timedelta

    await ready(phone)
    ours = phone.nonce
    foreign = ("A" if ours[0] != "A" else "B") + ours[1:]
    for nonce in ("", foreign, ours[:-1], ours + "A", "ā", "x" * 38):
        answer = await phone.call("GET", CARD, proof=phone.proof("GET", CARD, nonce=nonce))
        refused(answer, "use-nonce")
        assert answer.headers["dpop-nonce"]
    refused(await phone.call("GET", CARD, proof=phone.proof("GET", CARD, nonce=...)), "use-nonce")
    phone.nonce = ours
    clock.advance(timedelta(seconds=299))
    answer = await phone.call("GET", CARD, proof=phone.proof("GET", CARD, nonce=ours))
    assert answer.json()["code"] == "device-unknown"
    clock.advance(timedelta(seconds=1))
    refused(await phone.call("GET", CARD, proof=phone.proof("GET", CARD, nonce=ours)), "use-nonce")


async def test_a_phone_with_a_wrong_clock_gets_in(phone: Any, code: str) -> None:
    await ready(phone)
    path = "/wallet/activations"
    for iat in (0, 4_000_000_000):
        answer = await phone.call(
            "POST", path, json={"code": code, "deviceName": "T"}, proof=phone.proof("POST", path, iat=iat)
        )
        assert answer.status_code == 201


async def test_a_proof_of_a_change_is_spent_by_it(phone: Any, code: str) -> None:
    await phone.activate(code)
    path = "/wallet/renewals"
    proof = phone.proof("POST", path)
    assert (await phone.call("POST", path, proof=proof)).status_code == 200
    refused(await phone.call("POST", path, proof=proof), "proof-used")
    reading = phone.proof("GET", CARD)
    assert [(await phone.call("GET", CARD, proof=reading)).status_code for _ in range(2)] == [200, 200]


async def test_the_number_of_one_phone_is_free_for_another(phone: Any, new_phone: Callable[[], Any], code: str) -> None:
    await phone.activate(code)
    other = new_phone()
    await ready(other)
    path = "/wallet/renewals"
    assert (
        await phone.call("POST", path, proof=phone.proof("POST", path, jti="same-number-1234567890"))
    ).status_code == 200
    assert (await other.call("POST", path, proof=other.proof("POST", path, jti="same-number-1234567890"))).json()[
        "code"
    ] == "device-unknown"


async def test_an_unknown_phone_has_no_card(phone: Any) -> None:
    for method, path in (
        ("GET", CARD),
        ("GET", "/wallet/devices"),
        ("POST", "/wallet/renewals"),
        ("DELETE", "/wallet/devices/5a7bd51e-9b0d-4e39-8d3e-111111111111"),
    ):
        answer = await phone.call(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "device-unknown")


BODIES: dict[str, tuple[bytes, int]] = {
    "no JSON": (b"{", 400),
    "nothing": (b"", 422),
    "a list": (b"[]", 422),
    "a number": (b"1", 422),
    "null": (b"null", 422),
    "a code that is a number": (b'{"code": 1, "deviceName": "x"}', 422),
    "no name": (b'{"code": "x"}', 422),
    "an unknown member": (b'{"code": "x", "deviceName": "x", "admin": true}', 422),
    "a member twice": (b'{"code": "x", "code": "y", "deviceName": "x"}', 400),
    "snake case": (b'{"code": "x", "device_name": "x"}', 422),
    "deep": (b'{"code":' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    "not UTF-8": (b'{"code": "\xff", "deviceName": "x"}', 400),
    "a lone surrogate": (b'{"code": "\\ud800", "deviceName": "x"}', 400),
    "NUL": (b'{"code": "\\u0000", "deviceName": "x"}', 400),
    "large": (b'{"code": "' + b"x" * 20_000 + b'"}', 413),
    "a long code": (b'{"code": "' + b"2" * 101 + b'", "deviceName": "x"}', 422),
}


@ON_ONE
@pytest.mark.parametrize("what", BODIES)
async def test_bad_bodies_get_a_clear_problem(phone: Any, what: str) -> None:
    await ready(phone)
    body, status = BODIES[what]
    path = "/wallet/activations"
    answer = await phone.http.post(
        path, content=body, headers={"DPoP": phone.proof("POST", path), "Content-Type": "application/json"}
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"]


@ON_ONE
@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/x-msgpack", 415)],
)
async def test_only_json_is_read(phone: Any, content_type: str, status: int) -> None:
    await ready(phone)
    path = "/wallet/activations"
    answer = await phone.http.post(
        path,
        content=b'{"code":"x","deviceName":"x"}',
        headers={"DPoP": phone.proof("POST", path), "Content-Type": content_type},
    )
    assert answer.status_code == status


@ON_ONE
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2",
        "22222-22222-2222",
        "22222-22222-222222",
        "00000-00000-00000",
        "22222-22222-2222O",
        "２２２２２-22222-22222",
        "2222222222222 \u0662",
    ],
)
async def test_what_is_no_code_is_told_so(phone: Any, typed: str) -> None:
    answer = await phone.activate(typed)
    assert (answer.status_code, answer.json()["code"]) == (422, "code-malformed")


@ON_ONE
@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\u202eb", "a\nb"])
async def test_a_bad_name_names_its_field(phone: Any, code: str, name: str) -> None:
    answer = await phone.activate(code, name)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [field["field"] for field in answer.json()["fields"]] == ["deviceName"]
    assert (await phone.activate(code)).status_code == 201  # and the code was not spent


@ON_ONE
@pytest.mark.parametrize("there", ["x", "1", "5a7bd51e", "..%2f", "5a7bd51e-9b0d-4e39-8d3e-11111111111g"])
async def test_what_is_no_id_is_no_address(phone: Any, code: str, there: str) -> None:
    await phone.activate(code)
    assert (await phone.call("DELETE", f"/wallet/devices/{there}")).status_code == 404


async def test_a_code_for_an_annulled_card_says_so_and_anothers_card_is_out_of_reach(
    phone: Any, house: House, clerk: Any, card: Any, code: str
) -> None:
    await house.cards.annul(clerk, card.id, "error")
    answer = await phone.activate(code)
    assert (answer.status_code, answer.json()["code"]) == (409, "card-annulled")


@ON_ONE
async def test_nothing_of_card_or_code_stands_in_a_problem(phone: Any, card: Any, code: str) -> None:
    wrong = code[:6] + ("22222-22222" if not code.endswith("22222-22222") else "33333-33333")
    answers = [await phone.activate(wrong), await phone.activate("22222"), await phone.call("GET", CARD)]
    for answer in answers:
        for planted in (wrong, wrong.replace("-", ""), card.number, "Bērziņš", phone.jwk["x"], phone.thumbprint):
            assert planted not in answer.text


@ON_ONE
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60),
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=8,
    ),
)
async def test_nothing_makes_the_door_fall(http: httpx.AsyncClient, text: str, body: Any) -> None:
    header = text.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"")
    for method, path in (("POST", "/wallet/activations"), ("GET", CARD), ("POST", "/wallet/renewals")):
        answer = await http.request(
            method, path, headers=[(b"dpop", header)], content=json.dumps(body).encode() if method == "POST" else None
        )
        assert answer.status_code < 500, answer.text


async def test_the_api_is_described(http: httpx.AsyncClient) -> None:
    description = (await http.get("/schema/openapi.json")).json()
    paths = {path: set(methods) for path, methods in description["paths"].items() if path.startswith("/wallet")}
    assert paths == {
        "/wallet/nonces": {"post"},
        "/wallet/activations": {"post"},
        "/wallet/card": {"get"},
        "/wallet/renewals": {"post"},
        "/wallet/devices": {"get"},
        "/wallet/devices/{device}": {"delete"},
    }
    told = description["paths"]["/wallet/activations"]["post"]["responses"]
    assert set(told) >= {"201", "401", "404", "409", "410", "422", "429"}
    assert "application/problem+json" in told["410"]["content"]


async def test_nothing_of_card_or_code_stands_in_a_log(
    phone: Any, card: Any, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No name, card number, code, key or nonce; also not when things go wrong."""
    import logging

    caplog.set_level(logging.DEBUG)
    wrong = code[:6] + ("22222-22222" if not code.endswith("22222-22222") else "33333-33333")
    issued = (await phone.activate(code, "Annas sarkanais telefons")).json()
    await phone.activate(wrong)
    device = issued["device"]["id"]
    for method, path in (
        ("GET", CARD),
        ("POST", "/wallet/renewals"),
        ("DELETE", f"/wallet/devices/{device}"),
        ("GET", CARD),
    ):
        await phone.call(method, path)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("goda", "litestar")))
    for planted in (
        card.number,
        show_number(card.number),
        "Bērziņš",
        "sarkanais",
        code,
        code[6:],
        phone.jwk["x"],
        phone.nonce,
        device,
    ):
        assert planted not in said
