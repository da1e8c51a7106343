"""HTML pages: one environment of templates, one style, headers that allow no script."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

_FOLDER: Final = Path(__file__).parent / "templates"
_PAGES: Final = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
STYLE: Final = (_FOLDER / "style.css").read_text(encoding="utf-8")


def page(template: str, values: Mapping[str, Any], *, status: int = 200, form_to: str = "'self'") -> Response[str]:
    """Render a page. `form_to` says where its forms may lead, redirects included."""
    policy = f"default-src 'none'; img-src data:; style-src 'self'; form-action {form_to}; base-uri 'none'; frame-ancestors 'none'"
    headers = {"content-security-policy": policy, "cache-control": "no-store", "referrer-policy": "no-referrer"}
    return Response(
        _PAGES.get_template(template).render(values), status_code=status, media_type="text/html", headers=headers
    )
