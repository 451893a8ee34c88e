import pytest
from rich.style import Style
from textual.color import Color

from glossator.domain.annotation import Status
from glossator.ui.widgets.article.palette import Palette
from glossator.ui.widgets.colours import Ground
from glossator.ui.widgets.themes import THEMES

_LABELS = {"ORG": "#4c9be8", "PERSON": "#d9a441"}
_THEME = THEMES[0].to_color_system().generate()


def palette(*, colourful: bool = True) -> Palette:
    text, background = Color.parse(_THEME["foreground"]), Color.parse(_THEME["background"])
    accent = Color.parse(_THEME["accent"])
    return Palette(Ground(text, background), accent, _LABELS, colourful)


def lines(style: Style) -> tuple[bool, bool, bool, bool]:
    """Return what of a style is left where there are no colours at all."""
    return bool(style.bold), bool(style.underline), bool(style.strike), bool(style.underline2)


def test_without_colour_every_status_is_reported_by_weight_and_lines() -> None:
    bare = palette(colourful=False)
    looks = [lines(bare.annotated("ORG", status, on_tint=False)) for status in Status]
    assert len({*looks, lines(bare.plain)}) == len(Status) + 1


@pytest.mark.parametrize("status", Status)
def test_without_colour_the_label_changes_nothing(status: Status) -> None:
    bare = palette(colourful=False)
    assert bare.annotated("ORG", status, on_tint=False) == bare.annotated("PERSON", status, on_tint=False)


def test_with_colour_every_status_is_still_reported_by_more_than_the_hue() -> None:
    full = palette()
    suggested, accepted, rejected = (full.annotated("ORG", status, on_tint=False) for status in Status)
    assert suggested.underline
    assert suggested.bgcolor is None
    assert accepted.bgcolor is not None
    assert accepted.color is None, "the text itself stays as calm as it was"
    assert rejected.strike
    assert rejected.bgcolor is None


@pytest.mark.parametrize("colourful", [True, False])
def test_the_current_one_is_loud_and_still_says_its_status(colourful: bool) -> None:
    full = palette(colourful=colourful)
    looks = [full.current("ORG", status) for status in Status]
    assert all(style.bold and style.bgcolor is not None for style in looks)
    assert len({lines(style) for style in looks}) == len(Status)
    assert all(style.bgcolor != full.annotated("ORG", Status.ACCEPTED, on_tint=False).bgcolor for style in looks)


def test_a_label_has_its_own_colour_and_what_has_none_is_grey() -> None:
    full = palette()
    assert full.shades("ORG").ink == Color.parse("#4c9be8")
    assert full.shades("ORG") != full.shades("PERSON")
    assert full.shades(None) == full.shades("NO SUCH LABEL")


def test_selection_and_cursor_are_distinguished_without_colour() -> None:
    bare = palette(colourful=False)
    assert lines(bare.selection) != lines(bare.cursor)
