"""`goda audit`: for whoever has to know that the log is whole."""

import asyncio
import sys
from pathlib import Path

import click

from goda.audit.log import Audit, Report
from goda.db import migrate
from goda.db.database import open_database
from goda.db.errors import DatabaseError
from goda.kernel.clock import SystemClock
from goda.settings import SettingsRefused, load


@click.group()
def audit() -> None:
    """The log of everything that was done."""


@audit.command()
@click.option("--database", "url", help="sqlite:///path or postgresql://…; else that of the settings.")
def verify(url: str | None) -> None:
    """Read the whole log and say whether it is as it was written; exit 1 if not."""
    try:
        url = url or load().database
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
            raise click.ClickException(f"there is no database at {url}")  # opening it would make one
        report = asyncio.run(_verify(url))
    except SettingsRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except (DatabaseError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for problem in report.problems:
        click.echo(str(problem))
    click.echo(f"{report.size} records, root {report.root.hex()}: {'whole' if report.whole else 'NOT WHOLE'}")
    sys.exit(0 if report.whole else 1)


async def _verify(url: str) -> Report:
    db = open_database(url)
    await db.start()
    try:
        await migrate.check(db)
        return await Audit(db, SystemClock()).verify()
    finally:
        await db.stop()
