"""`goda`: every command in one place, each loaded only when it is asked for, so that `goda --help` is quick.

A group lives in its feature's own `cli.py` (`godakeys.cli.keys`, `goda.audit.cli.audit`, …) and is named here.
"""

import importlib
import sys
from typing import Any, Final
from uuid import UUID

import click

GROUPS: Final = {
    "keys": ("godakeys.cli:keys", "Signing keys: make, list, turn, publish."),
    "cards": ("goda.cards.cli:cards", "Cards: verify codes from standard input."),
    "decisions": ("goda.decisions.cli:decisions", "Decisions: check the fund's seal."),
    "audit": ("goda.audit.cli:audit", "The audit log: is it whole?"),
    "status": ("goda.cards.status_cli:status", "The status list: show what is published."),
    "staff": ("goda.staff.cli:staff", "Staff: enrol, list, end."),
    "rules": ("goda.rules.cli:rules", "The rules in force, as Markdown."),
    "demo": ("goda.seeds.cli:demo", "Set up and serve the demo."),
}


class Lazy(click.Group):
    """A group whose members are imported when one is called; help shows the sentences above without importing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in order."""
        return sorted({*super().list_commands(ctx), *GROUPS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, imported now if it is a feature's."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in GROUPS:
            return own
        module, _, name = GROUPS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing the features."""
        rows = []
        for name in self.list_commands(ctx):
            own = super().get_command(ctx, name)
            rows.append((name, own.get_short_help_str(70) if own else GROUPS[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="goda")
def goda() -> None:
    """Latvia's family card: issued, shown, scanned, annulled."""


@goda.command()
@click.option("--host", help="Address to bind to; else that of GODA_LISTEN.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to bind to; else that of GODA_LISTEN.")
def serve(host: str | None, port: int | None) -> None:
    """Serve wallet, verifier and console."""
    from goda.web.server import serve as run

    settings = _settings()
    _check_start(settings)
    for name in () if settings.demo else settings.ways_off:
        click.echo(f"{name} is not set: families are not told that way.", err=True)
    listen_host, listen_port = settings.host_port
    run(
        "goda.app:from_environment",
        host=host or listen_host,
        port=listen_port if port is None else port,
        workers=settings.workers,
        var=settings.var,
    )


@goda.command()
def worker() -> None:
    """Do the jobs of the outbox until stopped; on SQLite the server does them itself."""
    import asyncio

    from goda.app import work

    asyncio.run(work(_settings()))


@goda.command()
@click.option("--family", type=click.UUID, help="Ask everything about this family only.")
def recheck(family: UUID | None) -> None:
    """Ask the registers what has changed, and whose right ends, now.

    As every night at 03:00: who is touched is judged, who is about to lose the right is warned once. A night that goes on already is gone on
    with; it can be stopped and begun again at any moment.
    """
    import asyncio

    from goda.app import rechecked

    settings = _settings()
    _check_start(settings)
    for line in asyncio.run(rechecked(settings, family)):
        click.echo(line)


@goda.command()
def migrate() -> None:
    """Bring the database up to this version."""
    import asyncio

    from goda.app import migrated

    for name in asyncio.run(migrated(_settings())):
        click.echo(name)


@goda.command()
def settings() -> None:
    """Print every setting, secrets masked."""
    for name, value in _settings().shown().items():
        click.echo(f"{name}={value}")


def main() -> None:
    """The entry point `goda`."""
    goda()


def _check_start(settings: Any) -> None:
    """Say in a sentence why the server could not start, before any server process says it in a traceback."""
    import asyncio

    from goda.db import migrate as migrations
    from goda.db.database import open_database
    from goda.db.errors import DatabaseError

    async def check() -> None:
        db = open_database(settings.database)
        await db.start()
        try:
            await migrations.check(db)
        finally:
            await db.stop()

    problem = ""
    if not (settings.keys / "root.json").is_file():
        problem = f"There are no keys in {settings.keys}. Make them with `goda keys init`."
    else:
        try:
            asyncio.run(check())
        except DatabaseError as error:
            problem = f"{error}. Run `goda migrate`."
        except OSError as error:
            problem = f"The database of GODA_DATABASE cannot be reached ({type(error).__name__})."
    if problem:
        click.echo(problem, err=True)
        sys.exit(2)


def _settings() -> Any:
    from goda.settings import SettingsRefused, load

    try:
        return load()
    except SettingsRefused as refused:
        for problem in refused.problems:
            click.echo(problem, err=True)
        sys.exit(2)
