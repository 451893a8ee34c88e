"""Building an article with its annotations from a file of another program, whatever is in it; and reading JSON."""

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, BinaryIO, Final, TypeVar

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft, TextFormat
from glossator.domain.codebook import BadTag, tag_path
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.domain.left_out import LeftOutCounter
from glossator.domain.timestamps import is_timestamp
from glossator.domain.uid import is_uid
from glossator.formats.annotations.metadata import HIGHLIGHT
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.text.normalise import flatten, normalise, shorten
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span

_LONGEST_TITLE: Final = 120
_LONGEST_QUOTE: Final = 60
_CHUNK: Final = 1_000_000
_NOT_UTF8: Final = "The file is not UTF-8. Save it as UTF-8 first."
_T = TypeVar("_T")


class ImportBuilder:
    """Collects the annotations of one article; those that do not fit become problems, each a sentence."""

    def __init__(
        self,
        raw: str,
        known: Mapping[str, Any],
        unit: OffsetUnit = OffsetUnit.CODE_POINT,
        *,
        any_unit: bool = False,
        where: str = "",
    ) -> None:
        """Begin an article.

        Args:
            raw: its text as the file has it, in which the file's offsets count.
            known: its metadata, named as in `metadata`; any keys and values may be in it.
            unit: what the file's offsets count.
            any_unit: whether to try the other units for an annotation whose quote does not fit.
            where: its place in the file, such as "line 3"; empty where the file is one article.
        """
        self._offsets = Offsets(raw, unit)
        self._others = [partial(Offsets, raw, each) for each in OffsetUnit if each is not unit] if any_unit else []
        self.raw = raw
        self._where = where
        self._known = known
        self._annotations: list[AnnotationRecord] = []
        self._problems: list[str] = []
        self._left_out = LeftOutCounter()

    @property
    def text(self) -> str:
        """The article's text as it will be stored."""
        return self._offsets.text

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
        """Add an annotation, or a problem where it does not fit.

        Args:
            start, end: its offsets in the file's unit, the end exclusive.
            label: its label; empty or `HIGHLIGHT` for none.
            known: its metadata, named as in `metadata`.
            quote: its text; empty where the file does not say.
            status: its status where `known` has none.
        """
        words = normalise(quote) if isinstance(quote, str) and quote else ""
        found: list[Span] = []
        if isinstance(start, int) and isinstance(end, int):
            for offsets in (None, *self._others) if words else (None,):
                stands = (self._offsets if offsets is None else offsets()).to_normalised(start, end)
                if stands is None:
                    continue
                if not words or stands.of(self.text) == words:
                    self._keep(stands, label, known, status)
                    return
                found.append(stands)
        other = f"an annotation {label!r}" if label else "an annotation"
        named = f"“{shorten(words, _LONGEST_QUOTE)}”" if words else other
        self.reject(misplaced_message(named, start, end, found[0].of(self.text) if found else ""))

    def add_whole(self, label: object, known: Mapping[str, Any]) -> None:
        """Add an annotation of the whole article."""
        self._keep(None, label, known, Status.ACCEPTED)

    def add_records(self, records: Sequence[Any]) -> None:
        """Add annotations as `metadata.annotation_record` writes them; other values are skipped."""
        for known in records:
            if isinstance(known, dict) and "start" in known:
                self.add(known["start"], known.get("end"), known.get("label"), known, quote=known.get("quote", ""))
            elif isinstance(known, dict):
                self.add_whole(known.get("label"), known)

    def reject(self, sentence: str) -> None:
        """Add a problem: something that is left out."""
        self._problems.append(sentence)

    def leave_out(self, kind: str, number: int = 1, *, plural: str = "") -> None:
        """Count things that the program has no place for, such as relations; arguments as of `LeftOut`."""
        self._left_out.add(kind, number=number, plural=plural)

    def build(self) -> ImportRecord | str:
        """Return the article with its annotations, or why there is none: it has no text."""
        text = self.text
        if not text.strip():
            return f"{self._where}: has no text; add one or remove it".removeprefix(": ")
        texts = {name: value for name, value in self._known.items() if isinstance(value, str)}
        further = {
            name: str(value) for name, value in value_of(self._known, "metadata", dict).items() if _is_plain(value)
        }
        stated = make_header({**texts, "date": texts.get("published_at", "")}, further)
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
        note, tags = _note(self._known), self._tags(self._known)
        return ImportRecord(
            draft,
            tuple(self._annotations),
            _uid(self._known, "articles"),
            note,
            tags,
            tuple(self._problems),
            self._where,
            self._left_out.entries,
        )

    def _keep(self, span: Span | None, label: object, known: Mapping[str, Any], status: Status) -> None:
        named = _one_line(label) if isinstance(label, str) else ""
        if not known:
            # A shortcut for files of other programs, which may have millions of these.
            self._annotations.append(AnnotationRecord(span, None if named in ("", HIGHLIGHT) else named, status))
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
                analyst=flatten(normalise(value_of(known, "analyst", str))),
                created_at=_instant(known, "created_at"),
                updated_at=_instant(known, "updated_at"),
            )
        )

    def _tags(self, known: Mapping[str, Any]) -> tuple[str, ...]:
        written = known.get("tags")
        found = set()
        for path in written if isinstance(written, list) else ():
            try:
                found.add(tag_path(str(path)))
            except BadTag as error:
                self.reject(str(error).rstrip("."))
        return tuple(sorted(found))


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


def _uid(known: Mapping[str, Any], table: str) -> str:
    written = value_of(known, "id", str)
    return written if is_uid(written, table) else ""


def _note(known: Mapping[str, Any]) -> str:
    """Return the note; unlike in other texts, tabs stay."""
    return "\t".join(map(normalise, value_of(known, "note", str).split("\t")))


def _instant(known: Mapping[str, Any], name: str) -> str:
    written = value_of(known, name, str)
    return written if is_timestamp(written) else ""


def misplaced_message(what: str, start: object, end: object, there: str = "") -> str:
    """Return the problem of an annotation whose quote is not at its offsets, where `there` or nothing is."""
    if not there:
        return f"{what} is at {start!r} to {end!r}, outside the text; correct start and end"
    # Not flattened, because white space at its ends may be what is wrong.
    found = there.replace("\n", " ")
    found = found if len(found) <= _LONGEST_QUOTE else f"{found[: _LONGEST_QUOTE - 1].rstrip()}…"
    return f"{what} is not at {start!r} to {end!r}, where the text is “{found}”; correct start and end"
