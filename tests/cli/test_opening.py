"""Opening the reader: what is set before it runs. The app itself is played."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossator.cli import main
from tests.journeys.steps import rows


class _Played:
    """The app, which only notes how it finds things."""

    parting_words = ""
    return_code = 0
    found: tuple[bool, float, str] | None = None
    start: object = None

    def __init__(self, *_: object, **known: object) -> None:
        _Played.start = known["start"]

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


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the app only note things, as if there was a terminal; return what is said before it is opened."""
    reported: list[str] = []
    monkeypatch.setattr("glossator.cli.reader.print_message", reported.append)
    monkeypatch.setattr("glossator.ui.app.GlossatorApp", _Played)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    return reported


def opened(db: Path) -> tuple[bool, float, str]:
    """Return how the app finds things when it is opened: does Python look for garbage, turns of threads, frames."""
    assert main(["--db", str(db)]) == 0
    assert _Played.found is not None
    return _Played.found


@pytest.mark.usefixtures("played")
def test_keys_come_before_garbage_and_other_threads(tmp_path: Path) -> None:
    looks_for_garbage, turn, _ = opened(tmp_path / "any.db")
    assert not looks_for_garbage
    assert turn < 0.001


@pytest.mark.usefixtures("played")
def test_frames_may_follow_each_other_closely_unless_the_user_wants_fewer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert opened(tmp_path / "any.db")[2] == "240"
    monkeypatch.setenv("TEXTUAL_FPS", "30")
    assert opened(tmp_path / "any.db")[2] == "30"


def test_a_table_of_ours_that_is_opened_comes_back_to_its_articles(ready: Path, here: Path, played: list[str]) -> None:
    assert main(["export", "-o", "table.csv"]) == 0
    table = (here / "table.csv").read_text(encoding="utf-8-sig")
    (here / "table.csv").write_text(table.replace("suggested,", "accepted,", 1), encoding="utf-8")
    ((uid,),) = rows(ready, "SELECT uid FROM articles")
    assert main(["table.csv"]) == 0
    assert (_Played.start, rows(ready, "SELECT count(*) FROM annotations WHERE status = 'accepted'")) == (uid, [(1,)])
    assert played == ["glossator: table.csv: 0 annotations, 1 changed, 12 there already, in 1 article"]
    assert main(["--db", "other.db", "table.csv"]) == 1
    assert "its articles are not in this workspace" in played[-1]
    assert not (here / "other.db").exists()


def test_what_another_program_annotated_is_opened_with_its_annotations(here: Path, played: list[str]) -> None:
    lines = [
        '{"text": "Aurora left.", "spans": [{"start": 0, "end": 6, "label": "PRODUCT"}], "answer": "accept"}',
        '{"text": "She stayed.", "spans": [{"start": 0, "end": 99, "label": "ORG"}], "answer": "accept"}',
    ]
    (here / "tasks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["tasks.jsonl"]) == 0
    assert rows(here / "annotations.db", "SELECT quote, status FROM annotations") == [("Aurora", "accepted")]
    (said,) = played
    assert said.startswith("glossator: tasks.jsonl: 1 annotation, in 2 articles; left out: ")
    assert "99" in said


def test_an_address_in_place_of_a_file_is_reported_with_the_command(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["https://news.example/page"]) == 1
    assert "glossator import ADDRESS" in capsys.readouterr().err
    assert not (here / "annotations.db").exists()
