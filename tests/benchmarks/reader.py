"""A reader without a screen: does what the presses of a plan say, by the program's own motions, slowly and plainly."""

from collections.abc import Iterable

from benchmarks.scoring import Mark
from glossator.matching.candidates import next_unmarked, previous_unmarked
from glossator.matching.occurrences import OccurrenceFinder
from glossator.text.boundaries import enclosing_span
from glossator.text.paragraphs import paragraphs
from glossator.text.sentences import next_sentence, previous_sentence
from glossator.text.span import Span
from glossator.text.tokens import token_at, tokens
from glossator.ui.widgets.article import motions

_MOTIONS = frozenset(
    (
        *("token_right", "token_left", "character_right", "sentence_right", "sentence_left"),
        *("paragraph_down", "paragraph_up", "to_start", "to_end"),
    )
)


class HeadlessReader:
    """An article with annotations and a cursor."""

    def __init__(self, text: str, suggestions: Iterable[Mark], doubtful: Iterable[Mark] = ()) -> None:
        self.text = text
        self.undecided = {mark.span: mark.label for mark in suggestions}
        self._doubtful = {mark.span for mark in doubtful}
        self.accepted: dict[Span, str] = {}
        self.rejected: set[Span] = set()
        self.cursor = motions.to_start(text)
        self._held: Span | None = None
        self._anchor: Span | None = None
        self._by_character = False
        self._count = ""
        self._open = ""
        self._last_label = ""
        self._selection: Span | None = None
        self._gone_on = False
        self._decided: Span | None = None

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
        if press in ("yes", "all"):
            self._accept_article(doubtful=press == "all")
            return
        count, self._count = int(self._count or 1), ""
        if press == "accept_article":
            # Whatever was decided just now is still what the same for all is meant of.
            assert self.undecided.keys() - self._doubtful, "nothing is asked where all are doubtful"
            return
        gone_on, self._gone_on = self._gone_on, False
        if press in ("relabel", "annotate"):
            self._open = press
        elif press == "propagate_in_view":
            self._propagate_from((self._decided if gone_on else None) or self._current)
        elif press in ("accept", "reject"):
            self._decide(count, accepting=press == "accept")
            self._gone_on = count == 1 and bool(self.undecided)
        elif press == "repeat":
            if self._selection is not None or self._anchor is not None or not self._here:
                self._annotate(self._last_label)
            else:
                self._relabel(self._last_label)
        else:
            for _ in range(count):
                selected = self._selection
                if press in _MOTIONS:
                    self._held = None
                getattr(self, press)()
                if press in _MOTIONS and selected is not None:
                    assert self.cursor < selected.end, "the selection would go on beyond its end"
                    self._selection = Span(self.cursor, selected.end)

    @property
    def _current(self) -> Span:
        """The annotation that acts apply to: the one gone to, or else the innermost under the cursor."""
        if self._held is not None:
            return self._held
        return min(self._here, key=len)

    @property
    def _here(self) -> list[Span]:
        return [span for span in (*self.undecided, *self.accepted, *self.rejected) if self.cursor in span]

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

    def next_doubtful(self) -> None:
        self._neighbour(self._doubtful & set(self.undecided), forward=True)

    def _neighbour(self, spans: Iterable[Span], *, forward: bool) -> None:
        places = sorted(spans, key=lambda span: (span.start, -span.end))
        if forward:
            self._go_to(next(span for span in places if span.start > self.cursor))
        else:
            self._go_to(next(span for span in reversed(places) if span.start < self.cursor))

    # Acts

    def _decide(self, count: int, *, accepting: bool) -> None:
        self._decided = place = self._current
        order = sorted({*self.undecided, place})
        first = order.index(place)
        for one in [*order[first:], *order[:first]][:count]:
            label = self.undecided.pop(one, "") or self.accepted[one]
            if accepting:
                self.accepted[one] = label
            else:
                self.rejected.add(one)
        self._last_label = ""
        self._go_on(place)

    def _accept_article(self, *, doubtful: bool) -> None:
        for span in list(self.undecided):
            if doubtful or span not in self._doubtful:
                self.accepted[span] = self.undecided.pop(span)

    def _relabel(self, label: str) -> None:
        assert label
        place = self._current
        self.undecided.pop(place, None)
        self.accepted[place] = label
        self._last_label = label

    def merge(self) -> None:
        place = self._current
        following = min(span for span in (*self.undecided, *self.accepted, *self.rejected) if span.start > place.start)
        for standing in (self.undecided, self.accepted):
            standing.pop(following, None)
        self.rejected.discard(following)
        self._stand(place, enclosing_span(place, following))

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
        self._last_label = ""
        self._stand(place, Span(start, end))

    def _stand(self, place: Span, wanted: Span) -> None:
        self.accepted[wanted] = self.undecided.pop(place, "") or self.accepted.pop(place)
        self._go_to(wanted)

    def select(self) -> None:
        self._anchor = token_at(self.text, self.cursor)

    def select_characters(self) -> None:
        self._by_character = True
        self._anchor = Span(self.cursor, motions.character_right(self.text + ".", self.cursor))

    def next_unmarked(self) -> None:
        self._select(next_unmarked(self.text, self.cursor, self._marked))

    def previous_unmarked(self) -> None:
        self._select(previous_unmarked(self.text, self.cursor, self._marked))

    def _select(self, span: Span | None) -> None:
        assert span is not None
        self.cursor, self._selection, self._held = span.start, span, None

    def _marked(self, start: int, end: int) -> list[Span]:
        marked = (*self.undecided, *self.accepted, *self.rejected)
        return [span for span in marked if span.start < end and start < span.end]

    def _annotate(self, label: str) -> None:
        assert label
        self._last_label = label
        if self._selection is not None:
            span, self._selection = self._selection, None
            self.accepted[span] = label
            self._go_to(span)
            return
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

    def _propagate_from(self, source: Span) -> None:
        if source in self.rejected:
            for found in OccurrenceFinder(source.of(self.text), "").occurrences(self.text):
                if found.ticked and self.undecided.pop(found.span, ""):
                    self.rejected.add(found.span)
            if self._held not in self.undecided:
                self._go_on(self._held or source)
            return
        label = self.undecided.pop(source, "") or self.accepted[source]
        self.accepted[source] = label
        for found in OccurrenceFinder(source.of(self.text), label).occurrences(self.text):
            span = found.span
            decided = any(span.overlaps(other) for other in self.accepted) or span in self.rejected
            over = [other for other in self.undecided if span.overlaps(other)]
            inside = all(span.start <= other.start and other.end <= span.end for other in over)
            if found.ticked and not decided and (span in over or inside):
                self.undecided.pop(span, None)
                self.accepted[span] = label
        if self._current not in self.undecided:
            self._go_on(self._current)
