"""Plant the synthetic families through the use cases of the console, and say what a newcomer needs to try them.

Planting again changes nothing that is there: each family's ids lie in `demo.json`. A code that was used is replaced, so
that the demo always has one for each card that can be taken up.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from goda.audit import SYSTEM
from goda.cards.model import IssueCard
from goda.cards.numbers import show_number
from goda.cards.service import Cards
from goda.console.issue import counted
from goda.kernel import personal_code
from goda.law.validity import propose
from goda.people.model import ADULT_FROM, Document, NewFamily, NewMember, Role
from goda.people.service import People
from goda.seeds.families import FAMILIES, Family, Person, born, synthetic_code
from goda.seeds.state_side import GUESTS, Guest
from goda.staff.model import Role as StaffRole
from goda.staff.service import Staff

LEAD: Final[tuple[str, StaffRole, str]] = ("Demo vadītāja", "lead", "399010-01755")
"""Name, role, personal code. She is somebody of the simulated state, the spouse in `debtor-with-agreement-broken`: on that family she cannot decide."""
COLLEAGUE: Final[tuple[str, StaffRole, str]] = ("Demo kolēģe", "clerk", "399990-00020")
"""For what takes two people."""
OTHER_CODES = 50_000
"""Previous codes of synthetic people are counted from here, so that they meet nobody's current one."""


class Planted(msgspec.Struct, kw_only=True):
    """What `demo.json` remembers: ids only."""

    staff: UUID | None = None
    colleague: UUID | None = None
    cards: dict[str, UUID] = {}
    """Story to card."""


class DemoCard(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One synthetic family as a script or a newcomer meets it."""

    story: str
    holder: str
    names: tuple[str, ...]
    number: str
    state: str
    activation_code: str | None


class StateSide(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The state's side as this installation knows it, and some of its people to sign in as."""

    login: str
    people: tuple[Guest, ...]


class Demo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All that is needed to drive the demo."""

    wallet: str
    verifier: str
    console: str
    staff_link: str | None
    """One-time link for the demo's lead; None once that lead has a passkey."""
    colleague_link: str | None
    """The same for a clerk, since some decisions take two people."""
    state: StateSide
    cards: tuple[DemoCard, ...]


class Planter:
    """Plants and describes; `note` is the file that remembers."""

    def __init__(self, people: People, cards: Cards, staff: Staff, note: Path, origin: str, login: str) -> None:
        self._people = people
        self._cards = cards
        self._staff = staff
        self._note = note
        self._origin = origin
        self._login = login
        self._planted = Planted()

    async def plant(self) -> Demo:
        """Make what is missing and describe the whole."""
        if self._note.exists():
            self._planted = msgspec.json.decode(self._note.read_bytes(), type=Planted)
        number = 0
        for family in FAMILIES:
            if family.story not in self._planted.cards:
                self._planted.cards[family.story] = await self._family(family, number)
                self._remember()
            number += len(family.people)
        self._planted.staff, staff_link = await self._staff_link(self._planted.staff, LEAD)
        self._planted.colleague, colleague_link = await self._staff_link(self._planted.colleague, COLLEAGUE)
        self._remember()
        return Demo(
            wallet=f"{self._origin}/",
            verifier=f"{self._origin}/verify",
            console=f"{self._origin}/console",
            staff_link=staff_link,
            colleague_link=colleague_link,
            state=StateSide(login=self._login, people=GUESTS),
            cards=tuple([await self._card(family) for family in FAMILIES]),
        )

    async def _family(self, family: Family, number: int) -> UUID:
        today = self._people.today()
        recorded = await self._people.record_family(
            SYSTEM,
            NewFamily(
                document=Document(
                    kind="application", number=f"DEMO-{number:04d}", date=today, issuer="Demo", note=family.story
                ),
                members=tuple(member(person, number + place, today) for place, person in enumerate(family.people)),
            ),
        )
        counting = [one for each in recorded.members if (one := counted(each)) is not None]
        proposal = propose(today, counting)
        valid_to = proposal.valid_to if proposal else today + timedelta(days=364)
        card = await self._cards.issue(
            SYSTEM,
            IssueCard(
                family=recorded.id,
                holder=recorded.applicant.person.id,
                names=tuple(recorded.members[place].person.name for place in family.on_card),
                valid_from=today,
                valid_to=valid_to,
                reason="" if proposal else "Demo",
                proposal=proposal.valid_to if proposal else None,
            ),
        )
        if family.state == "annulled":
            await self._cards.annul(SYSTEM, card.id, "holder-wish")
        return card.id

    async def _card(self, family: Family) -> DemoCard:
        life = await self._cards.life(SYSTEM, self._planted.cards[family.story])
        code = life.waiting.code if life.waiting else None
        if code is None and life.card.state == "valid":
            code = (await self._cards.new_activation(SYSTEM, life.card.id)).code
        return DemoCard(
            story=family.story,
            holder=life.card.names[0],
            names=life.card.names,
            number=show_number(life.card.number),
            state=life.card.state,
            activation_code=code,
        )

    async def _staff_link(self, known: UUID | None, who: tuple[str, StaffRole, str]) -> tuple[UUID, str | None]:
        """Who this is on record, and a link while they have no passkey."""
        name, role, code = who
        if known is None:
            link = await self._staff.enrol(name, role, code=personal_code.parse(code))
            return link.member, link.url
        member = next((each for each in await self._staff.all(by=SYSTEM) if each.id == known), None)
        if member is None or member.ended_at is not None or member.keys:
            return known, None
        return known, (await self._staff.new_link(member.id, by=SYSTEM)).url

    def _remember(self) -> None:
        self._note.write_bytes(msgspec.json.encode(self._planted))


def member(person: Person, number: int, today: date) -> NewMember:
    """A synthetic person as a clerk would type them in."""
    dependant = person.role == "child"
    return NewMember(
        role=role_of(person),
        given=person.given,
        surname=person.surname,
        code=personal_code.parse(synthetic_code(number)),
        previous=personal_code.parse(synthetic_code(OTHER_CODES + number)) if person.previous_code else None,
        born=born(person.age, today, number) if dependant else None,
        relation="own" if dependant else None,
        education=person.studies,
        disability=person.disabled,
        disability_until=today + timedelta(days=700) if person.disabled else None,
    )


def role_of(person: Person) -> Role:
    """The role a person of this age has on the form."""
    return "adult" if person.role == "child" and person.age >= ADULT_FROM else person.role
