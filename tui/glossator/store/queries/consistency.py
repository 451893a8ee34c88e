"""Inconsistent decisions: forms with several labels, and similar tags."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.matching.similar_names import SimilarNames, similar_names
from glossator.store.queries.lexicon import Decision, decisions
from glossator.store.queries.visibility import is_active
from glossator.text.lexical import lexical_form


@dataclass(frozen=True, slots=True)
class LabelConflict:
    """A form that is accepted with several labels, each with the ids of its annotations, the most frequent first."""

    form: str
    labels: tuple[tuple[str, tuple[int, ...]], ...]


def label_conflicts(connection: sqlite3.Connection, known: Iterable[Decision] | None = None) -> list[LabelConflict]:
    """Return the forms that are accepted with more than one label, by form; `known` are the decisions, if read."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    quotes: defaultdict[str, set[str]] = defaultdict(set)
    for quote, status, label, *_ in decisions(connection) if known is None else known:
        if status == Status.ACCEPTED:
            labels[form := lexical_form(quote)].add(label)
            quotes[form].add(quote)
    found = [
        LabelConflict(form, _uses(connection, sorted(quotes[form])))
        for form in sorted(labels, key=lambda form: (form.casefold(), form))
        if len(labels[form]) > 1
    ]
    # Inactive articles count as decisions, but are not listed.
    return [one for one in found if len(one.labels) > 1]


def _uses(connection: sqlite3.Connection, quotes: list[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for label, annotation in connection.execute(
        "SELECT label, id FROM annotations WHERE quote IN (SELECT value FROM json_each(?)) AND status = 'accepted' "
        f"AND label IS NOT NULL AND {is_active('article')} ORDER BY article, start, id",
        (json.dumps(quotes),),
    ).fetchall():
        ids[label].append(annotation)
    return tuple((label, tuple(ids[label])) for label in sorted(ids, key=lambda label: (-len(ids[label]), label)))


def similar_tags(connection: sqlite3.Connection) -> list[SimilarNames]:
    """Return the pairs of tags that are nearly the same."""
    return similar_names(path for (path,) in connection.execute("SELECT path FROM tags WHERE archived = 0").fetchall())
