"""The languages that are stated of articles, and samples of the texts of the others."""

import json
import sqlite3
from collections.abc import Collection, Iterator

from glossator.text.language_sample import sample_spans


def stated_languages(connection: sqlite3.Connection, uids: Collection[str]) -> dict[str, str]:
    """Return the language that is stated of each article, by uid, as a tag; empty where none is."""
    rows = connection.execute(
        "SELECT uid, language FROM articles WHERE uid IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([*uids]),),
    ).fetchall()
    return dict(rows)


def language_samples(connection: sqlite3.Connection, uids: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the uid of each article with the parts of its text from which the language is detected."""
    for uid in uids:
        row = connection.execute("SELECT id, length FROM articles WHERE uid = ?", (uid,)).fetchone()
        # An article may have been deleted meanwhile.
        if row is not None:
            number, length = row
            yield (
                uid,
                [
                    connection.execute(
                        "SELECT substr(text, ?, ?) FROM articles WHERE id = ?", (span.start + 1, len(span), number)
                    ).fetchone()[0]
                    for span in sample_spans(length)
                ],
            )
