"""`/login` and `/wallet/me`: in by the state login, who is in, out again.

Whoever comes back from the state login becomes a person on record here: accounts know sign-ins, people know persons.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from goda.accounts.errors import SignInFailed
from goda.accounts.service import COOKIE, Accounts, forget_attempt
from goda.audit import ANONYMOUS, Actor, Audit, Ground
from goda.people.model import Identity
from goda.people.service import People
from goda.wallet.signed import AnyRequest, provide_person, session_of
from goda.wallet.wire import Wire
from goda.web import problem
from goda.web.feature import Feature
from goda.web.headers import CLEAR_SITE_DATA
from goda.web.language import language_of
from goda.web.pages import render
from goda.web.problem import Problem
from goda.web.sessions import Sessions
from goda.web.throttle import Throttle

T = TypeVar("T")

TRIES: Final = (30, 4.0)
"""Sign-ins of an address at once, and the seconds in which one more grows."""
CALLS: Final = (120, 1.0)
"""All other calls of an address."""
NO_STORE: Final = {"cache-control": "no-store"}

_SAYS: Final = {
    401: "`sign-in-needed`, `passkey-refused`, and of a phone's key `proof-invalid`, `proof-used`, `use-nonce` (with `DPoP-Nonce`)",
    403: "`device-removed`",
    404: "`passkey-unknown`, `card-unknown`: none, or none that one may hold",
    409: "`passkey-known`, `too-many-keys`, `card-annulled`, `card-expired`, `card-not-yet`, `key-taken`, `too-many-phones`",
    422: "`invalid`",
    429: "`too-many` (with `Retry-After`)",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the problems of these statuses for the API page."""
    return {
        status: ResponseSpec(
            Problem, description=_SAYS[status], media_type="application/problem+json", generate_examples=False
        )
        for status in (429, *statuses)
    }


NOTHING: Final = {204: ResponseSpec(None, description="Done, nothing to say")}
"""For the API page: an answer without a body, which Litestar would describe as one of JSON."""


class Person(Wire, frozen=True, kw_only=True):
    """The signed-in person, as the state named them."""

    id: UUID
    given: str
    surname: str


class Me(Wire, frozen=True, kw_only=True):
    """Who is signed in here, if anybody is; `push_key` is what a browser needs to be woken by us."""

    signed_in: bool
    person: Person | None
    passkeys: int
    push_key: str | None


class Account:
    """The door's collaborators. `push_key` tells the public key for web push, where there is one."""

    def __init__(
        self, accounts: Accounts, people: People, audit: Audit, throttle: Throttle, push_key: Callable[[], Awaitable[str | None]] | None = None
    ) -> None:  # fmt: skip
        self.accounts = accounts
        self.people = people
        self._audit = audit
        self._throttle = throttle
        self._push_key = push_key

    def limit(self, request: AnyRequest, purpose: str = "family", rate: tuple[int, float] = CALLS) -> None:
        """Raise `TooMany` when this address asks too often."""
        burst, seconds = rate
        self._throttle.take(purpose, self._throttle.caller(request.scope), burst=burst, seconds=seconds)

    async def me(self, person: Actor | None) -> Me:
        """Who is signed in."""
        push_key = await self._push_key() if self._push_key is not None else None
        if person is None:
            return Me(signed_in=False, person=None, passkeys=0, push_key=push_key)
        keys = await self.accounts.keys(person)
        return Me(signed_in=True, person=await self.named(person), passkeys=len(keys), push_key=push_key)

    async def named(self, person: Actor) -> Person:
        """The signed-in person by name, on record."""
        assert person.id is not None
        async with self._audit.work(person, Ground.SERVE) as work:
            found = (await self.people.persons([person.id]))[person.id]
            work.record("person.read", person=found.id)
        return Person(id=found.id, given=found.given, surname=found.surname)


def answer(content: T, status: int = 200) -> Response[T]:
    """An answer that nobody on the way keeps."""
    return Response(content, status_code=status, headers=NO_STORE)


@get("/login", include_in_schema=False)
async def leave_for_login(
    request: AnyRequest, account: NamedDependency[Account], to: FromQuery[str] = "/"
) -> Response[Any]:
    """Go to the state login, and come back to `to`, a page of the wallet."""
    account.limit(request, "sign-in", TRIES)
    try:
        address, cookie = await account.accounts.begin(to, language_of(request.scope))
    except SignInFailed as error:
        return _trouble(request, error)
    return Redirect(address, status_code=303, cookies=[cookie], headers=NO_STORE)


@get("/login/callback", include_in_schema=False)
async def come_back(
    request: AnyRequest, account: NamedDependency[Account], family_sessions: NamedDependency[Sessions]
) -> Response[Any]:
    """Where the state login returns to. The person is on record from here on (R-11), and signed in."""
    account.limit(request, "sign-in", TRIES)
    before = await session_of(request, family_sessions)
    try:
        arrived = await account.accounts.arrive(request.query_params, request.cookies.get(COOKIE, ""))
    except SignInFailed as error:
        return _trouble(request, error)
    said = arrived.claims
    identity = Identity(codes=said.codes, given=said.given, surname=said.surname)
    person = await account.people.identify(ANONYMOUS, identity, Ground.SERVE)
    session = await account.accounts.enter(person.id, by="state", before=before)
    return Redirect(arrived.to, status_code=303, cookies=[session, forget_attempt()], headers=NO_STORE)


@get("/me", summary="Who is signed in", responses=problems())
async def me(
    request: AnyRequest, account: NamedDependency[Account], family_sessions: NamedDependency[Sessions]
) -> Response[Me]:
    """Never a refusal: the page asks this to know which it should show."""
    account.limit(request)
    session = await session_of(request, family_sessions)
    return answer(await account.me(Actor(kind="person", id=session.subject) if session else None))


@post("/sign-out", status_code=204, summary="Sign out", responses=problems() | NOTHING)
async def sign_out(
    request: AnyRequest, account: NamedDependency[Account], family_sessions: NamedDependency[Sessions]
) -> Response[None]:
    """End the session. Cards on this phone stay: they are the phone's, not the session's."""
    account.limit(request)
    session = await session_of(request, family_sessions)
    done = answer(None, 204)
    if session is not None:
        done.set_cookie(await account.accounts.leave(Actor(kind="person", id=session.subject), session))
        done.set_header(*CLEAR_SITE_DATA)
    return done


def _trouble(request: AnyRequest, error: SignInFailed) -> Response[Any]:
    """What went wrong with a sign-in: for a person a page from which they can try again, for a program a problem."""
    if problem.wants_page(request.scope):
        said = problem.problem(error, language_of(request.scope))
        done: Response[Any] = render(
            request, "wallet/sign-in-trouble.html", status=said.status, problem=said, to=error.to
        )
        for name, value in problem.headers_of(error).items():
            done.set_header(name, value)
    else:
        done = problem.handle(request, error)
    done.set_cookie(forget_attempt())
    return done


def feature(account: Account, family_sessions: Sessions, *others: ControllerRouterHandler, **more: Any) -> Feature:
    """The door as the application mounts it. `others` are this door's handlers in modules of their own, `more` what they ask for."""
    return Feature(
        name="account",
        routes=(
            leave_for_login,
            come_back,
            Router(
                "/wallet",
                route_handlers=[me, sign_out, *others],
                dependencies={"person": Provide(provide_person)},
                tags=["account"],
            ),
        ),
        dependencies={"account": account, "family_sessions": family_sessions, **more},
    )
