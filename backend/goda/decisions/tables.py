"""The tables as Piccolo sees them; their constraints stand in `db/migrations/0013_decisions.sql`. Only `store` and `entitlements` use them."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class NumberRow(Table, tablename="decision_number"):
    """The last number of a year."""

    year = BigInt(primary_key=True)
    last = BigInt()


@register
class CaseRow(Table, tablename="decision_case"):
    """One case."""

    id = UUID(primary_key=True)
    kind = Text()
    application = UUID(null=True, default=None)
    entitlement = UUID(null=True, default=None)
    card = UUID(null=True, default=None)
    family = UUID()
    applicant = UUID()
    opened_at = Timestamptz()
    decide_by = Date()
    extended = BigInt()
    state = Text()
    why = Text()
    taken_by = UUID(null=True, default=None)
    asked_until = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    version = BigInt()


@register
class EventRow(Table, tablename="decision_event"):
    """One line of a case's history; `sealed` has its particulars."""

    id = UUID(primary_key=True)
    case_id = UUID()
    at = Timestamptz()
    what = Text()
    sealed = Bytea()
    by_staff = UUID(null=True, default=None)


@register
class DecisionRow(Table, tablename="decision"):
    """One decision; `sealed` and `snapshot` are written once."""

    id = UUID(primary_key=True)
    number = Text()
    kind = Text()
    application = UUID(null=True, default=None)
    entitlement = UUID(null=True, default=None)
    card = UUID(null=True, default=None)
    family = UUID()
    applicant = UUID()
    case_id = UUID(null=True, default=None)
    state = Text()
    by_staff = UUID(null=True, default=None)
    second = UUID(null=True, default=None)
    needs_second = Boolean()
    sealed = Bytea()
    snapshot = Bytea(null=True, default=None)
    proposed_at = Timestamptz()
    sends_at = Timestamptz(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    contest_by = Date(null=True, default=None)
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    cause = Text(null=True, default=None)
    version = BigInt()


@register
class PaperRow(Table, tablename="decision_paper"):
    """A made decision's PDF (sealed) and the detached signature over it."""

    decision = UUID(primary_key=True)
    pdf = Bytea()
    seal = Text()


@register
class EntitlementRow(Table, tablename="entitlement"):
    """One right."""

    id = UUID(primary_key=True)
    family = UUID()
    applicant = UUID()
    application = UUID()
    decision = UUID()
    valid_from = Date()
    valid_to = Date()
    rules_of = Date()
    turns_on = Date(null=True, default=None)
    warned_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    cause = Text(null=True, default=None)
    version = BigInt()


@register
class EntitledRow(Table, tablename="entitlement_person"):
    """Somebody of an entitled family."""

    id = UUID(primary_key=True)
    entitlement = UUID()
    person = UUID()
    place = BigInt()
    role = Text()
    relation = Text(null=True, default=None)
    counted = Boolean()
