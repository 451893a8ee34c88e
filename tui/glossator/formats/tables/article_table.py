"""Tables with an article a row: CSV with any usual separator, and TSV."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from glossator.formats.columns import TEXT, known, text_column
from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.unreadable import Unreadable

_SEPARATORS: Final = ",;\t|"
_LONGEST_CELL: Final = 50_000_000


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a table with a row of headings, one of which is the text's.

    Raises:
        Unreadable: when there are no headings, or none for a text.
    """
    text, encoding = decode(data)
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    separator = max(_SEPARATORS, key=first.count)
    lines.seek(0)
    rows = csv.reader(lines, delimiter=separator)
    try:
        names = next(rows)
    except (StopIteration, csv.Error) as error:
        raise Unreadable("The table has no row of headings; add one.") from error
    column = text_column(names)
    if column is None:
        raise Unreadable(
            f"None of the table's headings is that of a text; name the column {', '.join(TEXT[:3])} or {TEXT[3]}."
        )
    place = names.index(column)
    number = 1
    while True:
        number += 1
        where = f"row {number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(where, f"it cannot be read ({error}), nor can what follows; repair its quotation marks")
            return
        if not any(row):
            continue
        if len(row) > len(names):
            yield Problem(
                where, f"it has {len(row)} cells for {len(names)} headings; put quotation marks around its text"
            )
        elif len(row) <= place or not row[place].strip():
            yield Problem(where, f"its cell under {column} is empty; put the text there, or take the row out")
        else:
            cells = {name: cell for name, cell in zip(names, row, strict=False) if name != column}
            yield Content(known(cells), row[place], encoding=encoding, where=where)
