"""JSON lines: an article a line, in an object with a field for its text."""

import json
from collections.abc import Iterator
from typing import Any, Final

from glossator.formats.columns import TEXT, known, text_column
from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.unreadable import Unreadable

_MARKS: Final = ("spans", "entities", "label", "labels", "annotations", "relations", "cats")


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of the lines that hold one; each other line with what is wrong with it.

    What is said under `meta` counts like a field of its own.

    Raises:
        Unreadable: when the data are not text.
    """
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("The file holds nothing but white space, so there is nothing to import.")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _article(line, f"line {number}", encoding)


def _article(line: str, where: str, encoding: str) -> Content | Problem:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        return Problem(where, f"it is no JSON, or cut off ({said}); repair it, or take it out")
    if not isinstance(row, dict):
        return Problem(where, "it is no object with fields; write it as {…}, or take it out")
    column = text_column(list(row))
    text: Any = row.get(column) if column else None
    if not isinstance(text, str) or not text.strip():
        return Problem(where, f"it has no text; put it into a field named {', '.join(TEXT[:3])} or {TEXT[3]}")
    meta = row.get("meta")
    fields = {**(meta if isinstance(meta, dict) else {}), **row}
    marks = tuple(f"what is under {name}" for name in _MARKS if row.get(name))
    return Content(known(fields), text, encoding=encoding, dropped=marks, where=where)
