"""The use cases of staff on both databases, and a security key in software."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from goda.audit import Audit
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from goda.staff.service import Staff
from goda.web.challenges import Challenges
from goda.web.sessions import Sessions

ORIGIN = "http://localhost:8000"


@pytest.fixture
def sessions(database: Database, clock: SetClock) -> Sessions:
    return Sessions(database, clock)


@pytest.fixture
def staff(database: Database, vault: Vault, clock: SetClock, sessions: Sessions) -> Staff:
    return Staff(database, Audit(database, clock), vault, clock, sessions, Challenges(database, clock), ORIGIN)


@dataclass
class Key:
    """A security key in software: answers as an authenticator does, and can be made to answer wrongly."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verified: bool = True
    count: int = 1
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict) -> dict:
        numbers = self.secret.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        data = self._data(0x41) + attested
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", options["challenge"]),
                "attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
            }
        )

    def use(self, options: dict, *, user: bytes = b"") -> dict:
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(0x01)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": self.secret.sign(signed, ec.ECDSA(SHA256())),
                "userHandle": user,
            }
        )

    def _data(self, flags: int) -> bytes:
        flags |= 0x04 if self.verified else 0
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, bytes]) -> dict:
        return {
            "id": bytes_to_base64url(self.credential),
            "rawId": bytes_to_base64url(self.credential),
            "type": "public-key",
            "response": {name: bytes_to_base64url(value) for name, value in response.items()},
            "clientExtensionResults": {},
        }


@pytest.fixture
def new_key() -> type[Key]:
    return Key
