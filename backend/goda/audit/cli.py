"""`goda audit`: for whoever has to know that the log is whole."""

import asyncio
import sys

import click

from goda.audit.log import Audit, Report
from goda.db import migrate
from goda.db.database import open_database
from goda.db.errors import DatabaseError
from goda.kernel.clock import SystemClock


@click.group()
def audit() -> None:
    """The log of everything that was done."""


@audit.command()
@click.option("--database", "url", envvar="GODA_DATABASE", required=True, help="sqlite:///path or postgresql://…")
def verify(url: str) -> None:
    """Read the whole log and say whether it is as it was written; exit 1 if not."""
    try:
        report = asyncio.run(_verify(url))
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
