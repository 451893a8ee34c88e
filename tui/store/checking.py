"""Whether a workspace is sound."""

import sqlite3
from collections.abc import Iterator

from tui.model.text import fingerprint


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the workspace; nothing when it is sound.

    The file itself, the references between its tables, the fingerprints of the texts, and the quote of each annotation
    against the text at its offsets are looked at.
    """
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield f"The file is damaged: {said}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"Row {row} of {table} refers to something in {parent} that is not there."
    for number, uid in connection.execute("SELECT id, uid FROM articles ORDER BY id").fetchall():
        text, text_sha256 = connection.execute(
            "SELECT text, text_sha256 FROM articles WHERE id = ?", (number,)
        ).fetchone()
        if fingerprint(text) != text_sha256:
            yield f"The text of article {uid} is not the one that was stored."
        for mark, start, end, quote in connection.execute(
            'SELECT uid, start, "end", quote FROM annotations WHERE article = ? AND start IS NOT NULL', (number,)
        ).fetchall():
            if text[start:end] != quote:
                there = text[start:end]
                yield f"Annotation {mark} of article {uid} quotes “{quote}”, but the text has “{there}” there."
