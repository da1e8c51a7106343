"""The rechecks' tables as Piccolo sees them; their constraints stand in `db/migrations/0016_rechecks.sql`. Only `store` uses them."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class DueRow(Table, tablename="recheck_due"):
    """A question that waits. The key is three columns: Piccolo is told of one."""

    entitlement = UUID(primary_key=True)
    person = UUID()
    register = Text()
    died = Boolean()
    noted_at = Timestamptz()
    not_before = Timestamptz()
    tries = BigInt(default=0)


@register
class RunRow(Table, tablename="recheck_run"):
    """The night."""

    id = BigInt(primary_key=True)
    step = Text()
    place = Text()
    began_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    report = Text()
    lease = UUID(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)


@register
class SweepRow(Table, tablename="recheck_sweep"):
    """A register whose feed began anew."""

    register = Text(primary_key=True)
    begun_at = Timestamptz()


@register
class ShownRow(Table, tablename="recheck_shown"):
    """What a person was shown of a right."""

    entitlement = UUID(primary_key=True)
    signature = Bytea()
    shown_at = Timestamptz()
