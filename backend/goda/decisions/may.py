"""Who may do what: staff of the right role work on cases, nobody decides on their own family, a family reads its own decisions (R-98)."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from goda.audit import Actor
from goda.decisions.errors import NoSuchDecision, OwnCodeMissing, OwnFamily
from goda.decisions.model import Decision
from goda.kernel.errors import Refused
from goda.kernel.personal_code import PersonalCode, parse
from goda.people.service import People
from goda.staff.service import Staff

STAFF_ROLES: Final = frozenset({"clerk", "lead"})


def require_staff(actor: Actor) -> UUID:
    """The member of staff who acts; raises `Refused` for anyone else."""
    if actor.kind != "staff" or actor.id is None or actor.role not in STAFF_ROLES:
        raise Refused
    return actor.id


def require_reader(actor: Actor, decision: Decision) -> None:
    """Staff and the machine read every decision, its addressee a made one; raises `NoSuchDecision` for anyone else."""
    if actor.kind == "system" or (actor.kind == "staff" and actor.role in STAFF_ROLES):
        return
    if not (actor.kind == "person" and actor.id == decision.applicant and decision.state == "made"):
        raise NoSuchDecision


class May:
    """What needs to know who somebody is."""

    def __init__(self, people: People, staff: Staff) -> None:
        self._people = people
        self._staff = staff

    async def decide(self, actor: Actor, persons: Iterable[UUID]) -> UUID:
        """The member of staff who may decide on these persons; raises `Refused`, `OwnCodeMissing`, `OwnFamily`."""
        member = require_staff(actor)
        own = await self._staff.is_one_of(member, await self.codes(persons))
        if own is None:
            raise OwnCodeMissing
        if own:
            raise OwnFamily
        return member

    async def may_decide(self, actor: Actor, persons: Iterable[UUID]) -> bool:
        """The same as an answer."""
        try:
            await self.decide(actor, persons)
        except Refused:
            return False
        return True

    async def codes(self, persons: Iterable[UUID]) -> list[PersonalCode]:
        """Every code of these persons, previous ones too (R-11)."""
        found = await self._people.persons(list(persons))
        return [parse(code) for person in found.values() for code in (person.code, *person.previous) if code]
