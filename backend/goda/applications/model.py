"""What an application is, who stands in it, what the applicant says, and from which state it goes to which. Pure.

Identity is not typed in (R-41): the members come from the Register of Natural Persons, each with source and time. The applicant says only
what no register can give (R-42). Days are calendar days in Riga, moments UTC.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from goda.kernel.i18n import Language
from goda.law.dates import age_on
from goda.law.facts import Fact, Facts, Mark, Register
from goda.law.facts import Family as LawFamily
from goda.law.facts import Relation as LawRelation
from goda.law.numbers import OWN_CARD_FROM
from goda.notices.model import Channel, Contact

State = Literal["draft", "checking", "case", "asked", "granted", "refused", "withdrawn"]
"""`draft`: not submitted. `checking`: registered, the machine asks the registers. `case`: with a clerk. `asked`: a case that waits for the
family. The others are final."""
OPEN: Final[tuple[State, ...]] = ("draft", "checking", "case", "asked")
"""Of these a person has at most one."""
UNDECIDED: Final[tuple[State, ...]] = ("checking", "case", "asked")
"""Registered and not decided yet."""

NEXT: Final[Mapping[State, frozenset[State]]] = {
    "draft": frozenset({"checking", "withdrawn"}),
    "checking": frozenset({"checking", "case", "granted", "withdrawn"}),
    "case": frozenset({"case", "asked", "checking", "granted", "refused", "withdrawn"}),
    "asked": frozenset({"asked", "case", "checking", "granted", "refused", "withdrawn"}),
    "granted": frozenset(),
    "refused": frozenset(),
    "withdrawn": frozenset(),
}
"""Where each state may go; to itself where only a term or a question changes. From `checking` nobody is refused: that takes a person, who works on a case (R-96, D-2)."""

Role = Literal["applicant", "spouse", "dependant"]
Plastic = Literal["none", "post", "fund"]
"""A plastic card: not wanted, by post, or fetched at the fund (R-18)."""


class Answers(Struct, frozen=True, kw_only=True):
    """What the applicant says (R-42). Kept sealed; persons by their ids.

    `channel`: None until chosen. `names`: whose names stand on the family's card after the holder's, in this order (R-20). `separate`:
    dependants who get a card of their own (R-29). `disability`, `abroad`: of whom the applicant says so, where registers are asked on a claim only
    or know nothing (R-27, R-52). `incapacity`: the applicant says that R-54's long incapacity is theirs.
    """

    phone: str = ""
    email: str = ""
    channel: Channel | None = None
    language: Language = "lv"
    plastic: Plastic = "none"
    postal: str = ""
    names: tuple[UUID, ...] = ()
    separate: tuple[UUID, ...] = ()
    spouse_card: bool = False
    disability: tuple[UUID, ...] = ()
    abroad: tuple[UUID, ...] = ()
    incapacity: bool = False


class Member(Struct, frozen=True, kw_only=True):
    """A person in one application, as the register knew them at `source_at`. `relation` is a dependant's to applicant or spouse (R-30)."""

    person: UUID
    role: Role
    relation: LawRelation | None
    given: str
    surname: str
    born: date | None
    source: Register
    source_at: datetime

    @property
    def name(self) -> str:
        """As it stands on a card."""
        return f"{self.given} {self.surname}"

    def age(self, day: date) -> int | None:
        """Full years on a day, where the birth date is known."""
        return None if self.born is None else age_on(self.born, day)

    def may_have_card(self, day: date) -> bool:
        """Whether this person may hold a card of their own (D-4): either parent, and a dependant from the age in force on the day."""
        if self.role != "dependant":
            return True
        age, needed = self.age(day), OWN_CARD_FROM.on(day)
        return age is not None and needed is not None and age >= needed


ChangeCode = Literal["joined", "left", "renamed", "own-card"]


class Change(Struct, frozen=True, kw_only=True):
    """What is otherwise than in the last application: somebody joined, left, is called otherwise, or may now hold a card of their own."""

    code: ChangeCode
    person: UUID
    name: str


class Lack(Struct, frozen=True, kw_only=True):
    """What is still missing, for its family: an answer of a draft (`field`, by its wire name), or a mark of a `person` that nobody has told yet.

    `code` is the error's code, or the mark's.
    """

    code: str
    field: str | None = None
    person: UUID | None = None


class Application(Struct, frozen=True, kw_only=True):
    """One application. `family` groups all of this applicant's applications, facts and cards.

    `rules_of`: the day whose rules judge it (the day of registration; of a draft, the day it was begun). `decide_by`: the last day for the
    decision, None before registration. `previous`: the application it renews, whose card works on. `prefilled`: answers came from that one.
    `by_staff`: who entered it for someone who came in person (R-40). `asked`, `asked_until`: what the fund asked of the family, and until when.
    """

    id: UUID
    applicant: UUID
    family: UUID
    number: str | None
    state: State
    started_at: datetime
    registered_at: datetime | None
    rules_of: date
    decide_by: date | None
    answers: Answers
    members: tuple[Member, ...]
    address: str
    """The applicant's declared residence as the register has it (R-12); a postal address is filled in from it."""
    previous: UUID | None
    changes: tuple[Change, ...]
    by_staff: UUID | None
    asked: str | None
    asked_until: date | None
    decided_at: datetime | None
    version: int

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of another."""
        return self.state in OPEN

    @property
    def holder(self) -> Member:
        """The applicant among the members."""
        return next(one for one in self.members if one.role == "applicant")

    @property
    def spouse(self) -> Member | None:
        """The spouse, if there is one."""
        return next((one for one in self.members if one.role == "spouse"), None)

    @property
    def dependants(self) -> tuple[Member, ...]:
        """Children and adults under 24, as the register has them."""
        return tuple(one for one in self.members if one.role == "dependant")

    def member(self, person: UUID) -> Member | None:
        """The member who is this person."""
        return next((one for one in self.members if one.person == person), None)

    def names_of(self, persons: Iterable[UUID]) -> tuple[str, ...]:
        """Names of these members as they stand on a card, in this order; who is no member any more is left out."""
        found = (self.member(person) for person in persons)
        return tuple(one.name for one in found if one is not None)


def law_family(application: Application, facts: Iterable[Fact]) -> LawFamily:
    """The application as the law looks at it: who is in it, what is known of them, and what the applicant claims (R-42).

    A claim about somebody who is no member any more is left out, and what was entered by hand for an application before this one, unless
    it has a last day (which the law looks at): a document of then says nothing of now.
    """
    began = application.started_at
    holding = (
        one for one in facts if one.source is not Register.BY_HAND or one.until is not None or one.asked_at >= began
    )
    answers, dependants = application.answers, {one.person for one in application.dependants}
    claims = {(person, Mark.DISABILITY) for person in answers.disability if person in dependants}
    claims |= {(person, Mark.STUDIES_ABROAD) for person in answers.abroad if person in dependants}
    if answers.incapacity:
        claims.add((application.applicant, Mark.INCAPACITY))
    known, spouse = Facts(holding), application.spouse
    married = known.ask(spouse.person, Mark.MARRIED) if spouse else None
    # Whoever the register says is the applicant's spouse no more is no parent in this family.
    divorced = isinstance(married, Fact) and married.value is False
    return LawFamily(
        applicant=application.applicant,
        spouse=spouse.person if spouse and not divorced else None,
        dependants=tuple(one.person for one in application.dependants),
        facts=known,
        claims=frozenset(claims),
    )


def changed(before: tuple[Member, ...], then: date, now: tuple[Member, ...], today: date) -> tuple[Change, ...]:
    """What a renewal has to ask about: how the members differ from those of the application before."""
    old = {one.person: one for one in before}
    new = {one.person: one for one in now}
    found: list[Change] = []
    for person, member in new.items():
        known = old.get(person)
        if known is None:
            found.append(Change(code="joined", person=person, name=member.name))
            continue
        if known.name != member.name:
            found.append(Change(code="renamed", person=person, name=member.name))
        if member.may_have_card(today) and not known.may_have_card(then):
            found.append(Change(code="own-card", person=person, name=member.name))
    found += [Change(code="left", person=person, name=one.name) for person, one in old.items() if person not in new]
    return tuple(found)


def only_members(answers: Answers, members: tuple[Member, ...]) -> Answers:
    """The answers without those who are no members any more; of others nothing is lost."""
    here = {one.person for one in members}
    dependants = {one.person for one in members if one.role == "dependant"}
    has_spouse = any(one.role == "spouse" for one in members)
    return Answers(
        phone=answers.phone,
        email=answers.email,
        channel=answers.channel,
        language=answers.language,
        plastic=answers.plastic,
        postal=answers.postal,
        names=tuple(one for one in answers.names if one in here),
        separate=tuple(one for one in answers.separate if one in dependants),
        spouse_card=answers.spouse_card and has_spouse,
        disability=tuple(one for one in answers.disability if one in dependants),
        abroad=tuple(one for one in answers.abroad if one in dependants),
        incapacity=answers.incapacity,
    )


def only_needed(answers: Answers, address: str) -> Answers:
    """The answers as they are submitted: an address that was only filled in, and to which nothing is sent, is left out."""
    wanted = answers.channel == "post" or answers.plastic == "post"
    return answers if wanted or answers.postal != address else replace(answers, postal="")


def contact_of(answers: Answers) -> Contact:
    """How the family wants to be reached; raises ValueError before they have chosen."""
    if answers.channel is None:
        raise ValueError("no channel has been chosen")
    return Contact(
        channel=answers.channel,
        language=answers.language,
        phone=answers.phone,
        email=answers.email,
        e_address=answers.channel == "e-address",
        postal=answers.postal,
    )


def rehomed(application: Application, kept: UUID, gone: UUID) -> Application:
    """The application with one person in the place of another who turned out to be the same (R-11); nobody stands in it twice."""

    def moved(persons: tuple[UUID, ...]) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(kept if one == gone else one for one in persons))

    members: dict[UUID, Member] = {}
    for one in application.members:
        person = kept if one.person == gone else one.person
        members.setdefault(person, replace(one, person=person))
    answers = application.answers
    return replace(
        application,
        applicant=kept if application.applicant == gone else application.applicant,
        members=tuple(members.values()),
        answers=replace(
            answers,
            names=moved(answers.names),
            separate=moved(answers.separate),
            disability=moved(answers.disability),
            abroad=moved(answers.abroad),
        ),
    )
