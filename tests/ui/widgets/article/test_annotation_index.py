from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.text.span import Span
from glossator.ui.widgets.article.annotation_index import AnnotationIndex


def annotation(number: int, span: Span | None, status: Status = Status.SUGGESTED) -> Annotation:
    now = "2026-01-02T09:00:00Z"
    return Annotation(
        number, f"a_{number}", 1, span, "", None, status, "", 1, None, Origin.MODEL, None, None, "", now, now
    )


# Short ones, some that are longer than the index looks back, and some of just that length.
_lengths = st.integers(1, 12) | st.integers(398, 402) | st.integers(1, 1_500)
_spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 1_200), _lengths)
_lists = st.lists(_spans | st.none(), max_size=25).map(
    lambda spans: [annotation(number, span) for number, span in enumerate(spans)]
)


def where(found: Annotation) -> Span:
    assert found.span is not None
    return found.span


@given(_lists, st.integers(0, 2_000), st.integers(1, 900))
def test_what_overlaps_is_what_has_a_code_point_in_common_the_longest_first(
    annotations: list[Annotation], start: int, length: int
) -> None:
    end = start + length
    expected = [one for one in annotations if one.span is not None and one.span.overlaps(Span(start, end))]
    expected.sort(key=lambda one: (-len(where(one)), where(one).start, one.id))
    found = AnnotationIndex(annotations).overlapping(start, end)
    assert found == [(one.span, one) for one in expected]


@given(_lists, st.integers(0, 2_000))
def test_what_is_at_an_offset_is_what_holds_it_the_innermost_first(annotations: list[Annotation], offset: int) -> None:
    found = AnnotationIndex(annotations).at(offset)
    assert {one.id for one in found} == {one.id for one in annotations if one.span is not None and offset in one.span}
    assert [len(where(one)) for one in found] == sorted(len(where(one)) for one in found)


@given(_lists)
def test_all_come_by_start_the_longer_first(annotations: list[Annotation]) -> None:
    places = AnnotationIndex(annotations)
    found = list(places)
    assert len(places) == len(found) == sum(one.span is not None for one in annotations)
    order = [(where(one).start, -where(one).end, one.id) for one in found]
    assert order == sorted(order)


@given(_lists)
def test_each_is_found_by_its_id_but_those_about_the_whole_article(annotations: list[Annotation]) -> None:
    places = AnnotationIndex(annotations)
    for one in annotations:
        assert places.get(one.id) == (one if one.span is not None else None)
    assert places.get(-1) is None
    assert places.get(None) is None


def test_where_there_is_nothing_nothing_is_found() -> None:
    assert AnnotationIndex().overlapping(0, 100) == []
    assert AnnotationIndex().at(0) == []
    assert list(AnnotationIndex()) == []
