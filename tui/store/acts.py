"""What an analyst does to annotations and articles. Each function is one act, and its name is the act's in the history.

They run inside the writer's transaction, with the recorder that keeps what they change.
"""

from collections.abc import Sequence

from tui.model.anchor import Anchor
from tui.model.annotation import Origin, Status
from tui.model.codebook import tag_colour, tag_path
from tui.store.errors import Refused
from tui.store.history import Recorder
from tui.store.rows import Row

_MACHINES = (Origin.MODEL, Origin.LEXICON)


def accept(record: Recorder, annotations: Sequence[int]) -> None:
    """Stand behind what was suggested, or take back a rejection."""
    _decide(record, annotations, Status.ACCEPTED)


def reject(record: Recorder, annotations: Sequence[int]) -> None:
    """Say that the annotations are wrong; they are kept, so that no machine suggests them again."""
    _decide(record, annotations, Status.REJECTED)


def relabel(record: Recorder, annotation: int, label: str | None) -> None:
    """Give an annotation another label, or none, and stand behind it.

    Raises:
        Refused: when the same words have that label already.
    """
    row = record.row("annotations", annotation)
    twin = _twin(record, row["article"], row["start"], row["end"], label)
    if twin is not None and twin["id"] != annotation:
        raise Refused(
            f"“{row['quote']}” is marked as {label or 'a highlight'} already; delete or reject one of the two."
        )
    _touch(record, annotation, label=label, status=Status.ACCEPTED)


def annotate(record: Recorder, article: int, anchor: Anchor, label: str | None) -> int:
    """Mark a span, and return the id of its annotation.

    Where a suggestion or a rejected annotation stands at just this span, that one is accepted with `label`.

    Raises:
        Refused: when the same words have that label already, accepted.
    """
    span = anchor.span
    same = _at(record, article, span.start, span.end)
    for row in same:
        if row["label"] == label and row["status"] == Status.ACCEPTED:
            raise Refused(f"“{row['quote']}” is marked as {label or 'a highlight'} already.")
    undecided = sorted(
        (row for row in same if row["status"] != Status.ACCEPTED), key=lambda row: bool(row["label"] != label)
    )
    for row in undecided:
        if row["label"] == label or row["status"] == Status.SUGGESTED:
            _touch(record, row["id"], label=label, status=Status.ACCEPTED)
            return int(row["id"])
    return record.insert(
        "annotations",
        {
            "uid": record.new_uid("annotations"),
            "article": article,
            "start": span.start,
            "end": span.end,
            "quote": anchor.quote,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
            "paragraph": anchor.paragraph,
            "label": label,
            "status": Status.ACCEPTED,
            "note": "",
            "origin": Origin.ANALYST,
            "analyst": record.analyst,
            "created_at": record.at,
            "updated_at": record.at,
        },
    )


def delete(record: Recorder, annotation: int) -> None:
    """Remove an annotation with its tags.

    Raises:
        Refused: when a machine made it; such a one is rejected instead, or it would be suggested again.
    """
    row = record.row("annotations", annotation)
    if row["origin"] in _MACHINES:
        raise Refused("A suggestion is rejected, not deleted, so that it is not made again.")
    for (tag,) in record.db.execute("SELECT tag FROM annotation_tags WHERE annotation = ?", [annotation]).fetchall():
        record.delete("annotation_tags", annotation, tag)
    record.delete("annotations", annotation)


def tag(record: Recorder, annotation: int, path: str) -> None:
    """Put a tag on an annotation; a tag that is not in the codebook yet is made.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when the annotation has it already.
        Missing: when another window or program has deleted the annotation.
    """
    record.row("annotations", annotation)
    found = _tag_id(record, path)
    if list(record.db.query("SELECT 1 FROM annotation_tags WHERE annotation = ? AND tag = ?", [annotation, found])):
        raise Refused(f"The tag “{tag_path(path)}” is there already.")
    record.insert("annotation_tags", {"annotation": annotation, "tag": found})
    _touch(record, annotation)


def untag(record: Recorder, annotation: int, path: str) -> None:
    """Take a tag off an annotation.

    Raises:
        Missing: when it is not on it.
    """
    record.delete("annotation_tags", annotation, _known_tag(record, path))
    _touch(record, annotation)


def tag_article(record: Recorder, article: int, path: str) -> None:
    """Put a tag on the whole of an article.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when the article has it already.
    """
    found = _tag_id(record, path)
    if list(record.db.query("SELECT 1 FROM article_tags WHERE article = ? AND tag = ?", [article, found])):
        raise Refused(f"The article has the tag “{tag_path(path)}” already.")
    record.insert("article_tags", {"article": article, "tag": found})
    _touch_article(record, article)


def untag_article(record: Recorder, article: int, path: str) -> None:
    """Take a tag off an article.

    Raises:
        Missing: when it is not on it.
    """
    record.delete("article_tags", article, _known_tag(record, path))
    _touch_article(record, article)


def write_note(record: Recorder, annotation: int, text: str, continuing: int | None = None) -> int | None:
    """Write the note of an annotation, and return the batch, which the next save of the same sitting continues."""
    record.continue_from(continuing)
    if record.row("annotations", annotation)["note"] != text:
        _touch(record, annotation, note=text)
    return record.batch


def write_article_note(record: Recorder, article: int, text: str, continuing: int | None = None) -> int | None:
    """Write the note of an article, and return the batch, which the next save of the same sitting continues."""
    record.continue_from(continuing)
    if record.row("articles", article)["note"] != text:
        _touch_article(record, article, note=text)
    return record.batch


def _decide(record: Recorder, annotations: Sequence[int], status: Status) -> None:
    for annotation in annotations:
        if record.row("annotations", annotation)["status"] != status:
            _touch(record, annotation, status=status)


def _touch(record: Recorder, annotation: int, **values: str | None) -> None:
    record.update("annotations", annotation, **values, analyst=record.analyst, updated_at=record.at)


def _touch_article(record: Recorder, article: int, **values: str) -> None:
    record.update("articles", article, **values, updated_by=record.analyst, updated_at=record.at)


def _at(record: Recorder, article: int, start: int, end: int) -> list[Row]:
    return list(
        record.db.query(
            'SELECT * FROM annotations WHERE article = ? AND start = ? AND "end" = ? ORDER BY id', [article, start, end]
        )
    )


def _twin(record: Recorder, article: int, start: int | None, end: int | None, label: str | None) -> Row | None:
    if start is None or end is None:
        return None
    return next((row for row in _at(record, article, start, end) if row["label"] == label), None)


def _known_tag(record: Recorder, path: str) -> int:
    found = list(record.db.query("SELECT id FROM tags WHERE path = ?", [path]))
    if not found:
        raise Refused(f"There is no tag “{path}”.")
    return int(found[0]["id"])


def _tag_id(record: Recorder, typed: str) -> int:
    """Return the id of the tag at `typed`, whatever its case, made when it is new."""
    path = tag_path(typed)
    found = list(record.db.query("SELECT id FROM tags WHERE path = ?", [path]))
    if found:
        return int(found[0]["id"])
    return record.insert(
        "tags",
        {
            "uid": record.new_uid("tags"),
            "path": path,
            "description": "",
            "colour": tag_colour(path),
            "key": "",
            "archived": 0,
        },
    )
