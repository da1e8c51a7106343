"""Publishing the status lists, and filling each server process's holder of them.

`Publisher` signs a list when it is due: after an annulment (prompted by a job of the outbox), hourly, when it is new, and when the key that signed it no longer
signs (a compromised key's list is believed by no till); then it gives back the indices of credentials that have ended. `Watcher` looks
four times a second in each process: it hands newer lists to the holder that `goda.verification` serves from, and where an annulment
has waited longer than a job takes (no worker runs), it has the list signed itself.
`iat` rises strictly and in whole seconds, so a burst is coalesced (`PACE`) and may date lists a little ahead (`LEAD`); verifiers bear ten minutes.
"""

import asyncio
import contextlib
import gzip
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, NoReturn

import brotli
import msgspec

from goda.audit import SYSTEM, Audit, Ground
from goda.cards.jws import unbase64url
from goda.cards.lists import LIST_SIZE, Lists, ListState
from goda.db.database import Database
from goda.kernel.clock import Clock
from goda.web.published import Published, StatusLists
from godakeys.client import Signer
from godakeys.messages import KeysError, Refused, SignStatusList

LIFE: Final = 86_400
"""Seconds that a list can be used for, as the signer writes it: never green offline after a day."""
HOURLY: Final = 3_600
POLL: Final = 0.2
"""Seconds between looks for a newer list."""
PACE: Final = timedelta(milliseconds=400)
"""The least time between two lists: what is annulled meanwhile comes together."""
LEAD: Final = 20
"""Seconds by which `iat` may run ahead before publishing waits for the clock (the signer allows 60)."""
ROUNDS: Final = 5
"""Lists that the signer may have signed and no transaction kept, one after the other; the next one must be later still."""

log = logging.getLogger(__name__)


class _Header(msgspec.Struct):
    kid: str


class Publisher:
    """Signs a list whenever it is due; any number of them, in any number of processes."""

    def __init__(self, db: Database, audit: Audit, signer: Signer, clock: Clock) -> None:
        self._db = db
        self._lists = Lists(db)
        self._audit = audit
        self._signer = signer
        self._clock = clock

    async def start(self) -> None:
        """Have list 1 published, empty as it may be, before the first request."""
        await self._lists.open(1)
        await self.publish_due()

    async def due(self, states: Iterable[ListState]) -> tuple[ListState, ...]:
        """Those of the lists that have to be signed now."""
        kid = await self._kid()
        return tuple(state for state in states if self._due(state, kid))

    async def publish_due(self) -> None:
        """Publish every list that is due; nothing, if another process just did."""
        for state in await self.due(await self._lists.states()):
            await self._keep_pace(state)
            await self._publish(state.list)
            async with self._db.transaction():
                await self._lists.free(state.list, self._clock.now())

    async def _publish(self, number: int) -> None:
        async with self._db.transaction():
            state = await self._lists.lock(number)
            if not self._due(state, await self._kid()):
                return
            async with self._audit.work(SYSTEM, Ground.CHECK) as work:
                now = self._clock.now()
                annulled = await self._lists.annulled(number, state.version + 1)
                iat, token = await self._sign(number, max(int(now.timestamp()), state.iat + 1), bits(annulled))
                await self._lists.keep(number, in_all_forms(number, token, iat), kid_of(token), len(annulled), now)
                work.record("status.publish", list=number, iat=iat, annulled=len(annulled))

    async def _sign(self, number: int, iat: int, array: bytes) -> tuple[int, str]:
        """Sign at `iat`, or a little later where the signer remembers a list that was signed and not kept."""
        for later in range(ROUNDS):
            try:
                return iat + later, await self._signer.sign_status_list(
                    SignStatusList(list=number, iat=iat + later, bits=array)
                )
            except Refused as refusal:
                if refusal.code != "list-iat-not-rising" or later == ROUNDS - 1:
                    raise
        raise AssertionError("the last round returns or raises")

    async def _kid(self) -> str | None:
        """The key that would sign; None where none can, or where the keys cannot be read: signing says why, when it is due."""
        try:
            return await self._signer.status_kid()
        except KeysError:
            return None

    def _due(self, state: ListState, kid: str | None) -> bool:
        turned = kid is not None and state.kid != kid
        return state.version == 0 or state.unlisted or turned or self._clock.now().timestamp() >= state.iat + HOURLY

    async def _keep_pace(self, state: ListState) -> None:
        """Let a burst gather, and the clock catch up with lists that were dated ahead."""
        if state.made_at is None:
            return
        now = self._clock.now()
        pause = timedelta(seconds=1) if state.iat - now.timestamp() > LEAD else min(state.made_at + PACE - now, PACE)
        if pause > timedelta(0):
            await asyncio.sleep(pause.total_seconds())


class Watcher:
    """Keeps this process's holder full; one in each server process."""

    def __init__(self, db: Database, publisher: Publisher, holder: StatusLists) -> None:
        self._lists = Lists(db)
        self._publisher = publisher
        self._holder = holder
        self._waiting: frozenset[tuple[int, int]] = frozenset()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Fill the holder, then keep it full until left: the server's lifespan.

        A signer that cannot sign keeps no server from starting: what is published is served, `/health/ready` tells the rest.
        """
        try:
            await self._publisher.start()
        except Exception:
            log.exception("the status lists could not be published at the start")
        await self.look()
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def look(self) -> None:
        """Take over newer lists; publish what was already waiting at the last look, is an hour old, or signed by a key that no longer signs."""
        states = await self._lists.states()
        for state in states:
            held = self._holder.current(state.list)
            if state.version and (held is None or held.iat < state.iat):
                await self._take(state.list)
        waiting = frozenset((state.list, state.version) for state in states if state.unlisted or not state.version)
        # What waits is first left to the worker for one look; what time or a turned key made due is nobody else's.
        if waiting & self._waiting or any(
            (state.list, state.version) not in waiting for state in await self._publisher.due(states)
        ):
            await self._publisher.publish_due()
        self._waiting = waiting

    async def _take(self, number: int) -> None:
        published = await self._lists.published(number)
        if published is not None:
            self._holder.put(number, published)

    async def _run(self) -> NoReturn:
        while True:
            await asyncio.sleep(POLL)
            try:
                await self.look()
            except Exception:
                log.exception("the status lists could not be renewed; those held are served on")


def bits(annulled: list[int]) -> bytes:
    """The list's bits, entry 0 in the lowest bit of byte 0."""
    array = bytearray(LIST_SIZE // 8)
    for index in annulled:
        array[index >> 3] |= 1 << (index & 7)
    return bytes(array)


def in_all_forms(number: int, token: str, iat: int) -> Published:
    """The signed list with its compressed forms, made once for every server process."""
    body = token.encode("ascii")
    return Published(
        body=body,
        gzip=gzip.compress(body, 6, mtime=0),
        brotli=brotli.compress(body, quality=5),
        etag=etag(number, iat),
        iat=iat,
        exp=iat + LIFE,
    )


def kid_of(token: str) -> str:
    """The key named by a signed list's header."""
    return msgspec.json.decode(unbase64url(token.partition(".")[0]), type=_Header).kid


def etag(number: int, iat: int) -> str:
    """A list's ETag: no two lists of one number share an `iat`."""
    return f'"{number}-{iat}"'
