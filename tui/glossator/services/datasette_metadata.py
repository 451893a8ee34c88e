"""What Datasette shows about a workspace: descriptions of its tables and columns, and queries with a name.

The queries are data for Datasette; the program runs none of them.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from glossator.store.schema.tables import TABLES, Role


class TableDescription(NamedTuple):
    """A table or view for people.

    Attributes:
        description: what a row is.
        columns: what each column holds, with its unit.
        hidden: whether it is only of use to the program.
    """

    description: str
    columns: Mapping[str, str]
    hidden: bool = False


class CannedQuery(NamedTuple):
    """A query with a name.

    Attributes:
        columns: those of its rows.
        sql: with parameters, such as `:label`.
    """

    title: str
    description: str
    columns: tuple[str, ...]
    sql: str


_NUMBER: Final = "Number of the row, to which other tables refer."
_UID: Final = "Identifier that never changes, also in exports."
_TIME: Final = "UTC, ISO 8601."
_START: Final = "Start in the text, in Unicode code points from 0."
_END: Final = "End in the text, in Unicode code points, exclusive."
_LABEL: Final = "Label, such as ORG."
_ARTICLE: Final = "Article."
_ANNOTATION: Final = "Annotation."
_TEXT_HASH: Final = "SHA-256 of the text in UTF-8, as 64 hexadecimal digits."
_FILE_HASH: Final = "SHA-256 of the imported file, as 64 hexadecimal digits; empty if it held other articles, too."
_COLOUR: Final = "Colour as #rrggbb."
_KEY: Final = "Key that chooses it; empty if none."
_ARCHIVED: Final = "1 if it is not offered any more, else 0."
_PIPELINE: Final = "Name of the spaCy pipeline."
_VERSION: Final = "Version of the pipeline."
_STATUS: Final = "suggested, accepted or rejected."
_ORIGIN: Final = "What created it: analyst, model, lexicon, propagated or imported; unchanged when it is accepted."
_SCORE: Final = "Score of the pipeline, from 0 to 1; empty if it gives none."
_ANALYST: Final = "Who created it or decided last; empty for an undecided suggestion."
_PROPAGATED: Final = "Identifier of the annotation whose decision it follows."
_PARAGRAPH: Final = "Number of the paragraph, from 1."
_PREFIX: Final = "Up to 80 characters before the quote, cut between words."
_SUFFIX: Final = "Up to 80 characters after the quote, cut between words."
_ANNOTATION_COLUMNS: Final = {
    "uid": _UID,
    "article": _ARTICLE,
    "start": f"{_START} Empty for the whole article.",
    "end": f"{_END} Empty for the whole article.",
    "quote": "Annotated text.",
    "prefix": _PREFIX,
    "suffix": _SUFFIX,
    "paragraph": _PARAGRAPH,
    "label": f"{_LABEL} Empty for a highlight.",
    "status": _STATUS,
    "note": "Note.",
    "entity": "Linked entity.",
    "origin": _ORIGIN,
    "run": "Analysis that suggested it.",
    "score": _SCORE,
    "analyst": _ANALYST,
    "created_at": _TIME,
    "updated_at": f"Last change. {_TIME}",
    "propagated_from": _PROPAGATED,
}

DESCRIPTIONS: Final[Mapping[str, TableDescription]] = {
    "flat": TableDescription(
        "Annotations with their articles, and articles with a note or tags of their own: the rows of the CSV export.",
        {
            "annotation_id": "Identifier of the annotation; that of the article in a row for an article.",
            "article_id": "Identifier of the article.",
            "article_title": "Title of the article.",
            "source": "Publication.",
            "url": "Web address of the article.",
            "author": "Author of the article.",
            "published_at": "Date of publication, ISO 8601.",
            "scope": "span, or article for the whole article.",
            "status": _STATUS,
            "label": f"{_LABEL} Empty for a highlight.",
            "quote": "Annotated text.",
            "entity": "Name of the linked entity.",
            "tags": "Paths of the tags, joined by “; ”.",
            "note": "Note.",
            "context_before": _PREFIX,
            "context_after": _SUFFIX,
            "paragraph": _PARAGRAPH,
            "start": _START,
            "end": _END,
            "origin": _ORIGIN,
            "model": "Pipeline with its version.",
            "score": _SCORE,
            "analyst": _ANALYST,
            "created_at": _TIME,
            "updated_at": f"Last change. {_TIME}",
            "text_sha256": _TEXT_HASH,
            "verdicts": "Decision of each analyst, joined by “; ”.",
        },
    ),
    "inactive_articles": TableDescription(
        "Articles that are archived, or have a newer version; lists, searches and exports leave them out.",
        {"article": _ARTICLE},
    ),
    "articles": TableDescription(
        "Articles with their texts, which never change.",
        {
            "id": _NUMBER,
            "uid": _UID,
            "title": "Title.",
            "source": "Publication.",
            "url": "Web address.",
            "author": "Author.",
            "published_at": "Date of publication, ISO 8601; empty if unknown.",
            "language": "Language of the text, as in BCP 47; empty if unknown.",
            "encoding": "Encoding of the imported file.",
            "text_format": "Format that the text was read from.",
            "text_sha256": _TEXT_HASH,
            "file_sha256": _FILE_HASH,
            "length": "Length of the text, in Unicode code points.",
            "note": "Note on the whole article.",
            "added_at": f"Import. {_TIME}",
            "added_by": "Analyst who imported it.",
            "updated_at": f"Last change of its title, note or tags. {_TIME}",
            "updated_by": "Analyst who made the last change.",
            "text": "Normalised text.",
        },
    ),
    "annotations": TableDescription(
        "Suggestions of pipelines, and annotations of analysts.", {"id": _NUMBER, **_ANNOTATION_COLUMNS}
    ),
    "tags": TableDescription(
        "Tags of the codebook.",
        {
            "id": _NUMBER,
            "uid": _UID,
            "path": "Name, with those above it: actors/state.",
            "description": "When to use it.",
            "colour": _COLOUR,
            "key": _KEY,
            "archived": _ARCHIVED,
            "note": "Note.",
        },
    ),
    "labels": TableDescription(
        "Labels of the codebook.",
        {
            "id": _NUMBER,
            "uid": _UID,
            "name": _LABEL,
            "colour": _COLOUR,
            "key": _KEY,
            "description": "When to use it.",
            "archived": _ARCHIVED,
        },
    ),
    "former_labels": TableDescription(
        "Former names of labels that were renamed or merged.",
        {"id": _NUMBER, "name": "Former name.", "label": "Label that has its annotations now."},
    ),
    "entities": TableDescription(
        "Persons, places and other things that mentions are linked to.",
        {
            "id": _NUMBER,
            "uid": _UID,
            "name": "Name.",
            "label": _LABEL,
            "note": "Note.",
            "reference": "Reference to another source, such as a web address.",
        },
    ),
    "aliases": TableDescription(
        "Other names of entities.", {"id": _NUMBER, "entity": "Entity.", "alias": "Other name."}
    ),
    "lexicon": TableDescription(
        "Forms that are always or never suggested, where an analyst said so.",
        {
            "id": _NUMBER,
            "form": "Words.",
            "ruling": "always, never, or forgotten for what decisions had taught.",
            "label": "Label that is suggested.",
            "origin": "edited or imported.",
            "analyst": "Who entered it.",
            "at": _TIME,
        },
    ),
    "annotation_tags": TableDescription("Tags of annotations.", {"annotation": _ANNOTATION, "tag": "Tag."}),
    "article_tags": TableDescription("Tags of articles.", {"article": _ARTICLE, "tag": "Tag."}),
    "article_versions": TableDescription(
        "Newer versions of articles.", {"article": "Newer article.", "supersedes": "Older article."}
    ),
    "archived_articles": TableDescription("Archived articles.", {"article": _ARTICLE}),
    "orphans": TableDescription(
        "Annotations that have no certain place in the newer version of their article.",
        {
            "id": _NUMBER,
            "article": "Newer article.",
            "annotation": "Annotation in the older one.",
            "reason": "Why it was not re-anchored.",
            "start": f"Likely place. {_START}",
            "end": f"Likely place. {_END}",
        },
    ),
    "carried_over": TableDescription(
        "Annotations that were carried over from an older version of an article.",
        {"annotation": "Annotation in the newer version.", "was": "Identifier of the one in the older version."},
    ),
    "saved_searches": TableDescription(
        "Searches with a name.",
        {
            "id": _NUMBER,
            "name": "Name.",
            "query": "Query, in the language of “glossator search”.",
            "sort": "Sort order: relevance, date, left or right.",
            "analyst": "Who saved it.",
            "saved_at": _TIME,
        },
    ),
    "verdicts": TableDescription(
        "Decisions on annotations that more than one analyst has changed, one row per analyst.",
        {
            "id": _NUMBER,
            "annotation": _ANNOTATION,
            "analyst": "Who decided.",
            "status": "accepted or rejected.",
            "label": _LABEL,
            "start": _START,
            "end": _END,
            "at": _TIME,
        },
    ),
    "assignments": TableDescription(
        "Which analyst is to work on which article.",
        {
            "id": _NUMBER,
            "article": _ARTICLE,
            "analyst": "Who is to work on it.",
            "blind": "1 where the program does not show the analyst what others do in it.",
            "assigned_by": "Who assigned it.",
            "assigned_at": _TIME,
        },
    ),
    "hidden_remarks": TableDescription(
        "Empty here; the program hides such rows of the search index from an analyst who works blind.",
        {"id": "Number of an annotation, or negative number of an article."},
    ),
    "every_verdict": TableDescription(
        "Decisions on all annotations, one row per annotation and analyst.",
        {
            "annotation": _ANNOTATION,
            "analyst": "Who decided.",
            "status": "accepted or rejected.",
            "label": _LABEL,
            "start": _START,
            "end": _END,
            "at": _TIME,
        },
    ),
    "disputes": TableDescription(
        "Annotations on which analysts disagree, except those that are adjudicated.", {"annotation": _ANNOTATION}
    ),
    "adjudications": TableDescription(
        "What was decided about annotations on which analysts disagreed.",
        {
            "annotation": _ANNOTATION,
            "status": "accepted or rejected.",
            "label": _LABEL,
            "start": _START,
            "end": _END,
            "note": "Why.",
            "analyst": "Who decided.",
            "decided_at": _TIME,
        },
    ),
    "lexicon_verdicts": TableDescription(
        "Entries of the lexicon on which analysts disagree; none of them applies.",
        {
            "id": _NUMBER,
            "form": "Text.",
            "ruling": "always, never or forgotten.",
            "label": _LABEL,
            "analyst": "Who entered it.",
            "at": _TIME,
        },
    ),
    "uid_aliases": TableDescription(
        "Uids that rows have in other workspaces, or that merged tags and entities had.",
        {"id": _NUMBER, "foreign_uid": "Uid there.", "local_uid": "Uid here."},
        hidden=True,
    ),
    "workspaces": TableDescription("Uid of this workspace.", {"uid": "Uid."}, hidden=True),
    "merged": TableDescription(
        "Merges of other workspaces.",
        {
            "id": _NUMBER,
            "batch": "Number of the operation, or 0 if nothing changed.",
            "workspace": "Uid of the other workspace.",
            "up_to": "Number of the last row of its history.",
            "event": "Number of its last undo or redo.",
            "digest": "Hash by which its history is recognised.",
            "merged_at": _TIME,
            "articles": "Highest number of an article there.",
            "annotations": "Highest number of an annotation there.",
            "runs": "Analyses that were added, as JSON.",
        },
        hidden=True,
    ),
    "merged_history": TableDescription(
        "Operations that came with merges, with rows spelt by uid.",
        {
            "id": _NUMBER,
            "merge": "Merge.",
            "batch": "Number of the operation, as in “glossator history”.",
            "uid": "Uid of the operation.",
            "at": _TIME,
            "analyst": "Who did it.",
            "act": "Operation, such as annotation.accept.",
            "subject": "Table and row.",
            "before": "Row before, as JSON; empty if it was created.",
            "after": "Row after, as JSON; empty if it was deleted.",
            "undone": f"When it was undone. {_TIME} Empty while it stands.",
        },
    ),
    "runs": TableDescription(
        "Analyses of articles by pipelines.",
        {
            "id": _NUMBER,
            "article": _ARTICLE,
            "pipeline": _PIPELINE,
            "version": _VERSION,
            "text_sha256": _TEXT_HASH,
            "started_at": _TIME,
            "finished_at": f"{_TIME} Empty while a part is not analysed.",
        },
    ),
    "run_parts": TableDescription(
        "Parts of texts that unfinished analyses have done.",
        {"run": "Analysis.", "start": _START, "end": _END},
        hidden=True,
    ),
    "finds": TableDescription(
        "What each analysis found, before anything was decided.",
        {"run": "Analysis.", "start": _START, "end": _END, "label": _LABEL},
    ),
    "second_opinions": TableDescription(
        "Analyses whose finds raised or lowered the scores of another pipeline’s suggestions.",
        {
            "run": "Analysis that gave its opinion.",
            "about": "Pipeline and version of the suggestions.",
            "given_at": _TIME,
        },
    ),
    "article_metadata": TableDescription(
        "What else the sources of articles say about them, such as their section.",
        {"id": _NUMBER, "name": "What is said.", "value": "The value, on one line.", "article": _ARTICLE},
    ),
    "article_files": TableDescription(
        "Files that articles were imported from.",
        {"article": _ARTICLE, "path_sha256": "SHA-256 of the path, as 64 hexadecimal digits."},
        hidden=True,
    ),
    "pipelines": TableDescription(
        "Pipelines that were used.",
        {
            "id": _NUMBER,
            "pipeline": _PIPELINE,
            "version": _VERSION,
            "loaded_from": "Package or folder.",
            "sha256": "SHA-256 of its files, as 64 hexadecimal digits.",
            "first_used_at": _TIME,
        },
    ),
    "history": TableDescription(
        "Changes of rows by operations.",
        {
            "id": _NUMBER,
            "batch": "Number of the operation, as in “glossator history”.",
            "at": _TIME,
            "analyst": "Who did it.",
            "act": "Operation, such as annotation.accept.",
            "subject": "Table and row.",
            "before": "Row before, as JSON; empty if it was created.",
            "after": "Row after, as JSON; empty if it was deleted.",
            "undone": f"When it was undone. {_TIME} Empty while it stands.",
            "dropped": "1 if it was undone and cannot be redone, else 0.",
            "undoes": "Number of the earlier operation that this one undoes or redoes.",
            "uid": "Uid of the operation, the same in copies of the workspace.",
        },
    ),
    "undo_events": TableDescription(
        "Undos and redos.",
        {
            "id": _NUMBER,
            "event": "undo, redo, or start for rows that have no earlier entries.",
            "batch": "Number of the operation.",
            "entry": "Number of the last row of the history at that time.",
            "at": _TIME,
            "analyst": "Who did it.",
        },
    ),
    "imports": TableDescription(
        "Imports.",
        {
            "batch": "Number of the operation.",
            "articles": "Number of new articles.",
            "annotations": "Number of new annotations.",
            "source": "What was imported.",
        },
    ),
    "removed_articles": TableDescription(
        "Deleted articles, which undo restores.",
        {
            "article": "Number of the deleted row.",
            "length": "Length of the text, in Unicode code points.",
            "text": "Normalised text.",
            "rest": "Everything else of it, as JSON.",
        },
        hidden=True,
    ),
    "removed_annotations": TableDescription(
        "Deleted annotations, which undo restores.",
        {
            "id": "Number of the deleted row.",
            "label": "Number of the label.",
            **{name: text for name, text in _ANNOTATION_COLUMNS.items() if name != "label"},
        },
        hidden=True,
    ),
    "sketches": TableDescription(
        "Signatures of texts, by which near-duplicates are found.",
        {"article": _ARTICLE, "sketch": "MinHash signature."},
        hidden=True,
    ),
    "sketch_keys": TableDescription(
        "Parts of signatures that similar texts have in common.",
        {"key": "Hash of a part.", "article": _ARTICLE},
        hidden=True,
    ),
    "near_duplicates": TableDescription(
        "Pairs of articles with nearly the same text.",
        {"article": _ARTICLE, "other": "Other article.", "likeness": "Estimated share of the same text, from 0 to 1."},
    ),
}
"""All tables and views but the search indexes, which are of no use to people."""

# Tables of SQLite and sqlite-utils.
_SQLITE: Final = {name: {"hidden": True} for name in ("sqlite_sequence", "_sqlite_migrations")}
_TAGGED: Final = "(tags.path = :tag OR substr(tags.path, 1, length(:tag) + 1) = :tag || '/')"
QUERIES: Final[Mapping[str, CannedQuery]] = {
    "annotations_by_label": CannedQuery(
        "Annotations with a label",
        "Suggestions and accepted annotations with a label, such as ORG, in the order of the articles.",
        (
            *("article_id", "article_title", "published_at", "start", "context_before", "quote", "context_after"),
            *("status", "entity", "tags", "note", "analyst"),
        ),
        """\
SELECT article_id, article_title, published_at, start, context_before, quote, context_after,
    status, entity, tags, note, analyst
FROM flat
WHERE label = :label AND status <> 'rejected'
ORDER BY published_at, article_id, start""",
    ),
    "annotations_by_tag": CannedQuery(
        "Annotations with a tag",
        "Annotations and articles with a tag, such as actors/state, or one below it.",
        ("tag", "scope", "article_id", "article_title", "label", "quote", "status", "note", "analyst"),
        f"""\
SELECT tags.path AS tag, 'span' AS scope, articles.uid AS article_id, articles.title AS article_title,
    annotations.label, annotations.quote, annotations.status, annotations.note, annotations.analyst
FROM tags
JOIN annotation_tags ON annotation_tags.tag = tags.id
JOIN annotations ON annotations.id = annotation_tags.annotation
JOIN articles ON articles.id = annotations.article
WHERE {_TAGGED}
UNION ALL
SELECT tags.path, 'article', articles.uid, articles.title, NULL, '', 'accepted', articles.note, articles.updated_by
FROM tags
JOIN article_tags ON article_tags.tag = tags.id
JOIN articles ON articles.id = article_tags.article
WHERE {_TAGGED}
ORDER BY tag, article_id""",
    ),
    "passages_of_tag": CannedQuery(
        "Passages of a tag in context",
        "Annotated passages with a tag or one below it, with 300 characters on either side.",
        ("tag", "article_title", "source", "published_at", "before", "passage", "after", "note"),
        f"""\
SELECT tags.path AS tag, articles.title AS article_title, articles.source, articles.published_at,
    substr(articles.text, max(annotations.start - 300, 0) + 1, min(annotations.start, 300)) AS before,
    annotations.quote AS passage,
    substr(articles.text, annotations."end" + 1, 300) AS after,
    annotations.note
FROM tags
JOIN annotation_tags ON annotation_tags.tag = tags.id
JOIN annotations ON annotations.id = annotation_tags.annotation AND annotations.start IS NOT NULL
JOIN articles ON articles.id = annotations.article
WHERE {_TAGGED}
ORDER BY tags.path, articles.published_at, articles.id, annotations.start""",
    ),
    "decisions_by_day": CannedQuery(
        "Decisions by analyst and day",
        "Accepted and rejected annotations by the analyst who decided last and the day (UTC) of the last change.",
        ("analyst", "day", "accepted", "rejected", "articles"),
        """\
SELECT analyst, substr(updated_at, 1, 10) AS day, sum(status = 'accepted') AS accepted,
    sum(status = 'rejected') AS rejected, count(DISTINCT article) AS articles
FROM annotations
WHERE status <> 'suggested'
GROUP BY analyst, day
ORDER BY day DESC, analyst""",
    ),
    "operations_by_day": CannedQuery(
        "Operations by analyst and day",
        "What each analyst did on each day (UTC), without what was undone.",
        ("analyst", "day", "operation", "times"),
        """\
SELECT analyst, substr(at, 1, 10) AS day, act AS operation, count(DISTINCT batch) AS times
FROM history
WHERE undone IS NULL
GROUP BY analyst, day, act
ORDER BY day DESC, analyst, times DESC""",
    ),
    "articles_by_progress": CannedQuery(
        "Articles by progress",
        "Suggestions and decisions in each article that is neither archived nor superseded.",
        ("article_id", "title", "source", "published_at", "suggested", "accepted", "rejected"),
        """\
SELECT articles.uid AS article_id, articles.title, articles.source, articles.published_at,
    coalesce(sum(annotations.status = 'suggested'), 0) AS suggested,
    coalesce(sum(annotations.status = 'accepted'), 0) AS accepted,
    coalesce(sum(annotations.status = 'rejected'), 0) AS rejected
FROM articles
LEFT JOIN annotations ON annotations.article = articles.id
WHERE articles.id NOT IN (SELECT article FROM inactive_articles)
GROUP BY articles.id
ORDER BY suggested DESC, articles.id""",
    ),
    "near_duplicate_pairs": CannedQuery(
        "Near-duplicates",
        "Pairs of articles with nearly the same text, the most similar first.",
        ("article_id", "title", "source", "published_at", "other_id", "other_title", "other_source", "likeness"),
        """\
SELECT one.uid AS article_id, one.title, one.source, one.published_at, two.uid AS other_id,
    two.title AS other_title, two.source AS other_source, round(near_duplicates.likeness, 2) AS likeness
FROM near_duplicates
JOIN articles AS one ON one.id = near_duplicates.article
JOIN articles AS two ON two.id = near_duplicates.other
WHERE one.id < two.id
ORDER BY near_duplicates.likeness DESC, one.id""",
    ),
    "mentions_of_entity": CannedQuery(
        "Mentions of an entity",
        "Mentions that are linked to an entity, by its name or another one.",
        ("entity", "article_id", "article_title", "published_at", "context_before", "mention", "context_after"),
        """\
SELECT entities.name AS entity, articles.uid AS article_id, articles.title AS article_title, articles.published_at,
    annotations.prefix AS context_before, annotations.quote AS mention, annotations.suffix AS context_after
FROM entities
JOIN annotations ON annotations.entity = entities.id AND annotations.status <> 'rejected'
JOIN articles ON articles.id = annotations.article
WHERE entities.name = :entity COLLATE NOCASE
    OR entities.id IN (SELECT entity FROM aliases WHERE alias = :entity COLLATE NOCASE)
ORDER BY articles.published_at, articles.id, annotations.start""",
    ),
    "entities_by_mentions": CannedQuery(
        "Entities by mentions",
        "Entities with the numbers of their mentions and articles, and the first and last date.",
        ("entity", "label", "mentions", "articles", "first_seen", "last_seen"),
        """\
SELECT entities.name AS entity, entities.label, count(annotations.id) AS mentions,
    count(DISTINCT annotations.article) AS articles,
    min(nullif(articles.published_at, '')) AS first_seen, max(nullif(articles.published_at, '')) AS last_seen
FROM entities
LEFT JOIN annotations ON annotations.entity = entities.id AND annotations.status <> 'rejected'
LEFT JOIN articles ON articles.id = annotations.article
GROUP BY entities.id
ORDER BY mentions DESC, entities.name""",
    ),
    "tags_together": CannedQuery(
        "Tags on the same passage",
        "Pairs of tags, and the number of annotations that have both.",
        ("tag", "other", "annotations"),
        """\
SELECT one.path AS tag, two.path AS other, count(*) AS annotations
FROM annotation_tags AS a
JOIN annotation_tags AS b ON b.annotation = a.annotation
JOIN tags AS one ON one.id = a.tag
JOIN tags AS two ON two.id = b.tag
WHERE one.path < two.path
GROUP BY one.id, two.id
ORDER BY annotations DESC, tag, other""",
    ),
    "rejected_most": CannedQuery(
        "Texts that are rejected most",
        "Texts and labels by how often analysts rejected the suggestion, beside how often they accepted it.",
        ("quote", "label", "rejected", "accepted", "articles"),
        """\
SELECT quote, label, sum(status = 'rejected') AS rejected, sum(status = 'accepted') AS accepted,
    count(DISTINCT article) AS articles
FROM annotations
WHERE status <> 'suggested' AND quote <> ''
GROUP BY quote, label
HAVING rejected > 0
ORDER BY rejected DESC, quote""",
    ),
    "orphans_in_context": CannedQuery(
        "Orphans",
        "Annotations that have no certain place in the newer version of their article.",
        (
            *("annotation_id", "context_before", "quote", "context_after", "label", "status"),
            *("older_id", "newer_id", "title", "reason"),
        ),
        """\
SELECT annotations.uid AS annotation_id, annotations.prefix AS context_before, annotations.quote,
    annotations.suffix AS context_after, annotations.label, annotations.status, older.uid AS older_id,
    newer.uid AS newer_id, newer.title, orphans.reason
FROM orphans
JOIN annotations ON annotations.id = orphans.annotation
JOIN articles AS older ON older.id = annotations.article
JOIN articles AS newer ON newer.id = orphans.article
ORDER BY newer.id, annotations.start""",
    ),
}
"""The queries by their names in addresses, which must not be those of tables."""


def metadata(database: str) -> dict[str, Any]:
    """Return the metadata for Datasette, as it is written in JSON.

    Args:
        database: the name that Datasette has for the workspace: that of its file, without the extension.
    """
    tables = {name: _table(name, described) for name, described in DESCRIPTIONS.items()}
    indexes = {name: {"hidden": True} for name, info in TABLES.items() if info.role is Role.SEARCH}
    queries = {
        name: {"title": query.title, "description": query.description, "sql": query.sql}
        for name, query in QUERIES.items()
    }
    return {
        "title": "Glossator",
        "description": "Annotated articles.",
        "databases": {
            database: {
                "description": "A workspace of Glossator. The table flat has the rows of its CSV export.",
                "tables": {**tables, **indexes, **_SQLITE},
                "queries": queries,
            }
        },
    }


def _table(name: str, described: TableDescription) -> dict[str, Any]:
    named = TABLES[name].name if name in TABLES else ()
    return {
        "description": described.description,
        "columns": dict(described.columns),
        # Datasette shows it in place of the number of a row.
        **({"label_column": named[0]} if named else {}),
        **({"hidden": True} if described.hidden else {}),
    }
