"""Colours for new labels and tags, different from those of their neighbours in the codebook."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from glossator.domain.codebook import SEPARATOR, TAG_COLOURS, tag_colour

# Colours whose channels differ by less than this in sum, of 765, look alike; those of TAG_COLOURS differ by more.
_ALIKE: Final = 50


def tree_order(path: str) -> tuple[str, ...]:
    """Return the key that sorts tag paths in tree order: a tag, then the tags below it, then the next."""
    return tuple(path.casefold().split(SEPARATOR))


class TagColours:
    """The colours of a codebook's tags in tree order, from which the colours of new tags are chosen."""

    def __init__(self, codebook: Mapping[str, str]) -> None:
        """Start with the colours, #rrggbb, of the tags by path."""
        self._colours = {tree_order(path): colour for path, colour in codebook.items()}
        self._places = sorted(self._colours)
        self._siblings: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for place, colour in self._colours.items():
            self._siblings[place[:-1]][colour] += 1

    def add(self, path: str, colour: str) -> None:
        """Add a new tag."""
        place = tree_order(path)
        insort(self._places, place)
        self._colours[place] = colour
        self._siblings[place[:-1]][colour] += 1

    def choose(self, path: str) -> str:
        """Return the colour for a new tag: different from the tags before, after and above it.

        Of these colours, return one that the fewest siblings have, and the default colour of the path if possible.
        """
        place = tree_order(path)
        before = bisect_left(self._places, place) - 1
        after = bisect_right(self._places, place)
        beside = [self._colours[self._places[at]] for at in (before, after) if 0 <= at < len(self._places)]
        if place[:-1] in self._colours:
            beside.append(self._colours[place[:-1]])
        return _best(tag_colour(path), beside, self._siblings.get(place[:-1], Counter()))


def new_label_colour(name: str, others: Mapping[str, int]) -> str:
    """Return the colour, #rrggbb, for a new label that looks like the fewest of `others`, colours with their counts."""
    return _best(tag_colour(name), (), others)


def _best(first: str, beside: Collection[str], others: Mapping[str, int]) -> str:
    """Return the colour unlike those in `beside` that looks like the fewest of `others`, starting from `first`."""
    start = TAG_COLOURS.index(first)
    return min(
        (*TAG_COLOURS[start:], *TAG_COLOURS[:start]),
        key=lambda colour: (
            any(_alike(colour, other) for other in beside),
            sum(count for other, count in others.items() if _alike(colour, other)),
        ),
    )


@cache
def _alike(one: str, other: str) -> bool:
    channels = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return sum(abs(a - b) for a, b in channels) < _ALIKE
