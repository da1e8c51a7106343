"""What the registers said tonight about one right, and what of it cannot be built on. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from goda.law.facts import Facts, Mark, Question, Register
from goda.rechecks.model import EVERY, NOBODY, SHOW_AFTER, Due
from goda.registers.model import Asked, Need, PersonRecord


@dataclass
class Heard:
    """What the registers said tonight about one right."""

    answers: dict[Need, Asked] = field(default_factory=dict)
    were_alive: dict[UUID, object] = field(default_factory=dict)
    """What was known of each person's being alive before."""

    def unusable(self) -> list[Need]:
        """Questions whose answers tell nothing."""
        return [need for need, one in self.answers.items() if not one.answered]

    def records(self) -> dict[UUID, PersonRecord]:
        """What the register of persons said, by person, where it can be believed."""
        return {
            need.person: one.record for need, one in self.answers.items() if one.answered and one.record is not None
        }


@dataclass(frozen=True)
class Weighed:
    """What of the answers cannot be built on, and who has died.

    `doubted`: somebody is dead or inactive by the answer, but no feed has told it. `long`: it has been so for days.
    """

    unusable: tuple[Due, ...]
    doubted: tuple[Due, ...]
    long: bool
    died: frozenset[UUID]
    dead: frozenset[UUID]

    @classmethod
    def of(cls, entitlement: UUID, due: tuple[Due, ...], heard: Heard, died: list[UUID], now: datetime) -> Self:
        """Weigh what was heard."""
        unusable = tuple(_like(entitlement, need, due, now) for need in heard.unusable())
        doubted = tuple(
            _like(entitlement, Need(register=Register.PERSONS, person=person), due, now)
            for person in heard.records()
            if _gone(heard, person) and not _foretold(due, person) and not _known_before(heard, due, person)
        )
        return cls(
            unusable=unusable,
            doubted=doubted,
            long=any(now - one.noted_at >= SHOW_AFTER for one in (*unusable, *doubted)),
            died=frozenset(died),
            dead=frozenset(person for person, record in heard.records().items() if record.dead),
        )


def _known_before(heard: Heard, due: tuple[Due, ...], person: UUID) -> bool:
    """Whether it was known, and beyond doubt, that this person is not alive and active."""
    asked_again = any(one.person == person and one.tries > 0 for one in due)
    return heard.were_alive.get(person) is False and not asked_again


def alive(facts: Facts, person: UUID) -> object:
    """What is known of a person's being alive and active; None where it is a question."""
    told = facts.ask(person, Mark.ALIVE)
    return None if isinstance(told, Question) else told.value


def _gone(heard: Heard, person: UUID) -> bool:
    """Whether the register says that a person is dead or not active."""
    record = heard.records().get(person)
    return record is not None and record.alive is False


def _foretold(due: tuple[Due, ...], person: UUID) -> bool:
    """Whether the register said so in its feed too: a fault that turns an answer round does not write a line of it."""
    return any(one.person == person and one.died for one in due)


def died_by(heard: Heard, due: tuple[Due, ...]) -> list[UUID]:
    """Those whose death the register tells in its feed and when it is asked, twice: the machine may act on it."""
    return [person for person, record in heard.records().items() if record.dead and _foretold(due, person)]


def _like(entitlement: UUID, need: Need, due: tuple[Due, ...], now: datetime) -> Due:
    """A question asked again, with the age of the one that it came from."""
    named = [one for one in due if (one.person, one.register) == (need.person, need.register.value)]
    wide = [one for one in due if one.person == NOBODY and one.register in (need.register.value, EVERY)]
    before = next(iter((*named, *wide)), None)
    return Due(
        entitlement=entitlement,
        person=need.person,
        register=need.register.value,
        died=any(one.died for one in named),
        noted_at=before.noted_at if before is not None else now,
        not_before=now,
        tries=before.tries if before is not None else 0,
    )
