"""Profiles of CSV: the separator, and how cells are protected from changes by spreadsheets."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from glossator.formats.tables.formula_guard import Danger


class BadProfile(ValueError):
    """An invalid profile; the message is part of a sentence and says why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a table is written as CSV.

    Attributes:
        delimiter: the separator of cells, one character.
        bom: whether the file starts with a byte order mark, which Excel needs to detect UTF-8.
        one_line: whether line ends in a cell become a visible mark.
        guard: whether a text that a spreadsheet would run as a formula gets an apostrophe in front.
        guard_numbers: whether a text that a spreadsheet would convert to a number or date also gets one.
    """

    delimiter: str = ","
    bom: bool = True
    one_line: bool = True
    guard: bool = True
    guard_numbers: bool = False

    def __post_init__(self) -> None:
        if self.delimiter not in (",", ";", "\t", "|"):
            raise BadProfile("delimiter must be “,”, “;”, “|” or a tab (“\\t”)")

    @property
    def guarded(self) -> frozenset[Danger]:
        """The dangers that texts are guarded against."""
        wanted = {Danger.FORMULA: self.guard, Danger.CONVERTED: self.guard_numbers}
        return frozenset(danger for danger, is_wanted in wanted.items() if is_wanted)

    @property
    def suffix(self) -> str:
        """The suffix of the files."""
        return ".tsv" if self.delimiter == "\t" else ".csv"


EXCEL: Final = Profile()
"""For Excel, LibreOffice and programs such as pandas: cells are unchanged, except formulas and line ends."""
EXACT: Final = Profile(bom=False, one_line=False, guard=False)
"""For programs: cells are unchanged."""
PROFILES: Final[Mapping[str, Profile]] = {
    "excel": EXCEL,
    "excel-semicolon": Profile(delimiter=";"),
    "tsv": Profile(delimiter="\t", bom=False),
    "spreadsheet-text": Profile(guard_numbers=True),
    "exact": EXACT,
}
"""The built-in profiles by name."""


def own_profile(values: Mapping[str, Any]) -> Profile:
    """Return the profile with these settings; others are as in `EXCEL`.

    Raises:
        BadProfile: when a setting is unknown or its value invalid.
    """
    kinds = {entry.name: type(getattr(EXCEL, entry.name)) for entry in fields(Profile)}
    for name, value in values.items():
        if name not in kinds:
            raise BadProfile(f"unknown setting “{name}”; available: {', '.join(kinds)}")
        if type(value) is not kinds[name]:
            raise BadProfile(f"{name} must be {'a text' if kinds[name] is str else 'true or false'}")
    return Profile(**values)
