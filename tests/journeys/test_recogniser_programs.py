"""The reader with a recogniser program, which is quick, or never answers."""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import offers, rows

FAKE: Final = Path(__file__).parents[1] / "ner" / "fake_program.py"


@pytest.fixture
def named(folder: Path) -> Path:
    """An article with two mentions of what the program finds."""
    path = folder / "ferry.txt"
    path.write_text("A ferry\n\nFrom Lumen to Selby.\n\nTo Lumen.", "utf-8")
    return path


def settings_for(how: str) -> str:
    command = json.dumps([sys.executable, str(FAKE), how])
    return f'model = "mine"\n[recognisers.mine]\ncommand = {command}\ntimeout = 3600\n'


def test_it_suggests_while_one_reads(start: Start, settings: Callable[[str], None], named: Path, folder: Path) -> None:
    settings(settings_for("right"))
    reader = start(
        named, FAKE_FINDS=json.dumps([{"quote": "Lumen", "label": "GPE"}, {"quote": "Atlantis", "label": "GPE"}])
    )
    reader.wait_for("0 of 2 decided", "Added 2 suggestions; 4 finds dropped", offers("Accept"))
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(folder / "annotations.db", "SELECT pipeline, version FROM runs") == [("mine", "fake 1")]


@pytest.mark.parametrize("how", ["silent hello", "silent"])
def test_one_reads_and_quits_while_it_is_silent(
    start: Start, settings: Callable[[str], None], named: Path, folder: Path, how: str
) -> None:
    settings(settings_for(how))
    reader = start(named, FAKE_SELF=str(folder / "pid"))
    waiting = offers("Accept") if how == "silent hello" else "loading the pipeline"
    reader.wait_for("From Lumen to Selby", waiting)
    reader.press("v", "l", "enter", "o")
    reader.wait_for("1 of 1 decided")
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(folder / "annotations.db", "SELECT count(*) FROM runs") == [(0,)]
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text("utf-8")), signal.SIGKILL)


def test_what_it_does_wrong_is_shown_and_one_goes_on(
    start: Start, settings: Callable[[str], None], named: Path
) -> None:
    settings(settings_for("exits"))
    reader = start(named)
    reader.wait_for("The recogniser mine has ended", "no pipeline")
    reader.press("v", "l", "enter", "o")
    reader.wait_for("1 of 1 decided")
    reader.press("q")
    assert reader.exit_code() == 0
