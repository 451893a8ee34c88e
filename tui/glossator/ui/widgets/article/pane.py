"""The article pane: the article view with keys and mouse."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from glossator.text.sentences import next_sentence, previous_sentence, sentence_at
from glossator.ui.widgets.article import motions
from glossator.ui.widgets.article.cursor import CursorView
from glossator.ui.widgets.article.motions import Step
from glossator.ui.widgets.article.paint import MARGIN
from glossator.ui.widgets.article.view import AHEAD


class ArticlePane(CursorView):
    """Shows an article with a cursor, a current annotation and a selection, which keys and mouse move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority bindings, like those of commands, so that a count is handled before the command that follows it.
        Binding(digit, f"count({digit})", show=False, priority=True)
        for digit in "123456789"
    ]

    @dataclass
    class Stepped(Message):
        """A step from annotation to annotation did not lead to the next one in its direction."""

        step: Step
        forward: bool
        undecided: bool
        doubtful: bool = False

    _dragging = False

    def action_count(self, digit: int) -> None:
        """Append a digit to the count for the next command."""
        self.add_digit(digit)

    def token_right(self) -> None:
        """Go to the next token."""
        self._go(motions.token_right(self._text, self._offset, self.take_count()))

    def token_left(self) -> None:
        """Go to the previous token."""
        self._go(motions.token_left(self._text, self._offset, self.take_count()))

    def character_right(self) -> None:
        """Go to the next character."""
        self._go(motions.character_right(self._text, self._offset, self.take_count()))

    def character_left(self) -> None:
        """Go to the previous character."""
        self._go(motions.character_left(self._text, self._offset, self.take_count()))

    def line_down(self) -> None:
        """Go down by a line."""
        count = self.take_count()
        self._go_vertically(lambda layout, offset, x: motions.line_down(layout, offset, x, count))

    def line_up(self) -> None:
        """Go up by a line."""
        count = self.take_count()
        self._go_vertically(lambda layout, offset, x: motions.line_up(layout, offset, x, count))

    def line_start(self) -> None:
        """Go to the first token of the line; after other digits, append 0 to the count."""
        if self.counting:
            self.add_digit(0)
            return
        self._line_of(self._offset)
        self._go(motions.line_start(self._layout, self._offset))

    def line_end(self) -> None:
        """Go to the last token of the line."""
        self._line_of(self._offset)
        self._go(motions.line_end(self._layout, self._offset))

    def paragraph_down(self) -> None:
        """Go to the next paragraph."""
        self._go(motions.paragraph_down(self.paragraph_starts, self._offset, self.take_count()))

    def paragraph_up(self) -> None:
        """Go to the start of this or the previous paragraph."""
        self._go(motions.paragraph_up(self.paragraph_starts, self._offset, self.take_count()))

    def sentence_right(self) -> None:
        """Go to the next sentence."""
        for _ in range(self.take_count()):
            self._go(next_sentence(self._text, self._offset))

    def sentence_left(self) -> None:
        """Go to the start of this or the previous sentence."""
        for _ in range(self.take_count()):
            self._go(previous_sentence(self._text, self._offset))

    def go_to_line(self, share: float) -> None:
        """Go to the line at `share` of the height of the pane, 0 to 1."""
        height = self.scrollable_content_region.height - 1
        first, last = min(AHEAD, height), max(0, height - AHEAD)
        line = int(self.scroll_y) + round(first + (last - first) * share)
        lines = self._layout.lines
        self._go(motions.line_start(self._layout, self._layout.span_of(min(max(line, lines.start), lines.stop - 1))[0]))

    @property
    def _page(self) -> int:
        """The lines of a page motion."""
        return max(1, self.scrollable_content_region.height - AHEAD)

    def page_down(self) -> None:
        """Go down by a screen."""
        page = self._page
        self.scroll_to(y=self.scroll_y + page, animate=False, immediate=True)
        self._go_vertically(lambda layout, offset, x: motions.page_down(layout, offset, page, x))

    def page_up(self) -> None:
        """Go up by a screen."""
        page = self._page
        self.scroll_to(y=self.scroll_y - page, animate=False, immediate=True)
        self._go_vertically(lambda layout, offset, x: motions.page_up(layout, offset, page, x))

    def to_start(self) -> None:
        """Go to the first token."""
        self.jump(motions.to_start(self._text))

    def to_end(self) -> None:
        """Go to the last token."""
        self.jump(motions.to_end(self._text))

    def step(self, *, forward: bool, undecided: bool = False, doubtful: bool = False) -> None:
        """Go to the next or previous annotation or suggestion, wrapping around at the ends, as often as the count."""
        times = self.take_count()
        step = self.go_to_neighbour(forward=forward, undecided=undecided, doubtful=doubtful, times=times)
        if step is not Step.ON:
            self.post_message(self.Stepped(step, forward, undecided, doubtful))

    def cycle(self) -> None:
        """Go to the next of the annotations that overlap under the cursor."""
        here = self._places(self._offset, self._offset + 1).at(self._offset)
        if here:
            place = here.index(self._current) + 1 if self._current in here else 0
            self._go(self._offset, current=here[place % len(here)])

    def toggle_selection(self, *, by_character: bool) -> None:
        """Start a selection at the token or character under the cursor, or end it."""
        if self.selection is None:
            self.start_selection(by_character=by_character)
        else:
            self.let_go()

    # The mouse

    def _offset_under(self, event: events.MouseEvent) -> int | None:
        """Return the offset under the pointer, or the nearest in its line; None below the text."""
        x, y = event.get_content_offset_capture(self)
        line = int(self.scroll_y) + y
        if not self._text or line not in self._layout.lines:
            return None
        return self._layout.offset_at(line, max(0, x - self._left - MARGIN))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor under the pointer, and start a drag."""
        offset = self._offset_under(event)
        if event.button != 1 or offset is None:
            return
        self._anchor = None
        self._by_character = False
        self._dragging = True
        self.capture_mouse()
        self._go(offset)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection of a drag."""
        offset = self._offset_under(event) if self._dragging else None
        if offset is None:
            return
        if self._anchor is None and self._focus.token is not None and offset not in self._focus.token:
            self._anchor, self._selected_from = self._focus.token, self._current
        if self._anchor is not None and offset != self._offset:
            self._go(offset)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Select a word on a double click, its sentence on a triple click."""
        event.stop()
        token = self._focus.token
        if event.chain == 2 and token is not None:
            self.select(token)
        elif event.chain > 2 and (sentence := sentence_at(self._text, self._offset)) is not None:
            self.select(sentence)
