"""Applications in the database: rows in, models out, what is personal sealed and opened on the way. Decides nothing.

Every look-up for somebody goes through `visible_to`. `take` is called by each use case that changes an application: the row's lock puts
them in order, so that two phones that write at once lose nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from piccolo.columns.combination import And, Where, WhereRaw

from goda.applications.errors import NoSuchApplication
from goda.applications.model import OPEN, Answers, Application, Change, Member, State, rehomed
from goda.applications.tables import ApplicationPersonRow, ApplicationRow
from goda.audit import Actor
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.ids import new_id

SYSTEM: Final = Actor(kind="system")
"""Looks where the use case has said already who may."""
STAFF_ROLES = frozenset({"clerk", "lead"})
"""The roles that work with applications."""
Clause = And | Where | WhereRaw


class _Members(Struct, frozen=True):
    members: tuple[Member, ...]
    changes: tuple[Change, ...]
    address: str


def is_staff(actor: Actor) -> bool:
    """Whether a member of staff whose role works with applications acts."""
    return actor.kind == "staff" and actor.id is not None and actor.role in STAFF_ROLES


def visible_to(actor: Actor) -> Clause:
    """Which applications an actor may know of (R-98): the system all, staff what was submitted and the drafts they entered, a person their own."""
    if actor.kind == "system":
        return WhereRaw("1 = 1")
    if is_staff(actor):
        return WhereRaw("(application.registered_at IS NOT NULL OR application.by_staff = {})", actor.id)
    if actor.kind == "person" and actor.id is not None:
        return WhereRaw("application.applicant = {}", actor.id)
    return WhereRaw("1 = 0")


class Store:
    """The rows of this feature."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    async def get(self, actor: Actor, application: UUID) -> Application:
        """Return an application; raises `NoSuchApplication` if there is none that the actor may know of."""
        return self._one(await ApplicationRow.select().where(visible_to(actor), ApplicationRow.id == application))

    async def by_number(self, actor: Actor, number: str) -> Application:
        """As `get`, by the number."""
        return self._one(await ApplicationRow.select().where(visible_to(actor), ApplicationRow.number == number))

    async def take(self, actor: Actor, application: UUID) -> Application:
        """Lock an application until the transaction ends, count its version up and return it; others who take it wait."""
        rows = await (
            ApplicationRow.update({ApplicationRow.version: ApplicationRow.version + 1})
            .where(visible_to(actor), ApplicationRow.id == application)
            .returning(*ApplicationRow.all_columns())
        )
        return self._one(rows)

    async def locked(self, actor: Actor, application: UUID) -> Application:
        """As `get`, after whoever changes it has finished; nothing is counted up. On SQLite there is one writer at a time anyway."""
        if self._db.kind == "postgres":
            await self._db.rows("SELECT id FROM application WHERE id = {} FOR UPDATE", application)
        return await self.get(actor, application)

    async def open_of(self, person: UUID) -> Application | None:
        """The person's open application."""
        rows = await ApplicationRow.select().where(
            ApplicationRow.applicant == person, ApplicationRow.state.is_in(list(OPEN))
        )
        return self._application(rows[0]) if rows else None

    async def of_person(self, actor: Actor, person: UUID) -> tuple[Application, ...]:
        """A person's applications that the actor may know of, newest first."""
        return await self._all(visible_to(actor), ApplicationRow.applicant == person)

    async def of_family(self, family: UUID) -> tuple[Application, ...]:
        """All applications of a family, newest first."""
        return await self._all(ApplicationRow.family == family)

    async def numbers(self, applications: Sequence[UUID]) -> dict[UUID, str | None]:
        """The numbers of these; a draft has none."""
        columns = ApplicationRow.id, ApplicationRow.number
        rows = (
            await ApplicationRow.select(*columns).where(ApplicationRow.id.is_in(list(applications)))
            if applications
            else []
        )
        return {row["id"]: row["number"] for row in rows}

    async def with_person(self, person: UUID) -> list[UUID]:
        """The applications in which this person stands in any role."""
        rows = await ApplicationPersonRow.select(ApplicationPersonRow.application).where(
            ApplicationPersonRow.person == person
        )
        return [row["application"] for row in rows]

    async def submitted_by(self, key: UUID) -> UUID | None:
        """The application that was submitted with this key."""
        rows = await ApplicationRow.select(ApplicationRow.id).where(ApplicationRow.submit_key == key)
        return rows[0]["id"] if rows else None

    async def add(self, new: Application, now: datetime) -> None:
        """Insert a draft; raises `Duplicate` where the person has an open application."""
        await ApplicationRow.insert(
            ApplicationRow(
                id=new.id,
                applicant=new.applicant,
                family=new.family,
                state=new.state,
                started_at=new.started_at,
                changed_at=now,
                rules_of=new.rules_of,
                answers=self._seal_answers(new.id, new.answers),
                members=self._seal_members(new.id, _Members(new.members, new.changes, new.address)),
                previous=new.previous,
                by_staff=new.by_staff,
                version=0,
            )
        )
        await self._add_persons(new.id, new.members)

    async def write_answers(self, application: UUID, answers: Answers, now: datetime) -> None:
        """Keep what the applicant says."""
        await self.write(application, {ApplicationRow.answers: self._seal_answers(application, answers)}, now)

    async def write_members(self, changed: Application, now: datetime) -> None:
        """Keep who stands in the application, and what they say of them."""
        sealed = self._seal_members(changed.id, _Members(changed.members, changed.changes, changed.address))
        await self.write(changed.id, {ApplicationRow.members: sealed}, now)
        await self.write_answers(changed.id, changed.answers, now)
        await ApplicationPersonRow.delete().where(ApplicationPersonRow.application == changed.id)
        await self._add_persons(changed.id, changed.members)

    async def write(self, application: UUID, values: dict[Any, Any], now: datetime) -> None:
        """Write columns of an application that was taken."""
        await ApplicationRow.update({**values, ApplicationRow.changed_at: now}).where(ApplicationRow.id == application)

    async def move(
        self, application: UUID, from_: tuple[State, ...], values: dict[Any, Any], now: datetime
    ) -> Application | None:
        """Write columns where it stands in one of these states; None where it does not."""
        rows = await (
            ApplicationRow.update(
                {**values, ApplicationRow.changed_at: now, ApplicationRow.version: ApplicationRow.version + 1}
            )
            .where(ApplicationRow.id == application, ApplicationRow.state.is_in(list(from_)))
            .returning(*ApplicationRow.all_columns())
        )
        return self._application(rows[0]) if rows else None

    async def rehome(self, kept: UUID, gone: UUID, now: datetime) -> list[UUID]:
        """Put one person in the place of another in every application; return which were touched."""
        touched = await self.with_person(gone)
        for application in touched:
            after = rehomed(await self.take(SYSTEM, application), kept, gone)
            await self.write_members(after, now)
            await self.write(application, {ApplicationRow.applicant: after.applicant}, now)
        return touched

    async def next_number(self, year: int) -> int:
        """The next number of a year; whoever else asks waits until this transaction ends, and one that is rolled back gives its number back."""
        rows = await self._db.rows(
            "INSERT INTO application_number (year, last) VALUES ({}, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = application_number.last + 1 RETURNING last",
            year,
        )
        return int(rows[0]["last"])

    def seal_asked(self, application: UUID, text: str) -> bytes:
        """Seal what the fund asks of the family."""
        return self._vault.seal("application", "asked", application, text.encode())

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    async def _add_persons(self, application: UUID, members: tuple[Member, ...]) -> None:
        await ApplicationPersonRow.insert(
            *[ApplicationPersonRow(id=new_id(), application=application, person=one.person) for one in members]
        )

    async def _all(self, *where: Clause) -> tuple[Application, ...]:
        rows = await ApplicationRow.select().where(*where).order_by(ApplicationRow.started_at, ascending=False)
        return tuple(self._application(row) for row in rows)

    def _one(self, rows: list[dict[str, Any]]) -> Application:
        if not rows:
            raise NoSuchApplication
        return self._application(rows[0])

    def _application(self, row: dict[str, Any]) -> Application:
        answers = self._vault.open("application", "answers", row["id"], bytes(row["answers"]))
        inside = self._vault.open("application", "members", row["id"], bytes(row["members"]))
        members = msgspec.json.decode(inside, type=_Members)
        asked = row["asked"]
        return Application(
            id=row["id"],
            applicant=row["applicant"],
            family=row["family"],
            number=row["number"],
            state=row["state"],
            started_at=row["started_at"],
            registered_at=row["registered_at"],
            rules_of=row["rules_of"],
            decide_by=row["decide_by"],
            answers=msgspec.json.decode(answers, type=Answers),
            members=members.members,
            changes=members.changes,
            address=members.address,
            previous=row["previous"],
            by_staff=row["by_staff"],
            asked=self._vault.open("application", "asked", row["id"], bytes(asked)).decode() if asked else None,
            asked_until=row["asked_until"],
            decided_at=row["decided_at"],
            version=row["version"],
        )

    def _seal_answers(self, application: UUID, answers: Answers) -> bytes:
        return self._vault.seal("application", "answers", application, msgspec.json.encode(answers))

    def _seal_members(self, application: UUID, inside: _Members) -> bytes:
        return self._vault.seal("application", "members", application, msgspec.json.encode(inside))
