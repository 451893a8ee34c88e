"""What SQLite does not know of each table; `catalogue` adds what it knows. A new table needs an entry here."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from glossator.domain.uid import LETTERS

UID_FORM: Final = "{}_[0-9a-z]+"
"""The regular expression of a uid, with its letter."""


class Role(Enum):
    """What the rows of a table are, by which deletion, history and salvage treat them."""

    RECORDED = "changed by operations, with each change in the history"
    OF_ARTICLE = "found by pipelines or imports, and kept with a deleted article"
    LOG = "what was done, and what was deleted by it"
    COMPUTED = "can be computed from the texts again"
    SEARCH = "the search indexes"


class TableInfo(NamedTuple):
    """What SQLite does not know of a table.

    Attributes:
        noun: the name of a row for people; without one, that of the row that it belongs to.
        name: the columns by which people recognise a row.
        stamps: the columns with the last analyst and time, which are not a change by themselves.
        unshown: further columns that the history does not show, because they follow from others or from the operation;
            columns of the name are shown where they change.
        unrecorded: the columns that the history does not have, because they are large and never change.
        named_by: the column that refers to the row by whose name people recognise this one.
        unique: the unique columns, where the unique index is of expressions.
        forms: regular expressions for texts of columns, for salvage to tell the rows from those of other tables.
    """

    role: Role = Role.RECORDED
    noun: str = ""
    name: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
    named_by: str = ""
    unique: tuple[str, ...] = ()
    forms: Mapping[str, str] = MappingProxyType({})


TABLES: Final[dict[str, TableInfo]] = {
    "articles": TableInfo(noun="article", name=("title",), stamps=("updated_by", "updated_at"), unrecorded=("text",)),
    "annotations": TableInfo(
        noun="annotation",
        name=("quote",),
        stamps=("analyst", "updated_at"),
        unshown=("quote", "prefix", "suffix", "paragraph", "created_at"),
        unique=("article", "start", "end", "label"),
    ),
    "tags": TableInfo(noun="tag", name=("path",)),
    "labels": TableInfo(noun="label", name=("name",)),
    "former_labels": TableInfo(noun="former label", name=("name",)),
    "entities": TableInfo(noun="entity", name=("name",)),
    "aliases": TableInfo(noun="alias", name=("alias",)),
    "lexicon": TableInfo(noun="lexicon", name=("form",), unshown=("analyst", "at")),
    "annotation_tags": TableInfo(),
    "article_tags": TableInfo(),
    "article_versions": TableInfo(noun="version"),
    "archived_articles": TableInfo(noun="archived article"),
    "orphans": TableInfo(noun="orphan"),
    "carried_over": TableInfo(noun="origin", forms={"was": UID_FORM.format(LETTERS["annotations"])}),
    "saved_searches": TableInfo(noun="saved search", name=("name",), unshown=("analyst",)),
    "verdicts": TableInfo(noun="verdict", named_by="annotation", unshown=("start", "end", "at")),
    "adjudications": TableInfo(
        noun="adjudication", named_by="annotation", unshown=("start", "end", "analyst", "decided_at")
    ),
    "lexicon_verdicts": TableInfo(noun="lexicon verdict", name=("form",), unshown=("at",)),
    "assignments": TableInfo(noun="assignment", named_by="article", unshown=("assigned_by", "assigned_at")),
    "uid_aliases": TableInfo(noun="uid of another workspace", name=("foreign_uid",)),
    "runs": TableInfo(role=Role.OF_ARTICLE, name=("pipeline", "version")),
    **dict.fromkeys(("run_parts", "finds", "second_opinions"), TableInfo(role=Role.OF_ARTICLE)),
    "article_metadata": TableInfo(role=Role.OF_ARTICLE, name=("name",)),
    "article_files": TableInfo(role=Role.OF_ARTICLE, forms={"path_sha256": "[0-9a-f]{64}"}),
    **dict.fromkeys(("pipelines", "history", "undo_events", "imports"), TableInfo(role=Role.LOG)),
    **dict.fromkeys(("workspaces", "merged", "merged_history"), TableInfo(role=Role.LOG)),
    **dict.fromkeys(("removed_articles", "removed_annotations"), TableInfo(role=Role.LOG)),
    **dict.fromkeys(("sketches", "sketch_keys", "near_duplicates"), TableInfo(role=Role.COMPUTED)),
    **dict.fromkeys(("search_texts", "search_remarks"), TableInfo(role=Role.SEARCH)),
    **dict.fromkeys(("search_word_spellings", "search_unread_rows"), TableInfo(role=Role.SEARCH)),
}
"""The tables of the current schema by name."""
