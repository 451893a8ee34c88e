"""Writing notes. What is kept of one sitting is one act."""

from tui.store.acts.touching import touch, touch_article
from tui.store.history import Recorder


def write_note(record: Recorder, annotation: int, text: str, continuing: int | None = None) -> int | None:
    """Write the note of an annotation, and return the batch, which the next save of the same sitting continues."""
    record.continue_from(continuing)
    if record.row("annotations", annotation)["note"] != text:
        touch(record, annotation, note=text)
    return record.batch


def write_article_note(record: Recorder, article: int, text: str, continuing: int | None = None) -> int | None:
    """Write the note of an article, and return the batch, which the next save of the same sitting continues."""
    record.continue_from(continuing)
    if record.row("articles", article)["note"] != text:
        touch_article(record, article, note=text)
    return record.batch
