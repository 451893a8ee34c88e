"""How near the suggestions of a recogniser come to what analysts decided: precision, recall and F1, with intervals."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from glossator.agreement.intervals import intervals
from glossator.agreement.measure import Interval, Measure, Undefined, Value
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import Article
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import RunningRecogniser
from glossator.ner.suggestions import suggestions_of
from glossator.store.workspace import Workspace
from glossator.text.span import Span

ALL_LABELS: Final = ""
"""The label of the row that counts all labels together."""


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
        interval: that of F1 over the articles that have the label; None with fewer than two.
    """

    label: str
    counts: Counts
    interval: Interval | None


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
) -> list[Mapping[str, Counts]]:
    """Compare what a recogniser would suggest with what was accepted; nothing is stored.

    The lexicon is not used, because it has learned from the same decisions.

    Args:
        workspace: where the decisions are.
        articles: what to compare.
        recogniser: what is evaluated.
        rules: the names of the postprocessing rules.
        progress: called with the number of articles done after each.

    Returns:
        The counts of each article by label, and of all labels together; span and label must be the same.

    Raises:
        NoPipeline: when the recogniser cannot be loaded.
        PipelineStopped: when it has failed.
    """
    codebook = [label.name for label in workspace.labels()]
    found: list[Mapping[str, Counts]] = []
    for number, article in enumerate(articles, start=1):
        decided = accepted(workspace.annotations(article.id))
        suggested = suggestions_of(recogniser, article.text, codebook, rules)
        found.append(_by_label(decided, {(one.span, one.label) for one in suggested}))
        progress(number)
    return found


def label_scores(found: Sequence[Mapping[str, Counts]]) -> list[LabelScore]:
    """Return the scores of all labels together, then of each, the most frequent first, from the counts of articles."""
    labels = {label for counts in found for label in counts} | {ALL_LABELS}
    totals = {label: sum((counts.get(label, Counts()) for counts in found), Counts()) for label in labels}
    return [
        LabelScore(label, totals[label], _interval([counts[label] for counts in found if label in counts]))
        for label in sorted(labels, key=lambda label: (label != ALL_LABELS, -totals[label].decided, label))
    ]


def gain(
    before: Sequence[Mapping[str, Counts]], after: Sequence[Mapping[str, Counts]]
) -> tuple[float, Interval | None]:
    """Return by how much F1 of all labels is higher in `after`, and the interval of that over articles.

    Args:
        before, after: the counts of the same articles, for two recognisers; what both have in common cancels out, so
            the interval is narrower than those of the two.
    """
    articles = [
        {
            (side, name): number
            for side, counts in enumerate(pair)
            for name, number in asdict(counts[ALL_LABELS]).items()
        }
        for pair in zip(before, after, strict=True)
    ]
    total = Counter[tuple[int, str]]()
    for article in articles:
        total.update(article)
    (interval,) = intervals(articles, [_GAIN])
    whole = _gain(total)
    return 0.0 if isinstance(whole, Undefined) else whole, interval


def _by_label(decided: Collection[tuple[Span, str]], suggested: Collection[tuple[Span, str]]) -> dict[str, Counts]:
    """Return the counts of an article for each label, and for all together."""
    right = Counter(label for _, label in set(decided) & set(suggested))
    wanted, given = Counter(label for _, label in decided), Counter(label for _, label in suggested)
    counts = {label: Counts(wanted[label], given[label], right[label]) for label in wanted.keys() | given.keys()}
    return {**counts, ALL_LABELS: Counts(wanted.total(), given.total(), right.total())}


def _interval(parts: Sequence[Counts]) -> Interval | None:
    (interval,) = intervals([asdict(one) for one in parts], [_F1])
    return interval


def _f1(counts: Mapping[str, int]) -> Value:
    f1 = Counts(**counts).f1
    return Undefined.NOTHING_IN_COMMON if f1 is None else f1


def _gain(counts: Mapping[tuple[int, str], int]) -> Value:
    """Return F1 of the counts of side 1, minus that of side 0."""
    before, after = (_f1({name: number for (of, name), number in counts.items() if of == side}) for side in (0, 1))
    return (
        Undefined.NOTHING_IN_COMMON if isinstance(before, Undefined) or isinstance(after, Undefined) else after - before
    )


_F1: Final = Measure("F1", _f1, least=0.0)
_GAIN: Final = Measure("gain of F1", _gain)
