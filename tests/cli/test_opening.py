"""Opening the reader: what is set before it runs. The app itself is played."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli import main


class _Played:
    """The app, which only notes how it finds things."""

    parting_words = ""
    return_code = 0
    found: tuple[bool, float, str] | None = None

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def run(self) -> None:
        _Played.found = gc.isenabled(), sys.getswitchinterval(), os.environ["TEXTUAL_FPS"]

    def close_workspace(self) -> None:
        pass


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the interpreter as the other tests expect it."""
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)
    gc.enable()


@pytest.fixture(autouse=True)
def no_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the user say nothing of how often the screen may be painted."""
    # Set first, so that it is put back to what it was, also where it was nothing.
    monkeypatch.setenv("TEXTUAL_FPS", "0")
    monkeypatch.delenv("TEXTUAL_FPS")


def opened(monkeypatch: pytest.MonkeyPatch, db: Path) -> tuple[bool, float, str]:
    """Return how the app finds things when it is opened: does Python look for garbage, turns of threads, frames."""
    monkeypatch.setattr("tui.app.GlossatorApp", _Played)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["--db", str(db)]) == 0
    assert _Played.found is not None
    return _Played.found


def test_keys_come_before_garbage_and_other_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    looks_for_garbage, turn, _ = opened(monkeypatch, tmp_path / "any.db")
    assert not looks_for_garbage
    assert turn < 0.001


def test_frames_may_follow_each_other_closely_unless_the_user_wants_fewer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert opened(monkeypatch, tmp_path / "any.db")[2] == "240"
    monkeypatch.setenv("TEXTUAL_FPS", "30")
    assert opened(monkeypatch, tmp_path / "any.db")[2] == "30"
