"""In by the state login and nowhere else: what is checked of the way there and back (R-40, D-13, RFC 9700)."""

import asyncio
import base64
import contextlib
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from goda.accounts import openid
from goda.kernel.personal_code import parse
from goda.people.model import Identity

pytestmark = pytest.mark.anyio


def changed(address: str, **parameters: str) -> str:
    """An address with other parameters."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | parameters
    return parts._replace(query=urlencode(asked)).geturl()


async def refused(browser, back: str, status: int, code: str) -> httpx.Response:
    """The way back leads nowhere: a page with another try on it, nobody signed in, no cookie left of the attempt."""
    answer = await browser.arrive(back)
    assert answer.status_code == status, answer.text
    assert 'href="/login?to=' in answer.text
    assert "__Host-goda-login" not in browser.http.cookies
    assert (await browser.me())["signedIn"] is False
    as_program = await browser.http.get("/login/callback", headers={"accept": "application/json"})
    assert as_program.json()["code"] == "login-expired", "the attempt is used up"
    return answer


class Twisted(httpx.AsyncBaseTransport):
    """The way to the provider, on which an answer is exchanged for another: `answers` by the end of the address."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[httpx.Response], httpx.Response]] = {}
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        async with httpx.AsyncHTTPTransport() as way:
            real = await way.handle_async_request(request)
            await real.aread()
        real = httpx.Response(real.status_code, headers=real.headers, content=real.content)
        twist = next((one for end, one in self.answers.items() if request.url.path.endswith(end)), None)
        return twist(real) if twist else real


@pytest.fixture
def twisted(house) -> Twisted:
    made = Twisted()
    house.login._transport = made
    return made


def answering(
    status: int, content: bytes, kind: str = "application/json"
) -> Callable[[httpx.Response], httpx.Response]:
    return lambda _: httpx.Response(status, content=content, headers={"content-type": kind})


def with_token(make: Callable[[dict[str, Any]], str]) -> Callable[[httpx.Response], httpx.Response]:
    """The token endpoint's own answer with another ID token, made from the claims of the true one."""

    def twist(real: httpx.Response) -> httpx.Response:
        tokens = json.loads(real.content)
        payload = tokens["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return httpx.Response(200, json=tokens | {"id_token": make(claims)})

    return twist


async def test_a_person_signs_in_and_is_known_by_the_names_of_the_state(browser, state):
    code = state.applicant("three-children")
    answer = await browser.sign_in(code, "/#/apply/names")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#/apply/names")
    me = await browser.me()
    record = state.record(code)
    assert me["signedIn"] is True
    assert (me["person"]["given"], me["person"]["surname"]) == (record["givenNames"], record["surname"])
    assert me["passkeys"] == 0


async def test_nobody_is_signed_in_before(browser):
    me = await browser.me()
    assert (me["signedIn"], me["person"], me["passkeys"]) == (False, None, 0)


async def test_the_session_is_the_familys_own_and_strict_and_the_attempts_cookie_is_lax_and_gone_afterwards(
    browser, state
):
    address = await browser.leave()
    (attempt,) = [cookie for cookie in browser.http.cookies.jar if cookie.name == "__Host-goda-login"]
    assert attempt.secure
    assert attempt.get_nonstandard_attr("SameSite").lower() == "lax"
    assert attempt.has_nonstandard_attr("HttpOnly")
    answer = await browser.arrive(state.choose(address, state.applicant("one-parent")))
    session = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-goda-family="))
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= {part.strip() for part in session.split(";")}
    assert "__Host-goda-login" not in browser.http.cookies


async def test_the_question_carries_state_nonce_and_a_challenge_but_never_the_verifier(browser, house):
    address = await browser.leave()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost:8000/login/callback"
    assert asked["scope"] == "openid profile"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    other = await browser.leave()
    again = {name: values[0] for name, values in parse_qs(urlsplit(other).query).items()}
    assert not {asked["state"], asked["nonce"], asked["code_challenge"]} & set(again.values())


async def test_a_person_of_three_codes_is_found_by_each_of_them(browser, state, house):
    code = state.applicant("code-changed-twice")
    codes = state.record(code)["person"]["previousCodes"]
    first = await house.people.identify(_system(), Identity(codes=(parse(codes[-1]),), given="Sena", surname="Forma"))
    await browser.sign_in(code)
    me = await browser.me()
    assert me["person"]["id"] == str(first.id), "the one who was on record by an earlier code (R-11)"
    assert me["person"]["given"] == state.record(code)["givenNames"]


async def test_a_passkey_and_a_session_stay_with_whom_two_records_become(browser, new_browser, state, house):
    code = state.applicant("code-changed-twice")
    told = state.record(code)["person"]
    older = await house.people.identify(
        _system(), Identity(codes=(parse(told["previousCodes"][0]),), given="Sena", surname="Forma")
    )
    other = new_browser()
    house.clock.advance(timedelta(minutes=1))
    newer = await house.people.identify(
        _system(), Identity(codes=(parse(told["personalCode"]),), given="Jauna", surname="Forma")
    )
    cookie = await house.accounts.enter(newer.id, by="passkey")
    other.give(cookie.key, cookie.value or "")
    state.control("PUT", "/clock", {"now": house.clock.now().isoformat()})
    await browser.sign_in(code)
    assert (await browser.me())["person"]["id"] == str(older.id)
    assert (await other.me())["signedIn"] is False, "the session of the record that is gone has ended"


def _named(value: object) -> str | None:
    """A name that is the same in every process; functions are counted."""
    return value if isinstance(value, str) else None


@pytest.mark.parametrize(
    ("to", "where"),
    [
        ("/#/apply/names", "/#/apply/names"),
        ("/apply", "/#/apply"),
        ("/", "/"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/#//evil.example", "/"),
        ("/%2F%2Fevil.example", "/"),
        ("/login?to=//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/#/apply\r\nset-cookie: a=b", "/"),
        ("/" + "a" * 300, "/"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_nobody_is_sent_anywhere_but_to_a_page_of_the_wallet(browser, state, to, where):
    answer = await browser.sign_in(state.applicant("one-parent"), to)
    assert (answer.status_code, answer.headers["location"]) == (303, where)


async def test_another_state_signs_nobody_in(browser, state):
    back = state.choose(await browser.leave(), state.applicant("one-parent"))
    await refused(browser, changed(back, state="another"), 502, "login-failed")


async def test_a_way_back_without_its_cookie_is_somebody_elses(browser, new_browser, state):
    """Login CSRF: an attacker's own sign-in, opened in the victim's browser."""
    back = state.choose(await browser.leave(), state.applicant("one-parent"))
    victim = new_browser()
    answer = await victim.arrive(back)
    assert answer.status_code == 400
    assert (await victim.me())["signedIn"] is False
    await victim.leave()
    await refused(victim, back, 502, "login-failed")


async def test_the_way_back_serves_once(browser, new_browser, state):
    back = state.choose(await browser.leave(), state.applicant("one-parent"))
    attempt = browser.http.cookies["__Host-goda-login"]
    assert (await browser.arrive(back)).status_code == 303
    thief = new_browser()
    thief.give("__Host-goda-login", attempt)
    await refused(thief, back, 400, "login-expired")


async def test_a_sign_in_takes_ten_minutes_at_most(browser, state, clock):
    address = await browser.leave()
    clock.advance(timedelta(minutes=10))
    state.control("PUT", "/clock", {"now": clock.now().isoformat()})
    await refused(browser, state.choose(address, state.applicant("one-parent")), 400, "login-expired")


async def test_another_nonce_is_another_sign_in(browser, state):
    address = changed(await browser.leave(), nonce=f"another-{time.monotonic_ns()}")
    await refused(browser, state.choose(address, state.applicant("one-parent")), 502, "login-failed")


async def test_a_code_that_another_client_got_is_refused(browser, state):
    """With the right redirect, state and nonce: only the client is another, the provider's own (code injection)."""
    registered = {
        "grants": ["authorization_code"], "scopes": ["openid", "profile"], "secret": "for tests only",
        "redirectUris": ["http://localhost:8000/login/callback"],
    }  # fmt: skip
    state.control("PUT", "/clients/other", registered)
    address = changed(await browser.leave(), client_id="other")
    await refused(browser, state.choose(address, state.applicant("one-parent")), 502, "login-failed")


async def test_a_code_got_with_another_verifier_is_refused(browser, new_browser, state):
    """A code stolen on its way is worth nothing in the thief's own sign-in (PKCE)."""
    stolen = state.choose(await browser.leave(), state.applicant("one-parent"))
    thief = new_browser()
    own = await thief.leave()
    mine = parse_qs(urlsplit(own).query)["state"][0]
    await refused(thief, changed(stolen, state=mine), 502, "login-failed")


async def test_who_turns_back_at_the_state_login_is_told_so_and_can_try_again(browser, state):
    page = state.http.get(address := await browser.leave("/#/apply/names"))
    assert page.status_code == 200
    answer = await refused(browser, state.choose(address, ""), 400, "login-cancelled")
    assert "/login?to=/%23/apply/names" in answer.text
    assert "Jūs nepieslēdzāties" in answer.text


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_provider_in_trouble_is_not_the_persons_fault(browser, error):
    asked = parse_qs(urlsplit(await browser.leave()).query)
    back = f"http://localhost:8000/login/callback?error={error}&state={asked['state'][0]}"
    answer = await refused(browser, back, 503, "login-unavailable")
    assert answer.headers["retry-after"] == "60"


async def test_the_provider_may_change_its_keys_at_any_time(browser, state, twisted):
    await browser.sign_in(state.applicant("one-parent"))
    before = twisted.asked.count("/login/jwks")
    state.control("POST", "/keys")
    other = state.applicant("debtor")
    browser.http.cookies.clear()
    await asyncio.sleep(0)
    openid_apart(browser, state)
    answer = await browser.sign_in(other)
    assert answer.status_code == 303
    assert twisted.asked.count("/login/jwks") == before + 1
    assert (await browser.me())["person"]["surname"] == state.record(other)["surname"]


def openid_apart(browser, state) -> None:
    """Let as much time pass as lies between two readings of the keys."""
    house = browser.http._transport.app.state.house
    house.clock.advance(openid.KEYS_APART)
    state.control("PUT", "/clock", {"now": house.clock.now().isoformat()})


async def test_unknown_keys_do_not_make_us_ask_at_every_token(browser, state, twisted):
    forged = ECKey.generate_key("P-256", {"kid": "not-theirs"})
    twisted.answers["/token"] = with_token(
        lambda claims: jwt.encode({"alg": "ES256", "kid": "not-theirs"}, claims, forged)
    )
    for _ in range(4):
        await refused(browser, state.choose(await browser.leave(), state.applicant("one-parent")), 502, "login-failed")
    assert twisted.asked.count("/login/jwks") == 1
    assert twisted.asked.count("/login/.well-known/openid-configuration") == 1


ECKEY = ECKey.generate_key("P-256", {"kid": "thiefs"})


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


@pytest.mark.parametrize(
    "make",
    [
        unsigned,
        lambda claims: jwt.encode({"alg": "ES256", "kid": "thiefs"}, claims, ECKEY),
        lambda claims: jwt.encode({"alg": "ES256"}, claims, ECKEY),
        lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("1ee81322b1696719d4a4d2c00d93a95feca53526")),
        lambda claims: "not.a.token",
        lambda claims: "",
    ],
    ids=["unsigned", "another-key", "another-key-without-its-name", "signed-by-the-secret", "garbage", "empty"],
)  # fmt: skip
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_token_that_the_provider_did_not_sign_is_refused(browser, state, twisted, make):
    twisted.answers["/token"] = with_token(make)
    await refused(browser, state.choose(await browser.leave(), state.applicant("one-parent")), 502, "login-failed")


@pytest.fixture
def signing(house, twisted) -> Callable[..., None]:
    """A provider whose key we know, that says of itself what it is told to."""
    key = ECKey.generate_key("P-256", {"kid": "known", "use": "sig", "alg": "ES256"})
    twisted.answers["/jwks"] = lambda _: httpx.Response(200, json={"keys": [key.as_dict(private=False)]})

    def says(**other: Any) -> None:
        def make(claims: dict[str, Any]) -> str:
            said = {name: value for name, value in (claims | other).items() if value is not ...}
            return jwt.encode({"alg": "ES256", "kid": "known"}, said, key)

        twisted.answers["/token"] = with_token(make)

    return says


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_such_a_provider_is_believed_as_long_as_all_is_right(browser, state, signing):
    signing()
    assert (await browser.sign_in(state.applicant("one-parent"))).status_code == 303


NOON = 1_795_348_800


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://another.example"},
        {"aud": "another-client"},
        {"aud": ["goda", "another-client"], "azp": "another-client"},
        {"aud": "another-client", "azp": "goda"},
        {"azp": "another-client"},
        {"exp": NOON - 31},
        {"exp": ...},
        {"iat": NOON + 120},
        {"iat": ...},
        {"sub": ...},
        {"nonce": ...},
        {"nonce": "another"},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"personal_codes": ...},
        {"personal_codes": []},
        {"personal_codes": "399010-00007"},
        {"personal_codes": ["161175-19998"]},
        {"personal_codes": ["161175-19997\n"]},
        {"personal_codes": [161175]},
        {"given_name": ""},
        {"given_name": "A" * 61},
        {"family_name": "Zem\u202eis"},
        {"family_name": ...},
    ],
    ids=str,
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_claim_that_is_not_what_it_must_be_signs_nobody_in(browser, state, signing, other):
    signing(**other)
    await refused(browser, state.choose(await browser.leave(), state.applicant("one-parent")), 502, "login-failed")


PAGE = b"<!doctype html><title>Apkope</title>"


@pytest.mark.parametrize(
    ("end", "twist"),
    [
        ("/token", answering(500, b"trouble")),
        ("/token", answering(200, PAGE, "text/html")),
        ("/token", answering(200, b'{"id_token": "half')),
        ("/token", answering(200, b"{}")),
        ("/token", answering(401, b'{"error":"invalid_client"}')),
        ("/token", answering(302, b"")),
        ("/token", answering(200, b" " * (openid.MOST_BYTES + 1))),
        ("/jwks", answering(500, b"trouble")),
        ("/jwks", answering(200, PAGE, "text/html")),
        ("/jwks", answering(200, b'{"keys": "none"}')),
        ("/jwks", answering(200, b'{"keys": [{"kty": "EC"}]}')),
    ],
    ids=_named,
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_broken_provider_is_said_to_be_broken_on_the_way_back(browser, state, twisted, end, twist):
    twisted.answers[end] = twist
    answer = await refused(
        browser, state.choose(await browser.leave(), state.applicant("one-parent")), 503, "login-unavailable"
    )
    assert "Valsts pieslēgšanās pakalpojums pašlaik neatbild" in answer.text
    assert "Nekas no aizpildītā nav zudis" in answer.text


def about(**other: Any) -> Callable[[httpx.Response], httpx.Response]:
    return lambda real: httpx.Response(200, json=json.loads(real.content) | other)


@pytest.mark.parametrize(
    "twist",
    [
        answering(500, b"trouble"),
        answering(404, b"{}"),
        answering(200, PAGE, "text/html"),
        answering(200, b"{}"),
        about(issuer="https://another.example"),
        about(token_endpoint="ftp://another.example"),
        about(token_endpoint="http://[another"),
        about(jwks_uri="http://"),
        about(jwks_uri=7),
        about(code_challenge_methods_supported=["plain"]),
    ],
    ids=_named,
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_broken_provider_is_said_to_be_broken_before_anybody_is_sent_there(browser, twisted, house, twist):
    twisted.answers["openid-configuration"] = twist
    answer = await browser.http.get("/login", params={"to": "/#/apply/names"}, headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "/login?to=/%23/apply/names" in answer.text
    assert answer.headers["retry-after"] == "60"
    problem = await browser.http.get("/login", headers={"accept": "application/json", "accept-language": "en"})
    assert (problem.json()["code"], problem.json()["title"]) == (
        "login-unavailable",
        "The state login does not answer just now.",
    )


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_silent_provider_is_not_waited_for_without_end(browser, house, monkeypatch):
    """Connected, and then nothing: the same page, soon."""
    monkeypatch.setattr(openid, "READ_SECONDS", 0.3)

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await closed.wait()
        writer.close()

    closed = asyncio.Event()
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    house.login._issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    began = time.monotonic()
    answer = await browser.http.get("/login", headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert time.monotonic() - began < 5
    closed.set()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_provider_that_drips_is_not_waited_for_either(browser, house, monkeypatch):
    """A byte each moment keeps every single read short: the whole has its own deadline."""
    monkeypatch.setattr(openid, "ALL_SECONDS", 0.5)

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n")
        with contextlib.suppress(OSError):
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        ended.set()

    ended = asyncio.Event()
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    house.login._issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    answer = await browser.http.get("/login", headers={"accept": "text/html"})
    assert answer.status_code == 503
    await ended.wait()
    server.close()
    await server.wait_closed()


async def test_signing_out_ends_the_session_and_takes_its_cookie(browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    kept = browser.http.cookies["__Host-goda-family"]
    answer = await browser.ask("POST", "/wallet/sign-out")
    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache"'
    assert (await browser.me())["signedIn"] is False
    browser.give("__Host-goda-family", kept)
    assert (await browser.me())["signedIn"] is False, "the old cookie opens nothing"
    assert (await browser.ask("POST", "/wallet/sign-out")).status_code == 204, "and once more is as good"


async def test_signing_in_again_ends_the_session_before(browser, new_browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    first = browser.http.cookies["__Host-goda-family"]
    await browser.sign_in(state.applicant("debtor"))
    other = new_browser()
    other.give("__Host-goda-family", first)
    assert (await other.me())["signedIn"] is False


async def test_a_session_ends_after_half_an_hour_without_a_request(browser, state, clock):
    await browser.sign_in(state.applicant("one-parent"))
    clock.advance(timedelta(minutes=29))
    assert (await browser.me())["signedIn"] is True
    clock.advance(timedelta(minutes=30, seconds=1))
    assert (await browser.me())["signedIn"] is False


async def test_every_sign_in_is_on_record_and_so_is_every_refusal_and_none_has_a_name_or_a_code_in_it(
    browser, state, house
):
    code = state.applicant("one-parent")
    await browser.sign_in(code)
    await browser.ask("POST", "/wallet/sign-out")
    await browser.arrive(changed(state.choose(await browser.leave(), code), state="another"))
    rows = await house.db.rows("SELECT body FROM audit_record ORDER BY position")
    said = [json.loads(bytes(row["body"])) for row in rows]
    actions = [one["action"] for one in said]
    assert "person.signed-in" in actions
    assert "person.signed-out" in actions
    (refusal,) = [one for one in said if one["action"] == "person.sign-in-refused"]
    assert refusal["refs"] == {"reason": "login-failed", "part": "state"}
    text = " ".join(bytes(row["body"]).decode() for row in rows)
    record = state.record(code)
    for secret in (code, code.replace("-", ""), record["surname"]):
        assert secret not in text


async def test_what_is_kept_of_an_attempt_opens_nothing(browser, house):
    address = await browser.leave()
    asked = parse_qs(urlsplit(address).query)
    (row,) = await house.db.rows("SELECT browser, sealed FROM login_attempt")
    kept = bytes(row["sealed"]) + bytes(row["browser"])
    for secret in (asked["state"][0], asked["nonce"][0], browser.http.cookies["__Host-goda-login"]):
        assert secret.encode() not in kept


async def test_too_many_sign_ins_from_one_address_have_to_wait(browser):
    answers = [
        (await browser.http.get("/login", headers={"accept": "application/json"})).status_code for _ in range(32)
    ]
    assert answers[:30] == [303] * 30
    assert set(answers[30:]) == {429}


async def test_another_sites_page_cannot_use_the_familys_session(browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    for sent in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        answer = await browser.http.post("/wallet/sign-out", headers={"accept": "application/json"} | sent)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross-origin"), sent
    assert (await browser.me())["signedIn"] is True


def _system():
    from goda.audit import SYSTEM

    return SYSTEM
