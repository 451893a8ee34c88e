"""Recognising the format of a file from its name and its first lines and records."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from glossator.formats.file_head import FileHead, JsonRecords, JsonShape
from glossator.formats.spec import Evidence, Format
from glossator.formats.structured_text import structure_of
from glossator.formats.unsupported import known_by_content, known_by_suffix, root_of


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file was recognised as.

    Attributes:
        format: its format; None where it is an archive of files, or nothing that can be imported.
        reason: what shows the format; without one, a sentence that says what the file is and what to do.
        is_archive: whether it is an archive of files.
    """

    format: Format | None
    reason: str
    is_archive: bool = False


def detect(head: FileHead, formats: Iterable[Format]) -> Detection:
    """Return the format of a file.

    What its content shows decides: a special kind of a format over the format itself, and annotations over articles;
    then known formats that cannot be imported; then the structure of its content; and its suffix only for what has no
    structure of its own. All else is plain text.

    Args:
        head: the beginning of the file.
        formats: all formats; those that cannot be imported are ignored.
    """
    imported = [each for each in formats if each.can_import]
    sniffed = [(each.sniff(head), each) for each in imported if each.sniff is not None]
    if by_kind := [each for evidence, each in sniffed if evidence is Evidence.KIND]:
        return _one_of(by_kind, "its content")
    by_content = [each for evidence, each in sniffed if evidence is Evidence.CONTENT]
    if by_content:
        return _one_of(by_content, "its content")
    if reason := known_by_content(head):
        return Detection(None, reason)
    by_shape = [each for evidence, each in sniffed if evidence is Evidence.SHAPE]
    if by_shape:
        return _one_of(by_shape, "the structure of its content")
    if reason := known_by_suffix(head.name):
        return Detection(None, reason)
    if head.members:
        return Detection(None, "This is an archive of files.", is_archive=True)
    by_suffix = _with_suffix(imported, head.suffix)
    if reason := _unknown_structure(head, imported, by_suffix):
        return Detection(None, reason)
    if [each.name for each in by_suffix] in ([], ["plain"]) and (structure := structure_of(head)) is not None:
        return Detection(None, str(structure))
    if by_suffix:
        return _one_of(by_suffix, f"its extension {head.suffix}")
    plain = next((each for each in imported if each.name == "plain"), None)
    return Detection(plain, "nothing in it shows another format")


def _with_suffix(formats: Iterable[Format], suffix: str) -> list[Format]:
    """Return the formats whose files usually have that suffix, or else those whose files may have it."""
    having = [each for each in formats if suffix in each.suffixes and not each.only_by_content]
    return [each for each in having if each.suffixes[0] == suffix] or having


def _one_of(found: list[Format], shown_by: str) -> Detection:
    """Return the only one of the formats with annotations, or else of all; say so where there are several."""
    best = _first_choice(found)
    if len(best) == 1:
        return Detection(best[0], shown_by)
    names = " or ".join(each.name for each in best)
    return Detection(None, f"The file may be {names}. Name the format with --format.")


def _first_choice(found: list[Format]) -> list[Format]:
    """Return the formats with annotations, which hold the articles as well; or all if there are none."""
    return [each for each in found if each.read_annotations is not None] or found


def _unknown_structure(head: FileHead, formats: list[Format], by_suffix: list[Format]) -> str:
    """Return that a file is structured data of unknown shape, and the nearest format; empty for any other file."""
    if (found := head.json) is not None:
        nearest = _nearest(found, formats)
        if found.shape is JsonShape.LINES and len(found.values) > 1:
            return f"These are JSON lines of an unknown shape. The nearest format is {nearest} (--format {nearest})."
        return (
            f"This is a JSON {'array' if found.shape is JsonShape.ARRAY else 'object'} of an unknown shape. "
            f"Write each record on a line of its own, and import it with --format {nearest}."
        )
    if head.starts_json:
        return "This is JSON that is damaged or not whole. Export it again."
    root = root_of(head)
    if root and "html" not in (each.name for each in by_suffix):
        return f"This is XML of an unknown shape (its root is “{root}”). To import its text, name --format html."
    if head.suffix == ".json" and head.text.strip():
        return "This is named .json and is not JSON, or damaged. Export it again."
    return ""


def _nearest(found: JsonRecords, formats: list[Format]) -> str:
    """Return the name of the format that the records of a JSON file would have on lines."""
    # Often an object holds the list of records.
    inner = [each for one in found.objects for value in one.values() if isinstance(value, list) for each in value]
    for records in (found.objects, inner):
        lines = "".join(f"{json.dumps(each)}\n" for each in records if isinstance(each, dict))
        head = FileHead("", lines.encode())
        sniffed = [(each.sniff(head), each) for each in formats if each.sniff is not None]
        for evidence in (Evidence.CONTENT, Evidence.SHAPE):
            if shown := [each for each_evidence, each in sniffed if each_evidence is evidence]:
                return _first_choice(shown)[0].name
    return "jsonl"
