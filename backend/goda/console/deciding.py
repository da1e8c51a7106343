"""Decide a case: a reasoned text begun by the template, the last day, a look at the paper; what was proposed while it was written is told."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from msgspec import Struct

from goda.cards.model import CARD_CAUSES, CardCause
from goda.console.cases import names_of
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form, write_day
from goda.decisions.errors import NoSuchCase
from goda.decisions.model import KINDS, MOST_TEXT, CaseFile, DecisionKind, Event, NewDecision
from goda.kernel.errors import Conflict, Invalid
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id

REASON: Final = 300
FIELDS: Final = {"validTo": "to", "kind": "text"}
"""The use case's names of fields where this form has others."""

Chosen = Annotated[str | None, QueryParameter(required=False)]


class CaseChanged(Invalid):
    """Something happened in the case while the text was written."""

    code = "case-changed"
    title = N_("The case has changed while you wrote")
    advice = N_("Look at what happened. Your text is kept: if it still holds, send it once more.")


class Writing(Struct, frozen=True, kw_only=True):
    """A decision as it stands in the form. `seen`: the case's version when the page was drawn; `events`: how long its history was."""

    id: UUID
    kind: DecisionKind
    cause: CardCause | None
    text: str
    to: str
    proposed: str
    reason: str
    seen: int
    events: int


@get("/cases/{case:uuid}/decide/{kind:str}")
async def ask_decision(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    case: FromPath[UUID],
    kind: FromPath[str],
    cause: Chosen = None,
) -> Response[str]:
    """The decision as the template begins it; for an annulment first its cause."""
    chosen, why = _kind(kind), _cause(cause)
    file = await desk.decisions.case(signed.actor, case)
    if chosen == "annul" and why is None:
        return _cause_page(request, desk, signed, file)
    draft = await desk.decisions.draft(signed.actor, case, chosen, why)
    proposed = write_day(draft.valid_to)
    writing = Writing(
        id=draft.id,
        kind=chosen,
        cause=why,
        text=draft.text,
        to=proposed,
        proposed=proposed,
        reason="",
        seen=file.case.version,
        events=len(file.history),
    )
    return _page(request, desk, signed, file, writing, Form([]))


@post("/cases/{case:uuid}/decide/{kind:str}", status_code=200)
async def decide_case(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
    kind: FromPath[str],
) -> Response[Any]:
    """Decide: held for two minutes, or put before a second person."""
    writing = _written(form, _kind(kind))
    file = await desk.decisions.case(signed.actor, case)
    new = _new(form, writing)
    if writing.seen != file.case.version and not any(one.id == writing.id for one in file.decisions):
        form.fault("text", CaseChanged())
    if new is not None and not form.faults:
        try:
            decision = await desk.decisions.decide(signed.actor, case, new)
        except (Invalid, Conflict) as error:
            form.take_error(error, "text", FIELDS)
        else:
            return Redirect(f"/console/decisions/{decision.id}?new", status_code=303)
    return _page(request, desk, signed, file, writing, form, status=422)


@post("/cases/{case:uuid}/preview/{kind:str}", status_code=200)
async def preview_decision(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
    kind: FromPath[str],
) -> Response[Any]:
    """The paper as it would be; nothing is decided by looking at it."""
    writing = _written(form, _kind(kind))
    new = _new(form, writing)
    if new is not None and not form.faults:
        try:
            made = await desk.decisions.preview(signed.actor, case, new)
        except (Invalid, Conflict) as error:
            form.take_error(error, "text", FIELDS)
        else:
            headers = {"content-disposition": 'inline; filename="lemums-projekts.pdf"', "cache-control": "no-store"}
            return Response(made, media_type="application/pdf", headers=headers)
    file = await desk.decisions.case(signed.actor, case)
    return _page(request, desk, signed, file, writing, form, status=422)


def _written(form: Form, kind: DecisionKind) -> Writing:
    """What stands in the form."""
    return Writing(
        id=read_id(form.text("id")) or new_id(),
        kind=kind,
        cause=_cause(form.text("cause")),
        text=form.prose("text", MOST_TEXT),
        to=form.text("to"),
        proposed=form.text("proposed"),
        reason=form.text("reason"),
        seen=_whole(form.text("seen")),
        events=_whole(form.text("events")),
    )


def _new(form: Form, writing: Writing) -> NewDecision | None:
    """The decision that the form asks for, or nothing where a field cannot be read; the faults stand in the form."""
    last = form.day("to") if writing.kind == "grant" else None
    reason = form.line("reason", REASON, needed=False)
    if form.faults:
        return None
    return NewDecision(
        kind=writing.kind,
        text=writing.text,
        valid_to=last if writing.to != writing.proposed else None,
        reason=reason,
        cause=writing.cause if writing.kind == "annul" else None,
        id=writing.id,
    )


def _kind(text: str) -> DecisionKind:
    found = next((one for one in KINDS if one == text), None)
    if found is None:
        raise NoSuchCase
    return found


def _cause(text: str | None) -> CardCause | None:
    return next((one for one in CARD_CAUSES if one == text), None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - as many as fit


def _happened(file: CaseFile, writing: Writing) -> tuple[Event, ...]:
    """What happened in the case since the page was drawn."""
    return file.history[writing.events :] if writing.seen != file.case.version else ()


def _cause_page(request: AnyRequest, desk: Desk, signed: Signed, file: CaseFile) -> Response[str]:
    return desk.page(
        request,
        "decide-cause.html",
        signed=signed,
        file=file,
        case=file.case,
        names=names_of(file),
        causes=CARD_CAUSES,
        seconds=CARD_CAUSES,
    )


def _page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    file: CaseFile,
    writing: Writing,
    form: Form,
    *,
    status: int = 200,
) -> Response[str]:
    return desk.page(
        request,
        "decide.html",
        signed=signed,
        status=status,
        form=form,
        file=file,
        case=file.case,
        names=names_of(file),
        writing=writing,
        happened=_happened(file, writing),
        causes=CARD_CAUSES,
        second=writing.kind in file.second_for,
        most=MOST_TEXT,
    )
