"""From a register's answer to the marks that the law looks at; the checks that an answer must pass first. Pure.

An answer that is about somebody else, or older than what was said before, tells nothing. One that contradicts itself tells both
things, so that the law sees a question and never a "no" (D-2).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any, Final

from msgspec import Struct

from goda.kernel.clock import riga_day
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Mark, Register, Silence
from goda.registers import wire
from goda.registers.errors import Unusable
from goda.registers.marks import code, links, marks
from goda.registers.model import Ask, PersonRecord, Told, Trouble

AHEAD: Final = timedelta(minutes=5)
"""How far another clock may be ahead of ours."""
OLDEST: Final = timedelta(days=2)
"""How old an answer may be: a register may answer from last night's copy, not from last month's."""
_MARK: Final = {
    Register.EDUCATION: Mark.IN_EDUCATION,
    Register.DISABILITY: Mark.DISABILITY,
    Register.MAINTENANCE: Mark.DEBTOR,
    Register.DEFENCE: Mark.SERVICE,
    Register.SOCIAL: Mark.STAYS,
}


class Known(Struct, frozen=True, kw_only=True):
    """What is known of a person already, against which an answer is held."""

    valid_at: datetime | None = None
    """The moment whose state this register told last."""
    born: date | None = None
    trace: int | None = None
    """Of the birth date, see `trace`."""
    alive: bool | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """What an answer tells. `trouble` is *contradiction* where marks stand twice, or what it tells is only that it contradicts."""

    told: tuple[Told, ...]
    valid_at: datetime
    trouble: Trouble | None = None
    record: PersonRecord | None = None


def silent(ask: Ask) -> tuple[Told, ...]:
    """The marks that were asked for, each unanswered."""
    return tuple(Told(mark=mark, value=Silence.SILENT) for mark in _asked_for(ask))


def read(ask: Ask, answer: wire.AnyAnswer, digest: bytes, known: Known, now: datetime) -> Reading:
    """What an answer tells about the person asked for. Raises `Unusable`."""
    check_moment(answer.register, answer.as_of, ask.register, known.valid_at, now)
    day = riga_day(answer.as_of)
    subjects = [_about(ask.codes, record.person) for record in answer.records]
    records: tuple[Any, ...] = answer.records or (None,)
    if ask.register is Register.PERSONS and not subjects:
        raise Unusable("unreadable")  # it knows everybody, or says that it does not
    told = reduce(both, (_once(marks(ask, record, day)) for record in records))
    if _is_doubtful(ask.register, answer, known):
        doubts = _doubts(ask, answer, known)
        return Reading(told=(*silent_but(ask, doubts), *doubts), valid_at=answer.as_of, trouble="contradiction")
    return Reading(
        told=told,
        valid_at=answer.as_of,
        trouble="contradiction" if contradicts(told) else None,
        record=_person(answer, told, digest, now) if ask.register is Register.PERSONS else None,
    )


def check_moment(named: str, as_of: datetime, register: Register, before: datetime | None, now: datetime) -> None:
    """That this register answers, as of a moment that can be. Raises `Unusable`."""
    if named != register.value:
        raise Unusable("unreadable")
    if as_of > now + AHEAD:
        raise Unusable("ahead")
    if as_of < now - OLDEST or (before is not None and as_of < before):
        raise Unusable("outdated")


def contradicts(told: Iterable[Told]) -> bool:
    """Whether a mark is told twice, differently."""
    marks = [one.mark for one in _once(told)]
    return len(set(marks)) < len(marks)


def both(first: tuple[Told, ...], second: tuple[Told, ...]) -> tuple[Told, ...]:
    """What two answers tell together: what they agree in once, what they differ in twice; what only one of them tells is not answered."""
    marks = {one.mark for one in first} & {one.mark for one in second}
    together = _once((*first, *second))
    alone = {one.mark for one in together} - marks
    return (
        *(one for one in together if one.mark in marks),
        *(Told(mark=mark, value=Silence.SILENT) for mark in sorted(alone)),
    )


def trace(born: date) -> int:
    """Eight bits of a birth date's hash: enough to notice that another was told, too few to tell it. Of adults nothing more is kept (R-24)."""
    return hashlib.sha256(born.isoformat().encode()).digest()[0]


def silent_but(ask: Ask, told: Iterable[Told]) -> tuple[Told, ...]:
    """The marks that were asked for, unanswered but for those told."""
    answered = {one.mark for one in told}
    return tuple(one for one in silent(ask) if one.mark not in answered)


def _asked_for(ask: Ask) -> tuple[Mark, ...]:
    if ask.register is not Register.PERSONS:
        return (_MARK[ask.register],)
    if ask.adults is None:
        return (Mark.ALIVE, Mark.IN_LATVIA, *((Mark.MARRIED,) if ask.spouse_of else ()))
    spouse = (Mark.CUSTODY_OF_SPOUSE,) if ask.adults.spouse else ()
    return (Mark.BORN, Mark.ALIVE, Mark.IN_LATVIA, Mark.RELATION, Mark.CUSTODY_OF_APPLICANT, *spouse)


def _about(codes: tuple[PersonalCode, ...], subject: wire.Subject) -> PersonalCode:
    """The current code of a record's subject, who must be the one asked for."""
    told = [code(one) for one in (subject.personal_code, *subject.previous_codes)]
    if not set(told) & set(codes):
        raise Unusable("someone-else")
    return told[0]


def _is_doubtful(register: Register, answer: wire.AnyAnswer, known: Known) -> bool:
    """Whether an answer says of the person something else than is known: then nothing in it can be believed.

    Whether the register of persons turned somebody's life round is told by asking twice; other registers only copy it.
    """
    return any(
        (known.born is not None and one.person.birth_date != known.born)
        or (known.trace is not None and trace(one.person.birth_date) != known.trace)
        or (register is not Register.PERSONS and one.person.deceased and known.alive is not False)
        for one in answer.records
    )


def _doubts(ask: Ask, answer: wire.AnyAnswer, known: Known) -> tuple[Told, ...]:
    """In what a doubtful answer differs, told so that it stands beside what is known."""
    doubts: list[Told] = []
    for record in answer.records:
        if known.born is not None and record.person.birth_date != known.born and ask.adults is not None:
            doubts.append(Told(mark=Mark.BORN, value=record.person.birth_date))
            if ask.register is Register.PERSONS:
                doubts.append(Told(mark=Mark.BORN, value=known.born))
        if ask.register is not Register.PERSONS and record.person.deceased and known.alive is not False:
            doubts.append(Told(mark=Mark.ALIVE, value=False))
    return _once(doubts)


def _person(answer: wire.AnyAnswer, told: tuple[Told, ...], digest: bytes, now: datetime) -> PersonRecord:
    """Who somebody is by the register of persons; of two records the first."""
    record = answer.records[0]
    assert isinstance(record, wire.PersonRecord)
    alive = {one.value for one in told if one.mark is Mark.ALIVE}
    return PersonRecord(
        codes=tuple(dict.fromkeys(code(one) for one in (record.person.personal_code, *record.person.previous_codes))),
        given=record.given_names,
        surname=record.surname,
        born=record.person.birth_date,
        alive=None if len(alive) > 1 else alive == {True},
        dead=all(one.person.deceased for one in answer.records) and alive == {False},
        in_latvia=record.residence.country == "LV",
        address=record.residence.address,
        family_status=record.family_status,
        spouse=None if record.spouse_code is None else code(record.spouse_code),
        children=links(record.children),
        carers=links(record.carers),
        asked_at=now,
        valid_at=answer.as_of,
        digest=digest,
        told=told,
    )


def _once(told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(told))
