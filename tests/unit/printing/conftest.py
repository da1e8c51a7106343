"""Printing on both databases with real cards, notices and people; decisions' papers are real PDFs kept in a dictionary."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from goda.audit import SYSTEM, Actor, Audit, Ground
from goda.cards.model import IssueCard
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.vault import Vault
from goda.decisions.paper import DecisionPaper, decision_pdf
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.errors import NotFound
from goda.kernel.ids import new_id
from goda.notices.model import Contact
from goda.notices.origins import PushOrigins
from goda.notices.service import Notices
from goda.people.model import Identity
from goda.people.service import People
from goda.printing.service import Printing
from godakeys import ceremony
from godakeys.local import LocalSigner

ORIGIN = "https://3plus.example"
WORDS = "a passphrase for tests only"
TODAY = date(2026, 11, 22)
CODES = ("161175-19997", "010180-15097", "030303-10012", "320000-00017")
POSTAL = "Brīvības iela 12-3, Cēsis, LV-4101"


class Office:
    """Everything around the printer, for one database."""

    def __init__(self, db: Database, vault: Vault, clock: SetClock, signer: LocalSigner) -> None:
        self.db, self.clock, self.audit = db, clock, Audit(db, clock)
        self.people = People(db, self.audit, vault, clock)
        self.cards = Cards(db, self.audit, vault, signer, clock, ORIGIN)
        self.notices = Notices(db, self.audit, vault, clock, PushOrigins(""))
        self.papers: dict[UUID, bytes] = {}
        self.printing = Printing(
            db, self.audit, vault, clock,
            people=self.people, cards=self.cards, notices=self.notices, papers=self.paper, origin=ORIGIN,
        )  # fmt: skip
        self.clerk = Actor(kind="staff", id=new_id(), role="clerk")
        self.colleague = Actor(kind="staff", id=new_id(), role="clerk")
        self._codes = iter(CODES)

    async def paper(self, actor: Actor, decision: UUID) -> tuple[bytes, str]:
        if decision not in self.papers:
            raise NotFound
        return self.papers[decision], "seal"

    async def person(self, given: str = "Āda", surname: str = "Bērziņa", postal: str = POSTAL) -> UUID:
        identity = Identity(codes=(personal_code.parse(next(self._codes)),), given=given, surname=surname)
        person = (await self.people.identify(SYSTEM, identity)).id
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            await self.notices.set_contact(work, person, Contact(channel="post", postal=postal))
        return person

    async def card(self, person: UUID, name: str = "Āda Bērziņa", *, first: date = TODAY) -> UUID:
        last = first + timedelta(days=364)
        new = IssueCard(
            family=new_id(), holder=person, names=(name,), valid_from=first, valid_to=last, proposal=last
        )  # fmt: skip
        return (await self.cards.issue(SYSTEM, new)).id

    async def plastic(self, person: UUID, card: UUID, delivery: str = "post") -> UUID:
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            return await self.printing.add_plastic(work, card=card, person=person, delivery=delivery)

    async def card_letter(self, person: UUID, card: UUID) -> UUID:
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            return await self.printing.add_card_letter(work, card=card, person=person, delivery="post")

    async def refusal(self, person: UUID, *, ready: bool = True) -> UUID:
        """A refusal, told by letter with its paper."""
        decision = new_id()
        if ready:
            paper = DecisionPaper(
                number="L-2026-000123", kind="refuse", made=TODAY, addressee="Āda Bērziņa", text="Iemesls."
            )
            self.papers[decision] = decision_pdf(paper, origin=ORIGIN)
        params = {"number": "L-2026-000123", "contest_by": "2026-12-22"}
        async with self.audit.work(SYSTEM, Ground.GRANT) as work:
            await self.notices.send(work, person, "refused", params, decision=decision)
        return decision


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("keys")
    ceremony.initialise(place / "keys", WORDS, place / "root", f"{WORDS} root", ORIGIN, 1_795_176_000, work=4)
    return place / "keys"


@pytest.fixture
def signer(keys: Path, clock: SetClock) -> Iterator[LocalSigner]:
    opened = LocalSigner.open(keys, WORDS, ORIGIN, lambda: int(clock.now().timestamp()))
    yield opened
    opened.close()


@pytest.fixture
def office(database: Database, vault: Vault, clock: SetClock, signer: LocalSigner) -> Office:
    return Office(database, vault, clock, signer)
