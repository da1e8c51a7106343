"""A register's feed of changes, read from where it was read to last: lines that come twice or out of order count once, and none is missed unseen."""

from datetime import datetime
from typing import Final

from goda.kernel import personal_code
from goda.kernel.errors import GodaError
from goda.law.facts import Register
from goda.registers import wire
from goda.registers.client import Client
from goda.registers.errors import Unusable
from goda.registers.model import Changed, Feed, Purpose
from goda.registers.reading import check_moment

LIMIT: Final = 500
"""Lines in one part."""


async def read_feed(
    client: Client, register: Register, purpose: Purpose, cursor: tuple[str, int] | None, now: datetime
) -> Feed:
    """The next part. Never raises for the register's fault: then the feed has a `trouble`, and its place is the one before."""
    following, place = cursor or (None, 0)
    try:
        try:
            told, anew = await client.changes(register, purpose, following, LIMIT), False
        except Unusable as error:
            if error.trouble != "unknown" or following is None:
                raise
            told, anew, place = await client.changes(register, purpose, None, LIMIT), True, 0
        return _read(register, told, place, began_anew=anew, now=now)
    except Unusable as error:
        return Feed(register=register, changes=(), next=following or "", place=place, more=False, trouble=error.trouble)


def _read(register: Register, told: wire.Changes, place: int, *, began_anew: bool, now: datetime) -> Feed:
    check_moment(told.register, told.as_of, register, None, now)
    lines = {line.sequence: line for line in told.changes}
    new = sorted(sequence for sequence in lines if sequence > place)
    if (lines and not new) or (new and new != list(range(place + 1, place + 1 + len(new)))):
        raise Unusable("outdated")  # it went back, or a line is missing between
    if not lines and told.more:
        raise Unusable("unreadable")
    try:
        changes = tuple(
            Changed(
                place=sequence,
                at=lines[sequence].at,
                code=personal_code.parse(lines[sequence].personal_code),
                kind=lines[sequence].kind,
            )
            for sequence in new
        )
    except GodaError:
        raise Unusable("unreadable") from None
    return Feed(
        register=register,
        changes=changes,
        next=told.next,
        place=new[-1] if new else place,
        more=told.more,
        began_anew=began_anew,
    )
