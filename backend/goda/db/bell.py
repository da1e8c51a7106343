"""A signal inside one process, so that a committed job starts at once and not at the next poll."""

import asyncio


class Bell:
    """Wakes those in this process who wait for a job."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def ring(self) -> None:
        """Wake every listener."""
        for listener in self._listeners:
            listener.set()

    def listen(self, listener: asyncio.Event) -> None:
        """Set this event at each ring, until `leave`."""
        self._listeners.add(listener)

    def leave(self, listener: asyncio.Event) -> None:
        """Listen no more."""
        self._listeners.discard(listener)
