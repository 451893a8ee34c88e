"""The lexicon as the workspace has it: what was entered, and what follows from decisions.

What follows is asked anew each time, so an undo takes back what was learnt along with the decision. What was archived
goes on teaching; of versions only the newest does, as what was decided in the others stands there too.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from tui.model.annotation import Status
from tui.model.lexicon import Entry, Learnt, Ruling, Source, learnt
from tui.model.recurrence import lexical
from tui.store.queries.whole import whole

Decision: TypeAlias = tuple[str, str, str, int]
"""Words, a status other than suggested, a label, and how often that was decided."""


def decisions(connection: sqlite3.Connection) -> list[Decision]:
    """Return how often which words were accepted or rejected with which label."""
    return whole(
        connection,
        "SELECT quote, status, label, count(*) AS number FROM annotations "
        "WHERE status <> 'suggested' AND label IS NOT NULL AND quote <> '' "
        "AND article NOT IN (SELECT supersedes FROM article_versions) GROUP BY quote, status, label",
        "quote, status, label, number",
    )


def lexicon(connection: sqlite3.Connection, known: Iterable[Decision] | None = None) -> list[Entry]:
    """Return the entries by form: those that were entered, and forms that decisions agree on.

    Args:
        connection: the workspace's.
        known: the decisions, where they were asked for before.
    """
    counted = _by_form(decisions(connection) if known is None else known)
    decided = {form: learnt(form, *counts) for form, counts in counted.items()}
    entries = {
        form: Entry(form, what.label, Ruling.ALWAYS, Source.LEARNT, what.agreeing, what.against)
        for form, what in decided.items()
        if what.label is not None
    }
    for form, ruling, label, origin, analyst, at in connection.execute(
        "SELECT form, ruling, label, origin, analyst, at FROM lexicon"
    ).fetchall():
        what = decided.get(form, Learnt(None, 0, 0))
        entries[form] = Entry(form, label, Ruling(ruling), Source(origin), what.agreeing, what.against, analyst, at)
    return sorted(entries.values(), key=lambda entry: (entry.form.casefold(), entry.form))


def taught(connection: sqlite3.Connection, form: str) -> Learnt:
    """Return what decisions teach about one form."""
    return learnt(form, *_by_form(decisions(connection))[form])


def _by_form(known: Iterable[Decision]) -> defaultdict[str, tuple[dict[str, int], dict[str, int]]]:
    """Return for each form how often it was accepted and how often rejected, with each label."""
    found: defaultdict[str, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for quote, status, label, number in known:
        counts = found[lexical(quote)][0 if status == Status.ACCEPTED else 1]
        counts[label] = counts.get(label, 0) + number
    return found
