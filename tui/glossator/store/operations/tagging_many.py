"""Putting a tag on several articles at once, and taking it off."""

from collections.abc import Iterable

from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.tagging import tag_article, untag_article


@operation("articles.tag", "tag articles")
def tag_articles(record: Recorder, articles: Iterable[int], path: str) -> None:
    """Put a tag on articles that do not have it.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when one of them has it already; then none gets it.
    """
    for article in articles:
        tag_article(record, article, path)


@operation("articles.untag", "untag articles")
def untag_articles(record: Recorder, articles: Iterable[int], path: str) -> None:
    """Take a tag off articles.

    Raises:
        Missing: when it is not on one of them; then it stays on all.
    """
    for article in articles:
        untag_article(record, article, path)
