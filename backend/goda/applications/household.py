"""Who stands in an application: what the Register of Natural Persons says of a household, made into members on record (R-11, R-41)."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from goda.applications.model import Application, Member
from goda.audit import Actor
from goda.kernel.clock import riga_day
from goda.law.dates import age_on
from goda.law.facts import Register
from goda.law.facts import Relation as LawRelation
from goda.law.numbers import ADULT
from goda.people.model import Document, Identity, KeptMember, Relation
from goda.people.service import People
from goda.registers.model import Household, PersonRecord

_KEPT: Final[Mapping[LawRelation, Relation]] = {
    LawRelation.CHILD: "own",
    LawRelation.FOSTER: "foster",
    LawRelation.SPECIALISED_FOSTER: "specialised-foster",
    LawRelation.GUARDIANSHIP: "guardianship",
}


class Known(Struct, frozen=True):
    """A household whose persons are all on record: `members` in order, `ids` by the eleven digits of the current code."""

    household: Household
    members: tuple[Member, ...]
    ids: dict[str, UUID]


async def on_record(people: People, actor: Actor, household: Household) -> Known:
    """Find or make every person of a household; each is found by any code they ever had. Not inside a transaction."""
    ids: dict[str, UUID] = {}
    dependants = {one.record.code for one in household.dependants}
    for record in household.records:
        # birth dates are kept of those who may count, never of adults who apply.
        born = record.born if record.code in dependants else None
        identity = Identity(codes=record.codes, given=record.given, surname=record.surname, born=born)
        ids[record.code.digits] = (await people.identify(actor, identity)).id
    members = [_member(household.applicant, ids, "applicant")]
    if household.spouse is not None:
        members.append(_member(household.spouse, ids, "spouse"))
    members += [_member(one.record, ids, "dependant", one.relation) for one in household.dependants]
    return Known(household, tuple(members), ids)


def kept_members(application: Application, today: date) -> tuple[KeptMember, ...]:
    """The members as people's records show a family."""
    return tuple(_kept(member, today) for member in application.members)


def document(application: Application) -> Document:
    """The application as the document that the family's record rests on (R-68)."""
    assert application.number is not None
    assert application.registered_at is not None
    day = riga_day(application.registered_at)
    return Document(kind="application", number=application.number, date=day, issuer="")


def _member(record: PersonRecord, ids: dict[str, UUID], role: str, relation: LawRelation | None = None) -> Member:
    return Member(
        person=ids[record.code.digits],
        role="applicant" if role == "applicant" else "spouse" if role == "spouse" else "dependant",
        relation=relation,
        given=record.given,
        surname=record.surname,
        born=record.born if role == "dependant" else None,
        source=Register.PERSONS,
        source_at=record.asked_at,
    )


def _kept(member: Member, today: date) -> KeptMember:
    if member.role != "dependant":
        return KeptMember(person=member.person, role=member.role)
    grown = member.born is not None and age_on(member.born, today) >= ADULT.of(today)
    relation = None if member.relation is None else _KEPT.get(member.relation)
    return KeptMember(person=member.person, role="adult" if grown else "child", relation=relation)
