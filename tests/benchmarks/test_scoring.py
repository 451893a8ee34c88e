import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import Mark, Score, span_only, strict, total
from glossator.text.span import Span

_MARKS = st.lists(
    st.builds(
        lambda start, length, label: Mark(Span(start, start + length), label),
        st.integers(0, 20),
        st.integers(1, 3),
        st.sampled_from(["ORG", "GPE"]),
    ),
    max_size=12,
)


def mark(start: int, end: int, label: str = "ORG") -> Mark:
    return Mark(Span(start, end), label)


def test_strictly_right_is_the_same_span_with_the_same_label() -> None:
    gold = [mark(0, 4), mark(10, 15, "GPE"), mark(20, 22)]
    suggested = [mark(0, 4), mark(10, 15), mark(20, 23), mark(30, 31)]
    assert strict(suggested, gold) == Score(suggested=4, gold=3, right=1)


def test_by_the_span_only_another_label_is_right_too() -> None:
    gold = [mark(0, 4), mark(10, 15, "GPE"), mark(20, 22)]
    suggested = [mark(0, 4), mark(10, 15), mark(20, 23), mark(30, 31)]
    assert span_only(suggested, gold) == Score(suggested=4, gold=3, right=2)


def test_one_span_with_two_labels_counts_once_by_the_span() -> None:
    assert span_only([mark(0, 4), mark(0, 4, "GPE")], [mark(0, 4)]) == Score(1, 1, 1)
    assert strict([mark(0, 4), mark(0, 4, "GPE")], [mark(0, 4)]) == Score(2, 1, 1)


def test_the_figures_of_a_score() -> None:
    score = Score(suggested=8, gold=4, right=2)
    assert (score.precision, score.recall) == (0.25, 0.5)
    assert score.f1 == pytest.approx(2 * 0.25 * 0.5 / 0.75)


def test_nothing_suggested_and_nothing_to_suggest_score_nothing() -> None:
    nothing = Score(0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (0, 0, 0)


def test_over_several_articles_every_mark_counts_the_same() -> None:
    assert total([Score(10, 8, 4), Score(1, 1, 1)]) == Score(11, 9, 5)
    assert total([]) == Score(0, 0, 0)


@given(_MARKS, _MARKS)
def test_scores_lie_between_nothing_and_all_and_spans_are_easier(suggested: list[Mark], gold: list[Mark]) -> None:
    hard, easy = strict(suggested, gold), span_only(suggested, gold)
    for score in (hard, easy):
        assert 0 <= score.f1 <= 1
        assert min(score.precision, score.recall) <= score.f1 <= max(score.precision, score.recall)
    assert easy.right > 0 or hard.right == 0
    assert strict(gold, gold).f1 == (1 if gold else 0)
