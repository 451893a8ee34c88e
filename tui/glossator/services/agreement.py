"""How far analysts agree: about suggestions, spans, passages and tags, in the articles that all of them have done.

An analyst has *done* an article if nothing in it is undecided, and all that pipelines suggested has the analyst's
verdict. What the lexicon or a propagated decision suggested to one analyst only needs no verdict of the others.

Spans that nobody suggested are counted apart as well: two analysts who accept every suggestion agree without reading.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice
from typing import Final, Generic, NamedTuple, TypeAlias

from glossator.agreement.alpha import krippendorff_alpha
from glossator.agreement.intervals import intervals
from glossator.agreement.kappa import cohen_kappa, gwet_ac1, percent
from glossator.agreement.measure import Figure, Key, Measure, Undefined, Value, figure
from glossator.agreement.ratings import Row, common_items
from glossator.agreement.spans import Mark, Match, SpanCounts, compare, confusion
from glossator.agreement.unitising import Continuum, alpha_u_of_all, continuum, joined
from glossator.domain.annotation import Origin
from glossator.store.queries.agreement import Decision, Judged, JudgedArticle

SUGGESTIONS: Final = "suggestions"
CHARACTERS: Final = "characters"
TAGS: Final = "tags of articles"
REJECTED: Final = "rejected"
ACCEPTED: Final = "accepted"


class Spans(StrEnum):
    """Which spans are compared; the values are the units in tables."""

    ALL = "spans"
    UNSUGGESTED = "spans nobody suggested"


class _Part(StrEnum):
    """What is counted of the spans of two analysts: matching pairs, and all spans of either."""

    PAIRS = "pairs"
    SPANS = "spans"


class _SpanKey(NamedTuple):
    """What is counted: of which spans, by which match, of which label; None for all labels together."""

    spans: Spans
    match: Match
    label: str | None
    part: _Part


_SpanCounts: TypeAlias = Mapping[_SpanKey, int]


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement about the spans of a label.

    Attributes:
        spans: different spans with the label.
        unmatched: how many times a span of one analyst has no equal with this label of another.
        exact, overlapping: F1 of pairs of analysts.
    """

    label: str
    spans: int
    unmatched: int
    exact: Figure
    overlapping: Figure


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one label of a span meets another one at the same boundaries; None where the other has no span."""

    label: str
    other: str | None
    times: int


@dataclass(frozen=True, slots=True)
class ArticleAgreement:
    """The agreement about an article.

    Attributes:
        annotations: those on which one of the analysts decided.
        disagreements: those on which their decisions differ, in status, label or boundaries.
        suggestions: the share of pairs of decisions on suggestions that agree.
        spans: F1 of exact spans.
    """

    uid: str
    title: str
    annotations: int
    disagreements: int
    suggestions: Figure
    spans: Figure


@dataclass(frozen=True, slots=True)
class AnalystComparison:
    """How far some analysts agree.

    Attributes:
        analysts: two or more.
        articles: how many articles all of them have done.
        figures: the measures, with their units.
        labels: the most unmatched first.
        confusion: the most frequent first; the same label twice is no confusion.
        worst: the articles with disagreements, most first.
    """

    analysts: tuple[str, ...]
    articles: int
    figures: tuple[Figure, ...]
    labels: tuple[LabelAgreement, ...]
    confusion: tuple[Confusion, ...]
    worst: tuple[ArticleAgreement, ...]

    def figure(self, measure: str, unit: str) -> Figure:
        """Return the figure of a measure.

        Raises:
            KeyError: when there is none.
        """
        for one in self.figures:
            if (one.measure, one.unit) == (measure, unit):
                return one
        raise KeyError((measure, unit))


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of all analysts, and of each pair.

    Attributes:
        decided: how many articles somebody has decided on.
        done: how many articles each analyst has done, also those who are not compared.
        together: all analysts.
        pairs: each two of them, in alphabetical order; of two analysts, what is in `together`.
    """

    decided: int
    done: Mapping[str, int]
    together: AnalystComparison
    pairs: tuple[AnalystComparison, ...]


def done_by(article: JudgedArticle) -> frozenset[str]:
    """Return the analysts who have done an article."""
    if article.undecided:
        return frozenset()
    done = {decision.analyst for one in article.annotations for decision in one.decisions}
    for one in article.annotations:
        if one.origin is Origin.MODEL:
            done.intersection_update([decision.analyst for decision in one.decisions])
    return frozenset(done)


def agreement(articles: Iterable[JudgedArticle], analysts: Sequence[str], *, idle: bool = True) -> Agreement:
    """Return the agreement of analysts.

    Args:
        articles: those on which somebody decided.
        analysts: two or more.
        idle: whether those who have done no article are compared, too; they are if fewer than two have.

    Raises:
        ValueError: when there are fewer than two.
    """
    names = tuple(dict.fromkeys(analysts))
    if len(names) < 2:
        raise ValueError(f"agreement needs two analysts, not {names}")
    done = [(article, done_by(article)) for article in articles]
    numbers = {name: sum(name in have_done for _, have_done in done) for name in names}
    active = tuple(name for name, number in numbers.items() if number)
    if not idle and len(active) > 1:
        names = active

    def compared(some: tuple[str, ...]) -> AnalystComparison:
        return comparison([article for article, have_done in done if have_done.issuperset(some)], some)

    together = compared(names)
    pairs = (together,) if len(names) == 2 else tuple(map(compared, combinations(names, 2)))
    return Agreement(len(done), numbers, together, pairs)


def comparison(articles: Sequence[JudgedArticle], analysts: tuple[str, ...]) -> AnalystComparison:
    """Return how far analysts agree in articles that all of them have done."""
    counted = [_counts(article, analysts) for article in articles]
    spans, labels = _span_figures(counted)
    tags = sorted({tag for article in articles for name in analysts for tag in article.tags.get(name, ())})
    return AnalystComparison(
        analysts,
        len(articles),
        (
            *_rating_figures([one.decisions for one in counted], SUGGESTIONS, len(analysts)),
            *spans,
            _passages(articles, counted, len(analysts)),
            *(
                _rating_figures([_tag_rows(one, analysts, tags) for one in articles], TAGS, len(analysts))
                if tags
                else ()
            ),
        ),
        tuple(labels),
        tuple(_confusions(counted)),
        tuple(_disagreeing(articles, counted)),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted in one article; all of it can be added up over articles.

    Attributes:
        decisions: the outcomes of suggestions, in the order of the analysts.
        spans: pairs and spans, summed over the pairs of analysts.
        distinct: different spans of all analysts, by label.
        unsuggested: different spans that nobody suggested.
        passages: the spans of each label as stretches of text.
        confusion: labels at the same boundaries, in alphabetical order, None last.
        annotations: those on which one of the analysts decided.
        disagreements: those on which the decisions differ.
    """

    decisions: Counter[Row]
    spans: Counter[_SpanKey]
    distinct: Counter[str]
    unsuggested: int
    passages: Mapping[str, Continuum]
    confusion: Counter[tuple[str, str | None]]
    annotations: int
    disagreements: int


def _counts(article: JudgedArticle, analysts: tuple[str, ...]) -> _Counts:
    decisions, annotations, disagreements = Counter[Row](), 0, 0
    marks: dict[Spans, dict[str, set[Mark]]] = {spans: {name: set() for name in analysts} for spans in Spans}
    for one in article.annotations:
        given = {decision.analyst: decision for decision in one.decisions}
        row = [given.get(name) for name in analysts]
        annotations += any(row)
        disagreements += len({_choice(decision) for decision in row}) > 1
        if one.origin is not Origin.ANALYST:
            decisions[tuple(_outcome(one, decision) for decision in row)] += 1
        for decision in row:
            if decision is not None and decision.accepted:
                mark = Mark(decision.start, decision.end, decision.label)
                marks[Spans.ALL][decision.analyst].add(mark)
                if one.origin is Origin.ANALYST:
                    marks[Spans.UNSUGGESTED][decision.analyst].add(mark)
    found, confused = Counter[_SpanKey](), Counter[tuple[str, str | None]]()
    for one_name, other_name in combinations(analysts, 2):
        for spans, of in marks.items():
            found.update(_pair_counts(spans, of[one_name], of[other_name]))
        for (label, other), times in confusion(marks[Spans.ALL][one_name], marks[Spans.ALL][other_name]).items():
            low, high = sorted((label, other), key=lambda name: (name is None, name or ""))
            assert low is not None
            confused[low, high] += times
    return _Counts(
        decisions,
        found,
        Counter(mark.label for mark in set().union(*marks[Spans.ALL].values())),
        len(set().union(*marks[Spans.UNSUGGESTED].values())),
        _passages_of(article, [marks[Spans.ALL][name] for name in analysts]),
        confused,
        annotations,
        disagreements,
    )


def _choice(decision: Decision | None) -> tuple[str, int, int] | None:
    """Return the label and span that an analyst accepted at an annotation; None if there is none."""
    return None if decision is None or not decision.accepted else decision[2:]


def _outcome(one: Judged, decision: Decision | None) -> str | None:
    """Return what became of a suggestion; two analysts who relabel it agree if they choose the same label."""
    if decision is None:
        return None
    if not decision.accepted:
        return REJECTED
    return ACCEPTED if decision.label == one.proposed else f"relabelled {decision.label}"


def _pair_counts(spans: Spans, first: set[Mark], second: set[Mark]) -> Counter[_SpanKey]:
    """Return the counts of two analysts, by label and of all labels together."""
    found = Counter[_SpanKey]()
    for match, counts in compare(first, second).items():
        for label, one in counts.items():
            if match is not Match.BOUNDARIES:
                _add(found, spans, match, label, one)
        _add(found, spans, match, None, sum(counts.values(), SpanCounts()))
    return found


def _add(found: Counter[_SpanKey], spans: Spans, match: Match, label: str | None, counts: SpanCounts) -> None:
    found[_SpanKey(spans, match, label, _Part.PAIRS)] = counts.both
    found[_SpanKey(spans, match, label, _Part.SPANS)] = counts.first + counts.second


def _passages_of(article: JudgedArticle, marks: Sequence[set[Mark]]) -> dict[str, Continuum]:
    """Return the spans of each label as stretches of the article; boundaries of versions are never beyond its text."""
    units: defaultdict[str, list[list[tuple[int, int]]]] = defaultdict(lambda: [[] for _ in marks])
    for number, own in enumerate(marks):
        for mark in own:
            units[mark.label][number].append((mark.start, mark.end))
    return {label: continuum(given, article.length) for label, given in units.items()}


def _tag_rows(article: JudgedArticle, analysts: tuple[str, ...], tags: Iterable[str]) -> Counter[Row]:
    """Return for each of some tags whether each analyst gave it to the article."""
    given = [article.tags.get(name, frozenset()) for name in analysts]
    return Counter(tuple(tag in own for own in given) for tag in tags)


class _Wanted(NamedTuple, Generic[Key]):
    """A figure to compute: its measure, unit and number of items."""

    measure: Measure[Key]
    unit: str
    items: int


def _figures(articles: Sequence[Mapping[Key, int]], wanted: Sequence[_Wanted[Key]]) -> Iterator[Figure]:
    """Yield figures of the same counts, with their intervals."""
    total = _sum(articles)
    for one, interval in zip(wanted, intervals(articles, [one.measure for one in wanted]), strict=True):
        yield figure(one.measure.name, one.unit, one.items, one.measure.of(total), interval)


def _sum(articles: Iterable[Mapping[Key, int]]) -> Counter[Key]:
    total = Counter[Key]()
    for one in articles:
        for key, count in one.items():
            total[key] += count
    return total


def _rating_figures(articles: Sequence[Counter[Row]], unit: str, coders: int) -> Iterator[Figure]:
    """Yield the figures of categories that analysts gave to the same items."""
    kappa = [Measure("Cohen's kappa", cohen_kappa)] if coders == 2 else []
    measures = [
        Measure("observed agreement", percent, least=0.0),
        *kappa,
        Measure("Krippendorff's alpha", krippendorff_alpha),
        Measure("Gwet's AC1", gwet_ac1),
    ]
    items = common_items(_sum(articles))
    return _figures(articles, [_Wanted(measure, unit, items) for measure in measures])


def _span_figures(counted: Sequence[_Counts]) -> tuple[list[Figure], list[LabelAgreement]]:
    """Return F1 by each way of matching, of all labels together and as their mean, and of each label."""
    distinct = _sum(one.distinct for one in counted)
    items = {Spans.ALL: distinct.total(), Spans.UNSUGGESTED: sum(one.unsuggested for one in counted)}
    wanted = [
        *(_Wanted(_f1(spans, match, None), spans, items[spans]) for spans in Spans for match in Match),
        *(_Wanted(_mean_f1(spans), spans, items[spans]) for spans in Spans),
        *(
            _Wanted(_f1(Spans.ALL, match, label), Spans.ALL, distinct[label])
            for label in sorted(distinct)
            for match in (Match.EXACT, Match.OVERLAP)
        ),
    ]
    found = _figures([one.spans for one in counted], wanted)
    figures = sorted(islice(found, len(wanted) - 2 * len(distinct)), key=lambda one: [*Spans].index(Spans(one.unit)))
    total = _sum(one.spans for one in counted)
    labels = []
    for label, exact, overlapping in zip(sorted(distinct), found, found, strict=True):
        pairs, either = (total[_SpanKey(Spans.ALL, Match.EXACT, label, part)] for part in _Part)
        labels.append(LabelAgreement(label, distinct[label], either - 2 * pairs, exact, overlapping))
    return figures, sorted(labels, key=lambda one: (-one.unmatched, one.label))


def _f1(spans: Spans, match: Match, label: str | None) -> Measure[_SpanKey]:
    """Return the measure F1 of a label, or of all together."""
    pairs, either = (_SpanKey(spans, match, label, part) for part in _Part)

    def of(counts: _SpanCounts) -> Value:
        number = counts.get(either, 0)
        return 2 * counts.get(pairs, 0) / number if number else Undefined.NOTHING_IN_COMMON

    return Measure(f"F1 {match}", of, least=0.0)


def _mean_f1(spans: Spans) -> Measure[_SpanKey]:
    """Return the measure that is the mean of the exact F1 of the labels that somebody used."""

    def of(counts: _SpanCounts) -> Value:
        values = [
            2 * counts.get(_SpanKey(spans, Match.EXACT, key.label, _Part.PAIRS), 0) / number
            for key, number in counts.items()
            if number and key.label is not None and key[:2] == (spans, Match.EXACT) and key.part is _Part.SPANS
        ]
        return sum(values) / len(values) if values else Undefined.NOTHING_IN_COMMON

    return Measure(f"F1 {Match.EXACT}, mean of labels", of, least=0.0)


def _passages(articles: Sequence[JudgedArticle], counted: Sequence[_Counts], coders: int) -> Figure:
    """Return alpha of all labels as stretches of text.

    Its interval resamples the observed disagreement only; the expected one is that of all articles, as in
    Krippendorff's own bootstrap of alpha.
    """
    empty = {article.length: continuum([[]] * coders, article.length) for article in articles}
    labels = sorted({label for one in counted for label in one.passages})
    whole = {
        label: joined(
            one.passages.get(label, empty[article.length]) for article, one in zip(articles, counted, strict=True)
        )
        for label in labels
    }
    value = alpha_u_of_all(whole)
    length = sum(article.length for article in articles)
    observed = sum(one.observed for one in whole.values())
    missing = 0.0 if isinstance(value, Undefined) or not observed else (1 - value) * length / observed
    measure: Measure[str] = Measure(
        "Krippendorff's alpha_u", lambda counts: 1 - missing * counts["observed"] / counts["length"]
    )
    tables = [
        Counter(observed=sum(part.observed for part in one.passages.values()), length=article.length)
        for article, one in zip(articles, counted, strict=True)
    ]
    (interval,) = intervals(tables, [measure])
    return figure(measure.name, CHARACTERS, length, value, interval)


def _confusions(counted: Sequence[_Counts]) -> list[Confusion]:
    """Return which labels meet at the same boundaries, the most frequent first."""
    total = _sum(one.confusion for one in counted)
    return [
        Confusion(*labels, times) for labels, times in sorted(total.items(), key=lambda item: (-item[1], str(item)))
    ]


def _disagreeing(articles: Sequence[JudgedArticle], counted: Sequence[_Counts]) -> list[ArticleAgreement]:
    """Return the articles with disagreements, those with most first."""
    found = [
        ArticleAgreement(
            article.uid,
            article.title,
            one.annotations,
            one.disagreements,
            figure("observed agreement", SUGGESTIONS, common_items(one.decisions), percent(one.decisions)),
            figure(
                f"F1 {Match.EXACT}",
                Spans.ALL,
                one.distinct.total(),
                _f1(Spans.ALL, Match.EXACT, None).of(one.spans),
            ),
        )
        for article, one in zip(articles, counted, strict=True)
        if one.disagreements
    ]
    return sorted(found, key=lambda one: (-one.disagreements, one.annotations, one.uid))
