"""Private keys at rest: one file a key, AES-256-GCM under a key that scrypt makes of the passphrase.

The file is JSON; kid and use stand in the clear and are authenticated with the ciphertext, so a file under another
name, or with another use, does not open. A second half of scrypt's output only tells a wrong passphrase from a damaged
file; it helps nobody who does not have the passphrase.

All keys of a folder share one salt: one derivation opens them all (0.4 s once a process, not once a key), and an
attacker has one passphrase to guess either way.
"""

import hmac
import os
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from godakeys import files
from godakeys.messages import KeysError, base64url, base64url_bytes

WORK: Final = 17
"""log₂ of scrypt's N with r = 8, p = 1: 128 MiB and about 0.4 s a guess (the first choice of OWASP's table)."""
MAX_WORK: Final = 20
"""A file that asks for more is not ours and would only eat memory (1 GiB)."""
SHORTEST: Final = 16
"""Characters of a passphrase for a new folder. Longer is better; machines should use 32 random ones."""

_SALT: Final = 16
_NONCE: Final = 12


class _Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["goda-sealed-key-1"] = "goda-sealed-key-1"
    kid: str
    use: str
    salt: str
    work: int
    check: str
    nonce: str
    sealed: str

    def associated(self) -> bytes:
        """What is authenticated without being secret."""
        return msgspec.json.encode([self.format, self.kid, self.use, self.salt, self.work])


class Passphrase:
    """A passphrase and what was derived from it in this process. Never printed, never written."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()
        self._derived: dict[tuple[bytes, int], tuple[bytes, bytes]] = {}

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def derive(self, salt: bytes, work: int) -> tuple[bytes, bytes]:
        """Return the sealing key and the check value for this salt."""
        known = self._derived.get((salt, work))
        if known is None:
            output = Scrypt(salt=salt, length=64, n=1 << work, r=8, p=1).derive(self._text)
            known = self._derived[salt, work] = output[:32], output[32:48]
        return known

    def require_strength(self) -> None:
        """Raise `KeysError` ("passphrase-short") for one that can be guessed."""
        if len(self._text.decode()) < SHORTEST:
            raise KeysError("passphrase-short", f"a passphrase for keys has at least {SHORTEST} characters")


def seal(
    path: Path, private: ec.EllipticCurvePrivateKey, kid: str, use: str, passphrase: Passphrase, *, work: int = WORK
) -> None:
    """Write a private key to a new file. The salt is that of the folder's other keys, if any.

    Raises `KeysError`: "wrong-passphrase" if the folder's keys have another one, "kid-taken" if the file is there.
    """
    salt = os.urandom(_SALT)
    for other in sorted(path.parent.glob("*.key")):
        kept = _read(other)
        _open(kept, other, passphrase)  # one folder, one passphrase
        salt, work = base64url_bytes(kept.salt), kept.work
        break
    key, check = passphrase.derive(salt, work)
    nonce = os.urandom(_NONCE)
    head = _Sealed(
        kid=kid, use=use, salt=base64url(salt), work=work, check=base64url(check), nonce=base64url(nonce), sealed=""
    )
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    whole = msgspec.structs.replace(head, sealed=base64url(AESGCM(key).encrypt(nonce, secret, head.associated())))
    try:
        files.write(path, msgspec.json.encode(whole) + b"\n", new=True)
    except FileExistsError:
        raise KeysError("kid-taken", f"{path} is there already; a kid is never used twice") from None


def unseal(path: Path, kid: str, use: str, passphrase: Passphrase) -> ec.EllipticCurvePrivateKey:
    """Return the private key of this kid and use.

    Raises `KeysError`: "wrong-passphrase", "key-tampered" (the file was changed, or belongs to another kid or use),
    "file-missing", "file-open-to-others".
    """
    kept = _read(path)
    if (kept.kid, kept.use) != (kid, use):
        raise KeysError("key-tampered", f"{path} holds {kept.kid} for {kept.use}, not {kid} for {use}")
    return ec.derive_private_key(int.from_bytes(_open(kept, path, passphrase), "big"), ec.SECP256R1())


def _read(path: Path) -> _Sealed:
    try:
        kept = msgspec.json.decode(files.read_private(path), type=_Sealed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise KeysError("key-tampered", f"{path} is not a sealed key") from None
    if not 1 <= kept.work <= MAX_WORK:
        raise KeysError("key-tampered", f"{path} asks for an impossible amount of work")
    return kept


def _open(kept: _Sealed, path: Path, passphrase: Passphrase) -> bytes:
    try:
        salt, check = base64url_bytes(kept.salt), base64url_bytes(kept.check)
        nonce, sealed = base64url_bytes(kept.nonce), base64url_bytes(kept.sealed)
        key, expected = passphrase.derive(salt, kept.work)
        if hmac.compare_digest(check, expected):
            return AESGCM(key).decrypt(nonce, sealed, kept.associated())
    except (InvalidTag, ValueError):
        raise KeysError("key-tampered", f"{path} was changed since it was sealed; take it from a backup") from None
    raise KeysError("wrong-passphrase", f"this passphrase does not open {path}")
