"""The status list: one bit for each credential ever made, set when it is annulled (Token Status List draft-21).

Judged by its signature, its own times and the newest list seen. How old it may be for a green answer is `verify`'s; an
expired list is read all the same, because what was annulled stays annulled.
"""

import zlib
from typing import Final, Literal

import msgspec

from goda.cards.form import Whole
from goda.cards.jws import NotOurs, split, strict_json, unbase64url, verifies
from goda.cards.keylist import KeyList

STATUS_LIST_LIMIT: Final = 524_288  # characters; a list of 2²⁰ bits that does not compress at all takes 234 000
BYTES_LIMIT: Final = 131_072  # 2²⁰ entries of one bit
LIFETIME_LIMIT: Final = 86_400  # seconds: no till is green a day after its last list


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["ES256"]
    typ: Literal["statuslist+jwt"]
    kid: str


class _Bits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bits: Literal[1]
    lst: str


class _Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sub: str
    iat: Whole
    exp: Whole
    ttl: Whole
    status_list: _Bits


class StatusList(msgspec.Struct, frozen=True):
    """A status list that a status key of the issuer signed: its address, its times (epoch seconds), its bits."""

    uri: str
    iat: int
    exp: int
    bits: bytes

    def __len__(self) -> int:
        """How many entries the list has."""
        return len(self.bits) * 8

    def annulled(self, index: int) -> bool:
        """Say whether the entry is set; raises IndexError for one that is out of range. Lowest bit first (TSL 4.1)."""
        return bool(self.bits[index >> 3] >> (index & 7) & 1)


def read_status_list(jwt: str, keys: KeyList, uri: str | None, now: int, seen: StatusList | None = None) -> StatusList:
    """Return the list in `jwt`, which stands at `uri` (None: at the address it says itself); raises `NotOurs`.

    Refused: another form or address, a key that did not sign status lists when this one was made, a key list past its end
    at `now`, and a list older than `seen`. The signing key's times are held against the list's own `iat`: a till whose
    clock is behind must still learn that it is.
    """
    parts = split(jwt, STATUS_LIST_LIMIT)
    try:
        header = msgspec.convert(strict_json(parts.header), _Header)
        claims = msgspec.convert(strict_json(parts.payload), _Claims)
    except msgspec.ValidationError as error:
        raise NotOurs("not a status list") from error
    key = keys.keys.get(header.kid)
    if now >= keys.exp or not key or not key.may("status", claims.iat):
        raise NotOurs("no key for status lists")
    if not verifies(key.public, parts.signed, parts.signature):
        raise NotOurs("not signed by its key")
    if claims.sub != (uri or claims.sub):
        raise NotOurs("the list of another address")
    if not claims.iat < claims.exp <= claims.iat + LIFETIME_LIMIT:
        raise NotOurs("made for too long")
    if seen and claims.iat < seen.iat:
        raise NotOurs("older than the list already seen")
    return StatusList(claims.sub, claims.iat, claims.exp, _inflate(unbase64url(claims.status_list.lst)))


def _inflate(packed: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        bits = inflate.decompress(packed, BYTES_LIMIT + 1)
    except zlib.error as error:
        raise NotOurs("not zlib") from error
    if not bits or len(bits) > BYTES_LIMIT or not inflate.eof:
        raise NotOurs("empty, too long or cut short")
    return bits
