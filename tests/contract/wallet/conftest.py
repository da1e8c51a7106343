"""The wallet's door in the real shell, on a database of either kind, and phones that talk to it as a phone would."""

import base64
import hashlib
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from goda.app import House
from goda.audit import Actor
from goda.cards.model import Card, IssueCard
from goda.kernel.clock import SetClock
from goda.settings import Settings
from goda.wallet import api as wallet
from goda.web.application import Application, assemble
from godakeys import ceremony

ORIGIN = "https://3plus.example"
PASSPHRASE = "a passphrase for tests only"
TODAY = date(2026, 11, 22)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture(scope="session")
def keys_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made a day before the tests' clock."""
    folder = tmp_path_factory.mktemp("keys")
    made = 1_795_262_400 - 86_400
    ceremony.initialise(folder / "keys", PASSPHRASE, folder / "root", f"{PASSPHRASE} root", ORIGIN, made, work=10)
    return folder / "keys"


@pytest.fixture
async def house(database_url: str, keys_template: Path, tmp_path: Path, clock: SetClock) -> AsyncIterator[House]:
    """The collaborators of a whole server, its database started."""
    shutil.copytree(keys_template, tmp_path / "keys")
    house = House(
        Settings(
            origin=ORIGIN, database=database_url, var=tmp_path, keys=tmp_path / "keys", keys_passphrase=PASSPHRASE
        ),
        clock,
    )
    await house.db.start()
    yield house
    await house.db.stop()


@pytest.fixture
def app(house: House) -> Application:
    """The wallet's door inside the real shell of headers, guards and limits."""
    door = wallet.Wallet(house.phones, house.db, house.vault, house.clock, house.throttle, ORIGIN)
    return assemble([wallet.feature(door)], origin=ORIGIN, demo=True)


@pytest.fixture
async def http(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def clerk() -> Actor:
    return Actor(kind="staff", id=uuid4(), role="clerk")


@pytest.fixture
def new_card(house: House, clerk: Actor) -> Callable[..., Any]:
    """Issue a card, valid for a year from today unless said otherwise."""

    async def make(**changes: object) -> Card:
        to = changes.pop("valid_to", TODAY + timedelta(days=364))
        given = {
            "family": uuid4(),
            "holder": uuid4(),
            "names": ("Jānis Bērziņš", "Anna Bērziņa"),
            "valid_from": TODAY,
            "valid_to": to,
            "proposal": to,
        }
        return await house.cards.issue(clerk, IssueCard(**given | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
async def card(new_card: Callable[..., Any]) -> Card:
    return await new_card()


@pytest.fixture
async def code(house: House, clerk: Actor, card: Card) -> str:
    return (await house.cards.new_activation(clerk, card.id)).code or ""


class Phone:
    """A key, and how to speak with it. Every part of a proof can be said wrong."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.key = ec.generate_private_key(ec.SECP256R1())
        numbers = self.key.public_key().public_numbers()
        self.jwk = {
            "kty": "EC",
            "crv": "P-256",
            "x": b64(numbers.x.to_bytes(32, "big")),
            "y": b64(numbers.y.to_bytes(32, "big")),
        }
        self.nonce = ""

    @property
    def thumbprint(self) -> str:
        return b64(hashlib.sha256(json.dumps(dict(sorted(self.jwk.items())), separators=(",", ":")).encode()).digest())

    def proof(
        self,
        method: str,
        path: str,
        *,
        header: dict[str, Any] | None = None,
        key: Any = None,
        raw_payload: bytes | None = None,
        **claims: Any,
    ) -> str:
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk} | (header or {})
        said = {
            "jti": b64(secrets.token_bytes(16)),
            "htm": method,
            "htu": ORIGIN + path,
            "iat": 1,
            "nonce": self.nonce,
        } | claims
        said = {name: value for name, value in said.items() if value is not ...}
        head = {name: value for name, value in head.items() if value is not ...}
        parts = json.dumps(head).encode(), raw_payload or json.dumps(said).encode()
        signed = ".".join(b64(part) for part in parts)
        r, s = decode_dss_signature((key or self.key).sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        proof: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One call as the wallet makes it: a nonce first, a proof for exactly this request."""
        if not self.nonce:
            self.nonce = (await self.http.post("/wallet/nonces")).json()["nonce"]
        dpop = proof if proof is not None else self.proof(method, path)
        answer = await self.http.request(
            method, path, json=json, headers={"DPoP": dpop, "Accept": "application/json", **(headers or {})}
        )
        self.nonce = answer.headers.get("dpop-nonce", self.nonce)
        return answer

    async def activate(self, code: str, name: str = "Annas telefons") -> httpx.Response:
        return await self.call("POST", "/wallet/activations", json={"code": code, "deviceName": name})


@pytest.fixture
def new_phone(http: httpx.AsyncClient) -> Callable[[], Phone]:
    return lambda: Phone(http)


@pytest.fixture
def phone(new_phone: Callable[[], Phone]) -> Phone:
    return new_phone()
