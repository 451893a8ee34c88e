"""Windows of every size, also while they change."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import counts, edits, in_a_field, leave, no, offers, rows, statuses, write


def test_in_a_narrow_window_the_editor_is_a_drawer_that_opens_for_the_note_and_closes(
    start: Start, ready: Path
) -> None:
    reader = start(columns=80, lines=24)
    reader.wait_for("After nine dark winters", offers("Accept"))
    assert "n to edit" not in reader.text
    reader.press("space")
    reader.wait_for("FAC suggested")
    write(reader, "n", "Ask who repaired it.")
    reader.wait_for("Hartness Point", "Note", "Ask who repaired it.", "saved")
    leave(reader)
    reader.wait_for(no("Ask who repaired it."))
    assert rows(ready, "SELECT note FROM annotations WHERE quote = 'Hartness Point'") == [("Ask who repaired it.",)]


def test_a_window_may_change_its_size_while_a_note_is_being_written(start: Start, ready: Path) -> None:
    reader = start(columns=80, lines=24)
    reader.wait_for("After nine dark winters", offers("Accept"))
    reader.press("space")
    write(reader, "n", "Written narrow,")
    reader.wait_for("Written narrow,")
    reader.resize(140, 40)
    reader.wait_for(edits("Hartness Point", "Written narrow,"))
    reader.type(" then wide,")
    reader.wait_for(edits("Written narrow, then wide,"))
    reader.resize(70, 20)
    reader.wait_for(in_a_field, "then wide,")
    reader.type(" then narrower.")
    reader.wait_for("then narrower.")
    leave(reader)
    reader.press("a")
    reader.wait_for(counts(1, 13))
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [
        ("Written narrow, then wide, then narrower.",)
    ]


@pytest.mark.parametrize(("columns", "lines"), [(20, 8), (300, 80), (300, 6)])
def test_very_small_and_very_wide_windows_work(start: Start, ready: Path, columns: int, lines: int) -> None:
    reader = start(columns=columns, lines=lines)
    reader.wait_for("After nine", counts(0, 13))
    reader.press("]")
    reader.press("a")
    reader.wait_for(counts(1, 13))
    reader.press("?")
    reader.wait_for("Keys of")
    reader.press("escape")
    reader.wait_until_gone("Keys of")
    reader.press("q")
    assert reader.exit_code() == 0
    assert statuses(ready)["Hartness Point"] == "accepted"


def test_a_window_may_shrink_to_almost_nothing_and_come_back(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("After nine dark winters", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    for columns, lines in ((1, 1), (5, 3), (300, 3), (20, 60), (120, 40)):
        reader.resize(columns, lines)
        reader.press("l")
    reader.wait_for("After nine dark winters", offers("Accept"))
    reader.press("q")
    assert reader.exit_code() == 0
