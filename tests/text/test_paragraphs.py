import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossator.text.paragraphs import chunks, paragraph_number, paragraphs
from glossator.text.span import Span, is_boundary
from tests.text.strategies import texts
from tests.text.test_span import clusters


def quotes(text: str) -> list[str]:
    return [paragraph.of(text) for paragraph in paragraphs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n \u3000\n", []),
        ("one", ["one"]),
        ("  one two \n", ["one two"]),
        ("one\n\ntwo", ["one", "two"]),
        ("one \n \u00a0 \n\n\n  two", ["one", "two"]),
        ("\n\n\none\n\n\n\ntwo\n\n", ["one", "two"]),
    ],
)
def test_blank_lines_divide_paragraphs(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_lines_stay_together_where_blank_lines_divide() -> None:
    assert quotes("one\ntwo\n\nthree\n  four") == ["one\ntwo", "three\n  four"]


def test_each_line_is_a_paragraph_where_no_blank_line_divides() -> None:
    assert quotes("one\n  two \nthree") == ["one", "two", "three"]


def test_blank_lines_around_the_text_do_not_count_as_dividing_it() -> None:
    assert quotes("\n\none\ntwo\n\n\n") == ["one", "two"]


@given(texts)
def test_paragraphs_hold_all_ink_in_order_with_line_ends_between_them(text: str) -> None:
    found = paragraphs(text)
    for paragraph in found:
        assert not paragraph.of(text)[0].isspace()
        assert not paragraph.of(text)[-1].isspace()
    edges = [0, *(place for paragraph in found for place in (paragraph.start, paragraph.end)), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(gaps).strip()
    assert all("\n" in gap for gap in gaps[1:-1])


def test_the_number_of_a_paragraph_counts_from_one() -> None:
    starts = [4, 10, 20]
    assert [paragraph_number(starts, offset) for offset in (0, 3, 4, 9, 10, 19, 20, 99)] == [1, 1, 1, 1, 2, 2, 3, 3]


def test_a_text_without_paragraphs_counts_as_one() -> None:
    assert paragraph_number([], 0) == 1


@given(texts, st.integers(1, 12))
@example("one two\n\nthree four", 4)
@example("a" + "\u0301" * 9, 4)
@example("a \u0301b c \u0308d", 2)
@example("\u0600\u0600\u0600 ", 2)
@example("🇺🇦🇺🇦🇺🇦", 1)
def test_pieces_tile_every_paragraph_and_cut_no_cluster(text: str, most: int) -> None:
    left = list(chunks(text, most))
    for paragraph in paragraphs(text):
        place = paragraph.start
        while place < paragraph.end:
            piece = left.pop(0)
            assert piece.start == place
            assert piece.end == paragraph.end or is_boundary(text, piece.end)
            place = piece.end
        assert place == paragraph.end
    assert not left


@given(texts, st.integers(1, 12))
@example("a" + "\u0301" * 9 + " b c", 4)
def test_a_piece_is_longer_than_allowed_only_to_keep_one_cluster_whole(text: str, most: int) -> None:
    whole = clusters(text)
    for piece in chunks(text, most):
        assert len(piece) <= most or sum(cluster.overlaps(piece) for cluster in whole) == 1


def test_short_paragraphs_are_pieces_as_they_are() -> None:
    text = "One. Two.\n\nThree"
    assert list(chunks(text)) == paragraphs(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one, two\nthree. four five\n\nsix", "one, two\n"),
        ("one two! three four five", "one two! "),
        ("one two.” three four five", "one two.” "),
        ("one two three four five", "one two three "),
        ("onetwothreefourfivesixseven", "onetwothreefour"),
        ("one.\ntwo three four five\n\nsix", "one.\ntwo three "),
    ],
    ids=["line", "sentence", "quoted sentence", "space", "nothing", "not in its first half"],
)
def test_long_paragraphs_are_cut_at_the_best_place(text: str, first: str) -> None:
    assert next(chunks(text, 15)).of(text) == first


def test_a_monster_of_one_line_is_read_in_pieces() -> None:
    text = "x" * 10_000 + "👨🏻\u200d🚒" * 2_000
    found = list(chunks(text))
    assert found[0] == Span(0, 4_000)
    assert max(map(len, found)) <= 4_000
    assert "".join(piece.of(text) for piece in found) == text
    assert all((piece.start - 10_000) % 4 == 0 for piece in found if piece.start > 10_000)


def test_a_monster_cluster_is_one_piece() -> None:
    text = "a" + "\u0301" * 9_000
    assert list(chunks(text)) == [Span(0, 9_001)]
