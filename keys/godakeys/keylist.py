"""Reading a key list back: the signer trusts its own folder no more than a verifier would.

The running signer uses a key only if a list signed by the root tells it, so whoever can write into the folder of
working keys cannot slip in a key of their own, nor bring a compromised one back past its list.
"""

import hashlib
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import utils

from godakeys import wire
from godakeys.keyring import BOOKS
from godakeys.messages import (
    Book,
    KeysError,
    ListedKey,
    PublicKey,
    Refused,
    State,
    Use,
    base64url,
    base64url_bytes,
)
from godakeys.policy import check_point


class RootKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root's public JWK, as pages pin it."""

    kid: str
    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str

    def jwk(self) -> dict[str, str]:
        """Return the JWK as a dictionary in its own order."""
        return {"kid": self.kid, "kty": self.kty, "crv": self.crv, "x": self.x, "y": self.y}


class _Jwk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kid: str
    jwk: _Jwk
    use: Use
    nbf: int
    exp: int
    state: State


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    iss: str
    iat: int
    exp: int
    version: int
    keys: tuple[_Entry, ...]


class KeyList(msgspec.Struct, frozen=True):
    """A key list whose signature was checked."""

    origin: str
    iat: int
    exp: int
    version: int
    keys: tuple[ListedKey, ...]


def read(token: str, root: RootKey, book: Book = "till") -> KeyList:
    """Return the list of this book that this root signed. Raises `KeysError` ("key-list-invalid") for anything else."""
    try:
        head, payload, signature = token.split(".")
        typed = base64url_bytes(head) == wire.json({"alg": "ES256", "typ": wire.BOOK_TYPE[book], "kid": root.kid})
        raw = base64url_bytes(signature, 64)
        der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        check_point(PublicKey(root.x, root.y)).verify(der, f"{head}.{payload}".encode(), wire.ES256)
        read = msgspec.json.decode(base64url_bytes(payload), type=_Payload)
        typed = typed and all(entry.use in BOOKS[book] for entry in read.keys)
    except (ValueError, InvalidSignature, Refused, msgspec.DecodeError):
        typed = False
    if not typed:
        raise KeysError("key-list-invalid", "the key list in this folder is not signed by its root")
    return KeyList(
        origin=read.iss,
        iat=read.iat,
        exp=read.exp,
        version=read.version,
        keys=tuple(
            ListedKey(kid=e.kid, key=PublicKey(e.jwk.x, e.jwk.y), use=e.use, nbf=e.nbf, exp=e.exp, state=e.state)
            for e in read.keys
        ),
    )


def fingerprint(root: RootKey) -> str:
    """Return the RFC 7638 thumbprint of the root, for people to compare."""
    ordered = {"crv": root.crv, "kty": root.kty, "x": root.x, "y": root.y}
    return base64url(hashlib.sha256(wire.json(ordered)).digest())
