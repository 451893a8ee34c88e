"""How a table is written as text: what divides its cells, and what is done so that a spreadsheet leaves them alone."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from glossator.formats.tables.formula_guard import Danger


class BadProfile(ValueError):
    """A profile that cannot be used; the message is part of a sentence and says why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a table is written.

    Attributes:
        delimiter: what divides cells, one character.
        bom: whether a byte order mark tells Excel that the file is UTF-8.
        one_line: whether line ends within a cell become a visible mark.
        guard: whether a text that a spreadsheet would run as a formula gets an apostrophe in front.
        guard_numbers: whether a text that a spreadsheet would turn into a number, a date or a time gets one as well.
    """

    delimiter: str = ","
    bom: bool = True
    one_line: bool = True
    guard: bool = True
    guard_numbers: bool = False

    def __post_init__(self) -> None:
        if self.delimiter not in (",", ";", "\t", "|"):
            raise BadProfile("delimiter is one of “,”, “;”, “|” and a tab (“\\t”)")

    @property
    def guarded(self) -> frozenset[Danger]:
        """What texts are guarded against."""
        wanted = {Danger.RUN: self.guard, Danger.TAKEN: self.guard_numbers}
        return frozenset(danger for danger, is_wanted in wanted.items() if is_wanted)

    @property
    def suffix(self) -> str:
        """What the names of such files end with."""
        return ".tsv" if self.delimiter == "\t" else ".csv"


EXCEL: Final = Profile()
"""For Excel, LibreOffice and programs such as pandas: every cell as it is, except formulas and line ends."""
EXACT: Final = Profile(bom=False, one_line=False, guard=False)
"""For programs: every cell as it is."""
PROFILES: Final[Mapping[str, Profile]] = {
    "excel": EXCEL,
    "excel-semicolon": Profile(delimiter=";"),
    "tsv": Profile(delimiter="\t", bom=False),
    "spreadsheet-text": Profile(guard_numbers=True),
    "exact": EXACT,
}
"""The profiles that are always there, by name."""


def own_profile(values: Mapping[str, Any]) -> Profile:
    """Return the profile that settings describe; what they leave out is as in `EXCEL`.

    Raises:
        BadProfile: when there is no such setting, or its value is none.
    """
    kinds = {entry.name: type(getattr(EXCEL, entry.name)) for entry in fields(Profile)}
    for name, value in values.items():
        if name not in kinds:
            raise BadProfile(f"there is no “{name}” in a profile; there are {', '.join(kinds)}")
        if type(value) is not kinds[name]:
            raise BadProfile(f"{name} is {'a text' if kinds[name] is str else 'true or false'}")
    return Profile(**values)
