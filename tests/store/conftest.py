"""Workspaces with something in them."""

from collections.abc import Iterator

import pytest

from glossator.store.workspace import Workspace
from tests.store.scene import Scene, ticking


@pytest.fixture
def other(scene: Scene) -> Iterator[Workspace]:
    """The same file, opened by another analyst, bea."""
    with Workspace(scene.path, ticking("bea", seed=2)) as workspace:
        yield workspace
