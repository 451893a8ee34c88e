"""Which suggestions say the same words, as far as the lexicon tells words apart."""

import json
import sqlite3

from glossator.domain.annotation import Status
from glossator.store.queries.visibility import stands
from glossator.text.lexical import lexical_form


def suggested_as(connection: sqlite3.Connection, form: str) -> list[int]:
    """Return the ids of the undecided suggestions in all that stands, whose words have a form of the lexicon."""
    # Up to its first space or apostrophe a form stands in the text as it is; there are indexes for beginnings.
    beginning = form.replace("'", " ").partition(" ")[0]
    rows = connection.execute(
        f"SELECT id, quote FROM annotations WHERE quote >= ? AND quote < ? AND status = ? AND {stands('article')}",
        (beginning, f"{beginning}\U0010ffff", Status.SUGGESTED),
    ).fetchall()
    return [number for number, quote in rows if lexical_form(quote) == form]


def suggested_otherwise(connection: sqlite3.Connection, form: str, label: str | None) -> list[int]:
    """Return the ids of the undecided suggestions in all that stands that are not what a form stands for.

    Those are the ones with another label, but where an annotation with that label stands at just their span; or all of
    them where `label` is None, as for what is never an entity.
    """
    undecided = suggested_as(connection, form)
    if label is None:
        return undecided
    rows = connection.execute(
        "SELECT a.id FROM json_each(?) AS wanted JOIN annotations AS a ON a.id = wanted.value WHERE a.label IS NOT ? "
        "AND NOT EXISTS (SELECT 1 FROM annotations AS b WHERE b.article = a.article AND b.start = a.start "
        'AND b."end" = a."end" AND b.label = ?) ORDER BY a.id',
        (json.dumps(undecided), label, label),
    ).fetchall()
    return [number for (number,) in rows]
