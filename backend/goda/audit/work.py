"""One use case: a transaction that cannot commit without its record (I3)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from types import TracebackType
from typing import Any, Literal, Self
from uuid import UUID

import msgspec

from goda.audit.actor import Actor, Ground
from goda.db import jobs
from goda.db.database import Database
from goda.kernel.clock import Clock

Ref = UUID | str | int | bool | date | None

_canonical = msgspec.json.Encoder(order="deterministic")


class Unrecorded(Exception):
    """A use case ended without a record: a mistake in the program, so nothing of it is kept."""


class Work:
    """Made by `Audit.work`."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        append: Callable[[list[bytes]], Awaitable[None]],
        actor: Actor,
        ground: Ground | str,
    ) -> None:
        self.actor, self.ground = actor, ground
        self._db, self._clock, self._append = db, clock, append
        self._transaction = db.transaction()
        self._bodies: list[bytes] = []

    def record(self, action: str, /, **refs: Ref | list[Ref]) -> None:
        """Note what was done (`"card.issue"`), to what: ids and codes of reasons, never names or personal codes."""
        self._bodies.append(
            _canonical.encode(
                {
                    "at": self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                    "actor": {"kind": self.actor.kind, "id": self.actor.id, "role": self.actor.role},
                    "action": action,
                    "ground": str(self.ground),
                    "refs": refs,
                }
            )
        )

    async def enqueue(
        self, kind: str, payload: Mapping[str, Any], delay: timedelta = timedelta(0), key: str | None = None
    ) -> None:
        """Put a job into the outbox, to run `delay` after this commits; jobs that wait under one `key` are one."""
        await jobs.enqueue(kind, payload, self._clock.now() + delay, key)

    async def __aenter__(self) -> Self:
        await self._transaction.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if error is None and not self._bodies:
            refusal = Unrecorded("a use case ended without an audit record")
            await self._transaction.__aexit__(Unrecorded, refusal, None)
            raise refusal
        if error is None:
            bodies = self._bodies

            async def append() -> None:
                await self._append(bodies)

            self._transaction.before_commit(append)
        return await self._transaction.__aexit__(kind, error, trace)
