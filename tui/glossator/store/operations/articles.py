"""Archiving, restoring and deleting articles."""

import json
from collections.abc import Sequence

from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.history.removal import removal_changes


@operation("article.archive", "archive articles")
def archive_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Archive articles: lists and searches leave them out unless asked for.

    Raises:
        Refused: when one is archived already; then none is archived.
        Missing: when one has been deleted.
    """
    record.rows("articles", [(article,) for article in articles])
    question = "SELECT 1 FROM archived_articles WHERE article IN (SELECT value FROM json_each(?)) LIMIT 1"
    if record.db.execute(question, [json.dumps(articles)]).fetchone():
        raise Refused("One of these articles is archived already. Select only archived articles, or only others.")
    record.insert_all("archived_articles", [{"article": article} for article in articles])


@operation("article.restore", "restore articles")
def restore_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Restore archived articles.

    Raises:
        Missing: when one is not archived; then none is restored.
    """
    for article in articles:
        record.delete("archived_articles", article)


@operation("article.language", "set language")
def set_language(record: Recorder, articles: Sequence[int], language: str) -> int:
    """State the language of articles, and return how many it changed.

    Args:
        record: the recorder.
        articles: their ids.
        language: a BCP 47 tag; empty to state none.

    Raises:
        Missing: when one has been deleted; then none is changed.
    """
    known = record.rows("articles", [(article,) for article in dict.fromkeys(articles)])
    changed = [row["id"] for row in known.values() if row["language"] != language]
    stamps = {"updated_by": record.analyst, "updated_at": record.at}
    return record.set_all("articles", changed, {"language": language, **stamps})


@operation("article.delete", "delete articles")
def delete_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Delete articles with their annotations, tags, notes, runs and links; undo restores all of it.

    Raises:
        Missing: when one has been deleted; then none is deleted.
    """
    record.rows("articles", [(article,) for article in dict.fromkeys(articles)])
    record.apply(removal_changes(record.db, articles))
