"""The index of the spellings of folded words, which search looks words up in."""

import json
import sqlite3
from itertools import groupby
from typing import Final

from glossator.store.schema.search import SOURCES
from glossator.text.spellings import unindexed_spellings

_TOGETHER: Final = 1_000


def index_spellings(connection: sqlite3.Connection) -> None:
    """Index the rows with new text, within the transaction of the caller."""
    unread = connection.execute("SELECT DISTINCT source, id FROM search_unread_rows ORDER BY source, id").fetchall()
    if not unread:
        return
    for source, rows in groupby(unread, lambda row: str(row[0])):
        if source not in SOURCES:
            continue
        numbers = [number for _, number in rows]
        for first in range(0, len(numbers), _TOGETHER):
            found = connection.execute(
                f"SELECT {', '.join(SOURCES[source])} FROM {source} WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps(numbers[first : first + _TOGETHER])],
            )
            spellings = {pair for texts in found for text in texts for pair in unindexed_spellings(text)}
            connection.executemany("INSERT OR IGNORE INTO search_word_spellings VALUES (?, ?)", sorted(spellings))
    connection.execute("DELETE FROM search_unread_rows")
