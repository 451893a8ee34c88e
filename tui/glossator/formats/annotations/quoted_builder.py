"""Collecting annotations of articles that are not in the file, each with its quote; what has no place is counted."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from glossator.domain.annotation import Status
from glossator.domain.codebook import BadTag, tag_path
from glossator.domain.import_record import (
    AnnotationRecord,
    Arrival,
    ArticleReference,
    FileRemainder,
    QuotedAnnotation,
    QuotedRecord,
)
from glossator.domain.left_out import LeftOutCounter
from glossator.formats.annotations.import_builder import lines_of, tag_of, timestamp_of, value_of
from glossator.formats.errors import Unreadable
from glossator.text.anchor import TextQuote
from glossator.text.normalise import flatten, normalise, shorten

_LONGEST: Final = 60


class QuotedBuilder:
    """Collects annotations by the articles that they are about."""

    def __init__(self) -> None:
        self._articles: dict[str, QuotedArticle] = {}
        self._problems, self._left_out = LeftOutCounter(), LeftOutCounter()

    def article(self, key: str, about: ArticleReference) -> "QuotedArticle":
        """Return the article `key`, begun if necessary."""
        return self._articles.setdefault(key, QuotedArticle(about, self))

    def reject(self, kind: str, *, plural: str = "", example: str = "") -> None:
        """Count a thing that cannot be read because something is wrong with it; arguments as of `LeftOut`."""
        self._problems.add(kind, plural=plural, example=example)

    def leave_out(self, kind: str, text: str = "", *, plural: str = "", example: str = "") -> None:
        """Count a thing that the program has no place for; arguments as of `LeftOutCounter.add`."""
        self._left_out.add(kind, text, plural=plural, example=example)

    def leave_out_unknown(self, record: Mapping[str, Any], understood: Container[str], of: str) -> None:
        """Count what a record says under keys, or in columns, that a reader does not understand; `of` is what it is."""
        for key, value in record.items():
            if key not in understood and value not in (None, "", [], {}, False):
                kind = f"“{shorten(key, _LONGEST)}” of {of}"
                self.leave_out(kind, value if isinstance(value, str) else "", plural=f"{kind}s")

    def valid_tags(self, written: Iterable[object]) -> tuple[str, ...]:
        """Return the paths of tags of another program; those that cannot be tags are counted."""
        found = set()
        for tag in written:
            try:
                found.update([tag_path(path)] if (path := tag_of(tag)) else [])
            except BadTag as error:
                self.reject(str(error).rstrip("."), example=str(tag))
        return tuple(sorted(found))

    def build(self) -> Iterator[Arrival]:
        """Yield the articles, then what is counted.

        Raises:
            Unreadable: when nothing could be read.
        """
        built = [article.build() for article in self._articles.values()]
        found = [article for article in built if article.number or article.tags]
        if self._problems.entries and not found and not self._left_out.entries:
            raise Unreadable(f"Nothing in it can be read: {'; '.join(map(str, self._problems.entries))}.")
        yield from found
        if self._problems.entries or self._left_out.entries:
            yield FileRemainder(self._problems.entries, self._left_out.entries)


class QuotedArticle:
    """The annotations of an article."""

    def __init__(self, about: ArticleReference, file: QuotedBuilder) -> None:
        self._about, self._file = about, file
        self._annotations: list[QuotedAnnotation] = []
        self._notes: dict[str, None] = {}
        self._tags: set[str] = set()

    def add(
        self,
        quote: TextQuote,
        *,
        label: str = "",
        note: str = "",
        tags: Iterable[object] = (),
        analyst: str = "",
        created: object = "",
        updated: object = "",
        status: str = "",
        entity: str = "",
    ) -> None:
        """Add an annotation of a passage, accepted unless it has another status; times as of `timestamp_of`."""
        made = timestamp_of(created)
        record = AnnotationRecord(
            span=None,
            label=flatten(normalise(label)) or None,
            status=Status(status) if status in list(Status) else Status.ACCEPTED,
            entity=flatten(normalise(entity)) or None,
            note=lines_of(note.strip()),
            tags=self._file.valid_tags(tags),
            analyst=flatten(normalise(analyst)),
            created_at=made,
            updated_at=timestamp_of(updated) or made,
        )
        self._annotations.append(QuotedAnnotation(record, quote))

    def add_note(self, note: str, author: str = "") -> None:
        """Add a paragraph to the note on the article, after the name of its author."""
        if text := lines_of(note.strip()):
            self._notes[signed(text, flatten(normalise(author)))] = None

    def add_tags(self, tags: Iterable[object]) -> None:
        """Tag the article."""
        self._tags.update(self._file.valid_tags(tags))

    def build(self) -> QuotedRecord:
        """Return what was collected."""
        return QuotedRecord(self._about, tuple(self._annotations), tuple(self._notes), tuple(sorted(self._tags)))


def signed(note: str, author: str) -> str:
    """Return a note with the name of its author before it."""
    return f"{author}: {note}" if note and author else note


def selectors_of(target: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the selectors of a target, and those that refine them."""
    written = target.get("selector")
    for each in written if isinstance(written, list) else [written]:
        while isinstance(each, dict):
            yield each
            each = each.get("refinedBy")


def quote_of(selectors: Iterable[Mapping[str, Any]]) -> TextQuote | None:
    """Return the quote that selectors give, with its position where they have one; None without a quote."""
    by_type = {each.get("type"): each for each in selectors}
    quoted = by_type.get("TextQuoteSelector", {})
    exact, prefix, suffix = (value_of(quoted, name, str) for name in ("exact", "prefix", "suffix"))
    if not exact.strip():
        return None
    place = by_type.get("TextPositionSelector", {})
    start, end = place.get("start"), place.get("end")
    quote = TextQuote(exact, prefix, suffix)
    return replace(quote, position=(start, end)) if isinstance(start, int) and isinstance(end, int) else quote
