"""Making an article with its annotations of what a file of another program says, whatever it says."""

import codecs
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft, TextFormat
from glossator.domain.codebook import BadTag, tag_path
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.domain.timestamps import is_timestamp
from glossator.domain.uid import is_uid
from glossator.formats.annotations.label_names import HIGHLIGHT
from glossator.formats.dates import iso_date
from glossator.formats.header import header
from glossator.formats.unreadable import Unreadable
from glossator.text.normalise import flatten, normalise
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span

_LONGEST_TITLE: Final = 120
_LONGEST_QUOTE: Final = 60
_AT_ONCE: Final = 1_000_000
_NO_UTF8: Final = "The file is no UTF-8, which it should be; save it as that first."


class Arriving:
    """Collects the annotations of one article; what does not fit becomes a sentence."""

    def __init__(
        self,
        raw: str,
        known: Mapping[str, Any],
        unit: OffsetUnit = OffsetUnit.CODE_POINT,
        *,
        or_else: Sequence[OffsetUnit] = (),
        where: str = "",
    ) -> None:
        """Begin an article.

        Args:
            raw: its text as the file has it, which the file's offsets count in.
            known: what the file says about it, as `spelling` writes it; anything may be in it.
            unit: what the file's offsets count.
            or_else: what they may count where that makes an annotation's words fit, and `unit` does not.
            where: which part of the file it is, such as "line 3"; empty where it is all of it.
        """
        self._offsets = Offsets(raw, unit)
        # Counted only when they are needed, which is hardly ever.
        self._others = [partial(Offsets, raw, each) for each in or_else]
        self.raw = raw
        self._where = where
        self._known = known
        self._annotations: list[AnnotationRecord] = []
        self._problems: list[str] = []

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
        """Take in an annotation, or say why it does not fit.

        Args:
            start, end: where it stands, in the file's unit.
            label: its label; none where it is empty or stands for a highlight.
            known: what else the file says about it, as `spelling` writes it.
            quote: what the file says stands there; empty where it does not say.
            status: what it is where `known` does not say.
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
        if found:
            self.reject(misplaced(_named(words, label), start, end, found[0].of(self.text)))
        else:
            self.reject(misplaced(_named(words, label), start, end))

    def add_whole(self, label: object, known: Mapping[str, Any]) -> None:
        """Take in an annotation about the whole article."""
        self._keep(None, label, known, Status.ACCEPTED)

    def reject(self, sentence: str) -> None:
        """Note something that does not fit, and is left out."""
        self._problems.append(sentence)

    def done(self) -> ImportRecord:
        """Return the article with what was taken in.

        Raises:
            Unreadable: when it has no text.
        """
        text = self.text
        if not text.strip():
            raise Unreadable("there is no text in it; add one, or take it out")
        stated = header({**_texts(self._known), "date": text_in(self._known, "published_at")})
        written = text_in(self._known, "format")
        draft = ArticleDraft(
            title=stated.title or _title(text),
            text=text,
            text_format=TextFormat(written) if written in list(TextFormat) else TextFormat.PLAIN,
            source=stated.source,
            url=stated.url,
            author=stated.author,
            published_at=iso_date(stated.published_at),
            language=stated.language,
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
        )

    def _keep(self, span: Span | None, label: object, known: Mapping[str, Any], status: Status) -> None:
        named = _one_line(label) if isinstance(label, str) else ""
        if not known:
            # Another program's file says no more, and there may be millions of these.
            self._annotations.append(AnnotationRecord(span, None if named in ("", HIGHLIGHT) else named, status))
            return
        stated, score = text_in(known, "status"), known.get("score")
        self._annotations.append(
            AnnotationRecord(
                span=span,
                label=None if named in ("", HIGHLIGHT) else named,
                status=Status(stated) if stated in list(Status) else status,
                uid=_uid(known, "annotations"),
                note=_note(known),
                tags=self._tags(known),
                entity=flatten(normalise(text_in(known, "entity"))) or None,
                score=float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None,
                analyst=flatten(normalise(text_in(known, "analyst"))),
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
    """Return what was written on one line; a file has few labels, many times."""
    return flatten(normalise(written))


def text_in(known: Mapping[str, Any], name: str) -> str:
    """Return the text that `known` has under a name; empty when it has none, or something else."""
    value = known.get(name)
    return value if isinstance(value, str) else ""


def mapping_in(known: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object that `known` has under a name; an empty one when it has none, or something else."""
    value = known.get(name)
    return value if isinstance(value, dict) else {}


def list_in(known: Mapping[str, Any], name: str) -> list[Any]:
    """Return the list that `known` has under a name; an empty one when it has none, or something else."""
    value = known.get(name)
    return value if isinstance(value, list) else []


def decoded(data: bytes) -> str:
    """Return what the bytes of a JSON file say.

    Raises:
        Unreadable: when they are no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_NO_UTF8) from error


def _check_utf8(file: BinaryIO) -> None:
    """Make sure that what is left of a file is UTF-8, before anything of it is stored.

    Raises:
        Unreadable: when it is not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while some := file.read(_AT_ONCE):
            decoder.decode(some)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable(_NO_UTF8) from error


def parsed(written: str) -> Any:
    """Return what a piece of JSON means.

    Raises:
        Unreadable: when it is none.
    """
    try:
        return json.loads(written)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is no JSON ({error}); export it anew.") from error


def objects(file: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Yield the objects of a file with one on each line, each with its line from 1; None for a line that is none.

    Raises:
        Unreadable: before the first of them, when the file is no UTF-8.
    """
    _check_utf8(file)
    file.seek(0)
    # A line at a time, since a file may be as large as what is kept of it, and more in pieces.
    for number, line in enumerate(file, start=1):
        written = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if written.strip():
            try:
                found = parsed(written.decode("utf-8"))
            except Unreadable:
                found = None
            yield number, found if isinstance(found, dict) else None


def first_line(file: BinaryIO) -> bytes:
    """Return the first line of a file with something on it; nothing when there is none."""
    return next((line for line in file if line.removeprefix(codecs.BOM_UTF8).strip()), b"")


def first_object(data: bytes) -> Mapping[str, Any] | None:
    """Return the object on the first line of a file; None when none is there."""
    try:
        return next((found for _, found in objects(io.BytesIO(first_line(io.BytesIO(data))))), None)
    except Unreadable:
        return None


def _texts(known: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _uid(known: Mapping[str, Any], table: str) -> str:
    written = text_in(known, "id")
    return written if is_uid(written, table) else ""


def _note(known: Mapping[str, Any]) -> str:
    """Return the note; tabs, which an editor may have put into it, stay."""
    return "\t".join(map(normalise, text_in(known, "note").split("\t")))


def _instant(known: Mapping[str, Any], name: str) -> str:
    written = text_in(known, name)
    return written if is_timestamp(written) else ""


def misplaced(what: str, start: object, end: object, there: str = "") -> str:
    """Return what is said of an annotation that does not stand where its file says, but `there` or nothing does."""
    place = f"from {start!r} to {end!r}"
    if not there:
        return f"{what} should stand {place}, where no text is; correct start and end"
    # On one line; white space at its ends may be all that is wrong.
    found = _cut(there.replace("\n", " "), _LONGEST_QUOTE)
    return f"{what} is not what stands {place}, which is “{found}”; correct start and end"


def _title(text: str) -> str:
    """Return the first line with something in it, cut where it is long."""
    return _cut(flatten(text.strip().partition("\n")[0]), _LONGEST_TITLE)


def _cut(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _named(quote: object, label: object) -> str:
    return (
        f"“{_cut(flatten(quote), _LONGEST_QUOTE)}”"
        if isinstance(quote, str) and quote
        else f"an annotation {label!r}"
        if label
        else "an annotation"
    )
