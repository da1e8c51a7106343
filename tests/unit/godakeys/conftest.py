"""A folder of keys and its root, made once for all tests and copied: a ceremony with a cheap passphrase."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from godakeys import ceremony, local, wire
from godakeys.keyring import Keyring
from godakeys.local import LocalSigner
from godakeys.messages import DAY, PublicKey, SignCard

NOON = 20_779 * DAY + 12 * 3600  # 2026-11-22 12:00 UTC


class Time:
    """A clock that stands until it is moved."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass
class Office:
    """Everything a key officer has."""

    folder: Path
    root: Path
    clock: Time
    passphrase: str = "a passphrase for the tests"
    root_passphrase: str = "another one, for the root"
    origin: str = "https://3plus.example"
    work: int = 4

    def initialise(self) -> Keyring:
        return ceremony.initialise(
            self.folder, self.passphrase, self.root, self.root_passphrase, self.origin, self.clock(), work=self.work
        )

    def publish(self) -> Keyring:
        return ceremony.publish(self.folder, self.root, self.root_passphrase, self.origin, self.clock())

    def make_older(self) -> None:
        """Take away what a version from before decisions did not make."""
        ring = local.read_keyring(self.folder)
        kept = tuple(key for key in ring.keys if key.use not in {"decision", "push"})
        for key in ring.keys:
            if key not in kept:
                (self.folder / f"{key.kid}.key").unlink()
        (self.folder / local.KEYRING).write_bytes(msgspec.json.encode(msgspec.structs.replace(ring, keys=kept)))
        (self.folder / local.LISTS["office"]).unlink()
        listed = {"version": 1, "keys": {key.kid: key.listed() for key in kept}}
        (self.root / "listed.json").write_bytes(msgspec.json.encode(listed))

    def signer(self, **budget: int) -> LocalSigner:
        return LocalSigner.open(self.folder, self.passphrase, self.origin, self.clock, **budget)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made")
    Office(place / "keys", place / "root", Time(NOON)).initialise()
    return place


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Office:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path / "keys", tmp_path / "root", Time(NOON))


@pytest.fixture
def empty_office(tmp_path: Path) -> Office:
    return Office(tmp_path / "keys", tmp_path / "root", Time(NOON))


@pytest.fixture
def signer(office: Office) -> Iterator[LocalSigner]:
    opened = office.signer()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def phone() -> PublicKey:
    return wire.public_key(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="session")
def a_card(phone: PublicKey) -> Callable[..., SignCard]:
    """A card that may be signed at NOON, with any field changed."""

    def make(**changed: object) -> SignCard:
        fields: dict[str, object] = {
            "profile": "wallet",
            "exp": (NOON // DAY + 45) * DAY,
            "status_list": 1,
            "status_idx": 482_913,
            "names": ("Jānis Bērziņš", "Anna Bērziņa"),
            "holder": phone,
        }
        fields |= changed
        if fields["profile"] == "print" and "holder" not in changed:
            fields["holder"] = None
        return SignCard(**fields)  # type: ignore[arg-type]

    return make
