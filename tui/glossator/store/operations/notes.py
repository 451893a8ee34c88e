"""Writing notes. The saves of one editing session are one operation."""

from collections.abc import Collection

from glossator.store.errors import NoteChanged
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import update_article, update_stamped
from glossator.store.operations.tags import require_tag
from glossator.store.rows import Row


@operation("annotation.note", "write note")
def write_note(
    record: Recorder,
    annotation: int,
    text: str,
    continuing: int | None = None,
    instead_of: Collection[str] | None = None,
) -> int | None:
    """Write the note of an annotation, and return the batch, which the next save of the session continues.

    Args:
        record: the recorder.
        annotation: its id.
        text: the note.
        continuing: the batch of the session so far.
        instead_of: the texts that the note may have now, as known to the analyst; None for any.

    Raises:
        NoteChanged: when the note has another text; then nothing is written.
    """
    if _is_new(record, "annotations", record.row("annotations", annotation), text, continuing, instead_of):
        update_stamped(record, annotation, note=text)
    return record.batch


@operation("article.note", "write article note")
def write_article_note(
    record: Recorder, article: int, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of an article, as `write_note` does that of an annotation."""
    if _is_new(record, "articles", record.row("articles", article), text, continuing, instead_of):
        update_article(record, article, note=text)
    return record.batch


@operation("entity.note", "write entity note")
def write_entity_note(
    record: Recorder, entity: int, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of an entity, as `write_note` does that of an annotation."""
    if _is_new(record, "entities", record.row("entities", entity), text, continuing, instead_of):
        record.update("entities", entity, note=text)
    return record.batch


@operation("tag.note", "write tag note")
def write_tag_note(
    record: Recorder, path: str, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of the tag at `path`, as `write_note` does that of an annotation.

    Raises:
        Refused: when the tag does not exist.
        NoteChanged: when the note has another text; then nothing is written.
    """
    tag = require_tag(record, path)
    if _is_new(record, "tags", tag, text, continuing, instead_of):
        record.update("tags", tag["id"], note=text)
    return record.batch


def _is_new(
    record: Recorder, table: str, row: Row, text: str, continuing: int | None, instead_of: Collection[str] | None
) -> bool:
    """Continue the session, and return whether the note in `row` is not `text` yet."""
    record.continue_from(continuing, table, row["id"])
    if row["note"] == text:
        return False
    if instead_of is not None and row["note"] not in instead_of:
        author = row.get("analyst") or row.get("updated_by") or _last_author(record, f"{table}:{row['id']}")
        raise NoteChanged(row["note"], author)
    return True


def _last_author(record: Recorder, subject: str) -> str:
    """Return who changed a row last; empty when no operation has."""
    found = record.db.execute(
        "SELECT analyst FROM history WHERE subject = ? ORDER BY id DESC LIMIT 1", [subject]
    ).fetchone()
    return "" if found is None else str(found[0])
