"""A small application of probes inside the real shell: what is tested here is what every door stands behind."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from goda.kernel.errors import Conflict, NotFound, TooMany
from goda.web.application import Application, assemble
from goda.web.feature import Feature

ORIGIN = "http://localhost:8000"


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What the probe reads."""

    first_name: Annotated[str, msgspec.Meta(max_length=20)]
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


@post("/wishes")
async def wishes(data: JSONBody[Wish]) -> Wish:
    return data


@post("/anything")
async def anything(data: JSONBody[object]) -> str:
    return str(type(data).__name__)


@get("/things/{thing:uuid}")
async def thing(thing: FromPath[UUID]) -> str:
    return str(thing)


@get("/words/{word:str}")
async def word(word: FromPath[str]) -> str:
    return word


@get("/pages")
async def pages(number: Annotated[int, QueryParameter(ge=1)]) -> int:
    return number


@get("/breaks")
async def breaks() -> str:
    secret = "050588-11111"
    raise RuntimeError(f"could not read {secret}")


@get("/missing")
async def missing() -> None:
    raise NotFound


@get("/taken")
async def taken() -> None:
    raise Conflict


@get("/busy")
async def busy() -> None:
    raise TooMany(retry_after=17)


@get("/hangs")
async def hangs() -> None:
    await asyncio.Event().wait()


@get("/verify/probe")
async def verify_probe() -> str:
    return "till"


@get("/console/probe")
async def console_probe() -> str:
    return "clerk"


PROBES: tuple[HTTPRouteHandler, ...] = (
    wishes, anything, thing, word, pages, breaks, missing, taken, busy, hangs, verify_probe, console_probe,
)  # fmt: skip

Client = Callable[..., httpx.AsyncClient]


@pytest.fixture
def app() -> Application:
    return assemble(
        [Feature(name="probes", routes=PROBES)], origin=ORIGIN, demo=True, body_seconds=0.05, handler_seconds=0.05
    )


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client
