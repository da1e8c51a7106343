"""What a key officer does: begin, make, publish, activate, retire, mark as compromised. `godakeys.cli` gives it a voice.

Each step is one change of the keyring on disk, whole or not at all, under a lock; running servers see it at their next
signature. The private file of a key that will never sign again is destroyed with the step that ends it.
"""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from godakeys import files, keylist, keyring, local, sealed, wire
from godakeys.keyring import BOOKS, USES, Key, Keyring
from godakeys.messages import Book, KeysError, SignKeyList, Use
from godakeys.policy import KEY_LIST_LIFE
from godakeys.root import Root

DEMO: Final = "DEMO"
RENEW: Final = 30 * 86_400
"""Seconds before the key list's end from which on `is_due` asks for a new one."""


def initialise(
    folder: Path,
    passphrase: str,
    root_folder: Path,
    root_passphrase: str,
    origin: str,
    now: int,
    *,
    demo: bool = False,
    work: int = sealed.WORK,
) -> Keyring:
    """Make the first keys: for each use an active one and its successor, under a root that is made if there is none.

    Under a root that has listed keys before (the working folder was lost) those stay published as retired, since cards
    signed by them are still about, and the new ones get kids of their own.

    `demo` leaves a file `DEMO` beside the keys, by which production refuses them. `work` (log₂ of scrypt's N) is lowered in tests only. Raises `KeysError`: "keys-exist", "passphrase-short",
    "passphrases-equal", "root-inside", "origin-malformed", and as `Root.open` does.
    """
    local.require_origin(origin)
    if passphrase == root_passphrase:
        raise KeysError("passphrases-equal", "the root has a passphrase of its own")
    if root_folder.resolve() == folder.resolve() or folder.resolve() in root_folder.resolve().parents:
        raise KeysError("root-inside", "the root has a folder of its own, outside that of the working keys")
    if (folder / local.KEYRING).exists():
        raise KeysError("keys-exist", f"{folder} holds keys already; `goda keys list` shows them")
    words, root_words = sealed.Passphrase(passphrase), sealed.Passphrase(root_passphrase)
    words.require_strength()
    if (root_folder / "root.key").exists():
        root = Root.open(root_folder, root_words)
    else:
        root = Root.create(root_folder, root_words, now, work=work)
    files.make_folder(folder)
    with _changing(folder):
        if demo:
            files.write(folder / DEMO, b"The passphrase of these keys is public. Never use them in production.\n")
        files.write(folder / local.ROOT, msgspec.json.encode(root.public))
        ring = _remembered(root)
        for uses in BOOKS.values():
            for use in uses:
                ring = _first(folder, ring, use, words, now, work=work)
            for use in uses:
                ring, _ = _made(folder, ring, use, words, now, work=work)
        return _published(folder, ring, root, origin, now)


def add_missing(
    folder: Path, passphrase: str, root_folder: Path, root_passphrase: str, origin: str, now: int
) -> tuple[Use, ...]:
    """Make and publish keys for uses that came with a later version; return those uses. Keys that are there stay as they are.

    A use that once had a key is the officer's (`new`, `publish`, `activate`): its key was withdrawn or marked for a reason.
    """
    known = {key.use for key in local.read_keyring(folder).keys}
    missing = tuple(use for use in USES if use not in known)
    if missing:
        words = sealed.Passphrase(passphrase)
        root = Root.open(root_folder, sealed.Passphrase(root_passphrase))
        with _changing(folder):
            ring = local.read_keyring(folder)
            for use in missing:
                ring = _first(folder, ring, use, words, now)
            for use in missing:
                ring, _ = _made(folder, ring, use, words, now)
            _published(folder, ring, root, origin, now)
    return missing


def new_key(folder: Path, passphrase: str, use: Use, now: int) -> Key:
    """Make the successor of this use's active key. It signs once published and activated."""
    with _changing(folder):
        ring, key = _made(folder, local.read_keyring(folder), use, sealed.Passphrase(passphrase), now)
        _write(folder, ring)
    return key


def activate(folder: Path, kid: str, now: int, *, at_once: bool = False) -> Keyring:
    """Let a published key sign; see `keyring.activate`. Publish afterwards, to tell the new states."""
    with _changing(folder):
        return _write(folder, keyring.activate(local.read_keyring(folder), kid, now, at_once=at_once))


def retire(folder: Path, kid: str) -> Keyring:
    """Withdraw a key that has not signed; see `keyring.retire`."""
    with _changing(folder):
        return _write(folder, keyring.retire(local.read_keyring(folder), kid))


def compromise(folder: Path, kid: str, now: int) -> Keyring:
    """Mark a key and switch to its successor, which signs from the next call on. Publish at once, to tell verifiers."""
    with _changing(folder):
        return _write(folder, keyring.compromise(local.read_keyring(folder), kid, now))


def publish(folder: Path, root_folder: Path, root_passphrase: str, origin: str, now: int) -> Keyring:
    """Sign and publish the key list with the root: the next version, valid for 90 days."""
    local.require_origin(origin)
    root = Root.open(root_folder, sealed.Passphrase(root_passphrase))
    with _changing(folder):
        if local.read_root(folder) != root.public:
            raise KeysError("another-root", f"{root_folder} is not the root that the pages of {folder} pin")
        return _published(folder, local.read_keyring(folder), root, origin, now)


def is_due(folder: Path, origin: str, now: int) -> bool:
    """Say whether a key list has to be published: something to tell, another origin, or less than 30 days remaining."""
    ring = local.read_keyring(folder)
    for book in BOOKS:
        listed = published(folder, book)
        if (
            listed is None
            or listed.origin != origin
            or listed.exp - now <= RENEW
            or listed.keys != ring.listed(now, book)
        ):
            return True
    return False


def published(folder: Path, book: Book = "till") -> keylist.KeyList | None:
    """Return the published key list of this book, checked against the root; None if there is none yet."""
    path = folder / local.LISTS[book]
    if not path.exists():
        return None
    return keylist.read(files.read_private(path).decode("ascii", "replace"), local.read_root(folder), book)


def _remembered(root: Root) -> Keyring:
    """The keys this root has listed, none of which can sign any more: nobody here has their private halves."""
    memory = root.memory()
    keys = (
        Key(
            kid=key.kid,
            use=key.use,
            key=key.key,
            nbf=key.nbf,
            exp=key.exp,
            state="compromised" if key.state == "compromised" else "retired",
            published=key.nbf,
        )
        for key in memory.keys.values()
    )
    return Keyring(version=memory.version, keys=tuple(keys))


def _first(
    folder: Path, ring: Keyring, use: Use, words: sealed.Passphrase, now: int, *, work: int = sealed.WORK
) -> Keyring:
    """The first key of a use signs at once: nobody can have learnt any before, so 48 hours' notice would tell no one."""
    ring, first = _made(folder, ring, use, words, now, work=work)
    return keyring.activate(ring, first.kid, now, at_once=True)


def _made(
    folder: Path, ring: Keyring, use: Use, passphrase: sealed.Passphrase, now: int, *, work: int = sealed.WORK
) -> tuple[Keyring, Key]:
    private = ec.generate_private_key(ec.SECP256R1())
    ring, key = keyring.with_new(ring, use, wire.public_key(private), now)
    path = folder / f"{key.kid}.key"
    if path.exists():
        # Left by a power cut between the two files, or by a keyring from a backup: out of the way, not destroyed.
        path.rename(path.with_name(f"{path.name}.stray-{secrets.token_hex(4)}"))
    sealed.seal(path, private, key.kid, use, passphrase, work=work)
    return ring, key


def _published(folder: Path, ring: Keyring, root: Root, origin: str, now: int) -> Keyring:
    # The office's list first: where the tills' follows, everything is published. Both carry the newer of the two versions.
    memory = root.memory()
    version = max(ring.version, memory.version, memory.office) + 1
    for book in reversed(BOOKS):
        message = SignKeyList(version=version, iat=now, exp=now + KEY_LIST_LIFE, keys=ring.listed(now, book), book=book)
        token = root.sign_key_list(message, origin, now)
        files.write(folder / local.LISTS[book], token.encode("ascii"))
    return _write(folder, ring.with_published(version, now))


def _write(folder: Path, ring: Keyring) -> Keyring:
    files.write(folder / local.KEYRING, msgspec.json.encode(ring))
    for key in ring.keys:
        if key.state in {"retired", "compromised"} and (folder / f"{key.kid}.key").exists():
            files.remove(folder / f"{key.kid}.key")
    return ring


@contextlib.contextmanager
def _changing(folder: Path) -> Iterator[None]:
    if not folder.is_dir():
        raise KeysError("file-missing", f"{folder} is not there; `goda keys init` makes a first set of keys")
    with files.locked(folder / "keyring.lock"):
        yield
