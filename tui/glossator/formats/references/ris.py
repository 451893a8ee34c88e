"""RIS: an article for each entry, with its abstract or note as text."""

import re
from collections.abc import Iterator
from typing import Final

from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.references.entry import ReferenceEntry, joined
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import flatten, normalise

_LINE: Final = re.compile(r"\s{0,3}([A-Z][A-Z0-9])  ?-(?: (.*))?")
_START: Final = re.compile(r"\s*TY  ?- ?[A-Z]")
_STATED: Final = {
    "title": ("TI", "T1", "CT", "BT", "ST"),
    "source": ("T2", "JF", "JO", "JA", "J1", "J2", "PB"),
    "author": ("AU", "A1", "A2"),
    "date": ("DA", "Y1", "PY"),
    "url": ("UR", "LK", "L2"),
    "language": ("LA",),
}
_TEXTS: Final = {"abstract": ("AB", "N2"), "note": ("N1", "RN")}
_NAMES: Final = {
    "TY": "type",
    "KW": "keywords",
    "SP": "first page",
    "EP": "last page",
    "VL": "volume",
    "IS": "issue",
    "SN": "ISSN",
    "DO": "DOI",
    "ID": "id",
    "AN": "accession number",
    "DB": "database",
    "DP": "database provider",
    "CY": "place",
    "PP": "place",
    "M3": "kind",
    "ET": "edition",
    "SE": "section",
    "Y2": "access date",
    "L1": "file",
    "C1": "custom 1",
    "C2": "custom 2",
    "PB": "publisher",
    "PY": "year",
    "T2": "title 2",
    "A2": "editor",
}


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a file.

    Raises:
        Unreadable: when it is no text, or has no entry.
    """
    text, encoding = decode(data)
    number = 0
    for number, fields in enumerate(_entries(normalise(text)), start=1):
        yield _entry(fields).content(f"entry {number}", encoding)
    if not number:
        raise Unreadable("There is no entry in it. An entry starts with a line such as “TY  - NEWS”.")


def _entries(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the fields of each entry, by tag; a line without a tag continues the one above it."""
    fields: dict[str, list[str]] = {}
    last = ""
    for line in text.split("\n"):
        match = _LINE.fullmatch(line)
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", line.strip())
        if tag == "TY" and fields:
            # The end of the entry above is missing.
            yield fields
            fields = {}
        if tag == "ER":
            if fields:
                yield fields
            fields, last = {}, ""
        elif tag:
            fields.setdefault(tag, []).append(value)
            last = tag
        elif last and last in fields:
            fields[last][-1] = f"{fields[last][-1]}\n{value}"
    if fields:
        yield fields


def _entry(fields: dict[str, list[str]]) -> ReferenceEntry:
    entry = ReferenceEntry()
    for meaning, tags in _STATED.items():
        tag = next((tag for tag in tags if any(fields.get(tag, ()))), None)
        if tag is not None:
            values = fields.pop(tag)
            entry.stated[meaning] = "; ".join(filter(None, values)) if meaning == "author" else values[0]
    for kind, tags in _TEXTS.items():
        entry.texts[kind] = "\n\n".join(value for tag in tags for value in dict.fromkeys(fields.pop(tag, ())))
    for tag, values in fields.items():
        name = _NAMES.get(tag, tag)
        entry.metadata[name] = joined(entry.metadata.get(name, ""), "; ".join(map(flatten, filter(None, values))))
    return entry


FORMAT: Final = Format(
    name="ris",
    title="RIS references, an article for each with an abstract",
    suffixes=(".ris",),
    sniff=lambda head: Evidence.CONTENT if _is_ris(head) else Evidence.NONE,
    read_articles=read,
)


def _is_ris(head: FileHead) -> bool:
    return _START.match(head.text) is not None
