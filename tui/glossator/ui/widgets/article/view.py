"""The article view: shows an article, laid out in steps and painted line by line.

The cost of a frame does not grow with the article: the visible part is laid out first, the rest between keys, and only
annotations near the visible part are read.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from glossator.domain.article import Article, TextFormat
from glossator.text.span import Span
from glossator.ui.widgets.article.annotation_index import AnnotationIndex, AnnotationSource
from glossator.ui.widgets.article.layout import Layout, lay_out, layouts
from glossator.ui.widgets.article.paint import MARGIN, Focus, merge_segments, paint_margin, paint_text
from glossator.ui.widgets.article.palette import Palette
from glossator.ui.widgets.colours import ground_of

if TYPE_CHECKING:
    from glossator.text.find import Search

# Lines that stay visible above and below the cursor.
AHEAD: Final = 2
_LONGEST_HEADING: Final = 400
# Hits are searched from this far before a line, because they may begin on an earlier one.
_LONGEST_HIT: Final = 100
# Code points before and after the visible part whose annotations are read, too.
_AROUND: Final = 3_000
# Seconds of layout between two chances for keys.
_STEP: Final = 0.008
# Seconds between two steps; without a pause, the page would not be painted.
_BREATH: Final = 0.002
# If more annotations than this have changed, the whole page is repainted.
_FEW: Final = 40


_NO_LINES: Final = lay_out("", 1)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Everything that the view is painted from, except the annotations, the cursor and the theme.

    Two sheets are never equal, so that a new one always repaints the view.

    Attributes:
        text: the text of the article.
        text_format: the format of the text.
        source: the annotations of the article.
        labels: the colour, #rrggbb, of each label.
        search: the search whose hits are highlighted.
        layout: the lines of `text`; those of an empty text until the size of the view is known.
    """

    text: str = ""
    text_format: TextFormat = TextFormat.PLAIN
    source: AnnotationSource | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    search: "Search | None" = None
    layout: Layout = _NO_LINES


class ArticleView(ScrollView, can_focus=True):
    """Shows an article with its annotations and the cursor.

    Four things repaint: a new sheet (`_sheet`, everything), changed annotations (`_repaint_changed`, their lines), the
    cursor (`_set_focus` of the subclass, its lines), and a new theme (`notify_style_update`, everything). Scrolling and
    resizing repaint by themselves.
    """

    ALLOW_SELECT = False

    _sheet: Reactive[Sheet] = reactive(Sheet(), init=False)

    def __init__(self, measure: int, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        """Start without an article; `measure` is the maximum line width, in cells."""
        super().__init__(id=id)
        self._measure = measure
        self._window = AnnotationIndex()
        self._window_span = range(0)
        self._unfinished: Iterator[Layout] | None = None
        self._height = 0
        self._palette: Palette | None = None
        self._focus = Focus()

    @property
    def _text(self) -> str:
        return self._sheet.text

    @property
    def _source(self) -> AnnotationSource | None:
        return self._sheet.source

    @property
    def _layout(self) -> Layout:
        return self._sheet.layout

    def watch__sheet(self, before: Sheet, after: Sheet) -> None:
        """Drop the styles if the colours of the labels have changed."""
        if after.labels != before.labels:
            self._palette = None

    def show_hits(self, search: "Search | None") -> None:
        """Highlight the hits of `search`, or none."""
        self._sheet = replace(self._sheet, search=search)

    def take(self, article: Article, source: AnnotationSource, labels: Mapping[str, str], near: int) -> None:
        """Show `article`, with the part around the offset `near` first.

        Args:
            article: the article.
            source: its annotations.
            labels: the colour, #rrggbb, of each label.
            near: the offset of the cursor.
        """
        self._forget_window()
        self._focus = Focus()
        self._unfinished = None
        self._sheet = Sheet(article.text, article.text_format, source, labels)
        if self.scrollable_content_region.width:
            self._lay_out(near)

    def take_colours(self, labels: Mapping[str, str]) -> None:
        """Use new colours, #rrggbb, of the labels."""
        if labels != self._sheet.labels:
            self._sheet = replace(self._sheet, labels=labels)

    # Layout

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the view can scroll, also before its scrollbar is shown, which is one layout later."""
        return not self._check_disabled()

    @property
    def _is_laid_out(self) -> bool:
        """Whether the text is laid out; not before the size of the view is known."""
        return self._layout.text is self._text

    def _lay_out(self, near: int) -> None:
        """Start to lay out the text at the current width, unless it already is."""
        room = self.scrollable_content_region.width
        width = max(1, min(self._measure, room - MARGIN - 2))
        if not self._is_laid_out or self._layout.width != width:
            self._unfinished = layouts(self._text, width, near)
            self._sheet = replace(self._sheet, layout=next(self._unfinished))
            self.set_timer(_BREATH, self._go_on_laying_out)
        self.virtual_size = Size(room, self._layout.line_count)

    @property
    def _left(self) -> int:
        """The cells to the left of the margin."""
        return max(0, (self.scrollable_content_region.width - self._layout.width - MARGIN) // 2)

    def _go_on_laying_out(self) -> None:
        """Continue the layout for a short time, and schedule the next step."""
        unfinished = self._unfinished
        if unfinished is None:
            return
        until = time.perf_counter() + _STEP
        for layout in unfinished:
            if layout is not self._layout:
                self._take_layout(layout)
            if time.perf_counter() > until:
                self.set_timer(_BREATH, self._go_on_laying_out)
                return
        self._unfinished = None

    def _finish_layout(self) -> None:
        """Finish the layout, for a motion to a place that is not laid out yet."""
        if self._unfinished is not None:
            *_, whole = self._unfinished
            self._unfinished = None
            self._take_layout(whole)

    def _take_layout(self, layout: Layout) -> None:
        """Use a more complete layout, with the same line at the top."""
        top = self.first_in_view
        self._sheet = replace(self._sheet, layout=layout)
        self.virtual_size = Size(self.scrollable_content_region.width, layout.line_count)
        self.scroll_to(y=layout.line_of(top), animate=False, immediate=True)

    def _line_of(self, offset: int) -> int:
        """Return the line of `offset`; finish the layout if necessary."""
        if offset not in self._layout:
            self._finish_layout()
        return self._layout.line_of(offset)

    @property
    def first_in_view(self) -> int:
        """The offset of the first visible line."""
        lines = self._layout.lines
        return self._layout.span_of(min(max(int(self.scroll_y), lines.start), lines.stop - 1))[0]

    @property
    def in_view(self) -> tuple[int, int]:
        """The start and end of the visible part in the text."""
        lines = self._layout.lines
        last = int(self.scroll_y) + max(1, self.scrollable_content_region.height) - 1
        return self.first_in_view, self._layout.span_of(min(max(last, lines.start), lines.stop - 1))[1]

    def on_resize(self) -> None:
        """Lay out the text if the width has changed; the top line stays, and the cursor stays visible."""
        top = self.first_in_view
        offset = self._focus.token.start if self._focus.token else top
        if self._is_laid_out:
            followed = offset in self._layout and self._was_in_view(self._layout.line_of(offset))
            self._lay_out(top)
            self.scroll_to(y=self._line_of(top), animate=False, immediate=True)
        else:
            followed = True
            self._lay_out(offset)
        if followed:
            self._follow(self._line_of(offset))
        self._height = self.scrollable_content_region.height
        self.refresh()

    def _was_in_view(self, line: int) -> bool:
        """Return whether `line` was visible at the height before the resize."""
        top = int(self.scroll_y)
        return top <= line < top + max(1, self._height)

    def _follow(self, line: int) -> None:
        """Scroll as little as needed to show `line` with `AHEAD` lines beyond it."""
        height = self.scrollable_content_region.height
        ahead = min(AHEAD, max(0, (height - 1) // 2))
        top = int(self.scroll_y)
        if line - ahead < top:
            self.scroll_to(y=line - ahead, animate=False, immediate=True)
        elif line + ahead >= top + height:
            self.scroll_to(y=line + ahead - height + 1, animate=False, immediate=True)

    # Annotations

    def _places(self, start: int, end: int) -> AnnotationIndex:
        """Return an index with all annotations that overlap `start` to `end`."""
        if self._source is None or (self._window_span.start <= start and end <= self._window_span.stop):
            return self._window
        first, last = self.in_view
        if start < first or last < end:
            return AnnotationIndex(self._source.between(start, end))
        # Everything visible, so that `_repaint_changed` misses no painted line.
        self._window_span = range(max(0, first - _AROUND), last + _AROUND)
        self._window = AnnotationIndex(self._source.between(self._window_span.start, self._window_span.stop))
        return self._window

    def _forget_window(self) -> None:
        self._window, self._window_span = AnnotationIndex(), range(0)

    def _repaint_changed(self) -> None:
        """Read the annotations near the visible part again, and repaint the lines where they differ."""
        if self._source is None or not self._window_span:
            return
        before = self._window
        self._window = AnnotationIndex(self._source.between(self._window_span.start, self._window_span.stop))
        changed = set(before).symmetric_difference(self._window)
        if len(changed) > _FEW:
            self.refresh()
        else:
            self._repaint(annotation.span for annotation in changed)

    def _repaint(self, spans: Iterable[Span | None]) -> None:
        """Repaint the laid out lines of `spans`."""
        for span in spans:
            if span is not None and (lines := self._layout.lines_of(span.start, span.end)):
                self.refresh_lines(lines.start, len(lines))

    # Painting

    def on_focus(self, event: events.Focus) -> None:
        """Set the focus without repainting, because nothing looks different."""
        event.prevent_default()
        self.has_focus = True

    def on_blur(self, event: events.Blur) -> None:
        """Remove the focus without repainting."""
        event.prevent_default()
        self.has_focus = False

    def notify_style_update(self) -> None:
        """Use the colours of a new theme."""
        super().notify_style_update()
        before, self._palette = self._palette, None
        # Also called when no colours have changed, such as at each change of the focus.
        if before is not None and self._colours == before:
            self._palette = before
        else:
            self.refresh()

    @property
    def _colours(self) -> Palette:
        if self._palette is None:
            _, background = self.background_colors
            self._palette = Palette(
                ground=ground_of(self.app, background),
                accent=Color.parse(self.app.theme_variables["accent"]),
                labels=self._sheet.labels,
                colourful=not self.app.no_color,
            )
        return self._palette

    def render_line(self, y: int) -> Strip:
        """Return the line `y` of the view."""
        width = self.scrollable_content_region.width
        palette = self._colours
        line = int(self.scroll_offset.y) + y
        if line not in self._layout.lines:
            return Strip.blank(width, palette.plain)
        start, end = self._layout.span_of(line)
        places = self._places(start, end).overlapping(start, end)
        cells = self._layout.cells(line)
        search = self._sheet.search
        hits = list(search.between(max(0, start - _LONGEST_HIT), end)) if search else ()
        segments = [
            Segment(" " * self._left, palette.plain),
            *paint_margin(start, end, places, palette),
            *paint_text(start, cells, places, self._focus, palette, hits=hits, heading=self._is_heading(start)),
        ]
        room = width - self._left - MARGIN - cells.width
        if room < 0:
            # Trailing spaces exceed the width.
            return Strip(segments).adjust_cell_length(width)
        return Strip(merge_segments([*segments, Segment(" " * room, palette.plain)]), width)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters without the one for the colours of the terminal, which are not used here."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    def _is_heading(self, start: int) -> bool:
        """Return whether the line that starts at `start` belongs to a heading."""
        if self._sheet.text_format is TextFormat.PLAIN:
            return False
        line_start = self._text.rfind("\n", max(0, start - _LONGEST_HEADING), start) + 1
        return self._text.startswith("#", line_start)
