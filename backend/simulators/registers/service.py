"""One register as an HTTP service of its own: `POST /v1/queries`, `GET /v1/changes`, `GET /openapi.json`.

Who may ask is `access`'s, what is on record the register module's, what goes wrong `faults`'.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, OAuthFlow, OAuthFlows, SecurityScheme, Server
from litestar.params import HeaderParameter, JSONBody, QueryParameter
from litestar.response import Redirect, Stream

from simulators import problem
from simulators.problem import Problem, Refused
from simulators.registers.access import PURPOSES, Access
from simulators.registers.faults import AHEAD, Fault, Register, distorted, without_half
from simulators.registers.wire import Answer, Changes, Question
from simulators.state import Asked, State
from simulators.world import codes
from simulators.world.model import Person
from simulators.world.world import Change

AnyRequest = Request[Any, Any, Any]
Purpose = Annotated[
    str | None,
    HeaderParameter(
        name="Purpose", required=False, description=f"Required: why you ask, one of {', '.join(PURPOSES)}."
    ),
]
"""Told to OpenAPI only: `access` checks it, after the token."""
SILENT_SECONDS: Final = 300
LIMIT: Final = 1_000
MAINTENANCE: Final = "<!doctype html><html lang=lv><title>Apkope</title><h1>Notiek sistēmas apkope</h1><p>Lūdzu, mēģiniet vēlāk.</p></html>"
_SAYS: Final = {
    400: "`not-understood`, `personal-code-malformed`, `purpose-missing`, `cursor-malformed`",
    401: "`token-missing`, `token-invalid`, with `WWW-Authenticate`",
    403: "`scope-missing`, `purpose-not-agreed`",
    404: "`person-unknown`",
    410: "`cursor-gone`: the feed has begun anew; ask again without a cursor",
}


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(Problem, description=_SAYS[status], media_type=problem.MEDIA_TYPE, generate_examples=False)
        for status in statuses
    }


class Service:
    """One register, put together with what all share."""

    def __init__(self, register: Register, state: State) -> None:
        self.register = register
        self.state = state
        self.access = Access(register.NAME, state.tokens)

    async def query(self, request: AnyRequest, data: Question) -> Any:
        """Answer about one person, or do what the switch says instead."""
        asker = self.access.check(request)
        code = codes.normal(data.personal_code)
        if code is None:
            raise Refused(400, "personal-code-malformed", "A personal code has eleven digits.")
        person = self.state.world.find(code)
        fault = self.state.switches.strike(self.register.NAME, person)
        now = self.state.clock.now()
        self.state.asked.append(
            Asked(
                at=now, register=self.register.NAME, client=asker.client, purpose=asker.purpose, personal_code=code,
                fault=fault.kind if fault else None,
            )
        )  # fmt: skip
        if person is None:
            return await self._send(request, fault, self._about_nobody(), None)
        return await self._send(request, fault, self._true(person), person)

    def _about_nobody(self) -> Answer:
        """Only the register of persons knows who there is; to the others it is somebody without a record."""
        if self.register.NAME == "fpr":
            raise Refused(404, "person-unknown", "Nobody has or had this personal code.")
        return self.register.ANSWER(register=self.register.NAME, as_of=self.state.clock.now(), records=())

    def _true(self, person: Person) -> Answer:
        record = self.register.record_of(self.state.world, person)
        records = () if record is None else (record,)
        return self.register.ANSWER(register=self.register.NAME, as_of=self.state.clock.now(), records=records)

    async def changes(self, request: AnyRequest, after: str | None, limit: int) -> Any:
        """A part of the feed."""
        self.access.check(request)
        fault = self.state.switches.strike(self.register.NAME, None)
        start = self._sequence(after)
        feed = self.state.world.feeds.get(self.register.NAME, [])
        if fault is not None and fault.kind == "older":
            start = max(0, start - limit)
        told = feed[start : start + limit]
        end = start + len(told)
        if fault is not None and fault.kind == "duplicates":
            told = [line for line in told for _ in range(2)]
        ahead = AHEAD if fault is not None and fault.kind == "clock-ahead" else timedelta()
        answer = Changes(
            register=self.register.NAME,
            as_of=self.state.clock.now() + ahead,
            changes=tuple(_ahead(line, ahead) for line in told),
            next=f"{self.state.generation}-{end}",
            more=end < len(feed),
        )
        return await self._send(request, fault, answer, None)

    def _sequence(self, cursor: str | None) -> int:
        """How many lines lie before the cursor."""
        if cursor is None:
            return 0
        generation, dash, digits = cursor.partition("-")
        if not (dash and digits.isascii() and digits.isdigit() and len(digits) < 10):
            raise Refused(400, "cursor-malformed", "This is no cursor of ours.")
        if generation != self.state.generation:
            raise Refused(410, "cursor-gone", "The feed has begun anew; ask again without a cursor.")
        return int(digits)

    async def _send(
        self, request: AnyRequest, fault: Fault | None, answer: Answer | Changes, person: Person | None
    ) -> Any:
        """The answer over the wire, as the fault has it."""
        if fault is None:
            return _json(msgspec.json.encode(answer))
        if isinstance(answer, Answer) and person is not None:
            odd = fault.kind == "flip-flop" and self.state.switches.is_odd(self.register.NAME, person)
            answer = distorted(fault.kind, self.register, self.state.world, person, answer, odd=odd)
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "silent":
            await self._silence()
        if fault.kind == "partial" and isinstance(answer, Answer):
            return _json(without_half(answer))
        return self._spoilt(request, fault, msgspec.json.encode(answer))

    def _spoilt(self, request: AnyRequest, fault: Fault, body: bytes) -> Any:
        """Faults of the wire, whatever the answer says."""
        ahead = format_datetime(self.state.clock.now() + AHEAD, usegmt=True)
        elsewhere = f"{self.state.untrusted_origin}/{self.register.NAME}{request.scope['path']}"
        made: dict[str, Callable[[], Any]] = {
            "error": lambda: Response("Internal Server Error", status_code=500, media_type="text/plain"),
            "html": lambda: Response(MAINTENANCE, status_code=200, media_type="text/html"),
            "half": lambda: _json(body[: len(body) // 2]),
            "cut": lambda: _broken_off(body),
            "clock-ahead": lambda: _json(body, {"date": ahead}),
            "certificate": lambda: Redirect(elsewhere, status_code=307),
        }
        return made.get(fault.kind, lambda: _json(body))()

    async def _silence(self) -> None:
        """Say nothing until the switch is turned; nobody waits as long as the limit."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.state.switches.turned.wait(), SILENT_SECONDS)
        raise Refused(503, "silent", "This answer was not to come.")


def _ahead(line: Change, by: timedelta) -> Change:
    return msgspec.structs.replace(line, at=line.at + by)


def _json(body: bytes, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(
        body, status_code=200, media_type="application/json", headers={"cache-control": "no-store"} | (headers or {})
    )


def _broken_off(body: bytes) -> Stream:
    async def some() -> AsyncIterator[bytes]:
        yield body[: len(body) // 2]

    return Stream(some(), status_code=200, media_type="application/json", headers={"content-length": str(len(body))})


def application(register: Register, state: State) -> Litestar:
    """The register's program."""
    service = Service(register, state)

    async def query(request: AnyRequest, data: JSONBody[Question], purpose: Purpose = None) -> Any:  # noqa: ARG001 - for OpenAPI
        """Ask about one person, by the current or a previous personal code."""
        return await service.query(request, data)

    async def changes(
        request: AnyRequest,
        purpose: Purpose = None,  # noqa: ARG001 - for OpenAPI
        after: Annotated[
            str | None,
            QueryParameter(required=False, description="`next` of the part before; without it from the beginning."),
        ] = None,
        limit: Annotated[int, QueryParameter(required=False, ge=1, le=LIMIT)] = 100,
    ) -> Changes:
        """Who has changed since the cursor, in the order in which it happened."""
        answer: Changes = await service.changes(request, after, limit)
        return answer

    query.__annotations__["return"] = (
        register.ANSWER
    )  # what OpenAPI is told: each register answers with records of its own
    return Litestar(
        route_handlers=[
            post("/v1/queries", status_code=200, responses=_problems(400, 401, 403, 404), security=[{"register": []}])(
                query
            ),
            get("/v1/changes", responses=_problems(400, 401, 403, 410), security=[{"register": []}])(changes),
        ],
        openapi_config=OpenAPIConfig(
            title=register.TITLE,
            version="1",
            description=f"{(register.__doc__ or '').strip()}\n\nSimulated; everybody in it is synthetic. Each call needs a bearer token with the "
            f"scope `{register.NAME}` and the header `Purpose`. Problems are RFC 9457.",
            path="/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=True,
            servers=[Server(url=f"{state.origin}/{register.NAME}")],
            components=Components(security_schemes={"register": _scheme(register, state)}),
        ),
        exception_handlers={Exception: problem.handle},
        logging_config=None,
        debug=False,
    )


def _scheme(register: Register, state: State) -> SecurityScheme:
    flow = OAuthFlow(token_url=f"{state.origin}/login/token", scopes={register.NAME: register.TITLE})
    return SecurityScheme(type="oauth2", flows=OAuthFlows(client_credentials=flow))
