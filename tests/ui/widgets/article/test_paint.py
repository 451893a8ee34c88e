from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from glossator.domain.annotation import Annotation, Status
from glossator.text.span import Span
from glossator.ui.widgets.article.annotation_index import AnnotationIndex
from glossator.ui.widgets.article.layout import lay_out
from glossator.ui.widgets.article.paint import MARGIN, Focus, merge_segments, paint_margin, paint_text
from glossator.ui.widgets.article.palette import Palette
from glossator.ui.widgets.colours import Ground
from glossator.ui.widgets.themes import THEMES
from tests.text.strategies import texts
from tests.ui.widgets.article.test_annotation_index import annotation
from tests.ui.widgets.conftest import Make

_THEME = THEMES[0].to_color_system().generate()
_TEXT, _BACKGROUND = Color.parse(_THEME["foreground"]), Color.parse(_THEME["background"])


def palette(*, colourful: bool = True) -> Palette:
    labels = {"ORG": "#4c9be8", "PERSON": "#d9a441", "GPE": "#5bb98c"}
    return Palette(Ground(_TEXT, _BACKGROUND), Color.parse("#e0b15c"), labels, colourful)


def painted(
    text: str,
    annotations: list[Annotation],
    focus: Focus = Focus(),  # noqa: B008  (frozen)
    *,
    line: int = 0,
    width: int = 40,
    heading: bool = False,
    hits: tuple[Span, ...] = (),
    colourful: bool = True,
) -> list[tuple[str, Style]]:
    """Return the pieces of a line with their styles."""
    layout = lay_out(text, width)
    start, end = layout.span_of(line)
    segments = paint_text(
        start,
        layout.cells(line),
        AnnotationIndex(annotations).overlapping(start, end),
        focus,
        palette(colourful=colourful),
        hits=hits,
        heading=heading,
    )
    return [(segment.text, segment.style or Style()) for segment in segments]


def style_of(pieces: list[tuple[str, Style]], words: str) -> Style:
    """Return the one style that these words are painted in."""
    (style,) = [style for text, style in pieces if words in text]
    return style


@st.composite
def _scenes(draw: st.DrawFn) -> tuple[str, list[Annotation], Focus, int]:
    text = draw(texts.filter(bool))
    spans = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.integers(start + 1, len(text)).map(lambda end: Span(start, end))
    )
    found = [
        annotation(number, span, draw(st.sampled_from(Status)))
        for number, span in enumerate(draw(st.lists(spans, max_size=6)))
    ]
    focus = Focus(draw(st.none() | spans), draw(st.none() | st.integers(0, 6)), draw(st.none() | spans))
    return text, found, focus, draw(st.integers(1, 30))


@given(_scenes())
def test_the_pieces_make_up_the_line_as_it_is_shown(scene: tuple[str, list[Annotation], Focus, int]) -> None:
    text, annotations, focus, width = scene
    layout = lay_out(text, width)
    for line in layout.lines:
        pieces = painted(text, annotations, focus, line=line, width=width)
        cells = layout.cells(line)
        # A boundary inside a cluster may neither drop it nor write it twice.
        assert "".join(piece for piece, _ in pieces) == cells.shown(*layout.span_of(line))[0]
        assert all(style.color is not None and style.bgcolor is not None for _, style in pieces)


@pytest.mark.parametrize(
    ("start", "end", "styled"), [(0, 2, "ab"), (2, 3, ""), (1, 2, "b"), (2, 5, "cd"), (0, 5, "abcd")]
)
def test_a_cluster_has_one_style_and_what_is_beside_it_has_its_own(
    make: Make, start: int, end: int, styled: str
) -> None:
    # b has an accent, in which the spans begin or end.
    pieces = painted("ab\u0301cd", [make(start, end, status=Status.ACCEPTED)])
    tinted = "".join(text for text, style in pieces if style.bgcolor != palette().plain.bgcolor)
    assert tinted.replace("\u0301", "") == styled
    assert "".join(text for text, _ in pieces) == "ab\u0301cd"


def test_outside_of_annotations_the_text_is_plain() -> None:
    assert painted("one two", []) == [("one two", palette().plain)]


def test_the_inner_one_is_painted_over_the_outer_one(make: Make) -> None:
    pieces = painted(
        "the Selby Trust",
        [
            make(4, 9, label="GPE", status=Status.ACCEPTED),
            make(0, 15, label="ORG", status=Status.ACCEPTED),
        ],
    )
    assert [text for text, _ in pieces] == ["the ", "Selby", " Trust"]
    outer, inner, rest = (style.bgcolor for _, style in pieces)
    assert outer == rest == palette().shades("ORG").tint.rich_color
    assert inner == palette().shades("GPE").tint.rich_color


def test_where_two_overlap_both_show(make: Make) -> None:
    pieces = painted("aaaa bbbb cccc", [make(0, 9, status=Status.ACCEPTED), make(5, 14, status=Status.SUGGESTED)])
    assert [text for text, _ in pieces] == ["aaaa ", "bbbb", " cccc"]
    left, both, right = (style for _, style in pieces)
    assert (left.bgcolor, bool(left.underline)) == (both.bgcolor, False)
    assert both.underline
    assert right.underline
    assert right.bgcolor == palette().plain.bgcolor


def test_the_current_one_is_loud_all_along_also_under_inner_ones(make: Make) -> None:
    inner, outer = make(4, 9, label="GPE", status=Status.ACCEPTED), make(0, 15, label="ORG", status=Status.ACCEPTED)
    pieces = painted("the Selby Trust", [inner, outer], Focus(current=outer.id))
    assert {style.bgcolor for _, style in pieces} == {palette().shades("ORG").ink.rich_color}
    assert all(style.bold for _, style in pieces)


def test_the_word_under_the_cursor_is_marked_inside_the_current_one(make: Make) -> None:
    one = make(0, 9, label="ORG", status=Status.ACCEPTED)
    pieces = painted("one twos three", [one], Focus(token=Span(4, 8), current=one.id))
    assert style_of(pieces, "twos").underline2
    assert not style_of(pieces, "one").underline2
    assert style_of(pieces, "twos").bgcolor == style_of(pieces, "one").bgcolor


def test_the_word_under_the_cursor_is_a_block_where_nothing_is_current() -> None:
    pieces = painted("one two three", [], Focus(token=Span(4, 7)))
    assert pieces == [
        ("one ", palette().plain),
        ("two", palette().plain + palette().cursor),
        (" three", palette().plain),
    ]


def test_the_selection_is_on_top_of_everything(make: Make) -> None:
    one = make(0, 7, status=Status.ACCEPTED)
    pieces = painted("one two three", [one], Focus(Span(4, 7), one.id, Span(4, 13)))
    assert style_of(pieces, "two").bgcolor == palette().selection.bgcolor
    assert style_of(pieces, "three").bgcolor == palette().selection.bgcolor
    assert style_of(pieces, "one").bgcolor != palette().selection.bgcolor


def test_an_annotation_over_two_lines_is_painted_on_both(make: Make) -> None:
    one = make(4, 11, status=Status.ACCEPTED)
    assert style_of(painted("aaa bbb ccc ddd", [one], width=8), "bbb").bgcolor != palette().plain.bgcolor
    assert style_of(painted("aaa bbb ccc ddd", [one], line=1, width=8), "ccc").bgcolor != palette().plain.bgcolor
    assert style_of(painted("aaa bbb ccc ddd", [one], line=1, width=8), "ddd").bgcolor == palette().plain.bgcolor


def test_a_heading_is_bold_and_what_stands_in_it_too(make: Make) -> None:
    pieces = painted("## one two", [make(3, 6)], heading=True)
    assert all(style.bold for _, style in pieces)
    assert style_of(pieces, "one").underline


def test_doubtful_suggestions_differ_without_colour(make: Make) -> None:
    pieces = painted("one two six", [make(0, 3, score=0.59), make(4, 7, score=0.6)], colourful=False)
    assert style_of(pieces, "one").italic
    assert style_of(pieces, "one").underline
    assert not style_of(pieces, "two").italic


@pytest.mark.parametrize("colourful", [True, False])
def test_hits_of_a_search_are_seen_on_plain_and_on_filled_text(make: Make, colourful: bool) -> None:
    one = make(0, 7, status=Status.ACCEPTED)
    pieces = painted("one two three", [one], hits=(Span(4, 7), Span(8, 13)), colourful=colourful)
    assert style_of(pieces, "two").underline2
    assert style_of(pieces, "three").underline2
    assert not style_of(pieces, "one").underline2


def test_the_margin_has_a_mark_for_each_thing_that_begins_on_the_line(make: Make) -> None:
    def marks(*annotations: Annotation) -> str:
        return "".join(
            one.text for one in paint_margin(10, 20, AnnotationIndex(annotations).overlapping(10, 20), palette())
        )

    assert marks() == " " * MARGIN
    assert marks(make(12, 15)) == " ◦    "
    assert marks(make(12, 15, score=0.6), make(16, 18)) == " ◦    "
    assert marks(make(12, 15), make(16, 18, score=0.59)) == " ?    "
    assert marks(make(12, 15, status=Status.ACCEPTED, score=0.1)) == "      "
    assert marks(make(12, 15, status=Status.ACCEPTED)) == "      "
    assert marks(make(12, 15, status=Status.ACCEPTED, note="see")) == "  •   "
    assert marks(make(12, 15, status=Status.REJECTED, tags=("a",))) == "   #  "
    assert marks(make(10, 11), make(19, 30, status=Status.ACCEPTED, note="n", tags=("a",))) == " ◦•#  "
    assert marks(make(5, 15, note="n", tags=("a",))) == "      ", "it began on a line before"


def test_the_margin_is_as_wide_as_it_says() -> None:
    assert sum(segment.cell_length for segment in paint_margin(0, 5, [], palette())) == MARGIN


_STYLES = (Style(bold=True), Style(underline=True), None)


@given(st.lists(st.builds(Segment, st.text(max_size=3), st.sampled_from(_STYLES))))
def test_pieces_of_one_style_become_one(segments: list[Segment]) -> None:
    def cells(pieces: list[Segment]) -> list[tuple[str, Style | None]]:
        return [(character, piece.style) for piece in pieces for character in piece.text]

    few = merge_segments(segments)
    assert cells(few) == cells(segments)
    assert all(one.style != other.style for one, other in pairwise(few))
