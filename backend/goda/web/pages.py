"""Pages made on the server: one jinja environment for all features, each with its own `templates/` folder.

`render(request, "console/card.html", card=card)` takes `card.html` from `goda/console/templates`. In a template,
`{{ _("Card {number}", number=card.number) }}` and `{% trans %}` speak the request's language; everything is escaped.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2.runtime import Context
from litestar import Request, Response
from markupsafe import Markup, escape

from goda.kernel.i18n import Language, gettext, ngettext
from goda.kernel.i18n import date as date_in
from goda.web.language import language_of

if TYPE_CHECKING:
    from goda.web.problem import Problem

_FEATURES: Final = Path(__file__).parent.parent


def render(request: Request[Any, Any, Any], template: str, *, status: int = 200, **context: Any) -> Response[str]:
    """An HTML answer in the request's language, never stored by any cache."""
    language = language_of(request.scope)
    html = environment().get_template(template).render(request=request, lang=language, **context)
    return Response(
        html,
        status_code=status,
        media_type="text/html",
        headers={"cache-control": "no-store", "vary": "Cookie, Accept-Language", "content-language": language},
    )


def problem_page(problem: "Problem", language: Language, home: str = "/") -> bytes:
    """The page a person sees where a program sees a problem answer; `home` is the first page of the door they stand at."""
    return environment().get_template("web/problem.html").render(problem=problem, lang=language, home=home).encode()


@cache
def environment() -> jinja2.Environment:
    """The environment: autoescape everywhere, an undefined name is an error, no template outside the features' folders."""
    folders = {path.parent.name: jinja2.FileSystemLoader(path) for path in _FEATURES.glob("*/templates")}
    made = jinja2.Environment(
        loader=jinja2.PrefixLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(_plain, _plain_plural, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = _said
    made.filters["day"] = _day
    return made


@jinja2.pass_context
def _said(context: Context, msgid: str, **params: Any) -> Markup:
    return Markup(escape(gettext(context["lang"], msgid))).format(**params)  # noqa: S704 - escaped just here


@jinja2.pass_context
def _plain(context: Context, msgid: str) -> str:
    return gettext(context["lang"], msgid)


@jinja2.pass_context
def _plain_plural(context: Context, singular: str, plural: str, n: int) -> str:
    return ngettext(context["lang"], singular, plural, n)


@jinja2.pass_context
def _day(context: Context, value: Any) -> str:
    return date_in(context["lang"], value)
