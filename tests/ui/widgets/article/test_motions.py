from unittest.mock import patch

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st

from glossator.text.paragraphs import paragraphs
from glossator.text.tokens import tokens
from glossator.ui.widgets.article import layout as layout_module
from glossator.ui.widgets.article import motions
from glossator.ui.widgets.article.layout import lay_out, layouts
from tests.ui.widgets.article.strategies import articles, widths

NEWS = "The talks ended.\n\n\nIslamabad wants the camps gone;\nKabul offers\n\nto move them."
#       0   4     10   15   19        29    35  39    45   49 50 51    57     65 68   73   77


def starts_of(text: str) -> list[int]:
    return [token.start for token in tokens(text)]


@given(articles, widths, st.integers(1, 6), st.integers(0, 60), st.data())
def test_every_motion_leads_to_a_token(text: str, width: int, count: int, goal_x: int, data: st.DataObject) -> None:
    starts = starts_of(text)
    assume(starts)
    offset = data.draw(st.sampled_from(starts))
    layout = lay_out(text, width)
    beginnings = [paragraph.start for paragraph in paragraphs(text)]
    later = {
        motions.token_right(text, offset, count),
        motions.line_down(layout, offset, goal_x, count),
        motions.page_down(layout, offset, count, goal_x),
        motions.line_end(layout, offset),
        motions.to_end(text),
    }
    earlier = {
        motions.token_left(text, offset, count),
        motions.line_up(layout, offset, goal_x, count),
        motions.page_up(layout, offset, count, goal_x),
        motions.line_start(layout, offset),
        motions.to_start(text),
    }
    assert later | earlier <= set(starts)
    assert min(later) >= offset >= max(earlier)
    assert (
        motions.paragraph_up(beginnings, offset, count) <= offset <= motions.paragraph_down(beginnings, offset, count)
    )
    assert (motions.to_start(text), motions.to_end(text)) == (starts[0], starts[-1])


@given(articles, st.integers(1, 5), st.data())
def test_as_many_tokens_left_as_right_comes_back(text: str, count: int, data: st.DataObject) -> None:
    starts = starts_of(text)
    assume(starts)
    index = data.draw(st.integers(0, len(starts) - 1))
    right = motions.token_right(text, starts[index], count)
    assert right == starts[min(index + count, len(starts) - 1)]
    assert motions.token_left(text, right, starts.index(right) - index) == starts[index]
    assert motions.token_left(text, starts[index], count) == starts[max(0, index - count)]


@given(articles, widths, st.integers(0, 60), st.data())
def test_a_line_down_leads_to_the_next_line_with_a_token(
    text: str, width: int, goal_x: int, data: st.DataObject
) -> None:
    starts = starts_of(text)
    assume(starts)
    layout = lay_out(text, width)
    inhabited = sorted({layout.line_of(start) for start in starts})
    offset = data.draw(st.sampled_from(starts))
    at = inhabited.index(layout.line_of(offset))
    down = motions.line_down(layout, offset, goal_x)
    up = motions.line_up(layout, offset, goal_x)
    assert layout.line_of(down) == inhabited[min(at + 1, len(inhabited) - 1)]
    assert layout.line_of(up) == inhabited[max(at - 1, 0)]
    if at == len(inhabited) - 1:
        assert down == offset
    if at == 0:
        assert up == offset


@given(articles, widths, st.integers(0, 40), st.data())
def test_a_vertical_motion_leads_to_the_nearest_token(text: str, width: int, goal_x: int, data: st.DataObject) -> None:
    starts = starts_of(text)
    assume(starts)
    layout = lay_out(text, width)
    offset = data.draw(st.sampled_from(starts))
    landed = motions.line_down(layout, offset, goal_x)
    assume(landed != offset)
    cells = layout.cells(layout.line_of(landed))
    start, end = layout.span_of(layout.line_of(landed))

    def away(first: int, last: int) -> int:
        right = cells.x_of(last) + max(1, cells.shown(last, last + 1)[1]) - 1
        return max(cells.x_of(first) - goal_x, goal_x - right, 0)

    here = [token for token in tokens(text) if start <= token.start < end]
    distances = {token.start: away(token.start, min(token.end, end) - 1) for token in here}
    assert distances[landed] == min(distances.values())


@given(articles, widths, st.integers(1, 4), st.integers(0, 40), st.data())
def test_motions_stay_in_what_is_laid_out(text: str, width: int, count: int, goal_x: int, data: st.DataObject) -> None:
    starts = starts_of(text)
    assume(starts)
    offset = data.draw(st.sampled_from(starts))
    with patch.object(layout_module, "_BLOCK", 16):
        part = next(layouts(text, width, offset))
    for landed in (
        motions.line_down(part, offset, goal_x, count),
        motions.line_up(part, offset, goal_x, count),
        motions.page_down(part, offset, count, goal_x),
        motions.page_up(part, offset, count, goal_x),
        motions.line_start(part, offset),
        motions.line_end(part, offset),
    ):
        assert landed in part
        assert landed in starts


def test_down_skips_blank_lines_and_keeps_the_column() -> None:
    layout = lay_out(NEWS, 80)
    assert motions.line_down(layout, 10, 10) == 29
    assert motions.line_down(layout, 10, 10, 2) == 57
    assert motions.line_down(layout, 10, 10, 9) == 73
    assert motions.line_down(layout, 73, 10) == 73
    assert motions.line_up(layout, 73, 10) == 57
    assert motions.line_up(layout, 73, 10, 3) == 10
    assert motions.line_up(layout, 10, 3) == 10


def test_a_place_between_two_tokens_leads_to_the_nearer() -> None:
    layout = lay_out("xxxxxxxxxxxxxxx\naa          bb", 80)
    assert [motions.line_down(layout, 0, x) for x in (0, 1, 5, 6, 7, 12, 40)] == [16, 16, 16, 16, 28, 28, 28]


def test_a_page_is_so_many_lines_and_stops_at_the_ends() -> None:
    text = "\n\n".join(f"line {number}" for number in range(50))
    layout = lay_out(text, 80)
    lines = [layout.line_of(offset) for offset in (
        motions.page_down(layout, 0, 10, 0),
        motions.page_down(layout, 0, 9, 0),
        motions.page_down(layout, 0, 1_000, 0),
        motions.page_up(layout, motions.to_end(text), 10, 0),
        motions.page_up(layout, motions.to_end(text), 9, 0),
        motions.page_up(layout, motions.to_end(text), 1_000, 0),
    )]  # fmt: skip
    assert lines == [10, 10, 98, 88, 88, 0]
    assert motions.page_down(layout, motions.to_end(text), 10, 0) == motions.to_end(text)
    assert motions.page_up(layout, 5, 10, 0) == 5
    trailing = lay_out("a b\n\n\n\n\n", 80)
    assert motions.page_down(trailing, 0, 3, 2) == 0


def test_ends_of_a_line() -> None:
    layout = lay_out(NEWS, 20)
    assert NEWS[slice(*layout.span_of(layout.line_of(35)))] == "Islamabad wants the "
    assert motions.line_start(layout, 29) == 19
    assert motions.line_end(layout, 19) == 35


@pytest.mark.parametrize(
    ("offset", "count", "down", "up"),
    [(0, 1, 10, 0), (3, 1, 10, 0), (10, 1, 20, 0), (12, 1, 20, 10), (12, 2, 30, 0), (12, 9, 30, 0), (30, 1, 30, 20)],
)
def test_paragraphs(offset: int, count: int, down: int, up: int) -> None:
    starts = [0, 10, 20, 30]
    assert motions.paragraph_down(starts, offset, count) == down
    assert motions.paragraph_up(starts, offset, count) == up


@given(articles, st.integers(1, 5), st.data())
def test_characters_are_clusters(text: str, count: int, data: st.DataObject) -> None:
    clusters = [match.start() for match in regex.finditer(r"\X", text)]
    assume(clusters)
    index = data.draw(st.integers(0, len(clusters) - 1))
    right = motions.character_right(text, clusters[index], count)
    assert right == clusters[min(index + count, len(clusters) - 1)]
    assert motions.character_left(text, clusters[index], count) == clusters[max(index - count, 0)]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n"])
def test_a_text_without_tokens_keeps_the_cursor(text: str) -> None:
    layout = lay_out(text, 10)
    assert motions.to_start(text) == motions.to_end(text) == 0
    assert motions.token_right(text, 0) == motions.token_left(text, 0) == 0
    assert motions.line_down(layout, 0, 3) == motions.line_up(layout, 0, 3) == 0
    assert motions.page_down(layout, 0, 5, 3) == motions.page_up(layout, 0, 5, 3) == 0
    assert motions.line_start(layout, 0) == motions.line_end(layout, 0) == 0
    assert motions.paragraph_down([], 0) == motions.paragraph_up([], 0) == 0
