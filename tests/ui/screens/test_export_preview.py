"""The first lines of an export as they are shown."""

import pytest

from glossator.formats.tables.profiles import EXACT, EXCEL, PROFILES, Profile
from glossator.ui.screens.export import preview_content


def set_off(line: str, profile: Profile | None = EXCEL) -> list[int]:
    """Return the places in a line that are set off."""
    return sorted(span.start for span in preview_content([line], profile, 80).spans)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("a,'007,'tis", [2]),
        ("'=1,b", [0]),
        (""""'1,200",'x""", [1]),
        ("a ⏎ b,c", [2]),
        ("it's,5'000", []),
        ("", []),
    ],
)
def test_what_was_put_there_for_spreadsheets_is_set_off(line: str, places: list[int]) -> None:
    assert set_off(line) == places
    assert set_off(line, PROFILES["spreadsheet-text"]) == places
    assert set_off(line, EXACT) == set_off(line, None) == []


def test_cells_end_where_the_profile_says() -> None:
    assert set_off("a;'1;b", PROFILES["excel-semicolon"]) == [2]
    assert set_off("a|'1", PROFILES["excel-semicolon"]) == []


def test_lines_that_are_broken_are_distinguished_by_every_other_one_being_dim() -> None:
    lines = ["first", "second" * 4, "third"]
    assert preview_content(lines, None, 80).spans == []
    dimmed = preview_content(lines, None, 20).spans
    assert [(span.start, span.end, span.style) for span in dimmed] == [(6, 6 + 24, "dim")]
