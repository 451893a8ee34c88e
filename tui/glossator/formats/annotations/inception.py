"""Projects that INCEpTION and WebAnno export: a zip archive with the annotations of each annotator, and the curation.

Each annotator is an analyst. Where a document was curated, the curation stands: what an annotator marked and the
curation has too, is that annotator’s as well, and the rest of it is counted.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from glossator.domain.import_record import Arrival, FileRemainder, ImportRecord
from glossator.domain.left_out import LeftOutCounter
from glossator.formats.annotations.conllu import read_sentences
from glossator.formats.annotations.uima import MAPPING, WORK_PLACE, is_project
from glossator.formats.annotations.uima_json import read_json
from glossator.formats.annotations.uima_xmi import SUFFIX, TYPE_SYSTEM, read_xmi
from glossator.formats.annotations.webanno_tsv import read_tsv
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.formats.zip_archive import ZipMember, members
from glossator.text.natural_order import natural_key

CURATOR: Final = "CURATION_USER"
"""The name of the curation in files, and of its analyst."""
_INITIAL: Final = "INITIAL_CAS"
_SOURCE: Final = re.compile(r"(?:.*/)?source/([^/]+)")
_BINARY: Final = re.compile(r"(?:.*/)?(annotation|curation)_ser/([^/]+)/([^/]+)\.ser")
_READABLE: Final = (SUFFIX, ".tsv", ".json", ".conllu")
_REFUSED: Final = (
    "The project has no annotations in a format that can be read. "
    "Export it again with the secondary format UIMA CAS XMI or WebAnno TSV."
)


@dataclass(frozen=True, slots=True)
class _Work:
    """The files of one annotator on one document."""

    path: str
    document: str
    annotator: str
    files: Mapping[str, bytes]


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    documents: dict[str, list[_Work]] = defaultdict(list)
    for path in sorted(files, key=natural_key):
        if found := WORK_PLACE.fullmatch(path):
            annotator = CURATOR if found[1].lower() == "curation" else found[3]
            works = documents[found[2]]
            if annotator != CURATOR or all(one.annotator != CURATOR for one in works):
                try:
                    works.append(_Work(path, found[2], annotator, _unpacked(path, files[path])))
                except Unreadable as error:
                    yield f"{path}: {error}"
    if not documents:
        raise Unreadable(_REFUSED)
    for works in documents.values():
        yield from _document(works)
    yield _remainder(files, documents)


def _remainder(files: Mapping[str, bytes], documents: Mapping[str, Sequence[_Work]]) -> FileRemainder:
    """Return what is not read: documents without annotations, and work that is there in Java’s own format only."""
    problems, left_out = LeftOutCounter(), LeftOutCounter()
    for path in sorted(files, key=natural_key):
        found = _SOURCE.fullmatch(path)
        if found and found[1] not in documents:
            left_out.add("document without annotations", plural="documents without annotations", example=found[1])
        found = _BINARY.fullmatch(path)
        if found and found[3] != _INITIAL and all(work.annotator != found[3] for work in documents.get(found[2], ())):
            problems.add(
                "work of an annotator that is not in UIMA CAS XMI, JSON or WebAnno TSV",
                plural="works of annotators that are not in UIMA CAS XMI, JSON or WebAnno TSV",
                example=f"{found[3]} on {found[2]}",
            )
    return FileRemainder(problems.entries, left_out.entries)


def _unpacked(path: str, data: bytes) -> Mapping[str, bytes]:
    """Return the files of an annotator, which may be in an archive in the archive."""
    if not path.lower().endswith(".zip"):
        return {path: data}
    return {each.name: each.data for each in members(data) if isinstance(each, ZipMember)}


def _document(works: list[_Work]) -> Iterator[Arrival]:
    """Yield the articles of a document: the curation first, then those of its annotators."""
    people = [work for work in works if work.annotator not in (CURATOR, _INITIAL)]
    curated = [work for work in works if work.annotator == CURATOR]
    # What a document was imported with is everybody’s, unless nobody has worked on it.
    chosen = [*curated, *people] or works
    standing: set[tuple[object, ...]] | None = None
    for work in chosen:
        for found in _records(work):
            if isinstance(found, str):
                yield found
            elif work.annotator == CURATOR:
                standing = {(one.span, one.label) for one in found.annotations}
                yield found
            else:
                yield found if standing is None else _agreeing(found, standing)


def _agreeing(found: ImportRecord, standing: set[tuple[object, ...]]) -> ImportRecord:
    """Return an annotator’s article with what the curation has too; the rest is counted."""
    kept = tuple(one for one in found.annotations if (one.span, one.label) in standing)
    left_out = LeftOutCounter()
    left_out.add_all(found.left_out)
    for one in found.annotations:
        if (one.span, one.label) not in standing:
            quote = one.span.of(found.draft.text) if one.span else ""
            left_out.add(
                "annotation that the curation does not have",
                plural="annotations that the curation does not have",
                example=f"“{quote}” {one.label or ''} by {one.analyst}".replace("  ", " "),
            )
    return replace(found, annotations=kept, left_out=left_out.entries)


def _records(work: _Work) -> Iterator[ImportRecord | str]:
    """Yield the articles in the files of one annotator."""
    title, where = PurePosixPath(work.document).stem, f"{work.document}, {work.annotator}"
    analyst = "" if work.annotator == _INITIAL else work.annotator
    types = next((data for name, data in work.files.items() if name.endswith(TYPE_SYSTEM)), b"")
    name = next((name for suffix in _READABLE for name in work.files if name.lower().endswith(suffix)), None)
    if name is None:
        yield f"{work.path}: has no file in a format that can be read; export it as UIMA CAS XMI or WebAnno TSV"
        return
    data = work.files[name]
    known = {"title": title, "where": where, "analyst": analyst}
    try:
        if name.lower().endswith(SUFFIX):
            yield from read_xmi(data, types, **known)
        elif name.lower().endswith(".tsv"):
            yield read_tsv(data, **known)
        elif name.lower().endswith(".json"):
            yield from read_json(data, **known)
        else:
            yield from (
                found
                if isinstance(found, str)
                else replace(found, annotations=tuple(replace(one, analyst=analyst) for one in found.annotations))
                for found in read_sentences(data.decode("utf-8-sig", "replace"))
            )
    except Unreadable as error:
        yield f"{work.path}: {error}"


def _sniff(head: FileHead) -> Evidence:
    """Recognise the folders of a project in an archive."""
    return Evidence.CONTENT if is_project(head.members) else Evidence.NONE


FORMAT: Final = Format(
    name="inception",
    title="projects of INCEpTION and WebAnno",
    sniff=_sniff,
    read_annotations=_read,
    mapping=(
        ("the annotations of each annotator", "accepted annotations by that analyst"),
        (
            "the curation",
            f"accepted annotations by {CURATOR}; what annotators have and it has not is counted",
        ),
        ("documents without annotations, guidelines, settings", "counted, ignored"),
        *MAPPING,
    ),
)
"""Reads zip archives of projects."""
