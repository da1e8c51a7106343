"""Proof of possession of a phone's key with each request: DPoP (RFC 9449), read strictly.

The proof's freshness is the server's nonce and not the phone's clock, so a phone whose clock is wrong gets in too; `iat` is
read and not believed. That a `jti` is spent once is `spent`'s; what the phone may do is the cards'.
"""

import hashlib
import os
import re
from hmac import compare_digest
from typing import Final, NamedTuple

from goda.cards.jws import NotOurs, PublicKey, base64url, split, strict_json, unbase64url, verifies
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.wallet.errors import ProofInvalid, UseNonce

LIMIT: Final = 1_500
"""Characters of a whole proof; ours have about 600."""
NONCE_LIFE: Final = 300
"""Seconds."""
NONCE_AHEAD: Final = 30
"""Seconds by which another server process's clock may run ahead."""
_TIME, _RANDOM, _MAC = 5, 8, 16
_JTI: Final = re.compile(r"\A[A-Za-z0-9_.-]{16,64}\Z")


class Proof(NamedTuple):
    """A proof that holds: whose key, and its number."""

    key: PublicKey
    thumbprint: str
    """RFC 7638: SHA-256 of the key, base64url."""
    jti: str


class Nonces:
    """Nonces that any server process can check without having made them: time, randomness and their HMAC."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def new(self) -> str:
        """A nonce for the next five minutes."""
        said = self._now().to_bytes(_TIME, "big") + os.urandom(_RANDOM)
        return base64url(said + self._mac(said))

    def check(self, nonce: str) -> None:
        """Raise `UseNonce`, with a fresh one, unless `nonce` is ours and young."""
        try:
            raw = unbase64url(nonce)
        except NotOurs:
            raise UseNonce(self.new()) from None
        said, mac = raw[:-_MAC], raw[-_MAC:]
        if len(said) != _TIME + _RANDOM or not compare_digest(mac, self._mac(said)):
            raise UseNonce(self.new())
        age = self._now() - int.from_bytes(said[:_TIME], "big")
        if not -NONCE_AHEAD <= age < NONCE_LIFE:
            raise UseNonce(self.new())

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _mac(self, said: bytes) -> bytes:
        return self._vault.blind("wallet-nonce", said.hex())[:_MAC]


def read(text: str, *, method: str, url: str, nonces: Nonces) -> Proof:
    """Read the proof that a request carries; `url` is the request's without query.

    Raises `ProofInvalid` for whatever is not exactly a proof for this request, and `UseNonce` where only its nonce is missing or old:
    that is looked at last, so that it is told to nobody but the holder of the key.
    """
    try:
        jws = split(text, LIMIT)
        key = _key(strict_json(jws.header))
        point = key.load()
        nonce, jti = _claims(strict_json(jws.payload), method, url)
    except NotOurs:
        raise ProofInvalid from None
    if not verifies(point, jws.signed, jws.signature):
        raise ProofInvalid
    nonces.check(nonce)
    return Proof(key, thumbprint(key), jti)


def thumbprint(key: PublicKey) -> str:
    """The key's name everywhere: RFC 7638, its members in the order of the alphabet."""
    said = f'{{"crv":"{key.crv}","kty":"{key.kty}","x":"{key.x}","y":"{key.y}"}}'
    return base64url(hashlib.sha256(said.encode("ascii")).digest())


def _key(header: object) -> PublicKey:
    """The key in a header of exactly `typ`, `alg` and `jwk`; RFC 9449 4.2, with nothing optional."""
    if not isinstance(header, dict) or header.keys() != {"typ", "alg", "jwk"}:
        raise NotOurs("a proof's header has exactly typ, alg and jwk")
    if header["typ"] != "dpop+jwt" or header["alg"] != "ES256":
        raise NotOurs("not a proof by ES256")
    jwk = header["jwk"]
    if not isinstance(jwk, dict) or jwk.keys() != {"kty", "crv", "x", "y"}:
        raise NotOurs("a public key has exactly kty, crv, x and y")
    if not all(isinstance(member, str) for member in jwk.values()):
        raise NotOurs("the members of a key are text")
    return PublicKey(**jwk)


def _claims(claims: object, method: str, url: str) -> tuple[str, str]:
    """The nonce (empty if there is none) and the `jti` of claims made for this method and address."""
    if not isinstance(claims, dict) or claims.keys() - {"nonce"} != {"jti", "htm", "htu", "iat"}:
        raise NotOurs("a proof has exactly jti, htm, htu, iat and a nonce")
    if claims["htm"] != method or claims["htu"] != url:
        raise NotOurs("a proof for another request")
    iat, jti, nonce = claims["iat"], claims["jti"], claims.get("nonce", "")
    if type(iat) is not int or not isinstance(jti, str) or not isinstance(nonce, str) or not _JTI.match(jti):
        raise NotOurs("a member of the wrong kind")
    return nonce, jti
