"""The metadata for Datasette: every table is described, and every query runs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from glossator.domain.article import ArticleDraft
from glossator.services.datasette_metadata import DESCRIPTIONS, QUERIES, metadata
from glossator.services.near_duplicates import link_near_duplicates
from glossator.store import operations
from glossator.store.operations.entities import link
from glossator.store.schema.tables import TABLES, Role
from tests.matching.test_minhash import words
from tests.store.scene import Scene, add, done

Rows = list[dict[str, Any]]


@pytest.fixture
def asked(scene: Scene) -> Iterator[sqlite3.Connection]:
    """A workspace in which each query finds something, as another program opens it."""
    done(scene.workspace, link, [scene.captain], "Captain Okafor")
    done(scene.workspace, operations.tag, scene.captain, "people/named")
    done(scene.workspace, operations.reject, [scene.harbour])
    story = words(1, 200)
    add(scene.workspace, ArticleDraft("Ferry", " ".join(story), source="Tidewatch"))
    add(scene.workspace, ArticleDraft("Ferry again", " ".join([*story[:180], "more"]), source="Tide Post"))
    link_near_duplicates(scene.workspace)
    newer = add(scene.workspace, ArticleDraft("Ferry, corrected", "The crew waved."))
    scene.workspace.close()
    with closing(sqlite3.connect(scene.path)) as connection:
        orphan = "INSERT INTO orphans (article, annotation, reason) VALUES (?, ?, 'gone')"
        connection.execute(orphan, (newer.id, scene.captain))
        connection.row_factory = sqlite3.Row
        yield connection


def found(connection: sqlite3.Connection, name: str, **values: str) -> Rows:
    """Return what a query finds."""
    return [dict(row) for row in connection.execute(QUERIES[name].sql, values)]


def test_every_table_that_is_not_a_search_index_is_described() -> None:
    tables = {name for name, info in TABLES.items() if info.role is not Role.SEARCH}
    assert set(DESCRIPTIONS) == tables | {"disputes", "every_verdict", "flat", "inactive_articles", "hidden_remarks"}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_column_is_described(asked: sqlite3.Connection, name: str) -> None:
    described = DESCRIPTIONS[name]
    assert list(described.columns) == [row["name"] for row in asked.execute(f"PRAGMA table_info({name})")]
    assert all(text.endswith(".") for text in (described.description, *described.columns.values()))


def test_every_view_of_the_workspace_is_described(asked: sqlite3.Connection) -> None:
    views = {row["name"] for row in asked.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert views <= set(DESCRIPTIONS)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_finds_rows_with_the_stated_columns(asked: sqlite3.Connection, name: str) -> None:
    cursor = asked.execute(QUERIES[name].sql, {"label": "PERSON", "tag": "people", "entity": "captain okafor"})
    assert tuple(column for column, *_ in cursor.description) == QUERIES[name].columns
    assert cursor.fetchall()


def test_a_passage_stands_in_its_text(asked: sqlite3.Connection, scene: Scene) -> None:
    passages = found(asked, "passages_of_tag", tag="people")
    assert [passage["tag"] for passage in passages] == ["people/crew", "people/named"]
    for passage in passages:
        assert passage["before"] + passage["passage"] + passage["after"] in scene.article.text
        assert passage["passage"] == "Mira Okafor"
        assert passage["before"].startswith("The ferry")


def test_a_tag_includes_those_below_it_and_no_others(asked: sqlite3.Connection) -> None:
    assert [row["tag"] for row in found(asked, "annotations_by_tag", tag="people/crew")] == ["people/crew"]
    assert found(asked, "annotations_by_tag", tag="peop") == []
    assert found(asked, "annotations_by_tag", tag="people_crew") == []


def test_decisions_are_counted_by_analyst_and_day(asked: sqlite3.Connection) -> None:
    assert found(asked, "decisions_by_day") == [
        {"analyst": "ann", "day": "2026-01-02", "accepted": 2, "rejected": 1, "articles": 1}
    ]


def test_a_pair_of_near_duplicates_is_listed_once(asked: sqlite3.Connection) -> None:
    (pair,) = found(asked, "near_duplicate_pairs")
    assert (pair["title"], pair["other_title"]) == ("Ferry", "Ferry again")
    assert 0.4 < pair["likeness"] < 1


def test_an_entity_is_found_by_any_of_its_names(asked: sqlite3.Connection) -> None:
    for name in ("Captain Okafor", "mira okafor"):
        assert [row["mention"] for row in found(asked, "mentions_of_entity", entity=name)] == ["Mira Okafor"]


def test_the_metadata_are_those_of_the_database_and_hide_what_is_of_no_use() -> None:
    (name, described), *others = metadata("october")["databases"].items()
    assert (name, others) == ("october", [])
    hidden = {table for table, about in described["tables"].items() if about.get("hidden")}
    assert {"search_texts", "sketches", "_sqlite_migrations"} <= hidden
    assert {"flat", "articles", "annotations", "history"}.isdisjoint(hidden)
    assert described["tables"]["articles"]["label_column"] == "title"


def test_no_query_has_the_address_of_a_table() -> None:
    described = metadata("any")["databases"]["any"]
    assert set(described["queries"]).isdisjoint(described["tables"])
