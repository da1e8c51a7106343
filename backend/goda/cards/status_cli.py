"""`goda status`: what is published. It only reads; publishing is the server's."""

import asyncio
import sys
from datetime import UTC, datetime

import click

from goda.cards.lists import Lists, ListState
from goda.db.database import open_database
from goda.settings import SettingsRefused, load
from goda.web.published import Published

EXPIRED = 1


@click.group()
def status() -> None:
    """The status lists: what is published."""


@status.command()
def show() -> None:
    """Print each list: when it was signed, its age, how many are annulled, its size. Exit 1 if one is past its end or missing."""
    try:
        database = load().database
    except SettingsRefused as refused:
        for problem in refused.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    lists = asyncio.run(_read(database))
    now = int(datetime.now(UTC).timestamp())
    for state, published in lists:
        click.echo(line(state, published, now))
    if not lists or any(published is None or now >= published.exp for _, published in lists):
        if not lists:
            click.echo("No list is open yet: start the server once.", err=True)
        sys.exit(EXPIRED)


def line(state: ListState, published: Published | None, now: int) -> str:
    """One list in a line; times in UTC, sizes in bytes."""
    if published is None:
        return f"list {state.list}: not published yet"
    signed = datetime.fromtimestamp(published.iat, UTC)
    end = "" if now < published.exp else ", PAST ITS END"
    waiting = ", newly annulled ones waiting" if state.unlisted else ""
    return (
        f"list {state.list}: iat {published.iat} ({signed:%Y-%m-%d %H:%M:%S} UTC), age {now - published.iat} s{end}, "
        f"{state.annulled} annulled{waiting}, version {state.version}, "
        f"{len(published.body)} bytes (gzip {len(published.gzip)}, brotli {len(published.brotli)})"
    )


async def _read(url: str) -> list[tuple[ListState, Published | None]]:
    db = open_database(url)
    await db.start()
    db.bind_all()
    try:
        lists = Lists(db)
        return [(state, await lists.published(state.list)) for state in await lists.states()]
    finally:
        await db.stop()
