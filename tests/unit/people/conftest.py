"""People on both databases, two clerks, and a family to record."""

from datetime import date

import pytest

from goda.audit import Actor, Audit
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel import personal_code
from goda.kernel.clock import SetClock
from goda.kernel.ids import new_id
from goda.people.model import Document, NewFamily, NewMember
from goda.people.service import People


@pytest.fixture
def people(database: Database, vault: Vault, clock: SetClock) -> People:
    return People(database, Audit(database, clock), vault, clock)


@pytest.fixture
def clerk() -> Actor:
    return Actor(kind="staff", id=new_id(), role="clerk")


@pytest.fixture
def colleague() -> Actor:
    return Actor(kind="staff", id=new_id(), role="clerk")


def member(role="child", given="Jānis", surname="Bērziņš", code="320000-00017", **more) -> NewMember:
    """A member; children are own and born 2015-03-07 unless said otherwise."""
    if role in ("child", "adult"):
        more = {"born": date(2015, 3, 7), "relation": "own"} | more
    previous = more.pop("previous", None)
    return NewMember(
        role=role,
        given=given,
        surname=surname,
        code=personal_code.parse(code),
        previous=personal_code.parse(previous) if previous else None,
        **more,
    )


def family(*members: NewMember) -> NewFamily:
    document = Document(kind="application", number="Nr-4711", date=date(2026, 11, 20), issuer="Fonds")
    return NewFamily(document=document, members=members or (applicant(), member()))


def applicant(**more) -> NewMember:
    return member(**({"role": "applicant", "given": "Āda", "surname": "Bērziņa-Kalna", "code": "161175-19997"} | more))


@pytest.fixture
def make() -> dict:
    return {"member": member, "family": family, "applicant": applicant}
