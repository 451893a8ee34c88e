"""The notes, on whatever they were written: annotations, articles, entities and tags; but for what was put away."""

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.store.queries.visibility import stands
from glossator.text.folding import fold


class About(StrEnum):
    """What a note is about."""

    TAG = "tag"
    ENTITY = "entity"
    ARTICLE = "article"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class NoteFound:
    """A note.

    Attributes:
        about: what kind of thing has it.
        uid: of that thing.
        name: the path, the name, the title, or the words that are annotated.
        note: in full.
        article: the uid of the article that it is on or in; empty for tags and entities.
        title: of that article.
    """

    about: About
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
    WHERE note <> '' AND {stands("id")} AND {{fits}}
UNION ALL SELECT * FROM (
    SELECT 'annotation', a.uid, a.quote, a.note, t.uid, t.title FROM annotations AS a
    JOIN articles AS t ON t.id = a.article
    WHERE a.note <> '' AND {stands("a.article")} AND {{fits_a}} ORDER BY a.article, a.start, a.id)
LIMIT :most OFFSET :first
"""
_FITS: Final = "NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(fold({}), value) = 0)"


def notes(connection: sqlite3.Connection, typed: str, most: int, first: int = 0) -> list[NoteFound]:
    """Return up to `most` notes that have all the words typed, whatever their case and accents, from the `first` on.

    Those on tags come first, then those on entities, on articles, and on annotations by their place. With nothing
    typed, all fit.
    """
    connection.create_function("fold", 1, fold, deterministic=True)
    question = _NOTES.format(fits=_FITS.format("note"), fits_a=_FITS.format("a.note"))
    rows = connection.execute(
        question, {"words": json.dumps(fold(typed).split()), "most": most, "first": first}
    ).fetchall()
    return [NoteFound(About(row[0]), *row[1:]) for row in rows]
