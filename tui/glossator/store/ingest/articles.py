"""Storing new articles, and the sketches by which near-duplicates are found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.article import ArticleDraft, unique_metadata
from glossator.domain.web_address import strip_secrets
from glossator.matching.minhash import Sketch
from glossator.store import rows
from glossator.store.history import Recorder
from glossator.store.history.changeset import Change
from glossator.store.history.operation import operation
from glossator.store.sketches import link_sketches
from glossator.text.normalise import fingerprint

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS: Final = (
    *("id", "uid", "title", "source", "url", "author", "published_at", "language", "encoding", "text_format"),
    *("text_sha256", "file_sha256", "length", "note", "added_at", "added_by", "updated_at", "updated_by", "text"),
)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that was stored; `new` says whether it was not in the workspace before."""

    id: int
    uid: str
    new: bool


@operation("article.add", "add article")
def add_article(record: Recorder, draft: ArticleDraft) -> tuple[str, bool]:
    """Store an article unless its text is in the workspace, and return its uid and whether it is new."""
    (stored,) = add_articles(record, [draft])
    return stored.uid, stored.new


@operation("articles.add", "add articles")
def add_articles(
    record: Recorder, drafts: Sequence[ArticleDraft], known_as: Sequence[str] = (), notes: Sequence[str] = ()
) -> list[StoredArticle]:
    """Store articles unless their texts are in the workspace.

    Args:
        record: the recorder.
        drafts: the articles.
        known_as: the uid of each in another workspace, kept where it is free; may be empty.
        notes: the note of each, for new articles.
    """
    texts = [fingerprint(draft.text) for draft in drafts]
    found = {
        text: StoredArticle(number, uid, new=False) for text, number, uid in _having(record.db, "text_sha256", texts)
    }
    taken = {uid for uid, *_ in _having(record.db, "uid", [uid for uid in known_as if uid])}
    stored, added = [], []
    metadata: list[tuple[int, str, str]] = []
    number = rows.next_id(record.db, "articles")
    for place, (draft, text) in enumerate(zip(drafts, texts, strict=True)):
        if text in found:
            stored.append(found[text])
            continue
        wanted = known_as[place] if known_as else ""
        uid = wanted if wanted and wanted not in taken else record.new_uid("articles")
        taken.add(uid)
        found[text] = StoredArticle(number, uid, new=False)
        stored.append(StoredArticle(number, uid, new=True))
        added.append((number, uid, *_values(record, draft, text, notes[place] if notes else "")))
        metadata += [(number, name, value) for name, value in unique_metadata(draft.metadata).items()]
        number += 1
    rows.insert_values(record.db, "articles", _COLUMNS, added)
    rows.insert_values(record.db, "article_metadata", ("article", "name", "value"), metadata)
    # The history does not have the text, which is the last column.
    record.log([Change("articles", row[:1], None, dict(zip(_COLUMNS[:-1], row, strict=False))) for row in added])
    return stored


@operation("article.sketch", "store sketches")
def store_sketches(record: Recorder, sketches: Sequence[tuple[int, Sketch]]) -> int:
    """Store the sketches of articles, link those that are alike, and return how many pairs that are.

    Articles that were deleted meanwhile are left out.
    """
    return link_sketches(record.db, sketches)


def _having(db: "Database", column: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the articles that have one of the values in a column, as value, id and uid."""
    asked = f"SELECT {column}, id, uid FROM articles WHERE {column} IN (SELECT value FROM json_each(?))"
    return db.execute(asked, [json.dumps(values)]).fetchall() if values else []


def _values(record: Recorder, draft: ArticleDraft, text_sha256: str, note: str) -> tuple[Any, ...]:
    """Return the values of a new article in the columns after its id and uid."""
    return (
        *(draft.title, draft.source, strip_secrets(draft.url), draft.author, draft.published_at, draft.language),
        *(draft.encoding, str(draft.text_format), text_sha256, draft.file_sha256, len(draft.text), note),
        *(record.at, record.analyst, record.at, record.analyst, draft.text),
    )
