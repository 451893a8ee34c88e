"""What else is known of the text and the entity of an annotation, for the details beside it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from glossator.store.queries.visibility import is_active


@dataclass(frozen=True, slots=True)
class RelatedAnnotations:
    """What else is known of an annotation.

    Attributes:
        same_text: for each status, the number of other annotations of the same text in its article.
        mentions: the number of mentions of its entity, in active articles; 0 without an entity.
        articles: the number of articles with these.
        most: the articles with most of them, each with its title and their number, the open one included.
    """

    same_text: Sequence[tuple[str, int]] = ()
    mentions: int = 0
    articles: int = 0
    most: Sequence[tuple[str, int]] = ()


def related_annotations(connection: sqlite3.Connection, annotation: int, most: int) -> RelatedAnnotations:
    """Return what else is known of an annotation; `most` is how many articles are named."""
    same_text = connection.execute(
        "SELECT other.status, count(*) FROM annotations AS here JOIN annotations AS other "
        "ON other.quote = here.quote AND other.article = here.article AND other.id <> here.id "
        "WHERE here.id = ? AND here.quote <> '' GROUP BY other.status ORDER BY 2 DESC, 1",
        (annotation,),
    ).fetchall()
    by_article = connection.execute(
        "SELECT articles.title, count(*) FROM annotations AS here "
        "JOIN annotations AS mention ON mention.entity = here.entity JOIN articles ON articles.id = mention.article "
        f"WHERE here.id = ? AND {is_active('articles.id')} GROUP BY articles.id ORDER BY 2 DESC, articles.id",
        (annotation,),
    ).fetchall()
    return RelatedAnnotations(same_text, sum(number for _, number in by_article), len(by_article), by_article[:most])
