"""Personal data at rest: sealed fields and blind indexes.

A sealed value is AES-256-GCM under a key derived for sealing, bound to its table, column and row: moved elsewhere it does
not open. A blind index is a keyed hash by which a value can be looked up without being readable; its key is worth as
much as the data, since all personal codes can be tried in hours. Where the vault's key comes from belongs to the settings.
"""

import hmac
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from goda.db.errors import DatabaseError

KEY_BYTES: Final = 32
BLIND_BYTES: Final = 16
_VERSION: Final = b"\x01"
"""First byte of a sealed value: a later key or algorithm takes another."""
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class SealBroken(DatabaseError):
    """The value was changed, belongs to another place, or was sealed with another key."""


class Vault:
    """Seals, opens and indexes with keys derived from one of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the vault's key has {KEY_BYTES} bytes")
        self._seal = AESGCM(_derived(key, b"goda seal"))
        self._blind = _derived(key, b"goda blind")

    def seal(self, table: str, column: str, row: UUID, data: bytes) -> bytes:
        """Return `data` sealed for this one place; 29 bytes longer, different at each call."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._seal.encrypt(nonce, data, _place(table, column, row))

    def open(self, table: str, column: str, row: UUID, sealed: bytes) -> bytes:
        """Return what was sealed for this place, or raise `SealBroken`."""
        if len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _VERSION:
            raise SealBroken(f"{table}.{column}")
        nonce, box = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._seal.decrypt(nonce, box, _place(table, column, row))
        except InvalidTag:
            raise SealBroken(f"{table}.{column}") from None

    def blind(self, purpose: str, text: str) -> bytes:
        """Return 16 bytes by which `text` is found again under this `purpose`, and under no other."""
        message = len(purpose.encode()).to_bytes(2, "big") + purpose.encode() + text.encode()
        return hmac.digest(self._blind, message, "sha256")[:BLIND_BYTES]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _place(table: str, column: str, row: UUID) -> bytes:
    if "|" in table or "|" in column:
        raise ValueError("no | in the name of a table or column")
    return f"{table}|{column}|{row}".encode()
