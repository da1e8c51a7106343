"""`goda cards verify`: the till's verdict for scripts, one code a line in, one JSON line out.

The same verifier as the page's (`verify`), fed from files instead of fetches; it remembers nothing between lines.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import click
import msgspec

from goda.cards.jws import NotOurs
from goda.cards.keylist import KEY_LIST_LIMIT, KeyList, read_key_list
from goda.cards.statuslist import STATUS_LIST_LIMIT, StatusList, read_status_list
from goda.cards.verify import Verdict, verdict
from goda.cards.wire import TOKEN_LIMIT
from goda.kernel.clock import SystemClock

_LINE_LIMIT: Final = TOKEN_LIMIT + 2  # bytes that are kept of a line, its end included; more is no code in any case


def _instant(text: str) -> int:
    """Epoch seconds, or RFC 3339 with its offset, as epoch seconds."""
    if text.isascii() and text.isdigit() and len(text) <= 16:  # noqa: PLR2004 - as many as 2⁵³ has
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is neither seconds nor a time like 2026-11-22T14:05:00Z") from error
    if at.tzinfo is None:
        raise click.BadParameter(f"{text!r} has no offset (end it in Z)")
    return int(at.timestamp() // 1)


_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def cards() -> None:
    """Cards: verify codes from standard input."""


@cards.command()
@click.option("--at", type=_instant, metavar="SECONDS|RFC3339", help="The time to judge by; else now.")
@click.option("--status", "status_file", type=_FILE, help="The status list (JWT), as fetched from /status/1.")
@click.option("--keys", "keys_file", type=_FILE, help="The key list (JWS), as fetched from /.well-known/goda-keys.")
@click.option("--root", "root_file", type=_FILE, help="The pinned root's public JWK, with its kid.")
@click.option("--origin", help="The issuer; else the one that the key list names.")
def verify(
    at: int | None, status_file: Path | None, keys_file: Path | None, root_file: Path | None, origin: str | None
) -> None:
    """Read one code a line, digits or token, and print one JSON line for each.

    Without a key list that the root has signed, and without a status list, the answer to a well-formed code is
    `cannot_tell`. A list that cannot be used is named on standard error and counts as not held.
    """
    now = _now() if at is None else at
    keys = _read_keys(keys_file, root_file, now)
    status = _read_status(status_file, keys, now)
    issuer = origin if origin is not None else keys.iss if keys else ""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    encoder = msgspec.json.Encoder()
    while (line := _next_line(source)) is not None:
        moment = _now() if at is None else at
        sink.write(encoder.encode(_judge(line, keys, status, moment, issuer)) + b"\n")
        sink.flush()  # a till's program waits for each answer


def _judge(line: bytes, keys: KeyList | None, status: StatusList | None, now: int, origin: str) -> Verdict:
    """The verdict on a line without its end. What is not ASCII is no code: it is given on as a letter that is none."""
    text = line.decode("ascii", errors="replace")
    return verdict(text, keys=keys, status=status, now=now, origin=origin, status_age=None)


def _next_line(source: IO[bytes]) -> bytes | None:
    r"""The next line without `\n` or `\r\n`; None at the end. Of a line that is too long only its beginning is kept."""
    line = source.readline(_LINE_LIMIT)
    if not line:
        return None
    rest = line
    while not rest.endswith(b"\n") and len(rest) == _LINE_LIMIT:
        rest = source.readline(_LINE_LIMIT)
    return line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line


def _read_keys(file: Path | None, root: Path | None, now: int) -> KeyList | None:
    if file is None or root is None:
        return None
    try:
        jwk = msgspec.json.decode(root.read_bytes(), type=dict[str, object])
        pinned = {member: value for member, value in jwk.items() if isinstance(value, str)}
        return read_key_list(_text_of(file, KEY_LIST_LIMIT), pinned, now)
    except (NotOurs, msgspec.MsgspecError) as error:
        click.echo(f"{file}: not used as a key list: {error}", err=True)
        return None


def _read_status(file: Path | None, keys: KeyList | None, now: int) -> StatusList | None:
    if file is None or keys is None:
        return None
    try:
        return read_status_list(_text_of(file, STATUS_LIST_LIMIT), keys, None, now)
    except NotOurs as error:
        click.echo(f"{file}: not used as a status list: {error}", err=True)
        return None


def _text_of(file: Path, limit: int) -> str:
    with file.open("rb") as stream:
        return stream.read(limit + 2).decode("ascii", errors="replace").rstrip("\r\n")


def _now() -> int:
    return int(SystemClock().now().timestamp() // 1)
