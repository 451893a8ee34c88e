"""Writing notes. What is kept of one sitting is one act."""

from collections.abc import Collection

from tui.store.acts.touching import touch, touch_article
from tui.store.errors import NoteChanged
from tui.store.history import Recorder
from tui.store.rows import Row


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
    record.continue_from(continuing)
    if _to_write(record.row("annotations", annotation), "analyst", text, instead_of):
        touch(record, annotation, note=text)
    return record.batch


def write_article_note(
    record: Recorder, article: int, text: str, continuing: int | None = None, instead_of: Collection[str] | None = None
) -> int | None:
    """Write the note of an article, as `write_note` does that of an annotation.

    Raises:
        NoteChanged: when the note is none of `instead_of` now; then nothing is written.
    """
    record.continue_from(continuing)
    if _to_write(record.row("articles", article), "updated_by", text, instead_of):
        touch_article(record, article, note=text)
    return record.batch


def _to_write(row: Row, author: str, text: str, instead_of: Collection[str] | None) -> bool:
    """Say whether the note in `row` is to become `text`, or is that already."""
    if row["note"] == text:
        return False
    if instead_of is not None and row["note"] not in instead_of:
        raise NoteChanged(row["note"], row[author])
    return True
