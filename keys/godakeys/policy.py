"""What may be signed. Pure functions: a message and what the signer knows go in; silence or `Refused` comes out.

The rules are those of card-format.md, and each has a test of its own. They stand here as well as in the verifiers,
because a signature outlives every bug of whoever asked for it.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from godakeys.keyring import BOOKS
from godakeys.messages import (
    DAY,
    LIST_SIZE,
    ListedKey,
    PublicKey,
    Refused,
    SignCard,
    SignDecision,
    SignKeyList,
    SignPush,
    SignStatusList,
    base64url_bytes,
)

WALLET_LIFE: Final = 45 * DAY
"""A phone that was lost, or a key that was stolen, is useless after this at the latest."""
MAX_NAMES: Final = 6
MAX_NAME: Final = 60
"""Unicode code points."""
MAX_STATUS_LIST: Final = 999_999_999
"""`/status/` and one to nine digits without a leading zero."""
AHEAD: Final = 60
"""Seconds by which a status list may run ahead of the signer's clock, so that `iat` can rise under a burst."""
BEHIND: Final = 3_600
"""Seconds by which it may lag: an older list is a leftover, not news."""
KEY_LIST_LIFE: Final = 90 * DAY
MAX_DOCUMENT: Final = 1 << 20
"""Bytes of a decision's PDF; ours have some 40 000."""
DECISION_BEHIND: Final = 31
"""Days by which a seal may follow its decision (an outbox that waited for keys); the next day is allowed, as Riga is ahead of UTC."""
PUSH_LIFE: Final = DAY
"""RFC 8292 section 2: at most 24 hours."""
MAX_CONTACT: Final = 200
"""Characters of a push token's audience and subject."""
KEY_LIFE: Final[dict[str, int]] = {
    "wallet": 800 * DAY,
    "status": 800 * DAY,
    "print": 1_870 * DAY,
    "decision": 4_390 * DAY,
    "push": 1_100 * DAY,
}
"""The longest a key may stay published: a year as successor, its working year, and the time its signatures live on
(see `godakeys.keyring`)."""

_KID: Final = re.compile(r"\A[a-z0-9]{3,4}\Z")
_NUMBER: Final = re.compile(r"\AL-(20[0-9]{2})-[0-9]{6,9}\Z")
_PDF: Final = re.compile(rb"\A%PDF-(?:1\.[3-7]|2\.0)[\r\n]")
_PDF_END: Final = re.compile(rb"startxref\r?\n[0-9]+\r?\n%%EOF\r?\n?\Z")
_SERVICE: Final = re.compile(r"\Ahttps://[a-z0-9.-]+(:[0-9]{1,5})?\Z")
_HERE: Final = re.compile(r"\Ahttp://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?\Z")
_CONTACT: Final = re.compile(
    r"\A(mailto:[A-Za-z0-9._%+-]+@[a-z0-9.-]+|https://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?)\Z"
)
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def check_card(message: SignCard, now: int) -> None:
    """Raise `Refused` unless the card format allows this credential at `now` (seconds since the epoch)."""
    if message.exp % DAY:
        raise Refused("exp-not-whole-day", "a card ends at 00:00 UTC")
    if message.exp <= now:
        raise Refused("exp-past", "this card has ended already")
    if message.profile == "wallet":
        if message.exp > now + WALLET_LIFE:
            raise Refused("exp-too-far", "a card on a phone lives at most 45 days and is renewed")
        if message.holder is None:
            raise Refused("holder-missing", "a card on a phone is bound to the phone's key")
        check_point(message.holder)
    elif message.holder is not None:
        raise Refused("holder-forbidden", "a printed card cannot prove that it holds a key")
    check_status_list_number(message.status_list)
    if not 0 <= message.status_idx < LIST_SIZE:
        raise Refused("status-index", f"a status index lies between 0 and {LIST_SIZE - 1}")
    check_names(message.names)


def check_names(names: tuple[str, ...]) -> None:
    """Raise `Refused` unless these are 1 to 6 names of 1 to 60 code points in NFC, of characters that only show."""
    if not 1 <= len(names) <= MAX_NAMES:
        raise Refused("names-count", f"a card carries one to {MAX_NAMES} names")
    for name in names:
        if not 1 <= len(name) <= MAX_NAME:
            raise Refused("name-length", f"a name has one to {MAX_NAME} characters")
        # All that is printable to Python is allowed; of the rest, rare spaces and unassigned characters are too.
        if not name.isprintable() and any(unicodedata.category(character) in _FORBIDDEN for character in name):
            raise Refused("name-characters", "a name has no control, formatting or line-breaking characters")
        if not unicodedata.is_normalized("NFC", name):
            raise Refused("name-not-nfc", "a name is in Unicode normalisation form C")


def check_point(key: PublicKey) -> ec.EllipticCurvePublicKey:
    """Return the key if its coordinates are canonical and on P-256; raise `Refused` otherwise."""
    try:
        # As an encoded point, not as numbers: from numbers OpenSSL reduces a coordinate above the field and accepts
        # it, where WebCrypto does not, and a card must be the same to all.
        point = b"\4" + base64url_bytes(key.x, 32) + base64url_bytes(key.y, 32)
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Refused("holder-invalid", "this is not a public key of P-256") from None


def check_status_list_number(number: int) -> None:
    """Raise `Refused` unless `/status/<number>` is an address that verifiers accept."""
    if not 1 <= number <= MAX_STATUS_LIST:
        raise Refused("status-list-number", "a status list has a number of one to nine digits, from 1")


def check_status_list(message: SignStatusList, now: int, last: tuple[int, bytes] | None) -> None:
    """Raise `Refused` unless this list may follow `last`, the `iat` and bits of the list signed before it.

    `iat` rises strictly, so that a verifier can refuse an older list than it has seen; no bit is ever set back, so that
    an annulment, once published, stays one (I1).
    """
    check_status_list_number(message.list)
    if len(message.bits) * 8 != LIST_SIZE:
        raise Refused("list-size", f"a status list has {LIST_SIZE} bits")
    if message.iat > now + AHEAD:
        raise Refused("list-iat-ahead", f"a status list is dated at most {AHEAD} seconds ahead")
    if message.iat < now - BEHIND:
        raise Refused("list-iat-stale", f"a status list is dated at most {BEHIND} seconds back")
    if last is None:
        return
    iat, bits = last
    if message.iat <= iat:
        raise Refused("list-iat-not-rising", f"the last list is of {iat}; the next one is later")
    if int.from_bytes(bits) & ~int.from_bytes(message.bits):
        raise Refused("list-bit-set-back", "an annulled credential stays annulled")


def check_decision(message: SignDecision, now: int) -> None:
    """Raise `Refused` unless this is a decision's PDF, numbered in its own year and made no longer ago than a seal may wait.

    Whether the decision is right is for people; whether these bytes are a document that can be read in ten years is for here.
    """
    numbered = _NUMBER.match(message.number)
    if numbered is None or int(numbered[1]) != message.made.year:
        raise Refused("decision-number", "a decision has a number such as L-2026-000123, of its own year")
    today = _day(now)
    if not today - timedelta(days=DECISION_BEHIND) <= message.made <= today + timedelta(days=1):
        raise Refused("decision-date", f"a decision is sealed within {DECISION_BEHIND} days, and not before it is made")
    if len(message.document) > MAX_DOCUMENT:
        raise Refused("document-size", f"a decision has at most {MAX_DOCUMENT} bytes")
    if not _PDF.match(message.document) or not _PDF_END.search(message.document[-64:]):
        raise Refused("document-not-pdf", "only a whole PDF is sealed as a decision")


def check_push(message: SignPush, now: int, *, at_home: bool) -> None:
    """Raise `Refused` unless this token goes to a push service and lives at most a day.

    `at_home`: this installation itself stands at http on this machine (the demo), so its push service may too.
    """
    if len(message.audience) > MAX_CONTACT or not (
        _SERVICE.match(message.audience) or (at_home and _HERE.match(message.audience))
    ):
        raise Refused("push-audience", "a push service has an https origin without a path")
    if len(message.subject) > MAX_CONTACT or not _CONTACT.match(message.subject):
        raise Refused("push-subject", "the subject is mailto: or https, for the push service's operator")
    if not now < message.exp <= now + PUSH_LIFE:
        raise Refused("push-lifetime", "a push token lives at most 24 hours")


def check_key_list(message: SignKeyList, now: int, version: int, listed: Mapping[str, ListedKey]) -> None:
    """Raise `Refused` unless the root may sign this after `version`, having ever listed the keys `listed`.

    The root remembers every `kid`: none is ever used for a second key, none is cleared of a compromise, and none
    vanishes while verifiers may still meet its signatures.
    """
    if message.version <= version:
        raise Refused("version-not-rising", f"the last key list has version {version}")
    if abs(message.iat - now) > AHEAD:
        raise Refused("key-list-iat", "a key list is dated by the root's own clock")
    if not message.iat < message.exp <= message.iat + KEY_LIST_LIFE:
        raise Refused("key-list-lifetime", "a key list lives at most 90 days")
    for key in message.keys:
        if key.use not in BOOKS[message.book]:
            raise Refused(
                "use-of-another-list", f"{key.kid} is for {key.use}, which the {message.book} list does not tell"
            )
        _check_listed(key, listed.get(key.kid))
    kept = {key.kid for key in message.keys}
    for kid, old in listed.items():
        if old.use in BOOKS[message.book] and kid not in kept and old.exp > now:
            raise Refused("key-dropped", f"what {kid} signed may still be shown")
    _check_distinct(message.keys, listed)


def _check_distinct(keys: tuple[ListedKey, ...], listed: Mapping[str, ListedKey]) -> None:
    """A kid names one key, ever; a key has one kid and one use; one key of a use signs at a time."""
    if len({key.kid for key in keys}) != len(keys):
        raise Refused("kid-reused", "a kid stands once in a list")
    kid_of = {key.key: kid for kid, key in listed.items()}
    for key in keys:
        if kid_of.setdefault(key.key, key.kid) != key.kid:
            raise Refused("kid-reused", f"{key.kid} is the key {kid_of[key.key]} under another name")
    active = [key.use for key in keys if key.state == "active"]
    if len(set(active)) != len(active):
        raise Refused("two-active", "one key of a use signs at a time")


def _check_listed(key: ListedKey, old: ListedKey | None) -> None:
    if not _KID.match(key.kid):
        raise Refused("kid-format", "a kid has three or four characters of a-z and 0-9")
    try:
        check_point(key.key)
    except Refused:
        raise Refused("key-invalid", f"{key.kid} is not a public key of P-256") from None
    if not key.nbf < key.exp <= key.nbf + KEY_LIFE[key.use]:
        raise Refused("key-life", f"{key.kid} is published for too long or not at all")
    if old is None:
        return
    if (key.key, key.use) != (old.key, old.use):
        raise Refused("kid-reused", f"{key.kid} has named another key")
    if (key.nbf, key.exp) != (old.nbf, old.exp):
        raise Refused("key-changed", f"the dates of {key.kid} are published")
    if old.state == "compromised" and key.state != "compromised":
        raise Refused("compromise-undone", f"{key.kid} is compromised for good")


def _day(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()
