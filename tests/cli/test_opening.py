"""Opening the reader: what is set before it runs. The app itself is played."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli import main


class _Played:
    """The app, which only notes how it finds things."""

    parting_words = ""
    return_code = 0
    found: tuple[bool, float] | None = None

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def run(self) -> None:
        _Played.found = gc.isenabled(), sys.getswitchinterval()

    def close_workspace(self) -> None:
        pass


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the interpreter as the other tests expect it."""
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)
    gc.enable()


def test_keys_come_before_garbage_and_other_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tui.app.GlossatorApp", _Played)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["--db", str(tmp_path / "any.db")]) == 0
    assert _Played.found is not None
    looks_for_garbage, turn = _Played.found
    assert not looks_for_garbage
    assert turn < 0.001
