"""`/wallet/messages…` and `/wallet/push`: a signed-in person's own messages, and which browsers are woken when one comes.

Both answer the person of the session alone; the pages read out `title` and `text` as they are, in the language of the request.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Self, TypeVar
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from goda.audit import Actor
from goda.notices import model
from goda.notices.service import Notices
from goda.wallet.signed import provide_person
from goda.wallet.wire import Wire
from goda.web.feature import Feature
from goda.web.language import language_of
from goda.web.problem import Problem
from goda.web.sessions import Sessions
from goda.web.throttle import Throttle

AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")

CALLS: Final = (120, 0.5)
"""Calls of one person at once, and the seconds in which one more grows."""
_SAYS: Final = {
    401: "`sign-in-needed`",
    404: "`no-such-message`: none, or another person's",
    422: "`push-address-refused`, or `invalid`",
    429: "`too-many` (with `Retry-After`)",
}


class Message(Wire, frozen=True, kw_only=True):
    """One message; `text` is its paragraphs. `application` and `decision` are what it is about, where it is about one."""

    id: UUID
    kind: model.Kind
    title: str
    text: tuple[str, ...]
    at: Annotated[datetime, Meta(tz=True)]
    read: bool
    application: UUID | None
    decision: UUID | None
    card: UUID | None

    @classmethod
    def of(cls, message: model.Message) -> Self:
        """Show a message."""
        return cls(
            id=message.id,
            kind=message.kind,
            title=message.title,
            text=message.text,
            at=message.at.replace(microsecond=0),
            read=message.read,
            application=message.application,
            decision=message.decision,
            card=message.card,
        )


class Messages(Wire, frozen=True, kw_only=True):
    """A person's messages, newest first."""

    messages: tuple[Message, ...]


class NewPush(Wire, frozen=True, kw_only=True):
    """What `PushManager.subscribe` gave: the endpoint, and the browser's keys as base64url."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=1000)]
    p256dh: Annotated[str, Meta(max_length=200, pattern=r"\A[A-Za-z0-9_-]*=*\Z")] = ""
    auth: Annotated[str, Meta(max_length=100, pattern=r"\A[A-Za-z0-9_-]*=*\Z")] = ""


class Telling(Struct, frozen=True):
    """The door's collaborators."""

    notices: Notices
    throttle: Throttle

    def person(self, actor: Actor) -> UUID:
        """Whose session it is; raises `TooMany` when they ask too often."""
        assert actor.id is not None
        burst, seconds = CALLS
        self.throttle.take("messages", str(actor.id), burst=burst, seconds=seconds)
        return actor.id


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            Problem, description=_SAYS[status], media_type="application/problem+json", generate_examples=False
        )
        for status in (401, 429, *statuses)
    }


@get("/messages", summary="One's own messages", responses=_problems())
async def list_messages(
    request: AnyRequest, person: NamedDependency[Actor], telling: NamedDependency[Telling]
) -> Response[Messages]:
    """Newest first, in the language of `Accept-Language`."""
    found = await telling.notices.messages(person, telling.person(person), language_of(request.scope))
    return _answer(Messages(messages=tuple(Message.of(one) for one in found)))


@post("/messages/{message:uuid}/read", status_code=204, summary="A message was opened", responses=_problems(404))
async def read(
    person: NamedDependency[Actor], telling: NamedDependency[Telling], message: FromPath[UUID]
) -> Response[None]:
    """Again does nothing."""
    telling.person(person)
    await telling.notices.read(person, message)
    return _answer(None, 204)


@put("/push", status_code=204, summary="Wake this browser when a message comes", responses=_problems(422))
async def subscribe(
    person: NamedDependency[Actor], telling: NamedDependency[Telling], data: JSONBody[NewPush]
) -> Response[None]:
    """Nothing about anybody is sent with it: the browser is told only that there is something to ask for here."""
    mine = telling.person(person)
    await telling.notices.subscribe(person, mine, data.endpoint, data.p256dh, data.auth)
    return _answer(None, 204)


@delete("/push", status_code=204, summary="Wake none of the person's browsers any more", responses=_problems())
async def unsubscribe(person: NamedDependency[Actor], telling: NamedDependency[Telling]) -> Response[None]:
    """Those of other persons in the same browser stay."""
    await telling.notices.unsubscribe(person, telling.person(person))
    return _answer(None, 204)


def feature(notices: Notices, sessions: Sessions, throttle: Throttle) -> Feature:
    """The door as the application mounts it; `sessions` are the families'."""
    return Feature(
        name="messages",
        routes=(
            Router(
                "/wallet",
                route_handlers=[list_messages, read, subscribe, unsubscribe],
                dependencies={"person": Provide(provide_person)},
                tags=["messages"],
            ),
        ),
        dependencies={"telling": Telling(notices, throttle), "family_sessions": sessions},
    )


def _answer(content: T, status: int = 200) -> Response[T]:
    """Nobody on the way keeps it."""
    return Response(content, status_code=status, headers={"Cache-Control": "no-store"})
