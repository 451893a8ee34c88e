"""The saved filters of the library."""

from pathlib import Path

from glossator.state.library_filters import LibraryFilter, LibraryFilters


def test_filters_are_kept_by_name_replaced_and_deleted(tmp_path: Path) -> None:
    filters = LibraryFilters(tmp_path / "state")
    assert filters.all() == []
    one, other = LibraryFilter("to do", "state:unread", "date", True), LibraryFilter("Coast", "source:coast", "title")
    assert filters.save(one)
    assert filters.save(other)
    assert LibraryFilters(tmp_path / "state").all() == [other, one]
    newer = LibraryFilter("to do", "has:undecided", "added")
    assert filters.save(newer)
    assert filters.all() == [other, newer]
    assert filters.delete("to do")
    assert filters.all() == [other]


def test_unreadable_data_is_ignored_and_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "library_filters.json").write_text('{"a": 1, "b": ["x"], "c": ["typed", "date", 0]}', encoding="utf-8")
    assert LibraryFilters(tmp_path).all() == [LibraryFilter("c", "typed", "date")]
    (tmp_path / "file").touch()
    assert not LibraryFilters(tmp_path / "file").save(LibraryFilter("a", "b", "c"))
