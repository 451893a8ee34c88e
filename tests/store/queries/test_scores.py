"""Scores of suggestions: filtered and sorted by, in searches, lists and steps, and left out of what many accept."""

from pathlib import Path

import pytest

from glossator.domain.annotation import DOUBTFUL
from glossator.domain.library import Library
from glossator.domain.mention import Order
from glossator.domain.query import ScoreBound, parse
from glossator.store import operations
from glossator.store.queries.annotations import (
    articles_by_score,
    filtered_annotations,
    undecided_by_label,
)
from glossator.store.queries.export_filter import run_query
from glossator.store.queries.library import library
from glossator.store.queries.records import NeighbourQuery, has_doubtful
from tests.store.dumps import change
from tests.store.scene import Scene, done


@pytest.fixture
def scored(scene: Scene) -> Scene:
    """The scene with a doubtful ship and a likely harbour; the others have no score."""
    for number, score in ((scene.ship, 0.42), (scene.harbour, 0.93)):
        change(Path(scene.workspace.path), "UPDATE annotations SET score = ? WHERE id = ?", (score, number))
    return scene


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("score<0.6", ["Aurora"]),
        ("score<=0.42", ["Aurora"]),
        ("score<0.42", []),
        ("score>.9", ["Port Selby"]),
        ("score>=0 label:GPE", ["Port Selby"]),
        ("NOT score>0.5 status:suggested", ["Aurora"]),
    ],
)
def test_a_query_compares_scores(scored: Scene, typed: str, hits: list[str]) -> None:
    workspace = scored.workspace
    assert [one.hit for one in workspace.search(parse(typed), Order.RELEVANCE)] == hits
    exported = workspace.ask(run_query, typed).annotations
    assert sum(map(len, exported.values())) == len(hits)


def test_mentions_are_sorted_by_score_and_those_without_come_last(scored: Scene) -> None:
    def found(*, reverse: bool) -> list[float | None]:
        everything = parse("status:suggested OR status:accepted")
        return [one.score for one in scored.workspace.search(everything, Order.SCORE, reverse=reverse)]

    assert found(reverse=False)[:2] == [0.42, 0.93]
    assert found(reverse=True)[:2] == [0.93, 0.42]
    assert set(found(reverse=False)[2:]) == set(found(reverse=True)[2:]) == {None}


def test_the_list_of_an_article_is_filtered_by_score_and_words(scored: Scene) -> None:
    def quotes(typed: str) -> list[str]:
        page = scored.workspace.ask(filtered_annotations, scored.article.id, typed, 0, 100)
        return [one.quote for one in page.annotations]

    assert quotes("score<0.6") == ["Aurora"]
    assert quotes("score>0.1 gpe") == ["Port Selby"]
    assert quotes("score<0.6 gpe") == []


def test_the_library_finds_articles_with_such_suggestions(scored: Scene) -> None:
    workspace = scored.workspace

    def titles(typed: str) -> list[str]:
        shelf = Library(workspace.ask(library), by_score=lambda bound: workspace.ask(articles_by_score, bound))
        return [one.title for one in shelf.filter(typed)]

    assert titles("score<0.6") == titles("score>0.9") == [scored.article.title]
    assert titles("score<0.3") == []
    done(workspace, operations.accept, [scored.ship])
    assert titles("score<0.6") == []
    assert workspace.ask(articles_by_score, ScoreBound(">", 0.9)) == {scored.article.id}


def test_doubtful_suggestions_are_left_out_and_gone_to(scored: Scene) -> None:
    workspace, article = scored.workspace, scored.article.id
    assert workspace.undecided(article) == [scored.ship, scored.harbour]
    assert workspace.undecided(article, likely=True) == [scored.harbour]
    assert workspace.ask(undecided_by_label, article, likely=True) == [("GPE", 1)]
    here = NeighbourQuery(0, 10**9, 0, forward=True, undecided=False, doubtful=True)
    for _ in range(2):
        found = workspace.neighbour(article, here)
        assert found is not None
        assert found.id == scored.ship
        assert found.span is not None
        here = NeighbourQuery(found.span.start, found.span.end, found.id, True, False, True)
    assert workspace.ask(has_doubtful, article)
    done(workspace, operations.reject, [scored.ship])
    assert workspace.neighbour(article, here) is None
    assert not workspace.ask(has_doubtful, article)


def test_the_bound_is_that_of_doubtful_suggestions(scored: Scene) -> None:
    change(Path(scored.workspace.path), "UPDATE annotations SET score = ?", (DOUBTFUL,))
    assert scored.workspace.undecided(scored.article.id, likely=True) == [scored.ship, scored.harbour]
    assert not scored.workspace.ask(has_doubtful, scored.article.id)
