"""What every test may ask for, and what none may see of the machine it runs on."""

import gc
import os
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.constants_ast import Constants

from glossator.domain.article import ArticleDraft
from glossator.store.workspace import Author, Workspace
from tests.spared_disk import spared_disk

# The same examples on each run, so that what fails here fails everywhere; no deadline, since machines differ.
settings.register_profile("glossator", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("glossator")

NOON = "2026-01-02T12:00:00Z"


# Objects made between looks for garbage at what is young, and such looks between those at more: an app makes tens of
# thousands that go all at once.
_BETWEEN_LOOKS = (50_000, 20, 20)


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
def _examples_of_the_test_alone() -> Iterator[None]:
    """Have no example made of what stands in modules: which are imported depends on the tests that ran before."""
    nothing = Constants()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hypothesis.internal.conjecture.providers._get_local_constants", lambda: nothing)
        yield


@pytest.fixture(autouse=True, scope="session")
def _spared_disk() -> Iterator[None]:
    """Write without waiting for the disk: no test pulls the plug, and a killed process loses nothing by it."""
    with spared_disk():
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
    return ArticleDraft(
        title="Ferry to Lumen",
        text=(
            "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻\u200d✈️ Captain Mira Okafor waved.\n\n"
            "Selby Harbour Trust said the crossing would take nine hours, and that Lumen’s pier is open.\n\n"
            "Mira Okafor has sailed for the Selby Harbour Trust since 2011."
        ),
        source="The Tidewatch",
        url="https://example.org/ferry",
        author="R. Quill",
        published_at="2026-01-01",
        language="en",
        encoding="utf-8",
        file_sha256="f" * 64,
    )
