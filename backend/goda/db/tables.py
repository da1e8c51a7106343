"""The tables that features declare: registered here, pointed at a database when one is opened.

Constraints stand in the migrations, in SQL; a Piccolo class says only which columns there are, and a test holds the two
together on both engines.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from piccolo.table import Table

from goda.kernel.errors import Stale

TableClass = TypeVar("TableClass", bound=type[Table])

_registered: list[type[Table]] = []
on_register: Callable[[type[Table]], None] | None = None
"""Set by the database that is bound, so that a table declared later finds it too."""


def register(table: TableClass) -> TableClass:
    """Class decorator: make the table known to `Database.bind_all` and to the drift test."""
    _registered.append(table)
    if on_register is not None:
        on_register(table)
    return table


def registered() -> Sequence[type[Table]]:
    """Every table that has been declared so far."""
    return tuple(_registered)


def only(rows: Sequence[Any]) -> Any:
    """Return the row that `UPDATE … WHERE id AND version … RETURNING` touched; `Stale` if there is none."""
    if not rows:
        raise Stale
    (row,) = rows
    return row
