"""The application put together: every collaborator built once, every feature mounted in one place (`features`).

This module and `goda.cli` are the only ones that know every feature. Nothing here connects or reads keys from the network;
the database is opened and the pages are filled when the server starts, in `_running`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Litestar

from goda.accounts.openid import OpenIdLogin
from goda.accounts.service import Accounts
from goda.applications.service import Applications
from goda.audit import SYSTEM, Audit
from goda.cards import jobs as card_jobs
from goda.cards.phones import Phones
from goda.cards.service import Cards
from goda.cards.status import Publisher, Watcher
from goda.console import feature as console
from goda.db import migrate
from goda.db.database import Database, open_database
from goda.db.errors import DatabaseError
from goda.db.jobs import Worker
from goda.db.vault import Vault
from goda.decisions.errors import NoSuchDecision
from goda.decisions.service import Decisions, Parts
from goda.decisions.texts import Texts
from goda.documents.service import Documents
from goda.kernel.clock import Clock, SystemClock
from goda.notices import feature as notices
from goda.notices.model import Addressee
from goda.people.service import People
from goda.printing.service import Printing
from goda.rechecks import service as rechecks
from goda.rechecks.service import Rechecks
from goda.registers.client import Access
from goda.registers.service import Registers
from goda.rules import pages as rules
from goda.settings import Settings, load
from goda.staff.service import Staff
from goda.verification import api as verification
from goda.wallet import account, applying, messages, own_cards, papers, passkeys
from goda.wallet import api as wallet
from goda.web import access_log
from goda.web.application import Application, assemble
from goda.web.challenges import Challenges
from goda.web.feature import Feature
from goda.web.published import StatusLists
from goda.web.sessions import FAMILY_COOKIE, Sessions
from goda.web.throttle import Throttle
from godakeys.client import Signer


class House:
    """What features are built from. Plain attributes, made once, handed on by constructor."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.db: Database = open_database(settings.database)
        self.db.bind_all()
        self.audit = Audit(self.db, clock)
        self.vault = Vault(settings.vault_key_bytes)
        self.signer: Signer = open_signer(settings, clock)
        self.sessions = Sessions(self.db, clock)
        self.family_sessions = Sessions(self.db, clock, FAMILY_COOKIE)
        self.challenges = Challenges(self.db, clock)
        self.throttle = Throttle(clock, settings.proxies)
        self.publisher = Publisher(self.db, self.audit, self.signer, clock)
        self.lists = StatusLists(clock)
        self.watcher = Watcher(self.db, self.publisher, self.lists)
        self.people = People(self.db, self.audit, self.vault, clock)
        self.login = OpenIdLogin(
            settings.login, settings.login_client, settings.login_secret, f"{settings.origin}/login/callback", clock
        )
        self.accounts = Accounts(
            self.db, self.audit, self.vault, clock, self.family_sessions, self.challenges, self.login, settings.origin
        )
        self.people.on_merge(self.accounts.rehome)
        self.registers = Registers(self.db, self.audit, self.vault, clock, register_access(settings))
        self.people.on_merge(self.registers.rehome)
        self.documents = Documents(self.db, self.audit, self.vault, clock)
        self.people.on_merge(self.documents.rehome)
        self.staff = Staff(self.db, self.audit, self.vault, clock, self.sessions, self.challenges, settings.origin)
        self.cards = Cards(self.db, self.audit, self.vault, self.signer, clock, settings.origin)
        self.people.on_merge(self.cards.rehome)
        self.phones = Phones(self.db, self.audit, self.vault, self.signer, clock)
        self.notices = notices.made(self.db, self.audit, self.vault, clock, settings)
        self.people.on_merge(self.notices.rehome)
        self.applications = Applications(
            self.db, self.audit, self.vault, clock, self.people, self.registers, self.notices, self.cards.preview
        )
        self.people.on_merge(self.applications.rehome)
        self.texts = Texts(self.db, self.audit, clock)
        self.decisions = Decisions(
            Parts(
                db=self.db,
                audit=self.audit,
                vault=self.vault,
                clock=clock,
                signer=self.signer,
                people=self.people,
                staff=self.staff,
                cards=self.cards,
                registers=self.registers,
                documents=self.documents,
                notices=self.notices,
                applications=self.applications,
                texts=self.texts,
                origin=settings.origin,
            )
        )
        self.people.on_merge(self.decisions.rehome)
        self.printing = Printing(
            self.db, self.audit, self.vault, clock,
            people=self.people, cards=self.cards, notices=self.notices, papers=self.decisions.paper, origin=settings.origin,
        )  # fmt: skip
        self.decisions.on_granted(self.printing.granted)
        self.rechecks = Rechecks(
            rechecks.Parts(
                db=self.db, audit=self.audit, clock=clock, people=self.people, registers=self.registers,
                applications=self.applications, decisions=self.decisions, notices=self.notices,
            )
        )  # fmt: skip
        self.people.on_merge(self.rechecks.rehome)
        self.people.on_merge(self.printing.rehome)

    async def addressee(self, person: UUID) -> Addressee:
        """A person as the outside knows them."""
        found = (await self.people.persons([person]))[person]
        return Addressee(name=found.name, code=found.code.replace("-", ""))

    async def paper(self, decision: UUID) -> bytes | None:
        """A decision's sealed PDF; None while it is not made."""
        try:
            pdf, _ = await self.decisions.paper(SYSTEM, decision)
        except NoSuchDecision:
            return None
        return pdf

    async def answers(self) -> bool:
        """Whether the database answers."""
        async with self.db.transaction():
            return bool(await self.db.rows("SELECT 1 AS one"))

    async def current(self) -> bool:
        """Whether the database has exactly our migrations."""
        try:
            await migrate.check(self.db)
        except DatabaseError:
            return False
        return True


def features(house: House) -> list[Feature]:
    """Every feature, in the order in which they start. A new one is one line here."""
    settings = house.settings
    return [
        Feature(name="database", ready={"database": house.answers, "migrations": house.current}),
        Feature(name="cards", lifespan=(house.watcher.running,), jobs=card_jobs.handlers(house.publisher)),
        Feature(name="registers", lifespan=(house.registers.running,)),
        Feature(name="decisions", jobs=house.decisions.jobs()),
        Feature(name="rechecks", lifespan=(house.rechecks.scheduled,), jobs=house.rechecks.jobs()),
        verification.feature(settings.origin, settings.profile, house.signer, house.lists, house.clock),
        rules.feature(house.clock),
        notices.feature(
            house.notices, house.db, house.audit, house.clock, settings, house.signer, house.addressee, house.paper
        ),
        console.feature(
            people=house.people,
            staff=house.staff,
            cards=house.cards,
            applications=house.applications,
            decisions=house.decisions,
            documents=house.documents,
            notices=house.notices,
            texts=house.texts,
            printing=house.printing,
            audit=house.audit,
            db=house.db,
            sessions=house.sessions,
            throttle=house.throttle,
            clock=house.clock,
            origin=settings.origin,
        ),
        wallet.feature(
            wallet.Wallet(house.phones, house.db, house.vault, house.clock, house.throttle, settings.origin)
        ),
        account.feature(
            account.Account(
                house.accounts, house.people, house.audit, house.throttle, notices.push_key(settings, house.signer)
            ),
            house.family_sessions,
            *passkeys.HANDLERS,
            *own_cards.HANDLERS,
            own=own_cards.OwnCards(house.cards, house.phones, house.people, house.decisions),
        ),
        messages.feature(house.notices, house.family_sessions, house.throttle),
        applying.feature(house.applications, house.decisions, house.family_sessions, house.throttle),
        papers.feature(
            papers.Papers(
                house.db, house.audit, house.applications, house.documents, house.throttle, house.decisions.answered
            )
        ),
    ]


def create_app(settings: Settings, clock: Clock | None = None) -> Application:
    """The whole server for `settings`; nothing is opened before it starts, except the keys."""
    house = House(settings, clock or SystemClock())
    mounted = features(house)
    app = assemble(mounted, origin=settings.origin, demo=settings.demo, lifespan=[_running(house, mounted)])
    app.state.house = house
    return app


def from_environment() -> Application:
    """The factory that granian calls in each server process."""
    access_log.configure()
    return create_app(load())


async def work(settings: Settings) -> None:
    """Do the outbox's jobs until cancelled: `goda worker`, as many processes as wanted on PostgreSQL."""
    access_log.configure()
    house = House(settings, SystemClock())
    await house.db.start()
    try:
        await migrate.check(house.db)
        async with house.registers.running():
            await _worker(house, features(house)).run()
    finally:
        await house.db.stop()


async def rechecked(settings: Settings, family: UUID | None) -> list[str]:
    """Recheck every right, or one family's, now; what came of it, line by line."""
    access_log.configure()
    house = House(settings, SystemClock())
    await house.db.start()
    try:
        async with house.registers.running():
            if family is not None:
                judged = await house.rechecks.family(family)
                return [one.verdict for one in judged] or ["This family has no living right."]
            report = await house.rechecks.now()
            return [f"{name}: {getattr(report, name)}" for name in report.__struct_fields__]
    finally:
        await house.db.stop()


async def migrated(settings: Settings) -> list[str]:
    """Bring the database up to this version and return the names of the migrations that ran."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    db = open_database(settings.database)
    await db.start()
    try:
        return [f"{each.number:04d}_{each.name}" for each in await migrate.migrate(db)]
    finally:
        await db.stop()


def register_access(settings: Settings) -> Access:
    """Where the state's registers are and who we are to them."""
    return Access(
        base=settings.registers,
        token=settings.registers_token,
        client=settings.registers_client,
        secret=settings.registers_secret,
    )


def open_signer(settings: Settings, clock: Clock) -> Signer:
    """The signer of this installation; the rest of Goda knows it by `godakeys.client.Signer` only."""
    from godakeys.local import LocalSigner

    return LocalSigner.open(
        settings.keys, settings.keys_passphrase, settings.origin, lambda: int(clock.now().timestamp())
    )


def _running(house: House, mounted: Sequence[Feature]) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Open the database, refuse one that is not migrated, start the features; stop them in the opposite order."""

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await house.db.start()
            stack.push_async_callback(house.db.stop)
            await migrate.check(house.db)
            for feature in mounted:
                for lifespan in feature.lifespan:
                    await stack.enter_async_context(lifespan())
            if house.db.kind == "sqlite":
                await stack.enter_async_context(_working(house, mounted))
            yield

    return running


@asynccontextmanager
async def _working(house: House, mounted: Sequence[Feature]) -> AsyncIterator[None]:
    """The outbox's worker inside the server: the embedded set-up, where no other process may write."""
    async with _meanwhile(_worker(house, mounted).run()):
        yield


@asynccontextmanager
async def _meanwhile(endless: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Run something endless beside the body, and end it with the body."""
    task = asyncio.create_task(endless)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _worker(house: House, mounted: Sequence[Feature]) -> Worker:
    handlers = {kind: handler for feature in mounted for kind, handler in feature.jobs.items()}
    return Worker(house.db, handlers, house.clock)
