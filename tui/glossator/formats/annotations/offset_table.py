"""Tables of other programs: a row for each annotation, with its text, its offsets and its label, or a label for a text.

Offsets may begin with 0 or 1, and the end may be inclusive. The quotes decide, where there is a column for them.
Without them, 0 and an exclusive end are taken if no other way of counting makes more of the spans whole words; else the
table is refused, because nothing in it shows what is meant.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, tag_of, timestamp_of
from glossator.formats.annotations.word_fit import whole_words
from glossator.formats.content import Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.formats.tables.annotation_table import is_table
from glossator.formats.tables.csv_reader import SEPARATORS, read_csv
from glossator.text.normalise import normalise
from glossator.text.offsets import Offsets, OffsetUnit, same_quote

# The names of columns in lower case, the earlier first.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "document_text", "full_text", "fulltext", "content", "body", "article", "passage", "sentence"),
    "start": ("start", "begin", "start_offset", "start_char", "startoffset", "begin_offset", "from"),
    "end": ("end", "stop", "end_offset", "end_char", "endoffset", "offset_end", "finish", "to"),
    "label": ("label", "labels", "entity_type", "tag", "type", "category", "class", "code", "entity_label", "ner"),
    "quote": ("quote", "mention", "span", "span_text", "surface", "entity", "entity_text", "phrase", "exact"),
    "document": ("document_id", "doc_id", "article_id", "document", "doc", "text_id", "filename"),
    "analyst": ("annotator", "analyst", "coder", "user", "username", "annotated_by", "rater"),
    "note": ("note", "comment", "notes", "comments"),
    "time": ("created_at", "updated_at", "annotated_at", "timestamp"),
}
_ARTICLE: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "headline", "article_title"),
    "source": ("source", "publication", "outlet", "publisher"),
    "author": ("author", "authors", "byline"),
    "published_at": ("date", "published_at", "published", "publish_date"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}
# Of a label for a whole text, whose name is that of a question.
_CLASSES: Final = ("label", "labels", "class", "sentiment", "stance", "polarity", "topic", "tone", "emotion", "intent")
_BREAKS: Final = "\n\r"
_HEAD: Final = 20_000
_UNCLEAR: Final = (
    "Nothing in the table shows whether its offsets begin with 0 or 1, and whether the end is the last character or "
    "the one after it. Add a column “quote” with the words of each annotation."
)
# How much is taken from the start and the end.
_WAYS: Final = ((0, 0), (1, 0), (0, -1), (1, 1))


@dataclass(slots=True)
class _Group:
    """The rows about one text."""

    text: str
    rows: list[Mapping[str, str]] = field(default_factory=list)
    where: str = ""


def _names(header: Sequence[str]) -> list[str]:
    return [name.strip().strip('"').lower() for name in header]


def _columns(names: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the names of the columns of each meaning."""
    found: dict[str, str] = {}
    for meaning, possible in wanted.items():
        name = next((name for name in possible if name in names and name not in found.values()), None)
        if name is not None:
            found[meaning] = name
    return found


def _groups(data: bytes) -> tuple[list[str], dict[str, str], list[_Group], list[str]]:
    """Return the names of a table’s columns, their meanings, its rows by text, and what is wrong with others.

    Raises:
        Unreadable: when it is no table.
    """
    text, _ = decode(data)
    header, lines = read_csv(text)
    names = _names(header)
    columns = _columns(names, _NAMES)
    groups: dict[str, _Group] = {}
    texts: dict[str, str] = {}
    problems = []
    for found in lines:
        if isinstance(found, Problem):
            problems.append(f"{found.where}: {found.reason}")
            continue
        where, cells = found
        row = dict(zip(names, cells, strict=False))
        document = row.get(columns.get("document", ""), "")
        # The text of a document may be in its first row only.
        words = row.get(columns.get("text", ""), "") or texts.get(document, "")
        if not words.strip():
            problems.append(f"{where}: its cell for the text is empty; add a text or remove the row")
            continue
        texts.setdefault(document, words)
        groups.setdefault(words, _Group(words, where=where)).rows.append(row)
    return names, columns, list(groups.values()), problems


def _read_spans(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        names, columns, groups, problems = _groups(data)
        if not {"text", "start", "end"} <= columns.keys():
            raise Unreadable("The table needs columns text, start, end and label.")
        counting = _counting(groups, columns)
        for group in groups:
            yield _article(group, names, columns, counting)
        yield from problems


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of counting: what is taken from start and end, and the unit."""

    start: int
    end: int
    unit: OffsetUnit


def _counting(groups: Sequence[_Group], columns: Mapping[str, str]) -> _Way:
    """Return how a table counts.

    Raises:
        Unreadable: when nothing shows it.
    """
    wide = any(not group.text.isascii() for group in groups)
    ways = [_Way(*way, unit) for unit in (OffsetUnit if wide else (OffsetUnit.CODE_POINT,)) for way in _WAYS]
    held: dict[_Way, int] = defaultdict(int)
    has_quotes = any(row.get(columns.get("quote", "")) for group in groups for row in group.rows)
    for group in groups:
        places = [(*place, row) for row in group.rows if (place := _place(row, columns))]
        for way in ways:
            moved = [(start - way.start, end - way.end, row) for start, end, row in places]
            if has_quotes:
                offsets = Offsets(group.text, way.unit)
                for start, end, row in moved:
                    span, quote = offsets.to_normalised(start, end), normalise(row.get(columns["quote"], ""))
                    there = span.of(offsets.text) if span else ""
                    # White space at the ends shows that it is another way.
                    held[way] += bool(quote) * (2 * (there == quote) + same_quote(there, quote))
            else:
                held[way] += whole_words(group.text, [(start, end) for start, end, _ in moved], way.unit)
    best = max(ways, key=lambda way: held[way])
    if not has_quotes and held[best] > held[ways[0]]:
        raise Unreadable(_UNCLEAR)
    return best


def _place(row: Mapping[str, str], columns: Mapping[str, str]) -> tuple[int, int] | None:
    start, end = (row.get(columns[name], "").strip() for name in ("start", "end"))
    # Spreadsheets and pandas write whole numbers of a column with empty cells as 9.0.
    start, end = start.removesuffix(".0"), end.removesuffix(".0")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _article(group: _Group, names: Sequence[str], columns: Mapping[str, str], way: _Way) -> ImportRecord | str:
    builder = ImportBuilder(group.text, _known(group, names), way.unit, where=group.where)
    for row in group.rows:
        label = row.get(columns.get("label", ""), "").strip()
        place = _place(row, columns)
        if place is not None:
            quote = row.get(columns.get("quote", ""), "")
            builder.add(place[0] - way.start, place[1] - way.end, label, _known_of(row, columns), quote=quote)
        elif any(row.get(columns[name], "").strip() for name in ("start", "end")):
            shown = " to ".join(row.get(columns[name], "") for name in ("start", "end"))
            builder.reject(
                "row whose offsets are no numbers", 1, plural="rows whose offsets are no numbers", example=shown
            )
        elif path := tag_of(label):
            builder.add_tags(path)
    _add_rest(builder, group, {*columns.values(), *_columns(names, _ARTICLE).values()} - _ids(columns))
    return builder.build()


def _ids(columns: Mapping[str, str]) -> set[str]:
    """Return the column of the id of a document, which is kept as metadata."""
    return {columns["document"]} if "document" in columns else set()


def _known(group: _Group, names: Sequence[str]) -> dict[str, Any]:
    return {meaning: group.rows[0].get(name, "") for meaning, name in _columns(names, _ARTICLE).items()}


def _known_of(row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, Any]:
    known: dict[str, Any] = {name: row[columns[name]] for name in ("analyst", "note") if row.get(columns.get(name, ""))}
    if moment := timestamp_of(row.get(columns.get("time", ""))):
        known["created_at"] = moment
    return known


def _add_rest(builder: ImportBuilder, group: _Group, understood: set[str]) -> None:
    """Keep what the other columns say of the article in all of its rows; count what differs between them."""
    for name in group.rows[0]:
        values = [row.get(name, "") for row in group.rows if row.get(name)]
        if name in understood or not values or not name:
            continue
        if len({*values}) == 1 and not any(each in values[0] for each in _BREAKS):
            builder.add_metadata(name, values[0])
        else:
            builder.leave_out(
                f"“{name}” of annotation", len(values), plural=f"“{name}” of annotations", example=values[0][:60]
            )


def _read_labels(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        names, columns, groups, problems = _groups(data)
        if "text" not in columns:
            raise Unreadable("The table needs columns text and label.")
        classes = [name for name in _CLASSES if name in names]
        used = {*(columns[each] for each in ("text", "analyst", "note") if each in columns), *classes}
        for group in groups:
            builder = ImportBuilder(group.text, _known(group, names), where=group.where)
            for row in group.rows:
                for name in classes:
                    for value in filter(None, map(str.strip, row.get(name, "").split(";"))):
                        builder.add_tags(
                            *filter(None, [tag_of(value) if name in _CLASSES[:3] else tag_of(name, value)])
                        )
                builder.add_note(row.get(columns.get("note", "")))
                if person := row.get(columns.get("analyst", "")):
                    builder.leave_out("annotator of a tag", plural="annotators of tags", example=person)
            _add_rest(builder, group, used | {*_columns(names, _ARTICLE).values()})
            yield builder.build()
        yield from problems


def _header_of(head: FileHead) -> list[str]:
    """Return the names of the columns of a table, in lower case; none of any other file."""
    if head.json is not None or head.text.lstrip()[:1] in ("<", "{", "[") or is_table(head):
        return []
    line = head.text[:_HEAD].partition("\n")[0].rstrip("\r")
    separator = max(SEPARATORS, key=line.count)
    return _names(line.split(separator)) if separator in line else []


def _sniff_spans(head: FileHead) -> Evidence:
    """Recognise the names of columns for text, start, end and label."""
    columns = _columns(_header_of(head), _NAMES)
    return Evidence.CONTENT if {"text", "start", "end", "label"} <= columns.keys() else Evidence.NONE


def _sniff_labels(head: FileHead) -> Evidence:
    """Recognise the names of columns for text and label, but none for offsets."""
    names = _header_of(head)
    columns = _columns(names, _NAMES)
    has_both = "text" in columns and any(name in names for name in _CLASSES)
    return Evidence.SHAPE if has_both and not {"start", "end"} <= columns.keys() else Evidence.NONE


SPANS: Final = Format(
    name="offset-table",
    title="tables with text, start, end and label, a row for each annotation",
    sniff=_sniff_spans,
    read_annotations=_read_spans,
    mapping=(
        ("rows with the same text", "one article"),
        ("start, end, label; quote", "accepted annotations; the quote decides how the offsets count"),
        ("a label without offsets", "a tag of the article"),
        ("annotator, note or comment, created_at", "the analyst, the note, the time"),
        ("title, source, author, date, url, language, other columns", "details and metadata of the article"),
        ("other columns that differ between the rows of a text", "counted"),
    ),
)
LABELS: Final = Format(
    name="label-table",
    title="tables with text and label, a row for each text",
    sniff=_sniff_labels,
    read_annotations=_read_labels,
    mapping=(
        ("label, labels, class", "tags of the article"),
        ("sentiment, stance, topic and the like", "tags “column/value” of the article"),
        ("note or comment", "the note on the article"),
        ("other columns", "details and metadata of the article"),
        ("annotators", "counted"),
    ),
)
"""Each is read only."""
