"""Printing for people, and for programs."""

import codecs
import io
import json
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias, cast

from glossator.text.normalise import printable, printable_lines

if TYPE_CHECKING:
    from typing_extensions import Buffer

_WIDEST: Final = 60
# Rows that are printed at a time where there may be very many.
_PAGE: Final = 1_000
# Of each column its width, and whether its cells are numbers, which end at its right edge.
_Layout: TypeAlias = list[tuple[int, bool]]


def print_message(sentence: str) -> None:
    """Tell the person at the terminal something that is not a result."""
    print(printable(sentence), file=sys.stderr)


def print_json(value: Any) -> None:
    """Print a value as JSON; on a terminal, what would not be seen as it is there is escaped as JSON has it."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    print(printable_lines(written, lambda character: json.dumps(character)[1:-1]) if sys.stdout.isatty() else written)


def standard_output() -> BinaryIO:
    """Return where a file that is written to standard output goes; on a terminal only what can be shown there does."""
    return cast("BinaryIO", Terminal()) if sys.stdout.isatty() else sys.stdout.buffer


class Terminal(io.RawIOBase):
    """A text file in UTF-8 that is shown on the terminal as it is written, without what would change the terminal."""

    def __init__(self) -> None:
        # A mark of the encoding at the beginning is not text.
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Show `data`, of which a character that is cut off is shown with the next."""
        sys.stdout.write(printable_lines(self._decoder.decode(bytes(data))))
        return memoryview(data).nbytes


def print_table(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows that all have the same columns, as a table with a heading, or as a JSON list of objects.

    In the table, all cells but those of the last column are cut where they are long.
    """
    if as_json:
        print_json(rows)
        return
    if not rows:
        return
    _print_lines(rows, None)


def print_rows(rows: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows as `print_table` does, of which there may be very many: a few are held at a time.

    The columns are as wide as the first rows need.
    """
    given = iter(rows)
    if as_json:
        print("[", end="")
        for number, row in enumerate(given):
            print("," * bool(number), json.dumps(row, ensure_ascii=False), sep="\n", end="")
        print("\n]")
        return
    layout = None
    while page := list(islice(given, _PAGE)):
        layout = _print_lines(page, layout)


def _print_lines(rows: Sequence[dict[str, Any]], layout: _Layout | None) -> _Layout:
    """Print rows, with a heading unless they go on in the `layout` of those before; return the layout."""
    from rich.cells import cell_len

    names = list(rows[0])
    cells = [[printable(str("" if row[name] is None else row[name])) for name in names] for row in rows]
    if layout is None:
        widths = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
        widths[:-1] = [min(_WIDEST, width) for width in widths[:-1]]
        numbers = [all(isinstance(row[name], int) for row in rows) for name in names]
        layout = list(zip(widths, numbers, strict=True))
        cells.insert(0, names)
    for line in cells:
        fitted = [
            cell.rjust(width) if aligned else cell if last else _fitted(cell, width)
            for cell, (width, aligned), last in zip(line, layout, (*[False] * (len(line) - 1), True), strict=True)
        ]
        print("  ".join(fitted).rstrip())
    return layout


def _fitted(cell: str, width: int) -> str:
    """Return `cell` in as many cells of the terminal as `width` says, with a mark where it is cut."""
    from rich.cells import cell_len, set_cell_size

    return set_cell_size(cell, width) if cell_len(cell) <= width else f"{set_cell_size(cell, width - 1)}…"
