"""Files with an article in each row: CSV with any usual separator, TSV, and JSON lines."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead, JsonShape
from glossator.formats.header import Header, make_header
from glossator.formats.spec import Evidence, Format
from glossator.formats.tables.csv_reader import read_csv

# The names of the column that holds the text, in lower case; the first that is there counts.
_TEXT: Final = ("text", "body", "content", "article", "full_text", "fulltext", "article_text", "maintext")
_TEXT_NAMES: Final = f"{', '.join(_TEXT[:3])} or {_TEXT[3]}"
_HEADER: Final = {
    "title": ("title", "headline", "article_title", "subject"),
    "source": ("source", "publication", "outlet", "publisher", "site", "domain"),
    "author": ("author", "authors", "byline", "creator"),
    "date": ("date", "published_at", "published", "date_published", "date_publish", "publish_date", "pubdate"),
    "url": ("url", "link", "href", "address"),
    "language": ("language", "lang"),
}
_ANNOTATIONS: Final = ("spans", "entities", "label", "labels", "annotations", "relations", "cats")


def read_table(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a table with a header row, one column of which is the text.

    Raises:
        Unreadable: when there is no header row, or no column for the text.
    """
    text, encoding = decode(data)
    names, rows = read_csv(text)
    column = _text_column(names)
    if column is None:
        raise Unreadable(f"No column holds a text. Name the column with the text {_TEXT_NAMES}.")
    place = names.index(column)
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
            cells = {name: cell for name, cell in zip(names, row, strict=False) if name != column}
            yield Content(_header(cells), row[place], encoding=encoding, where=where)


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
    column = _text_column(list(row))
    text: Any = row.get(column) if column else None
    if not isinstance(text, str) or not text.strip():
        return Problem(where, f"it has no text; put it under the key {_TEXT_NAMES}")
    meta = row.get("meta")
    fields = {**(meta if isinstance(meta, dict) else {}), **row}
    left_out = tuple(LeftOut(f"the data under “{name}”") for name in _ANNOTATIONS if row.get(name))
    return Content(_header(fields), text, encoding=encoding, left_out=left_out, where=where)


def _text_column(names: Sequence[str]) -> str | None:
    """Return the name, as it is written, of the column that holds the text."""
    written = {name.strip().lower(): name for name in names}
    return next((written[name] for name in _TEXT if name in written), None)


def _header(row: Mapping[str, Any]) -> Header:
    lower = {str(name).strip().lower(): str(value) for name, value in row.items() if isinstance(value, str | int)}
    return make_header(
        {meaning: next((lower[name] for name in names if lower.get(name)), "") for meaning, names in _HEADER.items()}
    )


def _sniff(head: FileHead) -> Evidence:
    """Recognise files that are named so, and lines of JSON with a text."""
    found = head.json
    has_texts = found is not None and found.shape is JsonShape.LINES and any(map(_has_text, found.objects))
    return Evidence.SHAPE if has_texts or head.suffix in (".jsonl", ".ndjson") else Evidence.NONE


def _has_text(row: Mapping[str, Any]) -> bool:
    column = _text_column(list(row))
    return column is not None and isinstance(row[column], str)


JSON_LINES: Final = Format(
    name="jsonl",
    title="JSON lines, an article for each",
    suffixes=(".jsonl", ".ndjson"),
    sniff=_sniff,
    read_articles=read_json_lines,
)
