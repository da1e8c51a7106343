"""What a family, its members and the document they rest on are, and when such a record is whole. Pure.

Only what granting a card needs is kept (GDPR Art. 5(1)(c)): a birth date of dependants (R-24), never of adults who apply.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct, field

from goda.kernel.errors import GodaError
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.law.dates import age_on
from goda.people.errors import (
    ApplicantMissing,
    BirthInFuture,
    BirthMissing,
    CodeTwice,
    DependantMissing,
    DisabilityOver,
    DocumentInFuture,
    FamilyInvalid,
    GivenMissing,
    GroundMissing,
    NameTooLong,
    NoSuchPerson,
    NotAChild,
    NotAnAdult,
    RelationMissing,
    SpouseOnce,
    SurnameMissing,
    TooOld,
)

Role = Literal["applicant", "spouse", "child", "adult"]
ROLES: tuple[Role, ...] = ("applicant", "spouse", "child", "adult")

Relation = Literal["own", "foster", "specialised-foster", "guardianship"]
RELATIONS: tuple[Relation, ...] = ("own", "foster", "specialised-foster", "guardianship")
"""R-30: child of the applicant or spouse, placed in a foster or specialised foster family, under guardianship."""

DocumentKind = Literal["application", "identity", "birth", "school", "disability", "court", "other"]
DOCUMENT_KINDS: tuple[DocumentKind, ...] = (
    "application",
    "identity",
    "birth",
    "school",
    "disability",
    "court",
    "other",
)

Reason = Literal["application", "request", "annulment", "correction", "supervision"]
REASONS: tuple[Reason, ...] = ("application", "request", "annulment", "correction", "supervision")

OPEN_FOR = timedelta(hours=8)
"""How long a stated reason keeps a family open to the one who stated it: a working day (R-83)."""

MOST_MEMBERS = 20
CARD_NAME = 60
"""Characters of one name on a card, the space between given name and surname included."""
ADULT_FROM, ADULT_UNTIL = 18, 24
"""Whole years: a dependant is a child below the first and may count as an adult below the second (R-50)."""


class Document(Struct, frozen=True, kw_only=True):
    """The paper that a record made by hand rests on (R-68)."""

    kind: DocumentKind
    number: str
    date: date
    issuer: str
    note: str = ""


class NewMember(Struct, frozen=True, kw_only=True):
    """One person as a clerk typed them in."""

    role: Role
    given: str
    surname: str
    code: PersonalCode
    previous: PersonalCode | None = None
    born: date | None = None
    relation: Relation | None = None
    education: bool = False
    stays: bool = False
    service: bool = False
    disability: bool = False
    disability_until: date | None = None


class NewFamily(Struct, frozen=True, kw_only=True):
    """A family about to be recorded."""

    document: Document
    members: tuple[NewMember, ...]
    id: UUID = field(default_factory=new_id)
    """Given by the form: sent twice, it makes one family (I4)."""


class CorrectedMember(Struct, frozen=True, kw_only=True):
    """One person as a clerk corrected or added them.

    `person`: who this is on record, None where they join the family now. `mistyped`: the code on record was never theirs,
    so that it is forgotten and does not become a previous one.
    """

    now: NewMember
    person: UUID | None = None
    mistyped: bool = False


class FamilyCorrection(Struct, frozen=True, kw_only=True):
    """A family's record as it should stand, and the document that says so (R-68, R-91).

    `seen`: how many corrections the clerk saw when they began, so that nobody overwrites what they have not seen.
    """

    document: Document
    members: tuple[CorrectedMember, ...]
    seen: int


class Person(Struct, frozen=True, kw_only=True):
    """A person with every personal code they are known by; `code` is the current one (R-11)."""

    id: UUID
    given: str
    surname: str
    born: date | None
    code: str
    previous: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As it stands on a card: given names, then surname."""
        return f"{self.given} {self.surname}"


class Member(Struct, frozen=True, kw_only=True):
    """A person in one family, with the marks that matter there (R-26 to R-32).

    `education`: an adult goes on learning; `stays`: an adult stays with the guardian or foster family; `service`: in the 11-month service.
    """

    person: Person
    role: Role
    relation: Relation | None
    education: bool
    stays: bool
    service: bool
    disability: bool
    disability_until: date | None

    @property
    def dependant(self) -> bool:
        """Whether this is a child or adult under 24 who may count towards the card."""
        return self.role in ("child", "adult")


class Correction(Struct, frozen=True, kw_only=True):
    """When, by whom and from which document a record was corrected (R-91). What was changed stands in the audit log."""

    document: Document
    at: datetime
    by: UUID


class Family(Struct, frozen=True, kw_only=True):
    """A family: who applies, their spouse, and those who depend on them. `corrections`: oldest first."""

    id: UUID
    recorded_at: datetime
    recorded_by: UUID
    document: Document
    members: tuple[Member, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def applicant(self) -> Member:
        """The one who applied: exactly one in each family."""
        return next(member for member in self.members if member.role == "applicant")

    def member(self, person: UUID) -> Member:
        """The member who is this person; raises `NoSuchPerson`."""
        for member in self.members:
            if member.person.id == person:
                return member
        raise NoSuchPerson


class Identity(Struct, frozen=True, kw_only=True):
    """Who somebody is, as the state's login or the register of persons says: every version of the code, the current one first (D-13).

    `born` is None for adults who apply: their birth date is not kept (R-24).
    """

    codes: tuple[PersonalCode, ...]
    given: str
    surname: str
    born: date | None = None


class KeptMember(Struct, frozen=True, kw_only=True):
    """A person on record at their place in a family that applied by itself; what counts about them stands in the registers' facts."""

    person: UUID
    role: Role
    relation: Relation | None = None


class Hit(Struct, frozen=True, kw_only=True):
    """One person found, and the families they stand in. `by_previous`: found by a code they no longer use."""

    person: Person
    role: Role
    family: UUID
    applicant: str
    recorded_at: datetime
    by_previous: bool = False


def check(new: NewFamily, today: date, untouched: frozenset[int] = frozenset()) -> None:
    """Raise `FamilyInvalid` with every fault at once, each under the field's name (`members.2.born`).

    `untouched`: the places of members who stand as they were recorded; time has passed, and a child may have grown up since.
    """
    faults: dict[str, GodaError] = {}
    if new.document.date > today:
        faults["document.date"] = DocumentInFuture()
    seen: set[str] = set()
    for place, member in enumerate(new.members):
        at = f"members.{place}"
        _check_names(member, at, faults)
        _check_codes(member, at, seen, faults)
        if member.role in ("child", "adult") and place not in untouched:
            _check_dependant(member, at, today, faults)
    roles = [member.role for member in new.members]
    if roles.count("applicant") != 1:
        faults["members"] = ApplicantMissing()
    elif roles.count("spouse") > 1:
        faults["members"] = SpouseOnce()
    elif not {"child", "adult"} & set(roles):
        faults["members"] = DependantMissing()
    if faults:
        raise FamilyInvalid(fields=faults)


def _check_names(member: NewMember, at: str, faults: dict[str, GodaError]) -> None:
    if not member.given:
        faults[f"{at}.given"] = GivenMissing()
    if not member.surname:
        faults[f"{at}.surname"] = SurnameMissing()
    if len(member.given) + 1 + len(member.surname) > CARD_NAME:
        faults[f"{at}.surname"] = NameTooLong()


def _check_codes(member: NewMember, at: str, seen: set[str], faults: dict[str, GodaError]) -> None:
    for name, code in (("code", member.code), ("previous", member.previous)):
        if code is None:
            continue
        if code.digits in seen:
            faults[f"{at}.{name}"] = CodeTwice()
        seen.add(code.digits)


def _check_dependant(member: NewMember, at: str, today: date, faults: dict[str, GodaError]) -> None:
    if member.relation is None:
        faults[f"{at}.relation"] = RelationMissing()
    if member.disability and member.disability_until is not None and member.disability_until < today:
        faults[f"{at}.disability_until"] = DisabilityOver()
    if member.born is None:
        faults[f"{at}.born"] = BirthMissing()
    elif member.born > today:
        faults[f"{at}.born"] = BirthInFuture()
    elif member.role == "child" and age_on(member.born, today) >= ADULT_FROM:
        faults[f"{at}.born"] = NotAChild()
    elif member.role == "adult" and age_on(member.born, today) < ADULT_FROM:
        faults[f"{at}.born"] = NotAnAdult()
    elif member.role == "adult" and age_on(member.born, today) >= ADULT_UNTIL:
        faults[f"{at}.born"] = TooOld()
    if member.role == "adult" and not (member.education or member.stays or member.service or member.disability):
        faults[f"{at}.grounds"] = GroundMissing()
