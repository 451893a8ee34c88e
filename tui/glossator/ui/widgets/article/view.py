"""An article as a page that scrolls: laid out in steps, painted a line at a time, annotations asked for by the screen.

What it costs does not grow with the article: a part of the layout is there at once, the rest follows between keys, and
only annotations near what is in view are known here.
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
from glossator.ui.widgets.article.annotation_index import AnnotationSource, Places
from glossator.ui.widgets.article.layout import Layout, lay_out, layouts
from glossator.ui.widgets.article.paint import MARGIN, Focus, in_few_pieces, paint_margin, paint_text
from glossator.ui.widgets.article.palette import Palette
from glossator.ui.widgets.colours import ground_of

if TYPE_CHECKING:
    from glossator.text.find import Search

# Lines that stay in view above and below the cursor, so that one sees where one is going.
AHEAD: Final = 2
_LONGEST_HEADING: Final = 400
# A hit is looked for from this far before a line on, as it may begin on an earlier one.
_LONGEST_HIT: Final = 100
# Code points before and after what is in view whose annotations are fetched too.
_AROUND: Final = 3_000
# Seconds of laying out between looks at the keys.
_STEP: Final = 0.008
# Seconds between two steps; a message that follows at once would keep the page from being painted.
_BREATH: Final = 0.002
# Where more annotations than this have changed, the whole page is repainted.
_FEW: Final = 40


_NO_LINES: Final = lay_out("", 1)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Everything that the page is painted from, except the annotations, the cursor and the theme.

    Two sheets are never equal, so putting another one on the page always repaints it.

    Attributes:
        text: of the article.
        text_format: of the article.
        source: knows the annotations of the article.
        labels: the colour, #rrggbb, of each label.
        search: whose hits are marked.
        layout: the lines of `text`; those of an empty text until the size of the page is known.
    """

    text: str = ""
    text_format: TextFormat = TextFormat.PLAIN
    source: AnnotationSource | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    search: "Search | None" = None
    layout: Layout = _NO_LINES


class ArticleView(ScrollView, can_focus=True):
    """Shows one article with its annotations, and where the analyst is in it.

    What is painted changes in four ways, and each repaints what it changes: another sheet (`_sheet`, the whole page),
    other annotations (`_repaint_changed`, their lines), the cursor (`_set_focus` of the subclass, its lines), and the
    theme (`notify_style_update`, the whole page). Scrolling and resizing repaint by themselves.
    """

    ALLOW_SELECT = False

    _sheet: Reactive[Sheet] = reactive(Sheet(), init=False)

    def __init__(self, measure: int, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        """Start without an article; `measure` is the widest that a line of text may be, in cells."""
        super().__init__(id=id)
        self._measure = measure
        self._window = Places()
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
        """Drop the styles when the colours of the labels have changed."""
        if after.labels != before.labels:
            self._palette = None

    def show_hits(self, search: "Search | None") -> None:
        """Mark what `search` finds, or nothing if it is None."""
        self._sheet = replace(self._sheet, search=search)

    def take(self, article: Article, source: AnnotationSource, labels: Mapping[str, str], near: int) -> None:
        """Put `article` on the page, the part around the offset `near` first.

        Args:
            article: what to read.
            source: knows its annotations.
            labels: the colour, #rrggbb, of each label.
            near: where the cursor will be.
        """
        self._forget_window()
        self._focus = Focus()
        self._unfinished = None
        self._sheet = Sheet(article.text, article.text_format, source, labels)
        if self.scrollable_content_region.width:
            self._lay_out(near)

    def take_colours(self, labels: Mapping[str, str]) -> None:
        """Paint annotations in the current colours, #rrggbb, of the labels."""
        if labels != self._sheet.labels:
            self._sheet = replace(self._sheet, labels=labels)

    # Layout

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the page may be scrolled: also before its scrollbar is shown, which is one layout later."""
        return not self._check_disabled()

    @property
    def _is_laid_out(self) -> bool:
        """Whether lines can be asked for; not before the pane knows its size."""
        return self._layout.text is self._text

    def _lay_out(self, near: int) -> None:
        """Begin to lay the text out at the width that there is, where that is not how it is laid out already."""
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
        """Lay out a little more, and come back for the rest when keys and messages have had their turn."""
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
        """Lay out all that is left, for a motion to a place that is not laid out yet."""
        if self._unfinished is not None:
            *_, whole = self._unfinished
            self._unfinished = None
            self._take_layout(whole)

    def _take_layout(self, layout: Layout) -> None:
        """Use a layout that knows more, with the same line on top as before."""
        top = self.first_in_view
        self._sheet = replace(self._sheet, layout=layout)
        self.virtual_size = Size(self.scrollable_content_region.width, layout.line_count)
        self.scroll_to(y=layout.line_of(top), animate=False, immediate=True)

    def _line_of(self, offset: int) -> int:
        """Return the line of `offset`, which is laid out now if it was not."""
        if offset not in self._layout:
            self._finish_layout()
        return self._layout.line_of(offset)

    @property
    def first_in_view(self) -> int:
        """The offset of the first line that is seen."""
        lines = self._layout.lines
        return self._layout.span_of(min(max(int(self.scroll_y), lines.start), lines.stop - 1))[0]

    @property
    def in_view(self) -> tuple[int, int]:
        """Where what is seen starts and ends in the text."""
        lines = self._layout.lines
        last = int(self.scroll_y) + max(1, self.scrollable_content_region.height) - 1
        return self.first_in_view, self._layout.span_of(min(max(last, lines.start), lines.stop - 1))[1]

    def on_resize(self) -> None:
        """Lay the text out, anew if its width changes; what was on top stays on top, and the cursor in view."""
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
        """Say whether `line` was seen at the height that the page had before its size changed."""
        top = int(self.scroll_y)
        return top <= line < top + max(1, self._height)

    def _follow(self, line: int) -> None:
        """Scroll no further than it takes to see `line`, with a little of what is beyond it."""
        height = self.scrollable_content_region.height
        ahead = min(AHEAD, max(0, (height - 1) // 2))
        top = int(self.scroll_y)
        if line - ahead < top:
            self.scroll_to(y=line - ahead, animate=False, immediate=True)
        elif line + ahead >= top + height:
            self.scroll_to(y=line + ahead - height + 1, animate=False, immediate=True)

    # Annotations

    def _places(self, start: int, end: int) -> Places:
        """Return an index that has the annotations that reach into `start` to `end`."""
        if self._source is None or (self._window_span.start <= start and end <= self._window_span.stop):
            return self._window
        first, last = self.in_view
        if start < first or last < end:
            return Places(self._source.between(start, end))
        # All that is in view, so that `_repaint_changed` misses no line that was painted.
        self._window_span = range(max(0, first - _AROUND), last + _AROUND)
        self._window = Places(self._source.between(self._window_span.start, self._window_span.stop))
        return self._window

    def _forget_window(self) -> None:
        self._window, self._window_span = Places(), range(0)

    def _repaint_changed(self) -> None:
        """Fetch the annotations near what is in view again, and repaint the lines where they differ."""
        if self._source is None or not self._window_span:
            return
        before = self._window
        self._window = Places(self._source.between(self._window_span.start, self._window_span.stop))
        changed = set(before).symmetric_difference(self._window)
        if len(changed) > _FEW:
            self.refresh()
        else:
            self._repaint(annotation.span for annotation in changed)

    def _repaint(self, spans: Iterable[Span | None]) -> None:
        """Repaint the lines of `spans`, as far as they are laid out."""
        for span in spans:
            if span is not None and (lines := self._layout.lines_of(span.start, span.end)):
                self.refresh_lines(lines.start, len(lines))

    # Painting

    def on_focus(self, event: events.Focus) -> None:
        """Take the keys; nothing looks different for it, so nothing is painted."""
        event.prevent_default()
        self.has_focus = True

    def on_blur(self, event: events.Blur) -> None:
        """Give the keys away, with nothing painted either."""
        event.prevent_default()
        self.has_focus = False

    def notify_style_update(self) -> None:
        """Take over the colours of a new theme."""
        super().notify_style_update()
        before, self._palette = self._palette, None
        # This is told of also where nothing has changed, as with each change of the focus.
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
        """Return the line of the article that is `y` lines below the top of the pane."""
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
            # Spaces hang at the end of the line.
            return Strip(segments).adjust_cell_length(width)
        return Strip(in_few_pieces([*segments, Segment(" " * room, palette.plain)]), width)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Leave out the filter that looks for a terminal's own colours: no line here has one."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    def _is_heading(self, start: int) -> bool:
        """Say whether the line that starts at `start` belongs to a heading."""
        if self._sheet.text_format is TextFormat.PLAIN:
            return False
        line_start = self._text.rfind("\n", max(0, start - _LONGEST_HEADING), start) + 1
        return self._text.startswith("#", line_start)
