"""A world for each walk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.walk.window import steady
from tests.walk.world import World, make_world


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that the others are copies of."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(made: World, tmp_path: Path) -> Iterator[World]:
    """A world of its own for the test, and apps that run alike on each run."""
    folder = Path(shutil.copytree(made.folder, tmp_path / "world"))
    with steady(tmp_path):
        yield World(folder / made.path.name, folder, made.titles)
