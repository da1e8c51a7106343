"""From a register's answer to the marks that the law looks at; the checks that an answer must pass first. Pure.

An answer that is about somebody else, or older than what was said before, tells nothing. One that contradicts itself tells both
things, so that the law sees a question and never a "no" (D-2).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from goda.kernel import personal_code
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Disability, Mark, Register, Relation, Service, Silence
from goda.registers import wire
from goda.registers.model import Adults, Ask, Link, PersonRecord, Told, Trouble

RIGA: Final = ZoneInfo("Europe/Riga")
AHEAD: Final = timedelta(minutes=5)
"""How far another clock may be ahead of ours."""
OLDEST: Final = timedelta(days=2)
"""How old an answer may be: a register may answer from last night's copy, not from last month's."""
SERVICES: Final = {
    "state-defence-regular": Service.DEFENCE,
    "state-defence-guard": Service.DEFENCE,
    "alternative": Service.ALTERNATIVE,
}
"""The services of 11 months (D-12); all others are `Service.OTHER`."""


_MARK: Final = {
    Register.EDUCATION: Mark.IN_EDUCATION,
    Register.DISABILITY: Mark.DISABILITY,
    Register.MAINTENANCE: Mark.DEBTOR,
    Register.DEFENCE: Mark.SERVICE,
    Register.SOCIAL: Mark.STAYS,
}


class Unusable(Exception):
    """An answer, or the lack of one, that tells nothing."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Final = trouble


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
    day = answer.as_of.astimezone(RIGA).date()
    subjects = [_about(ask.codes, record.person) for record in answer.records]
    records: tuple[Any, ...] = answer.records or (None,)
    if ask.register is Register.PERSONS and not subjects:
        raise Unusable("unreadable")  # it knows everybody, or says that it does not
    told = reduce(both, (_once(_marks(ask, record, day)) for record in records))
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


def relative(
    of_applicant: Link | None, of_spouse: Link | None, *, has_spouse: bool
) -> tuple[tuple[Told, ...], Relation]:
    """Relation and custody of a dependant by their links to applicant and spouse (R-15, R-30)."""
    links = [link for link in (of_applicant, of_spouse) if link is not None]
    relations = {link.relation for link in links} or {Relation.NONE}
    if Relation.CHILD in relations:  # the child of one of them is the family's, whatever the other is
        relations = {Relation.CHILD}
    told = [Told(mark=Mark.RELATION, value=relation) for relation in sorted(relations)]
    told.append(Told(mark=Mark.CUSTODY_OF_APPLICANT, value=of_applicant is None or of_applicant.custody))
    if has_spouse:
        told.append(Told(mark=Mark.CUSTODY_OF_SPOUSE, value=of_spouse is None or of_spouse.custody))
    return tuple(told), min(relations)


def link_to(links: Iterable[Link], codes: Iterable[PersonalCode]) -> Link | None:
    """The link that leads to the person with one of these codes."""
    wanted = set(codes)
    return next((link for link in links if link.code in wanted), None)


def silent_but(ask: Ask, told: Iterable[Told]) -> tuple[Told, ...]:
    """The marks that were asked for, unanswered but for those told."""
    answered = {one.mark for one in told}
    return tuple(one for one in silent(ask) if one.mark not in answered)


def _asked_for(ask: Ask) -> tuple[Mark, ...]:
    if ask.register is not Register.PERSONS:
        return (_MARK[ask.register],)
    if ask.adults is None:
        return (Mark.ALIVE, Mark.IN_LATVIA)
    spouse = (Mark.CUSTODY_OF_SPOUSE,) if ask.adults.spouse else ()
    return (Mark.BORN, Mark.ALIVE, Mark.IN_LATVIA, Mark.RELATION, Mark.CUSTODY_OF_APPLICANT, *spouse)


def _about(codes: tuple[PersonalCode, ...], subject: wire.Subject) -> PersonalCode:
    """The current code of a record's subject, who must be the one asked for."""
    told = [_code(one) for one in (subject.personal_code, *subject.previous_codes)]
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


def _marks(ask: Ask, record: Any, day: date) -> Iterable[Told]:
    match record:
        case wire.PersonRecord():
            return _of_person(record, ask.adults)
        case wire.EducationRecord() | None if ask.register is Register.EDUCATION:
            return _of_education(record, day)
        case wire.DisabilityRecord() | None if ask.register is Register.DISABILITY:
            return _of_disability(record, day)
        case wire.DebtRecord() | None if ask.register is Register.MAINTENANCE:
            return _of_debt(record)
        case wire.ServiceRecord() | None if ask.register is Register.DEFENCE:
            return _of_service(record, day)
        case _:
            return _of_stay(record, day, ask.adults)


def _of_person(record: wire.PersonRecord, adults: Adults | None) -> Iterable[Told]:
    """R-12, R-15, R-16, R-24, R-25, R-30; of adults who apply no birth date is kept."""
    if adults is not None:
        yield Told(mark=Mark.BORN, value=record.person.birth_date)
    yield Told(mark=Mark.ALIVE, value=record.status == "active")
    if record.person.deceased != (record.status == "dead"):
        yield Told(mark=Mark.ALIVE, value=record.status != "active")
    yield Told(mark=Mark.IN_LATVIA, value=record.residence.country == "LV")
    if adults is not None:
        carers = _links(record.carers)
        spouse = link_to(carers, adults.spouse)
        yield from relative(link_to(carers, adults.applicant), spouse, has_spouse=bool(adults.spouse))[0]


def _of_education(record: wire.EducationRecord | None, day: date) -> Iterable[Told]:
    """R-26: in general, vocational or higher education on the day, and until when."""
    enrolments = () if record is None else record.enrolments
    if any((one.status == "studying") != (one.ended_on is None) for one in enrolments):
        raise Unusable("contradiction")
    ends = [
        one.ends_on
        for one in enrolments
        if one.status == "studying" and one.programme != "interest" and one.started_on <= day
    ]
    yield Told(mark=Mark.IN_EDUCATION, value=bool(ends), until=max(ends, default=None))


def _of_disability(record: wire.DisabilityRecord | None, day: date) -> Iterable[Told]:
    """R-27, R-28."""
    if record is None or record.valid_from > day:
        yield Told(mark=Mark.DISABILITY, value=Disability.NONE)
        return
    if (record.kind == "child") != (record.group is None):
        raise Unusable("contradiction")
    groups = {None: Disability.CHILD, "III": Disability.GROUP_III}
    yield Told(mark=Mark.DISABILITY, value=groups.get(record.group, Disability.GROUP_I_OR_II), until=record.valid_to)


def _of_debt(record: wire.DebtRecord | None) -> Iterable[Told]:
    """R-14, R-54."""
    debtor = record is not None and record.debtor
    yield Told(mark=Mark.DEBTOR, value=debtor)
    if record is not None and debtor:
        yield Told(mark=Mark.AGREEMENT_KEPT, value=record.agreement is not None and record.agreement.kept)


def _of_service(record: wire.ServiceRecord | None, day: date) -> Iterable[Told]:
    """R-32, D-12: the service of the day; one that counts before any other, the longest of them."""
    running = [one for one in (() if record is None else record.services) if one.since <= day <= one.until]
    if not running:
        yield Told(mark=Mark.SERVICE, value=Service.NONE)
        return
    chosen = max(running, key=lambda one: (one.kind in SERVICES, one.until))
    yield Told(mark=Mark.SERVICE, value=SERVICES.get(chosen.kind, Service.OTHER), until=chosen.until)


def _of_stay(record: wire.StayRecord | None, day: date, adults: Adults | None) -> Iterable[Told]:
    """R-31: whether an adult stays with this family on an assessment. R-30: as what a child is placed with it."""
    codes = () if adults is None else (*adults.applicant, *adults.spouse)
    here = (
        record is not None
        and _code(record.carer_code) in codes
        and record.valid_from <= day <= (record.valid_to or date.max)
    )
    stays = here and record is not None and record.basis == "assessment"
    yield Told(mark=Mark.STAYS, value=stays, until=record.valid_to if stays and record is not None else None)
    if record is not None and record.basis == "placement":
        yield Told(mark=Mark.RELATION, value=Relation(record.relation) if here else Relation.NONE)


def _person(answer: wire.AnyAnswer, told: tuple[Told, ...], digest: bytes, now: datetime) -> PersonRecord:
    """Who somebody is by the register of persons; of two records the first."""
    record = answer.records[0]
    assert isinstance(record, wire.PersonRecord)
    alive = {one.value for one in told if one.mark is Mark.ALIVE}
    return PersonRecord(
        codes=tuple(dict.fromkeys(_code(one) for one in (record.person.personal_code, *record.person.previous_codes))),
        given=record.given_names,
        surname=record.surname,
        born=record.person.birth_date,
        alive=None if len(alive) > 1 else alive == {True},
        dead=all(one.person.deceased for one in answer.records) and alive == {False},
        in_latvia=record.residence.country == "LV",
        address=record.residence.address,
        family_status=record.family_status,
        spouse=None if record.spouse_code is None else _code(record.spouse_code),
        children=_links(record.children),
        carers=_links(record.carers),
        asked_at=now,
        valid_at=answer.as_of,
        digest=digest,
        told=told,
    )


def _links(links: Iterable[wire.Link]) -> tuple[Link, ...]:
    return tuple(
        Link(code=_code(one.personal_code), relation=Relation(one.relation), custody=one.custody == "full")
        for one in links
    )


def _code(text: str) -> PersonalCode:
    try:
        return personal_code.parse(text)
    except GodaError:
        raise Unusable("unreadable") from None


def _once(told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(dict.fromkeys(told))
