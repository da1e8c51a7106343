"""The description of our HTTP: OpenAPI at `/schema/openapi.json` and a page to read it at `/schema`, in the demo only.

The page is swagger-ui-dist served by ourselves, copied by the build to `web_dist/schema`; no third-party origin, no inline script.
"""

from pathlib import Path
from typing import Final

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

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
