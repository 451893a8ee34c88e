"""Putting a tag on what a search has found."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.domain.mention import FoundIn, Mention
from glossator.store.errors import Missing
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import give_tags, standing_at, touch_all, touch_article
from glossator.store.operations.marking import annotate
from glossator.store.operations.tagging import tag_id
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class TaggedFound:
    """What has the tag now and did not have it before.

    Attributes:
        annotations: how many of them.
        made: how many of the annotations were made for the tag.
        articles: how many of them.
        suggestions: how many of the annotations are suggestions that nobody has decided on yet.
    """

    annotations: int
    made: int
    articles: int
    suggestions: int


@operation("search.tag", "tag search results")
def tag_found(record: Recorder, mentions: Sequence[Mention], path: str) -> TaggedFound:
    """Put a tag on the annotations, the words and the articles that were found, as one act; no suggestion is accepted.

    What was found in an annotation, or in what was said of one, is that annotation's; words of a text are marked as a
    highlight, unless something is marked just there; what is left is the article's.

    Raises:
        BadTag: when `path` cannot be a tag.
        Missing: when one of the annotations or articles is gone.
    """
    tag = tag_id(record, path)
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
            standing = standing_at(record, article, place.span.start, place.span.end)
            # What was rejected there is no place for a tag, and what is accepted is the best one.
            there = sorted(
                (row for row in standing if row["status"] != Status.REJECTED),
                key=lambda row: bool(row["status"] != Status.ACCEPTED),
            )
            made += not there
            found[there[0]["id"] if there else annotate(record, article, place, None)] = None
    tagged = _tag_annotations(record, list(found), tag)
    (suggestions,) = record.db.execute(
        "SELECT count(*) FROM annotations WHERE status = ? AND id IN (SELECT value FROM json_each(?))",
        [Status.SUGGESTED, json.dumps(tagged)],
    ).fetchone()
    return TaggedFound(len(tagged), made, _tag_articles(record, list(on_articles), tag), suggestions)


def _ids(record: Recorder, table: str, uids: Iterable[str]) -> dict[str, int]:
    """Return the ids of rows by their uids.

    Raises:
        Missing: when one of them is gone.
    """
    wanted = list(dict.fromkeys(uids))
    rows = record.db.execute(
        f"SELECT uid, id FROM {table} WHERE uid IN (SELECT value FROM json_each(?))", [json.dumps(wanted)]
    ).fetchall()
    if len(rows) < len(wanted):
        raise Missing("Something of that is no longer there; search again.")
    return dict(rows)


def _tag_annotations(record: Recorder, annotations: Sequence[int], tag: int) -> list[int]:
    """Put a tag on those of the annotations that do not have it, and return their ids."""
    rows = record.db.execute("SELECT annotation FROM annotation_tags WHERE tag = ?", [tag]).fetchall()
    there = {annotation for (annotation,) in rows}
    lacking = [annotation for annotation in annotations if annotation not in there]
    give_tags(record, lacking, [tag])
    touch_all(record, lacking)
    return lacking


def _tag_articles(record: Recorder, articles: Sequence[int], tag: int) -> int:
    rows = record.db.execute("SELECT article FROM article_tags WHERE tag = ?", [tag]).fetchall()
    there = {article for (article,) in rows}
    lacking = [article for article in articles if article not in there]
    record.insert_all("article_tags", [{"article": article, "tag": tag} for article in lacking])
    for article in lacking:
        touch_article(record, article)
    return len(lacking)
