"""The key list: which keys may sign what, said by the offline root that every verifier pins (card-format.md, "Keys").

Judged by its own times and by the newest list seen; who fetches it, and when, is the caller's business.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from goda.cards.form import KID, Whole
from goda.cards.jws import NotOurs, PublicKey, split, strict_json, verifies

KEY_LIST_LIMIT: Final = 65_536  # characters; forty keys take some 16 000
LIFETIME_LIMIT: Final = 90 * 86_400  # seconds: a root that is lost must not rule for longer

Use = Literal["wallet", "print", "status"]


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["ES256"]
    typ: Literal["goda-keys+jwt"]
    kid: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kid: Annotated[str, msgspec.Meta(pattern=KID)]
    jwk: PublicKey
    use: Use
    nbf: Whole
    exp: Whole
    state: Literal["next", "active", "retired", "compromised"]


class _Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    iss: str
    iat: Whole
    exp: Whole
    version: Whole
    keys: tuple[_Entry, ...]


class ListedKey(msgspec.Struct, frozen=True):
    """One key of the list with its point loaded. `nbf` ≤ time < `exp`, in epoch seconds."""

    public: ec.EllipticCurvePublicKey
    use: Use
    nbf: int
    exp: int
    compromised: bool

    def may(self, use: Use, at: int) -> bool:
        """Say whether this key signs for `use` at `at`; next, active and retired keys do alike."""
        return self.use == use and not self.compromised and self.nbf <= at < self.exp


class KeyList(msgspec.Struct, frozen=True):
    """A key list that the pinned root signed. Good until `exp` (epoch seconds); `jws` is the text it was read from."""

    jws: str
    iss: str
    iat: int
    exp: int
    version: int
    keys: dict[str, ListedKey]


def read_key_list(jws: str, root_jwk: Mapping[str, str], now: int, seen: KeyList | None = None) -> KeyList:
    """Return the list in `jws`; raises `NotOurs`.

    Refused: another root or form, a list past its end at `now`, a version lower than that of `seen`, and the same version
    in other words. A list from the future is taken: a till whose clock is behind must still learn that it is.
    """
    parts = split(jws, KEY_LIST_LIMIT)
    root = PublicKey(*(str(root_jwk.get(member)) for member in ("kty", "crv", "x", "y")))
    try:
        header = msgspec.convert(strict_json(parts.header), _Header)
        claims = msgspec.convert(strict_json(parts.payload), _Claims)
    except msgspec.ValidationError as error:
        raise NotOurs("not a key list") from error
    if header.kid != root_jwk.get("kid") or not verifies(root.load(), parts.signed, parts.signature):
        raise NotOurs("not signed by the pinned root")
    if not claims.iat < claims.exp <= claims.iat + LIFETIME_LIMIT or now >= claims.exp:
        raise NotOurs("past its end, or made for too long")
    if seen and (claims.version < seen.version or (claims.version == seen.version and jws != seen.jws)):
        raise NotOurs("older than, or other than, the list already seen")
    keys = {
        entry.kid: ListedKey(entry.jwk.load(), entry.use, entry.nbf, entry.exp, entry.state == "compromised")
        for entry in claims.keys
    }
    if len(keys) != len(claims.keys):
        raise NotOurs("a key id with two keys")
    return KeyList(jws, claims.iss, claims.iat, claims.exp, claims.version, keys)
