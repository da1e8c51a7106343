"""Puts the services together under one address: a small program each, told apart by the first part of the path."""

from collections.abc import Mapping
from typing import Any, Final

from litestar import Litestar, Response, get
from litestar.types import ASGIApp, Receive, Scope, Send

from simulators.control import service as control
from simulators.control.service import MODULES
from simulators.login import service as login
from simulators.login.keys import Keys
from simulators.pages import STYLE, page
from simulators.registers.service import application as register
from simulators.state import State
from simulators.telling import official, push
from simulators.telling import pages as mailbox


class Together:
    """Hands each request to the service whose name begins its path; what belongs to none goes to `else_`."""

    def __init__(self, services: Mapping[str, ASGIApp], else_: ASGIApp) -> None:
        self._services: Final = dict(services)
        self._else: Final = else_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Services here do nothing at start or end, so lifespan is answered for all."""
        if scope["type"] == "lifespan":  # type: ignore[comparison-overlap]  # ASGI's, not in this type of scope
            await _live(receive, send)
            return
        first, _, rest = str(scope["path"]).removeprefix("/").partition("/")
        service = self._services.get(first)
        if service is None:
            await self._else(scope, receive, send)
            return
        inside: Any = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
        await service(inside, receive, send)


async def _live(receive: Any, send: Any) -> None:
    """Say yes to start and end."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def application(state: State) -> ASGIApp:
    """Everything."""
    keys = Keys()
    services: dict[str, ASGIApp] = {module.NAME: register(module, state) for module in MODULES}
    services["mailbox"] = mailbox.application(state.mailbox)
    services["eaddress"] = official.application(state.official, state.tokens, state.origin)
    services["push"] = push.application(state.pushes, state.origin)
    services["login"] = login.application(state, keys)
    services["control"] = control.application(state, keys)
    return Together(services, _pages(state))


def _pages(state: State) -> Litestar:
    """The start page and the list of edges."""

    @get("/")
    async def start() -> Response[str]:
        on = state.switches.on()
        values = {
            "language": "en", "families": len(state.world.families), "people": len(state.world.people), "day": state.world.day,
            "registers": [(module.NAME, module.TITLE, on[module.NAME].kind if module.NAME in on else "") for module in MODULES],
        }  # fmt: skip
        return page("start.html", values)

    @get("/edges")
    async def edges() -> Response[str]:
        return page("edges.html", {"language": "en", "edges": state.world.edges})

    @get("/style.css")
    async def style() -> Response[str]:
        return Response(STYLE, media_type="text/css")

    return Litestar([start, edges, style], openapi_config=None, logging_config=None)
