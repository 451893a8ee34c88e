"""Formats that are known and cannot be imported, by content and by suffix; each is refused with what to do instead."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from glossator.formats import compound_file
from glossator.formats.file_head import FileHead
from glossator.formats.tables.csv_reader import headings

_DOCTYPE: Final = r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>"
_ROOT: Final = re.compile(rf"(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|{_DOCTYPE})*+<([\w.:-]+)", re.DOTALL)
_XML: Final = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE\b|[\w.:-]+(?:\s[^>]*)?\sxmlns)", re.IGNORECASE)
_TURTLE: Final = re.compile(r"(?:\s|#[^\n]*\n)*@(?:prefix|base)\s", re.IGNORECASE)
_SLATE: Final = re.compile(r"\s*\(\(\d+, \d+\), \(\d+, \d+\)\) - ")
_YAML_LINE: Final = re.compile(r"\s*(?:#|- |-\Z|---\Z|\.\.\.\Z|[\w\"'.-]+:(?:\s|\Z))|\s+\S")
_CODEBOOK: Final = frozenset(("tag", "description", "number of highlights"))
_SQLITE: Final = b"SQLite format 3\0"
# Where a database has the id of the program that it is of.
_APPLICATION: Final = 68
# The most characters of the first tag that are looked at.
_TAG: Final = 4_096
_OLD_WEBANNO: Final = re.compile(r"1-1\t[^\t]+\t")
_EXPORT: Final = "Export it from its program as {}"


@dataclass(frozen=True, slots=True)
class _Known:
    """A format that is recognised only: its name, how, and what to do, as a sentence without its end."""

    name: str
    recognises: Callable[[FileHead], bool]
    advice: str


def _records(check: Callable[[Mapping[str, Any]], bool]) -> Callable[[FileHead], bool]:
    """Return the recogniser of JSON with an object of which `check` is true."""
    return lambda head: head.json is not None and any(map(check, head.json.objects))


def _keys(*keys: str) -> Callable[[FileHead], bool]:
    """Return the recogniser of JSON with an object that has all these keys."""
    return _records(lambda one: one.keys() >= {*keys})


def _is_old_webanno(lines: Sequence[str]) -> bool:
    """Return whether lines are the numbered tokens of WebAnno before its version 3, without offsets."""
    first = next((line for line in lines if not line.lstrip().startswith("#")), "")
    return bool(lines) and lines[0].lstrip().startswith("#") and _OLD_WEBANNO.match(first) is not None


def _root(*names: str) -> Callable[[FileHead], bool]:
    """Return the recogniser of XML documents with a root element of one of these names."""
    return lambda head: root_of(head) in names


def _pattern(pattern: re.Pattern[str]) -> Callable[[FileHead], bool]:
    return lambda head: pattern.match(head.text) is not None


def _is_yaml(head: FileHead) -> bool:
    """Return whether all lines are YAML’s, of a file that is named or begins so; not front matter with a text."""
    begins = head.lines[:1] == ["---"] and head.lines.count("---") == 1
    is_named = head.suffix in (".yaml", ".yml") or begins or head.text.startswith("%YAML")
    lines = [line for line in head.lines if not line.startswith("%")]
    return is_named and all(map(_YAML_LINE.match, lines)) and any(":" in line for line in lines)


_KNOWN: Final = (
    _Known("Argilla JSON", _keys("text", "annotation", "prediction"), "Export it as spaCy DocBin (.spacy)"),
    _Known(
        "Potato JSON",
        _records(lambda one: any(key.startswith("instance_id_to_") for key in one)),
        "Convert it to the JSON lines of doccano (--format doccano)",
    ),
    _Known("Labelbox JSON", _keys("data_row"), "Convert it to the JSON lines of doccano (--format doccano)"),
    _Known(
        "a file of WebAnno TSV 1 or 2", lambda head: _is_old_webanno(head.lines), _EXPORT.format("WebAnno TSV 3 or XMI")
    ),
    _Known("a UIMA type system", _root("typesystemdescription"), "Import the XMI files that belong to it"),
    _Known("a file of SLATE annotations", _pattern(_SLATE), "Convert it to brat (--format brat)"),
    _Known("RDF Turtle", _pattern(_TURTLE), "Import W3C Web Annotations (JSON-LD) with --format web-annotation"),
    _Known(
        "a codebook",
        lambda head: bool(head.lines) and headings(head.lines[0]) >= _CODEBOOK,
        "Import it with “glossator codebook import”",
    ),
    _Known(
        "a workspace of Glossator",
        lambda head: head.data.startswith(_SQLITE) and head.data[_APPLICATION : _APPLICATION + 4] == b"GLOS",
        "Merge it with “glossator merge”",
    ),
    _Known(
        "an SQLite database of another program",
        lambda head: head.data.startswith(_SQLITE),
        "Export its texts from that program",
    ),
    _Known("TEI XML", _root("tei", "teicorpus"), "Save its text as .txt"),
    _Known("a REFI-QDA codebook", _root("codebook"), "Import it with “glossator codebook import”"),
    _Known("YAML", _is_yaml, "Save its text as .txt"),
)
_SUFFIXES: Final = {
    suffix: f"{kind} cannot be imported. {advice} first."
    for suffixes, kind, advice in (
        (".doc .dot", "Old Word documents", "Save it as .docx or .txt"),
        (".pages", "Pages documents", "Save it as .docx or .txt"),
        (".wpd", "WordPerfect documents", "Save it as .docx or .txt"),
        (".xls .xlsx .xlsm .ods .fods .numbers", "Spreadsheets", "Save it as .csv"),
        (".ppt .pptx .odp .fodp .key", "Presentations", "Save it as .pdf"),
        (".ps .eps", "PostScript documents", "Save it as .pdf"),
        (".djvu", "Scanned documents", "Save it as .pdf"),
        (".mobi .azw .azw3 .fb2", "E-books of this kind", "Get it as .epub"),
        (".webarchive", "Web archives of Safari", "Save the page as .html"),
        (".pst .ost", "Mail folders of Outlook", "Save each mail as .msg or .eml"),
        (".gz .tgz .tar .bz2 .xz .7z .rar", "Archives of this kind", "Extract it"),
    )
    for suffix in suffixes.split()
}


def known_by_content(head: FileHead) -> str:
    """Return that a file is of a format that cannot be imported, and what to do; empty where it is not recognised."""
    if reason := compound_file.refusal(head.data):
        return reason
    for known in _KNOWN:
        if known.recognises(head):
            return f"This is {known.name}, which cannot be imported as articles. {known.advice}."
    return ""


def known_by_suffix(name: str) -> str:
    """Return why a file of that name is not imported and what to do; empty for a suffix that is not known."""
    return _SUFFIXES.get(PurePath(name).suffix.lower(), "")


def root_of(head: FileHead) -> str:
    """Return the name of the root element of an XML document in lower case, without prefix; else an empty text."""
    if _XML.match(head.text[:_TAG]) is None and head.suffix != ".xml":
        return ""
    root = _ROOT.match(head.text)
    return root[1].rpartition(":")[2].lower() if root else ""
