"""`/rules`: the law as it is in force today, in Latvian or English, for everyone; made by `goda.law.book` from what runs."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from goda.kernel.clock import Clock, riga_day
from goda.law.book import book
from goda.web import assets
from goda.web.feature import Feature
from goda.web.language import language_of
from goda.web.pages import environment

STYLE: Final = "/rules/rules.css"
Asked = Annotated[Literal["lv", "en"] | None, QueryParameter(name="lang", required=False)]


class Today:
    """The calendar day in Riga."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def day(self) -> date:
        """Today."""
        return riga_day(self._clock.now())


@get("/rules", sync_to_thread=False, include_in_schema=False)
def rules_page(request: Request[Any, Any, Any], today: NamedDependency[Today], lang: Asked = None) -> Response[str]:
    """The rules of today; `?lang=` for one who wants the other language than the browser's."""
    language = lang or language_of(request.scope)
    made = book(language, today.day())
    html = environment().get_template("rules/rules.html").render(book=made, lang=language, style=STYLE)
    headers = {"cache-control": "no-cache", "vary": "Cookie, Accept-Language", "content-language": language}
    return Response(html, media_type="text/html", headers=headers)


def feature(clock: Clock) -> Feature:
    """The door."""
    style = assets.asset(Path(__file__).with_name("rules.css").read_bytes(), "text/css; charset=utf-8")
    return Feature(
        name="rules",
        routes=(rules_page,),
        dependencies={"today": Today(clock)},
        raw={STYLE: assets.serve(style)},
    )
