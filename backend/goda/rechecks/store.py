"""Rows of rechecks: questions that wait, the night and whose turn it is, what was shown. Decides nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from goda.db.database import Database
from goda.kernel.errors import Stale
from goda.rechecks.model import Due, Noted, Report, Run, Step
from goda.rechecks.tables import DueRow, ShownRow, SweepRow

LEASE: Final = timedelta(seconds=90)
"""Longer than the longest slice: a process that has died is waited for no longer."""
_RUN: Final = "step, place, began_at, ended_at, report"


class Store:
    """The rows."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # -- questions --------------------------------------------------------------------------------------------------------------

    async def note(self, noted: Iterable[Noted], now: datetime) -> None:
        """Write questions; one that waits already is asked at once, and a death that was read stays known."""
        for one in noted:
            await self._db.rows(
                "INSERT INTO recheck_due (entitlement, person, register, died, noted_at, not_before, tries)"
                " VALUES ({}, {}, {}, {}, {}, {}, 0) ON CONFLICT (entitlement, person, register)"
                " DO UPDATE SET died = (recheck_due.died OR excluded.died), not_before = excluded.not_before",
                one.entitlement,
                one.person,
                one.register,
                one.died,
                now,
                now,
            )

    async def rights_due(self, now: datetime, limit: int) -> list[UUID]:
        """Rights about which something can be asked now."""
        rows = await self._db.rows(
            "SELECT DISTINCT entitlement FROM recheck_due WHERE not_before <= {} ORDER BY entitlement LIMIT {}",
            now,
            limit,
        )
        return [row["entitlement"] for row in rows]

    async def due(self, entitlement: UUID) -> tuple[Due, ...]:
        """Every question about one right."""
        rows = await DueRow.select().where(DueRow.entitlement == entitlement)
        return tuple(
            Due(
                entitlement=entitlement, person=row["person"], register=row["register"], died=row["died"],
                noted_at=row["noted_at"], not_before=row["not_before"], tries=row["tries"],
            )
            for row in rows
        )  # fmt: skip

    async def next_due(self) -> datetime | None:
        """When the next question may be asked."""
        rows = await self._db.rows("SELECT not_before FROM recheck_due ORDER BY not_before LIMIT 1")
        return rows[0]["not_before"] if rows else None

    async def settled(self, due: Iterable[Due]) -> None:
        """These need not be asked any more, unless they were noted anew meanwhile."""
        for one in due:
            await DueRow.delete().where(
                DueRow.entitlement == one.entitlement,
                DueRow.person == one.person,
                DueRow.register == one.register,
                DueRow.not_before == one.not_before,
            )

    async def put_off(self, noted: Noted, noted_at: datetime, tries: int, until: datetime) -> None:
        """A question that could not be answered usably waits; one noted anew meanwhile does not."""
        await self._db.rows(
            "INSERT INTO recheck_due (entitlement, person, register, died, noted_at, not_before, tries)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}) ON CONFLICT (entitlement, person, register) DO NOTHING",
            noted.entitlement,
            noted.person,
            noted.register,
            noted.died,
            noted_at,
            until,
            tries,
        )

    async def put_all_off(self, entitlement: UUID, until: datetime) -> None:
        """The machine stumbled over this right: the others first."""
        await DueRow.update({DueRow.not_before: until}).where(DueRow.entitlement == entitlement)

    async def without_questions(self, entitlements: Sequence[UUID]) -> list[UUID]:
        """Those about which nothing waits and nothing was shown to a person."""
        if not entitlements:
            return []
        waiting = await DueRow.select(DueRow.entitlement).where(DueRow.entitlement.is_in(list(entitlements)))
        shown = await ShownRow.select(ShownRow.entitlement).where(ShownRow.entitlement.is_in(list(entitlements)))
        known = {row["entitlement"] for row in (*waiting, *shown)}
        return [one for one in entitlements if one not in known]

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Questions about a record that is gone are about the one that is kept (R-11)."""
        for row in await DueRow.select().where(DueRow.person == gone):
            noted = Noted(
                entitlement=row["entitlement"], person=kept, register=row["register"], died=row["died"]
            )  # fmt: skip
            await self.note([noted], row["noted_at"])
        await DueRow.delete().where(DueRow.person == gone)

    # -- the night --------------------------------------------------------------------------------------------------------------

    async def run(self) -> Run | None:
        """The night that goes on, or the last one."""
        rows = await self._db.rows(f"SELECT {_RUN} FROM recheck_run WHERE id = 1")  # noqa: S608 - our own words
        return _run(rows[0]) if rows else None

    async def begin(self, now: datetime) -> bool:
        """Begin a night; False while one goes on."""
        rows = await self._db.rows(
            "INSERT INTO recheck_run (id, step, place, began_at, report) VALUES (1, 'feeds', '', {}, {})"
            " ON CONFLICT (id) DO UPDATE SET step = 'feeds', place = '', began_at = excluded.began_at, ended_at = NULL,"
            " report = excluded.report, lease = NULL, leased_until = NULL WHERE recheck_run.step = 'done' RETURNING id",
            now,
            _packed(Report()),
        )
        return bool(rows)

    async def take(self, lease: UUID, now: datetime) -> Run | None:
        """Have the next turn; None while another has it, or the night is over."""
        rows = await self._db.rows(
            "UPDATE recheck_run SET lease = {}, leased_until = {}"  # noqa: S608 - our own words
            " WHERE id = 1 AND step <> 'done' AND (lease IS NULL OR lease = {} OR leased_until <= {})"
            f" RETURNING {_RUN}",
            lease,
            now + LEASE,
            lease,
            now,
        )
        return _run(rows[0]) if rows else None

    async def advance(self, lease: UUID, step: Step, place: str, report: Report, ended_at: datetime | None) -> None:
        """Keep how far the night has come. Raises `Stale` for one whose turn is over: what it did is rolled back."""
        rows = await self._db.rows(
            "UPDATE recheck_run SET step = {}, place = {}, report = {}, ended_at = {} WHERE id = 1 AND lease = {} RETURNING id",
            step,
            place,
            _packed(report),
            ended_at,
            lease,
        )
        if not rows:
            raise Stale

    async def leave(self, lease: UUID) -> None:
        """Let the next one have its turn at once."""
        await self._db.rows(
            "UPDATE recheck_run SET lease = NULL, leased_until = NULL WHERE id = 1 AND lease = {}", lease
        )

    # -- registers whose feed began anew -----------------------------------------------------------------------------------------

    async def sweep(self, register: str, now: datetime) -> None:
        """Everybody whom this register is needed about has to be asked."""
        await self._db.rows(
            "INSERT INTO recheck_sweep (register, begun_at) VALUES ({}, {}) ON CONFLICT (register) DO NOTHING",
            register,
            now,
        )

    async def sweeps(self) -> list[str]:
        """Those registers."""
        return [row["register"] for row in await SweepRow.select().order_by(SweepRow.register)]

    async def swept(self, registers: Sequence[str]) -> None:
        """Everybody is noted."""
        for register in registers:
            await SweepRow.delete().where(SweepRow.register == register)

    # -- what was shown ----------------------------------------------------------------------------------------------------------

    async def shown(self, entitlement: UUID) -> bytes | None:
        """Why a right was last shown to a person."""
        row = await ShownRow.select(ShownRow.signature).where(ShownRow.entitlement == entitlement).first()
        return bytes(row["signature"]) if row else None

    async def show(self, entitlement: UUID, signature: bytes, now: datetime) -> None:
        """It is shown now."""
        await self._db.rows(
            "INSERT INTO recheck_shown (entitlement, signature, shown_at) VALUES ({}, {}, {}) ON CONFLICT (entitlement)"
            " DO UPDATE SET signature = excluded.signature, shown_at = excluded.shown_at",
            entitlement,
            signature,
            now,
        )

    async def forget_shown(self, entitlement: UUID) -> None:
        """The right stands again: whatever comes next is new."""
        await ShownRow.delete().where(ShownRow.entitlement == entitlement)


def _run(row: dict[str, Any]) -> Run:
    return Run(
        step=row["step"],
        place=row["place"],
        began_at=row["began_at"],
        ended_at=row["ended_at"],
        report=msgspec.json.decode(row["report"], type=Report),
    )


def _packed(report: Report) -> str:
    return msgspec.json.encode(report).decode()
