"""`goda decisions verify`: whose seal is on a decision, and whether the document is unchanged. Needs nothing of the server but its keys."""

import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
import msgspec

from goda.decisions.seal import KEYS_LIMIT, SealBroken, read_seal

WELL_KNOWN: Final = "/.well-known/decision-keys"
PATIENCE: Final = 10.0
"""Seconds to wait for the keys."""
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def decisions() -> None:
    """Decisions: check the fund's seal."""


@decisions.command()
@click.argument("pdf", type=_FILE)
@click.argument("seal", type=_FILE)
@click.option("--keys", "keys_file", type=_FILE, help=f"The fund's keys, as fetched from {WELL_KNOWN}.")
@click.option(
    "--origin", help="The fund's address; its keys are fetched from there, and the seal must be its own.", metavar="URL"
)
@click.option("--json", "as_json", is_flag=True, help="Answer in one line of JSON.")
def verify(pdf: Path, seal: Path, keys_file: Path | None, origin: str | None, as_json: bool) -> None:
    """Say who sealed the decision in PDF by the file SEAL, and whether the document is unchanged.

    Ends with 0 where the seal holds, with 1 where it does not, with 2 where that cannot be told.
    """
    if (keys_file is None) == (origin is None):
        raise click.UsageError("Give the keys: --keys FILE as fetched before, or --origin URL to fetch them from.")
    keys = keys_file.read_bytes() if keys_file is not None else _fetched(str(origin))
    try:
        found = read_seal(seal.read_text("ascii", "replace"), pdf.read_bytes(), keys, origin)
    except SealBroken as broken:
        if as_json:
            click.echo(msgspec.json.encode({"holds": False, "why": broken.code}))
        else:
            click.echo(f"Not sealed: {broken}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(msgspec.json.encode({"holds": True, "seal": found}))
        return
    click.echo(f"The document is unchanged since {found.origin} sealed it on {found.sealed_at:%Y-%m-%d %H:%M} UTC.")
    click.echo(f"Decision {found.number} ({found.kind}) of {found.made}, key {found.kid}.")


def _fetched(origin: str) -> bytes:
    """The keys that this address publishes. Ends the program with 2 where it cannot be asked."""
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    parts = urlsplit(origin)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path.strip("/"):
        raise click.UsageError("--origin is an address such as https://3plus.example.")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise click.UsageError("Keys are fetched by https only; http is for this machine.")
    made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = made(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", WELL_KNOWN, headers={"Accept": "application/jwk-set+json"})
        with connection.getresponse() as answer:
            status, body = answer.status, answer.read(KEYS_LIMIT + 1)
    except (OSError, HTTPException) as error:
        click.echo(f"{origin} cannot be asked for its keys ({type(error).__name__}).", err=True)
        sys.exit(2)
    finally:
        connection.close()
    if status != 200:  # noqa: PLR2004 - OK
        click.echo(f"{origin} has no decision keys (it answered {status}).", err=True)
        sys.exit(2)
    return body
