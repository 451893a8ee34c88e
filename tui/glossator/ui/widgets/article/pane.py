"""The article pane: it reads like a page, answers keys and mouse, and says where the analyst is."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from glossator.text.sentences import next_sentence, previous_sentence, sentence_at
from glossator.ui.commands import Where
from glossator.ui.widgets.article import motions
from glossator.ui.widgets.article.cursor import CursorView, Step
from glossator.ui.widgets.article.paint import MARGIN
from glossator.ui.widgets.article.view import AHEAD
from glossator.ui.widgets.bindings import bindings


class ArticlePane(CursorView):
    """Shows one article, with a cursor on one of its tokens, an annotation that acts apply to, and a selection."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.ARTICLE),
        # In order with the keys of commands, so that a count that comes in one go with its command counts for that one.
        *(Binding(digit, f"count({digit})", show=False, priority=True) for digit in "123456789"),
    ]

    @dataclass
    class Stepped(Message):
        """A step from annotation to annotation went elsewhere than to the next one in its direction."""

        step: Step
        forward: bool
        undecided: bool

    _dragging = False

    def action_count(self, digit: int) -> None:
        """Take a digit as part of the count for the next motion or act."""
        self.add_digit(digit)

    def action_token_right(self) -> None:
        """Go to the next token."""
        self._go(motions.token_right(self._text, self._offset, self.take_count()))

    def action_token_left(self) -> None:
        """Go to the previous token."""
        self._go(motions.token_left(self._text, self._offset, self.take_count()))

    def action_character_right(self) -> None:
        """Go to the next character."""
        self._go(motions.character_right(self._text, self._offset, self.take_count()))

    def action_character_left(self) -> None:
        """Go to the previous character."""
        self._go(motions.character_left(self._text, self._offset, self.take_count()))

    def action_line_down(self) -> None:
        """Go to what is below."""
        count = self.take_count()
        self._go_vertically(lambda layout, offset, x: motions.line_down(layout, offset, x, count))

    def action_line_up(self) -> None:
        """Go to what is above."""
        count = self.take_count()
        self._go_vertically(lambda layout, offset, x: motions.line_up(layout, offset, x, count))

    def action_line_start(self) -> None:
        """Go to the first token of the line; after other digits, it is a digit itself."""
        if self.counting:
            self.add_digit(0)
            return
        self._line_of(self._offset)
        self._go(motions.line_start(self._layout, self._offset))

    def action_line_end(self) -> None:
        """Go to the last token of the line."""
        self._line_of(self._offset)
        self._go(motions.line_end(self._layout, self._offset))

    def action_paragraph_down(self) -> None:
        """Go to the next paragraph."""
        self._go(motions.paragraph_down(self.paragraph_starts, self._offset, self.take_count()))

    def action_paragraph_up(self) -> None:
        """Go to the start of the paragraph, or of the one before."""
        self._go(motions.paragraph_up(self.paragraph_starts, self._offset, self.take_count()))

    def action_sentence_right(self) -> None:
        """Go to the next sentence."""
        for _ in range(self.take_count()):
            self._go(next_sentence(self._text, self._offset))

    def action_sentence_left(self) -> None:
        """Go back to where a sentence starts."""
        for _ in range(self.take_count()):
            self._go(previous_sentence(self._text, self._offset))

    def action_screen_top(self) -> None:
        """Go to the first line that is seen."""
        self._go_to_line(0.0)

    def action_screen_middle(self) -> None:
        """Go to the middle of what is seen."""
        self._go_to_line(0.5)

    def action_screen_bottom(self) -> None:
        """Go to the last line that is seen."""
        self._go_to_line(1.0)

    def _go_to_line(self, share: float) -> None:
        """Go to the line at that share of the height of what is seen."""
        height = self.scrollable_content_region.height - 1
        first, last = min(AHEAD, height), max(0, height - AHEAD)
        line = int(self.scroll_y) + round(first + (last - first) * share)
        lines = self._layout.lines
        self._go(motions.line_start(self._layout, self._layout.span_of(min(max(line, lines.start), lines.stop - 1))[0]))

    @property
    def _page(self) -> int:
        """The lines that one goes down or up by at a time."""
        return max(1, self.scrollable_content_region.height - AHEAD)

    def action_page_down(self) -> None:
        """Go down by a screen."""
        page = self._page
        self.scroll_to(y=self.scroll_y + page, animate=False, immediate=True)
        self._go_vertically(lambda layout, offset, x: motions.page_down(layout, offset, page, x))

    def action_page_up(self) -> None:
        """Go up by a screen."""
        page = self._page
        self.scroll_to(y=self.scroll_y - page, animate=False, immediate=True)
        self._go_vertically(lambda layout, offset, x: motions.page_up(layout, offset, page, x))

    def action_to_start(self) -> None:
        """Go to the first token."""
        self.jump(motions.to_start(self._text))

    def action_to_end(self) -> None:
        """Go to the last token."""
        self.jump(motions.to_end(self._text))

    def action_next_annotation(self) -> None:
        """Go to the next annotation, round the end."""
        self._step(forward=True)

    def action_previous_annotation(self) -> None:
        """Go to the annotation before, round the start."""
        self._step(forward=False)

    def action_next_undecided(self) -> None:
        """Go to the next undecided suggestion, round the end."""
        self._step(forward=True, undecided=True)

    def action_previous_undecided(self) -> None:
        """Go to the undecided suggestion before, round the start."""
        self._step(forward=False, undecided=True)

    def _step(self, *, forward: bool, undecided: bool = False) -> None:
        step = self.go_to_neighbour(forward=forward, undecided=undecided, times=self.take_count())
        if step is not Step.ON:
            self.post_message(self.Stepped(step, forward, undecided))

    def action_cycle(self) -> None:
        """Make the next of the annotations that overlap under the cursor the current one."""
        here = self._places(self._offset, self._offset + 1).at(self._offset)
        if here:
            place = here.index(self._current) + 1 if self._current in here else 0
            self._go(self._offset, current=here[place % len(here)])

    def action_select(self) -> None:
        """Start a selection at the token under the cursor, or end it."""
        self._toggle_selection(by_character=False)

    def action_select_characters(self) -> None:
        """Start a selection at the character under the cursor, or end it."""
        self._toggle_selection(by_character=True)

    def _toggle_selection(self, *, by_character: bool) -> None:
        if self.selection is None:
            self.start_selection(by_character=by_character)
        else:
            self.let_go()

    def action_jump_back(self) -> None:
        """Go back to where one jumped from."""
        self.jump_back()

    def action_jump_forward(self) -> None:
        """Go again where one jumped back from."""
        self.jump_forward()

    def action_cancel(self) -> None:
        """Let go of the selection."""
        self.let_go()

    # The mouse

    def _offset_under(self, event: events.MouseEvent) -> int | None:
        """Return the offset of what the pointer is over, the nearest of its line; None below the text."""
        x, y = event.get_content_offset_capture(self)
        line = int(self.scroll_y) + y
        if not self._text or line not in self._layout.lines:
            return None
        return self._layout.offset_at(line, max(0, x - self._left - MARGIN))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor under the pointer; a drag from here selects."""
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
        """Select a word with two clicks, its sentence with three."""
        event.stop()
        token = self._focus.token
        if event.chain == 2 and token is not None:
            self.select(token)
        elif event.chain > 2 and (sentence := sentence_at(self._text, self._offset)) is not None:
            self.select(sentence)
