"""Files with an article in each row: CSV with any usual separator, TSV, and JSON lines."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead, JsonShape
from glossator.formats.spec import Evidence, Format
from glossator.formats.tables.article_fields import TEXT_NAMES, content_of, has_text, text_field
from glossator.formats.tables.csv_reader import read_csv


def read_table(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a table with a header row, one column of which is the text.

    Raises:
        Unreadable: when there is no header row, or no column for the text.
    """
    text, encoding = decode(data)
    names, rows = read_csv(text)
    column = text_field(names)
    if column is None:
        raise Unreadable(f"No column holds a text. Give the column that does the heading {TEXT_NAMES}.")
    place = names.index(column)
    names = _unique(names)
    for found in rows:
        if isinstance(found, Problem):
            yield found
            continue
        where, row = found
        if len(row) > len(names):
            yield Problem(where, f"it has {len(row)} cells for {len(names)} headings; put its text in quotation marks")
        elif len(row) <= place or not row[place].strip():
            yield Problem(where, f"its cell under {column} is empty; add a text or remove the row")
        else:
            yield content_of(dict(zip(names, row, strict=False)), where, encoding, "column")


def read_json_lines(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a file with a JSON object on each line; the keys under `meta` count as the object's own.

    Raises:
        Unreadable: when the data are not text, or empty.
    """
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("The file is empty.")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _object(line, f"line {number}", encoding)


def _object(line: str, where: str, encoding: str) -> Content | Problem:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        return Problem(where, f"it is not valid JSON ({reason}); repair or remove the line")
    if not isinstance(row, dict):
        return Problem(where, "it is not a JSON object; write it as {…} or remove the line")
    return content_of(row, where, encoding, "key")


def _unique(names: Sequence[str]) -> list[str]:
    """Return the headings of columns, numbered where they are empty or repeated, so that no cell is lost."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        found.append(f"{name or 'column'} {number}" if not name or name in found else name)
    return found


def is_json_lines(head: FileHead) -> bool:
    """Return whether a file is named as JSON lines, or has JSON values on its lines, one of them with a text."""
    if head.suffix in (".jsonl", ".ndjson"):
        return True
    found = head.json
    if found is None or found.shape is not JsonShape.LINES or (len(found.values) == 1 and head.suffix == ".json"):
        return False
    return any(map(has_text, found.objects))


JSON_LINES: Final = Format(
    name="jsonl",
    title="JSON lines, an article for each",
    suffixes=(".jsonl", ".ndjson"),
    sniff=lambda head: Evidence.SHAPE if is_json_lines(head) else Evidence.NONE,
    read_articles=read_json_lines,
)
