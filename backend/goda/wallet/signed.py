"""Who of a family is signed in: what the doors of `/wallet/…` that go by session ask for.

A phone with a card proves its key instead (`dpop`); the two never stand for each other.
"""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from goda.accounts.model import SUBJECT
from goda.audit import Actor
from goda.web.errors import SignInNeeded
from goda.web.sessions import Session, Sessions

AnyRequest = Request[Any, Any, Any]


async def session_of(request: AnyRequest, family_sessions: Sessions) -> Session | None:
    """The family's session that this request brings, if it brings one."""
    session = await family_sessions.load(request)
    return session if session is not None and session.subject_kind == SUBJECT else None


async def provide_person(request: AnyRequest, family_sessions: NamedDependency[Sessions]) -> Actor:
    """The person whose session this request brings; raises `SignInNeeded`."""
    session = await session_of(request, family_sessions)
    if session is None:
        raise SignInNeeded
    return Actor(kind="person", id=session.subject)
