"""The use cases of accounts on both databases; the security key in software is the staff's."""

import importlib.util
from pathlib import Path

import pytest

from goda.accounts.service import Accounts
from goda.audit import Actor, Audit
from goda.db.database import Database
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.web.challenges import Challenges
from goda.web.sessions import FAMILY_COOKIE, Sessions

ORIGIN = "http://localhost:8000"

_spec = importlib.util.spec_from_file_location("staff_keys", Path(__file__).parents[1] / "staff" / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
_staff = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_staff)


class NoLogin:
    """Passkeys need no state login."""

    async def leave(self, secrets, language):
        raise AssertionError

    async def arrive(self, code, secrets):
        raise AssertionError


@pytest.fixture
def sessions(database: Database, clock: SetClock) -> Sessions:
    return Sessions(database, clock, FAMILY_COOKIE)


@pytest.fixture
def accounts(database: Database, clock: SetClock, sessions: Sessions, vault) -> Accounts:
    audit = Audit(database, clock)
    return Accounts(database, audit, vault, clock, sessions, Challenges(database, clock), NoLogin(), ORIGIN)


@pytest.fixture
def new_key():
    return _staff.Key


@pytest.fixture
def person() -> Actor:
    return Actor(kind="person", id=new_id())
