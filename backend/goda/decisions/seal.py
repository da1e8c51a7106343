"""Checking the fund's seal on a decision: who sealed it, and whether the document is unchanged. Shares no code with the signer.

1. The seal is a detached JWS (RFC 7515 appendix F): header, nothing, signature; small, canonical, and exactly our header.
2. Its key is one of the fund's decision keys: a JWK Set as published at `/.well-known/decision-keys`.
3. The signature holds over the header and the document, byte for byte.

What the header says about the decision is then the fund's word; that the document says the same is for who reads it.
"""

from datetime import UTC, date, datetime
from typing import Final, Literal

import msgspec

from goda.cards.jws import NotOurs, PublicKey, base64url, strict_json, unbase64url, verifies

SEAL_LIMIT: Final = 2_048
"""Characters; ours have some 400."""
DOCUMENT_LIMIT: Final = 1 << 20
KEYS_LIMIT: Final = 65_536
_SIGNATURE_BYTES: Final = 64


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """A seal that holds: whose (`origin`, `kid`), when it was made, and of which decision."""

    origin: str
    kid: str
    sealed_at: datetime
    number: str
    kind: Literal["grant", "refuse", "annul"]
    made: date


class SealBroken(Exception):
    """The seal does not hold; `code`: "malformed", "unknown-key", "changed". The message says it in a sentence."""

    def __init__(self, code: Literal["malformed", "unknown-key", "changed"], message: str) -> None:
        super().__init__(message)
        self.code = code


class _Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    kind: Literal["grant", "refuse", "annul"]
    made: date


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["ES256"]
    typ: Literal["goda-decision+jws"]
    cty: Literal["pdf"]
    kid: str
    iss: str
    iat: int
    decision: _Decision


class _Jwk(msgspec.Struct, frozen=True):
    kid: str
    kty: str
    crv: str
    x: str
    y: str


class _JwkSet(msgspec.Struct, frozen=True):
    keys: list[_Jwk]


def read_seal(seal: str, document: bytes, keys: bytes, origin: str | None = None) -> Seal:
    """Return what the seal says of the document; raises `SealBroken` unless it holds under one of these keys (a JWK Set).

    With `origin`, whose keys they are, the seal must also say that it is of that origin.
    """
    try:
        header_text, header, signature = _parts(seal.strip())
    except (NotOurs, msgspec.ValidationError):
        raise SealBroken("malformed", "This is not a seal of a decision.") from None
    key = _key(keys, header.kid)
    if len(document) > DOCUMENT_LIMIT or not verifies(
        key.load(), f"{header_text}.{base64url(document)}".encode("ascii"), signature
    ):
        raise SealBroken("changed", "The document is not the one that was sealed, or the seal is not the fund's.")
    if origin is not None and header.iss != origin.rstrip("/"):
        raise SealBroken("unknown-key", f"The seal says that it is of {header.iss}, not of {origin}.")
    told = header.decision
    return Seal(
        origin=header.iss,
        kid=header.kid,
        sealed_at=datetime.fromtimestamp(header.iat, UTC),
        number=told.number,
        kind=told.kind,
        made=told.made,
    )


def _parts(seal: str) -> tuple[str, _Header, bytes]:
    parts = seal.split(".")
    if len(seal) > SEAL_LIMIT or len(parts) != 3 or parts[1]:  # noqa: PLR2004 - header, nothing, signature
        raise NotOurs("not a detached JWS")
    signature = unbase64url(parts[2])
    if len(signature) != _SIGNATURE_BYTES:
        raise NotOurs("an ES256 signature has 64 bytes")
    return parts[0], msgspec.convert(strict_json(unbase64url(parts[0])), _Header), signature


def _key(keys: bytes, kid: str) -> PublicKey:
    """The key of this kid. A set that names one kid twice is nobody's."""
    try:
        told = msgspec.convert(strict_json(keys[:KEYS_LIMIT]), _JwkSet).keys
    except (NotOurs, msgspec.ValidationError):
        raise SealBroken("malformed", "These are not the fund's decision keys.") from None
    found = [key for key in told if key.kid == kid]
    if len(found) != 1:
        raise SealBroken("unknown-key", f"The key {kid} is not one of the fund's decision keys.")
    return PublicKey(found[0].kty, found[0].crv, found[0].x, found[0].y)
