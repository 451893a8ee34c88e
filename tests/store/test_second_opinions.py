"""Second opinions as they are stored: finds, scores, and what they leave alone."""

import pytest

from glossator.domain.article import Article, ArticleDraft
from glossator.store import history, operations
from glossator.store.history.replay import replay
from glossator.store.operations.articles import delete_articles
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.pipeline_comparison import compare
from glossator.store.second_opinions import (
    PipelineVersion,
    SecondOpinion,
    articles_without_opinion,
    finds_of,
    untouched_suggestions,
)
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.dumps import ask
from tests.store.scene import add, done, outcome, place

FIRST = PipelineVersion("one", "1.0")
SECOND = PipelineVersion("two", "2.0")
TEXT = "Mira Okafor of the Selby Harbour Trust sailed to Lumen."
MIRA, LUMEN = Span(0, 11), Span(49, 54)


@pytest.fixture
def article(workspace: Workspace) -> Article:
    """An article that the first pipeline has analysed."""
    article = add(workspace, ArticleDraft("Ferry", TEXT))
    suggested = [
        StoredSuggestion(place(TEXT, "Mira Okafor"), "PERSON", 0.7),
        StoredSuggestion(place(TEXT, "Lumen"), "GPE", 0.7),
    ]
    part = AnalysedPart(article.id, [Span(0, len(TEXT))], suggested, finished=True)
    outcome(workspace.store_analysis(*FIRST, [part]))
    return article


def give(workspace: Workspace, article: Article, mira: float = 0.9, lumen: float = 0.4) -> None:
    opinion = SecondOpinion(article.id, [(MIRA, "PERSON")], [(MIRA, mira), (LUMEN, lumen)])
    outcome(workspace.store_opinions(SECOND, FIRST, [opinion]))


def scores(workspace: Workspace, article: Article) -> list[float | None]:
    return [one.score for one in workspace.annotations(article.id)]


def test_an_opinion_changes_scores_once_and_suggests_nothing(workspace: Workspace, article: Article) -> None:
    assert workspace.ask(articles_without_opinion, SECOND, FIRST) == [article.uid]
    give(workspace, article)
    give(workspace, article, mira=0.1)
    assert scores(workspace, article) == [0.9, 0.4]
    assert workspace.ask(articles_without_opinion, SECOND, FIRST) == []
    # Another pipeline, or the same about another one, has given none.
    assert workspace.ask(articles_without_opinion, PipelineVersion("two", "3.0"), FIRST) == [article.uid]


def test_its_finds_can_be_compared_and_its_pipeline_can_still_analyse(workspace: Workspace, article: Article) -> None:
    give(workspace, article)
    compared = workspace.ask(compare, "one", "two")
    assert (compared.articles, compared.same) == (1, 1)
    assert [(one.quote, one.kind) for one in compared.differences] == [("Lumen", "only the first")]
    assert workspace.unanalysed_articles(*SECOND) == [article.uid]
    assert workspace.ask(finds_of, article.id, SECOND) is None
    suggested = [StoredSuggestion(place(TEXT, "Selby Harbour Trust"), "ORG", 0.5)]
    part = AnalysedPart(article.id, [Span(0, len(TEXT))], suggested, finished=True)
    assert outcome(workspace.store_analysis(*SECOND, [part])) == [1]
    assert workspace.ask(finds_of, article.id, SECOND) == {(MIRA, "PERSON"), (Span(19, 38), "ORG")}


def test_what_an_analyst_decided_or_changed_keeps_its_score(workspace: Workspace, article: Article) -> None:
    mira, _ = workspace.annotations(article.id)
    done(workspace, operations.accept, [mira.id])
    assert [one.span for one in workspace.ask(untouched_suggestions, article.id, FIRST)] == [LUMEN]
    give(workspace, article)
    assert scores(workspace, article) == [0.7, 0.4]
    done(workspace, history.undo)
    assert scores(workspace, article) == [0.7, 0.4]
    assert replay(workspace.path).misfit is None


def test_an_article_that_was_deleted_gets_no_opinion_and_undo_restores_those_given(
    workspace: Workspace, article: Article
) -> None:
    give(workspace, article)
    done(workspace, delete_articles, [article.id])
    give(workspace, article)
    assert ask(workspace.path, "SELECT count(*) FROM second_opinions") == [(0,)]
    done(workspace, history.undo)
    assert ask(workspace.path, "SELECT about FROM second_opinions") == [("one 1.0",)]
