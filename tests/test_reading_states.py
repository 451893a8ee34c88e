from pathlib import Path

import pytest

from tui.model.library import ReadingState
from tui.reading_states import ReadingStates

WORKSPACE = Path("/desk/annotations.db")


def test_an_article_is_unread_then_begun_then_read_and_stays_so(tmp_path: Path) -> None:
    states = ReadingStates(tmp_path, WORKSPACE)
    assert (states.states(), states.looked) == ({}, "")
    states.opened("t_a")
    states.opened("t_b")
    states.saw_end("t_b")
    states.opened("t_b")
    states.look("2026-01-02T12:00:00Z")
    # What is new stays so until the program is started again.
    assert states.looked == ""
    again = ReadingStates(tmp_path, WORKSPACE)
    assert again.states() == {"t_a": ReadingState.BEGUN, "t_b": ReadingState.READ}
    assert again.looked == "2026-01-02T12:00:00Z"
    again.take_for_unread("t_b")
    assert ReadingStates(tmp_path, WORKSPACE).states() == {"t_a": ReadingState.BEGUN}
    assert ReadingStates(tmp_path, Path("/desk/other.db")).states() == {}


def test_two_windows_keep_what_each_of_them_knows(tmp_path: Path) -> None:
    one, other = ReadingStates(tmp_path, WORKSPACE), ReadingStates(tmp_path, WORKSPACE)
    one.saw_end("t_a", "t_c")
    other.look("2026-01-02T12:00:00Z")
    other.opened("t_b")
    one.take_for_unread("t_c")
    other.opened("t_d")
    other.opened("t_a")
    again = ReadingStates(tmp_path, WORKSPACE)
    begun = ReadingState.BEGUN
    assert again.states() == {"t_a": ReadingState.READ, "t_b": begun, "t_d": begun}
    assert again.looked == "2026-01-02T12:00:00Z"


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", '{"states": 5}', '{"states": {"t_a": "decided"}, "looked": 5}', "\x00"),
        *('{"states": {"t_a": [], "t_b": {}}}', "[" * 100_000),
    ],
    ids=lambda content: content[:40],
)
def test_what_cannot_be_understood_is_done_without(tmp_path: Path, content: str) -> None:
    ReadingStates(tmp_path, WORKSPACE).opened("t_b")
    (file,) = (tmp_path / "reading").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(content, encoding="utf-8")
    states = ReadingStates(tmp_path, WORKSPACE)
    assert (states.states(), states.looked) == ({}, "")


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "reading").write_text("in the way", encoding="utf-8")
    states = ReadingStates(tmp_path, WORKSPACE)
    states.opened("t_a")
    assert states.states() == {"t_a": ReadingState.BEGUN}
