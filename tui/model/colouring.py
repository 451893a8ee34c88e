"""Colours for what is new in the codebook: unlike those beside it."""

from collections.abc import Collection, Mapping
from typing import Final

from tui.model.codebook import SEPARATOR, TAG_COLOURS, tag_colour

# Of 765 that black and white are apart; no two of the colours that are given are as near.
_ALIKE: Final = 50


def tree_order(path: str) -> tuple[str, ...]:
    """Return what sorts paths as a tree is read: a tag before those below it, and those before the next."""
    return tuple(path.casefold().split(SEPARATOR))


def new_tag_colour(path: str, codebook: Mapping[str, str]) -> str:
    """Return the colour, #rrggbb, for a new tag: unlike that of the tags before, after and above it.

    Of such colours it is one that few of its siblings have, and the one that it would have alone where that is one.

    Args:
        path: of the new tag.
        codebook: the colours, #rrggbb, of the tags that there are, by path.
    """
    place = tree_order(path)
    places = {other: tree_order(other) for other in codebook}
    before = max((other for other in codebook if places[other] < place), key=places.__getitem__, default=None)
    after = min((other for other in codebook if places[other] > place), key=places.__getitem__, default=None)
    above = [other for other in codebook if places[other] == place[:-1]]
    beside = [codebook[other] for other in (before, after, *above) if other is not None]
    siblings = [colour for other, colour in codebook.items() if places[other][:-1] == place[:-1]]
    return _best(tag_colour(path), beside, siblings)


def new_label_colour(name: str, others: Collection[str]) -> str:
    """Return the colour, #rrggbb, for a new label: one that few of `others`, the colours of the labels, are like."""
    return _best(tag_colour(name), (), others)


def _best(first: str, beside: Collection[str], others: Collection[str]) -> str:
    start = TAG_COLOURS.index(first)
    return min(
        (*TAG_COLOURS[start:], *TAG_COLOURS[:start]),
        key=lambda colour: (
            any(_alike(colour, other) for other in beside),
            sum(_alike(colour, other) for other in others),
        ),
    )


def _alike(one: str, other: str) -> bool:
    channels = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return sum(abs(a - b) for a, b in channels) < _ALIKE
