"""What people know of each table, and SQLite does not: see `catalogue` for the rest.

A new table gets an entry here; a test fails until it has one.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from glossator.domain.uid import LETTERS

UID_FORM: Final = "{}_[0-9a-z]+"
"""What a uid looks like, with its letter."""


class Role(Enum):
    """What the rows of a table are, which says how they are kept."""

    RECORDED = "what operations change, so that the history has each change"
    OF_ARTICLE = "what is known by machine of an article, and is kept with it when it is deleted"
    LOG = "what was done, and what was removed by it"
    COMPUTED = "what can be computed from the texts again"
    SEARCH = "what triggers and the program keep for search"


class TableInfo(NamedTuple):
    """What people know of a table.

    Attributes:
        role: what its rows are.
        noun: what people call a row; of a recorded table without one, whose key is of several columns, the noun of the
            row that it belongs to.
        name: the columns by whose words people recognise a row.
        stamps: the columns that say who changed a row last and when, which is no change by itself.
        unshown: further columns that the history does not show, as they follow from others, or say what the operation
            says too. A name among them is shown where it changes.
        unrecorded: the columns that the history does not have, as they are large and never change.
        unique: the columns that no two rows have the same of, where the index that says so is of expressions.
        forms: a regular expression for the texts of a column, where a row that is found on a page of a damaged file
            could otherwise be of another table.
    """

    role: Role = Role.RECORDED
    noun: str = ""
    name: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
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
    "runs": TableInfo(role=Role.OF_ARTICLE, name=("pipeline", "version")),
    **dict.fromkeys(("run_parts", "finds"), TableInfo(role=Role.OF_ARTICLE)),
    "article_files": TableInfo(role=Role.OF_ARTICLE, forms={"path_sha256": "[0-9a-f]{64}"}),
    **dict.fromkeys(("pipelines", "history", "undo_events", "imports"), TableInfo(role=Role.LOG)),
    **dict.fromkeys(("removed_articles", "removed_annotations"), TableInfo(role=Role.LOG)),
    **dict.fromkeys(("sketches", "sketch_keys", "near_duplicates"), TableInfo(role=Role.COMPUTED)),
    **dict.fromkeys(("search_texts", "search_remarks"), TableInfo(role=Role.SEARCH)),
    **dict.fromkeys(("search_word_spellings", "search_unread_rows"), TableInfo(role=Role.SEARCH)),
}
"""What is known of the tables of the current schema, by name."""
