"""The cards' tables as Piccolo sees them; their constraints stand in `db/migrations/0006_cards.sql`. Only `store` and `lists` use them."""

from piccolo.columns import UUID, BigInt, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register


@register
class CardRow(Table, tablename="card"):
    """One card. `names`, `reason` and `note` are sealed."""

    id = UUID(primary_key=True)
    number = Text()
    family = UUID()
    holder = UUID()
    names = Bytea()
    valid_from = Date()
    valid_to = Date()
    proposed_to = Date(null=True, default=None)
    reason = Bytea(null=True, default=None)
    granted_at = Timestamptz()
    annulled_at = Timestamptz(null=True, default=None)
    cause = Text(null=True, default=None)
    note = Bytea(null=True, default=None)
    version = BigInt()


@register
class DeviceRow(Table, tablename="device"):
    """One phone with one card's key. `name` is sealed."""

    id = UUID(primary_key=True)
    card = UUID()
    name = Bytea()
    thumbprint = Text()
    added_at = Timestamptz()
    last_seen = Timestamptz()
    removed_at = Timestamptz(null=True, default=None)
    cause = Text(null=True, default=None)


@register
class ActivationRow(Table, tablename="activation"):
    """One activation code. `secret` is an HMAC, `code` sealed and only there while it can be used."""

    id = UUID(primary_key=True)
    card = UUID()
    locator = Text()
    secret = Bytea()
    code = Bytea(null=True, default=None)
    replaces = UUID(null=True, default=None)
    made_at = Timestamptz()
    expires_at = Timestamptz()
    wrong = BigInt()
    used_at = Timestamptz(null=True, default=None)
    device = UUID(null=True, default=None)


@register
class CredentialRow(Table, tablename="credential"):
    """One signed copy. `token` is sealed; `listed` is the first published list that calls it annulled."""

    id = UUID(primary_key=True)
    card = UUID()
    device = UUID(null=True, default=None)
    profile = Text()
    status_list = BigInt()
    status_idx = BigInt(null=True, default=None)
    exp = BigInt()
    token = Bytea(null=True, default=None)
    made_at = Timestamptz()
    annulled_at = Timestamptz(null=True, default=None)
    cause = Text(null=True, default=None)
    listed = BigInt(null=True, default=None)


@register
class StatusListRow(Table, tablename="status_list"):
    """One published list, in the forms in which it is served."""

    list = BigInt(primary_key=True)
    version = BigInt()
    iat = BigInt()
    exp = BigInt()
    annulled = BigInt()
    kid = Text(null=True, default=None)
    made_at = Timestamptz(null=True, default=None)
    body = Bytea(null=True, default=None)
    gzip = Bytea(null=True, default=None)
    brotli = Bytea(null=True, default=None)
