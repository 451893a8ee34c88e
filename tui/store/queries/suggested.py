"""Which suggestions say the same words, as far as the lexicon tells words apart."""

import sqlite3

from tui.model.annotation import Status
from tui.model.recurrence import lexical
from tui.store.queries.standing import stands


def suggested_as(connection: sqlite3.Connection, form: str) -> list[int]:
    """Return the ids of the undecided suggestions in all that stands, whose words have a form of the lexicon."""
    # Up to its first space or apostrophe a form stands in the text as it is; there are indexes for beginnings.
    beginning = form.replace("'", " ").partition(" ")[0]
    rows = connection.execute(
        f"SELECT id, quote FROM annotations WHERE quote >= ? AND quote < ? AND status = ? AND {stands('article')}",
        (beginning, f"{beginning}\U0010ffff", Status.SUGGESTED),
    ).fetchall()
    return [number for number, quote in rows if lexical(quote) == form]
