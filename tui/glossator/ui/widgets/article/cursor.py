"""The cursor of the article pane: its token, the current annotation, the selection, marks and jumps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.reactive import var

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span, cluster_at
from glossator.text.tokens import token_at
from glossator.ui.widgets.article import motions
from glossator.ui.widgets.article.annotation_index import AnnotationSource
from glossator.ui.widgets.article.layout import Layout
from glossator.ui.widgets.article.motions import Step
from glossator.ui.widgets.article.paint import Focus
from glossator.ui.widgets.article.view import ArticleView

_MOST_JUMPS: Final = 100
_MOST_STEPS: Final = 99_999


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """The id of the article, the offset of the cursor, the current annotation, and the selection."""

    article: int = 0
    offset: int = 0
    current: Annotation | None = None
    selection: Span | None = None


class CursorView(ArticleView):
    """An article view with a cursor on a token.

    Attributes:
        place: where the cursor is. Watchers run at once, so that the effects of a key are painted in one frame.
    """

    place: var[CursorPlace] = var(CursorPlace(), init=False)

    def __init__(self, measure: int, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        """Start without an article; `measure` is the maximum line width, in cells."""
        super().__init__(measure, id=id)
        self._article = 0
        self._paragraphs: list[int] | None = None
        self._offset = 0
        self._goal_x: int | None = None
        self._anchor: Span | None = None
        self._selected_from: Annotation | None = None
        self._current: Annotation | None = None
        self._by_character = False
        self._count = 0
        self._marks: dict[str, int] = {}
        self._jumps: list[int] = []
        self._jump = 0

    def show(self, article: Article, source: AnnotationSource, labels: Mapping[str, str], offset: int = 0) -> None:
        """Show `article`, with the cursor at `offset`.

        Args:
            article: the article.
            source: its annotations.
            labels: the colour, #rrggbb, of each label.
            offset: in code points.
        """
        offset = min(offset, max(0, len(article.text) - 1)) or motions.to_start(article.text)
        self._article = article.id
        self._paragraphs = None
        self._anchor = self._selected_from = self._current = None
        self._by_character = False
        self._count = self._jump = 0
        self._marks.clear()
        self._jumps.clear()
        self.take(article, source, labels, offset)
        self.scroll_to(y=0, animate=False, immediate=True)
        self._go(offset)

    def update_annotations(self) -> None:
        """Read the annotations again; the cursor does not move."""
        self._repaint_changed()
        if self._source is not None and self._current is not None:
            self._current = self._source.get(self._current.id)
        if self._current is None or self._current.span is None or self._offset not in self._current.span:
            self._set_focus(self._offset, None)
        self._tell()

    @property
    def current(self) -> Annotation | None:
        """The annotation that operations act on."""
        return self._current

    @property
    def offset_in_text(self) -> int:
        """The offset of the cursor, in code points."""
        return self._offset

    @property
    def selection(self) -> Span | None:
        """The selected span."""
        return self._focus.selection

    @property
    def selects_words(self) -> bool:
        """Whether there is a selection by words, not by characters."""
        return self._anchor is not None and not self._by_character

    @property
    def selected_from(self) -> Annotation | None:
        """The annotation under the cursor when the selection was started."""
        return self._selected_from if self._anchor is not None else None

    @property
    def marked_span(self) -> Span | None:
        """The span that would be marked: the selection, or the token under the cursor."""
        return self._focus.selection or self._focus.token

    @property
    def paragraph_starts(self) -> list[int]:
        """The offsets of the paragraphs."""
        if self._paragraphs is None:
            self._paragraphs = [paragraph.start for paragraph in paragraphs(self._text)]
        return self._paragraphs

    def go_to(self, annotation: Annotation) -> None:
        """Put the cursor on an annotation of the article."""
        if annotation.span is not None:
            self._anchor = None
            self._by_character = False
            self._go(annotation.span.start, current=annotation)

    def go_to_neighbour(
        self, *, forward: bool, undecided: bool = False, doubtful: bool = False, times: int = 1
    ) -> Step:
        """Go to the next or previous annotation, `times` times, and return the result of the steps."""
        found, step = self._current, Step.NONE
        for _ in range(times if self._source is not None else 0):
            assert self._source is not None
            before, offset = found, self._offset
            found = self._source.neighbour(offset, before, forward=forward, undecided=undecided, doubtful=doubtful)
            if found is None:
                return Step.NONE
            if before is not None and found.id == before.id:
                step = Step.ONLY
            elif _is_beyond(found, before, offset, forward=forward):
                step = max(step, Step.ON)
            else:
                step = Step.ROUND
        if found is not None:
            self.go_to(found)
        return step

    @property
    def stack(self) -> tuple[int, int]:
        """The number of the current annotation among those under the cursor, from 1, or 0; and how many there are."""
        here = [one.id for one in self._places(self._offset, self._offset + 1).at(self._offset)]
        current = self._current.id if self._current else None
        return here.index(current) + 1 if current in here else 0, len(here)

    def let_go(self) -> None:
        """End the selection."""
        self._anchor = None
        self._by_character = False
        self._go(self._offset)

    def start_selection(self, *, by_character: bool) -> None:
        """Select the token or character under the cursor; moving extends the selection by tokens or characters."""
        self._by_character = by_character
        self._anchor, self._selected_from = self._unit(self._offset), self._current
        self._go(self._offset, keep_goal=True)

    def select(self, span: Span) -> None:
        """Select `span`, and put the cursor at its start."""
        self._by_character = True
        self._anchor, self._selected_from = cluster_at(self._text, span.end - 1), self._current
        self._go(span.start)

    def _unit(self, offset: int) -> Span:
        """Return the token at `offset`, or the character if the selection is by characters."""
        token = None if self._by_character else token_at(self._text, offset)
        return token or cluster_at(self._text, offset)

    # Moving

    def _set_focus(self, offset: int, current: Annotation | None) -> None:
        """Put the cursor at `offset`, on `current` or the innermost annotation there, and repaint what has changed."""
        before = (self._focus.token, self._focus.selection, self._current.span if self._current else None)
        token = token_at(self._text, offset) if self._text else None
        if self._by_character and token is not None:
            token = cluster_at(self._text, offset)
        if current is None:
            current = next(iter(self._places(offset, offset + 1).at(offset)), None)
        selection = None
        if self._anchor is not None:
            reach = self._unit(offset)
            selection = Span(min(self._anchor.start, reach.start), max(self._anchor.end, reach.end))
        self._current = current
        self._focus = Focus(token, current.id if current else None, selection)
        self._repaint((*before, token, selection, current.span if current else None))

    def _go(self, offset: int, *, current: Annotation | None = None, keep_goal: bool = False) -> None:
        """Put the cursor at `offset`, scroll it into view, and update `place`."""
        if not self._text:
            return
        self._offset = offset
        if not keep_goal:
            self._goal_x = None
        self._set_focus(offset, current)
        if self._is_laid_out:
            self._follow(self._line_of(offset))
        self._tell()

    def _tell(self) -> None:
        self.place = CursorPlace(self._article, self._offset, self._current, self._focus.selection)

    def _go_vertically(self, motion: Callable[[Layout, int, int], int]) -> None:
        self._line_of(self._offset)
        if self._goal_x is None:
            self._goal_x = self._layout.x_of(self._offset)
        self._go(motion(self._layout, self._offset, self._goal_x), keep_goal=True)

    # Counts, marks and jumps

    def add_digit(self, digit: int) -> None:
        """Append a digit to the count for the next motion."""
        self._count = min(self._count * 10 + digit, _MOST_STEPS)

    @property
    def counting(self) -> bool:
        """Whether a count was typed."""
        return self._count > 0

    def end_count(self) -> None:
        """Drop the count."""
        self._count = 0

    def take_count(self) -> int:
        """Return the count, 1 if none was typed, and drop it."""
        count, self._count = max(1, self._count), 0
        return count

    def jump(self, offset: int) -> None:
        """Go to `offset`, and remember the place before."""
        del self._jumps[self._jump :]
        self._jumps.append(self._offset)
        del self._jumps[:-_MOST_JUMPS]
        self._jump = len(self._jumps)
        self._go(offset)

    def jump_back(self) -> bool:
        """Go back to the place before the last jump, and return whether there was one."""
        if self._jump == 0:
            return False
        if self._jump == len(self._jumps):
            self._jumps.append(self._offset)
        self._jump -= 1
        self._go(self._jumps[self._jump])
        return True

    def jump_forward(self) -> bool:
        """Go forward again after jumping back, and return whether that was possible."""
        if self._jump + 1 >= len(self._jumps):
            return False
        self._jump += 1
        self._go(self._jumps[self._jump])
        return True

    def set_mark(self, letter: str) -> None:
        """Remember this place under `letter`."""
        self._marks[letter] = self._offset

    def go_to_mark(self, letter: str) -> bool:
        """Go to the place remembered under `letter`, and return whether there is one."""
        if letter not in self._marks:
            return False
        self.jump(self._marks[letter])
        return True


def _is_beyond(found: Annotation, before: Annotation | None, offset: int, *, forward: bool) -> bool:
    """Return whether `found` comes after `before`, or after `offset` without it; before it when not `forward`."""
    if found.span is None:
        return True
    place = (found.span.start, -found.span.end, found.id)
    if before is None or before.span is None:
        return found.span.start >= offset if forward else found.span.start <= offset
    here = (before.span.start, -before.span.end, before.id)
    return place > here if forward else place < here
