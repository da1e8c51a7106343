"""`goda demo`: make what is missing, say where family, cashier and clerk begin, and serve."""

import asyncio
import contextlib
import os
import time
from typing import Final

import click
import msgspec

from goda.seeds import state_side
from goda.seeds.plant import Demo, Planter
from goda.settings import DEMO_PASSPHRASE, Settings, SettingsRefused, load
from godakeys import ceremony, local

ROOT_PASSPHRASE: Final = f"{DEMO_PASSPHRASE}-root"
DEMO_WORK: Final = 10
"""A public passphrase gains nothing from slow stretching, and the demo starts a second sooner."""


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Prepare the demo and print what a script needs, without serving."
)
@click.option(
    "--state/--no-state", default=True, show_default=True, help="Start the state's side, simulated, beside the server."
)
@click.option("--state-port", default=8100, show_default=True, help="Its port; 0: any that is free.")
def demo(as_json: bool, state: bool, state_port: int) -> None:
    """Serve the demo with a dozen synthetic families, none of them real."""
    try:
        settings = load()
    except SettingsRefused as refused:
        raise click.ClickException(str(refused)) from None
    if not settings.demo:
        raise click.ClickException("GODA_PROFILE is not demo: synthetic families have no place here.")
    if as_json:
        ensure_keys(settings)
        click.echo(msgspec.json.encode(asyncio.run(planted(settings))).decode())
        return
    with contextlib.ExitStack() as beside:
        told = beside.enter_context(state_side.running(settings.origin, state_port)) if state else None
        ensure_keys(settings)
        ready = asyncio.run(planted(settings))
        try:
            side = told() if told else None
        except state_side.NotStarted:
            raise click.ClickException(
                "The state's side did not start, for the reason above. Choose another port by --state-port 0, or --no-state."
            ) from None
        if side is not None:
            os.environ.update(side.settings() | own_settings())
        show(ready, side)
        from goda.web.server import serve

        host, port = settings.host_port
        serve("goda.app:from_environment", host=host, port=port, workers=settings.workers, var=settings.var)


def own_settings() -> dict[str, str]:
    """What the environment says itself: it knows better than the demo."""
    return {name: value for name, value in os.environ.items() if name.startswith("GODA_") and value}


def ensure_keys(settings: Settings) -> None:
    """Make demo keys where there are none, and keep their list from running out."""
    now, root = int(time.time()), settings.var / "root"
    passphrase = settings.root_passphrase or ROOT_PASSPHRASE
    if not (settings.keys / local.KEYRING).exists():
        ceremony.initialise(
            settings.keys, settings.keys_passphrase, root, passphrase, settings.origin, now, demo=True, work=DEMO_WORK
        )
        return
    # A folder from an earlier version has no keys for what came since.
    added = ceremony.add_missing(settings.keys, settings.keys_passphrase, root, passphrase, settings.origin, now)
    if not added and ceremony.is_due(settings.keys, settings.origin, now):
        ceremony.publish(settings.keys, root, passphrase, settings.origin, now)


async def planted(settings: Settings) -> Demo:
    """Bring the database up to date and plant the families that are missing."""
    from goda.app import House, migrated
    from goda.kernel.clock import SystemClock

    await migrated(settings)
    house = House(settings, SystemClock())
    await house.db.start()
    try:
        note = settings.var / "demo.json"
        return await Planter(house.people, house.cards, house.staff, note, settings.origin, settings.login).plant()
    finally:
        await house.db.stop()


def show(ready: Demo, side: state_side.Told | None) -> None:
    """Say where family, cashier and clerk begin, and whom the state's side knows."""
    click.echo("\nGoda, the demo. Everybody in it is made up.\n")
    click.echo(f"  Family   {ready.wallet}  (sign in, or choose “Man ir vēstule ar kodu” and type a code)")
    click.echo(f"  Cashier  {ready.verifier}")
    known = f"{ready.console}  (sign in with the passkey you made)"
    click.echo(f"  Clerk    {ready.staff_link or known}")
    if ready.colleague_link:
        click.echo(f"  Another  {ready.colleague_link}  (in a private window: some decisions take two people)")
    if side is not None:
        click.echo(f"  State    {side.start}  (its edges of the law: /edges; e-mail that was sent: /mailbox)\n")
        click.echo("Sign in as one of these; the sign-in page finds others by name or code.\n")
        for guest in ready.state.people:
            click.echo(f"  {guest.personal_code:<19} {guest.name}: {guest.story}")
    click.echo("\nOr take up a card by its code.\n")
    for card in ready.cards:
        code = card.activation_code or {"annulled": "annulled"}.get(card.state, card.state)
        click.echo(f"  {code:<19} {card.holder}: {card.story}")
    click.echo("\n  Stop with Ctrl+C.\n")
