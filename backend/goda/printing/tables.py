"""The tables of printing as Piccolo sees them; their constraints stand in `db/migrations/0014_printing.sql`. Only `store` uses them."""

from piccolo.columns import UUID, BigInt, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class BatchRow(Table, tablename="print_batch"):
    """What was printed together."""

    id = UUID(primary_key=True)
    number = BigInt()
    kind = Text()
    delivery = Text()
    made_at = Timestamptz()
    made_by = UUID(null=True, default=None)
    items = BigInt()


@register
class ItemRow(Table, tablename="print_item"):
    """A letter or a plastic card on its way."""

    id = UUID(primary_key=True)
    what = Text()
    delivery = Text()
    person = UUID()
    card = UUID(null=True, default=None)
    decision = UUID(null=True, default=None)
    letter = UUID(null=True, default=None)
    added_at = Timestamptz()
    state = Text()
    state_on = Date()
    batch = UUID(null=True, default=None)
    version = BigInt()


@register
class LineRow(Table, tablename="print_line"):
    """What a batch holds; `sealed` is a `content.Content`."""

    id = UUID(primary_key=True)
    batch = UUID()
    place = BigInt()
    item = UUID()
    sealed = Bytea()


@register
class MarkRow(Table, tablename="print_mark"):
    """What happened to an item, in order."""

    id = UUID(primary_key=True)
    item = UUID()
    place = BigInt()
    batch = UUID(null=True, default=None)
    state = Text()
    on_day = Date()
    at = Timestamptz()
    by_staff = UUID(null=True, default=None)
