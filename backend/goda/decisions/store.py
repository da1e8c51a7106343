"""Cases, their history and decisions in the database: rows in, models out, what is personal sealed and opened on the way. Decides nothing.

Whoever changes a case or a decision writes through its `version`, so that of two at once one begins anew (`Stale`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from goda.db.database import Database
from goda.db.tables import only
from goda.db.vault import Vault
from goda.decisions.errors import NoSuchCase, NoSuchDecision
from goda.decisions.model import CardPlan, Case, CaseState, Decision, Event, Snapshot, Why
from goda.decisions.tables import CaseRow, DecisionRow, EventRow, PaperRow
from goda.kernel.ids import new_id

LIVE = ("proposed", "held", "made")
"""The states in which a decision stands in the way of another."""


class _Particulars(Struct, frozen=True):
    """What of an event is sealed."""

    params: dict[str, str]
    note: str


class _Said(Struct, frozen=True):
    """What of a decision is sealed."""

    text: str
    reason: str
    references: tuple[str, ...]
    cards: tuple[CardPlan, ...]


class Store:
    """The rows of cases and decisions."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    # -- cases ------------------------------------------------------------------------------------------------------------------

    async def add_case(self, case: Case) -> bool:
        """Write a case; False where one about the same is there already."""
        rows = await self._db.rows(
            "INSERT INTO decision_case (id, kind, application, entitlement, card, family, applicant, opened_at, decide_by, state, why)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING id",
            case.id,
            case.kind,
            case.application,
            case.entitlement,
            case.card,
            case.family,
            case.applicant,
            case.opened_at,
            case.decide_by,
            case.state,
            ",".join(case.why),
        )
        return bool(rows)

    async def case(self, case: UUID) -> Case:
        """One case; raises `NoSuchCase`."""
        row = await CaseRow.select().where(CaseRow.id == case).first()
        if row is None:
            raise NoSuchCase
        return _case(row)

    async def case_of(self, application: UUID) -> Case | None:
        """The case of an application, closed or not."""
        row = await CaseRow.select().where(CaseRow.application == application).first()
        return _case(row) if row else None

    async def open_case_about(self, *, entitlement: UUID | None = None, card: UUID | None = None) -> Case | None:
        """The recheck of a right, or the proposed annulment of a card, that is not closed."""
        which = (
            (CaseRow.card == card)
            if card is not None
            else (CaseRow.entitlement == entitlement) & (CaseRow.kind == "recheck")
        )
        row = await CaseRow.select().where(which, CaseRow.state != "closed").first()
        return _case(row) if row else None

    async def cases(self, state: CaseState | None, limit: int) -> tuple[Case, ...]:
        """Cases that are not closed, or those in one state; the nearest deadline first."""
        which = CaseRow.state != "closed" if state is None else CaseRow.state == state
        rows = await CaseRow.select().where(which).order_by(CaseRow.decide_by, CaseRow.opened_at).limit(limit)
        return tuple(_case(row) for row in rows)

    async def change_case(self, case: Case, **changes: Any) -> Case:
        """Write changed columns of the case as it was read, and return it as it is now. Raises `Stale`."""
        values: dict[Any, Any] = {getattr(CaseRow, name): value for name, value in _columns(changes).items()}
        values[CaseRow.version] = case.version + 1
        only(
            await CaseRow.update(values)
            .where(CaseRow.id == case.id, CaseRow.version == case.version)
            .returning(CaseRow.id)
        )
        return await self.case(case.id)

    async def add_event(
        self, case: UUID, at: datetime, what: str, by: UUID | None, params: dict[str, str] | None = None, note: str = ""
    ) -> None:
        """Write a line of a case's history."""
        row = new_id()
        particulars = msgspec.json.encode(_Particulars(params or {}, note))
        sealed = self._vault.seal("decision_event", "sealed", row, particulars)
        await EventRow.insert(EventRow(id=row, case_id=case, at=at, what=what, sealed=sealed, by_staff=by))

    async def events(self, case: UUID) -> tuple[Event, ...]:
        """A case's history, oldest first; names of staff are the caller's to add."""
        found = []
        for row in await EventRow.select().where(EventRow.case_id == case).order_by(EventRow.at):
            opened = self._vault.open("decision_event", "sealed", row["id"], bytes(row["sealed"]))
            told = msgspec.json.decode(opened, type=_Particulars)
            found.append(
                Event(
                    at=row["at"], what=row["what"], params=told.params, by=row["by_staff"], by_name=None, note=told.note
                )
            )
        return tuple(found)

    # -- decisions --------------------------------------------------------------------------------------------------------------

    async def next_number(self, year: int) -> str:
        """The next number of a year; whoever asks meanwhile waits until this one's transaction ends."""
        (row,) = await self._db.rows(
            "INSERT INTO decision_number (year, last) VALUES ({}, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = decision_number.last + 1 RETURNING last",
            year,
        )
        return f"L-{year}-{row['last']:06d}"

    async def queue_up(self, year: int) -> None:
        """Wait for whoever decides or carries out a grant just now, and have others wait: what one grants the next one sees."""
        await self._db.rows(
            "INSERT INTO decision_number (year, last) VALUES ({}, 0)"
            " ON CONFLICT (year) DO UPDATE SET last = decision_number.last RETURNING last",
            year,
        )

    async def add_decision(self, decision: Decision, snapshot: Snapshot | None) -> bool:
        """Write a decision; False where one about the same is there already, or this very one."""
        said = _Said(decision.text, decision.reason, decision.references, decision.cards)
        rows = await self._db.rows(
            "INSERT INTO decision (id, number, kind, application, entitlement, card, family, applicant, case_id, state, by_staff,"
            " second, needs_second, sealed, snapshot, proposed_at, sends_at, valid_from, valid_to, cause)"
            " VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            " ON CONFLICT DO NOTHING RETURNING id",
            decision.id,
            decision.number,
            decision.kind,
            decision.application,
            decision.entitlement,
            decision.card,
            decision.family,
            decision.applicant,
            decision.case,
            decision.state,
            decision.by,
            decision.second,
            decision.needs_second,
            self._sealed("sealed", decision.id, said),
            self._sealed("snapshot", decision.id, snapshot) if snapshot is not None else None,
            decision.proposed_at,
            decision.sends_at,
            decision.valid_from,
            decision.valid_to,
            decision.cause,
        )
        return bool(rows)

    async def decision(self, decision: UUID) -> Decision:
        """One decision; raises `NoSuchDecision`."""
        found = await self.decision_if_any(decision)
        if found is None:
            raise NoSuchDecision
        return found

    async def decision_if_any(self, decision: UUID) -> Decision | None:
        """One decision, or None."""
        row = await DecisionRow.select().where(DecisionRow.id == decision).first()
        return self._decision(row) if row else None

    async def live_decision(
        self, *, application: UUID | None = None, card: UUID | None = None, entitlement: UUID | None = None
    ) -> Decision | None:
        """The decision about an application, a card or a whole right that stands in the way of another."""
        which = (
            DecisionRow.application == application
            if application is not None
            else DecisionRow.card == card
            if card is not None
            else (DecisionRow.entitlement == entitlement) & (DecisionRow.kind == "annul") & DecisionRow.card.is_null()
        )
        row = await DecisionRow.select().where(which, DecisionRow.state.is_in(list(LIVE))).first()
        return self._decision(row) if row else None

    async def decisions_of(
        self, *, family: UUID | None = None, application: UUID | None = None, case: UUID | None = None
    ) -> tuple[Decision, ...]:
        """Decisions about a family, an application or a case, oldest first."""
        which = (
            DecisionRow.application == application
            if application is not None
            else DecisionRow.case_id == case
            if case is not None
            else DecisionRow.family == family
        )
        rows = await DecisionRow.select().where(which).order_by(DecisionRow.proposed_at)
        return tuple(self._decision(row) for row in rows)

    async def change_decision(self, decision: Decision, **changes: Any) -> Decision:
        """Write changed columns of the decision as it was read; never its number or text. Raises `Stale`."""
        values: dict[Any, Any] = {getattr(DecisionRow, name): value for name, value in changes.items()}
        values[DecisionRow.version] = decision.version + 1
        only(
            await DecisionRow.update(values)
            .where(DecisionRow.id == decision.id, DecisionRow.version == decision.version)
            .returning(DecisionRow.id)
        )
        return await self.decision(decision.id)

    async def snapshot(self, decision: UUID) -> Snapshot | None:
        """What a decision rested on; None where nothing was assessed."""
        row = await DecisionRow.select(DecisionRow.snapshot).where(DecisionRow.id == decision).first()
        if row is None or row["snapshot"] is None:
            return None
        opened = self._vault.open("decision", "snapshot", decision, bytes(row["snapshot"]))
        return msgspec.json.decode(opened, type=Snapshot)

    async def add_paper(self, decision: UUID, pdf: bytes, seal: str) -> None:
        """Keep a decision's paper, for good."""
        sealed = self._vault.seal("decision_paper", "pdf", decision, pdf)
        await PaperRow.insert(PaperRow(decision=decision, pdf=sealed, seal=seal))

    async def paper(self, decision: UUID) -> tuple[bytes, str]:
        """A made decision's PDF and seal; raises `NoSuchDecision`."""
        row = await PaperRow.select().where(PaperRow.decision == decision).first()
        if row is None:
            raise NoSuchDecision
        return self._vault.open("decision_paper", "pdf", decision, bytes(row["pdf"])), row["seal"]

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give what is about a record that is gone to the one that is kept (R-11)."""
        await CaseRow.update({CaseRow.applicant: kept}).where(CaseRow.applicant == gone)
        await DecisionRow.update({DecisionRow.applicant: kept}).where(DecisionRow.applicant == gone)

    def _decision(self, row: dict[str, Any]) -> Decision:
        opened = self._vault.open("decision", "sealed", row["id"], bytes(row["sealed"]))
        said = msgspec.json.decode(opened, type=_Said)
        return Decision(
            id=row["id"],
            number=row["number"],
            kind=row["kind"],
            application=row["application"],
            entitlement=row["entitlement"],
            card=row["card"],
            family=row["family"],
            applicant=row["applicant"],
            case=row["case_id"],
            state=row["state"],
            by=row["by_staff"],
            second=row["second"],
            needs_second=row["needs_second"],
            text=said.text,
            references=said.references,
            proposed_at=row["proposed_at"],
            sends_at=row["sends_at"],
            made_at=row["made_at"],
            contest_by=row["contest_by"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            cause=row["cause"],
            reason=said.reason,
            cards=said.cards,
            version=row["version"],
        )

    def _sealed(self, column: str, row: UUID, what: Struct) -> bytes:
        return self._vault.seal("decision", column, row, msgspec.json.encode(what))


def _columns(changes: dict[str, Any]) -> dict[str, Any]:
    if "why" in changes:
        changes["why"] = ",".join(changes["why"])
    return changes


def _case(row: dict[str, Any]) -> Case:
    why: Sequence[Why] = [code for code in row["why"].split(",") if code]
    return Case(
        id=row["id"],
        kind=row["kind"],
        application=row["application"],
        entitlement=row["entitlement"],
        card=row["card"],
        family=row["family"],
        applicant=row["applicant"],
        opened_at=row["opened_at"],
        decide_by=row["decide_by"],
        extended=row["extended"],
        state=row["state"],
        why=tuple(why),
        taken_by=row["taken_by"],
        asked_until=row["asked_until"],
        closed_at=row["closed_at"],
        version=row["version"],
    )
