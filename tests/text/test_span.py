import pytest
import regex
from hypothesis import example, given

from glossator.text.anchor import anchor
from glossator.text.span import Span, cluster_at, is_boundary, snap, trim
from tests.text.strategies import texts, texts_with_spans

# text, target, and where it is in code points.
OFFSETS = (
    ("👨🏻\u200d🚒 firemen drive firetrucks", "firetrucks", 19, 29),
    ("🇺🇦 Kyiv said", "Kyiv", 3, 7),
    ("D\u00e9partement de M\u00e9decine", "M\u00e9decine", 15, 23),
    ("De\u0301partement de Me\u0301decine", "Me\u0301decine", 16, 25),
    ("東京都の小池百合子知事", "小池百合子", 4, 9),
    ("𝒛𝒂𝒑𝒊𝒐𝒍𝒂 Ltd", "Ltd", 8, 11),
    ("a\u00a0b\u2066Karl\u2069 x", "Karl", 4, 8),
)
_FAMILY = "👨🏻\u200d👩🏽\u200d👧\u200d👦"


def clusters(text: str) -> list[Span]:
    """Return the grapheme clusters of the whole text."""
    return [Span(match.start(), match.end()) for match in regex.finditer(r"\X", text)]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2), (0, 0), (-2, -1)])
def test_a_span_is_never_empty_negative_or_inverted(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no text lies between"):
        Span(start, end)


def test_a_span_holds_its_start_and_not_its_end() -> None:
    span = Span(3, 6)
    assert [offset in span for offset in (2, 3, 5, 6)] == [False, True, True, False]
    assert len(span) == 3
    assert span.of("0123456789") == "345"


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (Span(0, 3), False),
        (Span(0, 4), True),
        (Span(4, 5), True),
        (Span(0, 9), True),
        (Span(5, 9), True),
        (Span(6, 9), False),
    ],
)
def test_spans_overlap_when_they_share_a_code_point(other: Span, common: bool) -> None:
    assert Span(3, 6).overlaps(other) is common
    assert other.overlaps(Span(3, 6)) is common


@given(texts)
@example(f"a{_FAMILY}b")
@example("🇺🇦🇺🇦🇺" * 5)
@example("\u0600\u0600 a\n\u0301")
@example("x" + "\u0301" * 300 + "y")
@example("क्षक्षक्ष किक")
@example("각각ᆨᄀ가")
def test_the_cluster_at_each_offset_is_that_of_the_whole_text(text: str) -> None:
    for cluster in clusters(text):
        for offset in range(cluster.start, cluster.end):
            assert cluster_at(text, offset) == cluster


@given(texts)
def test_boundaries_are_the_ends_of_clusters_and_of_the_text(text: str) -> None:
    allowed = {0, *(cluster.end for cluster in clusters(text))}
    assert {offset for offset in range(-2, len(text) + 3) if is_boundary(text, offset)} == allowed


@pytest.mark.parametrize("offset", [-1, 3, 4])
def test_there_is_no_cluster_outside_the_text(offset: int) -> None:
    with pytest.raises(IndexError, match="outside"):
        cluster_at("abc", offset)


@given(texts_with_spans())
def test_snapping_takes_every_cluster_that_was_touched_and_no_other(case: tuple[str, Span]) -> None:
    text, span = case
    touched = [cluster for cluster in clusters(text) if cluster.overlaps(span)]
    assert snap(text, span) == Span(touched[0].start, touched[-1].end)


@given(texts_with_spans())
def test_snapping_twice_is_snapping_once(case: tuple[str, Span]) -> None:
    text, span = case
    assert snap(text, snap(text, span)) == snap(text, span)


def test_snapping_refuses_what_reaches_past_the_text() -> None:
    with pytest.raises(IndexError, match="outside"):
        snap("abc", Span(1, 4))


@given(texts_with_spans())
def test_trimming_drops_white_space_at_the_ends_and_nothing_else(case: tuple[str, Span]) -> None:
    text, span = case
    inked = [offset for offset in range(span.start, span.end) if not text[offset].isspace()]
    assert trim(text, span) == (Span(inked[0], inked[-1] + 1) if inked else None)


@pytest.mark.parametrize(("text", "target", "start", "end"), OFFSETS)
def test_offsets_are_code_points_in_every_script(text: str, target: str, start: int, end: int) -> None:
    span = Span(start, end)
    assert span.of(text) == target
    assert snap(text, span) == span
    assert trim(text, span) == span
    assert anchor(text, span, [0]).span == span
    assert anchor(text, span, [0]).quote == target
