"""`/health/live`: the process answers. `/health/ready`: it can do its work, asked of each part by name."""

import asyncio
from collections.abc import Mapping

import msgspec
from litestar import Response, Router, get
from litestar.handlers import HTTPRouteHandler

from goda.web.feature import Ready

_SECONDS = 2.0
"""A part that does not answer in this time is not ready."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What is well: `parts` by name."""

    status: str
    parts: dict[str, bool] = {}


def routes(parts: Mapping[str, Ready]) -> Router:
    """The two addresses; they are exempt from throttling and tell nothing but yes and no."""

    @get("/live", tags=["health"], summary="Whether the process answers")
    async def live() -> Health:
        return Health(status="ok")

    @get("/ready", tags=["health"], summary="Whether the service can do its work; 503 where a part cannot")
    async def ready() -> Response[Health]:
        answers = await asyncio.gather(*(_ask(part) for part in parts.values()))
        well = all(answers)
        health = Health(status="ok" if well else "not-ready", parts=dict(zip(parts, answers, strict=True)))
        return Response(health, status_code=200 if well else 503)

    handlers: list[HTTPRouteHandler] = [live, ready]
    return Router("/health", route_handlers=handlers)


async def _ask(part: Ready) -> bool:
    try:
        async with asyncio.timeout(_SECONDS):
            return await part()
    except Exception:  # noqa: BLE001 - whatever is wrong with a part, it is not ready
        return False
