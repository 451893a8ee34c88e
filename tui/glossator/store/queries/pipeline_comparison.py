"""The differences of two pipelines, in the active articles that both have analysed completely."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

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


def compare(connection: sqlite3.Connection, first: str, second: str) -> tuple[int, list[Difference]]:
    """Return the number of articles that both pipelines have analysed, and the differences by article and place.

    Pipelines are given by name, of which the latest run counts, or by name and version: “en_core_web_sm 3.8.0”.
    """
    runs = connection.execute(
        "SELECT t.id, t.uid, (SELECT id FROM runs WHERE article = t.id AND finished_at IS NOT NULL "
        "AND ?1 IN (pipeline, pipeline || ' ' || version) ORDER BY id DESC LIMIT 1) AS one, "
        "(SELECT id FROM runs WHERE article = t.id AND finished_at IS NOT NULL "
        "AND ?2 IN (pipeline, pipeline || ' ' || version) ORDER BY id DESC LIMIT 1) AS other "
        f"FROM articles AS t WHERE one IS NOT NULL AND other IS NOT NULL AND {is_active('t.id')} ORDER BY t.id",
        (first, second),
    ).fetchall()
    found: list[Difference] = []
    for article, uid, one, other in runs:
        differing = list(_differing(_finds(connection, one), _finds(connection, other)))
        if differing:
            (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article,)).fetchone()
            found += [
                Difference(uid, span.start, span.end, kind, mine, theirs, span.of(text))
                for span, kind, mine, theirs in differing
            ]
    return len(runs), found


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
