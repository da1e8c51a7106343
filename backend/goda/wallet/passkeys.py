"""`/wallet/passkeys…`: a passkey made after a state login, and signing in by it from then on."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from goda.accounts.model import Passkey
from goda.audit import Actor
from goda.wallet.account import NOTHING, TRIES, Account, Me, answer, problems
from goda.wallet.signed import AnyRequest, session_of
from goda.wallet.wire import Wire
from goda.web.sessions import Sessions


class Key(Wire, frozen=True, kw_only=True):
    """A passkey of the signed-in person."""

    id: UUID
    name: str
    synced: bool
    added_at: Annotated[datetime, Meta(tz=True)]
    last_used_at: Annotated[datetime, Meta(tz=True)] | None

    @classmethod
    def of(cls, key: Passkey) -> "Key":
        """Show a key."""
        used = key.last_used_at
        return cls(
            id=key.id,
            name=key.name,
            synced=key.synced,
            added_at=key.added_at.replace(microsecond=0),
            last_used_at=used.replace(microsecond=0) if used else None,
        )


class Keys(Wire, frozen=True, kw_only=True):
    """All of them, oldest first."""

    passkeys: tuple[Key, ...]


class Options(Wire, frozen=True, kw_only=True):
    """What to hand to `navigator.credentials`, as JSON (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`)."""

    options: dict[str, Any]


class NewKey(Wire, frozen=True, kw_only=True):
    """A key just made (`toJSON()`), and what its owner calls it."""

    credential: dict[str, Any]
    name: Annotated[str, Meta(max_length=200)]


class UsedKey(Wire, frozen=True, kw_only=True):
    """A key just used (`toJSON()`)."""

    credential: dict[str, Any]


@get("/passkeys", summary="Passkeys of the signed-in person", responses=problems(401))
async def passkeys(
    request: AnyRequest, account: NamedDependency[Account], person: NamedDependency[Actor]
) -> Response[Keys]:
    """Oldest first."""
    account.limit(request)
    return answer(Keys(passkeys=tuple(Key.of(key) for key in await account.accounts.keys(person))))


@post("/passkeys/options", status_code=200, summary="Begin to make a passkey", responses=problems(401))
async def make(
    request: AnyRequest, account: NamedDependency[Account], person: NamedDependency[Actor]
) -> Response[Options]:
    """What to ask `navigator.credentials.create`."""
    account.limit(request)
    named = await account.named(person)
    return answer(Options(options=await account.accounts.begin_key(person, f"{named.given} {named.surname}")))


@post("/passkeys", summary="Add the passkey just made", responses=problems(401, 409, 422))
async def add(
    request: AnyRequest, account: NamedDependency[Account], person: NamedDependency[Actor], data: JSONBody[NewKey]
) -> Response[Key]:
    """From now on it signs in."""
    account.limit(request)
    return answer(Key.of(await account.accounts.finish_key(person, data.credential, data.name)), 201)


@delete("/passkeys/{key:uuid}", status_code=204, summary="Remove a passkey", responses=problems(401, 404) | NOTHING)
async def remove(
    request: AnyRequest, account: NamedDependency[Account], person: NamedDependency[Actor], key: FromPath[UUID]
) -> Response[None]:
    """It signs nobody in any more. The last one may go too: the state login is always there."""
    account.limit(request)
    await account.accounts.remove_key(person, key)
    return answer(None, 204)


@post("/passkeys/sign-in/options", status_code=200, summary="Begin to sign in by passkey", responses=problems())
async def use(request: AnyRequest, account: NamedDependency[Account]) -> Response[Options]:
    """What to ask `navigator.credentials.get`. No list of keys: nobody learns who has one."""
    account.limit(request, "sign-in", TRIES)
    return answer(Options(options=await account.accounts.begin_key_sign_in()))


@post("/passkeys/sign-in", status_code=200, summary="Sign in by passkey", responses=problems(401))
async def enter(
    request: AnyRequest,
    account: NamedDependency[Account],
    family_sessions: NamedDependency[Sessions],
    data: JSONBody[UsedKey],
) -> Response[Me]:
    """A new session with a new id; one that the browser still had ends."""
    account.limit(request, "sign-in", TRIES)
    before = await session_of(request, family_sessions)
    person = await account.accounts.finish_key_sign_in(data.credential)
    cookie = await account.accounts.enter(person, by="passkey", before=before)
    done = answer(await account.me(Actor(kind="person", id=person)))
    done.set_cookie(cookie)
    return done


HANDLERS = (passkeys, make, add, remove, use, enter)
