"""Output of commands: messages, tables and JSON, and the progress line."""

import codecs
import io
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self, TypeAlias, cast

from glossator.text.normalise import printable, printable_lines

if TYPE_CHECKING:
    from typing_extensions import Buffer

# The greatest width of a column but the last, in cells.
_WIDEST: Final = 60
# Rows that are formatted at a time.
_PAGE: Final = 1_000
# The width of each column, and whether its cells are right-aligned numbers.
_Layout: TypeAlias = list[tuple[int, bool]]


def print_message(sentence: str) -> None:
    """Print a message, which is not a result, to standard error."""
    print(printable(sentence), file=sys.stderr)


def print_json(value: Any) -> None:
    """Print a value as JSON; on a terminal, invisible characters are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    print(printable_lines(written, lambda character: json.dumps(character)[1:-1]) if sys.stdout.isatty() else written)


def standard_output() -> BinaryIO:
    """Return standard output for the bytes of a file; on a terminal, they are made safe."""
    return cast("BinaryIO", Terminal()) if sys.stdout.isatty() else sys.stdout.buffer


class Terminal(io.RawIOBase):
    """A file that shows UTF-8 text on the terminal, without control characters."""

    def __init__(self) -> None:
        # The codec skips a byte order mark.
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Show `data`; an incomplete character at its end is shown with the next."""
        sys.stdout.write(printable_lines(self._decoder.decode(bytes(data))))
        return memoryview(data).nbytes


def print_table(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows with the same columns as a table with a heading, or as a JSON list of objects.

    In a table, long cells are shortened, except in the last column.
    """
    if as_json:
        print_json(rows)
    elif rows:
        _print_lines(rows, None)


def print_rows(rows: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    """Print many rows like `print_table`, with few in memory; the first ones determine the column widths."""
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
    """Print rows, with a heading unless they continue a table with a `layout`; return the layout."""
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
    """Return `cell` padded or shortened to `width` cells of the terminal."""
    from rich.cells import cell_len, set_cell_size

    return set_cell_size(cell, width) if cell_len(cell) <= width else f"{set_cell_size(cell, width - 1)}…"


class ProgressLine:
    """A progress message on the last line of the terminal; nothing if standard error is not a terminal."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.clear()

    def show(self, message: str) -> None:
        """Show a message in place of the one before."""
        if sys.stderr.isatty():
            # A message that wrapped to a second line could not be cleared.
            print(f"\r{message[: shutil.get_terminal_size().columns - 1]}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Clear the line for other output."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
