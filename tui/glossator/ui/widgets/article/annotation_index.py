"""The annotations near the visible part: the source that the pane queries, and an index of its answers."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from glossator.domain.annotation import Annotation
from glossator.text.span import Span

# Annotations longer than this are few and kept apart, so that a search for the others looks back no further.
_LONG: Final = 400


class AnnotationSource(Protocol):
    """All annotations of an article; the pane queries those that it needs."""

    def between(self, start: int, end: int) -> Iterable[Annotation]:
        """Return the annotations that overlap the code points from `start` to `end`, exclusive."""

    def get(self, annotation: int) -> Annotation | None:
        """Return the annotation with this id, or None if it no longer exists."""

    def neighbour(
        self, offset: int, current: Annotation | None, *, forward: bool, undecided: bool, doubtful: bool = False
    ) -> Annotation | None:
        """Return the next or previous annotation from `current`, or from `offset` if None, wrapping around at the ends.

        Annotations are ordered by start, the longer first. With `undecided`, only suggestions count; with `doubtful`,
        those with a low score.
        """


class AnnotationIndex:
    """An index of annotations with a span, ordered by start, the longer first."""

    def __init__(self, annotations: Iterable[Annotation] = ()) -> None:
        """Index `annotations`, without those of the whole article."""
        spans = [(annotation.span, annotation) for annotation in annotations if annotation.span is not None]
        spans.sort(key=lambda place: (place[0].start, -place[0].end, place[1].id))
        self._all = [annotation for _, annotation in spans]
        self._by_id = {annotation.id: annotation for annotation in self._all}
        self._short = [place for place in spans if len(place[0]) <= _LONG]
        self._short_starts = [span.start for span, _ in self._short]
        self._long = [place for place in spans if len(place[0]) > _LONG]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Annotation]:
        return iter(self._all)

    def get(self, annotation: int | None) -> Annotation | None:
        """Return the annotation with this id, or None if it is not indexed."""
        return None if annotation is None else self._by_id.get(annotation)

    def overlapping(self, start: int, end: int) -> list[tuple[Span, Annotation]]:
        """Return the annotations that overlap `start` to `end`, the longest first."""
        first = bisect_left(self._short_starts, start - _LONG)
        last = bisect_left(self._short_starts, end)
        found = [
            place for place in (*self._long, *self._short[first:last]) if place[0].start < end and place[0].end > start
        ]
        found.sort(key=lambda place: (-len(place[0]), place[0].start, place[1].id))
        return found

    def at(self, offset: int) -> list[Annotation]:
        """Return the annotations that contain `offset`, the innermost first."""
        return [annotation for _, annotation in reversed(self.overlapping(offset, offset + 1))]
