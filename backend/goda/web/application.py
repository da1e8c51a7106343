"""Features put together into one ASGI application: express doors, shell, ready-made answers, Litestar's routing, in this order.

`goda.app` decides which features there are; this module only how they are mounted, the same for every test that mounts its own.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, cast

from litestar import Litestar
from litestar.di import Provide
from litestar.types import HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

from goda.web import health, limits, metrics, openapi, plain, problem, shell
from goda.web.asgi import HTTPApp
from goda.web.feature import Express, Feature
from goda.web.front import fronted

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


class Application(Litestar):
    """Litestar inside the shell, with express doors in front of both."""

    express: tuple[Express, ...] = ()
    outer: HTTPApp
    """Shell, ready-made answers, then Litestar's routing."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Answer one request, or follow the server's start and stop."""
        if "method" not in scope:  # the server's start and stop; there are no websockets
            await super().__call__(scope, receive, send)
            return
        request = cast("HTTPScope", scope)
        path = request["path"]
        for prefix, find in self.express:
            if path.startswith(prefix) and request["method"] in {"GET", "HEAD"}:
                answer = find(path)
                if answer is not None:
                    await answer(request, receive, send)  # type: ignore[arg-type]
                    return
        await self.outer(request, receive, send)  # type: ignore[arg-type]

    async def routed(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Litestar's own way from routing to answer."""
        await super().__call__(scope, receive, send)


def assemble(
    features: Sequence[Feature],
    *,
    origin: str,
    demo: bool,
    lifespan: Sequence[Lifespan] = (),
    body_seconds: float = limits.BODY_SECONDS,
    handler_seconds: float = limits.HANDLER_SECONDS,
) -> Application:
    """Mount `features` at `origin`; the API's description is served in the `demo` only. Deadlines in seconds."""
    dependencies = {name: given for feature in features for name, given in feature.dependencies.items()}
    ready = {name: asked for feature in features for name, asked in feature.ready.items()}
    app = Application(
        route_handlers=[
            *(route for feature in features for route in feature.routes),
            health.routes(ready),
            metrics.metrics,
        ],
        dependencies={name: Provide(_given(value), sync_to_thread=False) for name, value in dependencies.items()},
        exception_handlers={Exception: problem.handle},
        lifespan=list(lifespan),
        openapi_config=openapi.config() if demo else None,
        request_max_body_size=limits.UPLOAD_BYTES,  # what each address bears is held by `limits`, in front of this
        multipart_form_part_limit=limits.FORM_PARTS,
        logging_config=None,
        debug=False,
    )
    app.express = tuple(feature.express for feature in features if feature.express is not None)
    raw = [plain.files(), *(feature.raw for feature in features)]
    if demo:
        openapi.describe_problems(app.openapi_schema)
        raw.append(openapi.files())
    app.outer = shell.shell(
        fronted(app.routed, raw), origin=origin, body_seconds=body_seconds, handler_seconds=handler_seconds
    )
    return app


def _given(value: Any) -> Callable[[], Any]:
    """A provider of an object that lives as long as the application."""

    def provide() -> Any:
        return value

    return provide
