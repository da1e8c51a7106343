"""Who works here, for leads: enrol, send a new link, end (R-82).

A link is a key to be, so each change asks that the lead signed in just now, as for one's own keys.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.console.desk import AnyRequest, Desk, Show, Signed
from goda.console.forms import Form
from goda.kernel import i18n
from goda.staff.model import ROLES, EnrolmentLink, NoSuchMember, StaffMember
from goda.web.language import language_of


@get("/staff")
async def team(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """Everybody who works here, those who left below."""
    return await _team(request, desk, signed)


@post("/staff")
async def enrol_member(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[str]:
    """Enrol somebody and show their link, once."""
    name = form.line("name", 60)
    role = form.choice("role", ROLES)
    code = form.code("code", needed=False)
    if form.faults or role is None:
        return await _team(request, desk, signed, form, status=422)
    desk.require_fresh(signed)
    link = await desk.staff.enrol(name, role, code=code, by=signed.actor)
    return _link_page(request, desk, signed, link, name)


@post("/staff/{member:uuid}/link")
async def new_link(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    member: FromPath[UUID],
) -> Response[str]:
    """A new link for somebody who lost every key."""
    desk.require_fresh(signed)
    link = await desk.staff.new_link(member, by=signed.actor)
    found = await desk.staff.find(member)
    return _link_page(request, desk, signed, link, found.name if found else "")


@get("/staff/{member:uuid}/own-code")
async def ask_own_code(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], member: FromPath[UUID]
) -> Response[str]:
    """Ask for somebody's own personal code: nobody decides on their own family, and without it on nobody."""
    return desk.page(request, "staff-code.html", signed=signed, member=await _working(desk, signed, member))


@post("/staff/{member:uuid}/own-code")
async def set_own_code(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    member: FromPath[UUID],
) -> Response[str] | Redirect:
    """Keep it, as a keyed hash."""
    code = form.code("code")
    if code is None:
        found = await _working(desk, signed, member)
        return desk.page(request, "staff-code.html", signed=signed, member=found, form=form, status=422)
    desk.require_fresh(signed)
    await desk.staff.set_own_code(member, code, by=signed.actor)
    return Redirect("/console/staff", status_code=303)


@get("/staff/{member:uuid}/end")
async def ask_end(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], member: FromPath[UUID]
) -> Response[str]:
    """Say what ending somebody's access means."""
    return desk.page(request, "staff-end.html", signed=signed, member=await _working(desk, signed, member))


@post("/staff/{member:uuid}/end")
async def end_member(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    member: FromPath[UUID],
) -> Redirect:
    """End somebody's access at once."""
    desk.require_fresh(signed)
    await desk.staff.end(member, by=signed.actor)
    return Redirect("/console/staff", status_code=303)


async def _working(desk: Desk, signed: Signed, member: UUID) -> StaffMember:
    """Somebody who works here; raises `LeadsOnly`, `NoSuchMember`."""
    chosen = next((one for one in await desk.staff.all(by=signed.actor) if one.id == member), None)
    if chosen is None or chosen.ended_at is not None:
        raise NoSuchMember
    return chosen


async def _team(
    request: AnyRequest, desk: Desk, signed: Signed, form: Form | None = None, status: int = 200
) -> Response[str]:
    by_name: Callable[[str], Any] = i18n.sort_key(language_of(request.scope))
    everybody = sorted(await desk.staff.all(by=signed.actor), key=lambda one: by_name(one.name))
    return desk.page(
        request,
        "staff.html",
        signed=signed,
        status=status,
        form=form,
        working=[one for one in everybody if one.ended_at is None],
        ended=[one for one in everybody if one.ended_at is not None],
    )


def _link_page(request: AnyRequest, desk: Desk, signed: Signed, link: EnrolmentLink, name: str) -> Response[str]:
    until = Show(language_of(request.scope)).moment(link.expires_at)
    return desk.page(request, "staff-link.html", signed=signed, link=link, name=name, until=until)
