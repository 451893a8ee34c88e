"""Adding tags to annotations, articles and search results, and removing them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.domain.codebook import tag_path
from glossator.domain.mention import FoundIn, Mention
from glossator.store.errors import Missing, Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import (
    annotations_at,
    attach_tags,
    update_all_stamped,
    update_and_accept,
    update_article,
    update_stamped,
)
from glossator.store.operations.marking import annotate
from glossator.store.operations.tags import TagBook, require_tag
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span


@operation("annotation.tag", "tag")
def tag(record: Recorder, annotation: int, path: str) -> None:
    """Add a tag, created if necessary, to an annotation, and accept a suggestion.

    Raises:
        BadTag: when `path` is not valid.
        Refused: when the annotation has the tag already.
        Missing: when the annotation has been deleted.
    """
    add_tags(record, annotation, [path])


@operation("annotation.add_tags", "add tags")
def add_tags(record: Recorder, annotation: int, paths: Sequence[str]) -> int:
    """Add tags, created if necessary, to an annotation, accept a suggestion, and return how many tags are new.

    Raises:
        BadTag: when a path is not valid.
        Refused: when the annotation has all tags already.
        Missing: when the annotation has been deleted.
    """
    record.row("annotations", annotation)
    added = _add(record, "annotation", annotation, paths)
    update_and_accept(record, annotation)
    return added


@operation("annotation.untag", "untag")
def untag(record: Recorder, annotation: int, path: str) -> None:
    """Remove a tag from an annotation.

    Raises:
        Missing: when the annotation does not have it.
    """
    record.delete("annotation_tags", annotation, int(require_tag(record, path)["id"]))
    update_stamped(record, annotation)


@operation("article.tag", "tag article")
def tag_article(record: Recorder, article: int, path: str) -> None:
    """Add a tag, created if necessary, to an article.

    Raises:
        BadTag: when `path` is not valid.
        Refused: when the article has the tag already.
    """
    add_article_tags(record, article, [path])


@operation("article.add_tags", "add article tags")
def add_article_tags(record: Recorder, article: int, paths: Sequence[str]) -> int:
    """Add tags, created if necessary, to an article, and return how many are new.

    Raises:
        BadTag: when a path is not valid.
        Refused: when the article has all tags already.
    """
    added = _add(record, "article", article, paths)
    update_article(record, article)
    return added


@operation("article.untag", "untag article")
def untag_article(record: Recorder, article: int, path: str) -> None:
    """Remove a tag from an article.

    Raises:
        Missing: when the article does not have it.
    """
    record.delete("article_tags", article, int(require_tag(record, path)["id"]))
    update_article(record, article)


@operation("articles.tag", "tag articles")
def tag_articles(record: Recorder, articles: Iterable[int], path: str) -> None:
    """Add a tag to articles, or to none where one has it already; raise as `tag_article`."""
    for article in articles:
        tag_article(record, article, path)


@operation("articles.untag", "untag articles")
def untag_articles(record: Recorder, articles: Iterable[int], path: str) -> None:
    """Remove a tag from articles, or from none where one does not have it; raise as `untag_article`."""
    for article in articles:
        untag_article(record, article, path)


def _add(record: Recorder, kind: str, number: int, paths: Sequence[str]) -> int:
    """Add tags to an annotation or article, and return how many are new."""
    book = TagBook(record)
    wanted = dict.fromkeys(book.find_or_make(path) for path in paths)
    found = record.db.execute(f"SELECT tag FROM {kind}_tags WHERE {kind} = ?", [number]).fetchall()
    added = [tag for tag in wanted if (tag,) not in found]
    if not added:
        what = f"The tag “{tag_path(paths[0])}” is" if len(paths) == 1 else "All these tags are"
        raise Refused(f"{what} there already.")
    record.insert_all(f"{kind}_tags", [{kind: number, "tag": tag} for tag in added])
    return len(added)


@dataclass(frozen=True, slots=True)
class TaggedResults:
    """The numbers of annotations and articles that a tag was added to.

    Attributes:
        made: how many of the annotations were created for the tag.
        suggestions: how many of the annotations are undecided suggestions.
    """

    annotations: int
    made: int
    articles: int
    suggestions: int


@operation("search.tag", "tag search results")
def tag_search_results(record: Recorder, mentions: Sequence[Mention], path: str) -> TaggedResults:
    """Add a tag to search results; no suggestion is accepted.

    A result in an annotation, its note, tags or entity tags the annotation. A result in a text tags an annotation with
    the same span, or a new highlight. Any other tags the article.

    Raises:
        BadTag: when `path` is not valid.
        Missing: when an annotation or article has been deleted.
    """
    tag = TagBook(record).find_or_make(path)
    annotations = _ids(record, "annotations", [one.annotation for one in mentions if one.annotation])
    articles = _ids(record, "articles", [one.article.uid for one in mentions])
    spans: dict[int, list[Span]] = {}
    on_articles: dict[int, None] = {}
    found: dict[int, None] = {}
    for one in mentions:
        if one.annotation:
            found[annotations[one.annotation]] = None
        elif one.place is FoundIn.TEXT and one.span is not None:
            spans.setdefault(articles[one.article.uid], []).append(one.span)
        else:
            on_articles[articles[one.article.uid]] = None
    made = 0
    for article, here in spans.items():
        (text,) = record.db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
        starts = [part.start for part in paragraphs(text)]
        for span in dict.fromkeys(here):
            place = anchor(text, span, starts)
            standing = annotations_at(record, article, place.span.start, place.span.end)
            # Preferably an accepted annotation, never a rejected one.
            there = sorted(
                (row for row in standing if row["status"] != Status.REJECTED),
                key=lambda row: bool(row["status"] != Status.ACCEPTED),
            )
            made += not there
            found[there[0]["id"] if there else annotate(record, article, place, None)] = None
    tagged = _lacking(record, "annotation", found, tag)
    attach_tags(record, tagged, [tag])
    update_all_stamped(record, tagged)
    tagged_articles = _lacking(record, "article", on_articles, tag)
    record.insert_all("article_tags", [{"article": article, "tag": tag} for article in tagged_articles])
    for article in tagged_articles:
        update_article(record, article)
    (suggestions,) = record.db.execute(
        "SELECT count(*) FROM annotations WHERE status = ? AND id IN (SELECT value FROM json_each(?))",
        [Status.SUGGESTED, json.dumps(tagged)],
    ).fetchone()
    return TaggedResults(len(tagged), made, len(tagged_articles), suggestions)


def _ids(record: Recorder, table: str, uids: Iterable[str]) -> dict[str, int]:
    """Return the ids of rows by uid; raise Missing when one has been deleted."""
    wanted = list(dict.fromkeys(uids))
    rows = record.db.execute(
        f"SELECT uid, id FROM {table} WHERE uid IN (SELECT value FROM json_each(?))", [json.dumps(wanted)]
    ).fetchall()
    if len(rows) < len(wanted):
        raise Missing("Some of these results no longer exist; search again.")
    return dict(rows)


def _lacking(record: Recorder, kind: str, numbers: Iterable[int], tag: int) -> list[int]:
    """Return those of the annotations or articles that do not have a tag."""
    found = set(record.db.execute(f"SELECT {kind} FROM {kind}_tags WHERE tag = ?", [tag]).fetchall())
    return [number for number in numbers if (number,) not in found]
