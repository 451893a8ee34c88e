"""Putting articles into a workspace."""

from collections.abc import Sequence

from tui.model.address import without_secrets
from tui.model.article import ArticleDraft
from tui.model.text import fingerprint
from tui.store.history import Recorder


def add_article(record: Recorder, draft: ArticleDraft, known_as: str = "") -> tuple[str, bool]:
    """Store the article, and return its uid and whether it is new; one with the same text is not stored again.

    Args:
        record: of the act.
        draft: the article.
        known_as: the uid that another workspace gave it, which is kept where it is free.
    """
    text_sha256 = fingerprint(draft.text)
    found = record.db.execute("SELECT uid FROM articles WHERE text_sha256 = ?", [text_sha256]).fetchone()
    if found is not None:
        return str(found[0]), False
    free = known_as and not list(record.db.query("SELECT 1 FROM articles WHERE uid = ?", [known_as]))
    uid = known_as if free else record.new_uid("articles")
    article = int(
        record.db.table("articles")
        .insert(
            {
                "uid": uid,
                "title": draft.title,
                "source": draft.source,
                "url": without_secrets(draft.url),
                "author": draft.author,
                "published_at": draft.published_at,
                "language": draft.language,
                "encoding": draft.encoding,
                "text_format": draft.text_format,
                "text_sha256": text_sha256,
                "file_sha256": draft.file_sha256,
                "length": len(draft.text),
                "note": "",
                "added_at": record.at,
                "added_by": record.analyst,
                "updated_at": record.at,
                "updated_by": record.analyst,
                "text": draft.text,
            }
        )
        .last_pk
        or 0
    )
    record.trace(f"articles:{article}", {"uid": uid, "title": draft.title, "text_sha256": text_sha256})
    return uid, True


def add_articles(record: Recorder, drafts: Sequence[ArticleDraft]) -> list[tuple[str, bool]]:
    """Store several articles as one act, and return for each what `add_article` does."""
    return [add_article(record, draft) for draft in drafts]
