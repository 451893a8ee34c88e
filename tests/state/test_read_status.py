from pathlib import Path

import pytest

from glossator.domain.library import ReadingState
from glossator.state.read_status import ReadStatus, is_read, seconds_to_read

WORKSPACE = Path("/desk/annotations.db")


def test_an_article_is_unread_then_begun_then_read_and_stays_so(tmp_path: Path) -> None:
    states = ReadStatus(tmp_path, WORKSPACE)
    assert (states.states(), states.last_visit) == ({}, "")
    states.record_opening("t_a")
    states.record_opening("t_b")
    states.mark_read("t_b")
    states.record_opening("t_b")
    states.set_last_visit("2026-01-02T12:00:00Z")
    # What is new stays so until the program is started again.
    assert states.last_visit == ""
    again = ReadStatus(tmp_path, WORKSPACE)
    assert again.states() == {"t_a": ReadingState.BEGUN, "t_b": ReadingState.READ}
    assert again.last_visit == "2026-01-02T12:00:00Z"
    again.mark_unread("t_b")
    assert ReadStatus(tmp_path, WORKSPACE).states() == {"t_a": ReadingState.BEGUN}
    assert ReadStatus(tmp_path, Path("/desk/other.db")).states() == {}


def test_two_windows_keep_what_each_of_them_knows(tmp_path: Path) -> None:
    one, other = ReadStatus(tmp_path, WORKSPACE), ReadStatus(tmp_path, WORKSPACE)
    one.mark_read("t_a", "t_c")
    other.set_last_visit("2026-01-02T12:00:00Z")
    other.record_opening("t_b")
    one.mark_unread("t_c")
    other.record_opening("t_d")
    other.record_opening("t_a")
    again = ReadStatus(tmp_path, WORKSPACE)
    begun = ReadingState.BEGUN
    assert again.states() == {"t_a": ReadingState.READ, "t_b": begun, "t_d": begun}
    assert again.last_visit == "2026-01-02T12:00:00Z"


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", '{"states": 5}', '{"states": {"t_a": "decided"}, "looked": 5}', "\x00"),
        *('{"states": {"t_a": [], "t_b": {}}}', "[" * 100_000),
    ],
    ids=lambda content: content[:40],
)
def test_what_cannot_be_understood_is_done_without(tmp_path: Path, content: str) -> None:
    ReadStatus(tmp_path, WORKSPACE).record_opening("t_b")
    (file,) = (tmp_path / "reading").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(content, encoding="utf-8")
    states = ReadStatus(tmp_path, WORKSPACE)
    assert (states.states(), states.last_visit) == ({}, "")


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "reading").write_text("in the way", encoding="utf-8")
    states = ReadStatus(tmp_path, WORKSPACE)
    states.record_opening("t_a")
    assert states.states() == {"t_a": ReadingState.BEGUN}


@pytest.mark.parametrize(
    ("length", "seconds"), [(0, 3.0), (500, 3.5), (5_000, 8.0), (27_000, 30.0), (10_000_000, 30.0)]
)
def test_a_longer_article_takes_longer_to_read_up_to_half_a_minute(length: int, seconds: float) -> None:
    assert seconds_to_read(length) == seconds
    assert is_read(length, seconds, end_seen=True)
    assert not is_read(length, seconds - 0.01, end_seen=True)
    assert not is_read(length, 3_600.0, end_seen=False)


def test_an_article_is_read_when_its_end_was_seen_and_it_was_open_long_enough(tmp_path: Path) -> None:
    now = 0.0
    states = ReadStatus(tmp_path, WORKSPACE, clock=lambda: now)

    def look(uid: str, at: float, *, end_in_view: bool) -> ReadingState | None:
        nonlocal now
        now = at
        states.record_view(uid, 5_000, end_in_view=end_in_view)
        return states.states().get(uid)

    states.record_opening("t_a")
    # To the end at once, and back: it is begun.
    assert look("t_a", 0.5, end_in_view=True) is ReadingState.BEGUN
    assert look("t_a", 7.9, end_in_view=False) is ReadingState.BEGUN
    # The time counts for each visit.
    states.record_opening("t_b")
    states.record_opening("t_a")
    assert look("t_a", 9.0, end_in_view=True) is ReadingState.BEGUN
    assert look("t_b", 30.0, end_in_view=True) is ReadingState.BEGUN
    assert look("t_a", 16.0, end_in_view=False) is ReadingState.READ
    # Who marks it as unread while it is open means it.
    states.mark_unread("t_a")
    assert look("t_a", 60.0, end_in_view=True) is None
