from collections.abc import Iterator

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from glossator.text.normalise import normalise
from glossator.ui.widgets.article import glyphs
from glossator.ui.widgets.article.glyphs import UNEVEN, clusters, is_plain, is_single, last_parting, shown, uneven_runs
from tests.ui.widgets.article.strategies import articles

_CLUSTER = regex.compile(r"\X")
_UNSAFE = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u00ad\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_ALONE = regex.compile(r"[\p{GCB=Other}\p{GCB=Control}\p{GCB=LV}\p{GCB=LVT}\n]")


def _every() -> Iterator[str]:
    """Return every character."""
    return (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("cluster", "written", "width"),
    [
        ("a", "a", 1),
        ("e\u0301", "e\u0301", 1),
        ("漢", "漢", 2),
        ("\u00a0", " ", 1),
        ("\u202f", " ", 1),
        ("\u2003", " ", 1),
        ("\u3000", "  ", 2),
        ("\u202e", "⇄", 1),
        ("\u061c", "⇄", 1),
        ("\u2069", "⇄", 1),
        ("\u200b", "¦", 1),
        ("\ufeff", "¦", 1),
        ("\u2060", "¦", 1),
        ("\u3164", "¦", 1),
        ("\u115f", "¦", 1),
        ("\U000e0041", "¦", 1),
        ("\u00ad", "¬", 1),
        ("\ue000", "�", 1),
        ("\uffff", "�", 1),
        ("\ufff9", "�", 1),
        ("\x1b", "�", 1),
        ("\ud800", "�", 1),
        ("\u0301", "◌\u0301", 1),
        ("\u0903", "◌\u0903", 1),
        ("\ufe0f", "¦", 1),
        ("a\ufe0f", "a¦", 2),
        ("a\u200d", "a¦", 2),
        ("\u200c", "¦", 1),
        ("a\u034f", "a¦", 2),
        ("ی\u200c", "ی\u200c", 1),
        ("क\u094d\u200dष", "क\u094dष", 2),
        ("葛\U000e0100", "葛\U000e0100", 2),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧", 2),
        ("👍🏽", "👍🏽", 2),
        ("☝🏽", "☝", 1),
        ("❤\ufe0f", "❤\ufe0f", 2),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3", 2),
        ("🇵🇰", "🇵🇰", 2),
        ("🇵", "�", 1),
        ("🏽", "�", 1),
        (flag := "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", flag, 2),
        ("\n", "", 0),
    ],
)
def test_each_kind_of_cluster_is_seen(cluster: str, written: str, width: int) -> None:
    assert shown(cluster) == (written, width)


@given(articles)
def test_nothing_unsafe_is_written_and_widths_add_up(text: str) -> None:
    everything = [shown(cluster) for cluster in _CLUSTER.findall(text) if cluster != "\n"]
    for written, width in everything:
        assert width == cell_len(written) >= 1
        assert not _UNSAFE.search(written), ascii(written)
        assert len(written) <= 24
    assert cell_len("".join(written for written, _ in everything)) == sum(width for _, width in everything)


@settings(max_examples=50)
@given(st.text(min_size=1))
def test_text_that_was_never_normalised_is_safe_too(text: str) -> None:
    for cluster in _CLUSTER.findall(text):
        written, width = shown(cluster)
        assert not _UNSAFE.search(written), ascii(written)
        assert width == cell_len(written)


@pytest.mark.parametrize(
    "cluster",
    [
        "a" + "\u0301" * 100_000,
        "\u0301" * 100_000,
        "a" + "\u200d" * 100_000,
        "😀" + "\U000e0121" * 100_000,
        "👩" + "\u200d👩" * 100_000,
        "\u1100" * 100_000,
        "\u0600" * 100_000,
        "क" + "\u094dक" * 100_000,
    ],
)
def test_a_flood_in_one_cluster_is_cut_short(cluster: str) -> None:
    assert _CLUSTER.fullmatch(cluster)
    written, width = shown(cluster)
    assert len(written) <= 24
    assert 1 <= width <= 8


def test_plain_characters_are_shown_as_themselves_and_even_ones_in_one_cell() -> None:
    plain = [character for character in _every() if is_plain(character)]
    even = [character for character in _every() if character != "\n" and not UNEVEN.match(character)]
    assert {"a", "é", "’", "—", "Ж", "ω", "ب", "ש", "€", "─"} < set(plain) < set(even)
    assert [character for character in plain if shown(character) != (character, 1)] == []
    assert [character for character in even if shown(character)[1] != 1] == []
    assert [character for character in even if not _ALONE.match(character)] == []


def test_single_characters_are_never_part_of_a_longer_cluster() -> None:
    assert [character for character in _every() if is_single(character) and not _ALONE.match(character)] == []
    assert is_single("Istanbul 会谈，「東京」 한국어 😀\n")


def test_a_newline_is_even_but_not_plain() -> None:
    assert not is_plain("a\n")
    assert not UNEVEN.search("a\n")


@given(articles)
def test_clusters_are_those_of_unicode(text: str) -> None:
    assert list(clusters(text)) == _CLUSTER.findall(text)
    assert is_plain(text) == all(is_plain(character) for character in text)
    if is_plain(text):
        assert "".join(shown(cluster)[0] for cluster in clusters(text)) == text


@given(articles)
def test_outside_uneven_runs_every_character_is_a_cluster_of_one_cell(text: str) -> None:
    boundaries = {match.start() for match in _CLUSTER.finditer(text)} | {len(text)}
    end = 0
    for start, following in [*uneven_runs(text), (len(text), len(text))]:
        assert {start, following} <= boundaries
        for cluster in _CLUSTER.findall(text[end:start]):
            assert len(cluster) == 1
            assert cluster == "\n" or shown(cluster)[1] == 1
        end = following


@given(articles, st.data())
def test_clusters_part_where_they_are_said_to(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = last_parting(text, start, end)
    assert place is None or (start <= place <= end and place in {match.start() for match in _CLUSTER.finditer(text)})


def test_clusters_part_only_where_nothing_can_join_them() -> None:
    assert last_parting("xx\u0600a", 0, 4) == 1
    assert last_parting("a\u0301b", 0, 3) is None
    assert last_parting("한국한국", 0, 4) == 3


def test_a_flood_is_not_kept_in_memory() -> None:
    shown("a" + "\u0301" * 200)
    missed = glyphs._shown.cache_info().misses
    shown("a" + "\u0301" * 300)
    assert glyphs._shown.cache_info().misses == missed


def test_text_outside_the_article_is_as_safe() -> None:
    assert glyphs.visible("a \u202e\n b\x1b") == "a ⇄ b�"
    assert glyphs.guarded("a\u202e\n\x1b\u0085") == "a⇄\n��"


def test_no_mark_is_shown_for_two_kinds_of_character() -> None:
    marks = [glyphs.REORDERING_MARK, glyphs.HYPHENATION_MARK, glyphs.INVISIBLE_MARK, glyphs.UNKNOWN_MARK]
    assert len(set(marks)) == 4
    assert [cell_len(mark) for mark in marks] == [1, 1, 1, 1]
    assert normalise("".join(marks)) == "".join(marks)
