"""The fund as it decides, with its nights of rechecks; the state's registers beside it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fund import Nights, clerk, colleague, keys_template, signer, state, words

__all__ = ["clerk", "colleague", "keys_template", "signer", "state", "words"]


@pytest.fixture
async def office(database: Any, vault: Any, clock: Any, signer: Any, state: Any) -> AsyncIterator[Nights]:
    made = Nights(database, vault, clock, signer, state)
    yield made
    state.switches.release()
    await made.client.close()
