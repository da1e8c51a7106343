"""The log's two tables: records by position, and the head."""

from piccolo.columns import BigInt, Bytea
from piccolo.table import Table

from goda.db.tables import register


@register
class AuditRecordRow(Table, tablename="audit_record"):
    """Migration 0002."""

    position = BigInt(primary_key=True)
    body = Bytea()
    leaf = Bytea()


@register
class AuditHeadRow(Table, tablename="audit_head"):
    """Migration 0002; one row."""

    id = BigInt(primary_key=True)
    size = BigInt()
    frontier = Bytea()
