import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style
from textual.color import BLACK, WHITE, Color
from textual.theme import BUILTIN_THEMES, Theme

from glossator.domain.annotation import Status
from glossator.domain.codebook import LABELS, tag_colour
from glossator.ui.widgets.article.palette import Palette
from glossator.ui.widgets.colours import READABLE, UNLABELLED, Ground, contrast, displayed, readable_on, shades
from glossator.ui.widgets.themes import THEMES

_THEMES = (*THEMES, BUILTIN_THEMES["textual-dark"], BUILTIN_THEMES["textual-light"])
_COLOURS = sorted({UNLABELLED, *(label.colour for label in LABELS), *(tag_colour(str(n)) for n in range(400))})
_themes = pytest.mark.parametrize("theme", _THEMES, ids=lambda theme: theme.name)
_colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def of(theme: Theme, name: str) -> Color:
    return Color.parse(theme.to_color_system().generate()[name])


def test_the_colours_of_tags_are_all_looked_at() -> None:
    assert len(_COLOURS) == 1 + len({label.colour for label in LABELS}) + 12


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, BLACK, 21.0),
        (WHITE, WHITE, 1.0),
        # Worked examples of the WCAG.
        (Color.parse("#777777"), WHITE, 4.48),
        (Color.parse("#0000ff"), WHITE, 8.59),
        (Color.parse("#ff0000"), WHITE, 4.0),
    ],
)
def test_contrast_is_that_of_the_wcag(one: Color, other: Color, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@_themes
@pytest.mark.parametrize("background", ["background", "surface"])
@pytest.mark.parametrize("colour", _COLOURS)
def test_every_label_and_tag_is_readable_on_every_theme(theme: Theme, background: str, colour: str) -> None:
    text, behind = of(theme, "foreground"), of(theme, background)
    made = shades(colour, Ground(text, behind))
    assert contrast(made.ink, behind) >= READABLE
    assert contrast(text, made.tint) >= READABLE
    assert contrast(made.on_ink, made.ink) >= READABLE


@given(_colours)
def test_any_colour_is_readable_on_the_themes_of_the_program(colour: str) -> None:
    for theme in THEMES:
        text, behind = of(theme, "foreground"), of(theme, "background")
        made = shades(colour, Ground(text, behind))
        assert contrast(made.ink, behind) >= READABLE
        assert contrast(text, made.tint) >= READABLE
        assert contrast(made.on_ink, made.ink) >= READABLE


@given(_colours)
def test_black_or_white_is_readable_on_any_colour(colour: str) -> None:
    assert readable_on(colour) in ("#000000", "#FFFFFF")
    assert contrast(Color.parse(readable_on(colour)), Color.parse(colour)) >= READABLE


@_themes
@pytest.mark.parametrize("colour", _COLOURS)
def test_a_tint_is_seen_and_a_colour_that_is_readable_is_left_alone(theme: Theme, colour: str) -> None:
    text, behind = of(theme, "foreground"), of(theme, "background")
    made = shades(colour, Ground(text, behind))
    assert made.tint != behind
    base = Color.parse(colour)
    assert (made.ink == base) == (contrast(base, behind) >= READABLE)


def test_labels_that_are_often_side_by_side_look_different() -> None:
    text, behind = of(THEMES[0], "foreground"), of(THEMES[0], "background")
    colours = {label.name: label.colour for label in LABELS}
    common = [shades(colours[name], Ground(text, behind)) for name in ("PERSON", "ORG", "GPE", "NORP", "EVENT", "DATE")]
    assert len({made.tint for made in common}) == len(common)
    assert len({made.ink for made in common}) == len(common)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_says_how_things_stand_is_readable_in_the_themes_of_the_program(theme: Theme) -> None:
    for name in ("success", "warning", "error", "accent", "footer-key-foreground", "footer-description-foreground"):
        for background in ("background", "surface"):
            assert contrast(of(theme, name), of(theme, background)) >= READABLE, (name, background)


_DEPTHS = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)


def painted(theme: Theme, depth: ColorSystem, label: str | None) -> dict[str, Style]:
    """Return every style that a word may be painted with."""
    ground = Ground(of(theme, "foreground"), of(theme, "background"), depth)
    palette = Palette(ground, of(theme, "accent"), {label.name: label.colour for label in LABELS})
    layers = {
        "plain": Style(),
        "quiet": palette.quiet,
        "mark": palette.mark,
        "cursor": palette.cursor,
        "selection": palette.selection,
        "hit": palette.hit,
        **{status.value: palette.annotated(label, status, on_tint=False) for status in Status},
        **{f"current {status}": palette.current(label, status) for status in Status},
    }
    return {name: palette.plain + style for name, style in layers.items()}


@pytest.mark.parametrize("label", [*(label.name for label in LABELS), None])
@pytest.mark.parametrize("depth", _DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_all_that_is_painted_is_readable_and_distinguished_on_every_terminal(
    theme: Theme, depth: ColorSystem, label: str | None
) -> None:
    looks = {}
    for name, style in painted(theme, depth, label).items():
        assert style.color is not None
        assert style.bgcolor is not None
        one, other = (displayed(Color.from_rich_color(colour), depth) for colour in (style.color, style.bgcolor))
        assert contrast(one, other) >= READABLE, (name, one, other)
        looks[name] = (one, other, style.bold, style.underline, style.underline2, style.strike)
    in_the_text = looks.keys() - {"quiet", "mark"}
    assert len({looks[name] for name in in_the_text}) == len(in_the_text)
