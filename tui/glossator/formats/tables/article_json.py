"""JSON files with an article in each object of a list, such as those of NewsAPI, GDELT and MediaCloud, or with one."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead, JsonShape, first_items
from glossator.formats.spec import Evidence, Format
from glossator.formats.tables.article_fields import TEXT_NAMES, content_of, has_annotations, has_text
from glossator.formats.tables.article_rows import is_json_lines

_LIST_START: Final = re.compile(r'"[^"\n]{1,80}"\s*:\s*(?=\[\s*\{)')
# How deep in objects the list of articles may be, as in {"response": {"docs": [...]}}.
_DEEPEST: Final = 3


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a JSON file: the objects of its list, or its only object.

    The list is the file itself, or the first one in its objects in which an object has a text.

    Raises:
        Unreadable: when it is not JSON, or no object in it has a text.
    """
    text, encoding = decode(data)
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise Unreadable("The JSON is nested too deep. Export it with an article in each object.") from error
    except ValueError as error:
        raise Unreadable(f"This is JSON that is damaged or not whole ({error}). Export it again.") from error
    records = _records(found)
    if records is None:
        raise Unreadable(f"No object in it has a text. Put the text of each article under the key {TEXT_NAMES}.")
    if isinstance(found, dict) and has_text(found):
        yield content_of(found, "", encoding, "key")
    else:
        for number, record in enumerate(records, start=1):
            where = f"record {number}"
            if isinstance(record, dict):
                yield content_of(record, where, encoding, "key")
            else:
                yield Problem(where, "it is not a JSON object; write it as {…} or remove it")


def _records(found: Any, depth: int = _DEEPEST) -> Sequence[Any] | None:
    """Return the list of records in a JSON value; None where no object has a text."""
    if isinstance(found, list):
        # Some answers of search servers wrap each record.
        inner = [each.get("_source") for each in found if isinstance(each, dict)]
        return next((each for each in (found, inner) if any(map(has_text, each))), None)
    if not isinstance(found, dict):
        return None
    if has_text(found):
        return (found,)
    if depth:
        for value in found.values():
            if (records := _records(value, depth - 1)) is not None:
                return records
    return None


def _sniff(head: FileHead) -> Evidence:
    """Recognise JSON, other than JSON lines, one of whose first objects has a text, and none annotations."""
    records = _first_records(head)
    if records is None or any(isinstance(each, dict) and has_annotations(each) for each in records):
        return Evidence.NONE
    return Evidence.SHAPE


def _first_records(head: FileHead) -> Sequence[Any] | None:
    known = head.json
    if is_json_lines(head):
        return None
    if known is not None:
        is_lines = known.shape is JsonShape.LINES and len(known.values) > 1
        return None if is_lines else _records(known.values if known.shape is JsonShape.ARRAY else known.values[0])
    if head.starts_json:
        # A file that is longer than its head is whole in none of its objects.
        for start in _LIST_START.finditer(head.text):
            items = first_items(head.text[start.end() :])
            if any(map(has_text, items)):
                return items
    return None


FORMAT: Final = Format(
    name="json",
    title="JSON with a list of articles",
    suffixes=(".json",),
    sniff=_sniff,
    read_articles=read,
)
