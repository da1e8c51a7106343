"""A card's life, new activation codes, and annulling: the card or one of its copies, after a page that says what will happen."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from msgspec import Struct

from goda.cards.errors import NoSuchCard
from goda.cards.model import (
    CARD_CAUSES,
    CHOSEN_CREDENTIAL_CAUSES,
    CREDENTIAL_CAUSES,
    CardLife,
    Credential,
    Device,
)
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form
from goda.console.issue import require_not_own
from goda.decisions.errors import PlacesOpen
from goda.decisions.model import MOST_TEXT
from goda.decisions.texts import unfilled
from goda.kernel.errors import Conflict, Invalid
from goda.people.model import Family


class Copy(Struct, frozen=True, kw_only=True):
    """One phone or one print: its newest credential, when it was first made, how often it was renewed.

    `live`: a till may still take it, or its phone may still fetch the next one.
    """

    device: Device | None
    newest: Credential
    first_made: datetime
    renewals: int
    live: bool


@get("/cards/{card:uuid}")
async def show_card(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[str]:
    """What the card is and all that became of it."""
    life, family = await load(desk, signed, card)
    return desk.page(
        request,
        "card.html",
        signed=signed,
        life=life,
        card=life.card,
        family=family,
        copies=copies(life, desk.clock.now()),
        activation=life.waiting,
        causes=CARD_CAUSES,
        copy_causes=CREDENTIAL_CAUSES,
        fresh="new" in request.query_params,
    )


@get("/cards/{card:uuid}/code")
async def ask_code(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[str]:
    """Ask whether the new code is for one more phone, or in place of one that was lost."""
    life, family = await load(desk, signed, card)
    return _code_page(request, desk, signed, life, family)


@post("/cards/{card:uuid}/code")
async def new_code(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form], card: FromPath[UUID]
) -> Redirect:
    """Make a new activation code."""
    life, _ = await load(desk, signed, card)
    replaces = read_id(form.text("replaces"))
    if replaces not in {device.id for device in life.devices}:
        replaces = None
    await desk.cards.new_activation(signed.actor, card, replaces)
    return Redirect(f"/console/cards/{card}#code", status_code=303)


@get("/cards/{card:uuid}/annul")
async def ask_annul(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    card: FromPath[UUID],
    cause: Annotated[str | None, QueryParameter(required=False)] = None,
) -> Response[str]:
    """For what cause; then the decision as the template of that cause begins it."""
    life, family = await load(desk, signed, card)
    chosen = next((one for one in CARD_CAUSES if one == cause), None)
    text = (await desk.texts.of(f"annul:{chosen}")).text if chosen else ""
    return await _annul_page(request, desk, signed, life, family, Form([("cause", chosen or ""), ("text", text)]))


@post("/cards/{card:uuid}/annul")
async def annul_card(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    card: FromPath[UUID],
) -> Response[Any]:
    """Decide to annul it: held for two minutes, or put before a second person where it is for cause."""
    life, family = await load(desk, signed, card)
    await require_not_own(desk, signed, family)
    cause, text = form.choice("cause", tuple(CARD_CAUSES)), form.prose("text", MOST_TEXT)
    if places := unfilled(text):
        form.fault("text", PlacesOpen(places=", ".join(f"{{{one}}}" for one in places)))
    if cause is not None and not form.faults:
        try:
            decision = await desk.decisions.annul(signed.actor, card, cause, text)
        except (Invalid, Conflict) as error:
            form.take_error(error, "text")
        else:
            return Redirect(f"/console/decisions/{decision.id}?new", status_code=303)
    return await _annul_page(request, desk, signed, life, family, form, status=422)


@get("/cards/{card:uuid}/copies/{copy_id:uuid}/annul")
async def ask_annul_copy(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    card: FromPath[UUID],
    copy_id: FromPath[UUID],
) -> Response[str]:
    """What annulling this one copy means."""
    life, family = await load(desk, signed, card)
    return _annul_copy_page(request, desk, signed, life, family, copy_id)


@post("/cards/{card:uuid}/copies/{copy_id:uuid}/annul")
async def annul_copy(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    card: FromPath[UUID],
    copy_id: FromPath[UUID],
) -> Response[Any]:
    """Annul it; the card and its other copies stay."""
    life, family = await load(desk, signed, card)
    cause = form.choice("cause", CHOSEN_CREDENTIAL_CAUSES)
    if cause is None:
        return _annul_copy_page(request, desk, signed, life, family, copy_id, form, status=422)
    if copy_id not in {credential.id for credential in life.credentials}:
        raise NoSuchCard
    await desk.cards.annul_credential(signed.actor, copy_id, cause)
    return Redirect(f"/console/cards/{card}", status_code=303)


async def load(desk: Desk, signed: Signed, card: UUID) -> tuple[CardLife, Family]:
    """A card and its family, to those who have the family open. Raises `NoSuchCard`, `ReasonNeeded`."""
    family = await desk.people.family(signed.actor, await desk.cards.family_of(signed.actor, card))
    return await desk.cards.life(signed.actor, card), family


def copies(life: CardLife, now: datetime) -> list[Copy]:
    """One line for each phone and each print: renewals are the same copy."""
    devices = {device.id: device for device in life.devices}
    grouped: dict[UUID, list[Credential]] = {}
    for credential in life.credentials:
        grouped.setdefault(credential.device or credential.id, []).append(credential)
    found = []
    for key, credentials in grouped.items():
        newest, device = credentials[-1], devices.get(key)
        renews = device is not None and device.removed_at is None and newest.annulled_at is None
        found.append(
            Copy(
                device=device,
                newest=newest,
                first_made=credentials[0].made_at,
                renewals=len(credentials) - 1,
                live=newest.live(now) or renews,
            )
        )
    return found


def _code_page(request: AnyRequest, desk: Desk, signed: Signed, life: CardLife, family: Family) -> Response[str]:
    return desk.page(
        request,
        "card-code.html",
        signed=signed,
        card=life.card,
        family=family,
        devices=[device for device in life.devices if device.removed_at is None],
        activation=life.waiting,
    )


async def _annul_page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    life: CardLife,
    family: Family,
    form: Form,
    status: int = 200,
) -> Response[str]:
    seconds = await desk.decisions.second_causes(signed.actor, life.card.id)
    return desk.page(
        request,
        "card-annul.html",
        signed=signed,
        status=status,
        form=form,
        card=life.card,
        family=family,
        live=sum(copy.live for copy in copies(life, desk.clock.now())),
        activation=life.waiting,
        causes=CARD_CAUSES,
        seconds=seconds,
        most=MOST_TEXT,
    )


def _annul_copy_page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    life: CardLife,
    family: Family,
    copy_id: UUID,
    form: Form | None = None,
    status: int = 200,
) -> Response[str]:
    chosen = next((copy for copy in copies(life, desk.clock.now()) if copy.newest.id == copy_id), None)
    if chosen is None:
        raise NoSuchCard
    return desk.page(
        request,
        "copy-annul.html",
        signed=signed,
        status=status,
        form=form,
        card=life.card,
        family=family,
        copy=chosen,
        causes={cause: CREDENTIAL_CAUSES[cause] for cause in CHOSEN_CREDENTIAL_CAUSES},
    )
