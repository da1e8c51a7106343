"""Record a family, open one for a reason, see it whole."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.console import family_form
from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import Form
from goda.console.issue import applied
from goda.people.errors import CorrectedMeanwhile, FamilyInvalid, PersonTaken, RecordedAlready
from goda.people.model import DOCUMENT_KINDS, REASONS, RELATIONS, ROLES

LOOKS, LOOK_SECONDS = 40, 15.0
"""Codes that one clerk may have looked up while typing: two large families at once, then one every fifteen seconds. A day's work passes;
who tries codes to learn whose they are is stopped, and everybody shown stands in the audit log."""


@get("/families/new")
async def new_family(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]
) -> Response[str]:
    """An empty form: the applicant and one child."""
    return _form_page(request, desk, signed, family_form.blank(desk.today()))


@post("/families/new", status_code=200)
async def record_family(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[Any]:
    """Record the family; or add or take out a person's fields, which keeps all that was typed."""
    asked = form.text("do")
    if asked:
        return _form_page(request, desk, signed, family_form.changed(form, asked), part=True)
    new = family_form.read(form)
    if new is not None:
        try:
            family = await desk.people.record_family(signed.actor, new)
        except FamilyInvalid as error:
            form.take_faults(family_form.by_field(form, error.fields))
        except (PersonTaken, RecordedAlready) as error:
            form.fault("members", error)
        else:
            return Redirect(f"/console/families/{family.id}?new", status_code=303)
    return _form_page(request, desk, signed, form, status=422)


@post("/families/known", status_code=200)
async def known_person(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[str]:
    """While a code is typed: whether it is doubtful (D-11), and whether its person is on record already (R-11)."""
    key = form.text("key")
    probe = Form([(name, value) for name, value in form.values().items()])
    code = probe.code(f"{key}-code", needed=False)
    hits = []
    if code is not None:
        desk.throttle.take("known", str(signed.member.id), burst=LOOKS, seconds=LOOK_SECONDS)
        hits = await desk.people.on_record(signed.actor, code)
    return desk.page(
        request, "known.html", signed=signed, code=code, fault=probe.faults.get(f"{key}-code"), hits=hits, key=key
    )


@get("/families/{family:uuid}/open")
async def ask_reason(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], family: FromPath[UUID]
) -> Response[str]:
    """Ask why this family is to be opened."""
    return desk.page(request, "open.html", signed=signed, family_id=family, reasons=REASONS)


@post("/families/{family:uuid}/open")
async def open_family(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    family: FromPath[UUID],
) -> Response[Any]:
    """Open it for the reason given (R-83)."""
    reason = form.choice("reason", REASONS)
    if reason is None:
        return desk.page(request, "open.html", signed=signed, status=422, family_id=family, reasons=REASONS, form=form)
    await desk.people.open_family(signed.actor, family, reason)
    return Redirect(f"/console/families/{family}", status_code=303)


@get("/families/{family:uuid}")
async def show_family(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], family: FromPath[UUID]
) -> Response[str]:
    """A family with its cards."""
    found = await desk.people.family(signed.actor, family)
    cards = sorted(await desk.cards.cards_of(signed.actor, family), key=lambda card: card.granted_at, reverse=True)
    applications = await applied(desk, signed, family)
    recorder = await desk.staff.find(found.recorded_by)
    correctors = {by: await desk.staff.find(by) for by in {one.by for one in found.corrections}}
    return desk.page(
        request,
        "family.html",
        signed=signed,
        family=found,
        cards=cards,
        applications=applications,
        decisions=await desk.decisions.of_family(signed.actor, family),
        recorder=recorder.name if recorder else "",
        correctors={by: member.name if member else "" for by, member in correctors.items()},
        corrected="corrected" in request.query_params,
        fresh="new" in request.query_params,
    )


@get("/families/{family:uuid}/correct")
async def ask_correction(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], family: FromPath[UUID]
) -> Response[str]:
    """The family's record as a form (R-91)."""
    found = await desk.people.family(signed.actor, family)
    return _form_page(request, desk, signed, family_form.of_record(found, desk.today()), family=family)


@post("/families/{family:uuid}/correct", status_code=200)
async def correct_family(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    family: FromPath[UUID],
) -> Response[Any]:
    """Correct it; or add a person's fields, which keeps all that was typed."""
    await desk.people.family(signed.actor, family)  # only to those who have it open, whatever they typed
    asked = form.text("do")
    if asked:
        return _form_page(request, desk, signed, family_form.changed(form, asked), part=True, family=family)
    new = family_form.read_correction(form)
    if new is not None:
        try:
            await desk.people.correct_family(signed.actor, family, new)
        except FamilyInvalid as error:
            form.take_faults(family_form.by_field(form, error.fields))
        except CorrectedMeanwhile as error:
            form.fault("members", error)
        else:
            return Redirect(f"/console/families/{family}?corrected", status_code=303)
    return _form_page(request, desk, signed, form, status=422, family=family)


def _form_page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    form: Form,
    *,
    status: int = 200,
    part: bool = False,
    family: UUID | None = None,
) -> Response[str]:
    htmx = request.headers.get("hx-request") == "true"
    return desk.page(
        request,
        "family-form.html" if part and htmx else "family-new.html",
        signed=signed,
        family_id=family,
        status=status,
        form=form,
        typed=form.values(),
        members=form.all("member"),
        focus=form.text("focus"),
        kinds=DOCUMENT_KINDS,
        roles=ROLES,
        relations=RELATIONS,
        doubtful=family_form.doubtful(form),
    )
