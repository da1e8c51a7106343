"""The fund as it decides, on both databases."""

from collections.abc import AsyncIterator

import pytest
from fund import Office, clerk, colleague, keys_template, make_office, signer, state, words

from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from godakeys.local import LocalSigner
from simulators.state import State

__all__ = ["clerk", "colleague", "keys_template", "make_office", "signer", "state", "words"]


@pytest.fixture
async def office(
    database: Database, vault: Vault, clock: SetClock, signer: LocalSigner, state: State
) -> AsyncIterator[Office]:
    made = Office(database, vault, clock, signer, state)
    yield made
    state.switches.release()
    await made.client.close()
