"""What would be lost with articles: the work of analysts on them, and what refers to them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossator.text.pluralize import counted

_AMONG: Final = "IN (SELECT value FROM json_each(?1))"


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on some articles.

    Attributes:
        annotations: those that somebody made or decided on, or that were brought in; not what a machine suggests.
        notes: of articles and annotations.
        tags: on articles and annotations.
        versions: other articles that are newer or older versions of them.
        orphans: annotations that wait for a place in them, or wait elsewhere for what stands in them.
    """

    annotations: int
    notes: int
    tags: int
    versions: int
    orphans: int

    @property
    def is_work(self) -> bool:
        """Whether any work of analysts would be lost, or another article concerned."""
        return any((self.annotations, self.notes, self.tags, self.versions, self.orphans))

    def __str__(self) -> str:
        """Return what there is, in words; empty when there is nothing."""
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


def hanging(connection: sqlite3.Connection, articles: Sequence[int]) -> Hanging:
    """Return what hangs on the articles with these ids."""
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
    return Hanging(*(int(connection.execute(question, (listed,)).fetchone()[0]) for question in questions))
