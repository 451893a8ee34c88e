"""Reading files of other annotation tools in tests, without a workspace."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from glossator.domain.import_record import Arrival, FileRemainder, ImportRecord, QuotedRecord
from glossator.domain.left_out import LeftOut
from glossator.services.formats import FORMATS


def arrivals(name: str, data: Any) -> list[Arrival]:
    """Return what a format reads in a file: bytes, a mapping of files, a text, or the value of a JSON file."""
    read = FORMATS[name].read_annotations
    assert read is not None
    if isinstance(data, Mapping) and all(isinstance(each, bytes) for each in data.values()):
        return list(read(data))
    if not isinstance(data, bytes | str):
        data = json.dumps(data)
    return list(read({"file": data.encode() if isinstance(data, str) else data}))


def articles(name: str, data: Any) -> list[ImportRecord]:
    """Return the articles in a file that has nothing else."""
    found = arrivals(name, data)
    assert all(isinstance(each, ImportRecord) for each in found), found
    return [each for each in found if isinstance(each, ImportRecord)]


def article(name: str, data: Any) -> ImportRecord:
    """Return the only article in a file."""
    (found,) = articles(name, data)
    return found


def marks(found: ImportRecord) -> list[tuple[str, str | None, str]]:
    """Return quote, label and analyst of each annotation."""
    return [(one.span.of(found.draft.text) if one.span else "", one.label, one.analyst) for one in found.annotations]


def kinds(entries: Iterable[LeftOut]) -> dict[str, int]:
    """Return the numbers of what was left out, by kind."""
    return {each.kind: each.number for each in entries}


def quoted(name: str, data: Any) -> list[QuotedRecord]:
    """Return the annotations of articles that are not in the file, by article."""
    return [each for each in arrivals(name, data) if isinstance(each, QuotedRecord)]


def remainder(name: str, data: Any) -> FileRemainder:
    """Return what is counted of a file."""
    (found,) = (each for each in arrivals(name, data) if isinstance(each, FileRemainder))
    return found
