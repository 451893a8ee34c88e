"""The workspace of the scene, as scripts and notebooks open it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import glossator
from tests.store.scene import Scene


@pytest.fixture
def here(tmp_path: Path, made_scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a workspace in annotations.db and two articles in letters."""
    shutil.copy(made_scene.path, tmp_path / "annotations.db")
    (tmp_path / "letters").mkdir()
    for name in ("first", "second"):
        (tmp_path / "letters" / f"{name}.txt").write_text(f"The {name} letter from Lumen.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def opened(here: Path) -> Iterator[glossator.Workspace]:
    """The workspace, opened by the analyst ann."""
    with glossator.open("annotations.db", analyst="ann") as workspace:
        yield workspace
