"""The vectors, the issuer that made them, and the lists that go with them."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from goda.cards.keylist import read_key_list
from goda.cards.statuslist import read_status_list
from goda.cards.verify import verdict

VECTORS = Path(__file__).parents[3] / "vectors"
sys.path.insert(0, str(VECTORS))  # the generator is no package of ours: it is read where it stands


@pytest.fixture(scope="session")
def vectors():
    """The three files, by name."""
    return SimpleNamespace(
        folder=VECTORS, **{path.stem: json.loads(path.read_text("utf-8")) for path in VECTORS.glob("*.json")}
    )


@pytest.fixture(scope="session")
def issuer():
    """An issuer and a phone with fixed keys, that sign anything."""
    from generator import issuer

    return issuer


@pytest.fixture(scope="session")
def keys(vectors):
    """Key lists by name."""
    document = vectors.verdicts
    return {name: read_key_list(jws, document["root"], document["now"]) for name, jws in document["key_lists"].items()}


@pytest.fixture(scope="session")
def statuses(vectors, keys):
    """Status lists by name."""
    document = vectors.verdicts
    return {
        name: read_status_list(jwt, keys["good"], None, document["now"])
        for name, jwt in document["status_lists"].items()
    }


@pytest.fixture(scope="session")
def judge(vectors, keys, statuses):
    """The verdict with the ordinary lists, at the vectors' time."""

    def judge(text, *, now=vectors.verdicts["now"], status_age=10):
        return verdict(
            text,
            keys=keys["good"],
            status=statuses["fresh"],
            now=now,
            origin=vectors.verdicts["origin"],
            status_age=status_age,
        )

    return judge
