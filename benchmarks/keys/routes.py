"""The way of the cursor: from one place to another in few keys.

A route is what comes to a practised mind: perhaps by paragraphs first, then perhaps by one kind of landmark, then by
words, each with a count where that is shorter. What depends on how the lines fall, and finding, is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.keys.ground import Ground, around, between
from benchmarks.keys.presses import Presses, times
from glossator.text.span import cluster_at

_TOKENS: Final = ("token_right", "token_left")
_CHARACTERS: Final = ("character_right", "character_left")
_SENTENCES: Final = ("sentence_right", "sentence_left")
_PARAGRAPHS: Final = ("paragraph_down", "paragraph_up")
_ANNOTATIONS: Final = ("next_annotation", "previous_annotation")
_UNDECIDED: Final = ("next_undecided", "previous_undecided")
_UNMARKED: Final = ("next_unmarked", "previous_unmarked")
# There is no key for the one before.
_DOUBTFUL: Final = ("next_doubtful", "")


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Where annotations start, those of them that are undecided or doubtful, and unmarked names; all ascending."""

    annotations: Sequence[int]
    undecided: Sequence[int]
    unmarked: Sequence[int] = ()
    doubtful: Sequence[int] = ()


def route(ground: Ground, landmarks: Landmarks, start: int, target: int) -> Presses:
    """Return the presses that bring the cursor from `start` to `target`; none when it is there."""
    if start == target:
        return ()
    return min(_routes(ground, landmarks, start, target, lambda place: _by_words(ground, place, target)), key=len)


def route_to_unmarked(ground: Ground, landmarks: Landmarks, start: int, target: int) -> Presses:
    """Return the presses that end in selecting the unmarked name at `target`, which is one of the landmarks."""

    def select(place: int) -> Presses:
        return _leg(_UNMARKED, landmarks.unmarked, place, target) if place != target else ()

    found = _routes(ground, landmarks, start, target, select)
    return min((presses for presses in found if presses and presses[-1] in _UNMARKED), key=len, default=())


def _routes(
    ground: Ground, landmarks: Landmarks, start: int, target: int, last: Callable[[int], Presses]
) -> Iterator[Presses]:
    # The first of the shortest is taken: annotations are easier to see than sentences.
    kinds = (
        (_DOUBTFUL, landmarks.doubtful),
        (_UNDECIDED, landmarks.undecided),
        (_ANNOTATIONS, landmarks.annotations),
        (_SENTENCES, ground.sentences),
    )
    for first, first_pressed in _first_places(ground, start, target):
        for commands, places in kinds:
            for place in around(places, target):
                if place < first and commands is _DOUBTFUL:
                    continue
                yield (*first_pressed, *_leg(commands, places, first, place), *last(place))
        yield (*first_pressed, *last(first))


def _first_places(ground: Ground, start: int, target: int) -> Iterator[tuple[int, Presses]]:
    yield start, ()
    yield ground.starts[0], ("to_start",)
    yield ground.starts[-1], ("to_end",)
    for place in around(ground.paragraphs, target, 1):
        yield place, _leg(_PARAGRAPHS, ground.paragraphs, start, place)


def _by_words(ground: Ground, start: int, target: int) -> Presses:
    """Return the presses by words, and where `target` is inside of one, on by characters from where that starts."""
    (word,) = around(ground.starts, target, 1)[:1]
    pressed = _leg(_TOKENS, ground.starts, start, word) if start != target else ()
    return (*pressed, *(times(_CHARACTERS[0], clusters(ground.text, word, target)) if start != target else ()))


def _leg(commands: tuple[str, str], places: Sequence[int], start: int, end: int) -> Presses:
    """Return the presses by one motion, forward or back, between places of its kind; `start` may be any offset."""
    forward, back = commands
    if end >= start:
        return times(forward, between(places, start + 1, end + 1))
    return times(back, between(places, end, start))


def clusters(text: str, start: int, end: int) -> int:
    """Return how many grapheme clusters there are from `start` up to `end`."""
    number = 0
    while start < end:
        start = cluster_at(text, start).end
        number += 1
    return number
