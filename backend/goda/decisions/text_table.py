"""The edited templates as Piccolo sees them; constraints stand in `db/migrations/0014_printing.sql`. Only `texts` uses it."""

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class DecisionTextRow(Table, tablename="decision_text"):
    """One edit of one template."""

    id = UUID(primary_key=True)
    kind = Text()
    version = BigInt()
    text = Text()
    edited_by = UUID()
    edited_at = Timestamptz()
