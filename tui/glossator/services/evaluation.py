"""How near the suggestions of a recogniser come to what analysts decided: precision, recall and F1, with intervals."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.annotation import Annotation, Status, Suggestion
from glossator.domain.article import Article
from glossator.ner.pipelines import language_of
from glossator.ner.postprocessing import RULES, found_suggestions, rules_for, same_labels, suggestions_in
from glossator.ner.recogniser import RunningRecogniser
from glossator.store.workspace import Workspace
from glossator.text.paragraphs import chunks
from glossator.text.span import Span

ALL_LABELS: Final = ""
"""The label of the row that counts all labels together."""
# Standard errors on each side of an interval of 95 %.
_ERRORS: Final = 1.96


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were decided, how many were suggested, and how many are in both."""

    decided: int = 0
    suggested: int = 0
    right: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.decided + other.decided, self.suggested + other.suggested, self.right + other.right)

    @property
    def precision(self) -> float | None:
        """How much of what was suggested is right; None where nothing was suggested."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """How much of what was decided was suggested; None where nothing was decided."""
        return self.right / self.decided if self.decided else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where nothing was suggested or decided."""
        both = self.suggested + self.decided
        return 2 * self.right / both if both else None


@dataclass(frozen=True, slots=True)
class LabelScore:
    """The counts of a label.

    Attributes:
        label: `ALL_LABELS` for all together.
        low, high: the ends of the interval of 95 % of F1, by leaving out one article at a time; None with fewer than
            two articles that have the label.
    """

    label: str
    counts: Counts
    low: float | None
    high: float | None


def decided_articles(workspace: Workspace) -> list[Article]:
    """Return the active articles in which nothing is undecided and something is accepted, in their order."""
    listed = [one for one in workspace.articles(inactive=False) if one.annotations and one.decided == one.annotations]
    return [workspace.article(one.uid) for one in listed if accepted(workspace.annotations(one.id))]


def accepted(annotations: Sequence[Annotation]) -> set[tuple[Span, str]]:
    """Return the spans and labels of accepted annotations, without highlights."""
    return {(one.span, one.label) for one in annotations if one.status is Status.ACCEPTED and one.label and one.span}


def evaluate(
    workspace: Workspace,
    articles: Sequence[Article],
    recogniser: RunningRecogniser,
    *,
    rules: Collection[str] = RULES,
    progress: Callable[[int], object] = lambda _: None,
) -> list[LabelScore]:
    """Compare what a recogniser would suggest with what was accepted; nothing is stored.

    The lexicon is not used, because it has learned from the same decisions.

    Args:
        workspace: where the decisions are.
        articles: what to compare.
        recogniser: what is evaluated.
        rules: the names of the postprocessing rules.
        progress: called with the number of articles done after each.

    Returns:
        The scores of all labels together, then of each, the most frequent first; span and label must be the same.

    Raises:
        NoPipeline: when the recogniser cannot be loaded.
        PipelineStopped: when it has failed.
    """
    rules = rules_for(language_of(recogniser.pipeline), rules)
    labels = same_labels([label.name for label in workspace.labels()])
    found = []
    for number, article in enumerate(articles, start=1):
        decided = accepted(workspace.annotations(article.id))
        suggested = {(one.span, one.label) for one in _suggested(article, recogniser, rules, labels)}
        found.append(_by_label(decided, suggested))
        progress(number)
    return list(_scores(found))


def _suggested(
    article: Article, recogniser: RunningRecogniser, rules: Collection[str], labels: Mapping[str, str]
) -> Iterator[Suggestion]:
    pieces = list(chunks(article.text))
    results: list[tuple[Span, list[Suggestion]]] = []
    at_once = recogniser.pipeline.at_once
    for first in range(0, len(pieces), at_once):
        some = pieces[first : first + at_once]
        for piece, entities in zip(some, recogniser.suggest([one.of(article.text) for one in some]), strict=True):
            results.append((piece, found_suggestions(piece, entities, labels)))
    yield from suggestions_in(article.text, results, rules, language_of(recogniser.pipeline))


def _by_label(decided: Collection[tuple[Span, str]], suggested: Collection[tuple[Span, str]]) -> dict[str, Counts]:
    """Return the counts of an article for each label, and for all together."""
    right = Counter(label for _, label in set(decided) & set(suggested))
    wanted, given = Counter(label for _, label in decided), Counter(label for _, label in suggested)
    counts = {label: Counts(wanted[label], given[label], right[label]) for label in wanted.keys() | given.keys()}
    return {**counts, ALL_LABELS: Counts(wanted.total(), given.total(), right.total())}


def _scores(found: Sequence[Mapping[str, Counts]]) -> Iterator[LabelScore]:
    labels = {label for counts in found for label in counts} | {ALL_LABELS}
    totals = {label: sum((counts.get(label, Counts()) for counts in found), Counts()) for label in labels}
    for label in sorted(labels, key=lambda label: (label != ALL_LABELS, -totals[label].decided, label)):
        low, high = _interval([counts[label] for counts in found if label in counts])
        yield LabelScore(label, totals[label], low, high)


def _interval(parts: Sequence[Counts]) -> tuple[float | None, float | None]:
    """Return the interval of 95 % of F1, by the jackknife over articles; None twice for fewer than two."""
    number = len(parts)
    if number < 2:
        return None, None
    total = sum(parts, Counts())
    left_out = [
        Counts(total.decided - one.decided, total.suggested - one.suggested, total.right - one.right).f1 or 0.0
        for one in parts
    ]
    mean = math.fsum(left_out) / number
    error = math.sqrt((number - 1) / number * math.fsum((one - mean) ** 2 for one in left_out))
    middle = total.f1 or 0.0
    return max(0.0, middle - _ERRORS * error), min(1.0, middle + _ERRORS * error)
