"""In person: the clerk looks at the identity document, the registers fill in the family, one page asks what only the family knows (R-40, R-42)."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.applications.errors import DecidedAlready
from goda.applications.model import Application
from goda.audit import Ground
from goda.cards.model import MOST_NAMES, Preview
from goda.console.cases import attachment, keep_upload
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form
from goda.documents.errors import DocumentReliedOn
from goda.documents.model import MOST
from goda.kernel.errors import Conflict, GodaError, Invalid
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id
from goda.registers.errors import RegisterSilent

STARTS, START_SECONDS = 20, 30.0
"""Persons whom one clerk may begin with at once, and the seconds in which one more grows: nobody tries codes to learn whose they are."""
TEXTS: Final = ("phone", "email", "postal")
CHOICES: Final = ("channel", "language", "plastic")
LISTS: Final = ("separate", "disability", "abroad")
TICKS: Final = ("spouse_card", "incapacity")
FIELDS: Final = {"spouseCard": "spouse_card"}


class IdentityUnseen(Invalid):
    """The clerk has not looked at the identity document."""

    code = "identity-unseen"
    title = N_("Confirm that you have looked at the identity document")
    advice = N_(
        "Whoever applies in person shows a passport or an identity card; compare the face, the name and the code."
    )


@get("/in-person")
async def ask_code(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """Whose application: the code from the identity document."""
    return desk.page(request, "in-person-start.html", signed=signed)


@post("/in-person", status_code=200)
async def begin(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[Any]:
    """Begin the person's application, or go on with the one that is open."""
    code = form.code("code")
    if not form.ticked("seen"):
        form.fault("seen", IdentityUnseen())
    if code is not None and not form.faults:
        desk.throttle.take("in-person", str(signed.member.id), burst=STARTS, seconds=START_SECONDS)
        try:
            begun = await desk.applications.start_in_person(signed.actor, code, for_renewal=form.ticked("renewal"))
        except (RegisterSilent, Conflict) as error:
            form.fault("code", error)
        else:
            return Redirect(f"/console/in-person/{begun.id}", status_code=303)
    return desk.page(request, "in-person-start.html", signed=signed, status=422, form=form)


@get("/in-person/{application:uuid}")
async def show_application(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], application: FromPath[UUID]
) -> Response[str]:
    """The household and the questions; of one that is submitted its number, its days and where it stands."""
    return await _page(request, desk, signed, await desk.applications.get(signed.actor, application))


@post("/in-person/{application:uuid}", status_code=200)
async def answer(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    application: FromPath[UUID],
) -> Response[Any]:
    """Keep the answers; ask the register again, move a name, or submit, as the button says. What is right is kept whatever else is wrong."""
    asked = form.text("do")
    found = await desk.applications.get(signed.actor, application)
    try:
        found = await desk.applications.answer(signed.actor, application, _changes(form, asked))
        if asked == "refresh":
            found = await desk.applications.refresh(signed.actor, application)
        if asked == "submit":
            await desk.applications.submit(signed.actor, application, read_id(form.text("key")) or new_id())
            return Redirect(f"/console/in-person/{application}?new", status_code=303)
    except (Invalid, Conflict, RegisterSilent) as error:
        form.take_error(error, "household", FIELDS)
        found = await desk.applications.get(signed.actor, application)
    side = request.headers.get("hx-target") == "side"
    if not side and not asked and not form.faults:
        return Redirect(f"/console/in-person/{application}?kept", status_code=303)
    status = 422 if form.faults and not side else 200
    again = None if asked == "refresh" and not form.faults else form
    return await _page(request, desk, signed, found, again, status=status, part=side, order=_order(found, form, asked))


@post("/in-person/{application:uuid}/documents", status_code=200)
async def bring_document(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    application: FromPath[UUID],
) -> Response[Any]:
    """Keep a document that was brought; or take one back out."""
    found = await desk.applications.get(signed.actor, application)
    gone = read_id(form.text("remove"))
    if gone is not None:
        try:
            async with desk.audit.work(signed.actor, Ground.GRANT) as work:
                await desk.documents.remove(work, gone, application)
                work.record("document.taken_out", document=gone, about=application)
        except DocumentReliedOn as error:
            form.fault("file", error)
    elif found.open:
        await keep_upload(desk, signed, form, application)
    if form.faults:
        shown = Form(_fields(found))
        shown.take_faults(form.faults)
        return await _page(request, desk, signed, found, shown, status=422)
    return Redirect(f"/console/in-person/{application}#documents", status_code=303)


@get("/in-person/{application:uuid}/documents/{document:uuid}")
async def brought_document(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    application: FromPath[UUID],
    document: FromPath[UUID],
) -> Response[bytes]:
    """A document, as a file to keep."""
    await desk.applications.get(signed.actor, application)
    found, data = await desk.documents.read(signed.actor, document, application)
    return attachment(data, found.media_type, f"dokuments-{str(found.id)[-6:]}.{found.kind}")


@post("/in-person/{application:uuid}/withdraw", status_code=200)
async def withdraw(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    application: FromPath[UUID],
) -> Response[Any]:
    """Take it back, as the family wishes."""
    try:
        await desk.applications.withdraw(signed.actor, application)
    except DecidedAlready as error:
        form.fault("withdraw", error)
        found = await desk.applications.get(signed.actor, application)
        return await _page(request, desk, signed, found, form, status=422)
    return Redirect(f"/console/in-person/{application}", status_code=303)


def _changes(form: Form, asked: str) -> dict[str, Any]:
    """What the page says, by the names of the answers' fields."""
    chosen = set(form.all("name"))
    order = _moved(form.all("order"), asked)
    changes: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    changes |= {name: form.text(name) or None for name in CHOICES}
    changes |= {name: form.all(name) for name in LISTS}
    changes |= {name: form.ticked(name) for name in TICKS}
    return changes | {"names": [one for one in order if one in chosen]}


def _moved(order: list[str], asked: str) -> list[str]:
    """The order of names after `up:ID` or `down:ID`."""
    way, _, who = asked.partition(":")
    if way not in ("up", "down") or who not in order:
        return order
    moved = list(order)
    place = moved.index(who)
    other = place - 1 if way == "up" else place + 1
    if 0 <= other < len(moved):
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def _order(application: Application, form: Form | None, asked: str = "") -> list[UUID]:
    """Everybody but the applicant: as the page has them, or those on the card first."""
    others = [member.person for member in application.members if member.role != "applicant"]
    if form is not None and form.all("order"):
        typed = [read_id(one) for one in _moved(form.all("order"), asked)]
    else:
        typed = list(application.answers.names)
    return list(dict.fromkeys([*(one for one in typed if one in others), *others]))


def _fields(application: Application) -> list[tuple[str, str]]:
    """The answers as the page's fields."""
    said = application.answers
    fields = [(name, getattr(said, name)) for name in TEXTS]
    fields += [(name, getattr(said, name) or "") for name in CHOICES]
    fields += [(name, str(one)) for name in LISTS for one in getattr(said, name)]
    fields += [(name, "yes") for name in TICKS if getattr(said, name)]
    return fields + [("name", str(one)) for one in said.names]


async def _page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    application: Application,
    form: Form | None = None,
    *,
    status: int = 200,
    part: bool = False,
    order: list[UUID] | None = None,
) -> Response[str]:
    draft = application.state == "draft"
    template = "in-person.html" if draft else "in-person-done.html"
    async with desk.audit.work(signed.actor, Ground.GRANT) as work:
        documents = await desk.documents.of(application.id)
        work.record("documents.listed", about=application.id)
    missing = desk.applications.missing(application) if draft else {}
    return desk.page(
        request,
        "in-person-side.html" if part and draft else template,
        signed=signed,
        status=status,
        form=form or Form(_fields(application)),
        application=application,
        today=desk.today(),
        order=order if order is not None else _order(application, None),
        preview=_preview(desk, application),
        missing={FIELDS.get(name, name): fault for name, fault in missing.items()},
        documents=documents,
        decisions=() if draft else await desk.decisions.of_application(signed.actor, application.id),
        key=(form.text("key") if form else "") or str(new_id()),
        kept="kept" in request.query_params,
        fresh="new" in request.query_params,
        most_documents=MOST,
        most=MOST_NAMES,
    )


def _preview(desk: Desk, application: Application) -> Preview | GodaError:
    """How the names stand on the card, or what is wrong with them."""
    names = (application.holder.name, *application.names_of(application.answers.names))
    try:
        return desk.cards.preview(names)
    except Invalid as error:
        return next(iter(error.fields.values()), error)
