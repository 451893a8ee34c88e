"""Readable colours: adjusts the colours of labels to the background of the theme and the colours of the terminal."""

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
"""The minimum contrast of text (WCAG 2, level AA)."""

UNLABELLED: Final = "#8a8f98"
"""The colour of annotations without a label."""

# What terminals with 16 colours usually show: the VGA colours, by which Rich chooses the nearest. Some terminals have a
# lighter bright black; what is readable with the dark one is readable there, too.
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
    """The variants of a colour on a background.

    Attributes:
        ink: as text on the background, or as a background for text in `on_ink`.
        tint: as a background for text in the colour of the theme.
        on_ink: black or white.
    """

    ink: Color
    tint: Color
    on_ink: Color


@dataclass(frozen=True, slots=True)
class Ground:
    """The text and background colour of a theme, and the colour depth of the terminal."""

    text: Color
    background: Color
    depth: ColorSystem = ColorSystem.TRUECOLOR

    def contrast(self, one: Color, other: Color) -> float:
        """Return the contrast ratio of two colours as the terminal shows them."""
        return contrast(displayed(one, self.depth), displayed(other, self.depth))

    def readable(self, colour: Color) -> Color:
        """Return `colour`, mixed with the text colour as little as needed to be readable on the background."""
        for step in range(20):
            mixed = colour.blend(self.text, step / 20)
            if self.contrast(mixed, self.background) >= READABLE:
                return mixed
        return self.text

    def tint(self, colour: Color) -> Color:
        """Return the background with the most of `colour`, up to a third, on which the text is readable."""
        for percent in range(34, 0, -2):
            mixed = self.background.blend(colour, percent / 100)
            if self.contrast(self.text, mixed) >= READABLE:
                return mixed
        return self.background

    def on(self, colour: Color) -> Color:
        """Return black or white, whichever contrasts more with `colour`."""
        return max((BLACK, WHITE), key=lambda extreme: self.contrast(extreme, colour))


def ground_of(app: App[Any], background: Color) -> Ground:
    """Return the ground for `background` with the theme and terminal of the app."""
    return Ground(Color.parse(app.theme_variables["foreground"]), background, depth_of(app.console))


def depth_of(console: Console) -> ColorSystem:
    """Return the colour depth of the terminal."""
    return COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)


@lru_cache(maxsize=4096)
def displayed(colour: Color, depth: ColorSystem) -> Color:
    """Return a colour as a terminal shows it; with 16 colours, as most terminals define them."""
    if depth is ColorSystem.TRUECOLOR:
        return colour
    return Color(*colour.rich_color.downgrade(depth).get_truecolor(_SIXTEEN))


@lru_cache(maxsize=1024)
def shades(colour: str, ground: Ground) -> Shades:
    """Return readable shades of `colour`, #rrggbb, on `ground`."""
    base = Color.parse(colour)
    ink = ground.readable(base)
    return Shades(ink=ink, tint=ground.tint(base), on_ink=ground.on(ink))


def readable_on(colour: str) -> str:
    """Return black or white, as #rrggbb, whichever is readable on `colour`."""
    return max((BLACK, WHITE), key=lambda extreme: contrast(extreme, Color.parse(colour))).hex


class ReadableText(LineFilter):
    """Makes all text readable on its background, as the terminal shows both.

    Themes blend colours for placeholders, hints and selected rows, which a terminal with few colours may not tell apart
    from the background. If the contrast is too low, the text is mixed with black or white. Bars and borders are left
    unchanged.
    """

    def __init__(self, console: Console) -> None:
        """Filter for the terminal of `console`."""
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
    """Return `style` if its text is readable, else with a readable text colour."""
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
    """Return whether a text has only spaces, lines and blocks, like scrollbars and borders."""
    return all(character == " " or "\u2500" <= character <= "\u259f" for character in text)
