"""Putting tags on annotations and articles, and taking them off."""

from collections.abc import Iterable

from glossator.domain.codebook import tag_path
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import touch, touch_and_accept, touch_article
from glossator.store.operations.tags import TagBook, known_tag


@operation("annotation.tag", "tag")
def tag(record: Recorder, annotation: int, path: str) -> None:
    """Put a tag on an annotation, and accept it if it is a suggestion; a tag that is not in the codebook yet is made.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when the annotation has it already.
        Missing: when another window or program has deleted the annotation.
    """
    record.row("annotations", annotation)
    found = tag_id(record, path)
    if list(record.db.query("SELECT 1 FROM annotation_tags WHERE annotation = ? AND tag = ?", [annotation, found])):
        raise Refused(f"The tag “{tag_path(path)}” is there already.")
    record.insert("annotation_tags", {"annotation": annotation, "tag": found})
    touch_and_accept(record, annotation)


@operation("annotation.add_tags", "add tags")
def add_tags(record: Recorder, annotation: int, paths: Iterable[str]) -> int:
    """Put those of several tags on an annotation that it does not have yet, and return how many those are.

    Raises:
        BadTag: when a path cannot be a tag.
        Refused: when the annotation has all of them already.
        Missing: when another window or program has deleted the annotation.
    """
    record.row("annotations", annotation)
    added = _add(record, "annotation_tags", "annotation", annotation, paths)
    touch_and_accept(record, annotation)
    return added


@operation("annotation.untag", "untag")
def untag(record: Recorder, annotation: int, path: str) -> None:
    """Take a tag off an annotation.

    Raises:
        Missing: when it is not on it.
    """
    record.delete("annotation_tags", annotation, _known_tag(record, path))
    touch(record, annotation)


@operation("article.tag", "tag article")
def tag_article(record: Recorder, article: int, path: str) -> None:
    """Put a tag on the whole of an article.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when the article has it already.
    """
    found = tag_id(record, path)
    if list(record.db.query("SELECT 1 FROM article_tags WHERE article = ? AND tag = ?", [article, found])):
        raise Refused(f"The article has the tag “{tag_path(path)}” already.")
    record.insert("article_tags", {"article": article, "tag": found})
    touch_article(record, article)


@operation("article.add_tags", "add article tags")
def add_article_tags(record: Recorder, article: int, paths: Iterable[str]) -> int:
    """Put those of several tags on the whole of an article that it does not have yet, and return how many those are.

    Raises:
        BadTag: when a path cannot be a tag.
        Refused: when the article has all of them already.
    """
    added = _add(record, "article_tags", "article", article, paths)
    touch_article(record, article)
    return added


@operation("article.untag", "untag article")
def untag_article(record: Recorder, article: int, path: str) -> None:
    """Take a tag off an article.

    Raises:
        Missing: when it is not on it.
    """
    record.delete("article_tags", article, _known_tag(record, path))
    touch_article(record, article)


def _add(record: Recorder, table: str, column: str, subject: int, paths: Iterable[str]) -> int:
    book = TagBook(record)
    wanted = dict.fromkeys(book.find_or_make(path) for path in paths)
    had = {tag for (tag,) in record.db.execute(f"SELECT tag FROM {table} WHERE {column} = ?", [subject]).fetchall()}
    added = [tag for tag in wanted if tag not in had]
    if not added:
        raise Refused("All these tags are there already.")
    record.insert_all(table, [{column: subject, "tag": tag} for tag in added])
    return len(added)


def _known_tag(record: Recorder, path: str) -> int:
    return int(known_tag(record, path)["id"])


def tag_id(record: Recorder, typed: str) -> int:
    """Return the id of the tag that was typed, whatever its case and spaces, made when it is new."""
    return TagBook(record).find_or_make(typed)
