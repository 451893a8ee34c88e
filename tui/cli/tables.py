"""Printing for people, and for programs."""

import json
import sys
from collections.abc import Sequence
from typing import Any, Final

from tui.model.text import printable

_WIDEST: Final = 60


def said(sentence: str) -> None:
    """Tell the person at the terminal something that is not a result."""
    print(printable(sentence), file=sys.stderr)


def print_table(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows that all have the same columns, as a table with a heading, or as a JSON list of objects.

    In the table, all cells but those of the last column are cut where they are long.
    """
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        return
    from rich.cells import cell_len

    names = list(rows[0])
    cells = [[printable(str("" if row[name] is None else row[name])) for name in names] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    widths[:-1] = [min(_WIDEST, width) for width in widths[:-1]]
    right = [all(isinstance(row[name], int) for row in rows) for name in names]
    for line in (names, *cells):
        fitted = [
            cell.rjust(width) if aligned else _fitted(cell, width)
            for cell, width, aligned in zip(line, widths, right, strict=True)
        ]
        print("  ".join(fitted).rstrip())


def _fitted(cell: str, width: int) -> str:
    """Return `cell` in as many cells of the terminal as `width` says, with a mark where it is cut."""
    from rich.cells import cell_len, set_cell_size

    return set_cell_size(cell, width) if cell_len(cell) <= width else f"{set_cell_size(cell, width - 1)}…"
