"""The keys that seal decisions are published apart from the tills' list, as a JWK Set that any JOSE library reads (R-56)."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from goda.kernel.clock import SetClock
from goda.verification import api
from goda.web.published import StatusLists
from godakeys import ceremony
from godakeys.local import LocalSigner

pytestmark = pytest.mark.anyio
ORIGIN = "https://3plus.example"
WORDS, ROOT_WORDS = "a passphrase for tests only", "another passphrase for tests"


@pytest.fixture
def keys(tmp_path: Path, clock: SetClock) -> Path:
    now = int(clock.now().timestamp())
    ceremony.initialise(tmp_path / "keys", WORDS, tmp_path / "root", ROOT_WORDS, ORIGIN, now, work=10)
    return tmp_path / "keys"


async def fetched(app, path: str) -> tuple[dict[str, str], bytes]:
    """What an HTTP GET of this raw address is answered."""
    sent = []

    async def send(message) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


async def test_decision_keys_are_a_jwk_set_for_everybody(keys: Path, clock: SetClock, tmp_path: Path) -> None:
    signer = LocalSigner.open(keys, WORDS, ORIGIN, lambda: int(clock.now().timestamp()))
    door = api.feature(ORIGIN, "demo", signer, StatusLists(clock), clock, tmp_path / "no pages")
    (lifespan,) = door.lifespan
    async with lifespan():
        headers, body = await fetched(door.raw["/.well-known/decision-keys"], "/.well-known/decision-keys")
        assert headers["content-type"] == "application/jwk-set+json"
        assert headers["access-control-allow-origin"] == "*"
        told = json.loads(body)["keys"]
        assert len(told) == 2
        assert {frozenset(key) for key in told} == {frozenset({"kty", "crv", "x", "y", "kid", "alg", "use"})}
        headers, body = await fetched(door.raw["/.well-known/goda-office-keys"], "/.well-known/goda-office-keys")
        assert headers["content-type"] == "application/goda-office-keys+jwt"
        assert body.count(b".") == 2
        assert b"decision" not in (await fetched(door.raw["/.well-known/goda-keys"], ""))[1]


async def test_compromised_decision_key_is_gone_from_every_process_in_seconds(
    keys: Path, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "KEYS_EVERY", 0.001)
    signer = LocalSigner.open(keys, WORDS, ORIGIN, lambda: int(clock.now().timestamp()))
    door = api.feature(ORIGIN, "demo", signer, StatusLists(clock), clock, tmp_path / "no pages")
    (lifespan,) = door.lifespan
    async with lifespan():
        clock.advance(timedelta(hours=1))
        now = int(clock.now().timestamp())
        stolen = next(key.kid for key in ceremony.local.read_keyring(keys).keys if key.use == "decision")
        ceremony.compromise(keys, stolen, now)
        ceremony.publish(keys, keys.parent / "root", ROOT_WORDS, ORIGIN, now)
        for _ in range(5_000):
            told = json.loads((await fetched(door.raw["/.well-known/decision-keys"], ""))[1])["keys"]
            if stolen not in {key["kid"] for key in told}:
                break
            await asyncio.sleep(0.001)
        assert [key["kid"] for key in told] != []
        assert stolen not in {key["kid"] for key in told}
