"""`goda staff`: enrol the first member of staff, send a new link, list, end. For whoever runs the server; the console does the rest."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import click

from goda.audit import SYSTEM, Audit
from goda.db import migrate
from goda.db.database import open_database
from goda.db.vault import Vault
from goda.kernel.clock import SystemClock
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode, parse
from goda.settings import SettingsRefused, load
from goda.staff.model import ROLES, EnrolmentLink, Role
from goda.staff.service import Staff, shown
from goda.web.challenges import Challenges
from goda.web.sessions import Sessions

T = TypeVar("T")


@click.group()
def staff() -> None:
    """Staff: enrol, list, end."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="clerk", show_default=True, help="What they may do.")
@click.option("--code", help="Their own personal code, DDMMYY-NNNNN: without it they cannot decide on families.")
@click.option("--json", "as_json", is_flag=True, help="Print the link as JSON.")
def enrol(name: str, role: Role, code: str | None, as_json: bool) -> None:
    """Add NAME and print the one-time link by which they make their first key (24 hours)."""
    own = _code(code) if code is not None else None
    _print(_run(lambda service: service.enrol(name, role, code=own)), as_json=as_json)


@staff.command("own-code")
@click.argument("member", type=click.UUID)
@click.argument("code")
def own_code(member: UUID, code: str) -> None:
    """Put MEMBER's own personal CODE on record: nobody decides on their own family, and who has none here decides on nobody."""
    own = _code(code)
    _run(lambda service: service.set_own_code(member, own, by=SYSTEM))
    click.echo("Kept, as a keyed hash.")


@staff.command()
@click.argument("member", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print the link as JSON.")
def link(member: UUID, as_json: bool) -> None:
    """Print a new link for MEMBER, who lost every key; an older link opens nothing from now on."""
    _print(_run(lambda service: service.new_link(member, by=SYSTEM)), as_json=as_json)


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line each.")
def everybody(as_json: bool) -> None:
    """Print who works here and who did."""
    for member in _run(lambda service: service.all(by=SYSTEM)):
        if as_json:
            click.echo(json.dumps(shown(member), ensure_ascii=False))
        else:
            state = f"ended {member.ended_at:%Y-%m-%d}" if member.ended_at else f"{member.keys} keys"
            click.echo(f"{member.id}  {member.role:5}  {state:16}  {member.name}")


@staff.command()
@click.argument("member", type=click.UUID)
def end(member: UUID) -> None:
    """End MEMBER's access at once (R-82)."""
    _run(lambda service: service.end(member, by=SYSTEM))
    click.echo("Ended: sessions, links and keys open nothing any more.")


def _print(made: EnrolmentLink, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"member": str(made.member), "url": made.url, "expires": made.expires_at.isoformat()}))
        return
    click.echo(made.url)
    click.echo(f"Works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC.", err=True)


def _code(text: str) -> PersonalCode:
    try:
        return parse(text)
    except GodaError as error:
        raise click.ClickException(f"{error.title_in('en').rstrip('.')}. {error.advice_in('en')}") from None


def _run(use_case: Callable[[Staff], Awaitable[T]]) -> T:
    async def run() -> T:
        settings = load()
        clock = SystemClock()
        db = open_database(settings.database)
        db.bind_all()
        await db.start()
        try:
            await migrate.migrate(db)
            service = Staff(
                db,
                Audit(db, clock),
                Vault(settings.vault_key_bytes),
                clock,
                Sessions(db, clock),
                Challenges(db, clock),
                settings.origin,
            )
            return await use_case(service)
        finally:
            await db.stop()

    try:
        return asyncio.run(run())
    except SettingsRefused as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    except GodaError as error:
        raise click.ClickException(f"{error.title_in('en').rstrip('.')}. {error.advice_in('en')}") from None
