"""What is done with members of staff and their passkeys: enrol, add a key, sign in, end. Each writes its audit record (R-83)."""

import hashlib
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar.datastructures import Cookie

from goda.audit import SYSTEM, Actor, Audit, Ground
from goda.db.database import Database
from goda.db.errors import Duplicate
from goda.db.vault import Vault
from goda.kernel import names
from goda.kernel.clock import Clock
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.staff import store
from goda.staff.model import (
    LINK_LIFE,
    EnrolmentLink,
    LastKey,
    LeadsOnly,
    LinkDead,
    NoSuchKey,
    NoSuchMember,
    NotYourself,
    Passkey,
    Role,
    StaffMember,
)
from goda.web import passkeys
from goda.web.challenges import Challenges
from goda.web.passkeys import PasskeyKnown, PasskeyRefused
from goda.web.sessions import Session, Sessions

SUBJECT = "staff"
"""The kind of subject under which staff sessions are opened."""
ENROL_PATH = "/console/enrol"
_TOKEN_BYTES = 24
_USE, _MAKE = "passkey-use", "passkey-make"


class Staff:
    """The use cases. `origin` is where the console is served: passkeys are good there and nowhere else."""

    def __init__(
        self, db: Database, audit: Audit, vault: Vault, clock: Clock, sessions: Sessions, challenges: Challenges, origin: str
    ) -> None:  # fmt: skip
        self._db = db
        self._audit = audit
        self._vault = vault
        self._clock = clock
        self._sessions = sessions
        self._challenges = challenges
        self._origin = origin
        self._site = passkeys.Site(rp_id=urlsplit(origin).hostname or "", origin=origin)

    # -- who works here ---------------------------------------------------------------------------------------------------------

    async def enrol(
        self, name: str, role: Role, *, code: PersonalCode | None = None, by: Actor = SYSTEM
    ) -> EnrolmentLink:
        """Add a member and return the one-time link by which they make their first key.

        The first member is enrolled by the server's own command (`SYSTEM`), the others by a lead; raises `LeadsOnly`.
        Without `code`, their own personal code, they cannot decide on families; of it only a keyed hash is kept.
        """
        _only_lead(by)
        now = self._clock.now()
        member = StaffMember(id=new_id(), name=names.clean(name), role=role, enrolled_at=now, ended_at=None)
        async with self._audit.work(by, Ground.SECURE) as work:
            await store.add_member(member, by.id, self._blind(code) if code is not None else None)
            link = await self._new_link(member.id)
            work.record("staff.enrolled", member=member.id, role=role)
        return link

    async def set_own_code(self, member_id: UUID, code: PersonalCode, *, by: Actor) -> None:
        """Put a member's own personal code on record, or another in its place (R-11). Raises `LeadsOnly`, `NoSuchMember`."""
        _only_lead(by)
        async with self._audit.work(by, Ground.SECURE) as work:
            await self._working(member_id)
            await store.set_own_code(member_id, self._blind(code))
            work.record("staff.own-code-set", member=member_id)

    async def new_link(self, member_id: UUID, *, by: Actor) -> EnrolmentLink:
        """A new link for a member who lost every key or let the first link run out; an older one opens nothing from now on."""
        _only_lead(by)
        async with self._audit.work(by, Ground.SECURE) as work:
            member = await self._working(member_id)
            link = await self._new_link(member.id)
            work.record("staff.link-made", member=member.id)
        return link

    async def all(self, *, by: Actor) -> list[StaffMember]:
        """Everybody who works or worked here; for leads."""
        _only_lead(by)
        async with self._audit.work(by, Ground.SECURE) as work:
            members = await store.members()
            work.record("staff.listed")
        return members

    async def end(self, member_id: UUID, *, by: Actor) -> None:
        """End a member's access at once: their sessions, links and keys open nothing from now on (R-82)."""
        _only_lead(by)
        if member_id == by.id:
            raise NotYourself
        async with self._audit.work(by, Ground.SECURE) as work:
            await self._working(member_id)
            now = self._clock.now()
            if not await store.end_member(member_id, now, by.id):
                raise NoSuchMember
            await store.drop_links(member_id, now)
            await self._sessions.close_all(SUBJECT, member_id)
            work.record("staff.ended", member=member_id)

    async def find(self, member_id: UUID) -> StaffMember | None:
        """The member, if they still work here. Asked at every request, so that an end holds from the next one on."""
        member = await store.member(member_id)
        return member if member is not None and member.ended_at is None else None

    async def is_one_of(self, member_id: UUID, codes: Iterable[PersonalCode]) -> bool | None:
        """Whether a member's own code is among these; None where it is not on record, so that nobody can tell."""
        own = await store.own_code(member_id)
        return None if own is None else own in {self._blind(code) for code in codes}

    async def names_of(self, members: Iterable[UUID]) -> dict[UUID, str]:
        """Names of members, who left ones too: for the screens of colleagues; the caller records what is shown."""
        return await store.names(list(set(members)))

    # -- making a key -----------------------------------------------------------------------------------------------------------

    async def begin_first_key(self, token: str) -> dict[str, object]:
        """Options for making the first key by an enrolment link. Raises `LinkDead`; the link is used up only by the key."""
        member_id = await store.link_member(_hashed(token), self._clock.now())
        member = await self.find(member_id) if member_id is not None else None
        if member is None:
            raise LinkDead
        return await self._options_to_make(member)

    async def finish_first_key(self, token: str, answer: dict[str, object], name: str) -> StaffMember:
        """Add the first key, use the link up, and say whose it is. Raises `LinkDead`, `PasskeyRefused`, `PasskeyKnown`.

        Keys and sessions from before end: they are lost, perhaps to a finder, and whoever else uses the link is noticed by the owner.
        """
        member_id = await store.link_member(_hashed(token), self._clock.now())
        if member_id is None:
            raise LinkDead
        made = await self._made(member_id, answer)
        actor = Actor(kind="staff", id=member_id, role=None)
        async with self._audit.work(actor, Ground.SECURE) as work:
            if await store.use_link(_hashed(token), self._clock.now()) != member_id:
                raise LinkDead
            member = await self._working(member_id)
            for lost in await store.passkeys(member_id):
                await store.remove_passkey(member_id, lost.id, self._clock.now())
                work.record("staff.key-removed", key=lost.id)
            await self._sessions.close_all(SUBJECT, member_id)
            key = await self._add_key(member_id, made, name)
            work.record("staff.key-added", member=member_id, key=key)
        return member

    async def begin_key(self, actor: Actor) -> dict[str, object]:
        """Options for one more key of the member who is signed in."""
        return await self._options_to_make(await self._working(_id(actor)))

    async def finish_key(self, actor: Actor, answer: dict[str, object], name: str) -> None:
        """Add one more key. Raises `PasskeyRefused`, `PasskeyKnown`."""
        member_id = _id(actor)
        made = await self._made(member_id, answer)
        async with self._audit.work(actor, Ground.SECURE) as work:
            await self._working(member_id)
            key = await self._add_key(member_id, made, name)
            work.record("staff.key-added", member=member_id, key=key)

    async def keys(self, actor: Actor) -> list[Passkey]:
        """The member's own keys, oldest first."""
        return await store.passkeys(_id(actor))

    async def name_key(self, actor: Actor, key_id: UUID, name: str) -> None:
        """Give one's own key a name. Raises `NoSuchKey`."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            if not await store.name_passkey(_id(actor), key_id, names.clean(name)):
                raise NoSuchKey
            work.record("staff.key-named", key=key_id)

    async def remove_key(self, actor: Actor, key_id: UUID) -> None:
        """Take one's own key out of use, never the last one. Raises `NoSuchKey`, `LastKey`."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            own = await store.passkeys(_id(actor))
            if key_id not in {key.id for key in own}:
                raise NoSuchKey
            if len(own) == 1:
                raise LastKey
            await store.remove_passkey(_id(actor), key_id, self._clock.now())
            work.record("staff.key-removed", key=key_id)

    # -- signing in -------------------------------------------------------------------------------------------------------------

    async def begin_sign_in(self) -> dict[str, object]:
        """Options for signing in with any key."""
        return passkeys.options_to_use(self._site, challenge=await self._challenges.issue(_USE))

    async def finish_sign_in(self, answer: dict[str, object]) -> StaffMember:
        """Say who signed in. Raises `PasskeyRefused` for whatever is wrong, without saying what."""
        challenge = passkeys.challenge_in(answer)
        if not await self._challenges.consume(_USE, challenge):
            raise PasskeyRefused
        key = await store.passkey_by_credential(passkeys.credential_in(answer))
        if key is None:
            raise PasskeyRefused
        used = passkeys.check_used(self._site, answer, challenge, key)
        async with self._audit.work(Actor(kind="staff", id=key.member, role=None), Ground.SECURE) as work:
            member = await self.find(key.member)
            if member is None:
                raise PasskeyRefused
            await store.note_use(key, used.sign_count, self._clock.now())
            work.record("staff.signed-in", member=member.id, key=key.id)
        return member

    async def sign_out(self, actor: Actor, session: Session) -> Cookie:
        """End this session of the member; the cookie returned takes the old one away."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            cookie = await self._sessions.close(session)
            work.record("staff.signed-out", member=_id(actor))
        return cookie

    async def sign_out_everywhere(self, actor: Actor) -> None:
        """End every session of the member."""
        async with self._audit.work(actor, Ground.SECURE) as work:
            await self._sessions.close_all(SUBJECT, _id(actor))
            work.record("staff.signed-out-everywhere", member=_id(actor))

    # -- helpers ----------------------------------------------------------------------------------------------------------------

    def _blind(self, code: PersonalCode) -> bytes:
        """As `person_code.blind` is made, so that the two can be compared."""
        return self._vault.blind("person-code", code.digits)

    async def _working(self, member_id: UUID) -> StaffMember:
        member = await self.find(member_id)
        if member is None:
            raise NoSuchMember
        return member

    async def _new_link(self, member_id: UUID) -> EnrolmentLink:
        now = self._clock.now()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await store.drop_links(member_id, now)
        await store.add_link(new_id(), member_id, _hashed(token), now, now + LINK_LIFE)
        return EnrolmentLink(member=member_id, url=f"{self._origin}{ENROL_PATH}#{token}", expires_at=now + LINK_LIFE)

    async def _options_to_make(self, member: StaffMember) -> dict[str, object]:
        challenge = await self._challenges.issue(_MAKE, str(member.id))
        return passkeys.options_to_make(
            self._site, owner=member.id, name=member.name, challenge=challenge, have=await store.passkeys(member.id)
        )

    async def _made(self, member_id: UUID, answer: dict[str, object]) -> passkeys.MadeKey:
        challenge = passkeys.challenge_in(answer)
        if not await self._challenges.consume(_MAKE, challenge, str(member_id)):
            raise PasskeyRefused
        return passkeys.check_made(self._site, answer, challenge)

    async def _add_key(self, member_id: UUID, made: passkeys.MadeKey, name: str) -> UUID:
        if await store.credential_known(made.credential):
            raise PasskeyKnown
        key = Passkey(
            id=new_id(),
            member=member_id,
            credential=made.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=names.clean(name),
            synced=made.synced,
            added_at=self._clock.now(),
            last_used_at=None,
        )
        try:
            await store.add_passkey(key)
        except Duplicate:
            raise PasskeyKnown from None
        return key.id


def actor_of(member: StaffMember) -> Actor:
    """The member as the audit log and the use cases know them."""
    return Actor(kind="staff", id=member.id, role=member.role)


def shown(member: StaffMember) -> dict[str, object]:
    """A member for programs (`goda staff list --json`)."""
    return msgspec.to_builtins(member)  # type: ignore[no-any-return]


def _only_lead(actor: Actor) -> None:
    if actor.kind != "system" and actor.role != "lead":
        raise LeadsOnly


def _id(actor: Actor) -> UUID:
    if actor.kind != "staff" or actor.id is None:
        raise NoSuchMember
    return actor.id


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
