"""Putting articles into a workspace."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.article import ArticleDraft
from glossator.domain.web_address import strip_secrets
from glossator.store import rows
from glossator.store.history import Recorder
from glossator.store.history.changeset import Change
from glossator.store.operation import operation
from glossator.text.normalise import fingerprint

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS: Final = (
    *("id", "uid", "title", "source", "url", "author", "published_at", "language", "encoding", "text_format"),
    *("text_sha256", "file_sha256", "length", "note", "added_at", "added_by", "updated_at", "updated_by", "text"),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that is in the workspace now; `new` says whether it was not there before."""

    id: int
    uid: str
    new: bool


@operation("article.add", "add article")
def add_article(record: Recorder, draft: ArticleDraft) -> tuple[str, bool]:
    """Store the article, and return its uid and whether it is new; one with the same text is not stored again."""
    (stored,) = add_articles(record, [draft])
    return stored.uid, stored.new


@operation("articles.add", "add articles")
def add_articles(
    record: Recorder, drafts: Sequence[ArticleDraft], known_as: Sequence[str] = (), notes: Sequence[str] = ()
) -> list[Stored]:
    """Store several articles as one act; what has the same text as one that is there is that one.

    Args:
        record: of the act.
        drafts: the articles.
        known_as: the uid that another workspace gave each, kept where it is free, and empty where none did; where it is
            left out, none did.
        notes: the note that each gets where it is new; none where it is left out.
    """
    texts = [fingerprint(draft.text) for draft in drafts]
    found = {text: Stored(number, uid, new=False) for text, number, uid in _having(record.db, "text_sha256", texts)}
    taken = {uid for uid, *_ in _having(record.db, "uid", [uid for uid in known_as if uid])}
    stored, added = [], []
    number = rows.next_id(record.db, "articles")
    for place, (draft, text) in enumerate(zip(drafts, texts, strict=True)):
        if text in found:
            stored.append(found[text])
            continue
        wanted = known_as[place] if known_as else ""
        uid = wanted if wanted and wanted not in taken else record.new_uid("articles")
        taken.add(uid)
        found[text] = Stored(number, uid, new=False)
        stored.append(Stored(number, uid, new=True))
        added.append((number, uid, *_values(record, draft, text, notes[place] if notes else "")))
        number += 1
    rows.insert_values(record.db, "articles", _COLUMNS, added)
    # The text is the last column, and never in the history.
    record.note([Change("articles", row[:1], None, dict(zip(_COLUMNS[:-1], row, strict=False))) for row in added])
    return stored


def _having(db: "Database", column: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return, of the articles that have one of the values in a column, that value, id and uid."""
    asked = f"SELECT {column}, id, uid FROM articles WHERE {column} IN (SELECT value FROM json_each(?))"
    return db.execute(asked, [json.dumps(values)]).fetchall() if values else []


def _values(record: Recorder, draft: ArticleDraft, text_sha256: str, note: str) -> tuple[Any, ...]:
    """Return what a new article has in the columns after its id and uid."""
    return (
        *(draft.title, draft.source, strip_secrets(draft.url), draft.author, draft.published_at, draft.language),
        *(draft.encoding, str(draft.text_format), text_sha256, draft.file_sha256, len(draft.text), note),
        *(record.at, record.analyst, record.at, record.analyst, draft.text),
    )
