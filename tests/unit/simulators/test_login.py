"""The state login, walked by authlib's own client: OpenID Connect, authorization code, PKCE (R-40, D-13)."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import extract_compact

BACK = "http://localhost:8000/login/callback"
VERIFIER = "v" * 64


@dataclass
class Walk:
    """One sign-in of a client, step by step."""

    state: Any
    client: str = "goda"
    asked: dict[str, Any] = field(default_factory=dict)
    nonce: str = field(default_factory=lambda: f"nonce-{time.perf_counter_ns()}")

    def __post_init__(self) -> None:
        told = self.state.client(self.client)
        self.about = self.state.http.get(self.state.told["discovery"]).json()
        method = "client_secret_basic" if "secret" in told else "private_key_jwt"
        self.session = OAuth2Session(
            self.client, told.get("secret") or ECKey.import_key(told["privateKey"]), scope="openid profile",
            redirect_uri=BACK, code_challenge_method="S256", token_endpoint_auth_method=method,
        )  # fmt: skip
        if method == "private_key_jwt":
            self.session.register_client_auth_method(PrivateKeyJWT(self.about["token_endpoint"], alg="ES256"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def page(self) -> httpx.Response:
        """The sign-in page."""
        self.address, self.sent_state = self.session.create_authorization_url(
            self.about["authorization_endpoint"], code_verifier=VERIFIER, nonce=self.nonce
        )
        for name, value in self.asked.items():
            kept = re.sub(rf"&{name}=[^&]*", "", self.address)
            self.address = kept if value is None else f"{kept}&{name}={value}"
        return self.state.http.get(self.address)

    def choose(self, code: str) -> httpx.Response:
        """Somebody presses a button; answers with the way back."""
        action = re.search(r'<form action="([^"]+)" method="post">', self.page().text)
        assert action is not None
        address = f"{self.about['issuer']}/{action[1].replace('&amp;', '&')}"
        return self.state.http.post(address, data={"person": code})

    def back(self, code: str) -> str:
        answer = self.choose(code)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def tokens(self, location: str, **more: Any) -> dict[str, Any]:
        asked = {"code_verifier": VERIFIER, "state": self.sent_state} | more
        return self.session.fetch_token(self.about["token_endpoint"], authorization_response=location, **asked)

    def identity(self, tokens: dict[str, Any]) -> dict[str, Any]:
        keys = KeySet.import_key_set(self.state.http.get(self.about["jwks_uri"]).json())
        read = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"])
        checks = {
            "iss": {"essential": True, "value": self.about["issuer"]},
            "aud": {"essential": True, "value": self.client},
        }
        said = {"nonce": self.nonce, "client_id": self.client, "access_token": tokens["access_token"]}
        now = self.state.control("GET", "/world")["now"]
        token = CodeIDToken(read.claims, read.header, checks, said)
        token.validate(now=int(seconds(now)), leeway=5)
        return dict(token)


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def code_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["code"][0]


def redeem(walk: Walk, code: str, **more: Any) -> httpx.Response:
    """Ask for tokens by hand, where the library would not do it wrong."""
    client = walk.state.client("goda")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER} | more
    return walk.state.http.post(walk.about["token_endpoint"], data=form, auth=(client["id"], client["secret"]))


@pytest.mark.parametrize("client", ["goda", "goda-key"])
def test_a_person_signs_in_and_names_and_all_codes_come_back_current_first(state: Any, client: str) -> None:
    edge = state.edge("code-changed-twice")
    with Walk(state, client) as walk:
        said = walk.identity(walk.tokens(walk.back(edge["applicant"])))
    record = state.records("fpr", edge["applicant"])[0]
    assert (said["given_name"], said["family_name"]) == (record["givenNames"], record["surname"])
    assert said["personal_codes"] == [record["person"]["personalCode"], *record["person"]["previousCodes"]]
    assert len(said["personal_codes"]) == 3
    assert said["exp"] - said["iat"] <= 300
    assert "birthdate" not in said


def test_the_way_back_keeps_the_state_and_nothing_else_than_the_code(state: Any) -> None:
    with Walk(state) as walk:
        back = urlsplit(walk.back(state.edge("debtor")["applicant"]))
        assert back.geturl().startswith(f"{BACK}?")
        said = parse_qs(back.query)
    assert set(said) == {"code", "state"}
    assert said["state"] == [walk.sent_state]


@pytest.mark.parametrize("asked", [
    {"code_challenge": None, "code_challenge_method": None},
    {"code_challenge_method": "plain"},
    {"code_challenge_method": None},
    {"nonce": None},
    {"scope": "openid%20fpr"},
    {"response_type": "token"},
])  # fmt: skip
def test_without_pkce_s256_nonce_or_allowed_scope_the_client_gets_an_error_back(
    state: Any, asked: dict[str, Any]
) -> None:
    with Walk(state, asked=asked) as walk:
        answer = walk.page()
        assert answer.status_code == 302
        said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.headers["location"].startswith(BACK)
    assert said["error"][0] in {"invalid_request", "invalid_scope", "unsupported_response_type"}
    assert said["state"] == [walk.sent_state]


@pytest.mark.parametrize(
    "address", [f"{BACK}/", f"{BACK}?more=1", "http://localhost:8000/login/Callback", "https://evil.example/", None]
)
def test_another_address_to_return_to_is_never_returned_to(state: Any, address: str | None) -> None:
    with Walk(state, asked={"redirect_uri": address}) as walk:
        answer = walk.page()
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "text/html" in answer.headers["content-type"]


def test_an_unknown_client_gets_a_page_and_no_redirect(state: Any) -> None:
    with Walk(state, asked={"client_id": "nobody"}) as walk:
        assert walk.page().status_code == 400


def test_a_wrong_verifier_gets_nothing(state: Any) -> None:
    with Walk(state) as walk:
        code = code_of(walk.back(state.edge("debtor")["applicant"]))
        for wrong in ({"code_verifier": "w" * 64}, {"code_verifier": ""}):
            answer = redeem(walk, code, **wrong)
            assert answer.status_code == 400
            assert answer.json()["error"] in {"invalid_grant", "invalid_request"}


def test_a_code_that_comes_twice_gets_nothing_and_takes_back_what_it_gave(state: Any) -> None:
    with Walk(state) as walk:
        code = code_of(walk.back(state.edge("debtor")["applicant"]))
        first = redeem(walk, code)
        assert first.status_code == 200, first.text
        second = redeem(walk, code)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    bearer = {"authorization": f"Bearer {first.json()['access_token']}", "purpose": "application"}
    answer = state.http.get(f"{state.told['registers']['fpr']}/v1/changes", headers=bearer)
    assert answer.json()["code"] == "token-invalid"


def test_a_code_lives_60_seconds(changed: Any) -> None:
    with Walk(changed) as walk:
        code = code_of(walk.back(changed.edge("debtor")["applicant"]))
        now = seconds(changed.control("GET", "/world")["now"])
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 62))
        changed.control("PUT", "/clock", {"now": later})
        answer = redeem(walk, code)
    assert answer.json()["error"] == "invalid_grant"


def test_a_code_is_for_one_client_one_address_and_its_secret(state: Any) -> None:
    with Walk(state) as walk:
        code = code_of(walk.back(state.edge("debtor")["applicant"]))
        assert redeem(walk, code, redirect_uri=f"{BACK}/other").json()["error"] == "invalid_grant"
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        for wrong in [
            ("goda", "guess"),
            ("goda-registers", state.client("goda-registers")["secret"]),
            ("goda-key", "x"),
        ]:
            answer = state.http.post(walk.about["token_endpoint"], data=form, auth=wrong)
            assert answer.status_code in {400, 401}, wrong
        assert redeem(walk, code).status_code == 200


def test_a_nonce_serves_once(state: Any) -> None:
    with Walk(state, nonce="once-and-never-again") as walk:
        walk.back(state.edge("debtor")["applicant"])
        again = walk.page()
    assert "error=invalid_request" in again.headers["location"]


def test_a_clients_assertion_serves_once(state: Any) -> None:
    told = state.client("goda-key")
    key = ECKey.import_key(told["privateKey"])
    now = int(seconds(state.control("GET", "/world")["now"]))
    claims = {"iss": "goda-key", "sub": "goda-key", "aud": state.told["issuer"], "exp": now + 60, "jti": "j1"}
    kinds = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}

    def answer(key: ECKey, **other: Any) -> int:
        signed = jwt.encode({"alg": "ES256"}, claims | other, key)
        form = {"grant_type": "client_credentials", "scope": "fpr", "client_assertion": signed} | kinds
        return state.http.post(state.told["token"], data=form).status_code

    assert [answer(key), answer(key)] == [200, 400]
    assert answer(key, jti="j2", aud="https://elsewhere.example") == 400
    assert answer(key, jti="j3", exp=now - 60) == 400
    assert answer(key, jti="j4", exp=now + 5000) == 400
    assert answer(ECKey.generate_key("P-256"), jti="j5") == 400


def test_keys_rotate_and_what_the_old_one_signed_still_verifies(state: Any) -> None:
    with Walk(state) as walk:
        tokens = walk.tokens(walk.back(state.edge("debtor")["applicant"]))
        before = state.http.get(walk.about["jwks_uri"]).json()["keys"][0]["kid"]
        state.control("POST", "/keys")
        listed = [key["kid"] for key in state.http.get(walk.about["jwks_uri"]).json()["keys"]]
        assert walk.identity(tokens)["sub"]
    assert listed[1] == before
    assert listed[0] != before
    with Walk(state) as walk:
        tokens = walk.tokens(walk.back(state.edge("debtor")["applicant"]))
        assert jwt_header(tokens["id_token"])["kid"] == listed[0]


def jwt_header(token: str) -> dict[str, Any]:
    return extract_compact(token.encode()).headers()


def test_discovery_says_what_there_is(state: Any) -> None:
    told = state.http.get(state.told["discovery"]).json()
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert told[name].startswith(told["issuer"])
    assert told["id_token_signing_alg_values_supported"] == ["ES256"]
    assert told["response_types_supported"] == ["code"]
    assert told["issuer"] == state.told["issuer"]
    assert told["code_challenge_methods_supported"] == ["S256"]


@pytest.mark.parametrize("code", ["", "399999-99999", "not a code"])
def test_whoever_cancels_or_is_nobody_is_not_signed_in(state: Any, code: str) -> None:
    with Walk(state) as walk:
        location = walk.back(code)
    assert "error=access_denied" in location
    assert "code=" not in location.replace("error_code=", "")


@pytest.mark.parametrize("edge", ["dead-holder", "inactive-child", "third-child-born-today"])
def test_the_dead_the_inactive_and_small_children_cannot_sign_in(state: Any, edge: str) -> None:
    code = state.about(edge)
    with Walk(state) as walk:
        page = walk.page()
        searched = state.http.get(f"{walk.address}&search={code}")
        assert "error=access_denied" in walk.back(code)
    assert f'name="person" value="{code}"' not in page.text + searched.text


def test_the_page_speaks_both_languages_finds_by_name_and_runs_no_script(state: Any) -> None:
    with Walk(state) as walk:
        latvian = walk.page()
        assert 'lang="lv"' in latvian.text
        assert "Pieslēgšanās" in latvian.text
        english = state.http.get(f"{walk.address}&ui_locales=en")
        assert "Sign in" in english.text
        person = state.records("fpr", state.edge("changed-code")["applicant"])[0]
        found = state.http.get(f"{walk.address}&search={person['givenNames'][:4]}%20{person['surname'][:5]}")
    assert person["person"]["personalCode"] in found.text
    assert "<script" not in latvian.text
    policy = latvian.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:8000" in policy
    assert "width=device-width" in latvian.text
