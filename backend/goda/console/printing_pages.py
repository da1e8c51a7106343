"""Printing: what waits, batches with their lists and contents, and what became of each letter and plastic card."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form
from goda.kernel.errors import Conflict, Invalid
from goda.printing.errors import NoSuchItem, NothingToPrint
from goda.printing.model import DELIVERIES, KINDS, STATES, WHATS, Delivery, Kind, PrintFile, State

NEXT_STATES: Final[tuple[State, ...]] = ("sent", "received", "handed-over", "returned", "waiting")


@get("/printing")
async def printing(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """What waits, by kind and way, and the batches so far."""
    return await _page(request, desk, signed)


@post("/printing", status_code=200)
async def make_batch(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[Any]:
    """Make a batch of what waits."""
    kind: Kind | None = form.choice("kind", KINDS)
    delivery: Delivery | None = form.choice("delivery", tuple(DELIVERIES))
    if kind is not None and delivery is not None:
        try:
            made = await desk.printing.make_batch(signed.actor, kind, delivery)
        except NothingToPrint as error:
            form.fault("kind", error)
        else:
            return Redirect(f"/console/printing/{made.id}?new", status_code=303)
    return await _page(request, desk, signed, form, status=422)


@get("/printing/{batch:uuid}")
async def show_batch(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], batch: FromPath[UUID]
) -> Response[str]:
    """A batch: its files, and each piece as it stands now."""
    return await _batch_page(request, desk, signed, batch)


@post("/printing/{batch:uuid}", status_code=200)
async def mark_pieces(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    batch: FromPath[UUID],
) -> Response[Any]:
    """Note what happened: to one piece, or to all of the batch to which it can have happened."""
    state: State | None = form.choice("state", NEXT_STATES)
    day = form.day("on")
    if state is not None and day is not None:
        try:
            item = read_id(form.text("item"))
            if item is not None:
                version = form.number("version", 0, 999_999) or 0
                await desk.printing.mark(signed.actor, item, state, day, version)
            else:
                await desk.printing.mark_batch(signed.actor, batch, state, day)
        except Invalid as error:
            form.fault("on", next(iter(error.fields.values()), error))
        except (NoSuchItem, Conflict) as error:
            form.fault("state", error)
        else:
            return Redirect(f"/console/printing/{batch}#pieces", status_code=303)
    return await _batch_page(request, desk, signed, batch, form, status=422)


@get("/printing/{batch:uuid}/list.csv", media_type="text/csv")
async def manifest_csv(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], batch: FromPath[UUID]
) -> Response[bytes]:
    """The list, for a spreadsheet."""
    return _file(await desk.printing.manifest_csv(signed.actor, batch))


@get("/printing/{batch:uuid}/list.pdf", media_type="application/pdf")
async def manifest_pdf(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], batch: FromPath[UUID]
) -> Response[bytes]:
    """The list, to go with the box."""
    return _file(await desk.printing.manifest_pdf(signed.actor, batch))


@get("/printing/{batch:uuid}/contents.pdf", media_type="application/pdf")
async def contents_pdf(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], batch: FromPath[UUID]
) -> Response[bytes]:
    """Everything that goes out, for the printer."""
    return _file(await desk.printing.contents_pdf(signed.actor, batch))


def _file(made: PrintFile) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "no-store"}
    return Response(made.body, media_type=made.media_type.partition(";")[0], headers=headers)


async def _page(
    request: AnyRequest, desk: Desk, signed: Signed, form: Form | None = None, status: int = 200
) -> Response[str]:
    waiting = {kind: await desk.printing.waiting(signed.actor, kind) for kind in KINDS}
    heaps = [
        (kind, delivery, [line for line in lines if line.item.delivery == delivery])
        for kind, lines in waiting.items()
        for delivery in DELIVERIES
    ]
    batches = await desk.printing.batches(signed.actor)
    makers = {one: await desk.staff.find(one) for one in {batch.made_by for batch in batches} if one is not None}
    return desk.page(
        request,
        "printing.html",
        signed=signed,
        status=status,
        form=form,
        heaps=[heap for heap in heaps if heap[2]],
        batches=batches,
        makers={one: member.name if member else "–" for one, member in makers.items()},
        whats=WHATS,
        ways=DELIVERIES,
    )


async def _batch_page(
    request: AnyRequest, desk: Desk, signed: Signed, batch: UUID, form: Form | None = None, status: int = 200
) -> Response[str]:
    found, lines = await desk.printing.batch(signed.actor, batch)
    here = [line.item for line in lines if line.item.batch == batch]
    possible = [one for one in NEXT_STATES if one != "waiting" and any(one in item.next_states for item in here)]
    return desk.page(
        request,
        "batch.html",
        signed=signed,
        status=status,
        form=form,
        batch=found,
        lines=lines,
        possible=possible,
        order=NEXT_STATES,
        states=STATES,
        whats=WHATS,
        ways=DELIVERIES,
        today=desk.today(),
        fresh="new" in request.query_params,
    )
