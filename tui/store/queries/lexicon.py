"""The lexicon as the workspace has it: what was entered, and what follows from decisions.

What follows is asked anew each time, so an undo takes back what was learnt along with the decision. What was archived
goes on teaching; of versions only the newest does, as what was decided in the others stands there too.
"""

import sqlite3
from collections import defaultdict

from tui.model.annotation import Status
from tui.model.lexicon import Entry, Learnt, Ruling, Source, learnt
from tui.model.recurrence import lexical
from tui.store.queries.whole import whole


def lexicon(connection: sqlite3.Connection) -> list[Entry]:
    """Return the entries by form: those that were entered, and forms that decisions agree on."""
    decided = {form: learnt(form, *counts) for form, counts in _decided(connection).items()}
    entries = {
        form: Entry(form, what.label, Ruling.ALWAYS, Source.LEARNT, what.agreeing, what.against)
        for form, what in decided.items()
        if what.label is not None
    }
    for form, ruling, label, origin, analyst, at in connection.execute(
        "SELECT form, ruling, label, origin, analyst, at FROM lexicon"
    ).fetchall():
        known = decided.get(form, Learnt(None, 0, 0))
        entries[form] = Entry(form, label, Ruling(ruling), Source(origin), known.agreeing, known.against, analyst, at)
    return sorted(entries.values(), key=lambda entry: (entry.form.casefold(), entry.form))


def taught(connection: sqlite3.Connection, form: str) -> Learnt:
    """Return what decisions teach about one form."""
    return learnt(form, *_decided(connection)[form])


def _decided(connection: sqlite3.Connection) -> defaultdict[str, tuple[dict[str, int], dict[str, int]]]:
    """Return for each form how often it was accepted and how often rejected, with each label."""
    found: defaultdict[str, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for quote, status, label, number in whole(
        connection,
        "SELECT quote, status, label, count(*) AS number FROM annotations "
        "WHERE status <> 'suggested' AND label IS NOT NULL AND quote <> '' "
        "AND article NOT IN (SELECT supersedes FROM article_versions) GROUP BY quote, status, label",
        "quote, status, label, number",
    ):
        counts = found[lexical(quote)][0 if status == Status.ACCEPTED else 1]
        counts[label] = counts.get(label, 0) + number
    return found
