"""The description of our HTTP: OpenAPI at `/schema/openapi.json` and a page to read it at `/schema`, in the demo only.

The page is swagger-ui-dist served by ourselves, copied by the build to `web_dist/schema`; no third-party origin, no inline script.
"""

from pathlib import Path
from typing import Final

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import OpenAPI, OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Reference, Schema

from goda.web import assets
from goda.web.asgi import HTTPApp

WEB_DIST: Final = Path(__file__).parent.parent / "web_dist" / "schema"


def config() -> OpenAPIConfig:
    """Litestar's description, without its own pages (they load from a third party)."""
    return OpenAPIConfig(
        title="Goda",
        version="1",
        description="Latvia's family card: issued, shown, scanned, annulled. Problems are RFC 9457.",
        path="/schema",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


def files(web_dist: Path = WEB_DIST) -> dict[str, HTTPApp]:
    """The page and its files by address; nothing where they are not built."""
    if not (web_dist / "index.html").is_file():
        return {}
    found = assets.folder(web_dist, "/schema")
    found["/schema"] = assets.asset((web_dist / "index.html").read_bytes(), assets.type_of("index.html"))
    return {path: assets.serve(each) for path, each in found.items()}


def describe_problems(description: OpenAPI) -> None:
    """Say of every operation that its other troubles are problems too; Litestar would describe an answer of its own that we never give."""
    assert description.components.schemas is not None
    description.components.schemas |= _SCHEMAS
    trouble = OpenAPIResponse(
        description="A problem (RFC 9457): `code` is stable, `title` and `detail` are in the language of Accept-Language.",
        content={"application/problem+json": OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
    )
    for item in (description.paths or {}).values():
        for operation in (item.get, item.post, item.put, item.patch, item.delete):
            if operation is None or operation.responses is None:
                continue
            for status, told in list(operation.responses.items()):
                # What a route itself tells of its problems stays: there each status has its codes.
                ours = isinstance(told, OpenAPIResponse) and "application/problem+json" in (told.content or {})
                if status.startswith("4") and not ours:
                    del operation.responses[status]
            operation.responses["4XX"] = operation.responses["5XX"] = trouble


def _text(description: str, example: str) -> Schema:
    return Schema(type=OpenAPIType.STRING, description=description, examples=[example])


_FIELD: Final = Schema(
    type=OpenAPIType.OBJECT,
    required=["field", "title", "detail", "code"],
    properties={
        "field": _text("The member's name.", "deviceName"),
        "title": _text("What is wrong with it.", "This value cannot be used."),
        "detail": _text("What to do about it.", "See the description of this address for what it takes."),
        "code": _text("Stable, for programs.", "field-unusable"),
    },
)
_SCHEMAS: Final = {
    "FieldProblem": _FIELD,
    "Problem": Schema(
        type=OpenAPIType.OBJECT,
        required=["type", "title", "status", "detail", "code"],
        properties={
            "type": _text("`/problems/` and the code.", "/problems/not-found"),
            "title": _text("What is wrong.", "There is nothing at this address."),
            "status": Schema(type=OpenAPIType.INTEGER, description="The HTTP status again.", examples=[404]),
            "detail": _text("What to do next.", "Check the address."),
            "code": _text("Stable, for programs.", "not-found"),
            "request": _text("For troubles on our side: the number to ask us with.", "fnkUZOVjvMx3"),
            "fields": Schema(type=OpenAPIType.ARRAY, items=Reference(ref="#/components/schemas/FieldProblem")),
        },
    ),
}
