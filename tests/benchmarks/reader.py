"""A reader without a screen: does what the presses of a plan say, by the program's own motions, slowly and plainly."""

from collections.abc import Iterable, Sequence

from benchmarks.scoring import Mark
from tui.model.paragraphs import paragraphs
from tui.model.sentences import next_sentence, previous_sentence
from tui.model.span import Span
from tui.model.tokens import token_at, tokens
from tui.widgets.article import motions

_MOTIONS = frozenset(
    (
        *("token_right", "token_left", "character_right", "sentence_right", "sentence_left"),
        *("paragraph_down", "paragraph_up", "to_start", "to_end", "page_down"),
    )
)


class HeadlessReader:
    """An article with annotations and a cursor."""

    def __init__(self, text: str, suggestions: Iterable[Mark], pages: Sequence[Span] = ()) -> None:
        self.text = text
        self.undecided = {mark.span: mark.label for mark in suggestions}
        self.accepted: dict[Span, str] = {}
        self.rejected: set[Span] = set()
        self.cursor = motions.to_start(text)
        self.pages = pages
        self._held: Span | None = None
        self._anchor: Span | None = None
        self._by_character = False
        self._count = ""
        self._open = ""

    def press(self, press: str) -> None:
        if press.isdigit():
            self._count += press
            return
        if press.startswith("label:"):
            getattr(self, f"_{self._open}")(press.removeprefix("label:"))
            return
        if press == "confirm":
            getattr(self, f"_{self._open}")()
            return
        count, self._count = int(self._count or 1), ""
        if press in ("relabel", "annotate", "accept_visible", "propagate"):
            self._open = press
        elif press == "accept":
            for _ in range(count):
                place = self._current
                self.accepted[place] = self.undecided.pop(place)
                self._go_on(place)
        else:
            for _ in range(count):
                if press in _MOTIONS:
                    self._held = None
                getattr(self, press)()

    @property
    def _current(self) -> Span:
        """The annotation that acts apply to: the one gone to, or else the innermost under the cursor."""
        if self._held is not None:
            return self._held
        here = [span for span in (*self.undecided, *self.accepted, *self.rejected) if self.cursor in span]
        return min(here, key=len)

    def _go_to(self, place: Span) -> None:
        self.cursor = place.start
        self._held = place

    def _go_on(self, place: Span) -> None:
        places = sorted(self.undecided)
        if places:
            self._go_to(next((other for other in places if other.start > place.start), places[0]))

    # Motions

    def token_right(self) -> None:
        self.cursor = motions.token_right(self.text, self.cursor)

    def token_left(self) -> None:
        self.cursor = motions.token_left(self.text, self.cursor)

    def character_right(self) -> None:
        self.cursor = motions.character_right(self.text, self.cursor)

    def sentence_right(self) -> None:
        self.cursor = next_sentence(self.text, self.cursor)

    def sentence_left(self) -> None:
        self.cursor = previous_sentence(self.text, self.cursor)

    def paragraph_down(self) -> None:
        self.cursor = motions.paragraph_down([span.start for span in paragraphs(self.text)], self.cursor)

    def paragraph_up(self) -> None:
        self.cursor = motions.paragraph_up([span.start for span in paragraphs(self.text)], self.cursor)

    def to_start(self) -> None:
        self.cursor = motions.to_start(self.text)

    def to_end(self) -> None:
        self.cursor = motions.to_end(self.text)

    def next_annotation(self) -> None:
        self._neighbour([*self.undecided, *self.accepted, *self.rejected], forward=True)

    def previous_annotation(self) -> None:
        self._neighbour([*self.undecided, *self.accepted, *self.rejected], forward=False)

    def next_undecided(self) -> None:
        self._neighbour(self.undecided, forward=True)

    def previous_undecided(self) -> None:
        self._neighbour(self.undecided, forward=False)

    def page_down(self) -> None:
        following = next(page for page in self.pages if page.start > self._page.start)
        self.cursor = next(token.start for token in tokens(self.text) if token.start >= following.start)

    def _neighbour(self, spans: Iterable[Span], *, forward: bool) -> None:
        places = sorted(spans, key=lambda span: (span.start, -span.end))
        if forward:
            self._go_to(next(span for span in places if span.start > self.cursor))
        else:
            self._go_to(next(span for span in reversed(places) if span.start < self.cursor))

    # Acts

    def reject(self) -> None:
        place = self._current
        del self.undecided[place]
        self.rejected.add(place)
        self._go_on(place)

    def _relabel(self, label: str) -> None:
        place = self._current
        self.undecided.pop(place, None)
        self.accepted[place] = label

    def grow_left(self) -> None:
        place = self._current
        self._move(place, max(t.start for t in tokens(self.text) if t.start < place.start), place.end)

    def shrink_left(self) -> None:
        place = self._current
        self._move(place, min(t.start for t in tokens(self.text) if t.start > place.start), place.end)

    def grow_right(self) -> None:
        place = self._current
        self._move(place, place.start, min(t.end for t in tokens(self.text) if t.end > place.end))

    def shrink_right(self) -> None:
        place = self._current
        self._move(place, place.start, max(t.end for t in tokens(self.text) if t.end < place.end))

    def _move(self, place: Span, start: int, end: int) -> None:
        self.accepted[Span(start, end)] = self.undecided.pop(place, "") or self.accepted.pop(place)
        self._go_to(Span(start, end))

    def select(self) -> None:
        self._anchor = token_at(self.text, self.cursor)

    def select_characters(self) -> None:
        self._by_character = True
        self._anchor = Span(self.cursor, motions.character_right(self.text + ".", self.cursor))

    def _annotate(self, label: str) -> None:
        reach = token_at(self.text, self.cursor)
        if self._by_character:
            reach = Span(self.cursor, motions.character_right(self.text + ".", self.cursor))
        assert reach is not None
        start = self._anchor.start if self._anchor else reach.start
        self.accepted[Span(start, reach.end)] = label
        self.undecided.pop(Span(start, reach.end), None)
        self._go_to(Span(start, reach.end))
        self._anchor = None
        self._by_character = False

    @property
    def _page(self) -> Span:
        return next(page for page in self.pages if self.cursor < page.end)

    def _accept_visible(self) -> None:
        page, place = self._page, Span(self.cursor, self.cursor + 1)
        for span in [span for span in self.undecided if span.overlaps(page)]:
            self.accepted[span] = self.undecided.pop(span)
        self._go_on(place)

    def _propagate(self) -> None:
        source = self._current
        starts = {token.start for token in tokens(self.text)}
        ends = {token.end for token in tokens(self.text)}
        quote = source.of(self.text)
        for start in sorted(starts):
            span = Span(start, start + len(quote))
            decided = any(span.overlaps(other) for other in self.accepted) or span in self.rejected
            longer = any(span.overlaps(other) and len(other) > len(span) for other in self.undecided)
            if span.of(self.text) == quote and span.end in ends and not decided and not longer:
                self.undecided.pop(span, None)
                self.accepted[span] = self.accepted[source]
