"""The queue: what waits for a person, the nearest deadline first; find a case by its number; go on to the next one."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect
from msgspec import Struct

from goda.applications.errors import NoSuchApplication
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form
from goda.decisions.model import QueueItem
from goda.kernel.errors import Invalid, NotFound
from goda.kernel.i18n import N_

SHOWN: Final[Mapping[str, tuple[str, Callable[[QueueItem], bool]]]] = {
    "open": (N_("To be decided"), lambda item: item.case.state == "open"),
    "second": (N_("Waiting for a second person"), lambda item: item.case.state == "second"),
    "asked": (N_("Waiting for the family"), lambda item: item.case.state == "asked"),
    "rechecks": (N_("Rechecks"), lambda item: item.case.kind != "application"),
    "all": (N_("All"), lambda _: True),
}
"""What may be shown of the queue, each with its words."""

_NUMBER: Final = re.compile(r"\A(?:3?P[- ]?)?(?:(20[0-9]{2})[- /]?)?([0-9]{1,6})\Z", re.IGNORECASE)


class Tab(Struct, frozen=True, kw_only=True):
    """One way to look at the queue, with how many cases it has."""

    name: str
    text: str
    count: int
    here: bool


class NumberUnread(Invalid):
    """Not an application's number."""

    code = "application-number-unread"
    title = N_("This is not an application's number")
    advice = N_("For example 3P-2026-000123, or only its last digits.")


class NoCaseOfNumber(NotFound):
    """No application with this number has a case."""

    code = "no-case-of-number"
    title = N_("No case has this number")
    advice = N_(
        "Perhaps the machine is still asking the registers, or the application was granted without a case. Search by the family's name."
    )


Asked = Annotated[str | None, QueryParameter(name="show", required=False)]
After = Annotated[str | None, QueryParameter(name="after", required=False)]


@get("/queue")
async def show_queue(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], show: Asked = None
) -> Response[str]:
    """The queue."""
    return await _page(request, desk, signed, show)


@post("/queue/find", status_code=200)
async def find_case(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[Any]:
    """Open the case that has this number, or whose number ends so."""
    try:
        return Redirect(await _address(desk, signed, form.text("number")), status_code=303)
    except (NumberUnread, NoCaseOfNumber) as error:
        form.fault("number", error)
    return await _page(request, desk, signed, form.text("show"), form, status=422)


@get("/queue/next")
async def next_case(desk: NamedDependency[Desk], signed: NamedDependency[Signed], after: After = None) -> Redirect:
    """The case to be decided that comes after this one, from the top again at the end; the queue where there is none."""
    here = read_id(after or "")
    queue = await desk.decisions.queue(signed.actor)
    return Redirect(following(queue, here, signed.member.id), status_code=303)


def following(queue: tuple[QueueItem, ...], here: UUID | None, me: UUID) -> str:
    """The address of the next case that is open and not in a colleague's hand."""
    at = next((place for place, item in enumerate(queue) if item.case.id == here), -1)
    turned = [*queue[at + 1 :], *queue[: at + 1]]
    for item in turned:
        if item.case.state == "open" and item.case.id != here and item.case.taken_by in (None, me):
            return f"/console/cases/{item.case.id}"
    return "/console/queue"


def shape(number: str) -> tuple[str | None, str]:
    """Year, if given, and six digits of an application's number as typed. Raises `NumberUnread`."""
    found = _NUMBER.match(number.strip())
    if found is None:
        raise NumberUnread
    return found[1], found[2].zfill(6)


async def _address(desk: Desk, signed: Signed, typed: str) -> str:
    year, digits = shape(typed)
    queue = await desk.decisions.queue(signed.actor)
    wanted = f"-{year}-{digits}" if year else f"-{digits}"
    hits = [item for item in queue if item.number and item.number.endswith(wanted)]
    if hits:
        return f"/console/cases/{hits[-1].case.id}"
    years = [year] if year else [str(desk.today().year), str(desk.today().year - 1)]
    for one in years:
        try:
            application = await desk.applications.by_number(signed.actor, f"3P-{one}-{digits}")
        except NoSuchApplication:
            continue
        case = await desk.decisions.case_of(signed.actor, application.id)
        if case is not None:
            return f"/console/cases/{case.id}"
        decisions = await desk.decisions.of_application(signed.actor, application.id)
        if decisions:
            return f"/console/decisions/{decisions[-1].id}"
    raise NoCaseOfNumber


async def _page(
    request: AnyRequest, desk: Desk, signed: Signed, asked: str | None, form: Form | None = None, status: int = 200
) -> Response[str]:
    chosen = asked if asked is not None and asked in SHOWN else "open"
    queue = await desk.decisions.queue(signed.actor)
    tabs = [
        Tab(name=name, text=text, count=sum(map(belongs, queue)), here=name == chosen)
        for name, (text, belongs) in SHOWN.items()
    ]
    return desk.page(
        request,
        "queue.html",
        signed=signed,
        status=status,
        form=form,
        chosen=chosen,
        title=SHOWN[chosen][0],
        tabs=tabs,
        items=[item for item in queue if SHOWN[chosen][1](item)],
    )
