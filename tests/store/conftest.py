"""Workspaces with something in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store.workspace import Workspace
from tests.store.scene import Scene, set_scene, ticking


@pytest.fixture
def scene(tmp_path: Path, draft: ArticleDraft) -> Iterator[Scene]:
    """A filled workspace of the analyst ann, in which a minute passes between any two acts."""
    with Workspace(tmp_path / "scene.db", ticking("ann"), create=True) as workspace:
        yield set_scene(workspace, draft)


@pytest.fixture
def other(scene: Scene) -> Iterator[Workspace]:
    """The same file, opened by another analyst, bea."""
    with Workspace(scene.path, ticking("bea", seed=2)) as workspace:
        yield workspace
