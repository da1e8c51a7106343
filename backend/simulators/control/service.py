"""The control as an HTTP service. No token: it listens on this machine only, and everybody in it is made up."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Litestar, Response, delete, get, post, put
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Server
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from simulators import problem
from simulators.addresses import Addresses, addresses
from simulators.control import telling
from simulators.login.clients import Registration
from simulators.login.keys import Keys
from simulators.problem import Refused
from simulators.registers import fpr, iis, sopa, ugf, vadonis, viis
from simulators.registers.faults import MEANING, Fault
from simulators.registers.wire import Record
from simulators.state import Asked, State
from simulators.world import changes
from simulators.world.edge import Edge
from simulators.world.events import AnyChange
from simulators.world.model import Person

Name = Literal["fpr", "viis", "iis", "ugf", "vadonis", "sopa"]
MODULES = (fpr, viis, iis, ugf, vadonis, sopa)


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an answer."""


class About(Wire, frozen=True, kw_only=True):
    """The world in figures."""

    seed: int
    day: date
    now: datetime
    families: int
    people: int


class Faults(Wire, frozen=True, kw_only=True):
    """Which are on, by register; and what each kind means."""

    on: dict[str, Fault]
    kinds: dict[str, str]


class SomebodyNote(Wire, frozen=True, kw_only=True):
    """Somebody who was searched for."""

    personal_code: str
    given_names: str
    surname: str
    age: int


class Known(Wire, frozen=True, kw_only=True):
    """Everything that is true of somebody, as the registers would tell it."""

    personal_code: str
    records: dict[str, Any]


class Told(Wire, frozen=True, kw_only=True):
    """One line of a feed that a change has made, with the current code of the person it is about."""

    register: str
    sequence: int
    personal_code: str
    kind: str


class Day(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The day as of which to make the world; today unless said."""

    day: date | None = None


class Moment(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When it is now; the machine's own time if null."""

    now: Annotated[datetime, msgspec.Meta(tz=True)] | None


def _known(state: State, person: Person) -> Known:
    told: dict[str, Record | None] = {module.NAME: module.record_of(state.world, person) for module in MODULES}
    return Known(
        personal_code=person.code, records={name: record for name, record in told.items() if record is not None}
    )


def _about(state: State) -> About:
    world = state.world
    return About(
        seed=state.seed, day=world.day, now=state.clock.now(), families=len(world.families), people=len(world.people)
    )


def _of_the_world(state: State) -> list[ControllerRouterHandler]:
    """Handlers about the people and what happens to them."""

    @get("/world")
    async def world() -> About:
        """The world in figures."""
        return _about(state)

    @post("/resets", status_code=200)
    async def reset(data: JSONBody[Day]) -> About:
        """Make the world anew; every change is forgotten, every fault off, every cursor gone."""
        state.reset(data.day)
        return _about(state)

    @put("/clock")
    async def clock(data: JSONBody[Moment]) -> About:
        """Set the time by which tokens, answers and feeds go. The world's people keep their birth dates."""
        state.clock.set(data.now)
        return _about(state)

    @get("/edges")
    async def edges() -> dict[str, Edge]:
        """The edges of the law by name."""
        return {edge.name: edge for edge in state.world.edges}

    @get("/people")
    async def people(
        search: FromQuery[str], limit: Annotated[int, QueryParameter(required=False, ge=1, le=200)] = 30
    ) -> list[SomebodyNote]:
        """People of whose names or codes the words are beginnings."""
        found = state.world.search(search, limit)
        today = state.world.today()
        return [
            SomebodyNote(personal_code=one.code, given_names=one.given, surname=one.surname, age=one.age(today))
            for one in found
        ]

    @get("/people/{code:str}")
    async def person(code: FromPath[str]) -> Known:
        """Everything that is true of somebody."""
        found = state.world.find(code)
        if found is None:
            raise Refused(404, "person-unknown", "Nobody has or had this personal code.")
        return _known(state, found)

    @post("/changes", status_code=200)
    async def change(data: JSONBody[AnyChange]) -> list[Told]:
        """Let something happen. Answers with what stands in the feeds now."""
        try:
            told = changes.apply(state.world, data, state.clock.now(), state.world.today())
        except changes.Unknown as error:
            raise Refused(404, "nothing-to-change", str(error)) from error
        return [
            Told(register=name, sequence=line.sequence, personal_code=line.personal_code, kind=line.kind)
            for name, line in told
        ]

    return [world, reset, clock, edges, people, person, change]


def _of_the_stage(state: State) -> list[ControllerRouterHandler]:
    """Handlers about faults, and who asked what."""

    @get("/addresses")
    async def where() -> Addresses:
        """Addresses, client ids, secrets."""
        return addresses(state)

    def faults_now() -> Faults:
        return Faults(on=state.switches.on(), kinds={str(kind): meaning for kind, meaning in MEANING.items()})

    @get("/faults")
    async def faults() -> Faults:
        """Which faults are on."""
        return faults_now()

    @put("/faults/{register:str}")
    async def switch_on(register: FromPath[Name], data: JSONBody[Fault]) -> Faults:
        """Switch a register's fault on, in place of the one that was."""
        state.switches.set(register, data)
        return faults_now()

    @delete("/faults/{register:str}", status_code=200)
    async def switch_off(register: FromPath[Name]) -> Faults:
        """Switch a register's fault off."""
        state.switches.set(register, None)
        return faults_now()

    @delete("/faults", status_code=200)
    async def all_off() -> Faults:
        """Switch all of them off."""
        state.switches.clear()
        return faults_now()

    @get("/asked")
    async def asked(
        personal_code: Annotated[str | None, QueryParameter(name="personalCode", required=False)] = None,
    ) -> list[Asked]:
        """Which questions were asked, the oldest first."""
        return [one for one in state.asked if personal_code in {None, one.personal_code}]

    return [where, faults, switch_on, switch_off, all_off, asked]


def _of_the_login(state: State, keys: Keys) -> list[ControllerRouterHandler]:
    """Handlers about clients and keys."""

    @put("/clients/{client_id:str}", status_code=204)
    async def client(client_id: FromPath[str], data: JSONBody[Registration]) -> None:
        """Register a client, or register it anew."""
        if (data.secret is None) == (data.public_key is None):
            raise Refused(400, "not-understood", "A client has either a secret or a public key.")
        state.clients.register(client_id, data)

    @post("/keys", status_code=200)
    async def rotate() -> Response[dict[str, Any]]:
        """Let the login sign with a new key; the old one stays listed."""
        keys.rotate()
        return Response(keys.public())

    return [client, rotate]


def application(state: State, keys: Keys) -> Litestar:
    """The control's program."""
    return Litestar(
        route_handlers=[
            *_of_the_world(state),
            *_of_the_stage(state),
            *_of_the_login(state, keys),
            *telling.handlers(state),
        ],
        openapi_config=OpenAPIConfig(
            title="Control of the state's side, simulated",
            version="1",
            path="/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=True,
            servers=[Server(url=f"{state.origin}/control")],
        ),
        exception_handlers={Exception: problem.handle},
        logging_config=None,
    )
