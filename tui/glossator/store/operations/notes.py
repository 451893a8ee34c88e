"""Writing notes. What is kept of one sitting is one act."""

from collections.abc import Callable, Collection

from glossator.store.errors import NoteChanged
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import touch, touch_article
from glossator.store.operations.tags import known_tag
from glossator.store.rows import Row


@operation("annotation.note", "write note")
def write_note(
    record: Recorder,
    annotation: int,
    text: str,
    continuing: int | None = None,
    instead_of: Collection[str] | None = None,
) -> int | None:
    """Write the note of an annotation, and return the batch, which the next save of the same sitting continues.

    Args:
        record: keeps what changes.
        annotation: which.
        text: the note.
        continuing: the batch of the sitting so far.
        instead_of: what the note may be now, as the analyst knows it; anything when it is None.

    Raises:
        NoteChanged: when it is none of these; then nothing is written.
    """
    record.continue_from(continuing, "annotations", annotation)
    row = record.row("annotations", annotation)
    if _to_write(row, text, instead_of, lambda: str(row["analyst"])):
        touch(record, annotation, note=text)
    return record.batch


@operation("article.note", "write article note")
def write_article_note(
    record: Recorder, article: int, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of an article, as `write_note` does that of an annotation.

    Raises:
        NoteChanged: when the note is none of `instead_of` now; then nothing is written.
    """
    record.continue_from(continuing, "articles", article)
    row = record.row("articles", article)
    if _to_write(row, text, instead_of, lambda: str(row["updated_by"])):
        touch_article(record, article, note=text)
    return record.batch


@operation("entity.note", "write entity note")
def write_entity_note(
    record: Recorder, entity: int, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of an entity, as `write_note` does that of an annotation.

    Raises:
        NoteChanged: when the note is none of `instead_of` now; then nothing is written.
    """
    record.continue_from(continuing, "entities", entity)
    if _to_write(record.row("entities", entity), text, instead_of, lambda: _last_at(record, f"entities:{entity}")):
        record.update("entities", entity, note=text)
    return record.batch


@operation("tag.note", "write tag note")
def write_tag_note(
    record: Recorder, path: str, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of the tag at `path`, as `write_note` does that of an annotation.

    Raises:
        Refused: when there is no such tag.
        NoteChanged: when the note is none of `instead_of` now; then nothing is written.
    """
    tag = known_tag(record, path)
    record.continue_from(continuing, "tags", tag["id"])
    if _to_write(tag, text, instead_of, lambda: _last_at(record, f"tags:{tag['id']}")):
        record.update("tags", tag["id"], note=text)
    return record.batch


def _last_at(record: Recorder, subject: str) -> str:
    """Return who changed a row last; empty when no act did."""
    found = record.db.execute(
        "SELECT analyst FROM history WHERE subject = ? ORDER BY id DESC LIMIT 1", [subject]
    ).fetchone()
    return "" if found is None else str(found[0])


def _to_write(row: Row, text: str, instead_of: Collection[str] | None, author: Callable[[], str]) -> bool:
    """Say whether the note in `row` is to become `text`, or is that already."""
    if row["note"] == text:
        return False
    if instead_of is not None and row["note"] not in instead_of:
        raise NoteChanged(row["note"], author())
    return True
