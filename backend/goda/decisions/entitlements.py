"""Families' rights to cards: when they begin and end, who counts in which, and what that means for other families.

Rechecks page through the living ones; the law hears of a dependant's place in other families by `counted_elsewhere`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from goda.applications.model import Application
from goda.db.database import Database
from goda.decisions.model import EntitledPerson, Entitlement
from goda.decisions.tables import EntitledRow, EntitlementRow
from goda.kernel.ids import new_id
from goda.law.assessment import Assessment
from goda.law.facts import Fact, Mark, Register, Relation

NIL: Final = UUID(int=0)
"""Before every id."""


def entitled(application: Application, assessment: Assessment) -> tuple[EntitledPerson, ...]:
    """Who stands in the right that is granted, and who of them counts."""
    counted = {one.subject for one in assessment.members if one.counts.judged.met or one.ground.judged.met}
    return tuple(
        EntitledPerson(
            person=one.person,
            role=one.role,
            relation=(one.relation or Relation.NONE).value if one.role == "dependant" else None,
            counted=one.person in counted,
        )
        for one in application.members
    )


class Entitlements:
    """The rows of the rights."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, one: Entitlement) -> None:
        """Write a right with its persons."""
        await EntitlementRow.insert(
            EntitlementRow(
                id=one.id,
                family=one.family,
                applicant=one.applicant,
                application=one.application,
                decision=one.decision,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                rules_of=one.rules_of,
                turns_on=one.turns_on,
                warned_at=None,
                ended_at=None,
                cause=None,
                version=0,
            )
        )
        await EntitledRow.insert(
            *(
                EntitledRow(
                    id=new_id(),
                    entitlement=one.id,
                    person=each.person,
                    place=place,
                    role=each.role,
                    relation=each.relation,
                    counted=each.counted,
                )
                for place, each in enumerate(one.persons)
            )
        )

    async def get(self, entitlement: UUID) -> Entitlement | None:
        """One right."""
        found = await self._whole(await EntitlementRow.select().where(EntitlementRow.id == entitlement))
        return found[0] if found else None

    async def applications(self, entitlements: Sequence[UUID]) -> dict[UUID, UUID]:
        """The applications by which these rights were granted."""
        columns = EntitlementRow.id, EntitlementRow.application
        rows = (
            await EntitlementRow.select(*columns).where(EntitlementRow.id.is_in(list(entitlements)))
            if entitlements
            else []
        )
        return {row["id"]: row["application"] for row in rows}

    async def of_decision(self, decision: UUID) -> Entitlement | None:
        """The right that a decision granted."""
        found = await self._whole(await EntitlementRow.select().where(EntitlementRow.decision == decision))
        return found[0] if found else None

    async def of_family(self, family: UUID) -> tuple[Entitlement, ...]:
        """A family's rights, oldest first, ended ones too."""
        rows = await EntitlementRow.select().where(EntitlementRow.family == family).order_by(EntitlementRow.valid_from)
        return await self._whole(rows)

    async def of_person(self, person: UUID) -> tuple[Entitlement, ...]:
        """The rights in which somebody stands, newest first, ended ones too."""
        mine = EntitledRow.select(EntitledRow.entitlement).where(EntitledRow.person == person)
        rows = (
            await EntitlementRow.select()
            .where(EntitlementRow.id.is_in(mine))
            .order_by(EntitlementRow.valid_from, ascending=False)
        )
        return await self._whole(rows)

    async def living_ids(self, after: UUID | None, limit: int) -> list[UUID]:
        """A page of the ids of rights that have not ended, in order."""
        query = EntitlementRow.select(EntitlementRow.id).where(EntitlementRow.ended_at.is_null())
        if after is not None:
            query = query.where(EntitlementRow.id > after)
        return [row["id"] for row in await query.order_by(EntitlementRow.id).limit(limit)]

    async def of_persons(self, persons: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """The rights that have not ended in which each of these stands."""
        found: dict[UUID, list[UUID]] = {person: [] for person in persons}
        if persons:
            places = ", ".join("{}" for _ in persons)
            rows = await self._db.rows(
                "SELECT p.person, p.entitlement FROM entitlement_person p JOIN entitlement e ON e.id = p.entitlement"  # noqa: S608 - places
                f" WHERE p.person IN ({places}) AND e.ended_at IS NULL ORDER BY p.entitlement",
                *persons,
            )
            for row in rows:
                found[row["person"]].append(row["entitlement"])
        return found

    async def ending(self, today: date, by: date, after: UUID | None, limit: int) -> list[UUID]:
        """A page, by id, of the rights whose last day has passed, and of those that end by a day and whose family has not been told."""
        return await self._page(
            "ended_at IS NULL AND valid_to < {}"
            " UNION SELECT id FROM entitlement WHERE ended_at IS NULL AND warned_at IS NULL AND valid_to <= {}"
            " UNION SELECT id FROM entitlement WHERE ended_at IS NULL AND warned_at IS NULL AND turns_on <= {}",
            (today, by, by),
            after,
            limit,
        )

    async def turned(self, today: date, after: UUID | None, limit: int) -> list[UUID]:
        """A page, by id, of the rights that were known to stand until a day that has passed, and whose cards still work."""
        return await self._page(
            "ended_at IS NULL AND turns_on < {} EXCEPT SELECT id FROM entitlement WHERE ended_at IS NULL AND valid_to < {}",
            (today, today),
            after,
            limit,
        )

    async def _page(self, due: str, days: Sequence[date], after: UUID | None, limit: int) -> list[UUID]:
        """First those that are due, by the indexes of days; then the page. Asked in one, a database goes through all rights in the order of ids."""
        rows = await self._db.rows(
            f"WITH due AS MATERIALIZED (SELECT id FROM entitlement WHERE {due})"  # noqa: S608 - our own words
            " SELECT id FROM due WHERE id > {} ORDER BY id LIMIT {}",
            *days,
            after or NIL,
            limit,
        )
        return [row["id"] for row in rows]

    async def turns(self, entitlement: UUID, turns_on: date | None) -> None:
        """Note until when the right is known to stand, by what is newly known; a later day makes a warning due again."""
        before = await self.get(entitlement)
        if before is None or before.ended_at is not None or before.turns_on == turns_on:
            return
        later = before.turns_on is not None and (turns_on is None or turns_on > before.turns_on)
        await EntitlementRow.update(
            {EntitlementRow.turns_on: turns_on, EntitlementRow.warned_at: None if later else before.warned_at}
        ).where(EntitlementRow.id == entitlement)

    async def warned(self, entitlement: UUID, at: datetime) -> bool:
        """Note that the family has been told of the end; False where it had been already."""
        rows = await self._db.rows(
            "UPDATE entitlement SET warned_at = {}, version = version + 1 WHERE id = {} AND warned_at IS NULL RETURNING id",
            at,
            entitlement,
        )
        return bool(rows)

    async def end(self, entitlement: UUID, cause: str, at: datetime) -> bool:
        """End a right; False where it has ended already, with its first cause."""
        rows = await self._db.rows(
            "UPDATE entitlement SET ended_at = {}, cause = {}, version = version + 1 WHERE id = {} AND ended_at IS NULL RETURNING id",
            at,
            cause,
            entitlement,
        )
        return bool(rows)

    async def counted_elsewhere(
        self, family: UUID, persons: Sequence[UUID], today: date, now: datetime
    ) -> tuple[Fact, ...]:
        """As what each dependant counts on another family's valid card: a fact about each, the fund's own knowledge.

        Of several families the one that is not by birth is told, since that is what a person has to look at.
        """
        told: dict[UUID, Relation] = dict.fromkeys(persons, Relation.NONE)
        if persons:
            places = ", ".join("{}" for _ in persons)
            elsewhere = (
                "SELECT p.person, p.relation FROM entitlement_person p JOIN entitlement e ON e.id = p.entitlement"  # noqa: S608 - places
                f" WHERE p.person IN ({places}) AND p.counted AND p.role = 'dependant'"
                " AND e.ended_at IS NULL AND e.valid_to >= {} AND e.family <> {}"
            )
            rows = await self._db.rows(elsewhere, *persons, today, family)
            for row in rows:
                if told[row["person"]] in (Relation.NONE, Relation.CHILD):
                    told[row["person"]] = Relation(row["relation"])
        return tuple(
            Fact(
                subject=person,
                mark=Mark.COUNTED_AS,
                value=relation,
                source=Register.FUND,
                asked_at=now,
                valid_at=today,
            )
            for person, relation in told.items()
        )

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give the places of a record that is gone to the one that is kept (R-11); where both stand, one place is left."""
        await EntitlementRow.update({EntitlementRow.applicant: kept}).where(EntitlementRow.applicant == gone)
        both = EntitledRow.select(EntitledRow.entitlement).where(EntitledRow.person == kept)
        await EntitledRow.delete().where(EntitledRow.person == gone, EntitledRow.entitlement.is_in(both))
        await EntitledRow.update({EntitledRow.person: kept}).where(EntitledRow.person == gone)

    async def _whole(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Entitlement, ...]:
        if not rows:
            return ()
        persons: dict[UUID, list[EntitledPerson]] = {}
        which = EntitledRow.entitlement.is_in([row["id"] for row in rows])
        for row in await EntitledRow.select().where(which).order_by(EntitledRow.place):
            persons.setdefault(row["entitlement"], []).append(
                EntitledPerson(person=row["person"], role=row["role"], relation=row["relation"], counted=row["counted"])
            )
        return tuple(_entitlement(row, persons.get(row["id"], ())) for row in rows)


def _entitlement(row: Mapping[str, Any], persons: Iterable[EntitledPerson]) -> Entitlement:
    return Entitlement(
        id=row["id"],
        family=row["family"],
        applicant=row["applicant"],
        application=row["application"],
        decision=row["decision"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        rules_of=row["rules_of"],
        turns_on=row["turns_on"],
        warned_at=row["warned_at"],
        ended_at=row["ended_at"],
        cause=row["cause"],
        persons=tuple(persons),
        version=row["version"],
    )
