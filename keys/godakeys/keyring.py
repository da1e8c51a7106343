"""The life of keys: which are there, which signs, which are published, and how one follows another.

    next ──activate──▶ active ──(its successor is activated)──▶ retired
      └──retire──▶ retired        any ──compromise──▶ compromised

A key never goes back. Each use (wallet, print, status; decision, push) has one active key and, in good order, one `next`, published
beforehand so that tills and phones know it when it begins. All of this is pure: a keyring goes in with the time, a
keyring comes out. `godakeys.ceremony` keeps it on disk; the root signs what it publishes.

The times of a key, in seconds since the epoch:
- `nbf`: the day it was made, so that it can step in at once for a compromised one;
- `exp`: wallet and status keys sign for a year and stay published for 60 days more (a card on a phone lives 45); print
  keys sign for a year and stay published for three years and 30 days more (the longest card); decision keys for ten years
  more: a decision can be contested for a month, but what it says about a family may matter in court as long as a claim does (ten
  years, Civil Law section 1895); push keys for another year, as phones subscribe to one key and change over when next opened. A
  successor's year begins where that of the active key ends.
"""

import string
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec

from godakeys.messages import DAY, Book, KeysError, ListedKey, PublicKey, State, Use

BOOKS: Final[dict[Book, tuple[Use, ...]]] = {"till": ("wallet", "print", "status"), "office": ("decision", "push")}
"""Which uses each key list tells."""
USES: Final[tuple[Use, ...]] = (*BOOKS["till"], *BOOKS["office"])
TURN: Final = 365 * DAY
"""A key signs for a year."""
OVERLAP: Final[dict[Use, int]] = {
    "wallet": 60 * DAY,
    "status": 60 * DAY,
    "print": (3 * 365 + 1 + 30) * DAY,
    "decision": (10 * 365 + 3) * DAY,
    "push": 365 * DAY,
}
"""How long its signatures are still accepted after that year."""
NOTICE: Final = 48 * 3_600
"""A key is published this long before it first signs: a till that was offline for two days still knows it."""
REMIND: Final = 30 * DAY
"""Days before the turn from which on `goda keys list` asks for it."""


class Key(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key as the signer keeps it. `published`: when the first key list with it was signed; `began`: first use."""

    kid: str
    use: Use
    key: PublicKey
    nbf: int
    exp: int
    state: State
    published: int | None = None
    began: int | None = None

    def listed(self) -> ListedKey:
        """The key as the key list tells it."""
        return ListedKey(kid=self.kid, key=self.key, use=self.use, nbf=self.nbf, exp=self.exp, state=self.state)


class Keyring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every key there ever was, so that no kid is used twice. `version` is that of the last published key list."""

    version: int = 0
    keys: tuple[Key, ...] = ()

    def key(self, kid: str) -> Key:
        """Return the key of this kid. Raises `KeysError` ("kid-unknown")."""
        for key in self.keys:
            if key.kid == kid:
                return key
        raise KeysError("kid-unknown", f"there is no key {kid}; `goda keys list` shows them")

    def of(self, use: Use, state: State) -> Key | None:
        """Return the first key of this use in this state, the oldest first."""
        return next((key for key in self.keys if (key.use, key.state) == (use, state)), None)

    def listed(self, now: int, book: Book = "till") -> tuple[ListedKey, ...]:
        """Return what the next key list of this book holds: every key of its uses that has not ended."""
        return tuple(key.listed() for key in self.keys if key.use in BOOKS[book] and key.exp > now)

    def unpublished(self) -> tuple[Key, ...]:
        """Return the keys that no key list has told yet."""
        return tuple(key for key in self.keys if key.published is None)

    def with_published(self, version: int, now: int) -> "Keyring":
        """Return the keyring after its key list was signed."""
        keys = (
            msgspec.structs.replace(key, published=now) if key.published is None and key.exp > now else key
            for key in self.keys
        )
        return Keyring(version=version, keys=tuple(keys))

    def _with(self, changed: Key) -> "Keyring":
        return msgspec.structs.replace(self, keys=tuple(changed if k.kid == changed.kid else k for k in self.keys))


def with_new(ring: Keyring, use: Use, key: PublicKey, now: int) -> tuple[Keyring, Key]:
    """Add a key as `next`. Raises `KeysError` ("next-exists") if this use has a successor already."""
    waiting = ring.of(use, "next")
    if waiting is not None:
        raise KeysError("next-exists", f"{waiting.kid} is the next {use} key already; activate or retire it first")
    active = ring.of(use, "active")
    takes_over = max(now, active.began + TURN) if active is not None and active.began is not None else now
    made = Key(
        kid=next(kid for kid in _kids(now) if all(kid != known.kid for known in ring.keys)),
        use=use,
        key=key,
        nbf=now // DAY * DAY,
        exp=(takes_over + TURN + OVERLAP[use]) // DAY * DAY + DAY,
        state="next",
    )
    return msgspec.structs.replace(ring, keys=(*ring.keys, made)), made


def activate(ring: Keyring, kid: str, now: int, *, at_once: bool = False) -> Keyring:
    """Let a `next` key sign from now on; the active key of its use retires.

    Raises `KeysError`: "not-next"; "too-early" before it has been published for 48 hours. `at_once` lifts only that
    rule, and only where no other key can sign: on the first day, and after a compromise ("not-alone" otherwise).
    """
    key = ring.key(kid)
    if key.state != "next":
        raise KeysError("not-next", f"{kid} is {key.state}; only a next key can be activated")
    active = ring.of(key.use, "active")
    if at_once and active is not None:
        raise KeysError("not-alone", f"{active.kid} can sign; --now is for the time after a compromise")
    if not at_once and (key.published is None or now < key.published + NOTICE):
        when = "it is not published yet" if key.published is None else f"that is {day_and_time(key.published + NOTICE)}"
        raise KeysError("too-early", f"{kid} may sign 48 hours after it was published; {when}")
    if active is not None:
        ring = ring._with(msgspec.structs.replace(active, state="retired"))  # noqa: SLF001 - same module
    return ring._with(msgspec.structs.replace(key, state="active", began=now))  # noqa: SLF001 - same module


def retire(ring: Keyring, kid: str) -> Keyring:
    """Withdraw a `next` key that shall never sign.

    Raises `KeysError`: "still-signs" for the active one, which retires when another is activated; "not-next" otherwise.
    """
    key = ring.key(kid)
    if key.state == "active":
        raise KeysError("still-signs", f"{kid} signs now; it retires by itself when its successor is activated")
    if key.state != "next":
        raise KeysError("not-next", f"{kid} is {key.state} already")
    return ring._with(msgspec.structs.replace(key, state="retired"))  # noqa: SLF001 - same module


def compromise(ring: Keyring, kid: str, now: int) -> Keyring:
    """Mark a key for good: nothing it ever signed is valid again. If it was active, the next one steps in at once.

    Without a next key the use is left without a key; nothing of it is signed until a new one is made.
    Raises `KeysError` ("compromised-already").
    """
    key = ring.key(kid)
    if key.state == "compromised":
        raise KeysError("compromised-already", f"{kid} is marked already")
    ring = ring._with(msgspec.structs.replace(key, state="compromised"))  # noqa: SLF001 - same module
    successor = ring.of(key.use, "next")
    if key.state == "active" and successor is not None:
        ring = activate(ring, successor.kid, now, at_once=True)
    return ring


def advice(ring: Keyring, now: int) -> list[str]:
    """Return what should be done about the keys by now, in words; nothing if all is in order."""
    tasks: list[str] = []
    for use in USES:
        active, waiting = ring.of(use, "active"), ring.of(use, "next")
        if active is None:
            tasks.append(f"No {use} key signs. `goda keys new {use}`, then `publish`, then `activate KID --now`.")
        elif active.began is not None and now >= active.began + TURN - REMIND:
            by = day_and_time(active.began + TURN)
            tasks.append(f"{active.kid} has signed for a year on {by}: activate its successor by then.")
        if waiting is None:
            tasks.append(f"The {use} key has no successor: `goda keys new {use}`, then `goda keys publish`.")
    if ring.unpublished():
        kids = ", ".join(key.kid for key in ring.unpublished())
        tasks.append(f"Not published yet: {kids}. `goda keys publish`.")
    return tasks


def day_and_time(seconds: int) -> str:
    """Return a time in words that sort: 2026-11-22 14:05 UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _kids(now: int) -> Iterator[str]:
    """Yield 26a … 26z, 26aa … 26zz for 2026: short, as each stands in every QR code."""
    year = datetime.fromtimestamp(now, UTC).strftime("%y")
    letters = string.ascii_lowercase
    yield from (year + a for a in letters)
    yield from (year + a + b for a in letters for b in letters)
    raise KeysError("kids-spent", "every kid of this year is taken")
