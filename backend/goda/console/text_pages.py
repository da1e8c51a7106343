"""The templates that decisions and questions begin with: everybody reads them, leads edit them, every version stays."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import Form
from goda.kernel.errors import Conflict, Invalid
from goda.staff.model import LeadsOnly

MOST: Final = 20_000


@get("/texts")
async def all_texts(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """Every template."""
    return desk.page(request, "texts.html", signed=signed, texts=await desk.texts.all())


@get("/texts/{kind:str}")
async def one_text(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], kind: FromPath[str]
) -> Response[str]:
    """One template with its versions."""
    return await _page(request, desk, signed, kind)


@post("/texts/{kind:str}", status_code=200)
async def edit_text(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    kind: FromPath[str],
) -> Response[Any]:
    """A new version of it, by a lead."""
    if signed.member.role != "lead":
        raise LeadsOnly
    text = form.prose("text", MOST)
    version = form.number("version", 0, 999_999)
    if version is not None and not form.faults:
        try:
            await desk.texts.edit(signed.actor, kind, text, version)
        except (Invalid, Conflict) as error:
            form.take_error(error, "text")
        else:
            return Redirect(f"/console/texts/{kind}?kept", status_code=303)
    return await _page(request, desk, signed, kind, form, status=422)


async def _page(
    request: AnyRequest, desk: Desk, signed: Signed, kind: str, form: Form | None = None, status: int = 200
) -> Response[str]:
    versions = await desk.texts.history(kind)
    editors = {one: await desk.staff.find(one) for one in {each.edited_by for each in versions} if one is not None}
    return desk.page(
        request,
        "text.html",
        signed=signed,
        status=status,
        form=form,
        text=versions[0],
        versions=versions,
        editors={one: member.name if member else "–" for one, member in editors.items()},
        kept="kept" in request.query_params,
        most=MOST,
    )
