"""What a signer can be asked for, and how it says no.

A message carries *fields*, never bytes to be signed: the signer builds header and payload itself
(`godakeys.wire`), so whoever holds only the client cannot have anything else signed. The origin is not here
either; it belongs to the signer's own configuration.

`encode` and `decode` are the messages' only form outside a process. `decode` refuses an unknown field, a wrong
type and a second value for a member, so a signer in a process of its own and the one in this process
(`godakeys.local`) refuse the same things. Whether a well-formed message may be signed is for `godakeys.policy`.
"""

import base64
import binascii
from datetime import date
from typing import Final, Literal

import msgspec

DAY: Final = 86_400
"""Seconds. Every `exp` of a card is a multiple of it (card-format.md)."""

LIST_SIZE: Final = 1 << 20
"""Entries in a status list, one bit each, from the first day on (card-format.md)."""

Profile = Literal["wallet", "print"]
TillUse = Literal["wallet", "print", "status"]
OfficeUse = Literal["decision", "push"]
Use = TillUse | OfficeUse
Book = Literal["till", "office"]
"""Two key lists, since the tills' strict readers refuse one with a use they do not know: `till` holds the keys that cards and
status lists are checked with, `office` those that seal decisions and knock at push services."""
DecisionKind = Literal["grant", "refuse", "annul"]
State = Literal["next", "active", "retired", "compromised"]

RefusalCode = Literal[
    "malformed",  # not one of the messages, a field of the wrong type, a field unknown
    "exp-not-whole-day",
    "exp-past",
    "exp-too-far",
    "holder-missing",  # a wallet card without the phone's key
    "holder-forbidden",  # a printed card with one
    "holder-invalid",  # not a point of P-256, or not canonical base64url
    "names-count",
    "name-length",
    "name-not-nfc",
    "name-characters",
    "status-list-number",
    "status-index",
    "list-size",
    "list-iat-not-rising",
    "list-iat-ahead",
    "list-iat-stale",
    "list-bit-set-back",
    "budget-spent",
    "no-active-key",
    "key-ends-first",  # the signature would outlive the key that made it
    "version-not-rising",
    "key-list-lifetime",
    "key-list-iat",
    "key-invalid",
    "kid-format",
    "kid-reused",
    "key-changed",
    "key-dropped",
    "key-life",
    "compromise-undone",
    "two-active",
    "use-of-another-list",  # a till's list holds tills' keys only, and the office's list the office's
    "decision-number",
    "decision-date",
    "document-size",
    "document-not-pdf",
    "push-audience",
    "push-subject",
    "push-lifetime",
]
"""Each way in which a signer says no. A code, once published, keeps its meaning."""


class KeysError(Exception):
    """The base of every error of this package: a stable `code` and a sentence (`detail`) for the person who looks."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type["KeysError"], tuple[str, str]]:
        """Survive a process pool: the default would pass one argument to a constructor of two."""
        return type(self), (self.code, self.detail)


class Refused(KeysError):
    """The policy forbids this message. Asking again with the same message gives the same answer."""

    def __init__(self, code: RefusalCode, detail: str) -> None:
        super().__init__(code, detail)


class PublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A P-256 public key by its coordinates, as in a JWK: `x` and `y` of 43 base64url characters each."""

    x: str
    y: str


class SignCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="card"):
    """One credential: `wallet` (with the phone's key, at most 45 days) or `print` (without, until the card's end).

    `exp` is in seconds since the epoch, a whole day in UTC. `names` are shown in this order, the holder first.
    """

    profile: Profile
    exp: int
    status_list: int
    status_idx: int
    names: tuple[str, ...]
    holder: PublicKey | None = None


class SignStatusList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="status-list"):
    """One status list: `bits` are the raw 2²⁰ bits (131 072 bytes), entry 0 in the lowest bit of byte 0.

    `iat` is in seconds since the epoch and rises strictly from one list to the next.
    """

    list: int
    iat: int
    bits: bytes


class SignDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="decision"):
    """The fund's seal on one decision: the signer takes the PDF itself, never a digest of something it has not seen.

    `number` is that of the decision (L-2026-000123), `made` its day in Riga; both stand in the document too.
    """

    number: str
    kind: DecisionKind
    made: date
    document: bytes


class SignPush(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="push"):
    """A VAPID token (RFC 8292): who knocks at the push service.

    `audience` is the service's origin, `subject` where its operator can reach the fund (`mailto:` or https), `exp` in seconds since
    the epoch, at most 24 hours ahead.
    """

    audience: str
    subject: str
    exp: int


class ListedKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the key list: valid while `nbf` ≤ now < `exp` and not `compromised`."""

    kid: str
    key: PublicKey
    use: Use
    nbf: int
    exp: int
    state: State


class SignKeyList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="key-list"):
    """A key list, asked of the root only. Each book's `version` only grows; `exp` is at most 90 days after `iat`."""

    version: int
    iat: int
    exp: int
    keys: tuple[ListedKey, ...]
    book: Book = "till"


Message = SignCard | SignStatusList | SignDecision | SignPush | SignKeyList

_URL_ALPHABET: Final = bytes.maketrans(b"+/", b"-_")
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def encode(message: Message) -> bytes:
    """Return the message as it travels to a signer (JSON). Raises `Refused` for text that no JSON can carry."""
    try:
        return _encoder.encode(message)
    except (UnicodeEncodeError, TypeError, OverflowError) as error:
        raise Refused("malformed", f"this message cannot be written down: {error}") from None


def decode(data: bytes) -> Message:
    """Read a message. Raises `Refused` ("malformed") for anything but what `encode` writes for one of its kinds.

    Held against its own writing because a JSON reader lets the last of two values for a member win.
    """
    try:
        message = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused("malformed", f"this is not a message for a signer: {error}") from None
    if encode(message) != data:
        raise Refused("malformed", "a message has one way to be written")
    return message


def base64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515 §2)."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_ALPHABET, b"=").decode("ascii")


def base64url_bytes(text: str, length: int | None = None) -> bytes:
    """Read canonical base64url without padding.

    Raises `ValueError` for every other spelling of the same bytes, and for another number of bytes than `length`.
    """
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(data) != text or length not in {None, len(data)}:
        raise ValueError("not canonical base64url")
    return data
