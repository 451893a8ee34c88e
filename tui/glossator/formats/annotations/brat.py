"""brat’s standoff format: a text file and an annotation file for each article, with offsets in code points.

Status and tags are attributes, entities are references and equivalences of their mentions, notes are notes. A span over
several lines has a fragment for each, as brat demands. White space in names is escaped as %20; a note of several lines
is an EscapedNotes with \\n for the line ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import (
    MISPLACED,
    MISPLACED_PLURAL,
    ImportBuilder,
    misplaced_example,
)
from glossator.formats.annotations.metadata import HIGHLIGHT
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text.span import Span

TEXT_SUFFIX: Final = ".txt"
ANNOTATION_SUFFIX: Final = ".ann"
"""The suffixes of the two files of an article."""
_LINE: Final = re.compile(r"[^\n]+")
_ESCAPED: Final = re.compile(r"[\s%]")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_MARKED: Final = re.compile(r"T\d+\t\S+ \d+ \d+")
_PLACES: Final = re.compile(r"\d+ \d+(?:;\d+ \d+)*")


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write the files and the configuration of the types in them, and return a summary."""
    counts = ExportCounts()
    types = {_escaped(label.name) for label in excerpt.labels}
    paths: set[str] = set()
    for found in counts.count(excerpt.articles()):
        spans = [one for one in found.annotations if one.span is not None]
        types.update(_escaped(one.label or HIGHLIGHT) for one in spans)
        paths.update(_escaped(path) for one in spans for path in one.tags)
        with files.open(found.article.uid + TEXT_SUFFIX) as target:
            target.write(found.article.text.encode("utf-8"))
        with files.open(found.article.uid + ANNOTATION_SUFFIX) as target:
            target.write("".join(f"{line}\n" for line in _lines(found)).encode("utf-8"))
    with files.open("annotation.conf") as target:
        target.write(_configuration(types, paths).encode("utf-8"))
    return counts.summary()


def _lines(found: AnnotatedArticle) -> Iterator[str]:
    text = found.article.text
    mentions: dict[str, list[str]] = {}
    numbered = [
        (f"T{number}", one) for number, one in enumerate((one for one in found.annotations if one.span), start=1)
    ]
    for name, one in numbered:
        assert one.span is not None, "annotations of whole articles have no span"
        fragments = [
            Span(one.span.start + line.start(), one.span.start + line.end()) for line in _LINE.finditer(one.quote)
        ]
        places = ";".join(f"{fragment.start} {fragment.end}" for fragment in fragments)
        words = " ".join(fragment.of(text) for fragment in fragments)
        yield f"{name}\t{_escaped(one.label or HIGHLIGHT)} {places}\t{words}"
        if one.entity:
            mentions.setdefault(one.entity, []).append(name)
    attributes = [
        f"{kind} {name} {value}"
        for name, one in numbered
        for kind, value in (("Status", str(one.status)), *(("Tag", _escaped(path)) for path in one.tags))
    ]
    yield from (f"A{number}\t{attribute}" for number, attribute in enumerate(attributes, start=1))
    references = [(name, entity) for entity, names in mentions.items() for name in names]
    for number, (name, entity) in enumerate(references, start=1):
        yield f"N{number}\tReference {name} Glossator:{_escaped(entity)}\t{entity}"
    yield from (f"*\tAlias {' '.join(names)}" for names in mentions.values() if len(names) > 1)
    notes = [(name, one.note) for name, one in numbered if one.note]
    for number, (name, note) in enumerate(notes, start=1):
        escaped = note.replace("\\", "\\\\").replace("\n", "\\n")
        kind = "AnnotatorNotes" if escaped == note else "EscapedNotes"
        yield f"#{number}\t{kind} {name}\t{escaped}"


def _configuration(types: Iterable[str], paths: Iterable[str]) -> str:
    statuses = "|".join(Status)
    return "\n".join(
        (
            "[entities]",
            *sorted(types),
            "",
            "[relations]",
            "Alias\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
            "",
            "[events]",
            "",
            "[attributes]",
            f"Status\tArg:<ENTITY>, Value:{statuses}",
            f"Tag\tArg:<ENTITY>, Value:{'|'.join(sorted(paths)) or 'none'}",
            "",
        )
    )


@dataclass(slots=True)
class _Mark:
    """An annotated span: its label, its offsets as written, its quote, and the lines about it."""

    label: str
    places: str
    words: str
    tags: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for name in sorted(files):
        stem = name.removesuffix(ANNOTATION_SUFFIX)
        if name.endswith(ANNOTATION_SUFFIX) and stem + TEXT_SUFFIX not in files:
            yield f"{name}: {stem.rpartition('/')[2]}{TEXT_SUFFIX} is missing in the same folder"
        elif name.endswith(TEXT_SUFFIX):
            marks = files.get(name.removesuffix(TEXT_SUFFIX) + ANNOTATION_SUFFIX, b"")
            try:
                article = _article(name.rpartition("/")[2].removesuffix(TEXT_SUFFIX), files[name], marks)
                yield f"{name}: {article}" if isinstance(article, str) else article
            except UnicodeDecodeError:
                yield f"{name} or its annotations are not UTF-8; save both as UTF-8"


def _article(name: str, text: bytes, marks: bytes) -> ImportRecord | str:
    builder = ImportBuilder(text.decode("utf-8"), {"id": name})
    found: dict[str, _Mark] = {}
    about = []
    for line in marks.decode("utf-8-sig").split("\n"):
        mark, _, rest = line.rstrip("\r").partition("\t")
        kind_and_places, _, words = rest.partition("\t")
        kind, _, places = kind_and_places.partition(" ")
        if mark.startswith("T") and _PLACES.fullmatch(places):
            found[mark] = _Mark(_unescaped(kind), places, words)
        elif mark.strip():
            about.append((mark, kind, places.split(), words))
    for mark, kind, arguments, words in about:
        if not _attach(found, mark, kind, arguments, words):
            builder.reject(
                f"skipped “{' '.join((mark, kind, *arguments, words)).strip()}”, which has no counterpart here"
            )
    for one in found.values():
        _take(builder, one)
    return builder.build()


def _attach(found: Mapping[str, _Mark], mark: str, kind: str, arguments: list[str], words: str) -> bool:
    """Add what a line says to the span that it is about, and return whether that has a counterpart here."""
    about = found.get(arguments[0]) if arguments else None
    if mark == "*":
        # The references of its mentions say the same, and name the entity.
        return all("entity" in found[name].known for name in arguments if name in found)
    if about is None:
        return False
    if mark.startswith("#") and kind in ("AnnotatorNotes", "EscapedNotes"):
        about.known["note"] = _unescaped_note(words) if kind == "EscapedNotes" else words
    elif mark.startswith("N") and kind == "Reference":
        about.known["entity"] = words
    elif mark.startswith(("A", "M")) and kind == "Status" and arguments[1:]:
        about.known["status"] = arguments[1]
    elif mark.startswith(("A", "M")) and kind == "Tag" and arguments[1:]:
        about.tags.append(_unescaped(arguments[1]))
    else:
        return False
    return True


def _take(builder: ImportBuilder, one: _Mark) -> None:
    """Add a span; fragments with only white space between them are joined."""
    places = [tuple(map(int, place.split())) for place in one.places.split(";")]
    start, end = places[0][0], places[-1][1]
    gaps = [(before[1], after[0]) for before, after in pairwise(places)]
    if any(builder.raw[first:last].strip() or first > last for first, last in gaps):
        builder.reject(f"“{one.words}” has a gap, so only its first part is kept; annotate the rest by hand")
        end = places[0][1]
    stands = " ".join(builder.raw[first:last] for first, last in places)
    if one.words and one.words != stands:
        builder.reject(MISPLACED, 1, plural=MISPLACED_PLURAL, example=misplaced_example(one.words, start, end, stands))
    else:
        builder.add(start, end, one.label, {**one.known, "tags": one.tags})


def _escaped(word: str) -> str:
    """Return a word with white space and % escaped."""
    return _ESCAPED.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8")), word)


def _unescaped(word: str) -> str:
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), word.encode("utf-8"))
    return data.decode("utf-8", errors="replace")


def _unescaped_note(words: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], words)


def _sniff(head: FileHead) -> Evidence:
    """Recognise annotation files with a span, and zip archives with annotation files."""
    is_packed = any(name.endswith(ANNOTATION_SUFFIX) for name in head.members)
    is_marked = head.suffix == ANNOTATION_SUFFIX and any(map(_MARKED.match, head.lines))
    return Evidence.CONTENT if is_packed or is_marked else Evidence.NONE


FORMAT: Final = Format(
    name="brat",
    title="brat standoff, a text and an annotation file for each article",
    suffixes=(ANNOTATION_SUFFIX,),
    sniff=_sniff,
    read_annotations=_read,
    write_files=write,
    lacks=ENTITY_DETAILS
    | {Feature.DETAILS, Feature.METADATA, Feature.ARTICLE_NOTE, Feature.ARTICLE_TAG, Feature.WHOLE}
    | {Feature.TAG_NOTE, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN},
)
"""Reads pairs of files."""
