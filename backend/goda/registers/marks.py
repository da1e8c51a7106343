"""What one record of a register says, as marks that the law looks at (R-10 to R-33). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from goda.kernel import personal_code
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode
from goda.law.facts import Disability, Mark, Register, Relation, Service
from goda.registers import wire
from goda.registers.errors import Unusable
from goda.registers.model import Adults, Ask, Link, Told

SERVICES: Final = {
    "state-defence-regular": Service.DEFENCE,
    "state-defence-guard": Service.DEFENCE,
    "alternative": Service.ALTERNATIVE,
}
"""The services of 11 months (D-12); all others are `Service.OTHER`."""


def marks(ask: Ask, record: Any, day: date) -> Iterable[Told]:
    """The marks that were asked for; `record` is None where the register has nothing on the person. Raises `Unusable`."""
    match record:
        case wire.PersonRecord():
            return _of_person(record, ask)
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


def _of_person(record: wire.PersonRecord, ask: Ask) -> Iterable[Told]:
    """R-12, R-15, R-16, R-24, R-25, R-30; of adults who apply no birth date is kept."""
    adults = ask.adults
    if adults is not None:
        yield Told(mark=Mark.BORN, value=record.person.birth_date)
    yield Told(mark=Mark.ALIVE, value=record.status == "active")
    if record.person.deceased != (record.status == "dead"):
        yield Told(mark=Mark.ALIVE, value=record.status != "active")
    yield Told(mark=Mark.IN_LATVIA, value=record.residence.country == "LV")
    if ask.spouse_of:
        yield Told(mark=Mark.MARRIED, value=_is_spouse(record, ask.spouse_of))
    if adults is not None:
        carers = links(record.carers)
        spouse = link_to(carers, adults.spouse)
        yield from relative(link_to(carers, adults.applicant), spouse, has_spouse=bool(adults.spouse))[0]


def _is_spouse(record: wire.PersonRecord, of: tuple[PersonalCode, ...]) -> bool:
    """Whether this is the spouse of the person with these codes; a death is no divorce."""
    if record.person.deceased or record.family_status == "widowed":
        return True
    return record.family_status == "married" and record.spouse_code is not None and code(record.spouse_code) in of


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
        and code(record.carer_code) in codes
        and record.valid_from <= day <= (record.valid_to or date.max)
    )
    stays = here and record is not None and record.basis == "assessment"
    yield Told(mark=Mark.STAYS, value=stays, until=record.valid_to if stays and record is not None else None)
    if record is not None and record.basis == "placement":
        yield Told(mark=Mark.RELATION, value=Relation(record.relation) if here else Relation.NONE)


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


def links(told: Iterable[wire.Link]) -> tuple[Link, ...]:
    """Links as the rest of Goda knows them."""
    return tuple(
        Link(code=code(one.personal_code), relation=Relation(one.relation), custody=one.custody == "full")
        for one in told
    )


def code(text: str) -> PersonalCode:
    """A code of an answer; raises `Unusable` for what is none."""
    try:
        return personal_code.parse(text)
    except GodaError:
        raise Unusable("unreadable") from None
