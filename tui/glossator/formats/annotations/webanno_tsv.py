"""WebAnno TSV 3, the columns of WebAnno and INCEpTION: a file for each article, with offsets in UTF-16 units.

Written are the accepted annotations as named entities, which every project has; those that end inside a token have
lines of their own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.domain.left_out import LeftOut
from glossator.formats.annotations.import_builder import decode_utf8
from glossator.formats.annotations.token_sentences import Token, sentences_of
from glossator.formats.annotations.uima import MAPPING, NAMED_ENTITY, FeatureStructure, article_of, is_project
from glossator.formats.capabilities import ENTITY_DETAILS, UNDECIDED, Feature, without_overlaps
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.formats.zip_archive import ZipMember, members
from glossator.text.normalise import shorten
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span

_SUFFIX: Final = ".tsv"
MARK: Final = "#FORMAT=WebAnno TSV 3"
"""What a file starts with."""
_LAYER: Final = re.compile(r"#T_(SP|CH|RL)=([^|]*)\|?(.*)")
_ROW: Final = re.compile(r"(\d+-\d+)(?:\.\d+)?\t(\d+)-(\d+)\t")
_UNSTACK: Final = re.compile(r"(?<!\\)\|")
_NUMBERED: Final = re.compile(r"(.*?)(?<!\\)\[(\d+)\]", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_RESERVED: Final = re.compile(r"[\\\[\]|_;*]|->")
_CONTROLS: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
# As INCEpTION reads it: a line end, and spaces as far as needed; an empty line is as long as two.
_BETWEEN: Final = ("", "\n", "\n\n")
_FARTHEST: Final = 10_000
_NONE, _UNSET = "_", "*"
_ROLE: Final = "ROLE_"
_LONGEST: Final = 60


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write a file for each article with its accepted annotations, and return a summary."""
    counts = ExportCounts()
    for found in excerpt.articles():
        spans = [one for one in found.annotations if one.span and one.status is Status.ACCEPTED]
        counts.articles += 1
        counts.annotations += len(spans)
        with files.open(f"{found.article.uid}.tsv") as target:
            target.write("\n".join(_lines(found, spans)).encode("utf-8") + b"\n")
    return counts.summary()


def _lines(found: AnnotatedArticle, spans: Sequence[Annotation]) -> Iterator[str]:
    text = found.article.text
    offsets = Offsets(text, OffsetUnit.UTF_16)
    yield from (f"{MARK}.3", f"#T_SP={NAMED_ENTITY}|identifier|value", "")
    sentences = list(sentences_of(text, without_overlaps(spans)))
    cells = _cells([token for sentence in sentences for token in sentence], spans)
    numbers = _numbers(cells)
    for number, sentence in enumerate(sentences, start=1):
        yield ""
        # With the white space after it, because nothing else holds that; each of its lines is a line.
        end = sentences[number][0].span.start if number < len(sentences) else len(text)
        yield from (f"#Text={_escaped_text(line)}" for line in text[sentence[0].span.start : end].split("\n"))
        for place, token in enumerate(sentence, start=1):
            parts = cells.get(token.span.start, {})
            lines = [token.span, *sorted((part for part in parts if part != token.span), key=_outer_first)]
            for part_number, part in enumerate(lines):
                start, end = offsets.to_source(part)
                name = f"{number}-{place}" + (f".{part_number}" if part_number else "")
                here = parts.get(part, [])
                ids = "|".join(f"*{numbers.get(one.uid, '')}" for one in here) or _NONE
                values = "|".join(_escaped(one.label or "") + numbers.get(one.uid, "") for one in here) or _NONE
                yield f"{name}\t{start}-{end}\t{_escaped_text(part.of(text))}\t{ids}\t{values}\t"


def _cells(tokens: Sequence[Token], spans: Sequence[Annotation]) -> dict[int, dict[Span, list[Annotation]]]:
    """Return the annotations of each token and part of one, by the start of the token; `spans` are by start."""
    cells: dict[int, dict[Span, list[Annotation]]] = {}
    first = 0
    for one in spans:
        assert one.span is not None, "annotations of whole articles are left out"
        while first < len(tokens) and tokens[first].span.end <= one.span.start:
            first += 1
        for token in tokens[first:]:
            if token.span.start >= one.span.end:
                break
            part = Span(max(token.span.start, one.span.start), min(token.span.end, one.span.end))
            cells.setdefault(token.span.start, {}).setdefault(part, []).append(one)
    return cells


def _numbers(cells: Mapping[int, Mapping[Span, Sequence[Annotation]]]) -> dict[str, str]:
    """Return the numbers, such as “[3]”, of annotations on several lines, or on one with others, by their uid."""
    lines: dict[str, int] = {}
    stacked: set[str] = set()
    for parts in cells.values():
        for here in parts.values():
            for one in here:
                lines[one.uid] = lines.get(one.uid, 0) + 1
            stacked.update(one.uid for one in here if len(here) > 1)
    wanted = [uid for uid, number in lines.items() if number > 1 or uid in stacked]
    return {uid: f"[{number}]" for number, uid in enumerate(wanted, start=1)}


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _escaped(value: str) -> str:
    if not value:
        return _UNSET
    return "".join(_CONTROLS.get(each, each) for each in _RESERVED.sub(r"\\\g<0>", value))


def _escaped_text(text: str) -> str:
    return "".join(_CONTROLS.get(character, character) for character in text.replace("\\", "\\\\"))


@dataclass(slots=True)
class _Mark:
    """An annotation that is being put together from its lines."""

    layer: str
    start: int
    end: int
    quote: str
    values: dict[str, str] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of the header: its kind, type, and the names of its columns."""

    kind: str
    type: str
    columns: Sequence[str]


class _Text:
    """The text of an article, put together from sentences, and its offsets."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        # Where the last sentence ends in the file.
        self._end = 0

    def add(self, sentence: str, start: int) -> tuple[int, Offsets]:
        """Add a sentence that starts at `start` in the file; return where it starts here, and its offsets."""
        gap = start - self._end
        if not self._parts and 0 < gap < _FARTHEST:
            self._append(" " * gap)
        elif self._parts:
            self._append(_BETWEEN[min(gap, len(_BETWEEN) - 1)] if gap > 0 else "")
        place, offsets = self._length, Offsets(sentence, OffsetUnit.UTF_16)
        self._append(offsets.text)
        self._end = start + _units(sentence)
        return place, offsets

    def joined(self) -> str:
        """Return all of it."""
        return "".join(self._parts)

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)


def read_tsv(data: bytes, *, title: str = "", where: str = "", analyst: str = "") -> ImportRecord | str:
    """Return the article of a file with its annotations, or why there is none; arguments as of `uima.article_of`.

    Raises:
        Unreadable: when it is not UTF-8.
    """
    reader = _Reader()
    for line in decode_utf8(data).split("\n"):
        reader.take(line.rstrip("\r"))
    return reader.article(title=title, where=where, analyst=analyst)


class _Reader:
    """Makes the article of lines, one at a time."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self._text = _Text()
        self._sentence: list[str] = []
        self._place = 0
        self._offsets: Offsets | None = None
        self._start = 0
        self._numbered: dict[tuple[int, str], _Mark] = {}
        self._marks: list[_Mark] = []
        self._relations = self._links = 0
        self._strange: list[str] = []

    def take(self, line: str) -> None:
        """Take the next line."""
        if found := _LAYER.match(line):
            self._layers.append(_Layer(found[1], found[2], found[3].split("|")))
        elif line.startswith("#Text="):
            if self._offsets is not None:
                self._sentence, self._offsets = [], None
            self._sentence.append(_unescaped(line.removeprefix("#Text=")))
        elif row := _ROW.match(line):
            self._take_row(line.split("\t"), int(row[2]), int(row[3]))
        elif line.strip() and not line.startswith("#"):
            self._strange.append(line)

    def article(self, *, title: str, where: str, analyst: str) -> ImportRecord | str:
        """Return the article of all lines."""
        structures = [
            FeatureStructure(mark.layer, mark.start, mark.end, mark.values, mark.references, mark.quote)
            for mark in self._marks
        ]
        structures += [FeatureStructure("Relation", None, None, {}, {"Governor": 1})] * self._relations
        structures += [FeatureStructure("CoreferenceLink", None, None, {}, {})] * self._links
        found = article_of(
            self._text.joined(), structures, title=title, where=where, analyst=analyst, unit=OffsetUnit.CODE_POINT
        )
        if isinstance(found, str) or not self._strange:
            return found
        first = f"“{shorten(self._strange[0].strip(), _LONGEST)}”"
        strange = LeftOut(
            "line that is not WebAnno’s", len(self._strange), plural="lines that are not WebAnno’s", example=first
        )
        return replace(found, problems=(*found.problems, strange))

    def _take_row(self, cells: Sequence[str], start: int, end: int) -> None:
        words = _unescaped(cells[2])
        if self._offsets is None:
            sentence = "\n".join(self._sentence)
            # What stands before the first token, such as white space, belongs to the sentence.
            before = sentence[: max(sentence.find(words), 0)]
            self._start = start - _units(before)
            self._place, self._offsets = self._text.add(sentence, self._start)
        span = self._offsets.to_normalised(start - self._start, end - self._start) if end > start else None
        first = self._place + (span.start if span else 0)
        last = self._place + (span.end if span else 0)
        if span is None and end > start:
            # The builder counts what is outside of the text.
            first, last = -1, -2
        column = 3
        for number, layer in enumerate(self._layers):
            mine = cells[column : column + len(layer.columns)]
            column += len(layer.columns)
            if layer.kind == "SP":
                self._take_span(number, layer, mine, _Mark(layer.type, first, last, words))
            elif layer.kind == "RL":
                self._relations += sum(cell != _NONE for cell in _UNSTACK.split(mine[-1] if mine else _NONE))
            else:
                self._links += sum(cell != _NONE for cell in _UNSTACK.split(mine[0] if mine else _NONE))

    def _take_span(self, number: int, layer: _Layer, cells: Sequence[str], place: _Mark) -> None:
        stacks = [_UNSTACK.split(cell) for cell in cells]
        for item in range(max(map(len, stacks), default=0)):
            values = [stack[item] if item < len(stack) else _NONE for stack in stacks]
            if all(value == _NONE for value in values):
                continue
            numbered = next((found for value in values if (found := _NUMBERED.fullmatch(value))), None)
            known = self._numbered.get((number, numbered[2])) if numbered else None
            if known is not None:
                known.start, known.end = min(known.start, place.start), max(known.end, place.end)
                known.quote += place.quote
                continue
            mark = _Mark(layer.type, place.start, place.end, place.quote)
            self._marks.append(mark)
            if numbered:
                self._numbered[number, numbered[2]] = mark
            for name, before, value in zip(layer.columns, ("", *layer.columns), values, strict=False):
                _set(mark, name, value, is_target=before.startswith(_ROLE))


def _set(mark: _Mark, name: str, value: str, *, is_target: bool) -> None:
    """Set a feature of an annotation; a slot has two columns, the roles and then what fills them."""
    found = _NUMBERED.fullmatch(value)
    written = found[1] if found else value
    if written in (_NONE, _UNSET, "") or not name or name.startswith(_ROLE):
        return
    if is_target:
        mark.references["slot"] = mark.references.get("slot", 0) + written.count(";") + 1
    else:
        mark.values[name] = _unescaped(written)


def _units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _unescaped(written: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), written)


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for name, data in files.items():
        if name.lower().endswith(".tsv") or len(files) == 1:
            yield read_tsv(data, title=title_of(name), where="" if len(files) == 1 else name)


def title_of(name: str) -> str:
    """Return the title of an article for the path of its file."""
    return PurePosixPath(name.replace("\\", "/")).stem


def _sniff(head: FileHead) -> Evidence:
    """Recognise the first line, also that of the first file in an archive."""
    begins = head.text
    if any(name.endswith(_SUFFIX) for name in head.members) and not is_project(head.members):
        found = (each for each in members(head.data) if isinstance(each, ZipMember) and each.name.endswith(_SUFFIX))
        first = next(found, None)
        begins = "" if first is None else first.data[: len(MARK)].decode("latin-1")
    return Evidence.CONTENT if begins.startswith(MARK) else Evidence.NONE


LACKS: Final = (
    ENTITY_DETAILS
    | UNDECIDED
    | {
        *(
            Feature.DETAILS,
            Feature.METADATA,
            Feature.ARTICLE_NOTE,
            Feature.ARTICLE_TAG,
            Feature.WHOLE,
            Feature.ENTITY,
            Feature.TAG,
        ),
        *(Feature.TAG_NOTE, Feature.NOTE, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN),
    }
)
"""What named entities cannot hold."""
FORMAT: Final = Format(
    name="webanno-tsv",
    title="WebAnno TSV 3.3 (WebAnno, INCEpTION), a file for each article",
    sniff=_sniff,
    read_annotations=_read,
    write_files=write,
    lacks=LACKS,
    mapping=MAPPING,
)
"""Reads and writes the columns of WebAnno."""
