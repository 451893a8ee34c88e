"""Readable colours: what a label's one colour becomes on each theme's background."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from textual.color import BLACK, WHITE, Color

READABLE: Final = 4.5
"""The contrast that text needs against what is behind it (WCAG 2, level AA)."""

UNLABELLED: Final = "#8a8f98"
"""The colour of what has no label."""


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Shades:
    """What a colour becomes on a background.

    Attributes:
        ink: for text on the background; behind text in `on_ink` it is seen at once.
        tint: for behind the theme's own text.
        on_ink: black or white.
    """

    ink: Color
    tint: Color
    on_ink: Color


@lru_cache(maxsize=1024)
def shades(colour: str, text: Color, background: Color) -> Shades:
    """Return the shades of `colour`, #rrggbb, for a theme with that text on that background; each is readable."""
    base = Color.parse(colour)
    ink = _until_readable(base, text, background)
    return Shades(ink=ink, tint=_tint(base, text, background), on_ink=_black_or_white(ink))


def readable_on(colour: str) -> str:
    """Return the colour, #rrggbb, of text that is readable on `colour`, whatever the theme."""
    return _black_or_white(Color.parse(colour)).hex


def _black_or_white(background: Color) -> Color:
    return max((BLACK, WHITE), key=lambda extreme: contrast(extreme, background))


def _until_readable(colour: Color, text: Color, background: Color) -> Color:
    """Return `colour` mixed with that of the text no more than it takes to be readable on the background."""
    for step in range(20):
        mixed = colour.blend(text, step / 20)
        if contrast(mixed, background) >= READABLE:
            return mixed
    return text


def _tint(base: Color, text: Color, background: Color) -> Color:
    """Return the strongest mix of `base` into the background, up to a third, on which the text is readable."""
    for percent in range(34, 0, -2):
        mixed = background.blend(base, percent / 100)
        if contrast(text, mixed) >= READABLE:
            return mixed
    return background
