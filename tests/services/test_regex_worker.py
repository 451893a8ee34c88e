"""Regular expressions run in a process that is stopped when they take too much."""

from collections.abc import Iterator

import pytest

from glossator.services import regex_worker
from glossator.services.regex_worker import LONGEST, ExpressionFinder
from glossator.text.find import BadExpression
from glossator.text.span import Span

TEXT = "At 2:30 the ferry left; at 14:05 it was back. " + "a" * 40 + "!"


@pytest.fixture
def finder() -> Iterator[ExpressionFinder]:
    made = ExpressionFinder(TEXT)
    yield made
    made.close()


def test_hits_come_back_with_the_offsets_of_the_text(finder: ExpressionFinder) -> None:
    assert list(finder.find(r"\d+:\d\d").between(0, len(TEXT))) == [Span(3, 7), Span(27, 32)]
    assert finder.find("(?i)FERRY").after(0) == Span(12, 17)


def test_what_is_no_expression_is_refused(finder: ExpressionFinder) -> None:
    with pytest.raises(BadExpression, match="Invalid regular expression: "):
        finder.find("(")


def test_an_expression_that_takes_too_long_is_stopped_and_the_next_one_works(
    finder: ExpressionFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder.find("ferry")
    monkeypatch.setattr(regex_worker, "SECONDS", 0.3)
    with pytest.raises(BadExpression, match=r"takes longer than 0 seconds in this article\. Simplify it"):
        finder.find("(a|aa)+$")
    monkeypatch.setattr(regex_worker, "SECONDS", 30.0)
    assert finder.find("ferry").after(0) == Span(12, 17)


def test_an_expression_that_needs_too_much_memory_is_stopped(
    finder: ExpressionFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regex_worker, "SECONDS", 60.0)
    with pytest.raises(BadExpression, match="needs too much memory"):
        finder.find("(?:(?:(?:a{1000}){1000}){1000})")
    assert finder.find("ferry").after(0) == Span(12, 17)


def test_a_long_expression_is_refused_before_it_is_compiled(finder: ExpressionFinder) -> None:
    with pytest.raises(BadExpression, match=f"{LONGEST:,} characters; this one has {LONGEST + 1:,}"):
        finder.find("a" * (LONGEST + 1))
    assert finder._worker is None
