"""Every text on every page is readable, in every theme, on terminals with many colours and with few."""

from typing import Final

import pytest
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from textual.color import Color

from glossator.ui.widgets.colours import READABLE, contrast, displayed
from glossator.ui.widgets.themes import THEMES
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage, add_newer_version

# Keys that open a page or field, and those that close it.
_WALKS: Final = (
    ("n", "escape"),
    ("t", "escape"),
    ("r", "escape"),
    ("o", "escape"),
    ("slash", "escape"),
    ("ctrl+p", "escape"),
    ("question_mark", "escape"),
    ("P", "q"),
    ("ctrl+f", "escape"),
    ("C", "q"),
    ("Z", "q"),
    ("R", "escape"),
)


def unreadable(play: Play, depth: ColorSystem) -> list[tuple[str, str, str, float]]:
    """Return each text on the screen whose contrast is too low, with its colours as they are seen."""
    found = []
    for strip in play.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            words = text.strip()
            if not words or style is None or style.color is None or style.bgcolor is None:
                continue
            if all("\u2500" <= character <= "\u259f" or character == " " for character in words):
                continue
            one, other = (displayed(Color.from_rich_color(each), depth) for each in (style.color, style.bgcolor))
            if contrast(one, other) < READABLE:
                found.append((words, one.hex, other.hex, round(contrast(one, other), 1)))
    return found


@pytest.mark.parametrize(
    ("theme", "depth"),
    [(theme.name, depth) for theme in THEMES for depth in ("standard", "truecolor")] + [("glossator-dark", "256")],
)
async def test_every_text_is_readable(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch, theme: str, depth: str
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", depth)
    async with playing(open_app(), stage) as play:
        play.app.theme = theme
        await play.go_to("the Lumen Coastguard")
        assert unreadable(play, COLOR_SYSTEMS[depth]) == []
        for opening, closing in _WALKS:
            await play.press(opening)
            assert unreadable(play, COLOR_SYSTEMS[depth]) == [], opening
            await play.press(closing)


# What is seen of a thing that is no text (WCAG 2, non-text contrast).
_SEEN_APART: Final = 3.0
_SCROLLING: Final = (
    ("escape",),
    ("n", "escape"),
    ("r", "escape"),
    ("o", "escape"),
    ("ctrl+p", "escape"),
    ("question_mark", "escape"),
    ("P", "q"),
    ("R", "escape"),
)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_change_between_versions_is_readable(open_app: OpenApp, stage: Stage, theme: str) -> None:
    async with playing(open_app(add_newer_version(stage).uid), stage) as play:
        play.app.theme = theme
        await play.press("tilde")
        await play.until(lambda: "change 1 of 5" in play.seen)
        assert unreadable(play, COLOR_SYSTEMS["truecolor"]) == []


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_scrollbar_is_a_cell_wide_and_seen_in_the_colours_of_the_theme(
    open_app: OpenApp, stage: Stage, theme: str
) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        play.app.theme = theme
        (variables,) = [one.variables for one in THEMES if one.name == theme]
        wanted = {Color.parse(variables[name]) for name in ("scrollbar", "scrollbar-hover", "scrollbar-active")}
        shown = 0
        for opening, *closing in _SCROLLING:
            await play.press(opening)
            for widget in play.app.screen.query("*"):
                styles = widget.styles
                shown += widget.show_vertical_scrollbar
                assert (styles.scrollbar_size_vertical, styles.scrollbar_size_horizontal) == (1, 1), widget
                drawn = {
                    (styles.scrollbar_color, styles.scrollbar_background),
                    (styles.scrollbar_color_hover, styles.scrollbar_background_hover),
                    (styles.scrollbar_color_active, styles.scrollbar_background_active),
                }
                assert {bar for bar, _ in drawn} == wanted, widget
                for bar, track in drawn:
                    behind = widget.background_colors[0] + track
                    for depth in (ColorSystem.STANDARD, ColorSystem.TRUECOLOR):
                        apart = contrast(displayed(bar, depth), displayed(behind, depth))
                        assert apart >= _SEEN_APART, (widget, bar, behind)
            await play.press(*closing)
        assert shown >= len(_SCROLLING) // 2, "most of these pages are longer than the screen"
