"""Signing in, the enrolment link, one's own keys, signing out: the pages, and the four JSON questions their script asks."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect
from msgspec import Struct

from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import Form
from goda.kernel.errors import Invalid
from goda.staff.model import WANTED_KEYS, StaffMember
from goda.staff.service import SUBJECT, actor_of
from goda.web import errors
from goda.web.headers import CLEAR_SITE_DATA
from goda.web.sessions import STAFF_IDLE

TRIES, TRY_SECONDS = 20, 6.0
"""Sign-ins and enrolments from one address: twenty at once, then one every six seconds."""


class Answer(Struct, frozen=True):
    """What an authenticator answered, as the browser writes it in JSON."""

    credential: dict[str, Any]


class Wish(Struct, frozen=True):
    """Who wants to make a key: by the link's token, or (empty) whoever is signed in."""

    token: str = ""


class NewKey(Struct, frozen=True):
    """A key just made, and what its owner calls it."""

    credential: dict[str, Any]
    name: str
    token: str = ""


@get("/sign-in")
async def sign_in(request: AnyRequest, desk: NamedDependency[Desk]) -> Response[Any]:
    """The door."""
    if await desk.signed_in(request) is not None:
        return Redirect("/console", status_code=303)
    return desk.page(request, "sign-in.html")


@get("/session")
async def session_alive(signed: NamedDependency[Signed]) -> Response[Any]:
    """Whether the session lives, and its form's token: asked before a long form leaves its page, so that nothing typed is lost."""
    return Response({"token": signed.session.form_token}, headers={"cache-control": "no-store"})


@get("/enrol")
async def enrol(request: AnyRequest, desk: NamedDependency[Desk]) -> Response[str]:
    """Where an enrolment link leads; its token stands behind `#` and is not seen here."""
    return desk.page(request, "enrol.html")


@post("/passkey/use", status_code=200)
async def passkey_use(request: AnyRequest, desk: NamedDependency[Desk]) -> dict[str, Any]:
    """What to ask the key for signing in."""
    _slow_down(request, desk)
    return {"options": await desk.staff.begin_sign_in()}


@post("/passkey/used", status_code=200)
async def passkey_used(request: AnyRequest, desk: NamedDependency[Desk], data: JSONBody[Answer]) -> Response[Any]:
    """Sign in with what the key answered: a new session with a new id."""
    _slow_down(request, desk)
    member = await desk.staff.finish_sign_in(data.credential)
    return await _enter(request, desk, member)


@post("/passkey/make", status_code=200)
async def passkey_make(request: AnyRequest, desk: NamedDependency[Desk], data: JSONBody[Wish]) -> dict[str, Any]:
    """What to ask a new key."""
    _slow_down(request, desk)
    if data.token:
        return {"options": await desk.staff.begin_first_key(data.token)}
    signed = await _signed_script(request, desk)
    desk.require_fresh(signed)
    return {"options": await desk.staff.begin_key(signed.actor)}


@post("/passkey/made", status_code=200)
async def passkey_made(request: AnyRequest, desk: NamedDependency[Desk], data: JSONBody[NewKey]) -> Response[Any]:
    """Add the new key; by the link's token this also signs in, and a second key is offered at once."""
    _slow_down(request, desk)
    if data.token:
        member = await desk.staff.finish_first_key(data.token, data.credential, data.name)
        return await _enter(request, desk, member, "/console/keys?second")
    signed = await _signed_script(request, desk)
    desk.require_fresh(signed)
    await desk.staff.finish_key(signed.actor, data.credential, data.name)
    return Response({"next": "/console/keys?added"})


@get("/keys")
async def my_keys(request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed]) -> Response[str]:
    """One's own keys."""
    return await _keys_page(request, desk, signed)


@post("/keys/{key:uuid}/name")
async def name_key(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    key: FromPath[UUID],
) -> Response[Any]:
    """Give a key a name."""
    try:
        await desk.staff.name_key(signed.actor, key, form.text("name"))
    except Invalid as error:
        form.fault(f"name-{key}", error)
        return await _keys_page(request, desk, signed, form, status=422)
    return Redirect("/console/keys", status_code=303)


@get("/keys/{key:uuid}/remove")
async def ask_remove_key(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], key: FromPath[UUID]
) -> Response[Any]:
    """Say what removing a key means."""
    own = await desk.staff.keys(signed.actor)
    chosen = next((one for one in own if one.id == key), None)
    if chosen is None:
        return Redirect("/console/keys", status_code=303)
    return desk.page(request, "key-remove.html", signed=signed, key=chosen, left=len(own) - 1)


@post("/keys/{key:uuid}/remove")
async def remove_key(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    key: FromPath[UUID],
) -> Redirect:
    """Remove a key, never the last."""
    desk.require_fresh(signed)
    await desk.staff.remove_key(signed.actor, key)
    return Redirect("/console/keys", status_code=303)


@post("/sign-out")
async def sign_out(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form]
) -> Response[Any]:
    """Sign out here, or everywhere; the browser forgets what it kept of the console."""
    if form.ticked("everywhere"):
        await desk.staff.sign_out_everywhere(signed.actor)
    cookie = await desk.staff.sign_out(signed.actor, signed.session)
    name, value = CLEAR_SITE_DATA
    return Redirect("/console/sign-in", status_code=303, cookies=[cookie], headers={name: value})


async def _keys_page(
    request: AnyRequest, desk: Desk, signed: Signed, form: Form | None = None, status: int = 200
) -> Response[str]:
    keys = await desk.staff.keys(signed.actor)
    return desk.page(
        request,
        "keys.html",
        signed=signed,
        status=status,
        keys=keys,
        form=form,
        wanted=WANTED_KEYS,
        second="second" in request.query_params,
        added="added" in request.query_params,
    )


async def _signed_script(request: AnyRequest, desk: Desk) -> Signed:
    """Who is signed in, the script having sent the session's token in a header."""
    signed = await desk.signed_in(request)
    if signed is None:
        raise errors.SignInNeeded
    signed.session.check_form(request.headers.get("x-form-token", ""))
    return signed


async def _enter(request: AnyRequest, desk: Desk, member: StaffMember, where: str = "/console") -> Response[Any]:
    """Open a session with a new id; one that the browser still had ends."""
    before = await desk.sessions.load(request)
    if before is not None:
        await desk.sessions.close(before)
    cookie = await desk.sessions.open(SUBJECT, actor_of(member).id or member.id, idle=STAFF_IDLE, stepped_up=True)
    return Response({"next": where}, cookies=[cookie])


def _slow_down(request: AnyRequest, desk: Desk) -> None:
    desk.throttle.take("console", desk.throttle.caller(request.scope), burst=TRIES, seconds=TRY_SECONDS)
