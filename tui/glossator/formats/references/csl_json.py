"""CSL JSON, as Zotero exports it: an article for each entry, with its abstract or note as text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead, JsonShape
from glossator.formats.references.entry import ReferenceEntry
from glossator.formats.spec import Evidence, Format

_STATED: Final = {"title": "title", "container-title": "source", "URL": "url", "language": "language"}
_TEXTS: Final = ("abstract", "note")


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a file.

    Raises:
        Unreadable: when it is not a JSON array.
    """
    text, encoding = decode(data)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is JSON that is damaged or not whole. Export it again.") from error
    if not isinstance(found, list):
        raise Unreadable("It is not a list of references. Export it as CSL JSON.")
    for number, record in enumerate(found, start=1):
        where = f"entry {number}"
        if isinstance(record, dict):
            yield _entry(record).content(where, encoding)
        else:
            yield Problem(where, "it is not a JSON object; remove it")


def _entry(record: Mapping[str, Any]) -> ReferenceEntry:
    entry = ReferenceEntry()
    for name, value in record.items():
        if name in _TEXTS and isinstance(value, str):
            entry.texts[name] = value
        elif name in _STATED and isinstance(value, str):
            entry.stated[_STATED[name]] = value
        elif name == "issued":
            entry.stated["date"] = _date(value)
        elif name == "author":
            entry.stated["author"] = _names(value)
        elif isinstance(value, list):
            entry.metadata[name] = _names(value)
        elif isinstance(value, Mapping):
            entry.metadata[name] = _date(value)
        elif value is not None:
            entry.metadata[name] = str(value)
    entry.texts = {kind: entry.texts.get(kind, "") for kind in _TEXTS}
    return entry


def _date(value: Any) -> str:
    """Return a date of CSL on one line, as ISO 8601 where it has parts."""
    if not isinstance(value, Mapping):
        return str(value or "")
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        return "-".join(str(part).zfill(2) for part in first)
    return str(value.get("raw") or value.get("literal") or value.get("season") or "")


def _names(value: Any) -> str:
    """Return persons, or other values, on one line."""
    shown = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            given = " ".join(str(each.get(key) or "") for key in ("given", "non-dropping-particle", "family")).split()
            shown.append(str(each.get("literal") or " ".join(given)))
        else:
            shown.append(str(each))
    return "; ".join(filter(None, shown))


def _is_csl(one: Mapping[str, Any]) -> bool:
    return "type" in one and "title" in one and bool(one.keys() & {"issued", "container-title", "citation-key"})


def _sniff(head: FileHead) -> Evidence:
    """Recognise arrays of references."""
    found = head.json
    is_array = found is not None and found.shape is not JsonShape.OBJECT
    return (
        Evidence.CONTENT
        if found is not None and is_array and any(map(_is_csl, _objects(found.values)))
        else Evidence.NONE
    )


def _objects(values: Any) -> list[Mapping[str, Any]]:
    """Return the objects in values, or in the array on the only line."""
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return [each for each in items if isinstance(each, dict)]


FORMAT: Final = Format(
    name="csl-json",
    title="CSL JSON references, an article for each with an abstract",
    sniff=_sniff,
    read_articles=read,
)
