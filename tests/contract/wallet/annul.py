"""A process that annuls the cards whose ids it reads, all at once: what two busy console servers do."""

import asyncio
import sys
import time
from uuid import UUID, uuid4

from goda.app import House
from goda.audit import Actor
from goda.kernel.clock import SystemClock
from goda.settings import load


async def main() -> None:
    ids = [UUID(line) for line in sys.stdin.read().split()]
    house = House(load(), SystemClock())
    clerk = Actor(kind="staff", id=uuid4(), role="clerk")
    await house.db.start()
    try:
        await asyncio.gather(*(house.cards.annul(clerk, card, "misuse") for card in ids))
        sys.stdout.write(f"{time.time()}\n")
    finally:
        await house.db.stop()


asyncio.run(main())
