"""Every text on every page is readable, in every theme, on terminals with many colours and with few."""

from typing import Final

import pytest
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from textual.color import Color

from tests.screens.conftest import OpenApp
from tests.screens.play import Play, playing
from tests.screens.stage import Stage
from tui.widgets.colours import READABLE, contrast, seen
from tui.widgets.themes import THEMES

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
    ("S", "escape"),
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
            one, other = (seen(Color.from_rich_color(each), depth) for each in (style.color, style.bgcolor))
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
