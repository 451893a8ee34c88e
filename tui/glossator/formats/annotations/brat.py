"""brat’s standoff format: a text file and an annotation file for each article, with offsets in code points.

Status and tags are attributes, entities are references and equivalences of their mentions, notes are notes. A span over
several lines has a fragment for each, as brat demands. White space in names is escaped as %20; a note of several lines
is an EscapedNotes with \\n for the line ends.
"""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.domain.uid import is_uid
from glossator.formats.annotations.annotator_files import annotators
from glossator.formats.annotations.import_builder import (
    MISPLACED,
    MISPLACED_PLURAL,
    ImportBuilder,
    misplaced_example,
    tag_of,
)
from glossator.formats.annotations.metadata import HIGHLIGHT
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text.natural_order import natural_key
from glossator.text.normalise import shorten
from glossator.text.offsets import Counting, Offsets, QuotedText, best_counting, fitting, same_quote
from glossator.text.span import Span

TEXT_SUFFIX: Final = ".txt"
ANNOTATION_SUFFIX: Final = ".ann"
"""The suffixes of the two files of an article."""
_LINE: Final = re.compile(r"[^\n]+")
_ESCAPED: Final = re.compile(r"[\s%]")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_MARKED: Final = re.compile(r"T\d+\t\S+ \d+ \d+")
_MARK: Final = re.compile(r"\*|[A-Z#]\w*")
_LONGEST: Final = 60
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
    notes: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line about other annotations: its id, its type, the ids or words after that, and its text."""

    mark: str
    kind: str
    arguments: Sequence[str]
    words: str

    def __str__(self) -> str:
        """Return the line as it is written, with spaces."""
        return " ".join((self.mark, self.kind, *self.arguments, self.words)).strip()


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    analysts = annotators({name: data for name, data in files.items() if name.endswith(TEXT_SUFFIX)})
    for name in sorted(files, key=natural_key):
        stem = name.removesuffix(ANNOTATION_SUFFIX)
        if name.endswith(ANNOTATION_SUFFIX) and stem + TEXT_SUFFIX not in files:
            yield f"{name}: {stem.rpartition('/')[2]}{TEXT_SUFFIX} is missing in the same folder"
        elif name.endswith(TEXT_SUFFIX):
            marks = files.get(name.removesuffix(TEXT_SUFFIX) + ANNOTATION_SUFFIX, b"")
            analyst = analysts.get(name, "")
            try:
                article = _article(name.rpartition("/")[2].removesuffix(TEXT_SUFFIX), files[name], marks, analyst)
                yield f"{name}: {article}" if isinstance(article, str) else article
            except UnicodeDecodeError:
                yield f"{name} or its annotations are not UTF-8; save both as UTF-8"


def _article(name: str, text: bytes, lines: bytes, analyst: str) -> ImportRecord | str:
    found, about, strange = _parsed(lines.decode("utf-8-sig"))
    # In our own files, a mark at the start is a character of the article.
    had_mark = text.startswith(BOM_UTF8) and not is_uid(name, "articles")
    raw = text.decode("utf-8-sig" if had_mark else "utf-8")
    counting = _counting(raw, found.values(), had_mark=had_mark)
    builder = ImportBuilder(raw, {"id": name}, counting, analyst=analyst, had_mark=had_mark)
    # What is said about an event is said about its trigger, unless that begins several events.
    triggers = {line.mark: line.kind.partition(":")[2] for line in about if line.mark.startswith("E")}
    events = Counter(triggers.values())
    known = {**found, **{mark: found[one] for mark, one in triggers.items() if one in found and events[one] == 1}}
    for line in about:
        _attach(builder, known, line)
    offsets = Offsets(raw, fitting(builder.counting, raw, had_mark=had_mark))
    for one in found.values():
        _take(builder, one, offsets)
    for written in strange:
        builder.reject("line that is not brat’s", 1, plural="lines that are not brat’s", example=f"“{written}”")
    return builder.build()


def _parsed(written: str) -> tuple[dict[str, _Mark], list[_Line], list[str]]:
    """Return the spans by id, the lines about others, and the lines that are not brat’s."""
    found: dict[str, _Mark] = {}
    about, strange = [], []
    for each in written.split("\n"):
        line = each.rstrip("\r")
        mark, _, rest = line.partition("\t")
        kind_and_places, _, words = rest.partition("\t")
        kind, _, places = kind_and_places.partition(" ")
        if mark.startswith("T") and _PLACES.fullmatch(places):
            found[mark] = _Mark(_unescaped(kind), places, words)
        elif _MARK.fullmatch(mark) and kind:
            about.append(_Line(mark, kind, places.split(), words))
        elif line.strip():
            strange.append(shorten(line, _LONGEST))
    return found, about, strange


def _attach(builder: ImportBuilder, found: Mapping[str, _Mark], line: _Line) -> None:
    """Add what a line says to the span that it is about; count what has no place here."""
    letter, words = line.mark[0], line.words
    about = found.get(line.arguments[0]) if line.arguments else None
    if letter == "*":
        mentions = [found[name] for name in line.arguments if name in found]
        # The references of the mentions say the same, and name the entity.
        if not all("entity" in mention.known for mention in mentions):
            builder.leave_out("equivalence", example=str(line))
    elif letter in "RE":
        builder.leave_out("relation" if letter == "R" else "event", example=str(line))
    elif letter == "#" and about is not None:
        prefix = "" if line.kind in ("AnnotatorNotes", "EscapedNotes") else f"{line.kind}: "
        about.notes.append(prefix + (_unescaped_note(words) if line.kind == "EscapedNotes" else words))
    elif letter == "#":
        builder.leave_out("note on a relation or event", plural="notes on relations or events", text=words)
    elif letter == "N" and about is not None:
        _refer(builder, about, line)
    elif letter in "AM" and about is not None:
        value = line.arguments[1] if line.arguments[1:] else ""
        if line.kind == "Status" and value in list(Status):
            about.known["status"] = value
        elif line.kind == "Tag" and value:
            about.tags.append(_unescaped(value))
        elif path := tag_of(_unescaped(line.kind), _unescaped(value)):
            about.tags.append(path)
    elif letter in "AM":
        builder.leave_out(
            "attribute of a relation or event", plural="attributes of relations or events", example=str(line)
        )
    else:
        builder.leave_out("normalisation", example=str(line))


def _refer(builder: ImportBuilder, about: _Mark, line: _Line) -> None:
    """Link a span to the entity that a normalisation names; the id of the entity has no place."""
    target = line.arguments[1] if line.arguments[1:] else ""
    name = line.words or target
    if about.known.setdefault("entity", name) != name:
        builder.leave_out("normalisation", example=str(line))
    elif not target.startswith("Glossator:"):
        builder.leave_out("id of a normalisation", plural="ids of normalisations", example=target)


def _counting(raw: str, found: Iterable[_Mark], *, had_mark: bool) -> Counting:
    """Return how the offsets count, as the quotes show; those of several fragments show nothing."""
    places = [(*_numbers(one.places)[0], one.words) for one in found if one.words and ";" not in one.places]
    return best_counting([QuotedText(raw, places, had_mark=had_mark)])


def _take(builder: ImportBuilder, one: _Mark, offsets: Offsets) -> None:
    """Add a span; fragments with only white space between them are joined."""
    places = _numbers(one.places)
    start, end = places[0][0], places[-1][1]
    parts = [offsets.to_normalised(*place) for place in places]
    spans = [part for part in parts if part is not None]
    words = one.words
    if len(spans) == len(parts) and words and not same_quote(" ".join(part.of(offsets.text) for part in spans), words):
        there = " ".join(part.of(offsets.text) for part in spans)
        builder.reject(MISPLACED, 1, plural=MISPLACED_PLURAL, example=misplaced_example(words, start, end, there))
        return
    gaps = pairwise(spans)
    if any(first.end > second.start or offsets.text[first.end : second.start].strip() for first, second in gaps):
        builder.leave_out(
            "part of an annotation after a gap",
            len(spans) - 1,
            plural="parts of annotations after a gap",
            example=f"“{shorten(words, _LONGEST)}”",
        )
        end, words = places[0][1], spans[0].of(offsets.text)
    builder.add(start, end, one.label, {**one.known, "tags": one.tags, "note": "\n".join(one.notes)}, quote=words)


def _numbers(places: str) -> list[tuple[int, int]]:
    """Return the offsets of the fragments of a span."""
    pairs = (place.split() for place in places.split(";"))
    return [(int(start), int(end)) for start, end in pairs]


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
    mapping=(
        (
            "`T`: entities and triggers of events",
            "accepted annotations; of one with a gap its first part, the others are counted",
        ),
        ("`A`, `M`: attributes", "tags “attribute/value” or “attribute” of the span or the trigger"),
        ("`N`: normalisations", "the entity, by its name; its id is counted"),
        ("`#`: notes", "the note on the annotation"),
        ("the folder, where several have the same texts", "the analyst"),
        ("`R`, `E`, `*`: relations, events, equivalences", "counted, with the attributes and notes of relations"),
    ),
)
"""Reads pairs of files."""
