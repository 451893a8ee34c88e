"""Where annotations stand: the source that the pane asks, and an index of what it was told that answers for a line."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from glossator.domain.annotation import Annotation
from glossator.text.span import Span

# Annotations longer than this are few, and kept apart, so that finding the others looks back no further than this.
_LONG: Final = 400


class AnnotationSource(Protocol):
    """Knows all annotations of an article, however many there are; the pane asks for those that it needs."""

    def between(self, start: int, end: int) -> Iterable[Annotation]:
        """Return those that reach into the code points from `start` up to `end`."""

    def get(self, annotation: int) -> Annotation | None:
        """Return the one with that id, or None when it is gone."""

    def neighbour(
        self, offset: int, current: Annotation | None, *, forward: bool, undecided: bool
    ) -> Annotation | None:
        """Return the one after `current`, or before it, or after or before `offset` without it, round the ends.

        Annotations come by start, the longer first. With `undecided`, only such as nobody has decided on count.
        """


class Places:
    """Annotations that stand at spans, by start, the longer first where two start together."""

    def __init__(self, annotations: Iterable[Annotation] = ()) -> None:
        """Index `annotations`; those about the whole article are left out."""
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
        """Return the annotation with that id, or None when it is not here."""
        return None if annotation is None else self._by_id.get(annotation)

    def overlapping(self, start: int, end: int) -> list[tuple[Span, Annotation]]:
        """Return the annotations that have a code point in common with `start` to `end`, the longest first."""
        first = bisect_left(self._short_starts, start - _LONG)
        last = bisect_left(self._short_starts, end)
        found = [
            place for place in (*self._long, *self._short[first:last]) if place[0].start < end and place[0].end > start
        ]
        found.sort(key=lambda place: (-len(place[0]), place[0].start, place[1].id))
        return found

    def at(self, offset: int) -> list[Annotation]:
        """Return the annotations that hold `offset`, the innermost first."""
        return [annotation for _, annotation in reversed(self.overlapping(offset, offset + 1))]
