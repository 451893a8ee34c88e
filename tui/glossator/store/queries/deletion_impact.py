"""What deleting articles would delete: the work of analysts, and links to other articles."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossator.text.pluralize import counted

_AMONG: Final = "IN (SELECT value FROM json_each(?1))"


@dataclass(frozen=True, slots=True)
class DeletionImpact:
    """What would be deleted with articles, in numbers.

    Attributes:
        annotations: without untouched suggestions.
        notes, tags: of articles and annotations.
        versions: links to newer or older versions that are kept.
        orphans: in these articles, or from their annotations.
    """

    annotations: int
    notes: int
    tags: int
    versions: int
    orphans: int

    @property
    def is_work(self) -> bool:
        """Whether work of analysts would be deleted, or other articles are concerned."""
        return any((self.annotations, self.notes, self.tags, self.versions, self.orphans))

    def __str__(self) -> str:
        """Return the numbers in words; empty when all are zero."""
        numbers = (
            (self.annotations, "annotation"),
            (self.notes, "note"),
            (self.tags, "tag"),
            (self.versions, "link to another version"),
            (self.orphans, "orphan"),
        )
        return ", ".join(
            counted(number, noun) if number == 1 or " " not in noun else f"{number:,} links to other versions"
            for number, noun in numbers
            if number
        )


def deletion_impact(connection: sqlite3.Connection, articles: Sequence[int]) -> DeletionImpact:
    """Return what would be deleted with the articles with these ids."""
    listed = json.dumps(articles)
    marks = f"SELECT id FROM annotations WHERE article {_AMONG}"
    questions = (
        f"SELECT count(*) FROM annotations WHERE article {_AMONG} "
        "AND NOT (status = 'suggested' AND origin IN ('model', 'lexicon') AND analyst = '')",
        f"SELECT (SELECT count(*) FROM articles WHERE id {_AMONG} AND note <> '') "
        f"+ (SELECT count(*) FROM annotations WHERE article {_AMONG} AND note <> '')",
        f"SELECT (SELECT count(*) FROM article_tags WHERE article {_AMONG}) "
        f"+ (SELECT count(*) FROM annotation_tags WHERE annotation IN ({marks}))",
        f"SELECT count(*) FROM article_versions WHERE (article {_AMONG}) <> (supersedes {_AMONG})",
        f"SELECT count(*) FROM orphans WHERE article {_AMONG} OR annotation IN ({marks})",
    )
    return DeletionImpact(*(int(connection.execute(question, (listed,)).fetchone()[0]) for question in questions))
