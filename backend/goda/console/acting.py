"""What may be done before a case is decided: enter a fact from a document, ask the family, extend the term."""

from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from goda.console import words
from goda.console.cases import about, keep_upload, names_of
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import ChoiceMissing, Form, write_day
from goda.decisions.errors import PlacesOpen
from goda.decisions.model import MOST_EXTENSION, CaseFile
from goda.decisions.templates import filled
from goda.decisions.texts import Filling, fill, unfilled
from goda.kernel.clock import riga_day
from goda.kernel.errors import Conflict, Invalid
from goda.kernel.i18n import N_
from goda.law.deadlines import decide_by
from goda.law.facts import Value
from goda.registers.model import HandFact

ANSWER_WITHIN: Final = timedelta(days=10)
"""Proposed to the family for its answer: the fund's practice, editable each time."""
NOTE: Final = 300
QUESTION: Final = 2000
"""Characters of what the family is asked, and of the reasons for which a term is extended."""

Given = Annotated[str | None, QueryParameter(required=False)]


class DocumentMissing(Invalid):
    """An entry by hand without the document it rests on (R-68)."""

    code = "entry-document-missing"
    title = N_("Add the document, or choose one that is there")
    advice = N_("An entry by hand rests on a document that can be looked at again.")


@get("/cases/{case:uuid}/fact")
async def ask_fact(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    case: FromPath[UUID],
    person: Given = None,
    mark: Given = None,
) -> Response[str]:
    """The form for one entry by hand, filled in for the question one came from."""
    file = await desk.decisions.case(signed.actor, case)
    typed = Form([("person", person or ""), ("mark", mark or "")])
    return _fact_page(request, desk, signed, file, typed)


@post("/cases/{case:uuid}/fact/documents", status_code=200)
async def enter_fact(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
) -> Response[Any]:
    """Keep the document, if a new one came, and the entry that rests on it (R-68)."""
    file = await desk.decisions.case(signed.actor, case)
    person = form.choice("person", tuple(names_of(file)))
    statement = words.read_statement(form.text("statement"))
    if statement is None:
        form.fault("statement", ChoiceMissing())
    value = _value(form, statement[1]) if statement else None
    until = form.day("until", needed=False)
    note = form.line("note", NOTE, needed=False)
    document = await _document(desk, signed, form, file) if not form.faults else None
    if form.faults or person is None or statement is None or value is None:
        file = await desk.decisions.case(signed.actor, case)
        return _fact_page(request, desk, signed, file, form, document, status=422)
    fact = HandFact(
        family=file.case.family,
        person=person,
        mark=statement[0],
        value=value,
        until=until,
        document=document,
        note=note,
    )
    try:
        await desk.decisions.enter_fact(signed.actor, case, fact)
    except (Invalid, Conflict) as error:
        form.take_error(error, "statement", {"document": "file"})
    else:
        return Redirect(f"/console/cases/{case}", status_code=303)
    file = await desk.decisions.case(signed.actor, case)
    return _fact_page(request, desk, signed, file, form, document, status=422)


@get("/cases/{case:uuid}/ask")
async def ask_question(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], case: FromPath[UUID]
) -> Response[str]:
    """What the family should send or do, and by when; begun by the template."""
    file = await desk.decisions.case(signed.actor, case)
    template = await desk.texts.of("ask-family")
    earliest, usual = desk.today() + timedelta(days=1), desk.today() + ANSWER_WITHIN
    text = fill(template, Filling(application=_number(file)))
    typed = Form([("what", text), ("until", write_day(max(earliest, min(usual, file.case.decide_by))))])
    return _page(request, desk, signed, "case-ask.html", file, typed)


@post("/cases/{case:uuid}/ask", status_code=200)
async def send_question(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
) -> Response[Any]:
    """Ask the family, which stops nothing: its deadline is the case's."""
    until = form.day("until")
    what = _said(form, "what", until)
    if until is not None and not form.faults:
        try:
            await desk.decisions.ask_family(signed.actor, case, what, until)
        except (Invalid, Conflict) as error:
            form.take_error(error, "what")
        else:
            return Redirect(f"/console/cases/{case}", status_code=303)
    return _page(
        request, desk, signed, "case-ask.html", await desk.decisions.case(signed.actor, case), form, status=422
    )


@get("/cases/{case:uuid}/extend")
async def ask_extension(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], case: FromPath[UUID]
) -> Response[str]:
    """By how much and why."""
    file = await desk.decisions.case(signed.actor, case)
    template = await desk.texts.of("extend")
    typed = Form([("reasons", fill(template, Filling(application=_number(file)))), ("months", "1")])
    return _page(request, desk, signed, "case-extend.html", file, typed)


@post("/cases/{case:uuid}/extend", status_code=200)
async def extend_term(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
) -> Response[Any]:
    """Extend the term of decision; the family is told why (D-10)."""
    file = await desk.decisions.case(signed.actor, case)
    months = form.number("months", 1, MOST_EXTENSION)
    reasons = _said(form, "reasons", _term(file, months) if months else None)
    if months is not None and not form.faults:
        try:
            await desk.decisions.extend(signed.actor, case, months, reasons)
        except (Invalid, Conflict) as error:
            form.take_error(error, "reasons")
        else:
            return Redirect(f"/console/cases/{case}", status_code=303)
    return _page(request, desk, signed, "case-extend.html", file, form, status=422)


@get("/cases/{case:uuid}/keep")
async def ask_keep(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], case: FromPath[UUID]
) -> Response[str]:
    """Why the right stands."""
    file = await desk.decisions.case(signed.actor, case)
    return _page(request, desk, signed, "case-keep.html", file, Form([]))


@post("/cases/{case:uuid}/keep", status_code=200)
async def keep_right(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
) -> Response[Any]:
    """Close a recheck or a proposed annulment: the cards work on."""
    note = form.prose("note", QUESTION)
    if not form.faults:
        try:
            await desk.decisions.keep(signed.actor, case, note)
        except (Invalid, Conflict) as error:
            form.take_error(error, "note")
        else:
            return Redirect(f"/console/queue/next?after={case}", status_code=303)
    return _page(
        request, desk, signed, "case-keep.html", await desk.decisions.case(signed.actor, case), form, status=422
    )


def _number(file: CaseFile) -> str | None:
    """The application's number for the template, if there is an application."""
    return file.application.number if file.application else None


def _term(file: CaseFile, months: int) -> date:
    """The day by which it must be decided after so many months more (D-10)."""
    registered = file.application.registered_at if file.application and file.case.application else None
    began = registered or file.case.opened_at
    return decide_by(riga_day(began), extended_by_months=file.case.extended + months)


def _said(form: Form, name: str, last: date | None) -> str:
    """A text begun by a template, its day filled in from the field beside it; what still stands in braces is a fault."""
    text = form.prose(name, QUESTION)
    said = filled(text, Filling(last=last).params())
    if places := unfilled(said):
        form.fault(name, PlacesOpen(places=", ".join(f"{{{one}}}" for one in places)))
    return said


def _value(form: Form, chosen: Value | None) -> Value | None:
    """What was chosen; for a birth date the day beside it."""
    return form.day("born") if chosen is None else chosen


async def _document(desk: Desk, signed: Signed, form: Form, file: CaseFile) -> UUID | None:
    """The document an entry rests on: the one just brought, or one that is there."""
    if form.file("file", needed=False) is not None:
        kept = await keep_upload(desk, signed, form, about(file))
        return kept.id if kept else None
    chosen = read_id(form.text("document"))
    if chosen not in {one.id for one in file.documents}:
        form.fault("file", DocumentMissing())
    return chosen


def _fact_page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    file: CaseFile,
    form: Form,
    document: UUID | None = None,
    status: int = 200,
) -> Response[str]:
    return _page(
        request,
        desk,
        signed,
        "case-fact.html",
        file,
        form,
        status=status,
        statements=words.by_hand(),
        chosen=form.text("statement"),
        document=str(document or form.text("document")),
    )


def _page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    template: str,
    file: CaseFile,
    form: Form,
    *,
    status: int = 200,
    **more: Any,
) -> Response[str]:
    return desk.page(
        request,
        template,
        signed=signed,
        status=status,
        form=form,
        file=file,
        case=file.case,
        names=names_of(file),
        most=MOST_EXTENSION,
        takes_two=file.case.kind == "recheck" and file.keeping_takes_two,
        **more,
    )
