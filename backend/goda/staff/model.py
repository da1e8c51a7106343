"""What a member of staff and their passkeys are, and the rules on them. Pure: no database, no web."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from goda.kernel.errors import Conflict, GodaError, NotFound, Refused
from goda.kernel.i18n import N_

Role = Literal["clerk", "lead"]
ROLES: tuple[Role, ...] = ("clerk", "lead")

LINK_LIFE = timedelta(hours=24)
"""How long a one-time enrolment link opens: a working day, so that it can be sent in the evening."""

WANTED_KEYS = 2
"""Keys each member should have: one is lost sooner or later, and nobody can reset a passkey by telephone."""


class StaffMember(Struct, frozen=True, kw_only=True):
    """A person who works for the fund; after `ended_at` nothing opens for them (R-82)."""

    id: UUID
    name: str
    role: Role
    enrolled_at: datetime
    ended_at: datetime | None
    keys: int = 0
    last_seen: datetime | None = None
    own_code: bool = False
    """Whether their own personal code is on record, by which nobody decides on their own family."""


class Passkey(Struct, frozen=True, kw_only=True):
    """The public half of a key that a member signs in with. `synced`: it is copied between their devices."""

    id: UUID
    member: UUID
    credential: bytes
    public_key: bytes
    sign_count: int
    name: str
    synced: bool
    added_at: datetime
    last_used_at: datetime | None


class EnrolmentLink(Struct, frozen=True, kw_only=True):
    """A link told once; its token stands behind `#`, so no server or proxy ever writes it in a log."""

    member: UUID
    url: str
    expires_at: datetime


class LinkDead(GodaError):
    """The enrolment link was used, has run out, or never was."""

    code = "enrolment-link-dead"
    status = 410
    title = N_("This link no longer opens anything")
    advice = N_("Ask a lead, or whoever runs the server, for a new link. A link works once and for 24 hours.")


class LastKey(Conflict):
    """The last key may not go: its owner could not come back."""

    code = "last-passkey"
    title = N_("The last key cannot be removed")
    advice = N_("Add another key first, then remove this one.")


class NotYourself(Conflict):
    """A lead may not end their own access: someone else must be left who can."""

    code = "not-yourself"
    title = N_("You cannot end your own access")
    advice = N_("Ask another lead to do it.")


class LeadsOnly(Refused):
    """Only a lead may see and change who works here."""

    code = "leads-only"
    title = N_("Only a lead can do this")
    advice = N_("Ask a lead of the fund.")


class NoSuchMember(NotFound):
    """No member of staff has this id."""

    code = "staff-unknown"
    title = N_("There is no such member of staff")
    advice = N_("Go back to the list of staff.")


class NoSuchKey(NotFound):
    """None of this member's keys has this id."""

    code = "passkey-unknown"
    title = N_("There is no such key")
    advice = N_("Go back to your keys.")
