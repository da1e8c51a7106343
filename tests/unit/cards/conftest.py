"""Cards on a real database with a real signer: keys are made once a session and copied for each test."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from goda.audit import Actor, Audit
from goda.cards.jws import PublicKey as Jwk
from goda.cards.jws import base64url
from goda.cards.model import Card, IssueCard
from goda.cards.phones import Phone, Phones
from goda.cards.service import Cards
from goda.cards.status import Publisher, Watcher
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from goda.wallet.dpop import thumbprint
from goda.web.published import StatusLists
from godakeys import ceremony
from godakeys.local import LocalSigner
from godakeys.messages import PublicKey

ORIGIN = "https://3plus.example"
PASSPHRASE = "a passphrase for tests only"
CLERK = Actor(kind="staff", id=uuid4(), role="clerk")
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def keys_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys made a day before the tests' clock."""
    folder = tmp_path_factory.mktemp("keys")
    made = 1_795_262_400 - 86_400
    ceremony.initialise(folder / "keys", PASSPHRASE, folder / "root", f"{PASSPHRASE} root", ORIGIN, made, work=10)
    return folder / "keys"


@pytest.fixture
def keys_folder(keys_template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "signing"
    shutil.copytree(keys_template, folder)
    return folder


@pytest.fixture
def root_folder(keys_template: Path, tmp_path: Path) -> Path:
    """The root that lists those keys; its passphrase has ` root` after it."""
    folder = tmp_path / "root"
    shutil.copytree(keys_template.parent / "root", folder)
    return folder


@pytest.fixture
def signer(keys_folder: Path, clock: SetClock) -> LocalSigner:
    return LocalSigner.open(keys_folder, PASSPHRASE, ORIGIN, lambda: int(clock.now().timestamp()))


@pytest.fixture
def audit(database: Database, clock: SetClock) -> Audit:
    return Audit(database, clock)


@pytest.fixture
def cards(database: Database, audit: Audit, vault: Vault, signer: LocalSigner, clock: SetClock) -> Cards:
    return Cards(database, audit, vault, signer, clock, ORIGIN)


@pytest.fixture
def phones(database: Database, audit: Audit, vault: Vault, signer: LocalSigner, clock: SetClock) -> Phones:
    return Phones(database, audit, vault, signer, clock)


@pytest.fixture
def publisher(database: Database, audit: Audit, signer: LocalSigner, clock: SetClock) -> Publisher:
    return Publisher(database, audit, signer, clock)


@pytest.fixture
def holder(clock: SetClock) -> StatusLists:
    return StatusLists(clock)


@pytest.fixture
def watcher(database: Database, publisher: Publisher, holder: StatusLists) -> Watcher:
    return Watcher(database, publisher, holder)


@pytest.fixture
def clerk() -> Actor:
    return CLERK


@pytest.fixture
def new_phone() -> Callable[[], Phone]:
    """A phone with a key of its own, as the door hands it on."""

    def make() -> Phone:
        numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        x, y = (base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return Phone(PublicKey(x=x, y=y), thumbprint(Jwk(kty="EC", crv="P-256", x=x, y=y)))

    return make


@pytest.fixture
def new_card() -> Callable[..., IssueCard]:
    """A card about to be issued, valid for a year from today unless said otherwise."""

    def make(**changes: object) -> IssueCard:
        to = changes.pop("valid_to", TODAY + timedelta(days=364))
        given = {
            "family": uuid4(),
            "holder": uuid4(),
            "names": ("Jānis Bērziņš", "Anna Bērziņa"),
            "valid_from": TODAY,
            "valid_to": to,
            "proposal": to,
        }
        return IssueCard(**given | changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
async def card(cards: Cards, clerk: Actor, new_card: Callable[..., IssueCard]) -> Card:
    return await cards.issue(clerk, new_card())


class HeldSigner:
    """The real signer, whose answer is held back until it is let go: what a slow disk or a busy machine does."""

    def __init__(self, signer: LocalSigner) -> None:
        self._signer = signer
        self.reached = asyncio.Event()
        self.go = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._signer, name)
        if not name.startswith("sign_"):
            return asked

        async def answer(*args: Any) -> Any:
            given = await asked(*args)
            self.reached.set()
            await self.go.wait()
            return given

        return answer


@pytest.fixture
def held(signer: LocalSigner) -> HeldSigner:
    return HeldSigner(signer)
