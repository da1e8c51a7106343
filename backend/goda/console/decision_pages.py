"""One decision: what it says, who made it, how far it is; undo it or send it now; agree or decline as the second person; its paper."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.cards.model import CARD_CAUSES
from goda.console.cases import attachment, deliveries
from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import ChoiceMissing, Form
from goda.decisions.model import Decision
from goda.kernel.errors import Conflict, Invalid
from goda.notices.trouble import WORDS as TROUBLE

NOTE: Final = 1000


@get("/decisions/{decision:uuid}")
async def show_decision(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], decision: FromPath[UUID]
) -> Response[str]:
    """The decision as it stands."""
    return await _page(request, desk, signed, await desk.decisions.get(signed.actor, decision))


@post("/decisions/{decision:uuid}/undo")
async def undo_decision(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    decision: FromPath[UUID],
) -> Redirect:
    """Take it back while it is held; the case is open again."""
    undone = await desk.decisions.undo(signed.actor, decision)
    where = f"/console/cases/{undone.case}" if undone.case else f"/console/decisions/{undone.id}"
    return Redirect(where, status_code=303)


@post("/decisions/{decision:uuid}/send")
async def send_decision(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    decision: FromPath[UUID],
) -> Redirect:
    """Send it without waiting for the two minutes."""
    await desk.decisions.send_now(signed.actor, decision)
    return Redirect(f"/console/decisions/{decision}", status_code=303)


@post("/decisions/{decision:uuid}/second", status_code=200)
async def second_person(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    decision: FromPath[UUID],
) -> Response[Any]:
    """Agree with what a colleague proposed, or decline it and say why."""
    answer = form.choice("do", ("agree", "decline"))
    note = form.prose("note", NOTE, needed=answer == "decline")
    if answer is None:
        form.fault("note", ChoiceMissing())
    if not form.faults:
        try:
            await desk.decisions.second(signed.actor, decision, agree=answer == "agree", note=note)
        except (Invalid, Conflict) as error:
            form.take_error(error, "note")
        else:
            return Redirect(f"/console/decisions/{decision}", status_code=303)
    return await _page(request, desk, signed, await desk.decisions.get(signed.actor, decision), form, status=422)


@get("/decisions/{decision:uuid}/paper.pdf", media_type="application/pdf")
async def decision_paper(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], decision: FromPath[UUID]
) -> Response[bytes]:
    """The sealed paper."""
    found = await desk.decisions.get(signed.actor, decision)
    pdf, _ = await desk.decisions.paper(signed.actor, decision)
    headers = {"content-disposition": f'inline; filename="lemums-{found.number}.pdf"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@get("/decisions/{decision:uuid}/seal.jws", media_type="application/jose")
async def decision_seal(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], decision: FromPath[UUID]
) -> Response[bytes]:
    """The fund's seal over the paper, a detached JWS (RFC 7515, appendix F)."""
    found = await desk.decisions.get(signed.actor, decision)
    _, seal = await desk.decisions.paper(signed.actor, decision)
    return attachment(seal.encode(), "application/jose", f"lemums-{found.number}.jws")


async def _page(
    request: AnyRequest, desk: Desk, signed: Signed, decision: Decision, form: Form | None = None, status: int = 200
) -> Response[str]:
    first, second = [
        (await desk.staff.find(one)) if one is not None else None for one in (decision.by, decision.second)
    ]
    people = await _names(desk, signed, decision)
    left = int((decision.sends_at - desk.clock.now()).total_seconds()) if decision.sends_at else 0
    return desk.page(
        request,
        "decision.html",
        signed=signed,
        status=status,
        form=form,
        decision=decision,
        name=people.get(decision.applicant, ""),
        first=first.name if first else "",
        second=second.name if second else "",
        mine=decision.by == signed.member.id,
        left=max(0, left),
        deliveries=[
            one
            for one in await deliveries(desk, signed, decision.application)
            if decision.made_at is not None and one.made_at >= decision.made_at
        ],
        causes=CARD_CAUSES,
        trouble=TROUBLE,
        fresh="new" in request.query_params,
    )


async def _names(desk: Desk, signed: Signed, decision: Decision) -> dict[UUID, str]:
    """Whom it is about, by name."""
    if decision.application is not None:
        application = await desk.applications.get(signed.actor, decision.application)
        return {member.person: member.name for member in application.members}
    if decision.case is not None:
        file = await desk.decisions.case(signed.actor, decision.case)
        return {member.person: member.name for member in file.members}
    return {}
