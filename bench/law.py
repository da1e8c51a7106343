"""The law: assessing 100 000 families against reading the same facts from JSON (issue 3, section 6)."""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from bench.measure import row, title
from goda.law.assessment import assess
from goda.law.facts import (
    REGISTER_OF,
    Disability,
    Fact,
    Facts,
    Family,
    Mark,
    Register,
    Relation,
    Service,
    Silence,
)
from goda.law.logic import Truth

T = TypeVar("T")
FAMILIES: Final = 100_000
AT_ONCE: Final = 5_000
"""Families that stand in memory together."""
TODAY: Final = date(2026, 11, 22)
ASKED: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KINDS: Final[dict[Mark, type]] = {
    Mark.BORN: date,
    Mark.RELATION: Relation,
    Mark.DISABILITY: Disability,
    Mark.SERVICE: Service,
    Mark.COUNTED_AS: Relation,
}


class Written(msgspec.Struct, frozen=True):
    """One fact as JSON has it."""

    subject: UUID
    mark: Mark
    value: bool | str
    source: Register
    asked_at: datetime
    valid_at: date
    until: date | None = None


class WrittenFamily(msgspec.Struct, frozen=True):
    """One family as JSON has it."""

    applicant: UUID
    spouse: UUID | None
    dependants: tuple[UUID, ...]
    facts: tuple[Written, ...]


def law() -> None:
    """Every family once: decoded, checked and built; then assessed. The parts are timed apart, in turns of 5 000 families."""
    title(f"Assessing {FAMILIES:,} families in memory")
    chance = random.Random(3)
    decoder = msgspec.json.Decoder(tuple[WrittenFamily, ...])
    took = dict.fromkeys(("json", "stdlib", "build", "assess"), 0.0)
    results: dict[Truth, int] = dict.fromkeys(Truth, 0)
    facts = 0
    for _ in range(FAMILIES // AT_ONCE):
        text = msgspec.json.encode(tuple(_family(chance) for _ in range(AT_ONCE)))
        written = _timed(took, "json", lambda text=text: decoder.decode(text))
        _timed(took, "stdlib", lambda text=text: json.loads(text))
        families = _timed(took, "build", lambda written=written: [_built(one) for one in written])
        assessed = _timed(took, "assess", lambda families=families: [assess(one, TODAY).result for one in families])
        for result in assessed:
            results[result] += 1
        facts += sum(len(one.facts) for one in written)
    told = ", ".join(f"{count:,} {truth.value}" for truth, count in results.items())
    row("reading their facts from JSON (msgspec, typed)", took["json"], took["json"], f"{facts:,} facts")
    row("the same by the json module, untyped", took["stdlib"], took["json"])
    row("settling the facts (contradictions, silence)", took["build"], took["json"])
    row("assessing: every criterion and person", took["assess"], took["json"], told)
    print(f"  {took['assess'] / FAMILIES * 1e6:.0f} µs a family")


def _timed(took: dict[str, float], name: str, piece: Callable[[], T]) -> T:
    start = time.process_time()
    result = piece()
    took[name] += time.process_time() - start
    return result


def _family(chance: random.Random) -> WrittenFamily:
    """One to six children, a quarter with an adult who studies, some debtors, some silence, some abroad."""
    people = [UUID(int=chance.getrandbits(128), version=4) for _ in range(8)]
    applicant, spouse = people[0], people[1] if chance.random() < 0.8 else None
    dependants = tuple(people[2 : 2 + chance.choice((1, 2, 3, 3, 3, 4, 5, 6))])
    facts: list[Written] = []

    def tell(person: UUID, until: date | None = None, **marks: Any) -> None:
        for name, value in marks.items():
            mark = Mark[name]
            silent = chance.random() < 0.002
            said = Silence.SILENT.value if silent else value.isoformat() if isinstance(value, date) else value
            facts.append(Written(person, mark, said, REGISTER_OF[mark], ASKED, TODAY, until))

    tell(applicant, ALIVE=True, IN_LATVIA=chance.random() > 0.01, DEBTOR=chance.random() < 0.02)
    if spouse:
        tell(spouse, ALIVE=True, DEBTOR=False)
    for person in dependants:
        age = chance.randrange(0, 24 * 365)
        born = TODAY - timedelta(days=age)
        tell(person, BORN=born, ALIVE=True, IN_LATVIA=chance.random() > 0.01, RELATION=Relation.CHILD.value,
             COUNTED_AS=Relation.NONE.value, CUSTODY_OF_APPLICANT=True, CUSTODY_OF_SPOUSE=True)  # fmt: skip
        if age >= 18 * 365:
            tell(person, TODAY + timedelta(days=200), IN_EDUCATION=chance.random() < 0.7)
            tell(person, STAYS=False, SERVICE=Service.NONE.value)
        if chance.random() < 0.03:
            tell(person, TODAY + timedelta(days=chance.randrange(1, 900)), DISABILITY=Disability.CHILD.value)
    return WrittenFamily(applicant, spouse, dependants, tuple(facts))


def _built(written: WrittenFamily) -> Family:
    return Family(
        applicant=written.applicant,
        spouse=written.spouse,
        dependants=written.dependants,
        facts=Facts(_fact(one) for one in written.facts),
        claims=frozenset((one.subject, one.mark) for one in written.facts if one.mark is Mark.DISABILITY),
    )


def _fact(one: Written) -> Fact:
    value: Any = one.value
    if value == Silence.SILENT.value:
        value = Silence.SILENT
    elif one.mark is Mark.BORN:
        value = date.fromisoformat(value)
    elif one.mark in KINDS:
        value = KINDS[one.mark](value)
    return Fact(
        subject=one.subject, mark=one.mark, value=value, source=one.source, asked_at=one.asked_at,
        valid_at=one.valid_at, until=one.until,
    )  # fmt: skip
