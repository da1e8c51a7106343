"""One granted family made into many: the rows of a database multiplied, each sealed anew for its own place, with other ids, codes and days.

What the copies are good for is measuring: each is whole, can be judged and told, and belongs to nobody.
"""

import re
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

import piccolo.engine.sqlite  # noqa: F401 - registers the adapters by which SQLite answers with UUIDs, days and moments

from goda.db.vault import Vault

Row = dict[str, Any]
TABLES: Final = {
    "person": ("sealed",), "person_code": ("sealed",), "application": ("answers", "members"), "application_person": (),
    "decision": ("sealed", "snapshot"), "entitlement": (), "entitlement_person": (), "fact": ("sealed",), "contact": ("sealed",),
    "card": ("names",),
}  # fmt: skip
"""In an order that foreign keys allow, each with its sealed columns."""
_UUID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Real:
    """Whose place a copy takes: the codes (eleven digits) and birth dates of people whom registers know, in the template's order."""

    codes: tuple[str, ...]
    born: tuple[date, ...]


class Template:
    """The one family of a database; `members`: its persons, applicant, spouse, dependants."""

    def __init__(self, path: Path, vault: Vault) -> None:
        self._vault = vault
        db = sqlite3.connect(path, detect_types=sqlite3.PARSE_DECLTYPES)
        db.row_factory = sqlite3.Row
        (right,) = db.execute("SELECT * FROM entitlement").fetchall()
        self.members = [
            row["person"]
            for row in db.execute(
                "SELECT person FROM entitlement_person WHERE entitlement = ? ORDER BY place", (right["id"],)
            )
        ]
        which: dict[str, tuple[str, list[Any]]] = {
            "person": ("id", self.members), "person_code": ("person", self.members), "application": ("id", [right["application"]]),
            "application_person": ("application", [right["application"]]), "decision": ("id", [right["decision"]]),
            "entitlement": ("id", [right["id"]]), "entitlement_person": ("entitlement", [right["id"]]),
            "fact": ("family", [right["family"]]), "contact": ("person", [right["applicant"]]), "card": ("family", [right["family"]]),
        }  # fmt: skip
        self.rows: dict[str, list[Row]] = {}
        for table, (column, values) in which.items():
            found = []
            for value in values:
                found += db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,)).fetchall()
            self.rows[table] = [dict(row) for row in found if dict(row).get("current", True)]
        db.close()
        self._family = right["family"]
        self._opened = {
            (table, row[_key(table)], column): vault.open(table, column, row[_key(table)], bytes(row[column]))
            for table, columns in TABLES.items()
            for row in self.rows[table]
            for column in columns
            if row[column] is not None
        }
        self._born = [self._birth(member) for member in self.members]

    def copies(self, number: int, today: date, real: list[Real]) -> Iterator[dict[str, list[Row]]]:
        """So many copies, by table; the first stand for real families. One in 730 ends in 30 days, one has ended yesterday."""
        for place in range(number):
            last = today + timedelta(days=31 + place % 700)
            if place % 730 == 728:
                last = today + timedelta(days=30)
            elif place % 730 == 729:
                last = today - timedelta(days=1)
            yield self._copy(place, last, real[place] if place < len(real) else None)

    def _copy(self, place: int, last: date, real: Real | None) -> dict[str, list[Row]]:
        ids: dict[UUID, UUID] = {self._family: uuid4()}
        for table in TABLES:
            for row in self.rows[table]:
                if table not in {"card", "contact"}:
                    ids[row["id"]] = uuid4()
        (decision,) = self.rows["decision"]
        for row in self.rows["card"]:
            ids[row["id"]] = uuid5(ids[decision["id"]], str(ids[row["holder"]]))
        texts = {str(old).encode(): str(new).encode() for old, new in ids.items()}
        return {
            table: [self._row(table, row, ids, texts, place, last, real) for row in self.rows[table]]
            for table in TABLES
        }

    def _row(
        self, table: str, row: Row, ids: Mapping[UUID, UUID], texts: Mapping[bytes, bytes], place: int, last: date, real: Real | None
    ) -> Row:  # fmt: skip
        new = {name: ids.get(value, value) if isinstance(value, UUID) else value for name, value in row.items()}
        member = self.members.index(row["person"]) if row.get("person") in self.members else None
        for column in TABLES[table]:
            opened = self._opened.get((table, row[_key(table)], column))
            if opened is not None:
                opened = _UUID.sub(lambda found: texts.get(found[0], found[0]), opened)
                born = self._born[member] if member is not None else None
                if table == "fact" and real is not None and member is not None and born is not None:
                    opened = opened.replace(born.encode(), real.born[member].isoformat().encode())
                if table == "person_code" and real is not None and member is not None:
                    opened = real.codes[member].encode()
                new[column] = self._vault.seal(table, column, new[_key(table)], opened)
        match table:
            case "person_code":
                known = real is not None and member is not None
                new["blind"] = (
                    self._vault.blind("person-code", real.codes[member]) if known else secrets.token_bytes(16)  # type: ignore[union-attr,index]
                )
            case "application":
                new |= {"number": f"3P-2026-{place:06d}", "submit_key": uuid4()}
            case "decision":
                new["number"] = f"L-2025-{place:06d}"
            case "entitlement":
                new |= {"valid_from": last - timedelta(days=1000), "valid_to": last, "turns_on": last}
            case "card":
                new |= {
                    "number": f"{place:09d}",
                    "valid_from": last - timedelta(days=1000),
                    "valid_to": last,
                    "proposed_to": last,
                }
        return new

    def _birth(self, member: UUID) -> str | None:
        """The day of birth that the facts tell of a dependant, as it is written there."""
        for (table, row, _), opened in self._opened.items():
            found = re.search(rb"born\xaa([0-9]{4}-[0-9]{2}-[0-9]{2})", opened) if table == "fact" else None
            if found and any(one["id"] == row and one["person"] == member for one in self.rows["fact"]):
                return found[1].decode()
        return None


def _key(table: str) -> str:
    return "person" if table == "contact" else "id"
