from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossator.text.span import Span
from glossator.text.tokens import next_token, previous_token, token_at, tokens
from tests.text.strategies import texts
from tests.text.test_span import clusters

_JOINTS = ("漢", "。", "Lumen", "’s", "2:30", "U.S.", "-", "👩🏻\u200d🚒", "क्ष", "\u0600", "\u0301", "각")


def words(text: str) -> list[str]:
    return [token.of(text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pakistan’s army", ["Pakistan", "’s", "army"]),
        ("PAKISTAN'S", ["PAKISTAN", "'S"]),
        ("don’t ’sup O’Sullivan’s", ["don’t", "’", "sup", "O’Sullivan", "’s"]),
        ("the workers’ vote", ["the", "workers", "’", "vote"]),
        ("Tehreek-e-Taliban", ["Tehreek-e-Taliban"]),
        ("non‑breaking mid‐hyphen", ["non‑breaking", "mid‐hyphen"]),
        ("war—and", ["war", "—", "and"]),
        ("-led, well-", ["-", "led", ",", "well", "-"]),
        ("U.S. and U.N.-led", ["U.S.", "and", "U.N.", "-", "led"]),
        ("etc. end.", ["etc", ".", "end", "."]),
        ("at 2:30 p.m.", ["at", "2:30", "p.m."]),
        ("2,600-kilometer", ["2,600-kilometer"]),
        ("$1,250.75, 3:", ["$", "1,250.75", ",", "3", ":"]),
        ("commitments.The", ["commitments", ".", "The"]),
        ("a:b", ["a", ":", "b"]),
        ("snake_case @handle #tag", ["snake_case", "@", "handle", "#", "tag"]),
        ("東京都の", ["東", "京", "都", "の"]),
        ("G20で합의", ["G20", "で", "합의"]),
        ("پاکستان کے", ["پاکستان", "کے"]),
        ("१२ क्षमा", ["१२", "क्षमा"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("👨🏻\u200d🚒🇺🇦!", ["👨🏻\u200d🚒", "🇺🇦", "!"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("", []),
        (" \n\u3000", []),
    ],
)
def test_words_and_marks(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(texts)
@example("\u0600 a")
@example("ab\u0600 cd")
@example("a🏻 U.S.\u0301 ’s\U000e0067")
@example("a\u0301 \u0308b")
@example("aำ\u0e31")
@example("\u0600漢\u0600.")
def test_tokens_hold_all_that_is_not_white_space_once_and_cut_no_cluster(text: str) -> None:
    found = list(tokens(text))
    assert all(one.end <= two.start for one, two in pairwise(found))
    held = {offset for token in found for offset in range(token.start, token.end)}
    assert {offset for offset in range(len(text)) if not text[offset].isspace()} <= held
    boundaries = {0, *(cluster.end for cluster in clusters(text))}
    assert {place for token in found for place in (token.start, token.end)} <= boundaries


@given(texts)
def test_no_token_is_white_space_alone_or_has_it_where_it_could_be_left_out(text: str) -> None:
    lone = {cluster.start for cluster in clusters(text) if cluster.of(text).isspace()}
    assert not [token for token in tokens(text) if lone & set(range(token.start, token.end))]


def _found_from_anywhere(text: str, offsets: Iterable[int]) -> None:
    """Ask at each offset that a cursor can be at, and compare with the tokens of the whole text."""
    found = list(tokens(text))
    inside = {offset for cluster in clusters(text) for offset in range(cluster.start + 1, cluster.end)}
    for offset in sorted({*offsets} - inside):
        holding = [token for token in found if offset in token]
        after = [token for token in found if token.start > offset]
        before = [token for token in found if token.start < offset]
        assert token_at(text, offset) == (holding[0] if holding else None)
        assert next_token(text, offset) == (after[0] if after else None)
        assert previous_token(text, offset) == (before[-1] if before else None)


@given(texts)
@example("a \u0308b")
@example("\u0600 a")
@example("xU.S.A.B.")
@example("’s’s’s’")
def test_steps_from_any_offset_agree_with_the_tokens_of_the_whole_text(text: str) -> None:
    _found_from_anywhere(text, range(-1, len(text) + 2))


@pytest.mark.parametrize(
    "text",
    [
        "The ferry’s crew—twelve-strong—left at 2:30. " * 60,
        "東京都の小池百合子知事、" * 230,
        "U.S.,2:30;Lumen’s:" * 150,
        "👨🏻\u200d🚒🇺🇦" * 450,
        "." * 2_600,
        "word" + " " * 2_500 + "word",
        "東" * 2_500 + " word",
    ],
    ids=["prose", "no-space", "marks", "emoji", "dots", "gap", "ideographs"],
)
def test_steps_agree_in_texts_longer_than_the_reach(text: str) -> None:
    _found_from_anywhere(text, range(0, len(text) + 1, 111))
    _found_from_anywhere(text, range(1_995, min(2_010, len(text))))


@settings(max_examples=15)
@given(st.lists(st.sampled_from(_JOINTS), min_size=1, max_size=6), st.lists(st.sampled_from(_JOINTS), max_size=6))
def test_steps_agree_in_long_texts_without_white_space(repeated: list[str], last: list[str]) -> None:
    unit = "".join(repeated) + "。"
    text = unit * (2_100 // len(unit) + 1) + "".join(last)
    _found_from_anywhere(text, range(len(text) - 6, len(text) + 1))


def test_a_word_longer_than_the_reach_is_still_stepped_through_in_whole_clusters() -> None:
    text = "e\u0301" * 3_000 + " end"
    here = token_at(text, 5_001)
    assert here is not None
    assert 5_001 in here
    assert here.start % 2 == 0
    assert here.end == 6_000
    assert next_token(text, 5_001) == Span(6_001, 6_004)
    assert previous_token(text, 6_001) is not None


def test_tokens_can_be_taken_from_a_stretch_of_the_text() -> None:
    text = "one two-three four"
    assert [token.of(text) for token in tokens(text, 4, 13)] == ["two-three"]


def test_a_stretch_that_starts_between_tokens_sees_what_stands_before_it() -> None:
    text = "xU.S."
    assert [token.of(text) for token in tokens(text, 2)] == [".", "S", "."]
