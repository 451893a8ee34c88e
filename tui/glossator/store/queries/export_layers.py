"""Layers of an export: what stands, what one analyst decided, or the decisions of all."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.verdict import Verdict
from glossator.store.errors import Missing
from glossator.store.queries.verdicts import deciding_analysts
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

STANDING: Final = "standing"
ALL: Final = "all"


class Layer:
    """The decisions of one analyst, or of all, in place of the standing values.

    The layer of an analyst has what the analyst decided, and nothing else. The layer of all has an annotation for each
    decision, and the undecided suggestions.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """Read the verdicts.

        Raises:
            Missing: when there is no analyst of that name who has decided on anything.
        """
        self._connection = connection
        self._analyst = None if name == ALL else _known_analyst(connection, name)
        self._verdicts: defaultdict[str, list[Verdict]] = defaultdict(list)
        for uid, analyst, status, label, start, end, at in connection.execute(
            'SELECT a.uid, v.analyst, v.status, v.label, v.start, v."end", v.at FROM verdicts AS v '
            "JOIN annotations AS a ON a.id = v.annotation ORDER BY v.annotation, v.analyst"
        ):
            span = None if start is None else Span(start, end)
            self._verdicts[uid].append(Verdict(analyst, Status(status), label, span, at))

    def annotations(self, given: Sequence[Annotation], text: str) -> list[Annotation]:
        """Return the annotations of this layer in an article with a text, given those that stand.

        Of several decisions on one annotation, the second and later ones have a number behind the uid, because formats
        need different ids.
        """
        place = _anchors(lambda: text)
        found = []
        for one in given:
            for number, verdict in enumerate(self._of(one.uid, one.status, one.analyst), start=1):
                if verdict is None:
                    found.append(one)
                    continue
                decided = replace(
                    one,
                    uid=one.uid if number == 1 else f"{one.uid}.{number}",
                    status=verdict.status,
                    label=verdict.label,
                    analyst=verdict.analyst,
                    updated_at=verdict.at,
                )
                if verdict.span is not None and verdict.span != one.span:
                    there = place(verdict.span)
                    decided = replace(decided, span=there.span, quote=there.quote, paragraph=there.paragraph)
                found.append(decided)
        return found

    def rows(self, cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of this layer in an article, given its rows of the flat view."""
        names = [name for name, *_ in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            if row["annotation_id"] == row["article_id"]:
                if self._analyst in (None, row["analyst"]):
                    yield values
                continue
            place = _anchors(self._text_of(row["article_id"]))
            for verdict in self._of(row["annotation_id"], Status(row["status"]), row["analyst"]):
                yield values if verdict is None else tuple(_with(row, verdict, place).values())

    def _of(self, uid: str, status: Status, analyst: str) -> Iterator[Verdict | None]:
        """Yield the verdicts of this layer on an annotation; None for the annotation as it stands."""
        if uid not in self._verdicts:
            if self._analyst is None or (status is not Status.SUGGESTED and analyst == self._analyst):
                yield None
            return
        for verdict in self._verdicts[uid]:
            if self._analyst in (None, verdict.analyst):
                yield verdict

    def _text_of(self, uid: str) -> Callable[[], str]:
        def text() -> str:
            return str(self._connection.execute("SELECT text FROM articles WHERE uid = ?", (uid,)).fetchone()[0])

        return text


def _with(row: dict[str, Any], verdict: Verdict, place: Callable[[Span], Anchor]) -> dict[str, Any]:
    row = row | {
        "status": str(verdict.status),
        "label": verdict.label,
        "analyst": verdict.analyst,
        "updated_at": verdict.at,
    }
    if verdict.span is not None and (verdict.span.start, verdict.span.end) != (row["start"], row["end"]):
        there = place(verdict.span)
        row |= {"quote": there.quote, "context_before": there.prefix, "context_after": there.suffix}
        row |= {"paragraph": there.paragraph, "start": there.span.start, "end": there.span.end}
    return row


def _anchors(text: Callable[[], str]) -> Callable[[Span], Anchor]:
    """Return a function that returns the anchor of a span in a text."""

    def place(span: Span) -> Anchor:
        given = text()
        return anchor(given, span, [part.start for part in paragraphs(given)])

    return place


def _known_analyst(connection: sqlite3.Connection, name: str) -> str:
    known = deciding_analysts(connection)
    for analyst in known:
        if analyst.casefold() == name.casefold():
            return analyst
    raise Missing(f"No analyst “{name}” has decided on anything. Layers: {', '.join((STANDING, ALL, *known))}.")
