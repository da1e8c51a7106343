"""The first page: search on top, what is open to me and what was granted last below; and the switch of language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from goda.audit import Actor
from goda.cards.errors import NoSuchCard, NumberMalformed
from goda.cards.model import Card
from goda.cards.numbers import read_number
from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import Form
from goda.db import jobs
from goda.kernel import i18n, names, personal_code
from goda.kernel.errors import Invalid
from goda.kernel.i18n import N_
from goda.kernel.personal_code import PersonalCodeInvalid
from goda.people.model import REASONS, Hit, Reason
from goda.staff.model import WANTED_KEYS
from goda.web.language import LANGUAGE_COOKIE, language_of

YEAR = 365 * 86_400
FEWEST_OF_A_CODE = 6
"""More digits than these and no letter: a personal code, whole or not."""


class Found(Struct, frozen=True, kw_only=True):
    """What a search found. `by` is "name", "code" or "number"."""

    by: str
    hits: list[Hit]
    cards: list[Card]


class SearchEmpty(Invalid):
    """Nothing to search for."""

    code = "search-empty"
    title = N_("Type what you look for")
    advice = N_("Two letters of a name at least, a card number, or a whole personal code.")


class ReasonMissing(Invalid):
    """A personal code is searched only for a stated reason (R-83)."""

    code = "reason-missing"
    title = N_("Choose a reason")
    advice = N_("A search by personal code is recorded with the reason for it.")


@get("/")
async def start(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """Search, the families that are open to me, and the cards granted last."""
    opened = [
        (
            family,
            sorted(await desk.cards.cards_of(signed.actor, family.id), key=lambda card: card.granted_at, reverse=True),
        )
        for family in await desk.people.open_families(signed.actor)
    ]
    queue = await desk.decisions.queue(signed.actor, "open")
    keys = await desk.staff.keys(signed.actor)
    return desk.page(
        request,
        "start.html",
        signed=signed,
        opened=opened,
        urgent=queue,
        newest=await desk.cards.newest(signed.actor),
        reasons=REASONS,
        found=None,
        few_keys=len(keys) < WANTED_KEYS,
        given_up=(await jobs.backlog(desk.db)).dead,
    )


@post("/search", status_code=200)
async def search(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[str]:
    """Find by name, card number or personal code; what is searched stands in the body, never in an address."""
    reason = form.choice("reason", REASONS, needed=False)
    found = await _find(desk, signed.actor, form, reason)
    if found is not None:
        by_name: Callable[[str], Any] = i18n.sort_key(language_of(request.scope))
        found.hits.sort(key=lambda hit: (by_name(f"{hit.person.surname} {hit.person.given}"), hit.recorded_at))
    part = request.headers.get("hx-request") == "true"
    status = 422 if form.faults and not part else 200
    return desk.page(
        request,
        "results.html" if part else "search.html",
        signed=signed,
        status=status,
        form=form,
        found=found,
        reason=reason,
        reasons=REASONS,
    )


@post("/language")
async def language(request: AnyRequest) -> Response[Any]:
    """Remember the language of this browser and go back to where one was."""
    form = Form(list((await request.form()).multi_items()))
    chosen = "en" if form.text("language") == "en" else "lv"
    cookie = Cookie(
        key=LANGUAGE_COOKIE, value=chosen, path="/", max_age=YEAR, httponly=True, samesite="lax", secure=True
    )
    return Redirect(_inside(form.text("back")), status_code=303, cookies=[cookie])


def _inside(address: str) -> str:
    """An address of the console, whatever was asked: no way out to another site."""
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and (parts.path == "/console" or parts.path.startswith("/console/"))
    return parts.path if inside and "\\" not in address else "/console"


async def _find(desk: Desk, actor: Actor, form: Form, reason: Reason | None) -> Found | None:
    text = form.text("q")
    lettered, numbered = any(map(str.isalpha, text)), any(map(str.isdigit, text))
    number = _number(text)
    if numbered and number is not None:
        return await _by_number(desk, actor, number)
    if numbered and not lettered and sum(map(str.isdigit, text)) > FEWEST_OF_A_CODE:
        return await _by_code(desk, actor, form, reason)
    if numbered:
        form.fault("q", NumberMalformed())
        return None
    if not any(len(word) > 1 for word in names.words(text)):
        form.fault("q", SearchEmpty())
        return None
    hits = await desk.people.search_names(actor, text)
    if not hits and number is not None:  # one card number in thirty has no digit
        return await _by_number(desk, actor, number)
    return Found(by="name", hits=hits, cards=[])


def _number(text: str) -> str | None:
    """The text as a card number, if it can be one."""
    try:
        return read_number(text)
    except NumberMalformed:
        return None


async def _by_code(desk: Desk, actor: Actor, form: Form, reason: Reason | None) -> Found | None:
    try:
        code = personal_code.parse(form.text("q"))
    except PersonalCodeInvalid as error:
        form.fault("q", error)
        return None
    if reason is None:
        form.fault("reason", ReasonMissing())
        return None
    return Found(by="code", hits=await desk.people.search_code(actor, code, reason), cards=[])


async def _by_number(desk: Desk, actor: Actor, number: str) -> Found:
    try:
        card = await desk.cards.by_number(actor, number)
    except NoSuchCard:
        return Found(by="number", hits=[], cards=[])
    return Found(by="number", hits=[], cards=[card])
