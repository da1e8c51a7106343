"""The root: signs key lists and nothing else. Its folder belongs on a stick in a safe, under its own passphrase.

    root.key        the private key, sealed        root.json         its public half, which pages pin
    listed.json     every key ever listed          signatures.log    one line a key list

Its memory makes its policy independent of the working folder: a working folder that was rolled back, or taken over, cannot
get a lower version, a second key under an old kid, or a compromise undone.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from godakeys import files, keylist, ledger, messages, policy, sealed, wire
from godakeys.messages import KeysError, ListedKey, Refused, SignKeyList

KEY: Final = "root.key"
PUBLIC: Final = "root.json"
LISTED: Final = "listed.json"
LOG: Final = "signatures.log"
LISTS_PER_HOUR: Final = 100


class Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the root remembers: the last version of each book, and each kid as it was last listed."""

    version: int = 0
    office: int = 0
    keys: dict[str, ListedKey] = {}


class Root:
    """An opened root folder."""

    def __init__(self, folder: Path, private: ec.EllipticCurvePrivateKey, public: keylist.RootKey) -> None:
        self._folder = folder
        self._private = private
        self.public = public

    @classmethod
    def create(cls, folder: Path, passphrase: sealed.Passphrase, now: int, *, work: int = sealed.WORK) -> "Root":
        """Make a root in a new folder. Raises `KeysError`: "root-exists", "passphrase-short"."""
        passphrase.require_strength()
        files.make_folder(folder)
        if (folder / KEY).exists() or (folder / PUBLIC).exists():
            raise KeysError("root-exists", f"{folder} holds a root already; pages pin it")
        private = ec.generate_private_key(ec.SECP256R1())
        point = wire.public_key(private)
        kid = "r" + datetime.fromtimestamp(now, UTC).strftime("%y")
        public = keylist.RootKey(kid=kid, kty="EC", crv="P-256", x=point.x, y=point.y)
        files.write(folder / PUBLIC, msgspec.json.encode(public))
        sealed.seal(folder / KEY, private, kid, "root", passphrase, work=work)
        return cls(folder, private, public)

    @classmethod
    def open(cls, folder: Path, passphrase: sealed.Passphrase) -> "Root":
        """Open a root. Raises `KeysError` as `sealed.unseal` does."""
        public = files.read_struct(folder / PUBLIC, keylist.RootKey)
        private = sealed.unseal(folder / KEY, public.kid, "root", passphrase)
        point = wire.public_key(private)
        if (point.x, point.y) != (public.x, public.y):
            raise KeysError("key-tampered", f"{folder / PUBLIC} is not the public half of the root")
        return cls(folder, private, public)

    def memory(self) -> Listed:
        """Return what this root has listed so far."""
        path = self._folder / LISTED
        return files.read_struct(path, Listed) if path.exists() else Listed()

    def sign_key_list(self, message: SignKeyList, origin: str, now: int) -> str:
        """Return the key list, signed, and remember it first. Raises `Refused` as `policy.check_key_list` says."""
        received = messages.decode(messages.encode(message))
        if not isinstance(received, SignKeyList):
            raise Refused("malformed", "the root signs key lists only")
        with files.locked(self._folder / "root.lock"):
            memory = self.memory()
            office = received.book == "office"
            policy.check_key_list(received, now, memory.office if office else memory.version, memory.keys)
            typ = wire.BOOK_TYPE[received.book]
            token = wire.jws(self._private, self.public.kid, typ, wire.key_list_payload(received, origin))
            log = ledger.Ledger(self._folder / LOG)
            log.append(
                "office-keys" if office else "keys",
                self.public.kid,
                token,
                at=now,
                exp=received.exp,
                budget=LISTS_PER_HOUR,
                version=received.version,
                durable=True,
            )
            log.close()
            keys = memory.keys | {key.kid: key for key in received.keys}
            now_listed = msgspec.structs.replace(
                memory, keys=keys, **{"office" if office else "version": received.version}
            )
            files.write(self._folder / LISTED, msgspec.json.encode(now_listed))
        return token
