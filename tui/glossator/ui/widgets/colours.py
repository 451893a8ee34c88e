"""Readable colours: what a label's one colour becomes on each theme's background, and on each kind of terminal."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rich.color import Color as TerminalColor
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.color import BLACK, WHITE, Color
from textual.filter import LineFilter

READABLE: Final = 4.5
"""The contrast that text needs against what is behind it (WCAG 2, level AA)."""

UNLABELLED: Final = "#8a8f98"
"""The colour of what has no label."""

# What terminals with sixteen colours of their own usually show: those of VGA, by which Rich chooses the nearest. Others
# show a lighter grey for the ninth; what is readable beside the dark one is readable there.
_DARK: Final = [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170)]
_BRIGHT: Final = [
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
]
_SIXTEEN: Final = TerminalTheme((0, 0, 0), (170, 170, 170), [*_DARK, (170, 170, 170)], [*_BRIGHT, (255, 255, 255)])


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


@dataclass(frozen=True, slots=True)
class Ground:
    """What colours are seen on: a theme's text and background, on a terminal of so many colours."""

    text: Color
    background: Color
    depth: ColorSystem = ColorSystem.TRUECOLOR

    def contrast(self, one: Color, other: Color) -> float:
        """Return the contrast ratio of two colours as the terminal shows them."""
        return contrast(seen(one, self.depth), seen(other, self.depth))

    def readable(self, colour: Color) -> Color:
        """Return `colour` mixed with that of the text no more than it takes to be readable on the background."""
        for step in range(20):
            mixed = colour.blend(self.text, step / 20)
            if self.contrast(mixed, self.background) >= READABLE:
                return mixed
        return self.text

    def tint(self, colour: Color) -> Color:
        """Return the strongest mix of `colour` into the background, up to a third, that the text is readable on."""
        for percent in range(34, 0, -2):
            mixed = self.background.blend(colour, percent / 100)
            if self.contrast(self.text, mixed) >= READABLE:
                return mixed
        return self.background

    def on(self, colour: Color) -> Color:
        """Return black or white, whichever is read better on `colour`."""
        return max((BLACK, WHITE), key=lambda extreme: self.contrast(extreme, colour))


def ground_of(app: App[Any], background: Color) -> Ground:
    """Return what is seen on `background` under the theme of the app, on its terminal."""
    return Ground(Color.parse(app.theme_variables["foreground"]), background, depth_of(app.console))


def depth_of(console: Console) -> ColorSystem:
    """Return how many colours the terminal has."""
    return COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)


@lru_cache(maxsize=4096)
def seen(colour: Color, depth: ColorSystem) -> Color:
    """Return what a terminal shows of a colour; where it has sixteen of its own, what those usually are."""
    if depth is ColorSystem.TRUECOLOR:
        return colour
    return Color(*colour.rich_color.downgrade(depth).get_truecolor(_SIXTEEN))


@lru_cache(maxsize=1024)
def shades(colour: str, ground: Ground) -> Shades:
    """Return the shades of `colour`, #rrggbb, on `ground`; each is readable."""
    base = Color.parse(colour)
    ink = ground.readable(base)
    return Shades(ink=ink, tint=ground.tint(base), on_ink=ground.on(ink))


def readable_on(colour: str) -> str:
    """Return the colour, #rrggbb, of text that is readable on `colour`, whatever the theme."""
    return max((BLACK, WHITE), key=lambda extreme: contrast(extreme, Color.parse(colour))).hex


class ReadableText(LineFilter):
    """Makes every text readable on its background, as the terminal shows both.

    Themes blend colours for placeholders, hints and selected rows, and a terminal with few colours may show the blend
    and its background as one. Where the contrast is too low, the text is mixed with black or white until it is enough.
    Bars and borders stay as they are.
    """

    def __init__(self, console: Console) -> None:
        """Look up how many colours the terminal of `console` has."""
        super().__init__()
        self._depth = depth_of(console)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line with readable text."""
        changed = []
        for segment in segments:
            if segment.style is not None:
                style = _readable_style(segment.style, background, self._depth)
                if style is not segment.style and not _is_drawing(segment.text):
                    segment = Segment(segment.text, style, segment.control)
            changed.append(segment)
        return changed


@lru_cache(maxsize=4096)
def _readable_style(style: Style, background: Color, depth: ColorSystem) -> Style:
    """Return `style` itself where its text is readable, else one with another colour of the text."""
    if style.color is None or style.color.triplet is None:
        return style
    behind = _coloured(style.bgcolor) or background
    text = Color(*style.color.triplet)
    if style.reverse:
        text, behind = behind, text
    ground = Ground(text, behind, depth)
    if ground.contrast(text, behind) >= READABLE:
        return style
    readable = Ground(ground.on(behind), behind, depth).readable(text).rich_color
    return style + (Style(bgcolor=readable) if style.reverse else Style(color=readable))


def _coloured(colour: TerminalColor | None) -> Color | None:
    return None if colour is None or colour.triplet is None else Color(*colour.triplet)


def _is_drawing(text: str) -> bool:
    """Return whether a text is nothing but spaces, lines and blocks, of which scrollbars and borders are made."""
    return all(character == " " or "\u2500" <= character <= "\u259f" for character in text)
