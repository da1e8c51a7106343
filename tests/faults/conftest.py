"""The fund in a scene that was prepared before, and a clerk in it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fund import keys_template
from scenes import Scene, Shelf, Struck

from goda.audit import Actor

__all__ = ["keys_template"]


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, keys_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(request, keys_template, tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def copied(shelf: Shelf, scene: Scene, tmp_path: Path) -> Iterator[Scene]:
    """The scene that the test's fixture `scene` names, on a database of the test's own."""
    keys = tmp_path / "keys"
    shutil.copytree(scene.keys, keys)
    own = replace(scene, database=shelf.like(scene.database), keys=keys)
    yield own
    shelf.drop(own.database)


@pytest.fixture
async def office(shelf: Shelf, copied: Scene) -> AsyncIterator[Struck]:
    """The fund in that scene."""
    made = await shelf.open(copied)
    yield made
    await shelf.close(made)


@pytest.fixture
async def clerk(office: Struck) -> Actor:
    return await office.member("Kārlis Klerks")
