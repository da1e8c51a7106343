"""The applications' tables as Piccolo sees them; their constraints stand in `db/migrations/0012_applications.sql`. Only `store` uses them."""

from piccolo.columns import UUID, BigInt, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class ApplicationRow(Table, tablename="application"):
    """One application. `answers`, `members` and `asked` are sealed."""

    id = UUID(primary_key=True)
    applicant = UUID()
    family = UUID()
    number = Text(null=True, default=None)
    state = Text()
    started_at = Timestamptz()
    changed_at = Timestamptz()
    registered_at = Timestamptz(null=True, default=None)
    rules_of = Date()
    decide_by = Date(null=True, default=None)
    answers = Bytea()
    members = Bytea()
    previous = UUID(null=True, default=None)
    by_staff = UUID(null=True, default=None)
    asked = Bytea(null=True, default=None)
    asked_until = Date(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    submit_key = UUID(null=True, default=None)
    version = BigInt()


@register
class ApplicationPersonRow(Table, tablename="application_person"):
    """Who stands in which application."""

    id = UUID(primary_key=True)
    application = UUID()
    person = UUID()


@register
class NumberRow(Table, tablename="application_number"):
    """The last number of a year."""

    year = BigInt(primary_key=True)
    last = BigInt()
