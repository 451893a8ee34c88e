"""One reading of an article: corrections in an order, the cursor and the annotations as they are after each."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from benchmarks.keys.corrections import Correction, labelled, pressed
from benchmarks.keys.ground import Ground, between
from benchmarks.keys.presses import ACCEPT_ARTICLE, ALL, PROPAGATE_IN_VIEW, YES, Presses, all_of, times
from benchmarks.keys.routes import Landmarks, route, route_to_unmarked
from benchmarks.scoring import Mark
from glossator.text.span import Span

# Where not all mentions are in view, the program asks for one more key; the plan does not know what is.
_SPREADING: Final = (PROPAGATE_IN_VIEW,)
# After a decision that went on, the same for all is meant of what was decided on, until one moves.
_AWAY_AND_BACK: Final = ("token_right", "token_left")


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and the way to where it is done.

    Attributes:
        go: brings the cursor from where the step before left it to the start of `place`.
        act: what is pressed there.
        place: what the act is about.
        changes: how many annotations it makes or decides on.
        cursor: where it leaves the cursor.
    """

    go: Presses
    act: Presses
    place: Span
    changes: int
    cursor: int

    @property
    def presses(self) -> Presses:
        """The way and the act."""
        return (*self.go, *self.act)


@dataclass(frozen=True, slots=True)
class Means:
    """What is used of what the reader offers.

    Attributes:
        spreading: the same is done for all other mentions where that saves keys.
        repeating: the last act is done again where it gives the label that is wanted.
        leaving: what is right is left until the end, and then all of it is accepted at once.
        doubtful_last: all that is not doubtful is corrected first and the rest of it accepted at once, so that going on
            after a decision leads from one doubtful suggestion to the next.
    """

    spreading: bool = False
    repeating: bool = False
    leaving: bool = False
    doubtful_last: bool = False


@dataclass(frozen=True, slots=True)
class _Spread:
    """What doing the same for all other mentions of an annotation would do.

    Attributes:
        makes: the numbers of the corrections that would be made by it.
        saves: how many keys it takes to make those one by one, about, less what it leaves to do.
    """

    makes: Sequence[int]
    saves: int


class Sweep:
    """Makes the steps as it goes; used once."""

    def __init__(
        self,
        ground: Ground,
        order: Sequence[Correction],
        means: Means,
        doubtful: frozenset[Span] = frozenset(),
    ) -> None:
        """Start at the first token, with the suggestions that `order`, which is all to be done, corrects undecided.

        `doubtful` has the spans of those that are shown as doubtful.
        """
        self.steps: list[Step] = []
        self._ground = ground
        self._todo: list[Correction | None] = list(order)
        self._means = means
        self._doubtful = doubtful
        self._cursor = ground.starts[0]
        self._undecided = {one.span for it in order for one in (it.suggested, it.joined) if one is not None}
        self._standing = set(self._undecided)
        self._accepted: set[Mark] = set()
        self._rejected: set[Span] = set()
        self._last_label = ""
        self._gone_on = False

    def go_through(self) -> None:
        """Do all that is to do, in its order."""
        if self._means.doubtful_last:
            self._go_through(lambda correction: not self._is_doubtful(correction))
            if self._undecided - self._doubtful:
                self._accept_at_once(YES)
        self._go_through(lambda _: True)
        if self._undecided:
            self._accept_rest()

    def _go_through(self, chosen: Callable[[Correction], bool]) -> None:
        number = 0
        while number < len(self._todo):
            correction = self._todo[number]
            if correction is not None and not (correction.is_right and self._means.leaving) and chosen(correction):
                self._correct(number, correction)
            number += 1

    def _is_doubtful(self, correction: Correction) -> bool:
        """Return whether it corrects suggestions all of which are doubtful."""
        suggested = [one.span for one in (correction.suggested, correction.joined) if one is not None]
        return bool(suggested) and self._doubtful.issuperset(suggested)

    def _correct(self, number: int, correction: Correction) -> None:
        """Go to a correction and make it, after those of the suggestions that it would lie over."""
        if self._means.spreading and not correction.is_right and self._done_from_elsewhere(number, correction):
            return
        for earlier, other in enumerate(self._todo):
            if other is not None and correction.lies_over(other):
                self._correct(earlier, other)
        if self._todo[number] is not correction:
            # It was made along with one of those; what that has left to do here is still to come.
            left = self._todo[number]
            if left is not None:
                self._correct(number, left)
            return
        place = correction.place
        wanted = correction.wanted
        if wanted is None and self._means.leaving:
            self._reject(place)
            return
        go, act = self._pressed(correction)
        self._take(number, correction)
        if correction.goes_on:
            self._cursor = self._next_undecided(place)
        elif wanted is not None:
            self._cursor = wanted.span.start
        self._remember(correction)
        self._add(go, act, place, 1)
        self._gone_on = correction.goes_on
        if self._means.spreading and wanted is not None and not correction.is_right:
            spread = self._spread(wanted)
            if spread is not None and spread.saves > len(_SPREADING):
                self._propagate((), wanted, spread)

    def _reject(self, place: Span) -> None:
        """Reject the suggestion at `place`, with those after it that are wrong, too; or its other mentions."""
        numbers = {
            correction.place: number
            for number, correction in enumerate(self._todo)
            if correction is not None and correction.wanted is None
        }
        following = sorted(span for span in self._undecided if span >= place)
        run = list(takewhile(numbers.__contains__, following))
        go = self._way(place)
        act = times("reject", len(run)) if len(run) > 2 else ("reject",)
        rejected = run if len(run) > 2 else [place]
        for span in rejected:
            self._take_number(numbers[span])
        self._cursor = self._next_undecided(place)
        self._last_label = ""
        self._add(go, act, place, len(rejected))
        self._gone_on = len(rejected) == 1
        if self._means.spreading and len(rejected) == 1 and self._undecided:
            self._spread_rejection(place, numbers)

    def _spread_rejection(self, place: Span, numbers: Mapping[Span, int]) -> None:
        """Reject the other mentions of what was just rejected at `place`, if all of them are wrong."""
        others = [span for span in self._ground.mentions(Mark(place, "")) if span in self._undecided]
        if len(others) < len(_SPREADING) or any(span not in numbers for span in others):
            return
        at = self._here()
        for span in others:
            self._take_number(numbers[span])
        if self._cursor in {span.start for span in others}:
            self._cursor = self._next_undecided(Span(self._cursor, self._cursor + 1))
        self._gone_on = False
        self._add((), _SPREADING, at, len(others))

    def _take_number(self, number: int) -> None:
        correction = self._todo[number]
        if correction is not None:
            self._take(number, correction)

    def _accept_at_once(self, answer: str) -> None:
        """Accept all undecided suggestions, without the doubtful ones if the answer is yes; the cursor stays."""
        accepted = self._undecided - self._doubtful if answer == YES else set(self._undecided)
        for number, correction in enumerate(self._todo):
            if correction is not None and correction.place in accepted:
                self._take(number, correction)
        self._add((), (ACCEPT_ARTICLE, answer), self._here(), len(accepted))

    def _here(self) -> Span:
        """Return the place of an act that does not depend on the cursor."""
        return Span(self._cursor, self._cursor + 1)

    def _pressed(self, correction: Correction) -> tuple[Presses, Presses]:
        """Return the way to a correction, and the presses that make it there."""
        place, wanted = correction.place, correction.wanted
        last_label = self._last_label if self._means.repeating else ""
        if correction.suggested is not None or wanted is None:
            return self._way(place), pressed(self._ground, correction, last_label)
        # What is repeated inside of an annotation, with nothing selected, is done to that.
        annotated = any(place.start in span for span in self._standing)
        by_hand = self._way(place), pressed(self._ground, correction, "" if annotated else last_label)
        selected = self._way_to_selection(wanted.span)
        if not selected:
            return by_hand
        return min(by_hand, (selected, labelled(wanted, last_label)), key=lambda parts: sum(map(len, parts)))

    def _way_to_selection(self, span: Span) -> Presses:
        """Return the presses that select the unmarked name that ends as `span` does, and move its start there."""
        name = next((name for name in self._unmarked() if name.end == span.end), None)
        if name is None or not between(self._ground.starts, span.start, span.start + 1):
            return ()
        go = route_to_unmarked(self._ground, self._landmarks(), self._cursor, name.start)
        if not go:
            return ()
        starts = self._ground.starts
        longer = times("token_left", between(starts, span.start, name.start))
        return (*go, *longer, *times("token_right", between(starts, name.start + 1, span.start + 1)))

    def _remember(self, correction: Correction) -> None:
        """Keep what `repeat` would do now; joining does not count."""
        wanted, suggested = correction.wanted, correction.suggested
        if suggested is None and wanted is not None:
            self._last_label = wanted.label
        if suggested is not None and wanted is not None and not correction.is_right:
            end = correction.joined.span.end if correction.joined else suggested.span.end
            moved = wanted.span != Span(suggested.span.start, end)
            relabelled = wanted.label != suggested.label
            self._last_label = "" if moved else wanted.label if relabelled else self._last_label
        elif suggested is not None:
            self._last_label = ""

    def _accept_rest(self) -> None:
        """Accept all that is undecided, from the cursor on round the end."""
        found = [(number, correction) for number, correction in enumerate(self._todo) if correction is not None]
        places = sorted(self._undecided)
        following = next((place for place in places if place.start >= self._cursor), places[0])
        go, act = self._way(following), all_of("accept", len(places))
        begun = [mark.span for mark in self._accepted if mark.span.start == self._cursor]
        counted = all_of("accept", len(places) + 1)
        if go and len(begun) == 1 and counted[0].isdigit():
            # With a count one may begin with what is accepted already, and is just under the cursor.
            go, act, following = (), counted, begun[0]
        # The question is asked only if some are not doubtful.
        if len(go) + len(act) > len((ACCEPT_ARTICLE, ALL)) and self._undecided - self._doubtful and self._means.leaving:
            self._accept_at_once(ALL if self._undecided & self._doubtful else YES)
            return
        for number, correction in found:
            self._take(number, correction)
        # With a count the cursor stays; one by one it goes on, as long as there is another.
        ends = following if act[0].isdigit() else places[(places.index(following) + len(act) - 1) % len(places)]
        self._cursor = ends.start
        self._last_label = ""
        self._add(go, act, following, len(places))

    # The same for all other mentions

    def _done_from_elsewhere(self, number: int, correction: Correction) -> bool:
        """Spread what is right elsewhere over this one, where that takes fewer keys than to correct it here."""
        wanted = correction.wanted
        if wanted is None:
            return False
        best: tuple[int, Mark, _Spread] | None = None
        for other in self._todo:
            if other is None or not other.is_right or other.wanted is None or other.wanted.label != wanted.label:
                continue
            if len(other.wanted.span) != len(wanted.span):
                continue
            spread = self._spread(other.wanted)
            if spread is not None and number in spread.makes:
                keys = len(self._way(other.place)) + len(_SPREADING)
                if best is None or keys < best[0]:
                    best = keys, other.wanted, spread
        if best is None:
            return False
        keys, source, spread = best
        here = self._spread(wanted)
        alone = len(self._way(correction.place)) + len(
            pressed(self._ground, correction, self._last_label if self._means.repeating else "")
        )
        rest = spread.saves - self._keys_for(correction)
        others = min(rest, len(_SPREADING)) if here is not None else rest
        if keys >= alone + max(0, others):
            return False
        self._propagate(self._way(source.span), source, spread)
        return True

    def _spread(self, source: Mark) -> _Spread | None:
        """Return what spreading `source` would do; None where not all that the list ticks is meant."""
        hits = {Mark(span, source.label) for span in self._ground.mentions(source) if self._is_ticked(span)}
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
            return None
        places = {hit.span for hit in hits}
        saves = sum(self._keys_for(one) for _, one in found)
        saves -= sum(len(self._left_over(one)) for _, one in found if one.place not in places)
        return _Spread([number for number, _ in found], saves)

    def _keys_for(self, correction: Correction) -> int:
        """Return about how many keys a correction takes, the way to it and all; none where it is right."""
        return 0 if correction.is_right else len(pressed(self._ground, correction)) + 1

    def _left_over(self, correction: Correction) -> list[Mark]:
        return [one for one in (correction.suggested, correction.joined) if one is not None]

    def _is_ticked(self, span: Span) -> bool:
        """Return whether the list of all mentions ticks that span: undecided, and overlapping nothing else."""
        if span in self._rejected or any(span.overlaps(mark.span) for mark in self._accepted):
            return False
        over = [other for other in self._undecided if span.overlaps(other)]
        return span in over or all(span.start <= other.start and other.end <= span.end for other in over)

    def _propagate(self, go: Presses, source: Mark, spread: _Spread) -> None:
        """Do the same for all other mentions of what stands at `source`, which is accepted with them if it was not."""
        if self._gone_on and not go:
            go = _AWAY_AND_BACK
        self._gone_on = False
        numbers = list(spread.makes)
        before = len(self._accepted)
        for number, correction in enumerate(self._todo):
            if correction is not None and correction.is_right and correction.wanted == source:
                self._take(number, correction)
        for number in numbers:
            correction = self._todo[number]
            if correction is None or correction.wanted is None:
                continue
            self._todo[number] = None
            self._standing.add(correction.wanted.span)
            self._accepted.add(correction.wanted)
            self._undecided.discard(correction.wanted.span)
            # What lies inside a mention that was marked has still to be rejected.
            left = [one for one in self._left_over(correction) if one.span != correction.wanted.span]
            self._todo += [Correction(one, None) for one in left]
        self._cursor = self._next_undecided(source.span)
        self._add(go, _SPREADING, source.span, len(self._accepted) - before)

    # How things stand

    def _take(self, number: int, correction: Correction) -> None:
        """Note that a correction was made."""
        place, wanted = correction.place, correction.wanted
        self._todo[number] = None
        self._undecided.discard(place)
        if correction.joined is not None:
            self._undecided.discard(correction.joined.span)
            self._standing.discard(correction.joined.span)
        if wanted is None:
            self._rejected.add(place)
            return
        if wanted.span != place:
            self._standing.discard(place)
        self._standing.add(wanted.span)
        self._accepted.add(wanted)

    def _way(self, place: Span) -> Presses:
        return route(self._ground, self._landmarks(), self._cursor, place.start)

    def _next_undecided(self, place: Span) -> int:
        """Return where the next undecided one after `place` starts, round the end; the cursor where there is none."""
        starts = sorted(span.start for span in self._undecided)
        if not starts:
            return place.start
        return starts[bisect_right(starts, place.start) % len(starts)]

    def _landmarks(self) -> Landmarks:
        """Return the marks to go by; not annotations, where two of them start together and one cannot tell which."""
        standing = {span.start for span in self._standing}
        undecided = sorted(span.start for span in self._undecided)
        unmarked = [span.start for span in self._unmarked()]
        doubtful = sorted(span.start for span in self._undecided & self._doubtful)
        annotations = sorted(standing) if len(standing) == len(self._standing) else ()
        return Landmarks(annotations, undecided, unmarked, doubtful)

    def _unmarked(self) -> list[Span]:
        return [span for span in self._ground.unmarked if not any(span.overlaps(other) for other in self._standing)]

    def _add(self, go: Presses, act: Presses, place: Span, changes: int) -> None:
        self.steps.append(Step(go, act, place, changes, self._cursor))
