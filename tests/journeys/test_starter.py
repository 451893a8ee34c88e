"""What a newcomer sees first: the starter workspace beside its articles."""

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import edits, offers
from tests.journeys.terminal import REPOSITORY


@pytest.fixture
def server() -> None:
    """Nothing: what is new to the program is started as a shell does, with an interpreter of its own."""


@pytest.mark.parametrize(("columns", "lines"), [(160, 48), (80, 24)])
def test_opening_the_samples_reading_and_quitting_changes_no_byte(
    start: Start, folder: Path, columns: int, lines: int
) -> None:
    shutil.copy(REPOSITORY / "annotations.db", folder)
    shutil.copytree(REPOSITORY / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    before = hashlib.sha256((folder / "annotations.db").read_bytes()).hexdigest()
    reader = start("seeds", columns=columns, lines=lines)
    reader.wait_for("ISTANBUL — Pakistan has turned down", offers("Accept"))
    reader.press("G", "g", "space")
    if columns > 100:
        reader.wait_for(edits("suggested"))
    reader.press(">")
    reader.wait_for("Torkham")
    reader.press("q")
    assert reader.exit_code() == 0
    assert hashlib.sha256((folder / "annotations.db").read_bytes()).hexdigest() == before
    assert {path.name for path in folder.iterdir()} == {"annotations.db", "seeds"}
