"""UGF, the register of applicants and debtors of the Maintenance Guarantee Fund (R-63)."""

from datetime import date, timedelta

from simulators.registers.wire import Answer, Record, Wire, subject
from simulators.world.model import Debt, Person
from simulators.world.world import World

NAME = "ugf"
TITLE = "Uzturlīdzekļu garantiju fonda iesniedzēju un parādnieku reģistrs (UGF)"


class Agreement(Wire, frozen=True, kw_only=True):
    """An agreement on paying (R-54), and whether it is kept."""

    kept: bool


class DebtRecord(Record, frozen=True, kw_only=True):
    """R-14. No sums: nobody needs them for a card."""

    debtor: bool
    since: date
    agreement: Agreement | None


class DebtAnswer(Answer, frozen=True, kw_only=True):
    """One record, or none for somebody who is no debtor."""

    records: tuple[DebtRecord, ...]


ANSWER = DebtAnswer


def record_of(_: World, person: Person) -> DebtRecord | None:
    """What is on record."""
    return None if person.debt is None else _record(person, person.debt)


def otherwise(world: World, person: Person) -> DebtRecord:
    """The opposite of what is so: a debtor is none any more, anybody else is one."""
    since = world.today() - timedelta(days=90)
    if person.debt is None:
        return _record(person, Debt(since=since, agreement="none"))
    return DebtRecord(record_id=f"ugf-{person.id}", person=subject(person), debtor=False, since=since, agreement=None)


def _record(person: Person, debt: Debt) -> DebtRecord:
    return DebtRecord(
        record_id=f"ugf-{person.id}",
        person=subject(person),
        debtor=True,
        since=debt.since,
        agreement=None if debt.agreement == "none" else Agreement(kept=debt.agreement == "kept"),
    )
