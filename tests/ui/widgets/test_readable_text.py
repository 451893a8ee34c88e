"""All text that reaches the terminal is readable on what is behind it, however few colours there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from glossator.ui.widgets.colours import READABLE, ReadableText, contrast, displayed

_DEPTHS = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)
_colours = st.integers(0, 0xFFFFFF).map(lambda number: Color.parse(f"#{number:06x}"))


def painted(depth: ColorSystem, segment: Segment, background: str = "#000000") -> Segment:
    """Return what becomes of a segment on a terminal with so many colours."""
    console = Console()
    console._color_system = depth
    (made,) = ReadableText(console).apply([segment], Color.parse(background))
    return made


@given(_colours, _colours, st.sampled_from(_DEPTHS), st.booleans())
def test_any_text_is_readable_on_any_background(text: Color, behind: Color, depth: ColorSystem, reverse: bool) -> None:
    made = painted(depth, Segment("x", Style.from_color(text.rich_color, behind.rich_color) + Style(reverse=reverse)))
    assert made.style is not None
    assert made.style.color is not None
    assert made.style.bgcolor is not None
    one, other = (displayed(Color.from_rich_color(each), depth) for each in (made.style.color, made.style.bgcolor))
    assert contrast(one, other) >= READABLE
    kept = made.style.color if reverse else made.style.bgcolor
    assert kept == (text if reverse else behind).rich_color, "only the text changes"


def test_what_is_readable_is_left_alone() -> None:
    segment = Segment("x", Style.parse("#ffffff on #000000 bold"))
    assert painted(ColorSystem.STANDARD, segment) == segment
    bare = Segment("x")
    assert painted(ColorSystem.STANDARD, bare) == bare


def test_a_text_without_a_background_is_read_on_that_of_its_widget() -> None:
    segment = Segment("x", Style.parse("#111111"))
    assert painted(ColorSystem.TRUECOLOR, segment, "#ffffff") == segment
    assert painted(ColorSystem.TRUECOLOR, segment, "#222222").style != segment.style


@pytest.mark.parametrize("drawing", [" ", "▁", "━━ ─", "│"])
def test_bars_and_borders_stay_as_they_are(drawing: str) -> None:
    segment = Segment(drawing, Style.parse("#111111 on #000000"))
    assert painted(ColorSystem.STANDARD, segment) == segment
