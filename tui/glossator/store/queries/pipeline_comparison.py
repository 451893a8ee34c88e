"""How far two pipelines agree, in the active articles that both have analysed or given their opinion on."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from glossator.store.queries.visibility import is_active
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two pipelines.

    Attributes:
        article: the uid.
        start, end: code points, end exclusive; the union where the boundaries differ.
        kind: “only the first”, “only the second”, “other label” or “other boundaries”.
        first, second: the labels of each; empty for none.
    """

    article: str
    start: int
    end: int
    kind: str
    first: str
    second: str
    quote: str


@dataclass(slots=True)
class RightCount:
    """How many finds were decided, and how many of these were accepted as they were."""

    decided: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class PipelineComparison:
    """The finds of two pipelines in the articles that both have.

    Attributes:
        articles: their number.
        same: the number of finds that both have, with the same label.
        differences: by article and place.
        both, only_first, only_second: what analysts decided on the finds of both, and of one of them.
    """

    articles: int
    same: int
    differences: list[Difference]
    both: RightCount
    only_first: RightCount
    only_second: RightCount


_RUN: Final = (
    "(SELECT id FROM runs WHERE article = t.id AND ?{number} IN (pipeline, pipeline || ' ' || version) "
    "AND (finished_at IS NOT NULL OR id IN (SELECT run FROM second_opinions)) ORDER BY id DESC LIMIT 1)"
)


def compare(connection: sqlite3.Connection, first: str, second: str) -> PipelineComparison:
    """Return the comparison of two pipelines.

    Pipelines are given by name, of which the latest run counts, or by name and version: “en_core_web_sm 3.8.0”.
    """
    runs = connection.execute(
        f"SELECT t.id, t.uid, {_RUN.format(number=1)} AS one, {_RUN.format(number=2)} AS other FROM articles AS t "
        f"WHERE one IS NOT NULL AND other IS NOT NULL AND {is_active('t.id')} ORDER BY t.id",
        (first, second),
    ).fetchall()
    found: list[Difference] = []
    same = 0
    both, only_first, only_second = RightCount(), RightCount(), RightCount()
    for article, uid, one, other in runs:
        mine, theirs = _finds(connection, one), _finds(connection, other)
        shared = set(mine.items()) & set(theirs.items())
        same += len(shared)
        decided = _decided(connection, article)
        for finds, count in (
            (shared, both),
            (mine.items() - shared, only_first),
            (theirs.items() - shared, only_second),
        ):
            _count_right(finds, decided, count)
        differing = _differing(mine, theirs)
        if differing:
            (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article,)).fetchone()
            found += [
                Difference(uid, span.start, span.end, kind, label, other_label, span.of(text))
                for span, kind, label, other_label in differing
            ]
    return PipelineComparison(len(runs), same, found, both, only_first, only_second)


def _decided(connection: sqlite3.Connection, article: int) -> dict[Span, dict[str, bool]]:
    """Return by span the labels of decided suggestions of pipelines, each with whether it was accepted."""
    found: defaultdict[Span, dict[str, bool]] = defaultdict(dict)
    for start, end, label, status in connection.execute(
        'SELECT start, "end", label, status FROM annotations WHERE article = ? AND start IS NOT NULL '
        "AND label IS NOT NULL AND origin = 'model' AND status <> 'suggested'",
        (article,),
    ):
        found[Span(start, end)][label] = status == "accepted"
    return found


def _count_right(
    finds: Iterable[tuple[Span, str]], decided: Mapping[Span, Mapping[str, bool]], count: RightCount
) -> None:
    """Add finds to a count: right where the span was accepted with this label, wrong where it was decided otherwise."""
    for span, label in finds:
        there = decided.get(span, {})
        if label in there or any(there.values()):
            count.decided += 1
            count.right += there.get(label, False)


def _finds(connection: sqlite3.Connection, run: int) -> dict[Span, str]:
    """Return the labels that a run found, by span."""
    rows = connection.execute(
        'SELECT start, "end", label FROM finds WHERE run = ? ORDER BY start, "end", label', (run,)
    ).fetchall()
    return {
        Span(*place): ", ".join(label for _, _, label in labels)
        for place, labels in groupby(rows, key=lambda row: (row[0], row[1]))
    }


def _differing(first: dict[Span, str], second: dict[Span, str]) -> list[tuple[Span, str, str, str]]:
    """Return the differences of two runs in order: span, kind, and the label of each."""
    found = [
        (span, "other label", first[span], second[span])
        for span in first.keys() & second.keys()
        if first[span] != second[span]
    ]
    alone = sorted(first.keys() - second.keys())
    others = sorted(second.keys() - first.keys())
    overlapping: defaultdict[Span, list[Span]] = defaultdict(list)
    place = 0
    for span in alone:
        while place < len(others) and others[place].end <= span.start:
            place += 1
        reach = place
        while reach < len(others) and others[reach].start < span.end:
            if others[reach].overlaps(span):
                overlapping[span].append(others[reach])
            reach += 1
    met = {other for spans in overlapping.values() for other in spans}
    for span in alone:
        if not overlapping[span]:
            found.append((span, "only the first", first[span], ""))
        for other in overlapping[span]:
            whole = Span(min(span.start, other.start), max(span.end, other.end))
            found.append((whole, "other boundaries", first[span], second[other]))
    found += [(span, "only the second", "", second[span]) for span in others if span not in met]
    return sorted(found)
