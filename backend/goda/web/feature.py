"""What a feature gives to the application: its routes, what its handlers ask for, its jobs, and how to tell that it is ready."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from litestar.types import ControllerRouterHandler

from goda.web.asgi import HTTPApp

Lifespan = Callable[[], AbstractAsyncContextManager[None]]
"""Entered when the server starts, after the database; left before it stops."""
Ready = Callable[[], Awaitable[bool]]
"""Whether the feature can do its work now; asked by `/health/ready`."""


Express = tuple[str, Callable[[str], HTTPApp | None]]
"""A prefix of addresses and what finds a plain ASGI answer there, in front of shell and routing; it brings its own headers."""


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One feature as the application mounts it.

    `dependencies` are objects by the name under which handlers ask for them (`NamedDependency`); `raw` are plain ASGI answers
    by exact address, in front of all routing; `jobs` are handlers of the outbox by kind.
    """

    name: str
    routes: tuple[ControllerRouterHandler, ...] = ()
    dependencies: Mapping[str, Any] = {}
    raw: Mapping[str, HTTPApp] = {}
    express: Express | None = None
    jobs: Mapping[str, Any] = {}
    lifespan: tuple[Lifespan, ...] = ()
    ready: Mapping[str, Ready] = {}
