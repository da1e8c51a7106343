"""Who of a family is signed in: what the doors of `/wallet/…` that go by session ask for.

A phone with a card proves its key instead (`dpop`); the two never stand for each other.
"""

from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency

from goda.audit import Actor
from goda.web.errors import SignInNeeded
from goda.web.sessions import Sessions

SUBJECT: Final = "person"
"""The kind of subject under which a family's sessions are opened."""


async def provide_person(request: Request[Any, Any, Any], family_sessions: NamedDependency[Sessions]) -> Actor:
    """The person whose session this request brings; raises `SignInNeeded`."""
    session = await family_sessions.load(request)
    if session is None or session.subject_kind != SUBJECT:
        raise SignInNeeded
    return Actor(kind="person", id=session.subject)
