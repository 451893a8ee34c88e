"""The tables that analysts take into a spreadsheet: their columns, and the rows that an excerpt gives them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import metadata_summary
from glossator.domain.codebook import SEPARATOR
from glossator.domain.export_snapshot import ExportSnapshot, Row

JOINED: Final = "; "
"""What divides several tags, or aliases, in one cell."""


class CellKind(Enum):
    """What the cells of a column hold; a date may be as long as an instant where a source tells more than the day."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers, and never a text that a spreadsheet might run."""
        return self is CellKind.NUMBER


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its name in the header row, and what its cells hold."""

    name: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class OutputTable:
    """A table: its name, what a row is, and its columns and rows for an export."""

    name: str
    title: str
    columns: Callable[[ExportSnapshot], Sequence[TableColumn]]
    rows: Callable[[ExportSnapshot], Iterator[Row]]


def _columns(names: str) -> tuple[TableColumn, ...]:
    """Return the columns of these names; a mark behind a name says which kind: # number, @ date, ~ long text."""
    kinds = {"#": CellKind.NUMBER, "@": CellKind.DATE, "~": CellKind.LONG_TEXT}
    return tuple(TableColumn(name.rstrip("#@~"), kinds.get(name[-1], CellKind.TEXT)) for name in names.split())


ANNOTATIONS: Final = _columns(
    "annotation_id article_id article_title source url author published_at@ scope status label quote~ entity tags "
    "note~ context_before~ context_after~ paragraph# start# end# origin model score# analyst created_at@ updated_at@ "
    "text_sha256 verdicts"
)
"""The columns of the view `flat`, in its order."""
_ARTICLES: Final = _columns(
    "article_id title~ source url author published_at@ language words# characters# annotations# accepted# rejected# "
    "suggested# tags note~ added_at@ added_by text_sha256 metadata~"
)
_ENTITIES: Final = _columns("entity_id name label aliases reference note~ mentions# articles# first_seen@ last_seen@")
_CODEBOOK: Final = _columns("kind path parent name description~ colour key archived annotations# articles#")
_NOTES: Final = _columns("about id article_id article_title~ quote~ label entity tags note~ analyst updated_at@")


def _articles(excerpt: ExportSnapshot) -> Iterator[Row]:
    for found in excerpt.articles():
        article = found.article
        by_status = Counter(one.status for one in found.annotations)
        yield (
            *(article.uid, article.title, article.source, article.url, article.author, article.published_at),
            *(article.language, len(article.text.split()), len(article.text), len(found.annotations)),
            *(by_status[Status.ACCEPTED], by_status[Status.REJECTED], by_status[Status.SUGGESTED]),
            *(JOINED.join(article.tags), article.note, article.added_at, article.added_by, article.text_sha256),
            metadata_summary(article.metadata),
        )


def _entities(excerpt: ExportSnapshot) -> Iterator[Row]:
    mentions, articles = Counter[str](), Counter[str]()
    seen: dict[str, list[str]] = {}
    for found in excerpt.articles():
        here = Counter(one.entity for one in found.annotations if one.entity and one.status is not Status.REJECTED)
        for name, number in here.items():
            mentions[name] += number
            articles[name] += 1
            if found.article.published_at:
                first, last = seen.get(name, [found.article.published_at] * 2)
                seen[name] = [min(first, found.article.published_at), max(last, found.article.published_at)]
    for entity in excerpt.entities:
        if entity.name in mentions or not excerpt.wanted:
            yield (
                *(entity.uid, entity.name, entity.label, JOINED.join(entity.aliases), entity.reference, entity.note),
                *(mentions[entity.name], articles[entity.name], *seen.get(entity.name, ("", ""))),
            )


def _codebook(excerpt: ExportSnapshot) -> Iterator[Row]:
    annotations, articles = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for found in excerpt.articles():
        words = [word for one in found.annotations if one.status is not Status.REJECTED for word in _words(one)]
        annotations.update(words)
        articles.update({*words, *(("tag", path) for path in found.article.tags)})
    for label in excerpt.labels:
        word = ("label", label.name)
        yield (
            *("label", label.name, "", label.name, label.description, label.colour, label.key),
            "yes" if label.archived else "no",
            *(annotations[word], articles[word]),
        )
    for tag in excerpt.tags:
        parent, _, name = tag.path.rpartition(SEPARATOR)
        word = ("tag", tag.path)
        yield (
            *("tag", tag.path, parent, name, tag.description, tag.colour, tag.key, "yes" if tag.archived else "no"),
            *(annotations[word], articles[word]),
        )


def _words(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """Yield the words of the codebook that an annotation uses, each with its kind."""
    if annotation.label is not None:
        yield "label", annotation.label
    for path in annotation.tags:
        yield "tag", path


def _notes(excerpt: ExportSnapshot) -> Iterator[Row]:
    for found in excerpt.articles():
        article = found.article
        here = (article.uid, article.title)
        if article.note:
            yield (
                *("article", article.uid, *here, "", None, None, JOINED.join(article.tags)),
                *(article.note, article.updated_by, article.updated_at),
            )
        for one in found.annotations:
            if one.note:
                yield (
                    *("annotation", one.uid, *here, one.quote, one.label, one.entity, JOINED.join(one.tags)),
                    *(one.note, one.analyst, one.updated_at),
                )
    for entity in excerpt.entities:
        if entity.note:
            yield ("entity", entity.uid, "", "", "", entity.label, entity.name, "", entity.note, "", "")
    for tag in excerpt.tags:
        if tag.note:
            yield ("tag", tag.uid, "", "", "", None, None, tag.path, tag.note, "", "")


def _matrix_columns(excerpt: ExportSnapshot) -> tuple[TableColumn, ...]:
    tags = (TableColumn(tag.path, CellKind.NUMBER) for tag in excerpt.tags)
    return (*_columns("article_id article_title~ source published_at@"), *tags)


def _matrix(excerpt: ExportSnapshot) -> Iterator[Row]:
    paths = [tag.path for tag in excerpt.tags]
    for found in excerpt.articles():
        article = found.article
        used = Counter(path for one in found.annotations if one.status is not Status.REJECTED for path in one.tags)
        used.update(article.tags)
        yield (article.uid, article.title, article.source, article.published_at, *(used[path] for path in paths))


def _table(
    name: str, title: str, columns: Sequence[TableColumn], rows: Callable[[ExportSnapshot], Iterator[Row]]
) -> OutputTable:
    return OutputTable(name, title, lambda _: columns, rows)


TABLES: Final[Mapping[str, OutputTable]] = {
    table.name: table
    for table in (
        _table("annotations", "one row per annotation", ANNOTATIONS, lambda excerpt: excerpt.rows()),
        _table("articles", "one row per article", _ARTICLES, _articles),
        _table("entities", "one row per entity, with counts of mentions", _ENTITIES, _entities),
        _table("codebook", "one row per label or tag, with counts of uses", _CODEBOOK, _codebook),
        _table("notes", "one row per note", _NOTES, _notes),
        OutputTable("matrix", "articles by tags, with counts of uses", _matrix_columns, _matrix),
    )
}
"""The tables by name: a row for each annotation, article, entity, code or note; and articles by tags."""
