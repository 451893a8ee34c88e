"""Pages of a PDF document as the engine gives them: lines of text with their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Gap(NamedTuple):
    """A wide space in a line: where the text after it starts, in code points, and its left and right end, in points."""

    offset: int
    left: float
    right: float


class Line(NamedTuple):
    """A line of text; places are in points, from the left and from the bottom of the page.

    Attributes:
        left, right: the ends of its glyphs.
        bottom, top: those of its font.
        size: the height of its font.
        gaps: its wide spaces, from left to right.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    gaps: tuple[Gap, ...] = ()

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds.

    Attributes:
        lines: with text, in the order of the file.
        unmapped: the lines whose glyphs are no known characters.
        has_picture: whether it shows a picture; asked only where there is little text.
        has_hidden_text: whether it shows glyphs without characters; asked only where there is little text.
        comments, form_fields: their texts.
    """

    lines: Sequence[Line] = ()
    unmapped: Sequence[Line] = ()
    has_picture: bool = False
    has_hidden_text: bool = False
    comments: Sequence[str] = ()
    form_fields: Sequence[str] = ()


def same_row(one: Line, other: Line) -> bool:
    """Whether two lines stand beside each other: they share more than half of the height of the lower one."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def overlap_across(one: Line, other: Line) -> float:
    """Return the width, in points, that two lines have in common; negative for the distance between them."""
    return min(one.right, other.right) - max(one.left, other.left)
