from array import array
from itertools import pairwise
from unittest.mock import patch

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len

from glossator.ui.widgets.article import layout as module
from glossator.ui.widgets.article.glyphs import shown
from glossator.ui.widgets.article.layout import Layout, lay_out, layouts
from tests.ui.widgets.article.strategies import articles, widths

_CLUSTER = regex.compile(r"\X")


def lines(layout: Layout) -> list[str]:
    return [layout.text[start:end] for start, end in map(layout.span_of, layout.lines)]


def width_of(text: str) -> int:
    return sum(shown(cluster)[1] for cluster in _CLUSTER.findall(text))


@given(articles, widths)
def test_lines_tile_the_text_and_cut_no_cluster(text: str, width: int) -> None:
    layout = lay_out(text, width)
    assert layout.whole
    assert layout.line_count == len(layout.lines) >= 1
    assert "".join(lines(layout)) == text
    assert all(lines(layout)) or not text
    starts = {layout.span_of(line)[0] for line in layout.lines}
    assert starts <= {match.start() for match in _CLUSTER.finditer(text)} | {0}
    for line, (start, end) in enumerate(map(layout.span_of, layout.lines)):
        assert "\n" not in text[start : end - 1]
        assert {layout.line_of(offset) for offset in range(start, end)} <= {line}
    assert layout.line_of(len(text)) == layout.line_count - 1


@given(articles, widths)
def test_lines_fit_but_for_hanging_spaces_and_wide_clusters(text: str, width: int) -> None:
    layout = lay_out(text, width)
    for line, content in zip(layout.lines, lines(layout), strict=True):
        assert layout.cells(line).width == width_of(content)
        visible = regex.sub(r"[ \u1680\u2000-\u2006\u2008-\u200a\u205f]+\n?\Z", "", content)
        assert width_of(visible) <= width or len(_CLUSTER.findall(visible.rstrip("\n"))) == 1


@given(articles, widths)
def test_no_line_ends_before_a_word_that_would_have_fitted(text: str, width: int) -> None:
    for line, following in pairwise(lines(lay_out(text, width))):
        if not line.endswith("\n"):
            word = regex.match(r"[^ \n]*", following)
            assert word is not None
            assert width_of(line) + max(1, width_of(word[0])) > width


@given(articles, widths)
def test_an_offset_and_its_cell_lead_to_each_other(text: str, width: int) -> None:
    layout = lay_out(text, width)
    for line, content in zip(layout.lines, lines(layout), strict=True):
        start, end = layout.span_of(line)
        column = 0
        last = start
        for match in _CLUSTER.finditer(content):
            if match[0] == "\n":
                assert layout.x_of(end - 1) == column
                continue
            last = start + match.start()
            cells = shown(match[0])[1]
            assert {layout.x_of(start + offset) for offset in range(*match.span())} == {column}
            assert {layout.offset_at(line, x) for x in range(column, column + cells)} == {last}
            column += cells
        assert layout.offset_at(line, column) == layout.offset_at(line, column + 50) == last
        assert layout.offset_at(line, -1) == start


@given(articles, widths, st.data())
def test_pieces_of_a_line_are_whole_clusters_and_make_up_the_line(text: str, width: int, data: st.DataObject) -> None:
    layout = lay_out(text, width)
    line = data.draw(st.sampled_from(layout.lines))
    start, end = layout.span_of(line)
    cells = layout.cells(line)
    a = data.draw(st.integers(start, end))
    b = data.draw(st.integers(a, end))
    touched = [m[0] for m in _CLUSTER.finditer(text[start:end]) if start + m.start() < b and start + m.end() > a]
    expected = "".join(shown(cluster)[0] for cluster in touched)
    written, taken = cells.shown(a, b)
    assert cells.end == end
    assert (written, taken) == (expected, cell_len(expected))
    assert cells.shown(start - 9, end + 9) == cells.shown(start, end)
    assert cells.shown(start, end)[1] == cells.width


@given(articles, widths)
def test_text_of_one_cell_breaks_alike_beside_other_text(text: str, width: int) -> None:
    text = regex.sub(r"[^\n -~\u00a0-\u02ff\u2010-\u2027\u200b]", "", text)
    assume(text)
    assert lines(lay_out(text + "\n漢", width)) == [*lines(lay_out(text + "\n", width)), "漢"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("\n", 5, ["\n"]),
        ("a\n\n\nb", 5, ["a\n", "\n", "\n", "b"]),
        ("one two", 3, ["one ", "two"]),
        ("one   two", 3, ["one   ", "two"]),
        ("one  \ntwo", 3, ["one  \n", "two"]),
        ("  one", 3, ["  ", "one"]),
        ("abcdefg hi", 3, ["abc", "def", "g ", "hi"]),
        ("the well-known man", 10, ["the well-", "known man"]),
        ("it is an e-mail", 10, ["it is an ", "e-mail"]),
        ("in 2024-05-17", 8, ["in ", "2024-05-", "17"]),
        ("either and/or", 11, ["either and/", "or"]),
        ("gone—they said", 8, ["gone—", "they ", "said"]),
        ("no\u00a0break at all", 8, ["no\u00a0break ", "at all"]),
        ("wide\u2003space", 6, ["wide\u2003", "space"]),
        ("zero\u200bwidth", 6, ["zero\u200b", "width"]),
        ("hyphen\u00adation", 8, ["hyphen\u00ad", "ation"]),
        ("漢字漢字", 5, ["漢字", "漢字"]),
        ("漢字。漢字", 4, ["漢", "字。", "漢字"]),
        ("漢「字」漢", 6, ["漢", "「字」", "漢"]),
        ("漢字, 漢", 4, ["漢", "字, ", "漢"]),
        ("say漢字", 5, ["say漢", "字"]),
        ("(漢字)", 3, ["(漢", "字)"]),
        ("漢\u3000字", 4, ["漢\u3000", "字"]),
        ("ab\u3000cd ef", 5, ["ab\u3000", "cd ef"]),
        ("say ab🇵🇰🇵🇰", 8, ["say ab🇵🇰", "🇵🇰"]),
        ("say ab❤\ufe0f❤\ufe0f", 8, ["say ab❤\ufe0f", "❤\ufe0f"]),
        ("漢字", 1, ["漢", "字"]),
        ("漢 \n字", 1, ["漢 \n", "字"]),
        ("👩\u200d👩\u200d👧👍🏽🇵🇰", 4, ["👩\u200d👩\u200d👧👍🏽", "🇵🇰"]),
        ("क्षक्ष", 3, ["क्ष", "क्ष"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("a" + "\u0301" * 100_000 + "b", 1, ["a" + "\u0301" * 100_000, "b"]),
    ],
)
def test_lines_break_where_people_would_break_them(text: str, width: int, expected: list[str]) -> None:
    assert lines(lay_out(text, width)) == expected


def test_no_text_fits_in_no_cells() -> None:
    with pytest.raises(ValueError, match="0 cells"):
        lay_out("a", 0)


@given(articles, widths, st.data())
def test_the_part_that_comes_first_is_part_of_the_whole(text: str, width: int, data: st.DataObject) -> None:
    near = data.draw(st.integers(0, len(text)))
    with patch.object(module, "_BLOCK", 16):
        part, *others = layouts(text, width, near)
    whole = others[-1] if others else part
    assert whole.whole
    assert near in part
    assert "".join(lines(whole)) == text
    assert "".join(lines(part)) in text
    for line in part.lines:
        start, end = part.span_of(line)
        assert whole.span_of(whole.line_of(start)) == (start, end)
        assert part.line_of(start) == line
        assert part.x_of(end - 1) == whole.x_of(end - 1) if text else True
    assert part.lines.stop <= part.line_count
    assert all(0 <= part.guess(line) <= len(text) for line in (-1, 0, part.line_count, 10**9))
    starts = {whole.span_of(line)[0] for line in whole.lines}
    assert starts <= {match.start() for match in _CLUSTER.finditer(text)} | {0}


def test_what_is_not_laid_out_is_not_guessed_at() -> None:
    part = Layout("abc def ghi ", 4, array("i", [4, 8]))
    assert not part.whole
    assert (part.lines, part.line_count, part.guess(0)) == (range(1, 2), 3, 0)
    assert [offset in part for offset in (3, 4, 7, 8, 12)] == [False, True, True, False, False]
    assert (part.span_of(1), part.line_of(7), part.offset_at(1, 2)) == ((4, 8), 1, 6)
    for line in (0, 2, -1):
        with pytest.raises(IndexError):
            part.span_of(line)
        with pytest.raises(IndexError):
            part.cells(line)
    for offset in (3, 8, 12):
        with pytest.raises(IndexError):
            part.line_of(offset)


def test_a_long_article_comes_in_steps_and_the_part_in_view_comes_first() -> None:
    text = "Istanbul talks end without a deal, said an official.\n" * 8_000
    near = len(text) // 2
    first, *others = layouts(text, 40, near)
    assert near in first
    assert not first.whole
    assert near - 16_000 in first
    assert near + 16_000 in first
    assert abs(first.line_of(near) - others[-1].line_of(near)) <= 2
    assert len(others) > 8
    assert [layout.whole for layout in others] == [False] * (len(others) - 1) + [True]


def test_one_line_without_end_is_broken_as_any_other() -> None:
    text = "Istanbul talks end without a deal, " * 3_000
    layout = lay_out(text, 40)
    assert max(map(len, lines(layout))) <= 41
    assert len(text) / 41 <= layout.line_count <= len(text) / 30


def test_few_measured_lines_are_kept() -> None:
    layout = lay_out("a\n" * 5_000, 10)
    for line in layout.lines:
        layout.cells(line)
    assert len(layout._cells) <= 512
    assert layout.cells(3) is layout.cells(3)
