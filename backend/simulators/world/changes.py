"""What can happen to the synthetic people: each change alters the world and stands in the feeds of the registers that would know.

`apply` takes one change and returns about whom something is new, and in which register.
"""

from datetime import date, datetime, timedelta
from typing import Final

from simulators.world.build import care, study
from simulators.world.events import (
    AnyChange,
    Birth,
    CareOf,
    CustodyOf,
    Death,
    DebtOf,
    DisabilityOf,
    EndOfStudy,
    FamilyState,
    Move,
    Names,
    NewCode,
    ServiceOf,
    Status,
    StayOf,
    Study,
)
from simulators.world.model import (
    Care,
    Debt,
    Disability,
    FamilyStatus,
    Person,
    Service,
    Stay,
)
from simulators.world.world import Change, World


class Unknown(Exception):
    """A change about somebody who is not in the world, or about something that is not so."""


_REGISTER: Final[dict[type, str]] = {
    Study: "viis", EndOfStudy: "viis", DisabilityOf: "iis", DebtOf: "ugf", ServiceOf: "vadonis", StayOf: "sopa",
}  # fmt: skip
"""Which register knows of a change; of all others the register of persons."""
_MONTHS_11: Final = timedelta(days=335)
MUNICIPALITY: Final = "Rīgas valstspilsēta"


def apply(world: World, change: AnyChange, now: datetime, today: date) -> list[tuple[str, Change]]:
    """Let it happen; returns the register and the feed's line of each that knows. Raises `Unknown`, and then nothing has happened."""
    person = _somebody(world, change.personal_code)
    others = [_somebody(world, code) for code in _named(change)]
    near = [world.people[one] for one in _near(person)]
    world.remember(person, *others, *near)
    register, touched = _happen(world, change, person, others, today)
    if isinstance(change, Death | NewCode):  # stands in the records of those who are near as well
        touched = [*touched, *near]
    told = {each.id: each for each in touched}.values()
    return [(register, world.tell(register, each, str(change.__struct_config__.tag), now)) for each in told]


def _happen(
    world: World, change: AnyChange, person: Person, others: list[Person], today: date
) -> tuple[str, list[Person]]:
    """Let it happen; which register knows, and about whom."""
    register = _REGISTER.get(type(change), "fpr")
    match change:
        case Study():
            study(person, change.programme, change.school, today, change.ends)
        case EndOfStudy():
            for enrolment in person.enrolments:
                enrolment.ended = enrolment.ended or change.on or today
        case DisabilityOf():
            person.disability = Disability(change.group, today, change.until) if change.group else None
        case DebtOf():
            person.debt = Debt(since=today, agreement=change.agreement) if change.debtor else None
        case ServiceOf():
            _service(change, person, today)
        case StayOf():
            stay = [Stay(one.id, change.relation, today, change.until, change.assessed, MUNICIPALITY) for one in others]
            person.stay = stay[0] if stay else None
        case _:
            return register, _in_register_of_persons(world, change, person, others, today)
    return register, [person]


def _service(change: ServiceOf, person: Person, today: date) -> None:
    if change.service is not None:
        person.services.append(Service(change.service, today, change.until or today + _MONTHS_11))
        return
    for service in person.services:
        service.until = min(service.until, today)


def _in_register_of_persons(
    world: World, change: AnyChange, person: Person, others: list[Person], today: date
) -> list[Person]:
    """Changes of a person; those of a family are the next function's."""
    match change:
        case Death():
            person.died = change.on or today
            if person.spouse is not None:
                _part(world, person, "widowed")
        case NewCode():
            world.new_code(person)
        case Status():
            person.active = change.active
        case Names():
            person.given, person.surname = change.given_names or person.given, change.surname or person.surname
        case Move():
            person.country, person.address = change.country, change.address
        case _:
            return _in_family(world, change, person, others, today)
    return [person]


def _in_family(world: World, change: AnyChange, person: Person, others: list[Person], today: date) -> list[Person]:
    match change:
        case Birth():
            return _birth(world, change, person, today)
        case FamilyState():
            return _family_status(world, change, person, others)
        case CustodyOf():
            _link(person, others[0]).custody = change.custody
        case CareOf():
            _care(change, person, others[0], today)
        case _:
            raise AssertionError(change)
    return [person, *others]


def _birth(world: World, change: Birth, person: Person, today: date) -> list[Person]:
    parents = [person, *([world.people[person.spouse]] if person.spouse is not None else [])]
    surname = next((one.surname for one in parents if one.woman == change.girl), person.surname)
    birth = change.on or today
    child = world.arrive(
        woman=change.girl, given=change.given_names, surname=surname, birth=birth, address=person.address
    )
    for parent in parents:
        care(parent, child, "child", birth)
    return [child, *parents]


def _care(change: CareOf, child: Person, carer: Person, today: date) -> None:
    if change.relation is not None:
        care(carer, child, change.relation, today)
        return
    link = _link(child, carer)
    child.carers.remove(link)
    carer.children = [one for one in carer.children if one.child != child.id]


def _family_status(world: World, change: FamilyState, person: Person, others: list[Person]) -> list[Person]:
    if change.status == "married":
        if not others:
            raise Unknown("marries nobody")
        for one in (person, others[0]):
            _part(world, one, "divorced")
        person.spouse, others[0].spouse = others[0].id, person.id
        person.family_status = others[0].family_status = "married"
        return [person, *others]
    former = [world.people[person.spouse]] if person.spouse is not None else []
    _part(world, person, change.status)
    person.family_status = change.status
    return [person, *former]


def _part(world: World, person: Person, status: FamilyStatus) -> None:
    """End a marriage: the other one becomes `status`."""
    if person.spouse is not None:
        other = world.people[person.spouse]
        other.spouse, other.family_status = None, status
        person.spouse = None


def _link(child: Person, carer: Person) -> Care:
    for link in child.carers:
        if link.carer == carer.id:
            return link
    raise Unknown(f"{child.code} is not in the care of {carer.code}")


def _near(person: Person) -> list[int]:
    """Who stands in a person's record."""
    near = [link.carer for link in person.carers] + [link.child for link in person.children]
    return [*near, *([person.spouse] if person.spouse is not None else [])]


def _named(change: AnyChange) -> list[str]:
    """The codes of others that a change names."""
    found = [getattr(change, "carer", None), getattr(change, "spouse", None)]
    return [code for code in found if code is not None]


def _somebody(world: World, code: str) -> Person:
    person = world.find(code)
    if person is None:
        raise Unknown(f"nobody has the personal code {code}")
    return person
