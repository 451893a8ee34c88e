"""The stage for each test, and the app on it: the same picture on each run and each machine."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from glossator.ner.pipelines import Pipeline
from glossator.ner.recogniser import FoundEntity
from glossator.state.settings import Settings
from glossator.store.workspace import Author
from glossator.ui.app import GlossatorApp
from tests.rest import resting
from tests.ui.screens.stage import PIPELINE, Stage, set_stage, ticking

OpenApp: TypeAlias = Callable[..., GlossatorApp]


@pytest.fixture(scope="session")
def built_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage that the others are copies of."""
    return set_stage(tmp_path_factory.mktemp("stage") / "annotations.db")


@pytest.fixture
def stage(built_stage: Stage, tmp_path: Path) -> Stage:
    """A stage of one's own."""
    return replace(built_stage, path=Path(shutil.copy(built_stage.path, tmp_path)))


class FindsNothing:
    """A machine that has read everything at once, without anything in it."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        return [[] for _ in texts]

    def close(self) -> None:
        """Nothing has to end."""


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep out the terminal, the clock, chance and spaCy, and leave what goes by itself until it is asked for."""
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    def author(analyst: str) -> Author:
        return ticking(analyst, seed=2)

    monkeypatch.setattr("glossator.ui.app.Author", author)
    monkeypatch.setattr("glossator.services.article_recognisers.find_recogniser", lambda *_: PIPELINE)
    monkeypatch.setattr("glossator.ner.recognisers.RemotePipeline", FindsNothing)
    monkeypatch.setattr("glossator.ui.reader.reading_record.monotonic", lambda: 0.0)
    monkeypatch.setattr("glossator.ui.reader.screen._LOOK_AROUND", 3_600.0)
    monkeypatch.setattr("glossator.ui.screens.workspace_list_screen._LOOK_AROUND", 3_600.0)
    monkeypatch.setattr("glossator.ui.reader.screen._READING_TIME", 3_600.0)
    monkeypatch.setattr("glossator.ui.reader.screen._PAUSE", 3_600.0)


@pytest.fixture(autouse=True)
def _resting(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have a pilot go on when the app has nothing left to do but what the test holds up."""
    with resting(held={group for mark in request.node.iter_markers("holds") for group in mark.args}):
        yield


@pytest.fixture
def open_app(stage: Stage) -> Iterator[OpenApp]:
    """Opens the app on the stage: with other settings, at another article, as another analyst."""
    opened: list[GlossatorApp] = []

    def opening(start: str | None = None, analyst: str = "ann", **settings: object) -> GlossatorApp:
        app = GlossatorApp(stage.path, analyst, replace(Settings(), **settings), start=start)  # type: ignore[arg-type]
        # What scrolls is there at once.
        app.animation_level = "none"
        opened.append(app)
        return app

    yield opening
    for app in opened:
        app.close_workspace()
