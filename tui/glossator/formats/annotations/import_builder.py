"""Building an article with its annotations from a file of another program, whatever is in it; and reading JSON."""

import codecs
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any, BinaryIO, Final, TypeAlias, TypeVar

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft, TextFormat
from glossator.domain.codebook import SEPARATOR, BadTag, tag_path
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.domain.left_out import LeftOutCounter
from glossator.domain.timestamps import is_timestamp
from glossator.domain.uid import is_uid
from glossator.formats.annotations.metadata import HIGHLIGHT
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.text.normalise import flatten, normalise, shorten
from glossator.text.offsets import (
    Counting,
    Offsets,
    OffsetUnit,
    QuotedText,
    best_counting,
    fitting,
    same_quote,
)
from glossator.text.span import Span

_LONGEST_TITLE: Final = 120
_LONGEST_QUOTE: Final = 60
_LONGEST_TAG: Final = 200
_CHUNK: Final = 1_000_000
_NOT_UTF8: Final = "The file is not UTF-8. Save it as UTF-8 first."
# Keys of what only the program itself uses: numbers, hashes, versions and states of its own.
_TECHNICAL: Final = re.compile(r"^(?:_|id$|uuid$)|(?:_id|_ids|_hash|_uuid|_key)$", re.IGNORECASE)
OUTSIDE: Final = "annotation outside the text"
OUTSIDE_PLURAL: Final = "annotations outside the text"
MISPLACED: Final = "annotation whose quote is not at its offsets"
MISPLACED_PLURAL: Final = "annotations whose quotes are not at their offsets"
"""The kinds of annotations that do not fit."""
# Start, end, label, metadata, quote and status of an annotation that is not placed yet.
_Pending: TypeAlias = tuple[object, object, object, Mapping[str, Any], str, Status]
_T = TypeVar("_T")


class ImportBuilder:
    """Collects what a file says of one article; what does not fit, or has no place here, is counted by kind."""

    def __init__(
        self,
        raw: str,
        known: Mapping[str, Any],
        unit: OffsetUnit | Counting = OffsetUnit.CODE_POINT,
        *,
        any_unit: bool = False,
        where: str = "",
        analyst: str = "",
        had_mark: bool = False,
    ) -> None:
        """Begin an article.

        Args:
            raw: its text as the file has it, in which the file's offsets count.
            known: its metadata, named as in `metadata`; any keys and values may be in it.
            unit: what the file's offsets count.
            any_unit: whether to take another unit if more of the quotes are right under it; all annotations of the
                article have the same.
            where: its place in the file, such as "line 3"; empty where the file is one article.
            analyst: who decided the annotations of which the file does not say it.
            had_mark: whether a byte order mark, which is not in `raw`, stood before the text.
        """
        self.raw = raw
        self.counting = unit if isinstance(unit, Counting) else Counting(unit)
        """How the offsets count; where any unit may be taken, decided by `build`."""
        self._any_unit = any_unit
        self._had_mark = had_mark
        self._where = where
        self._known = known
        self._analyst = _one_line(analyst)
        self._pending: list[_Pending] = []
        self._annotations: list[AnnotationRecord] = []
        self._tags_added: list[str] = []
        self._notes: list[str] = []
        self._metadata: dict[str, str] = {}
        self._problems = LeftOutCounter()
        self._left_out = LeftOutCounter()

    @cached_property
    def text(self) -> str:
        """The article's text as it will be stored."""
        return normalise(self.raw)

    def add(
        self,
        start: object,
        end: object,
        label: object,
        known: Mapping[str, Any],
        *,
        quote: object = "",
        status: Status = Status.ACCEPTED,
    ) -> None:
        """Add an annotation; `build` counts it as a problem where it does not fit.

        Args:
            start, end: its offsets in the file's unit, the end exclusive.
            label: its label; empty or `HIGHLIGHT` for none.
            known: its metadata, named as in `metadata`.
            quote: its text; empty where the file does not say.
            status: its status where `known` has none.
        """
        words = normalise(quote) if isinstance(quote, str) and quote else ""
        self._pending.append((start, end, label, known, words, status))

    def add_whole(self, label: object, known: Mapping[str, Any], *, status: Status = Status.ACCEPTED) -> None:
        """Add an annotation of the whole article."""
        self._keep(None, label, known, status)

    def add_records(self, records: Sequence[Any]) -> None:
        """Add annotations as `metadata.annotation_record` writes them; other values are skipped."""
        for known in records:
            if isinstance(known, dict) and "start" in known:
                self.add(known["start"], known.get("end"), known.get("label"), known, quote=known.get("quote", ""))
            elif isinstance(known, dict):
                self.add_whole(known.get("label"), known)

    def add_tags(self, *paths: str) -> None:
        """Tag the article; `tag_of` makes paths of what other programs say."""
        self._tags_added += self._valid_tags(paths)

    def add_note(self, note: object) -> None:
        """Add a paragraph to the note on the article; anything but a text is ignored."""
        if isinstance(note, str) and note:
            self._notes.append(lines_of(note))

    def add_metadata(self, name: str, value: str) -> None:
        """Add something else that the file says of the article, in one line."""
        self._metadata.setdefault(name, value)

    def add_unknown(self, record: Mapping[str, Any], understood: Container[str], of: str = "") -> None:
        """Keep or count what a record says under keys that a reader does not understand.

        Of a record about the article, a value of one line becomes metadata of the article. Everything else is counted
        under its key. Keys of numbers and hashes that only the program itself uses, and empty values, are ignored.

        Args:
            record: the record.
            understood: the keys that the reader understands or may ignore.
            of: what the record is about, such as "annotation"; empty for the article.
        """
        for key, value in record.items():
            if key in understood or value in (None, "", [], {}, False) or _TECHNICAL.search(key):
                continue
            if not of and isinstance(value, str | int | float) and "\n" not in (line := str(value)).strip():
                self.add_metadata(key, line)
            else:
                kind = f"“{shorten(key, _LONGEST_QUOTE)}” of {of or 'article'}"
                self._left_out.add(kind, value if isinstance(value, str) else "", plural=f"{kind}s")

    def reject(self, kind: str, number: int = 0, *, plural: str = "", example: str = "") -> None:
        """Count things that cannot be read because something is wrong with them; arguments as of `LeftOut`.

        An import with such things ends with exit code 1. Without a number, `kind` is a sentence without its end.
        """
        self._problems.add(kind, number=number, plural=plural, example=example)

    def leave_out(self, kind: str, number: int = 1, *, plural: str = "", text: str = "", example: str = "") -> None:
        """Count things that the program has no place for, such as relations; arguments as of `LeftOutCounter.add`."""
        self._left_out.add(kind, text, number=number, plural=plural, example=example)

    def build(self) -> ImportRecord | str:
        """Return the article with its annotations, or why there is none: it has no text."""
        text = self.text
        if not text.strip():
            return f"{self._where}: has no text; add one or remove it".removeprefix(": ")
        self._place_all()
        texts = {name: value for name, value in self._known.items() if isinstance(value, str)}
        further = {
            name: str(value) for name, value in value_of(self._known, "metadata", dict).items() if _is_plain(value)
        }
        stated = make_header({**texts, "date": texts.get("published_at", "")}, {**further, **self._metadata})
        text_format = texts.get("format")
        draft = ArticleDraft(
            title=stated.title or shorten(text.strip().partition("\n")[0], _LONGEST_TITLE),
            text=text,
            text_format=TextFormat(text_format) if text_format in list(TextFormat) else TextFormat.PLAIN,
            source=stated.source,
            url=stated.url,
            author=stated.author,
            published_at=stated.published_at,
            language=stated.language,
            metadata=stated.metadata,
            encoding="utf-8",
        )
        note = "\n\n".join(part for part in (_note(self._known), *self._notes) if part)
        tags = tuple(sorted({*self._tags(self._known), *self._tags_added}))
        return ImportRecord(
            draft,
            tuple(self._annotations),
            _uid(self._known, "articles"),
            note,
            tags,
            self._problems.entries,
            self._where,
            self._left_out.entries,
        )

    def _place_all(self) -> None:
        """Place the annotations, all by the same way of counting."""
        placed = self._placed()
        if self._any_unit and any(span is None or wrong for span, wrong in placed):
            places = [
                (start, end, words)
                for start, end, _, _, words, _ in self._pending
                if words and isinstance(start, int) and isinstance(end, int)
            ]
            asked = [QuotedText(self.raw, places, had_mark=self._had_mark)]
            if (better := best_counting(asked, self.counting)) != self.counting:
                self.counting = better
                placed = self._placed()
        for (start, end, label, known, words, status), (span, wrong) in zip(self._pending, placed, strict=True):
            if span is None:
                named = f"“{shorten(words, _LONGEST_QUOTE)}”" if words else f"{label!r}" if label else "one"
                self.reject(OUTSIDE, 1, plural=OUTSIDE_PLURAL, example=f"{named} at {start!r} to {end!r}")
            elif wrong:
                example = misplaced_example(words, start, end, span.of(self.text))
                self.reject(MISPLACED, 1, plural=MISPLACED_PLURAL, example=example)
            else:
                self._keep(span, label, known, status)
        self._pending.clear()

    def _placed(self) -> list[tuple[Span | None, bool]]:
        """Return where each annotation is, None outside the text, and whether its quote is not there."""
        offsets = Offsets(self.raw, fitting(self.counting, self.raw, had_mark=self._had_mark))
        text, placed = self.text, list[tuple[Span | None, bool]]()
        for start, end, _, _, words, _ in self._pending:
            span = offsets.to_normalised(start, end) if isinstance(start, int) and isinstance(end, int) else None
            placed.append((span, bool(words and span and not same_quote(span.of(text), words))))
        return placed

    def _keep(self, span: Span | None, label: object, known: Mapping[str, Any], status: Status) -> None:
        named = _one_line(label) if isinstance(label, str) else ""
        analyst = self._analyst if status is not Status.SUGGESTED else ""
        if not known:
            # A shortcut for files of other programs, which may have millions of these.
            self._annotations.append(
                AnnotationRecord(span, None if named in ("", HIGHLIGHT) else named, status, analyst=analyst)
            )
            return
        stated, score = value_of(known, "status", str), known.get("score")
        self._annotations.append(
            AnnotationRecord(
                span=span,
                label=None if named in ("", HIGHLIGHT) else named,
                status=Status(stated) if stated in list(Status) else status,
                uid=_uid(known, "annotations"),
                note=_note(known),
                tags=self._tags(known),
                entity=flatten(normalise(value_of(known, "entity", str))) or None,
                score=float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None,
                analyst=flatten(normalise(value_of(known, "analyst", str))) or analyst,
                created_at=timestamp_of(known.get("created_at")),
                updated_at=timestamp_of(known.get("updated_at")),
            )
        )

    def _tags(self, known: Mapping[str, Any]) -> tuple[str, ...]:
        written = known.get("tags")
        return tuple(sorted({*self._valid_tags(written if isinstance(written, list) else ())}))

    def _valid_tags(self, written: Iterable[object]) -> list[str]:
        found = []
        for path in written:
            try:
                found.append(tag_path(str(path)))
            except BadTag as error:
                self.reject(str(error).rstrip("."))
        return found


def tag_of(*parts: object) -> str:
    """Return the path of a tag for what another program says, such as a field and its value: “sentiment/Negative”.

    A value may be a path itself. What tags cannot have is replaced: a semicolon by a comma, and a slash that separates
    nothing by a hyphen. Empty parts are left out; a path that is too long is cut.
    """
    spelled = []
    for part in parts:
        line = flatten(normalise(str(part))).replace(";", ",")
        steps = [step.strip() for step in line.split(SEPARATOR)]
        spelled += [SEPARATOR.join(steps) if all(steps) else line.replace(SEPARATOR, "-")] if line else []
    return shorten(SEPARATOR.join(spelled), _LONGEST_TAG).rstrip(SEPARATOR)


@lru_cache
def _one_line(written: str) -> str:
    """Return `written` on one line; cached, because a file repeats few labels."""
    return flatten(normalise(written))


def value_of(known: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    """Return the value of a key if it is of type `kind`, else an empty one."""
    value = known.get(name)
    return value if isinstance(value, kind) else kind()


def decode_utf8(data: bytes) -> str:
    """Return UTF-8 bytes, with or without a byte order mark, as text.

    Raises:
        Unreadable: when they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_NOT_UTF8) from error


def _check_utf8(file: BinaryIO) -> None:
    """Check that the rest of a file is UTF-8, before any of it is stored.

    Raises:
        Unreadable: when it is not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while some := file.read(_CHUNK):
            decoder.decode(some)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable(_NOT_UTF8) from error


def parse_json(written: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        Unreadable: when it is not valid.
    """
    try:
        return json.loads(written)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is not valid JSON ({error}). Export it again.") from error


def read_objects(file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Yield the objects of a JSON lines file, each with its line number from 1; None for a line that is not an object.

    Raises:
        Unreadable: before the first of them, when the file is not UTF-8.
    """
    _check_utf8(file)
    file.seek(0)
    # A line at a time: a file may be too large for memory.
    for number, line in enumerate(file, start=1):
        written = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if written.strip():
            try:
                found = parse_json(written.decode("utf-8"))
            except Unreadable:
                found = None
            yield number, found if isinstance(found, dict) else None


def _is_plain(value: object) -> bool:
    """Return whether a value of JSON is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def read_records(file: BinaryIO) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Yield the objects of a file of JSON lines, each with its place, such as "line 3"; or those of one JSON value.

    A line or item that is not an object is None. Lines are read one at a time; an array, or an object on several lines,
    is held in memory.

    Raises:
        Unreadable: before the first of them, when the file is not UTF-8.
    """
    start = file.tell()
    begins = file.readline().removeprefix(codecs.BOM_UTF8).strip()
    file.seek(start)
    # The first line of a value on several lines.
    if begins[:1] == b"[" or begins == b"{":
        try:
            found = parse_json(decode_utf8(file.read()))
        except Unreadable as error:
            if "UTF-8" in str(error):
                raise
        else:
            for number, each in enumerate(found if isinstance(found, list) else [found], start=1):
                yield f"record {number}", each if isinstance(each, dict) else None
            return
        file.seek(start)
    for number, one in read_objects(file):
        yield f"line {number}", one


def read_values(data: bytes) -> list[Any]:
    """Return the values of a JSON text, the items of an array, or the objects on the lines of JSON lines.

    A line that is not an object is None.

    Raises:
        Unreadable: when the data are not UTF-8.
    """
    try:
        found = parse_json(decode_utf8(data))
    except Unreadable:
        return [value for _, value in read_records(BytesIO(data))]
    return found if isinstance(found, list) else [found]


def _uid(known: Mapping[str, Any], table: str) -> str:
    written = value_of(known, "id", str)
    return written if is_uid(written, table) else ""


def _note(known: Mapping[str, Any]) -> str:
    return lines_of(value_of(known, "note", str))


def lines_of(note: str) -> str:
    """Return a note normalised; unlike in other texts, tabs stay."""
    return "\t".join(map(normalise, note.split("\t")))


def timestamp_of(written: object) -> str:
    """Return an instant as it is stored; empty for what is none.

    Args:
        written: ISO 8601, in UTC where it has no zone; or a number, the seconds since 1970.
    """
    if isinstance(written, str) and is_timestamp(written):
        return written
    try:
        if isinstance(written, str):
            moment = datetime.fromisoformat(written.strip())
        elif isinstance(written, int | float) and not isinstance(written, bool):
            moment = datetime.fromtimestamp(written, UTC)
        else:
            return ""
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def misplaced_example(quote: str, start: object, end: object, there: str) -> str:
    """Return what shows that a quote is not at its offsets, where `there` is."""
    # Not flattened, because white space at its ends may be what is wrong.
    found = there.replace("\n", " ")
    found = found if len(found) <= _LONGEST_QUOTE else f"{found[: _LONGEST_QUOTE - 1].rstrip()}…"
    return f"“{shorten(quote, _LONGEST_QUOTE)}” at {start!r} to {end!r}, where the text is “{found}”"
