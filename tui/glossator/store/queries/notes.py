"""The notes on tags, entities, active articles and their annotations."""

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.store.queries.visibility import is_active
from glossator.text.folding import fold


class NoteTarget(StrEnum):
    """The kind of row that has a note."""

    TAG = "tag"
    ENTITY = "entity"
    ARTICLE = "article"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class NoteFound:
    """A note.

    Attributes:
        uid, name: of the row; the name is the path, name, title or quote.
        article, title: the uid and title of its article; empty for tags and entities.
    """

    about: NoteTarget
    uid: str
    name: str
    note: str
    article: str
    title: str


_NOTES: Final = f"""
SELECT 'tag', uid, path, note, '', '' FROM tags WHERE note <> '' AND {{fits}}
UNION ALL SELECT * FROM (
    SELECT 'entity', uid, name, note, '', '' FROM entities WHERE note <> '' AND {{fits}} ORDER BY name)
UNION ALL SELECT 'article', uid, title, note, uid, title FROM articles
    WHERE note <> '' AND {is_active("id")} AND {{fits}}
UNION ALL SELECT * FROM (
    SELECT 'annotation', a.uid, a.quote, a.note, t.uid, t.title FROM annotations AS a
    JOIN articles AS t ON t.id = a.article
    WHERE a.note <> '' AND {is_active("a.article")} AND {{fits_a}} ORDER BY a.article, a.start, a.id)
LIMIT :most OFFSET :first
"""
_FITS: Final = "NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(fold({}), value) = 0)"


def notes(connection: sqlite3.Connection, typed: str, most: int, first: int = 0) -> list[NoteFound]:
    """Return up to `most` notes with all words typed, without regard to case and accents, from the `first` on.

    They are of tags, entities, articles and annotations, in this order.
    """
    connection.create_function("fold", 1, fold, deterministic=True)
    question = _NOTES.format(fits=_FITS.format("note"), fits_a=_FITS.format("a.note"))
    rows = connection.execute(
        question, {"words": json.dumps(fold(typed).split()), "most": most, "first": first}
    ).fetchall()
    return [NoteFound(NoteTarget(row[0]), *row[1:]) for row in rows]
