"""The signer inside the server's process, with sealed files: for the demo and for a single machine.

It fulfils `godakeys.client.Signer` and is built in one place (`goda.app`); nothing else knows that it is local. What
policy has to remember lies in the folder, under flock, so that any number of server processes share it:

    root.json            the root's public key            key-list.jwt    what verifiers are told, signed by the root
    office-keys.jwt      the same of decision and push keys
    keyring.json         the life of the working keys     <kid>.key       private keys, sealed
    status-<n>.jwt       the last list signed, which the next one must follow
    signatures.log       one line a signature             *.lock          empty

A key signs only if the keyring says that it is active *and* the root-signed list tells it, uncompromised. Both files are
looked at on each call (two `stat`, a few µs), so a new list or key is in use without a restart.

What this back end cannot do: keep the keys from somebody who runs code in the server's process. That takes the process
of its own (`godakeys.client` says what it must offer).
"""

import asyncio
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils

from godakeys import files, keylist, ledger, messages, policy, sealed, wire
from godakeys.keyring import USES, Key, Keyring
from godakeys.messages import (
    Book,
    KeysError,
    ListedKey,
    Refused,
    SignCard,
    SignDecision,
    SignPush,
    SignStatusList,
    Use,
    base64url_bytes,
)

CARDS_PER_HOUR: Final = 20_000
"""Far above the fund's busiest hour. Re-issuing every card within half an hour takes a greater budget, on purpose."""
LISTS_PER_HOUR: Final = 10_000
"""Two processes that each publish once a second, and some."""
DECISIONS_PER_HOUR: Final = 5_000
"""Far above what the fund decides in its busiest hour, automatic grants included."""
PUSHES_PER_HOUR: Final = 20_000
"""A token serves every subscription of a push service for hours; this is a night's warnings without any kept."""

KEYRING: Final = "keyring.json"
KEY_LIST: Final = "key-list.jwt"
LISTS: Final[dict[Book, str]] = {"till": KEY_LIST, "office": "office-keys.jwt"}
ROOT: Final = "root.json"
LOG: Final = "signatures.log"

_ORIGIN: Final = re.compile(r"\Ahttps://[a-z0-9.-]+(:[0-9]{1,5})?\Z|\Ahttp://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?\Z")


class LocalSigner:
    """A `Signer` over a folder of sealed keys. Made by `open`."""

    def __init__(
        self,
        folder: Path,
        passphrase: sealed.Passphrase,
        origin: str,
        clock: Callable[[], int],
        *,
        cards_per_hour: int,
        lists_per_hour: int,
        decisions_per_hour: int,
        pushes_per_hour: int,
    ) -> None:
        self._folder = folder
        self._watched = folder / KEYRING, *(folder / name for name in LISTS.values())
        self._passphrase = passphrase
        self._origin = origin
        self._clock = clock
        self._cards_per_hour = cards_per_hour
        self._lists_per_hour = lists_per_hour
        self._decisions_per_hour = decisions_per_hour
        self._pushes_per_hour = pushes_per_hour
        self._root = read_root(folder)
        self._seen: tuple[object, ...] = ()
        self._private: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._active: dict[Use, Key] = {}
        self._ring = Keyring()
        self._token = ""
        self._office_token = ""
        self._told: tuple[ListedKey, ...] = ()
        self._last: dict[int, tuple[object, int, bytes]] = {}
        self._refresh()
        self._ledger = ledger.Ledger(folder / LOG)

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        origin: str,
        clock: Callable[[], int],
        *,
        cards_per_hour: int = CARDS_PER_HOUR,
        lists_per_hour: int = LISTS_PER_HOUR,
        decisions_per_hour: int = DECISIONS_PER_HOUR,
        pushes_per_hour: int = PUSHES_PER_HOUR,
    ) -> Self:
        """Open the folder that `goda keys init` made. `clock` gives seconds since the epoch.

        Raises `KeysError`: "file-missing", "file-open-to-others", "wrong-passphrase", "key-tampered",
        "key-list-invalid", "wrong-origin", "origin-malformed".
        """
        require_origin(origin)
        return cls(
            folder,
            sealed.Passphrase(passphrase),
            origin,
            clock,
            cards_per_hour=cards_per_hour,
            lists_per_hour=lists_per_hour,
            decisions_per_hour=decisions_per_hour,
            pushes_per_hour=pushes_per_hour,
        )

    async def sign_card(self, message: SignCard) -> str:
        """Return the credential; see `godakeys.client.Signer`."""
        # What is checked and signed is what a process of its own would have received, not the caller's object.
        received = messages.decode(messages.encode(message))
        if not isinstance(received, SignCard):
            raise Refused("malformed", "this is not a card")
        now = self._clock()
        policy.check_card(received, now)
        key, private = self._signing(received.profile, now, received.exp)
        token = wire.jws(private, key.kid, wire.CARD_TYPE, wire.card_payload(received, self._origin)) + "~"
        self._ledger.append(
            received.profile,
            key.kid,
            token,
            at=now,
            exp=received.exp,
            budget=self._cards_per_hour,
            list_number=received.status_list,
            index=received.status_idx,
        )
        return token

    async def sign_status_list(self, message: SignStatusList) -> str:
        """Return the status list token; see `godakeys.client.Signer`. Waits for the disk, in a thread."""
        return await asyncio.to_thread(self._sign_status_list, message)

    async def sign_decision(self, message: SignDecision) -> str:
        """Return the seal of a decision's PDF; see `godakeys.client.Signer`. Waits for the disk, in a thread."""
        return await asyncio.to_thread(self._sign_decision, message)

    async def sign_push(self, message: SignPush) -> str:
        """Return a VAPID token; see `godakeys.client.Signer`."""
        received = messages.decode(messages.encode(message))
        if not isinstance(received, SignPush):
            raise Refused("malformed", "this is not a push token")
        now = self._clock()
        policy.check_push(received, now, at_home=self._origin.startswith("http://"))
        key, private = self._signing("push", now, received.exp)
        token = wire.push_token(private, received)
        self._ledger.append("push", key.kid, token, at=now, exp=received.exp, budget=self._pushes_per_hour)
        return token

    async def push_key(self) -> str | None:
        """Return the public key of push tokens made now, None where none can be."""
        key = self._able("push", self._clock())
        return wire.point(key.key) if key is not None else None

    async def decision_keys(self) -> bytes:
        """Return the decision keys as a JWK Set: published, not ended, not compromised."""
        return wire.jwk_set(tuple(self._valid("decision")))

    async def office_keys(self) -> str:
        """Return the published list of the office's keys."""
        self._refresh()
        return self._office_token

    async def status_kid(self) -> str | None:
        """Return the key that would sign a status list now, None where none can."""
        key = self._able("status", self._clock())
        return key.kid if key is not None else None

    async def key_list(self) -> str:
        """Return the published key list."""
        self._refresh()
        return self._token

    async def jwt_vc_issuer(self) -> bytes:
        """Return the issuer metadata with the card keys that may sign or have signed cards that still count."""
        return wire.jwt_vc_issuer(tuple(self._valid("wallet", "print")), self._origin)

    async def root(self) -> dict[str, str]:
        """Return the root's public JWK."""
        return self._root.jwk()

    def close(self) -> None:
        """Let go of the log file. The signer is of no use afterwards."""
        self._ledger.close()

    def _sign_decision(self, message: SignDecision) -> str:
        received = messages.decode(messages.encode(message))
        if not isinstance(received, SignDecision):
            raise Refused("malformed", "this is not a decision")
        now = self._clock()
        policy.check_decision(received, now)
        key, private = self._signing("decision", now, now)
        token = wire.decision_seal(private, key.kid, received, self._origin, now)
        self._ledger.append(
            "decision",
            key.kid,
            token,
            at=now,
            exp=key.exp,
            budget=self._decisions_per_hour,
            decision=received.number,
            durable=True,
        )
        return token

    def _able(self, use: Use, now: int) -> Key | None:
        """The key that would sign this use now."""
        self._refresh()
        key = self._active.get(use)
        return key if key is not None and key.nbf <= now < key.exp else None

    def _valid(self, *uses: Use) -> Iterator[ListedKey]:
        """The published keys of these uses whose signatures count: not ended, and marked neither in a list nor here."""
        self._refresh()
        now = self._clock()
        marked = {key.kid for key in self._ring.keys if key.state == "compromised"}
        for key in self._told:
            if key.use in uses and key.state != "compromised" and key.kid not in marked and key.exp > now:
                yield key

    def _sign_status_list(self, message: SignStatusList) -> str:
        received = messages.decode(messages.encode(message))
        if not isinstance(received, SignStatusList):
            raise Refused("malformed", "this is not a status list")
        policy.check_status_list_number(received.list)
        path = self._folder / f"status-{received.list}.jwt"
        with files.locked(self._folder / f"status-{received.list}.lock"):
            now = self._clock()
            policy.check_status_list(received, now, self._last_list(received.list, path))
            exp = received.iat + wire.STATUS_LIFE
            key, private = self._signing("status", now, exp)
            token = wire.jws(private, key.kid, wire.STATUS_TYPE, wire.status_payload(received, self._origin))
            self._ledger.append(
                "status",
                key.kid,
                token,
                at=now,
                exp=exp,
                budget=self._lists_per_hour,
                list_number=received.list,
                durable=True,
            )
            # Remembered before it is given out: after a power cut the next list still follows this one.
            files.write(path, token.encode())
            self._last[received.list] = files.stamp(path), received.iat, received.bits
        return token

    def _last_list(self, number: int, path: Path) -> tuple[int, bytes] | None:
        """Return `iat` and bits of the last list signed by any process. Call under the list's lock."""
        stamp = files.stamp(path)
        if stamp is None:
            return None
        known = self._last.get(number)
        if known is None or known[0] != stamp:
            iat, bits = self._read_status_list(path)
            known = self._last[number] = stamp, iat, bits
        return known[1], known[2]

    def _read_status_list(self, path: Path) -> tuple[int, bytes]:
        """Read a list of our own back; its signature shows that nobody shortened our memory by hand."""
        try:
            signed, _, signature = path.read_text("ascii").rpartition(".")
            head, payload = (msgspec.json.decode(base64url_bytes(part), type=dict) for part in signed.split("."))
            raw = base64url_bytes(signature)
            der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            public = policy.check_point(self._ring.key(head["kid"]).key)
            public.verify(der, signed.encode("ascii"), wire.ES256)
            return int(payload["iat"]), zlib.decompress(base64url_bytes(payload["status_list"]["lst"]))
        except (ValueError, KeyError, TypeError, InvalidSignature, KeysError, msgspec.DecodeError, zlib.error):
            raise KeysError("status-list-tampered", f"{path} is not a list of ours; take it from a backup") from None

    def _signing(self, use: Use, now: int, exp: int) -> tuple[Key, ec.EllipticCurvePrivateKey]:
        """Return the key that signs this use now, for something that ends at `exp`."""
        key = self._able(use, now)
        if key is None:
            raise Refused("no-active-key", f"no {use} key can sign: `goda keys list` says why")
        if exp > key.exp:
            raise Refused("key-ends-first", f"{key.kid} ends before this would; activate its successor")
        return key, self._private[key.kid]

    def _refresh(self) -> None:
        """Read keyring and key list if either was replaced. On an error nothing changes and the next call tries again."""
        seen = tuple(files.stamp(path) for path in self._watched)
        if seen == self._seen:
            return
        ring = read_keyring(self._folder)
        token, listed = self._read_list("till")
        # A folder made before there were decisions has no such list: then nothing of the office is signed.
        office, office_listed = self._read_list("office") if seen[2] is not None else ("", ())
        told = {key.kid: key for key in (*listed, *office_listed)}
        active: dict[Use, Key] = {}
        private: dict[str, ec.EllipticCurvePrivateKey] = {}
        for use in USES:
            key = ring.of(use, "active")
            entry = told.get(key.kid) if key is not None else None
            if key is None or entry is None or entry.state == "compromised":
                continue
            if (entry.key, entry.use, entry.nbf, entry.exp) != (key.key, key.use, key.nbf, key.exp):
                raise KeysError("keyring-tampered", f"keyring and key list disagree about {key.kid}")
            active[use], private[key.kid] = key, self._unsealed(key)
        self._ring, self._token, self._office_token, self._told = ring, token, office, (*listed, *office_listed)
        self._active, self._private, self._seen = active, private, seen

    def _read_list(self, book: Book) -> tuple[str, tuple[ListedKey, ...]]:
        """Return a published list, checked, as it was read and as keys."""
        token = files.read_private(self._folder / LISTS[book]).decode("ascii", "replace")
        listed = keylist.read(token, self._root, book)
        if listed.origin != self._origin:
            raise KeysError(
                "wrong-origin", f"the key list is for {listed.origin}, not {self._origin}: `goda keys publish`"
            )
        return token, listed.keys

    def _unsealed(self, key: Key) -> ec.EllipticCurvePrivateKey:
        known = self._private.get(key.kid)
        if known is None:
            path = self._folder / f"{key.kid}.key"
            known = sealed.unseal(path, key.kid, key.use, self._passphrase)
            if wire.public_key(known) != key.key:
                raise KeysError("key-tampered", f"{path} does not hold the published key")
        return known


def require_origin(origin: str) -> None:
    """Raise `KeysError` ("origin-malformed") unless this is `https://host` (or http on this machine), no path."""
    if not _ORIGIN.match(origin):
        raise KeysError("origin-malformed", f"{origin!r} is not an origin such as https://3plus.example")


def read_root(folder: Path) -> keylist.RootKey:
    """Return the root's public key kept in this folder."""
    return files.read_struct(folder / ROOT, keylist.RootKey)


def read_keyring(folder: Path) -> Keyring:
    """Return the keyring of this folder."""
    return files.read_struct(folder / KEYRING, Keyring)
