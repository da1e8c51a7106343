"""The notices' tables as Piccolo sees them; their constraints stand in `db/migrations/0015_notices.sql`. Only `store` uses them."""

from piccolo.columns import UUID, BigInt, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class ContactRow(Table, tablename="contact"):
    """How a person wants to be reached; `sealed` is a `model.Contact`."""

    person = UUID(primary_key=True)
    sealed = Bytea()
    changed_at = Timestamptz()


@register
class MessageRow(Table, tablename="message"):
    """One message; `params` is sealed JSON, what the words of its kind are filled with."""

    id = UUID(primary_key=True)
    person = UUID()
    kind = Text()
    params = Bytea()
    application = UUID(null=True, default=None)
    decision = UUID(null=True, default=None)
    card = UUID(null=True, default=None)
    made_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)


@register
class DeliveryRow(Table, tablename="delivery"):
    """One way of one message."""

    id = UUID(primary_key=True)
    message = UUID()
    way = Text()
    target = UUID(null=True, default=None)
    state = Text()
    why = Text(null=True, default=None)
    tries = BigInt(default=0)
    made_at = Timestamptz()
    tried_at = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    instead = UUID(null=True, default=None)


@register
class PushSubscriptionRow(Table, tablename="push_subscription"):
    """A browser that may be woken; `sealed` is the endpoint with its keys."""

    id = UUID(primary_key=True)
    person = UUID()
    blind = Bytea()
    sealed = Bytea()
    added_at = Timestamptz()
