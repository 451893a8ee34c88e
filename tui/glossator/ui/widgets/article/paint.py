"""Painting a line of an article: its text in styled segments, and the marks in the margin."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from rich.segment import Segment
from rich.style import Style

from glossator.domain.annotation import Annotation, Status
from glossator.text.span import Span
from glossator.ui.widgets.article.layout import Cells
from glossator.ui.widgets.article.palette import Palette

MARGIN: Final = 6
"""The width of the margin in cells: four marks with spaces."""
_DISPUTED, _UNDECIDED, _DOUBTFUL, _NOTED, _TAGGED = "≠", "◦", "?", "•", "#"


def legend(*, doubtful: bool = False, disputed: bool = False) -> str:
    """Return what the marks in the margin mean; those of doubtful suggestions and of disputes where there are any."""
    # In the order of the margin; in a narrow pane, the last one is cut off.
    marks = {
        **({_DISPUTED: "disputed"} if disputed else {}),
        _UNDECIDED: "suggestion",
        **({_DOUBTFUL: "doubtful"} if doubtful else {}),
        _NOTED: "note",
        _TAGGED: "tag",
    }
    return "  ".join(f"{mark} {meaning}" for mark, meaning in marks.items())


@dataclass(frozen=True, slots=True)
class Focus:
    """The token under the cursor, the id of the current annotation, and the selection."""

    token: Span | None = None
    current: int | None = None
    selection: Span | None = None


def paint_text(
    start: int,
    cells: Cells,
    places: Sequence[tuple[Span, Annotation]],
    focus: Focus,
    palette: Palette,
    *,
    hits: Sequence[Span] = (),
    heading: bool = False,
) -> list[Segment]:
    """Return the segments of one line.

    Args:
        start: the start of the line in the text.
        cells: the clusters of the line.
        places: the annotations that overlap the line, the longest first; shorter ones are painted over it.
        focus: the cursor.
        palette: the styles.
        hits: the hits of a search that overlap the line.
        heading: whether the line belongs to a heading.
    """
    end = cells.end
    spans = [*hits, *(span for span, _ in places)]
    spans += [
        span for span in (focus.token, focus.selection) if span is not None and span.start < end and span.end > start
    ]
    edges, clusters = {start, end}, cells.offsets
    for edge in {min(max(edge, start), end) for span in spans for edge in (span.start, span.end)}:
        # A cluster has one style, that of its first code point, even if an edge is inside it.
        edges.add(clusters[bisect_right(clusters, edge) - 1])
        edges.add(clusters[min(bisect_left(clusters, edge), len(clusters) - 1)])
    segments = []
    for left, right in pairwise(sorted(edges)):
        written, _ = cells.shown(left, right)
        if written:
            segments.append(Segment(written, _style(left, places, hits, focus, palette, heading=heading)))
    return segments


def _style(
    offset: int,
    places: Sequence[tuple[Span, Annotation]],
    hits: Sequence[Span],
    focus: Focus,
    palette: Palette,
    *,
    heading: bool,
) -> Style:
    style = palette.heading if heading else palette.plain
    on_tint = on_current = False
    for span, annotation in places:
        if offset in span:
            style += palette.annotated(annotation.label, annotation.status, on_tint=on_tint)
            style += _ITALIC if annotation.is_doubtful else _NOTHING
            on_tint = on_tint or annotation.status is Status.ACCEPTED
    for span, annotation in places:
        if annotation.id == focus.current and offset in span:
            on_current = True
            style += palette.current(annotation.label, annotation.status)
    if any(offset in hit for hit in hits):
        style += palette.hit
    if focus.selection is not None and offset in focus.selection:
        return style + palette.selection
    if focus.token is not None and offset in focus.token:
        return style + _DOUBLE if on_current else style + palette.cursor
    return style


_DOUBLE: Final = Style(underline2=True)
_ITALIC: Final = Style(italic=True)
_NOTHING: Final = Style()


def paint_margin(start: int, end: int, places: Sequence[tuple[Span, Annotation]], palette: Palette) -> list[Segment]:
    """Return the margin of a line, with marks for the annotations that begin on it.

    They are: disputed, suggestion or doubtful suggestion, note, tag.
    """
    here = [annotation for span, annotation in places if start <= span.start < end]
    if not here:
        return [Segment(" " * MARGIN, palette.plain)]
    undecided = any(annotation.status is Status.SUGGESTED for annotation in here)
    disputed = any(annotation.disputed for annotation in here)
    doubtful = any(annotation.is_doubtful for annotation in here)
    noted = any(annotation.note for annotation in here)
    tagged = any(annotation.tags for annotation in here)
    return [
        Segment(_DISPUTED if disputed else " ", palette.mark if disputed else palette.quiet),
        Segment(_DOUBTFUL if doubtful else _UNDECIDED if undecided else " ", palette.quiet),
        Segment(
            f"{_NOTED if noted else ' '}{_TAGGED if tagged else ' '}  ",
            palette.mark if noted or tagged else palette.plain,
        ),
    ]


def merge_segments(segments: Iterable[Segment]) -> list[Segment]:
    """Return the line with neighbouring segments of one style merged, which is faster to compose and to send."""
    return [
        Segment("".join(segment.text for segment in alike), style)
        for style, alike in groupby(segments, lambda segment: segment.style)
    ]
