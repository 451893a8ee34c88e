"""Evaluating a recogniser against what was decided: which articles count, what is right, and how sure it is."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import Article, ArticleDraft
from glossator.ner.pipelines import Pipeline
from glossator.ner.recogniser import FoundEntity
from glossator.services.evaluation import ALL_LABELS, Counts, decided_articles, evaluate, gain, label_scores
from glossator.store import operations
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.span import Span
from tests.store.dumps import change


class Finder:
    """Finds each Lumen as a GPE and the first Selby as an ORG."""

    def __init__(self) -> None:
        self.pipeline = Pipeline("finder", "finder", "1.0", ("ner",), Path("finder"))

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        return [
            [
                FoundEntity(start, start + len(words), label)
                for words, label in (("Lumen", "GPE"), ("Selby", "ORG"))
                if (start := text.find(words)) >= 0
            ]
            for text in texts
        ]

    def close(self) -> None:
        """Nothing has to end."""


def added(workspace: Workspace, draft: ArticleDraft, text: str, *marks: tuple[str, str]) -> Article:
    """Add an article with annotations of an analyst."""
    uid, _ = workspace.perform(add_article, replace(draft, text=text)).result()
    article = workspace.article(uid)
    for words, label in marks:
        start = text.index(words)
        workspace.perform(
            operations.annotate, article.id, anchor(text, Span(start, start + len(words)), [0]), label
        ).result()
    return article


@pytest.fixture
def decided(workspace: Workspace, draft: ArticleDraft) -> list[Article]:
    """Two decided articles; further ones are undecided, without annotations, or have rejected ones only."""
    found = [
        added(workspace, draft, "In Lumen, Mira met Selby.", ("Lumen", "GPE"), ("Mira", "PERSON"), ("Selby", "GPE")),
        added(workspace, draft, "Back in Lumen there was rain.", ("Lumen", "GPE")),
    ]
    added(workspace, draft, "Nothing is marked in Lumen here.")
    for status in (Status.SUGGESTED, Status.REJECTED):
        other = added(workspace, draft, f"Lumen again, {status}.", ("Lumen", "GPE"))
        change(Path(workspace.path), "UPDATE annotations SET status = ? WHERE article = ?", (status, other.id))
    return found


def test_only_articles_that_are_decided_completely_count(workspace: Workspace, decided: list[Article]) -> None:
    assert [one.id for one in decided_articles(workspace)] == [one.id for one in decided]


def test_span_and_label_must_be_those_that_were_accepted(workspace: Workspace, decided: list[Article]) -> None:
    before = workspace.path.read_bytes()
    scores = {one.label: one for one in label_scores(evaluate(workspace, decided, Finder()))}
    assert list(scores) == [ALL_LABELS, "GPE", "PERSON", "ORG"]
    assert {label: one.counts for label, one in scores.items()} == {
        ALL_LABELS: Counts(decided=4, suggested=3, right=2),
        "GPE": Counts(decided=3, suggested=2, right=2),
        "PERSON": Counts(decided=1, suggested=0, right=0),
        "ORG": Counts(decided=0, suggested=1, right=0),
    }
    gpe, person = scores["GPE"].counts, scores["PERSON"].counts
    assert (gpe.precision, gpe.f1) == (1.0, 0.8)
    assert gpe.recall == pytest.approx(2 / 3)
    assert (person.precision, person.recall, person.f1) == (None, 0.0, 0.0)
    assert scores["PERSON"].interval is None, "one article has it"
    assert workspace.path.read_bytes() == before


def in_articles(*counts: Counts) -> list[dict[str, Counts]]:
    return [{ALL_LABELS: one} for one in counts]


def test_the_interval_is_that_of_the_jackknife() -> None:
    (score,) = label_scores(in_articles(Counts(10, 10, 9), Counts(10, 10, 6), Counts(10, 10, 3)))
    # The values that the jackknife takes the mean of are 0.9, 0.6 and 0.3; it has two degrees of freedom.
    error = 0.3 / 3**0.5
    assert score.interval is not None
    assert score.interval.low == max(0, 0.6 - 4.303 * error)
    assert score.interval.high == min(1, 0.6 + 4.303 * error)
    (score,) = label_scores(in_articles(*[Counts(20, 20, right) for right in (11, 12, 13)]))
    assert score.interval is not None
    assert (score.interval.low, score.interval.high) == pytest.approx(
        (0.6 - 4.303 * error / 6, 0.6 + 4.303 * error / 6)
    )
    assert label_scores(in_articles(Counts(1, 1, 1)))[0].interval is None


def test_a_gain_is_paired() -> None:
    before, after = in_articles(Counts(10, 10, 2), Counts(10, 10, 8)), in_articles(Counts(10, 10, 3), Counts(10, 10, 9))
    found, interval = gain(before, after)
    assert found == pytest.approx(0.1)
    assert interval is not None
    # Each article gains the same, however different they are.
    assert (interval.low, interval.high) == pytest.approx((0.1, 0.1))
    lost, _ = gain(after, before)
    assert lost == pytest.approx(-0.1)
    assert gain(before[:1], after[:1])[1] is None
