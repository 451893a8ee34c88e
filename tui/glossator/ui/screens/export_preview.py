"""The first lines of an export as they are shown: which is which, and what was put there for spreadsheets."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from glossator.formats.tables.formula_guard import danger
from glossator.formats.tables.profiles import Profile
from glossator.ui.widgets.article.glyphs import visible

_PUT_THERE: Final = "bold $warning"
_OTHER_LINE: Final = "dim"


def painted(lines: Sequence[str], profile: Profile | None, width: int) -> Content:
    """Return lines one below the other.

    Args:
        lines: the first of a file.
        profile: how they are written if they are a table’s; what it has put into cells is set off.
        width: the cells that a line may take. Where one takes more, every other line is dimmed, for lines that are
            broken would run into each other.
    """
    shown = list(map(visible, lines))
    broken = any(len(line) > width for line in shown)
    parts = []
    for number, line in enumerate(shown):
        content = Content(line)
        if broken and number % 2:
            content = content.stylize(_OTHER_LINE)
        for place in _put_there(line, profile) if profile else ():
            content = content.stylize(_PUT_THERE, place, place + 1)
        parts.append(content)
    return Content("\n").join(parts)


def _put_there(line: str, profile: Profile) -> Iterator[int]:
    """Yield the places in a table's line of the apostrophes that guard a cell, and of the marks for line ends."""
    between = re.escape(profile.delimiter)
    if profile.guarded:
        for cell in re.finditer(rf'(?:^|(?<=[{between}"]))\'([^{between}"]*)', line):
            if danger(cell[1].lstrip("'")):
                yield cell.start()
    if profile.one_line:
        yield from (mark.start() + 1 for mark in re.finditer(" ⏎ ", line))
