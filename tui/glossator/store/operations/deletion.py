"""Deleting articles with all that hangs on them; one undo puts everything back as it was."""

from collections.abc import Sequence

from glossator.store.history import Recorder
from glossator.store.history.removal import removal
from glossator.store.operation import operation


@operation("article.delete", "delete articles")
def delete_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Remove articles with their annotations, tags, notes, runs and links to others.

    Raises:
        Missing: when one of the articles is gone; then none is removed.
    """
    record.rows("articles", [(article,) for article in dict.fromkeys(articles)])
    record.apply(removal(record.db, articles))
