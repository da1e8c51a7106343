"""Digits ⇄ token: how a card's exact SD-JWT text becomes the digits of its QR code, and comes back.

`33` `01` and decimal digits; every 7 bytes are 17 digits. The bytes are `n`, `n` signatures and the JSON parts as raw
DEFLATE with dictionary 1 (card-format.md, "The QR"). Packings of one token may differ; the token is canonical.
What the parts say is `form`'s, whether it is true `verify`'s.
"""

import zlib
from typing import Final, NamedTuple

from goda.cards.dictionary import DICTIONARY_1
from goda.cards.jws import SIGNATURE_BYTES, Jws, NotOurs, base64url, split

__all__ = ["Code", "NotOurs", "pack", "read", "unpack"]

PREFIX: Final = "3301"  # the kind of code, and version 1 of it with its dictionary
DIGITS_LIMIT: Final = 2_000  # prefix included; a QR code of 15-L holds 1 250
INFLATED_LIMIT: Final = 4_096  # bytes of JSON parts with the LFs between them; six long names stay below
TOKEN_LIMIT: Final = 8_192  # characters; the base64url of INFLATED_LIMIT and two signatures is shorter
BLOCK_BYTES: Final = 7
BLOCK_DIGITS: Final = 17
DIGITS_OF_BYTES: Final = (0, 3, 5, 8, 10, 13, 15, 17)  # the least digits that hold 256^k − 1
_BYTES_OF_DIGITS: Final = {digits: count for count, digits in enumerate(DIGITS_OF_BYTES)}
_PRINT, _WALLET = 1, 2  # how many signatures a code carries: the issuer's, and the holder's proof


class Code(NamedTuple):
    """A code taken apart. `proof` is None for a printed card. Nothing in it has been verified."""

    credential: Jws
    proof: Jws | None


def read(text: str) -> Code:
    """Take digits or a token apart, whichever `text` is; raises `NotOurs` and nothing else."""
    if text[:1].isdigit():
        return _read_digits(text)
    return _read_token(text)


def unpack(digits: str) -> str:
    """Return the exact RFC 9901 text that was packed into `digits`; raises `NotOurs`."""
    code = _read_digits(digits)
    return f"{_compact(code.credential)}~{_compact(code.proof) if code.proof else ''}"


def pack(token: str) -> str:
    """Return the digits for `token` (`jws~` or `jws~proof`); raises `NotOurs` where `unpack` would not give it back."""
    code = _read_token(token)
    signatures = code.credential.signature
    parts = [code.credential.header, code.credential.payload]
    if code.proof:
        signatures += code.proof.signature
        parts += [code.proof.header, code.proof.payload]
    joined = b"\n".join(parts)
    if joined.count(b"\n") != len(parts) - 1 or len(joined) > INFLATED_LIMIT:
        raise NotOurs("a part with a line end, or more than a code may hold")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY_1)
    packed = deflate.compress(joined) + deflate.flush()
    digits = PREFIX + _digits(bytes([len(parts) // 2]) + signatures + packed)
    if len(digits) > DIGITS_LIMIT:
        raise NotOurs("more digits than a reader takes")
    return digits


def _read_digits(text: str) -> Code:
    if len(text) > DIGITS_LIMIT or not text.startswith(PREFIX) or not (text.isascii() and text.isdigit()):
        raise NotOurs("not digits of this version")
    data = _bytes(text[len(PREFIX) :])
    count = data[0] if data else 0
    if count not in (_PRINT, _WALLET):
        raise NotOurs("one or two signatures")
    start = 1 + count * SIGNATURE_BYTES
    parts = _inflate(data[start:]).split(b"\n")
    if len(parts) != 2 * count:
        raise NotOurs("two parts for each signature")
    credential = _jws(parts[0], parts[1], data[1 : 1 + SIGNATURE_BYTES])
    proof = _jws(parts[2], parts[3], data[1 + SIGNATURE_BYTES : start]) if count == _WALLET else None
    return Code(credential, proof)


def _read_token(text: str) -> Code:
    if len(text) > TOKEN_LIMIT or not text.isascii():
        raise NotOurs("not a token")
    credential, tilde, proof = text.partition("~")
    if not tilde:
        raise NotOurs("a credential ends in a tilde")
    return Code(split(credential, TOKEN_LIMIT), split(proof, TOKEN_LIMIT) if proof else None)


def _jws(header: bytes, payload: bytes, signature: bytes) -> Jws:
    return Jws(header, payload, signature, f"{base64url(header)}.{base64url(payload)}".encode("ascii"))


def _compact(jws: Jws) -> str:
    return f"{jws.signed.decode('ascii')}.{base64url(jws.signature)}"


def _inflate(data: bytes) -> bytes:
    inflate = zlib.decompressobj(-15, zdict=DICTIONARY_1)
    try:
        inflated = inflate.decompress(data, INFLATED_LIMIT + 1)
    except zlib.error as error:
        raise NotOurs("not DEFLATE") from error
    if len(inflated) > INFLATED_LIMIT or not inflate.eof:
        raise NotOurs("cut short, or more than a code may hold")
    return inflated  # what follows the final block is ignored: some inflaters cannot see it


def _digits(data: bytes) -> str:
    blocks = (data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES))
    return "".join(str(int.from_bytes(block, "big")).zfill(DIGITS_OF_BYTES[len(block)]) for block in blocks)


def _bytes(digits: str) -> bytes:
    whole = len(digits) - len(digits) % BLOCK_DIGITS
    last = _BYTES_OF_DIGITS.get(len(digits) - whole)
    if last is None:
        raise NotOurs("no block has so many digits")
    try:
        blocks = [
            int(digits[at : at + BLOCK_DIGITS]).to_bytes(BLOCK_BYTES, "big") for at in range(0, whole, BLOCK_DIGITS)
        ]
        if last:
            blocks.append(int(digits[whole:]).to_bytes(last, "big"))
    except OverflowError as error:
        raise NotOurs("a block is too large for its bytes") from error
    return b"".join(blocks)
