"""What every test may ask for, and what none may see of the machine it runs on."""

import gc
import os
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from glossator.domain.article import ArticleDraft
from glossator.store.workspace import Author, Workspace
from tests.new_workspaces import made_once
from tests.parsed_styles import parsed_once
from tests.signals import heed_ignored_signals
from tests.spared_disk import spared_disk
from tests.store.scene import Scene, scene_in, set_scene, ticking

# The same examples on each run, so that what fails here fails everywhere; no deadline, since machines differ.
settings.register_profile(
    "glossator",
    deadline=None,
    derandomize=True,
    # The same examples in each run; `make faults` tries others.
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("glossator")

NOON = "2026-01-02T12:00:00Z"
DRAFT: Final = ArticleDraft(
    title="Ferry to Lumen",
    text=(
        "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻\u200d✈️ Captain Mira Okafor waved.\n\n"
        "Selby Harbour Trust said the crossing would take nine hours, and that Lumen’s pier is open.\n\n"
        "Mira Okafor has sailed for the Selby Harbour Trust since 2011."
    ),
    source="The Tidewatch",
    url="https://example.org/ferry",
    author="R. Quill",
    metadata=(("section", "Harbours"), ("page", "4")),
    published_at="2026-01-01",
    language="en",
    encoding="utf-8",
    file_sha256="f" * 64,
)


# Objects made between looks for garbage at what is young, and such looks between those at more: an app makes tens of
# thousands that go all at once.
_BETWEEN_LOOKS = (50_000, 20, 20)


def pytest_sessionstart() -> None:
    """Have the programs that tests start heed every signal, and examples made of nothing but the test."""
    heed_ignored_signals()
    # Not of what stands in modules either: which are imported depends on the tests that ran before.
    nothing = Constants()
    providers._get_local_constants = lambda: nothing


def pytest_collection_finish() -> None:
    """Take what is imported and collected for something that stays, which no look for garbage goes through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_BETWEEN_LOOKS)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return homes that nobody has lived in; to number one, pytest would look through all folders that there are."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's settings out: a home of its own, and none of the program's variables."""
    home = next(_homes)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in [name for name in os.environ if name.startswith("GLOSSATOR_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def _spared_disk() -> Iterator[None]:
    """Write without waiting for the disk: no test pulls the plug, and a killed process loses nothing by it."""
    with spared_disk():
        yield


@pytest.fixture(autouse=True, scope="session")
def _new_workspaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make one new workspace, of which all others are copies."""
    with made_once(tmp_path_factory.mktemp("new") / "empty.db"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _parsed_styles() -> Iterator[None]:
    """Parse the styles of apps once."""
    with parsed_once():
        yield


@pytest.fixture
def author() -> Author:
    """An analyst at noon, whose uids are the same on each run."""
    return Author("ann", clock=lambda: NOON, chance=random.Random(1))


@pytest.fixture
def workspace(tmp_path: Path, author: Author) -> Iterator[Workspace]:
    """A new and empty workspace."""
    with Workspace(tmp_path / "annotations.db", author, create=True) as made:
        yield made


@pytest.fixture
def draft() -> ArticleDraft:
    """A short article of three paragraphs, with a word outside the Basic Multilingual Plane's easy part."""
    return DRAFT


@pytest.fixture(scope="session")
def made_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The scene that the others are copies of, closed."""
    with Workspace(tmp_path_factory.mktemp("scene") / "scene.db", ticking("ann"), create=True) as workspace:
        return set_scene(workspace, DRAFT)


@pytest.fixture
def scene(made_scene: Scene, tmp_path: Path) -> Iterator[Scene]:
    """A filled workspace of the analyst ann, in which a minute passes between any two acts."""
    with scene_in(tmp_path, made_scene) as scene:
        yield scene
