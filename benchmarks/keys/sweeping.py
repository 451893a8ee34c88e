"""One reading of an article: corrections in an order, the cursor and the annotations as they are after each."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.keys.corrections import Correction, pressed
from benchmarks.keys.ground import Ground
from benchmarks.keys.presses import CONFIRM, Presses, times
from benchmarks.keys.routes import Landmarks, route
from benchmarks.scoring import Mark
from tui.model.span import Span

_PROPAGATE: Final = ("propagate", CONFIRM)
_ACCEPT_VISIBLE: Final = ("accept_visible", CONFIRM)


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and the way to where it is done.

    Attributes:
        go: brings the cursor from where the step before left it to the start of `place`.
        act: what is pressed there.
        place: what the act is about; None for what is in view.
        changes: how many annotations it makes or decides on.
        cursor: where it leaves the cursor.
    """

    go: Presses
    act: Presses
    place: Span | None
    changes: int
    cursor: int

    @property
    def presses(self) -> Presses:
        """The way and the act."""
        return (*self.go, *self.act)


class Sweep:
    """Makes the steps as it goes; used once."""

    def __init__(self, ground: Ground, order: Sequence[Correction], *, propagating: bool, counting: bool) -> None:
        """Start at the first token, with the suggestions that `order` corrects undecided.

        Args:
            ground: the article's text.
            order: all that is to be done.
            propagating: whether the same is done for other mentions where that saves keys.
            counting: whether several in a row are accepted with a count.
        """
        self.steps: list[Step] = []
        self._ground = ground
        self._todo: list[Correction | None] = list(order)
        self._propagating = propagating
        self._counting = counting
        self._cursor = ground.starts[0]
        self._standing = {correction.suggested.span for correction in order if correction.suggested}
        self._undecided = set(self._standing)
        self._accepted: set[Mark] = set()
        self._rejected: set[Span] = set()

    def one_by_one(self) -> None:
        """Do all that is still to do, in its order."""
        for number in range(len(self._todo)):
            correction = self._todo[number]
            if correction is None:
                continue
            if correction.is_right and self._counting:
                self._accept(self._in_a_row(number))
            else:
                self._correct(number, correction)

    def page_by_page(self, pages: Sequence[Span]) -> None:
        """On each page correct what is wrong, then accept all that is in view; do at the end what is on no page.

        A page is in view when the cursor is on it.
        """
        for number_of_page, page in enumerate(pages):
            here = [
                number
                for number, correction in enumerate(self._todo)
                if correction is not None and correction.place.start < page.end
            ]
            if here:
                self._turn_pages(pages, number_of_page)
            for number in here:
                correction = self._todo[number]
                if correction is not None and not correction.is_right:
                    self._correct(number, correction)
            self._accept_visible(page)
        self.one_by_one()

    def _correct(self, number: int, correction: Correction) -> None:
        """Go to a correction and make it, after those of the suggestions that it would lie over."""
        for earlier, other in enumerate(self._todo):
            if other is not None and correction.lies_over(other):
                self._correct(earlier, other)
        place = correction.place
        go = route(self._ground, self._landmarks(), self._cursor, place.start)
        self._todo[number] = None
        self._undecided.discard(place)
        wanted = correction.wanted
        if wanted is None:
            self._rejected.add(place)
        else:
            if wanted.span != place:
                self._standing.discard(place)
            self._standing.add(wanted.span)
            self._accepted.add(wanted)
        if correction.goes_on:
            self._cursor = self._next_undecided(place)
        elif wanted is not None:
            self._cursor = wanted.span.start
        self._add(go, pressed(self._ground, correction), place, 1)
        if self._propagating and wanted is not None and not correction.is_right:
            self._propagate(wanted)

    def _in_a_row(self, number: int) -> list[int]:
        """Return the numbers of what is right from `number` on, as far as nothing else comes between."""
        row = []
        for following in range(number, len(self._todo)):
            correction = self._todo[following]
            if correction is not None and not correction.is_right:
                break
            if correction is not None:
                row.append(following)
        return row

    def _accept(self, numbers: Sequence[int]) -> None:
        places = []
        for number in numbers:
            correction = self._todo[number]
            if correction is not None:
                places.append(correction.place)
                self._take(number, correction)
        go = route(self._ground, self._landmarks(places), self._cursor, places[0].start)
        self._cursor = self._next_undecided(places[-1])
        self._add(go, times("accept", len(places)), places[0], len(places))

    def _accept_visible(self, page: Span) -> None:
        seen = [
            (number, correction)
            for number, correction in enumerate(self._todo)
            if correction is not None and correction.is_right and correction.place.overlaps(page)
        ]
        if len(seen) < len(_ACCEPT_VISIBLE):
            for number, correction in seen:
                self._correct(number, correction)
            return
        # Rejecting may have taken the cursor to a page further down.
        first = seen[0][1].place.start
        go = () if self._cursor in page else route(self._ground, self._landmarks(), self._cursor, first)
        at = first if go else self._cursor
        for number, correction in seen:
            self._take(number, correction)
        self._cursor = self._next_undecided(Span(at, at + 1))
        self._add(go, _ACCEPT_VISIBLE, None, len(seen))

    def _propagate(self, wanted: Mark) -> None:
        """Do the same for all other mentions, where all of them are meant and it saves keys."""
        mentions = self._ground.mentions(wanted.span)
        hits = {Mark(span, wanted.label) for span in mentions if self._is_free(span)}
        found = [
            (number, correction)
            for number, correction in enumerate(self._todo)
            if correction is not None and correction.wanted in hits
        ]
        # Two of a length that overlap could not be told apart afterwards.
        if {correction.wanted for _, correction in found} != hits or any(
            other != hit.span and other.overlaps(hit.span) and len(other) == len(hit.span)
            for other in self._undecided
            for hit in hits
        ):
            return
        saved = sum(len(pressed(self._ground, one)) + 1 for _, one in found if not one.is_right)
        saved -= sum(1 for _, one in found if one.suggested is not None and one.place not in {hit.span for hit in hits})
        if saved <= len(_PROPAGATE):
            return
        for number, correction in found:
            self._take(number, correction)
        self._add((), _PROPAGATE, wanted.span, len(found))

    def _take(self, number: int, correction: Correction) -> None:
        """Note that a correction was made by an act on many; a suggestion beside it has still to be rejected."""
        wanted, suggested = correction.wanted, correction.suggested
        self._todo[number] = None
        if wanted is not None:
            self._standing.add(wanted.span)
            self._accepted.add(wanted)
            self._undecided.discard(wanted.span)
            if suggested is not None and suggested.span != wanted.span:
                self._todo[number] = Correction(suggested, None)

    def _is_free(self, span: Span) -> bool:
        """Say whether the words may be marked: not rejected, in nothing accepted and in no longer suggestion."""
        return (
            span not in self._rejected
            and not any(span.overlaps(mark.span) for mark in self._accepted)
            and not any(span.overlaps(other) and len(other) > len(span) for other in self._undecided)
        )

    def _turn_pages(self, pages: Sequence[Span], number: int) -> None:
        """Go down to a page, if the cursor is above it."""
        down = number - sum(page.end <= self._cursor for page in pages)
        if down > 0:
            starts = self._ground.starts
            self._cursor = starts[bisect_left(starts, pages[number].start)]
            self._add(times("page_down", down), (), None, 0)

    def _next_undecided(self, place: Span) -> int:
        """Return where the next undecided one after `place` starts, round the end; the cursor where there is none."""
        starts = sorted(span.start for span in self._undecided)
        if not starts:
            return place.start
        return starts[bisect_right(starts, place.start) % len(starts)]

    def _landmarks(self, undecided_too: Sequence[Span] = ()) -> Landmarks:
        """Return what one can go by; not annotations, where two of them start together and one cannot tell which."""
        standing = {span.start for span in self._standing}
        undecided = sorted(span.start for span in self._undecided.union(undecided_too))
        return Landmarks(sorted(standing) if len(standing) == len(self._standing) else (), undecided)

    def _add(self, go: Presses, act: Presses, place: Span | None, changes: int) -> None:
        self.steps.append(Step(go, act, place, changes, self._cursor))
