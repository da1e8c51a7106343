"""The command: serves all of it from one process, on this machine only, until told to stop."""

import asyncio
import os
import signal
import socket
from datetime import date, datetime
from typing import Any, Final

import click
import msgspec
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from simulators import untrusted
from simulators.addresses import addresses
from simulators.app import application
from simulators.clock import Clock
from simulators.login.clients import Registration
from simulators.state import State
from simulators.telling import mailbox
from simulators.world.world import FAMILIES, SEED

PORT: Final = 8100
PARENT_EVERY: Final = 0.5
"""Seconds between two looks at whether the parent is still there."""


@click.command(help="Serve the state's login and registers, simulated, on 127.0.0.1.")
@click.option("--port", default=PORT, show_default=True, help="0: any that is free.")
@click.option(
    "--tls-port", type=int, help="Where the certificate is not to be trusted; 8101 after 8100, else any that is free."
)
@click.option("--smtp-port", type=int, help="Where e-mail is taken; 8102 after 8100, else any that is free.")
@click.option("--seed", default=SEED, show_default=True, help="Another seed makes other people.")
@click.option("--families", default=FAMILIES, show_default=True)
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="When it is now, as 2026-11-22T12:00:00+0200.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day as of which people have their ages; today by default."
)
@click.option("--redirect", multiple=True, help="Where sign-ins may return to, exactly; may be given more than once.")
@click.option("--with-parent", is_flag=True, help="End as soon as the process that started this one has ended.")
@click.option("--json", "as_json", is_flag=True, help="Print what a script needs, in one line, once it is served.")
def main(
    port: int, tls_port: int | None, smtp_port: int | None, seed: int, families: int, at: datetime | None, day: datetime | None,
    redirect: tuple[str, ...], with_parent: bool, as_json: bool,
) -> None:  # fmt: skip
    """See the command's help."""
    parent = os.getppid() if with_parent else None
    port = _free(port)
    tls_port = _free(tls_port or (port + 1 if port == PORT else 0))
    smtp_port = _free(smtp_port or (port + 2 if port == PORT else 0))
    state = State(
        f"http://localhost:{port}",
        Clock(at),
        seed=seed,
        families=families,
        untrusted_origin=f"https://localhost:{tls_port}",
        smtp=f"smtp+plain://localhost:{smtp_port}",
    )
    if day is not None:
        state.reset(day.date())
    for client in ("goda", "goda-key") if redirect else ():
        known = state.clients.find(client)
        assert known is not None
        changed: Registration = msgspec.structs.replace(known.registration, redirect_uris=redirect)
        state.clients.register(client, changed)
    asyncio.run(_serve(state, port, tls_port, smtp_port, parent, as_json=as_json))


async def _serve(state: State, port: int, tls_port: int, smtp_port: int, parent: int | None, *, as_json: bool) -> None:
    """All listeners, until SIGINT or SIGTERM, or until `parent` is no longer the one who started us."""
    server = Server(
        application(state), address="127.0.0.1", port=port, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False,
        log_level=LogLevels.error,
    )  # fmt: skip
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.create_task(server.serve())
    await _until_open(port, serving)
    tls = await untrusted.listen(tls_port, port)
    post = await mailbox.listen(state.mailbox, smtp_port)
    click.echo(_ready(state, as_json=as_json))
    ends = {serving, asyncio.create_task(stop.wait())}
    if parent is not None:
        ends.add(asyncio.create_task(_until_left(parent)))
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    state.switches.release()
    tls.close()
    post.close()
    server.stop()  # type: ignore[no-untyped-call]
    await serving


def _ready(state: State, *, as_json: bool) -> str:
    told = addresses(state)
    if as_json:
        return msgspec.json.encode(told).decode()
    day: date = state.world.day
    return f"The state's side, simulated, as of {day}: {told.start}\nSign in at {told.issuer}; edges of the law: {told.start}/edges; mailbox: {told.mailbox}"


async def _until_left(parent: int) -> None:
    """Wait until the parent is gone, however it went: whoever is left alone is given to another."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(PARENT_EVERY)


async def _until_open(port: int, serving: asyncio.Task[Any]) -> None:
    """Wait until somebody listens; raise what kept it from that."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return
    serving.result()


def _free(port: int) -> int:
    """The port, or any that is free for 0. granian would share one that somebody listens on already, and each would get half of the questions."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(f"Port {port} is taken: {error.strerror}.") from error
        found: int = one.getsockname()[1]
    return found
