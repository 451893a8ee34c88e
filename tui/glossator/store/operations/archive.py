"""Putting articles away, and bringing them back."""

from collections.abc import Sequence

from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation


@operation("article.archive", "archive articles")
def archive_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Have lists and searches leave articles out unless they are asked for them.

    Raises:
        Refused: when one of them is put away already; then none is.
        Missing: when one of them is gone.
    """
    record.rows("articles", [(article,) for article in articles])
    if _archived(record, articles):
        raise Refused("One of these is archived already; bring back, or archive, only those that are not.")
    record.insert_all("archived_articles", [{"article": article} for article in articles])


@operation("article.restore", "restore articles")
def bring_back_articles(record: Recorder, articles: Sequence[int]) -> None:
    """Have archived articles be among the others again.

    Raises:
        Missing: when one of them is not archived; then none is brought back.
    """
    for article in articles:
        record.delete("archived_articles", article)


def _archived(record: Recorder, articles: Sequence[int]) -> bool:
    marks = ",".join("?" * len(articles))
    question = f"SELECT 1 FROM archived_articles WHERE article IN ({marks}) LIMIT 1"
    return record.db.execute(question, list(articles)).fetchone() is not None
