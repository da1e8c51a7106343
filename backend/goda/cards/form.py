"""The exact form of a card's JSON parts: which members, in which order, written how (card-format.md, profiles).

A part is ours only if compact serialising of what was read gives the same bytes; so there is no second way to write
one, no repeated, missing or further member, no float, no escaped letter, no depth. Values that depend on the issuer,
the keys or the clock (`typ`, `iss`, `vct`, `exp`, `uri`, `aud`, `iat`) are judged by `verify`.
"""

import re
import unicodedata
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from goda.cards.jws import NotOurs, PublicKey, unbase64url
from goda.cards.wire import Code

KID: Final = r"\A[a-z0-9]{3,4}\Z"
NAME_LIMIT: Final = 60  # code points
_SHA256_BYTES: Final = 32
_NONCE: Final = re.compile(r"\A(?:([0-9]{2,3})\.)?([A-Za-z0-9_-]{11})\Z")
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

Whole = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]  # what JavaScript keeps exactly


class CardHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The credential's header: which key signed, and as what."""

    alg: Literal["ES256"]
    typ: str
    kid: Annotated[str, msgspec.Meta(pattern=KID)]


class ProofHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof's header."""

    alg: Literal["ES256"]
    typ: str


class StatusEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the credential's one bit stands: the index in the list at `uri`."""

    idx: Whole
    uri: str


class Status(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place of the bit, as Token Status List nests it."""

    status_list: StatusEntry


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phone's key, as RFC 7800 nests it."""

    jwk: PublicKey


class PrintClaims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the issuer signs for a printed card; the holder's name first."""

    iss: str
    vct: str
    exp: Whole
    status: Status
    names: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=6)]


class WalletClaims(PrintClaims, frozen=True, forbid_unknown_fields=True):
    """What the issuer signs for a phone: the same, and the phone's key."""

    cnf: Confirmation


class ProofClaims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the phone signs each twenty seconds (RFC 9901 4.3)."""

    iat: Whole
    aud: str
    nonce: str
    sd_hash: str


class Proof(msgspec.Struct, frozen=True):
    """A phone's proof, and the key that the issuer says is the phone's."""

    header: ProofHeader
    claims: ProofClaims
    holder: PublicKey


class Card(msgspec.Struct, frozen=True):
    """A code whose every part has the form. A printed card has no proof, and no phone's key either."""

    header: CardHeader
    claims: PrintClaims
    proof: Proof | None


_T = TypeVar("_T")
_card_header: Final = msgspec.json.Decoder(CardHeader)
_print_claims: Final = msgspec.json.Decoder(PrintClaims)
_wallet_claims: Final = msgspec.json.Decoder(WalletClaims)
_proof_header: Final = msgspec.json.Decoder(ProofHeader)
_proof_claims: Final = msgspec.json.Decoder(ProofClaims)
_encode: Final = msgspec.json.Encoder().encode


def read(code: Code) -> Card:
    """Return the card in `code`; raises `NotOurs`.

    A proof without a phone's key, and a phone's key without its proof, are refused here: the one rule that keeps a
    wallet card from being shown as a printed one, and a printed one as a wallet's.
    """
    header = _exactly(_card_header, code.credential.header)
    if code.proof is None:
        printed = _exactly(_print_claims, code.credential.payload)
        _require_names(printed.names)
        return Card(header, printed, None)
    claims = _exactly(_wallet_claims, code.credential.payload)
    _require_names(claims.names)
    proof = _exactly(_proof_claims, code.proof.payload)
    if len(unbase64url(proof.sd_hash)) != _SHA256_BYTES:
        raise NotOurs("sd_hash has 32 bytes")
    challenge_of(proof.nonce)
    return Card(header, claims, Proof(_exactly(_proof_header, code.proof.header), proof, claims.cnf.jwk))


def challenge_of(nonce: str) -> str | None:
    """Return the two or three digits a till had shown and the holder typed, if any; raises `NotOurs` for another form."""
    match = _NONCE.match(nonce)
    if not match:
        raise NotOurs("not a nonce")
    unbase64url(match[2])
    return match[1]


def _exactly(decoder: msgspec.json.Decoder[_T], part: bytes) -> _T:
    try:
        value = decoder.decode(part)
        again = _encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotOurs("not the members of the format") from error
    if again != part:
        raise NotOurs("not written as the format writes it")
    return value


def _require_names(names: tuple[str, ...]) -> None:
    for name in names:
        if not 1 <= len(name) <= NAME_LIMIT:
            raise NotOurs("a name has 1 to 60 code points")
        # isprintable() is false for every forbidden category and for a few allowed ones: those are looked at one by one
        if not name.isprintable() and any(unicodedata.category(letter) in _FORBIDDEN for letter in name):
            raise NotOurs("a name has a character that is not shown")
        if not name.isascii() and not unicodedata.is_normalized("NFC", name):
            raise NotOurs("a name is not in NFC")
