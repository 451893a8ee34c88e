"""A second opinion: who is asked about what, and which scores follow."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from glossator.domain.annotation import DOUBTFUL
from glossator.domain.article import Article, ArticleDraft
from glossator.ner.confidence import with_second_opinion
from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import Pipeline
from glossator.ner.recogniser import FoundEntity, RecogniserSource
from glossator.services.analysis import analyse
from glossator.services.second_opinions import OpinionCount, can_rate, give_opinions
from glossator.store import operations
from glossator.store.operations.labels import rename_label
from glossator.store.workspace import Workspace
from tests.store.scene import SOON, add, done

TEXT = "Mira Okafor sailed to Lumen.\n\nLumen is a town near Selby."


class Finder:
    """Finds each of some words, with a label and a score."""

    def __init__(self, name: str, found: Sequence[tuple[str, str, float | None]]) -> None:
        self.pipeline = Pipeline(name, name, "1.0", ("ner",), Path(name))
        self.found = found
        self.given: list[str] = []

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        self.given += texts
        return [
            [
                FoundEntity(text.index(words), text.index(words) + len(words), label, score)
                for words, label, score in self.found
                if words in text
            ]
            for text in texts
        ]

    def close(self) -> None:
        """Nothing has to end."""


FIRST = Finder("one", [("Mira Okafor", "PERSON", 0.7), ("Lumen", "GPE", None), ("Selby", "GPE", 0.7)])


@pytest.fixture
def article(workspace: Workspace) -> Article:
    """An article that the first pipeline has analysed."""
    article = add(workspace, ArticleDraft("Ferry", TEXT))
    analyse(workspace, [article], FIRST, tidying=())
    return article


def by_place(workspace: Workspace, article: Article) -> list[tuple[str, float | None]]:
    return [(one.quote, one.score) for one in workspace.annotations(article.id)]


def test_scores_rise_where_the_second_finds_the_same_and_fall_elsewhere(workspace: Workspace, article: Article) -> None:
    second = Finder("two", [("Mira Okafor", "PERSON", None), ("Lumen", "GPE", None), ("Selby", "FAC", None)])
    counts = give_opinions(workspace, [article], second, FIRST.pipeline, rules=())
    assert counts == [OpinionCount(article.uid, agreed=3, disagreed=1)]
    agreed, disagreed = (with_second_opinion(0.7, agrees=same) for same in (True, False))
    unscored = with_second_opinion(None, agrees=True)
    assert disagreed < DOUBTFUL < 0.7 < agreed
    assert with_second_opinion(None, agrees=False) < DOUBTFUL < unscored
    expected = [("Mira Okafor", agreed), ("Lumen", unscored), ("Lumen", unscored), ("Selby", disagreed)]
    assert by_place(workspace, article) == expected
    # The second suggests nothing, and is asked once.
    assert give_opinions(workspace, [article], second, FIRST.pipeline, rules=()) is not None
    assert by_place(workspace, article) == expected


def test_a_pipeline_that_has_analysed_the_article_is_not_run_again(workspace: Workspace, article: Article) -> None:
    second = Finder("two", [("Mira Okafor", "PERSON", None)])
    analyse(workspace, [article], second, tidying=())
    second.given.clear()
    assert give_opinions(workspace, [article], second, FIRST.pipeline, rules=()) == [OpinionCount(article.uid, 1, 3)]
    assert second.given == []


def test_renamed_labels_are_the_same_and_archived_ones_are_not_found(workspace: Workspace, article: Article) -> None:
    done(workspace, rename_label, "GPE", "PLACE")
    second = Finder("two", [("Lumen", "GPE", None)])
    assert give_opinions(workspace, [article], second, FIRST.pipeline, rules=()) == [OpinionCount(article.uid, 2, 2)]


def test_what_was_decided_is_not_rated(workspace: Workspace, article: Article) -> None:
    done(workspace, operations.accept, [one.id for one in workspace.annotations(article.id)][:3])
    second = Finder("two", [])
    assert give_opinions(workspace, [article], second, FIRST.pipeline, rules=()) == [OpinionCount(article.uid, 0, 1)]


def test_nothing_is_stored_when_it_is_cancelled_meanwhile(workspace: Workspace, article: Article) -> None:
    class Waiting(Finder):
        """Goes on only when it was cancelled."""

        def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
            asked.set()
            go_on.wait(SOON)
            return super().suggest(texts)

    asked, go_on = Event(), Event()
    before = by_place(workspace, article)
    second = Waiting("two", [("Lumen", "GPE", None)])
    assert give_opinions(workspace, [article], second, FIRST.pipeline, rules=(), cancelled=asked.is_set) is None
    go_on.set()
    assert by_place(workspace, article) == before


@pytest.mark.parametrize(
    ("about", "second", "can"),
    [
        ("en_one", "en_two", True),
        ("en_one", "en_one", False),
        ("en_one", "fr_one", False),
        ("fr_one", "xx_one", True),
        ("en_one", "gemma", True),
        ("lexicon", "en_one", False),
    ],
)
def test_only_pipelines_for_the_same_language_rate_each_other(about: str, second: str, can: bool) -> None:
    def source(name: str) -> RecogniserSource:
        return LexiconOnly() if name == "lexicon" else Pipeline(name, name, "1.0", ("ner",), Path(name))

    assert can_rate(source(second), source(about)) is can
