"""The strict door in front of every signed thing a verifier reads: compact JWS, ES256 only, canonical or nothing.

Libraries are lenient here (padded or non-canonical base64, unknown header fields, another `typ`), so the text is
judged before a signature is looked at: size, anchored characters, re-encoding to the same text (RFC 7515 2, RFC 8725
3.1 and 3.11). What the members mean is left to `form`, `keylist` and `statuslist`.
"""

import json
import re
from base64 import b64decode, urlsafe_b64encode
from typing import Final, NamedTuple, NoReturn

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

SIGNATURE_BYTES: Final = 64
COORDINATE_BYTES: Final = 32
_ES256: Final = ec.ECDSA(SHA256())
_CURVE: Final = ec.SECP256R1()
_BASE64URL: Final = re.compile(r"\A[A-Za-z0-9_-]+\Z", re.ASCII)
_DIGITS_OF_AN_INTEGER: Final = 16  # 2⁵³ − 1, the greatest integer JavaScript keeps, has sixteen


class NotOurs(ValueError):
    """The text is not a code, a token or a list of this issuer's format. Its message is for logs and tests only."""


class PublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A P-256 public key as a JWK of exactly these members (RFC 7518 6.2.1), coordinates in canonical base64url."""

    kty: str
    crv: str
    x: str
    y: str

    def load(self) -> ec.EllipticCurvePublicKey:
        """Return the key; raises `NotOurs` for another kind, another way to write it, and a point off the curve."""
        x, y = unbase64url(self.x), unbase64url(self.y)
        if self.kty != "EC" or self.crv != "P-256" or len(x) != COORDINATE_BYTES or len(y) != COORDINATE_BYTES:
            raise NotOurs("not a P-256 key")
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\4" + x + y)
        except ValueError as error:
            raise NotOurs("no point of P-256") from error


class Jws(NamedTuple):
    """A compact JWS taken apart: the bytes of its two JSON texts, its signature, and what was signed."""

    header: bytes
    payload: bytes
    signature: bytes
    signed: bytes


def base64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unbase64url(text: str) -> bytes:
    """Return the bytes of canonical base64url; raises `NotOurs` for anything that would not be written the same again."""
    if not _BASE64URL.match(text):
        raise NotOurs("not base64url")
    try:
        data = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_")
    except ValueError as error:
        raise NotOurs("not base64url") from error
    if base64url(data) != text:
        raise NotOurs("base64url is not canonical")
    return data


def split(text: str, limit: int) -> Jws:
    """Take a compact JWS of at most `limit` characters apart; raises `NotOurs`. The signature is not yet verified."""
    if len(text) > limit:
        raise NotOurs("too long")
    signed, dot, signature = text.rpartition(".")
    header, inner, payload = signed.partition(".")
    if not dot or not inner:
        raise NotOurs("a JWS has three parts")
    raw = unbase64url(signature)
    if len(raw) != SIGNATURE_BYTES:
        raise NotOurs("an ES256 signature has 64 bytes")
    return Jws(unbase64url(header), unbase64url(payload), raw, signed.encode("ascii"))


def verifies(key: ec.EllipticCurvePublicKey, signed: bytes, signature: bytes) -> bool:
    """Say whether `signature` (r and s, 64 bytes) is `key`'s over `signed` by ES256. A high s is as good as a low one."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed, _ES256)
    except InvalidSignature:
        return False
    return True


def strict_json(data: bytes) -> object:
    """Parse JSON without duplicate members, floats, huge integers or deep nesting; raises `NotOurs`.

    For the two lists, whose members may stand in any order. The parts of a card go through `form`, which is stricter.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_integer,
        )
    except (ValueError, RecursionError) as error:
        raise NotOurs("not strict JSON") from error


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotOurs("a member stands twice")
    return members


def _refuse(text: str) -> NoReturn:
    raise NotOurs(f"no such number here: {text[:_DIGITS_OF_AN_INTEGER]}")


def _integer(text: str) -> int:
    if len(text) > _DIGITS_OF_AN_INTEGER or text == "-0":
        raise NotOurs("integer out of bounds")
    return int(text)
