"""Ready-made answers in front of routing: built pages, assets and published documents by their exact address.

They pass headers, log and guards like all else, but no routing, since their addresses and bytes are known before anyone asks.
"""

from collections.abc import Mapping, Sequence

from litestar.types import HTTPScope, Receive, Send

from goda.web import errors
from goda.web.asgi import HTTPApp


def fronted(app: HTTPApp, answers: Sequence[Mapping[str, HTTPApp]]) -> HTTPApp:
    """`app`, behind every mapping of `answers`; they may be filled while the server runs."""

    async def run(scope: HTTPScope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        for mapping in answers:
            answer = mapping.get(path)
            if answer is not None:
                scope["path_template"] = path
                if scope["method"] != "GET":
                    raise errors.MethodNotAllowed(allow="GET, HEAD")
                await answer(scope, receive, send)
                return
        await app(scope, receive, send)

    return run
