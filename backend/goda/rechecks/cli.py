"""`goda recheck`: a night of rechecks now, or one family."""

import asyncio
import sys
from uuid import UUID

import click

from goda.db.errors import DatabaseError
from goda.rechecks.model import Report
from goda.settings import SettingsRefused, load


@click.command()
@click.option("--family", type=click.UUID, help="Ask everything about this family only.")
def recheck(family: UUID | None) -> None:
    """Ask the registers what has changed, judge whose right it touches, warn whose right ends: as every night at 03:00.

    One that goes on already is gone on with; it can be stopped and begun again at any moment.
    """
    try:
        asyncio.run(_recheck(family))
    except SettingsRefused as refused:
        for problem in refused.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    except DatabaseError as error:
        raise click.ClickException(f"{error}. Run `goda migrate`.") from None


async def _recheck(family: UUID | None) -> None:
    from goda.app import House
    from goda.db import migrate
    from goda.kernel.clock import SystemClock

    house = House(load(), SystemClock())
    await house.db.start()
    try:
        await migrate.check(house.db)
        async with house.registers.running():
            if family is not None:
                found = await house.rechecks.family(family)
                click.echo("\n".join(one.verdict for one in found) or "This family has no living right.")
            else:
                _tell(await house.rechecks.now())
    finally:
        await house.db.stop()


def _tell(report: Report) -> None:
    for name in report.__struct_fields__:
        click.echo(f"{name}: {getattr(report, name)}")
