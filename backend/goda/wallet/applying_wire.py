"""What goes over the wire between a signed-in family and the fund about applications, apart from the models behind it. JSON, camelCase."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from msgspec import Meta

from goda.applications import model
from goda.decisions.model import Decision as MadeDecision
from goda.kernel.i18n import Language
from goda.notices.model import Channel, Contact
from goda.wallet.wire import Wire

Moment = Annotated[datetime, Meta(tz=True)]


class NewApplication(Wire, frozen=True, kw_only=True):
    """`renewal`: filled in from the last one that was granted."""

    renewal: bool = False


class Submission(Wire, frozen=True, kw_only=True):
    """`key` is made by the page once for one submission, and sent again with each try."""

    key: UUID


class NewContact(Wire, frozen=True, kw_only=True):
    """How the family is reached from now on."""

    channel: Channel
    phone: Annotated[str, Meta(max_length=100)] = ""
    email: Annotated[str, Meta(max_length=400)] = ""
    postal: Annotated[str, Meta(max_length=1000)] = ""
    language: Language = "lv"

    def contact(self) -> Contact:
        """As the use cases take it."""
        return Contact(
            channel=self.channel,
            phone=self.phone,
            email=self.email,
            postal=self.postal,
            language=self.language,
            e_address=self.channel == "e-address",
        )


class Answers(Wire, frozen=True, kw_only=True):
    """What the applicant says; persons by their ids among `members`. `channel` is null until chosen, a text empty until written."""

    phone: str
    email: str
    channel: Channel | None
    language: Language
    plastic: model.Plastic
    postal: str
    names: tuple[UUID, ...]
    separate: tuple[UUID, ...]
    spouse_card: bool
    disability: tuple[UUID, ...]
    abroad: tuple[UUID, ...]
    incapacity: bool

    @classmethod
    def of(cls, answers: model.Answers) -> Self:
        """Show answers."""
        return cls(**{name: getattr(answers, name) for name in model.Answers.__struct_fields__})


class Member(Wire, frozen=True, kw_only=True):
    """Somebody in the application, with the source that knows them and when it was asked.

    `born` and `age` are those of dependants only (R-24). `mayHaveCard`: either parent, and a child from the age of the law (D-4), today.
    """

    person: UUID
    role: model.Role
    relation: str | None
    given: str
    surname: str
    born: date | None
    age: int | None
    source: str
    source_at: Moment
    may_have_card: bool

    @classmethod
    def of(cls, member: model.Member, today: date) -> Self:
        """Show a member as they are today."""
        return cls(
            person=member.person,
            role=member.role,
            relation=None if member.relation is None else str(member.relation),
            given=member.given,
            surname=member.surname,
            born=member.born,
            age=member.age(today),
            source=str(member.source),
            source_at=_second(member.source_at),
            may_have_card=member.may_have_card(today),
        )


class Change(Wire, frozen=True, kw_only=True):
    """How the family differs from the application that this one renews."""

    code: model.ChangeCode
    person: UUID
    name: str


class Decision(Wire, frozen=True, kw_only=True):
    """A decision that was made on it; its paper is at `/wallet/decisions/{id}/paper`."""

    id: UUID
    number: str
    kind: Literal["grant", "refuse", "annul"]
    made_at: Moment | None
    contest_by: date | None

    @classmethod
    def of(cls, decision: MadeDecision) -> Self:
        """Show a decision."""
        return cls(
            id=decision.id,
            number=decision.number,
            kind=decision.kind,
            made_at=None if decision.made_at is None else _second(decision.made_at),
            contest_by=decision.contest_by,
        )


class Missing(Wire, frozen=True, kw_only=True):
    """What is still missing.

    Of a draft an answer: `field`, and the problem's `code`. Of what a clerk works on: a mark (`code`) of a `person` that no register has told.
    """

    code: str
    field: str | None
    person: UUID | None


class Application(Wire, frozen=True, kw_only=True):
    """One application as its family sees it."""

    id: UUID
    number: str | None
    state: model.State
    started_at: Moment
    registered_at: Moment | None
    decide_by: date | None
    answers: Answers
    members: tuple[Member, ...]
    address: str
    """The applicant's declared residence in the Register of Natural Persons; an empty `postal` was filled in from it."""
    previous: UUID | None
    changes: tuple[Change, ...]
    asked: str | None
    asked_until: date | None
    decided_at: Moment | None
    in_person: bool
    """A clerk entered it."""
    decisions: tuple[Decision, ...]
    missing: tuple[Missing, ...]
    version: int

    @classmethod
    def of(
        cls,
        one: model.Application,
        decisions: tuple[MadeDecision, ...],
        missing: tuple[model.Lack, ...],
        today: date,
    ) -> Self:
        """Show an application as it stands today."""
        return cls(
            id=one.id,
            number=one.number,
            state=one.state,
            started_at=_second(one.started_at),
            registered_at=None if one.registered_at is None else _second(one.registered_at),
            decide_by=one.decide_by,
            answers=Answers.of(one.answers),
            members=tuple(Member.of(each, today) for each in one.members),
            address=one.address,
            previous=one.previous,
            changes=tuple(Change(code=each.code, person=each.person, name=each.name) for each in one.changes),
            asked=one.asked,
            asked_until=one.asked_until,
            decided_at=None if one.decided_at is None else _second(one.decided_at),
            in_person=one.by_staff is not None,
            decisions=tuple(Decision.of(each) for each in decisions),
            missing=tuple(Missing(code=each.code, field=each.field, person=each.person) for each in missing),
            version=one.version,
        )


class Applications(Wire, frozen=True, kw_only=True):
    """All of a person's, newest first."""

    applications: tuple[Application, ...]


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
