"""`/wallet/applications…`: a signed-in family's own applications, and the papers of what was decided on them.

The door only reads and writes JSON; what may be done, and to which application, is `goda.applications`' and `goda.decisions`'.
"""

from typing import Any, Final, TypeVar
from uuid import UUID

from litestar import Request, Response, Router, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from goda.applications.model import Application
from goda.applications.service import Applications
from goda.audit import Actor
from goda.decisions.service import Decisions
from goda.wallet import applying_wire as wire
from goda.wallet.signed import provide_person
from goda.web.feature import Feature
from goda.web.problem import Problem
from goda.web.sessions import Sessions
from goda.web.throttle import Throttle

AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")

WRITES: Final = (120, 0.5)
"""Calls of one person at once, and the seconds in which one more grows: each keystroke that rests is kept."""
STARTS: Final = (10, 20.0)
"""Calls that make the server ask a register."""

_SAYS: Final = {
    401: "`sign-in-needed`",
    404: "`no-such-application`, `decision-unknown`: none, or none of one's own",
    409: "`not-a-draft`, `decided-already`, `key-of-another`, `family-changed`, `person-not-in-register`",
    422: "`answers-invalid` by field, or `invalid`",
    429: "`too-many` (with `Retry-After`)",
    503: "`register-silent` (with `Retry-After`)",
}


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the problems of these statuses for the API page."""
    return {
        status: ResponseSpec(
            Problem, description=_SAYS[status], media_type="application/problem+json", generate_examples=False
        )
        for status in (401, 429, *statuses)
    }


class Applying(Struct, frozen=True):
    """The door's collaborators."""

    applications: Applications
    decisions: Decisions
    throttle: Throttle

    def limit(self, person: Actor, purpose: str, rate: tuple[int, float]) -> None:
        """Raise `TooMany` when this person asks too often."""
        burst, seconds = rate
        self.throttle.take(purpose, str(person.id), burst=burst, seconds=seconds)

    async def shown(self, person: Actor, application: Application) -> wire.Application:
        """The application as its family sees it, with the decisions on it and what is missing."""
        return (await self.all_shown(person, (application,)))[0]

    async def all_shown(self, person: Actor, applications: tuple[Application, ...]) -> tuple[wire.Application, ...]:
        """The same of several, each family's decisions asked for once."""
        families = {one.family for one in applications if one.registered_at is not None}
        decided = [each for family in families for each in await self.decisions.of_family(person, family)]
        return tuple(
            [
                wire.Application.of(
                    one,
                    tuple(each for each in decided if each.application == one.id and each.state == "made"),
                    await self.applications.lacks(one),
                    self.applications.today(),
                )
                for one in applications
            ]
        )


@get("", summary="One's own applications", responses=_problems())
async def list_applications(
    person: NamedDependency[Actor], applying: NamedDependency[Applying]
) -> Response[wire.Applications]:
    """Newest first; at most one of them is open."""
    applying.limit(person, "applying", WRITES)
    assert person.id is not None
    found = await applying.applications.of_person(person, person.id)
    return _answer(wire.Applications(applications=await applying.all_shown(person, found)))


@post("", summary="Begin an application, or go on with the open one", status_code=201, responses=_problems(409, 503))
async def start(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], data: JSONBody[wire.NewApplication]
) -> Response[wire.Application]:
    """201 with a new draft, 200 with the one that is open already. Who is in the family comes from the Register of Natural Persons."""
    applying.limit(person, "application-start", STARTS)
    assert person.id is not None
    before = await applying.applications.open_of(person, person.id)
    begun = await applying.applications.start(person, person.id, for_renewal=data.renewal)
    status = 201 if before is None else 200
    return _answer(await applying.shown(person, begun), status)


@get("/{application:uuid}", summary="One application", responses=_problems(404))
async def show(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], application: FromPath[UUID]
) -> Response[wire.Application]:
    """As it stands now."""
    applying.limit(person, "applying", WRITES)
    return _answer(await applying.shown(person, await applying.applications.get(person, application)))


@patch("/{application:uuid}/answers", summary="Keep answers", responses=_problems(404, 409, 422))
async def answer(
    person: NamedDependency[Actor],
    applying: NamedDependency[Applying],
    application: FromPath[UUID],
    data: JSONBody[dict[str, Any]],
) -> Response[wire.Application]:
    """Some or all of the members of `answers`; null takes one back. With 422, those that are not among `fields` have been kept."""
    applying.limit(person, "applying", WRITES)
    return _answer(await applying.shown(person, await applying.applications.answer(person, application, data)))


@post("/{application:uuid}/submission", status_code=200, summary="Submit", responses=_problems(404, 409, 422))
async def submit(
    person: NamedDependency[Actor],
    applying: NamedDependency[Applying],
    application: FromPath[UUID],
    data: JSONBody[wire.Submission],
) -> Response[wire.Application]:
    """Number, moment and the day by which the fund must decide. Sent again, the same answer; `key` is made once for one submission."""
    applying.limit(person, "applying", WRITES)
    return _answer(await applying.shown(person, await applying.applications.submit(person, application, data.key)))


@post("/{application:uuid}/withdrawal", status_code=200, summary="Withdraw", responses=_problems(404, 409))
async def withdraw(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], application: FromPath[UUID]
) -> Response[wire.Application]:
    """Until it is decided."""
    applying.limit(person, "applying", WRITES)
    return _answer(await applying.shown(person, await applying.applications.withdraw(person, application)))


@put("/{application:uuid}/contact", summary="Correct contact data", responses=_problems(404, 422))
async def correct_contact(
    person: NamedDependency[Actor],
    applying: NamedDependency[Applying],
    application: FromPath[UUID],
    data: JSONBody[wire.NewContact],
) -> Response[wire.Application]:
    """At any time, also after submitting."""
    applying.limit(person, "applying", WRITES)
    corrected = await applying.applications.correct_contact(person, application, data.contact())
    return _answer(await applying.shown(person, corrected))


@post(
    "/{application:uuid}/refresh",
    status_code=200,
    summary="Ask anew who is in the family",
    responses=_problems(404, 409, 503),
)
async def refresh(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], application: FromPath[UUID]
) -> Response[wire.Application]:
    """Of a draft, after the register has been corrected or a child was born."""
    applying.limit(person, "application-start", STARTS)
    return _answer(await applying.shown(person, await applying.applications.refresh(person, application)))


@get("/{decision:uuid}/paper", summary="The decision as a PDF", media_type="application/pdf", responses=_problems(404))
async def paper(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], decision: FromPath[UUID]
) -> Response[bytes]:
    """As it was sealed and sent."""
    applying.limit(person, "applying", WRITES)
    found = await applying.decisions.get(person, decision)
    pdf, _ = await applying.decisions.paper(person, decision)
    return _file(pdf, "application/pdf", f"lemums-{found.number}.pdf")


@get("/{decision:uuid}/seal", summary="The seal of that PDF", media_type="application/jose", responses=_problems(404))
async def seal(
    person: NamedDependency[Actor], applying: NamedDependency[Applying], decision: FromPath[UUID]
) -> Response[bytes]:
    """A detached JWS over it (RFC 7797), by the fund's key for decisions."""
    applying.limit(person, "applying", WRITES)
    found = await applying.decisions.get(person, decision)
    _, jws = await applying.decisions.paper(person, decision)
    return _file(jws.encode(), "application/jose", f"lemums-{found.number}.jws")


def feature(applications: Applications, decisions: Decisions, sessions: Sessions, throttle: Throttle) -> Feature:
    """The door as the application mounts it; `sessions` are the families'."""
    about_applications = [list_applications, start, show, answer, submit, withdraw, correct_contact, refresh]
    dependencies = {"person": Provide(provide_person)}
    return Feature(
        name="applying",
        routes=(
            Router(
                "/wallet/applications",
                route_handlers=about_applications,
                dependencies=dependencies,
                tags=["applications"],
            ),
            Router("/wallet/decisions", route_handlers=[paper, seal], dependencies=dependencies, tags=["applications"]),
        ),
        dependencies={
            "applying": Applying(applications, decisions, throttle),
            "family_sessions": sessions,
        },
    )


def _answer(content: T, status: int = 200) -> Response[T]:
    """Nobody on the way keeps it."""
    return Response(content, status_code=status, headers={"Cache-Control": "no-store"})


def _file(content: bytes, kind: str, name: str) -> Response[bytes]:
    """A file to be saved, never shown in our own name."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
