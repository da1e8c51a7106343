"""Everything that a register does wrong on demand: which fault is switched on for whom, and what it makes of a true answer."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Annotated, Final, Literal, Protocol

import msgspec
from msgspec.structs import replace

from simulators.registers.wire import Answer, Record
from simulators.world.days import years_before
from simulators.world.model import Person
from simulators.world.world import World

Kind = Literal[
    "slow", "silent", "error", "html", "half", "cut", "partial", "someone-else", "older", "contradiction", "duplicates",
    "clock-ahead", "certificate", "flip-flop",
]  # fmt: skip
MEANING: Final[dict[Kind, str]] = {
    "slow": "The true answer, after `seconds`.",
    "silent": "No answer at all until the switch is turned.",
    "error": "500, with a text.",
    "html": "200, with a page about maintenance.",
    "half": "The true answer's JSON, cut off in the middle, well framed.",
    "cut": "The connection breaks in the middle of the true answer.",
    "partial": "JSON that is whole, with every second member of the records missing.",
    "someone-else": "The answer about the next person in the world.",
    "older": "The state before the last change, as of 30 days ago; in the feed, the cursor goes back.",
    "contradiction": "Another birth date, and dead for alive, than the other registers have; FPR and SOPA also turn their own fact round.",
    "duplicates": "The record twice, the second time with another id and the opposite fact; in the feed, each line twice.",
    "clock-ahead": "The true answer as of two days ahead, and a Date header two days ahead.",
    "certificate": "Sends to the address whose certificate is not to be trusted (307).",
    "flip-flop": "The truth, then its opposite, then the truth again.",
}
OLDER: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=2)


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A fault to switch on. Without `codes` for everybody; with `times` only for so many answers."""

    kind: Kind
    codes: tuple[str, ...] = ()
    seconds: Annotated[float, msgspec.Meta(ge=0, le=120)] = 5.0
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Register(Protocol):
    """What each register's module is."""

    @property
    def NAME(self) -> str: ...  # noqa: N802, D102 - a module's constant
    @property
    def TITLE(self) -> str: ...  # noqa: N802, D102
    @property
    def ANSWER(self) -> type[Answer]: ...  # noqa: N802, D102
    @property
    def record_of(self) -> Callable[[World, Person], Record | None]: ...  # noqa: D102
    @property
    def otherwise(self) -> Callable[[World, Person], Record]: ...  # noqa: D102


class Switches:
    """Which faults are on."""

    def __init__(self, standing: Iterable[tuple[str, str]] = ()) -> None:
        self._on: dict[str, Fault] = {}
        self._left: dict[str, int | None] = {}
        self._standing: Final = {(register, code): Fault(kind="silent", codes=(code,)) for register, code in standing}
        self._answers: dict[tuple[str, str], int] = {}
        self.turned = asyncio.Event()

    def set(self, register: str, fault: Fault | None) -> None:
        """Turn a register's switch; whoever waits for a silent one is let go."""
        self._on.pop(register, None)
        if fault is not None:
            self._on[register] = fault
            self._left[register] = fault.times
        self.release()

    def clear(self) -> None:
        """Turn all of them off. The silence that belongs to an edge of the world stays."""
        self._on.clear()
        self._answers.clear()
        self.release()

    def release(self) -> None:
        """Let go whoever waits for an answer that does not come."""
        self.turned.set()
        self.turned = asyncio.Event()

    def on(self) -> dict[str, Fault]:
        """What is switched on, by register."""
        return dict(self._on)

    def strike(self, register: str, person: Person | None) -> Fault | None:
        """The fault that this answer has, and one less of those that were ordered. `person` is None for the feed."""
        for code in person.codes if person else ():
            if standing := self._standing.get((register, code)):
                return standing
        fault = self._on.get(register)
        if fault is None or (fault.codes and (person is None or not set(fault.codes) & set(person.codes))):
            return None
        left = self._left[register]
        if left is not None:
            self._left[register] = left - 1
            if left == 1:
                del self._on[register]
        return fault

    def is_odd(self, register: str, person: Person) -> bool:
        """Whether the flip-flop stands on the wrong side now; turns it."""
        count = self._answers.get((register, person.code), 0)
        self._answers[register, person.code] = count + 1
        return count % 2 == 1


def distorted(  # noqa: PLR0911 - one for each kind
    kind: Kind, register: Register, world: World, person: Person, answer: Answer, *, odd: bool
) -> Answer:
    """The answer with a fault of content; the other kinds of fault leave it true."""
    match kind:
        case "someone-else":
            return replace(answer, records=_of_somebody_else(register, world, person))
        case "older":
            return replace(
                answer, records=_some(register.record_of(world, world.former(person))), as_of=answer.as_of - OLDER
            )
        case "contradiction":
            return replace(answer, records=(_contradicting(register, world, person),))
        case "duplicates" if answer.records:
            other = register.otherwise(world, person)
            return replace(answer, records=(*answer.records, replace(other, record_id=f"{other.record_id}-2")))
        case "clock-ahead":
            return replace(answer, as_of=answer.as_of + AHEAD)
        case "flip-flop" if odd:
            return replace(answer, records=(register.otherwise(world, person),))
        case _:
            return answer


def without_half(answer: Answer) -> bytes:
    """The answer's JSON where every second member of each record is missing."""
    told = msgspec.to_builtins(answer)
    told["records"] = [{name: record[name] for name in list(record)[::2]} for record in told["records"]]
    return msgspec.json.encode(told)


def _some(record: Record | None) -> tuple[Record, ...]:
    return () if record is None else (record,)


def _of_somebody_else(register: Register, world: World, person: Person) -> tuple[Record, ...]:
    other = world.after(person)
    while (record := register.record_of(world, other)) is None and other is not person:
        other = world.after(other)
    return _some(record)


def _contradicting(register: Register, world: World, person: Person) -> Record:
    turned = register.NAME in {"fpr", "sopa"}
    record = (None if turned else register.record_of(world, person)) or register.otherwise(world, person)
    subject = replace(record.person, deceased=person.died is None, birth_date=years_before(person.born, 1))
    return replace(record, person=subject)
