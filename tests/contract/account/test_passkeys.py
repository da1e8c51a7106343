"""Passkeys over HTTP: made by who is signed in, used by who is not, listed and removed by their person only."""

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.anyio

_spec = importlib.util.spec_from_file_location(
    "staff_keys", Path(__file__).parents[2] / "unit" / "staff" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
_staff = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_staff)
Key = _staff.Key


async def make(browser, key, name="Telefons"):
    options = (await browser.ask("POST", "/wallet/passkeys/options")).json()["options"]
    return await browser.ask("POST", "/wallet/passkeys", {"credential": key.make(options), "name": name})


async def use(browser, key):
    options = (await browser.ask("POST", "/wallet/passkeys/sign-in/options")).json()["options"]
    return await browser.ask("POST", "/wallet/passkeys/sign-in", {"credential": key.use(options)})


async def test_a_person_makes_a_passkey_and_signs_in_by_it_on_the_phone(browser, new_browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    key = Key()
    made = await make(browser, key)
    assert made.status_code == 201, made.text
    assert made.json() | {"id": ""} == {
        "id": "", "name": "Telefons", "synced": False, "addedAt": "2026-11-22T12:00:00Z", "lastUsedAt": None,
    }  # fmt: skip
    phone = new_browser()
    answer = await use(phone, key)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == await phone.me() == await browser.me()
    assert answer.json()["passkeys"] == 1


async def test_signing_in_by_a_passkey_ends_the_session_the_browser_had(browser, new_browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    key = Key()
    await make(browser, key)
    before = browser.http.cookies["__Host-goda-family"]
    await use(browser, key)
    assert browser.http.cookies["__Host-goda-family"] != before
    old = new_browser()
    old.give("__Host-goda-family", before)
    assert (await old.me())["signedIn"] is False


async def test_a_removed_passkey_signs_nobody_in(browser, new_browser, state):
    await browser.sign_in(state.applicant("one-parent"))
    key = Key()
    made = (await make(browser, key)).json()["id"]
    stranger = new_browser()
    await stranger.sign_in(state.applicant("debtor"))
    assert (await stranger.ask("DELETE", f"/wallet/passkeys/{made}")).status_code == 404
    assert (await stranger.ask("GET", "/wallet/passkeys")).json() == {"passkeys": []}
    assert [one["id"] for one in (await browser.ask("GET", "/wallet/passkeys")).json()["passkeys"]] == [made]
    assert (await browser.ask("DELETE", f"/wallet/passkeys/{made}")).status_code == 204
    refused = await use(new_browser(), key)
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey-refused")


async def test_without_a_session_no_passkey_is_made_or_seen(browser):
    for method, path in (
        ("GET", "/wallet/passkeys"), ("POST", "/wallet/passkeys/options"),
        ("DELETE", "/wallet/passkeys/00000000-0000-4000-8000-000000000000"),
    ):  # fmt: skip
        answer = await browser.ask(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed"), path
    answer = await browser.ask("POST", "/wallet/passkeys", {"credential": {}, "name": "x"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "credential", [{}, {"response": {}}, {"response": {"clientDataJSON": "!"}}, {"rawId": 7, "response": []}]
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_answer_that_is_none_is_refused(browser, state, credential):
    answer = await browser.ask("POST", "/wallet/passkeys/sign-in", {"credential": credential})
    assert (answer.status_code, answer.json()["code"]) == (401, "passkey-refused")
    await browser.sign_in(state.applicant("one-parent"))
    answer = await browser.ask("POST", "/wallet/passkeys", {"credential": credential, "name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "passkey-refused")
