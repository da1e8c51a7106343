"""The verdict: what a till learns from a code, in the order of card-format.md, with no request caused by the scan.

1. Take the code apart and read its parts strictly, else *not valid: not-ours*.
2. Without a key list in force: *cannot tell: keys*. With a clock behind the status list: *cannot tell: clock*.
3. The issuer's key, signature, and what it signed, else *not valid: not-ours, forged* or *expired*.
4. The phone's proof, else *not valid: not-ours, old-code* or *phone-clock*.
5. The status bit, and only now: *annulled, not valid, cannot tell: status*, or *valid*.

Libraries do not verify for us: they accept expired cards, proofs a year old and any `typ`. Lists are read by `keylist`
and `statuslist`; nothing here fetches, stores or remembers. Names are told only from step 5 on, when all of the code is
known to be true, so that a forger's text is never shown.
"""

from hashlib import sha256
from typing import Final, Literal

import msgspec

from goda.cards import form, wire
from goda.cards.jws import Jws, NotOurs, base64url, verifies
from goda.cards.keylist import KeyList, Use
from goda.cards.statuslist import StatusList

CARD_TYP: Final = "dc+sd-jwt"  # may still move with SD-JWT VC draft-25
PROOF_TYP: Final = "kb+jwt"
DAY: Final = 86_400
CLOCK_BEHIND: Final = 600  # seconds before the status list's own time at which a clock is called wrong
PROOF_PAST: Final = 60  # seconds; a code is drawn anew every 20
PROOF_AHEAD: Final = 30
FRESH: Final = 900  # seconds since the list was fetched for which Valid needs no "as of"

Answer = Literal["valid", "valid_as_of", "cannot_tell", "annulled", "not_valid"]
Reason = Literal["not-ours", "forged", "expired", "old-code", "phone-clock", "keys", "clock", "status", "annulled"]


class Verdict(msgspec.Struct, frozen=True):
    """What the till shows. `as_of` (epoch seconds) stands only with *valid_as_of*: when the status was last fetched."""

    verdict: Answer
    reason: Reason | None = None
    names: tuple[str, ...] = ()
    print: bool = False
    as_of: int | None = None


def verdict(  # noqa: C901, PLR0911, PLR0912 - the order of the questions is the rule: one return for each answer
    text: str,
    *,
    keys: KeyList | None,
    status: StatusList | None,
    now: int,
    origin: str,
    status_age: int | None = None,
    asked: str | None = None,
) -> Verdict:
    """Judge digits or a token; never raises.

    `now` is the corrected clock in epoch seconds; `status_age` the seconds since `status` was last fetched, where that
    is known (else its `iat` counts); `asked` the digits that this till shows to the holder, if it does.
    """
    # 1. Unpack, rebuild, parse strictly.
    try:
        code = wire.read(text)
        card = form.read(code)
    except NotOurs:
        return _not_valid("not-ours")

    # 2. A key list in force, and a clock that is not behind the status list.
    if keys is None or now >= keys.exp or keys.iss != origin:
        return Verdict("cannot_tell", "keys")
    if status is not None and now + CLOCK_BEHIND < status.iat:
        return Verdict("cannot_tell", "clock")

    # 3. The issuer: the key for this use, its signature, then what it signed.
    printed = card.proof is None
    use: Use = "print" if printed else "wallet"
    key = keys.keys.get(card.header.kid)
    if key is None or not key.may(use, now):
        return _not_valid("not-ours")
    if not verifies(key.public, code.credential.signed, code.credential.signature):
        return _not_valid("forged")
    if not _is_of_this_issuer(card, use, origin):
        return _not_valid("not-ours")
    if now >= card.claims.exp:
        return _not_valid("expired")

    # 4. The phone: its proof over this very credential, made for tills, just now.
    if code.proof and card.proof:
        if not _is_proof_of_this_card(code.credential, code.proof, card.proof, origin):
            return _not_valid("not-ours")
        if card.proof.claims.iat < now - PROOF_PAST:
            return _not_valid("old-code")
        if card.proof.claims.iat > now + PROOF_AHEAD:
            return _not_valid("phone-clock")
        if asked is not None and form.challenge_of(card.proof.claims.nonce) != asked:
            return _not_valid("old-code")  # drawn before the holder typed this till's digits: open the card again

    # 5. The status bit. Annulled stays annulled, even on a list past its end.
    names, entry = card.claims.names, card.claims.status.status_list
    if status is None or status.uri != entry.uri:
        return Verdict("cannot_tell", "status", names, printed)
    if entry.idx >= len(status):
        return _not_valid("not-ours")
    if status.annulled(entry.idx):
        return Verdict("annulled", "annulled", names, printed)
    if now >= status.exp:
        return Verdict("cannot_tell", "status", names, printed)
    age = now - status.iat if status_age is None else status_age
    if age > FRESH:
        return Verdict("valid_as_of", None, names, printed, now - age)
    return Verdict("valid", None, names, printed)


def _not_valid(reason: Reason) -> Verdict:
    return Verdict("not_valid", reason)


def _is_of_this_issuer(card: form.Card, use: Use, origin: str) -> bool:
    claims = card.claims
    address, _, number = claims.status.status_list.uri.rpartition("/status/")
    return (
        card.header.typ == CARD_TYP
        and claims.iss == origin
        and claims.vct == (f"{origin}/vct/print-1" if use == "print" else f"{origin}/vct/1")
        and claims.exp % DAY == 0
        and address == origin
        and _is_list_number(number)
    )


def _is_list_number(text: str) -> bool:
    return len(text) <= 9 and text.isascii() and text.isdigit() and text[0] != "0"  # noqa: PLR2004 - the format's words


def _is_proof_of_this_card(credential: Jws, signed: Jws, proof: form.Proof, origin: str) -> bool:
    try:
        holder = proof.holder.load()
    except NotOurs:
        return False
    shown = f"{credential.signed.decode('ascii')}.{base64url(credential.signature)}~"
    return (
        proof.header.typ == PROOF_TYP
        and verifies(holder, signed.signed, signed.signature)
        and proof.claims.sd_hash == base64url(sha256(shown.encode("ascii")).digest())
        and proof.claims.aud == f"{origin}/verify"
    )
