"""What is known of each table, by SQLite and by its `TableInfo`: an entry or a part of one that is missing is seen."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from glossator.domain.uid import LETTERS
from glossator.store import history as turns
from glossator.store.errors import Conflict
from glossator.store.history import Recorder
from glossator.store.history.changeset import Change
from glossator.store.history.operation import operation
from glossator.store.history.replay import replay
from glossator.store.operations.articles import delete_articles
from glossator.store.recovery import sqlite_pages
from glossator.store.recovery.table_detection import tables_of
from glossator.store.rows import Row
from glossator.store.schema import expected
from glossator.store.schema.catalogue import catalogue, recorded
from glossator.store.schema.tables import TABLES, Role
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, dump
from tests.store.scene import Scene, done

_TEXT: Final = "Gulls."
_WHEN: Final = "2026-01-01T00:00:00Z"


class _Sample(NamedTuple):
    """A row that can be added to the scene, and how the history tells of that: its noun, words and fields."""

    row: Row
    noun: str
    words: str
    fields: Mapping[str, str]


def _sample(noun: str, words: str, row: Row, fields: str = "", **readable: str) -> _Sample:
    """Return a sample of which the history shows the columns `fields`, in words those that are `readable`."""
    return _Sample(row, noun, words, {name: readable.get(name, str(row[name])) for name in fields.split()})


SAMPLES: Final = {
    "articles": _sample(
        "article",
        "Gulls",
        {
            "uid": "t_2",
            "title": "Gulls",
            "source": "The Meridian",
            "url": "https://a.org",
            "author": "Okafor",
            "published_at": "2026-01-01",
            "language": "en",
            "encoding": "utf-8",
            "text_format": "plain",
            "text_sha256": "a" * 64,
            "file_sha256": "b" * 64,
            "length": len(_TEXT),
            "note": "Short.",
            "text": _TEXT,
            "added_at": _WHEN,
            "added_by": "ann",
            "updated_at": _WHEN,
            "updated_by": "ann",
        },
        "title source url author published_at language encoding text_format text_sha256 file_sha256 length note "
        "added_at added_by",
    ),
    "annotations": _sample(
        "annotation",
        "Ferry",
        {
            "uid": "a_9",
            "article": 1,
            "start": 0,
            "end": 5,
            "quote": "Ferry",
            "prefix": "a",
            "suffix": "b",
            "paragraph": 1,
            "label": "PRODUCT",
            "status": "accepted",
            "note": "Seen.",
            "origin": "model",
            "run": 1,
            "score": 0.5,
            "analyst": "ann",
            "created_at": _WHEN,
            "updated_at": _WHEN,
            "propagated_from": "a_1",
        },
        "article start end label status note origin run score propagated_from",
        article="Ferry to Lumen",
        run="en_test 1.0",
    ),
    "tags": _sample(
        "tag",
        "sea/gulls",
        {
            "uid": "c_9",
            "path": "sea/gulls",
            "description": "Birds.",
            "colour": "#aabbcc",
            "key": "g",
            "archived": 1,
            "note": "Many.",
        },
        "path description colour key archived note",
    ),
    "labels": _sample(
        "label",
        "BIRD",
        {
            "uid": "l_9",
            "name": "BIRD",
            "description": "Birds.",
            "colour": "#aabbcc",
            "key": "b",
            "archived": 1,
        },
        "name colour key description archived",
    ),
    "former_labels": _sample("former label", "SHIP", {"name": "SHIP", "label": "PRODUCT"}, "name label"),
    "entities": _sample(
        "entity",
        "The Aurora",
        {"uid": "e_9", "name": "The Aurora", "label": "PRODUCT", "note": "A ship.", "reference": "Q1"},
        "name label note reference",
    ),
    "aliases": _sample("alias", "Rora", {"entity": 1, "alias": "Rora"}, "entity alias", entity="Mira"),
    "lexicon": _sample(
        "lexicon",
        "Lumen",
        {"form": "Lumen", "ruling": "always", "label": "GPE", "origin": "edited", "analyst": "ann", "at": _WHEN},
        "form ruling label origin",
    ),
    "annotation_tags": _sample("annotation", "Aurora", {"annotation": 1, "tag": 1}, "tag", tag="people/crew"),
    "article_tags": _sample("article", "Ferry to Lumen", {"article": 1, "tag": 1}, "tag", tag="people/crew"),
    "article_versions": _sample(
        "version",
        "",
        {"article": 1, "supersedes": 2},
        "article supersedes",
        article="Ferry to Lumen",
        supersedes="Terns",
    ),
    "archived_articles": _sample("archived article", "", {"article": 1}, "article", article="Ferry to Lumen"),
    "orphans": _sample(
        "orphan",
        "",
        {"article": 2, "annotation": 1, "reason": "gone", "start": 1, "end": 2},
        "article annotation reason start end",
        article="Terns",
        annotation="Aurora",
    ),
    "carried_over": _sample("origin", "", {"annotation": 1, "was": "a_8"}, "annotation was", annotation="Aurora"),
    "saved_searches": _sample(
        "saved search",
        "ships",
        {"name": "ships", "query": "label:PRODUCT", "sort": "date", "analyst": "ann", "saved_at": _WHEN},
        "name query sort saved_at",
    ),
    "verdicts": _sample(
        "verdict",
        "Aurora",
        {
            "annotation": 1,
            "analyst": "bea",
            "status": "accepted",
            "label": "PRODUCT",
            "start": 1,
            "end": 5,
            "at": _WHEN,
        },
        "analyst status label",
    ),
    "adjudications": _sample(
        "adjudication",
        "Aurora",
        {
            "annotation": 1,
            "status": "rejected",
            "label": "PRODUCT",
            "start": 1,
            "end": 5,
            "note": "A boat.",
            "analyst": "cy",
            "decided_at": _WHEN,
        },
        "status label note",
    ),
    "lexicon_verdicts": _sample(
        "lexicon verdict",
        "Lumen",
        {"form": "Lumen", "ruling": "always", "label": "GPE", "analyst": "bea", "at": _WHEN},
        "form ruling label analyst",
    ),
    "assignments": _sample(
        "assignment",
        "Ferry to Lumen",
        {"article": 1, "analyst": "bea", "blind": 1, "assigned_by": "ann", "assigned_at": _WHEN},
        "analyst blind",
    ),
    "uid_aliases": _sample(
        "uid of another workspace",
        "c_8",
        {"foreign_uid": "c_8", "local_uid": "c_7"},
        "foreign_uid local_uid",
    ),
}


@operation("test.add_row", "add row")
def add_row(record: Recorder, table: str, row: Row) -> None:
    """Add any row."""
    record.insert(table, row)


@operation("test.change_row", "change row")
def change_row(record: Recorder, table: str, key: tuple[int, ...], values: Row) -> None:
    """Change any row."""
    record.update(table, *key, **values)


@operation("test.remove_row", "remove row")
def remove_row(record: Recorder, table: str, key: tuple[int, ...]) -> None:
    """Remove any row."""
    record.apply([Change(table, key, record.row(table, *key), None)])


@pytest.fixture
def peopled(scene: Scene) -> Scene:
    """The scene with a second article and an entity, for the samples to refer to."""
    second = {"uid": "t_3", "title": "Terns", "text_sha256": "c" * 64, "file_sha256": "d" * 64, "url": "https://b.org"}
    done(scene.workspace, add_row, "articles", {**SAMPLES["articles"].row, **second})
    done(scene.workspace, add_row, "entities", {**SAMPLES["entities"].row, "uid": "e_1", "name": "Mira", "label": None})
    return scene


def _key(path: Path, table: str) -> tuple[int, ...]:
    """Return the key of the sample in a table."""
    known, row = recorded()[table], SAMPLES[table].row
    named = [name for name in row if name in known.columns]
    where = " AND ".join(f'"{name}" = ?' for name in named)
    question = f"SELECT {', '.join(known.key)} FROM {table} WHERE {where}"
    ((*key,),) = ask(path, question, [row[name] for name in named])
    return tuple(key)


def test_every_table_of_a_workspace_is_known_and_no_other(scene: Scene) -> None:
    shadows = "name GLOB 'search_texts_*' OR name GLOB 'search_remarks_*'"
    question = f"SELECT name FROM sqlite_schema WHERE type = 'table' AND NOT ({shadows}) AND name NOT GLOB '*sqlite_*'"
    assert {name for (name,) in ask(scene.path, question)} == TABLES.keys()
    assert catalogue().keys() == {name for name, info in TABLES.items() if info.role is not Role.SEARCH}
    assert recorded().keys() == SAMPLES.keys()


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    names = [*catalogue()]
    for place, table in enumerate(catalogue().values()):
        assert {names.index(other) for other in table.references.values()} <= {*range(place)}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_said_of_a_table_is_said_of_columns_that_it_has(scene: Scene, name: str) -> None:
    columns = {column for (column,) in ask(scene.path, "SELECT name FROM pragma_table_info(?)", [name])}
    info = TABLES[name]
    assert {*info.name, *info.stamps, *info.unshown, *info.unrecorded, *info.unique, *info.forms} <= columns
    # A link has the noun of what it belongs to.
    assert bool(info.noun) == (info.role is Role.RECORDED and not recorded()[name].is_link)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_table_whose_unique_index_is_of_expressions_says_which_columns(scene: Scene, name: str) -> None:
    question = "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql GLOB 'CREATE UNIQUE INDEX *(*(*'"
    for (sql,) in ask(scene.path, question, [name]):
        # By which run a suggestion was made is no difference to people.
        columns = recorded()[name].columns.keys() - {"run"}
        assert {*TABLES[name].unique} == {column for column in columns if column in sql.partition(" ON ")[2]}
    assert () not in recorded()[name].unique


def test_the_rows_that_have_uids_have_a_letter_for_them() -> None:
    assert {name for name, table in recorded().items() if "uid" in table.columns} == LETTERS.keys()


@pytest.mark.parametrize("table", SAMPLES)
def test_a_row_of_each_table_is_reported_undone_redone_and_replayed(peopled: Scene, table: str) -> None:
    workspace, path, sample = peopled.workspace, peopled.path, SAMPLES[table]
    before = dump(path)
    done(workspace, add_row, table, sample.row)
    after = dump(path)
    entry = workspace.history(1)[0]
    (reported,) = workspace.changes(entry.batch)
    shown = {field.name: field.new for field in reported.fields}
    assert (reported.kind, reported.name, shown) == (sample.noun, sample.words, sample.fields)
    assert entry.quote == ("" if recorded()[table].is_link else sample.words)
    done(workspace, turns.undo)
    assert dump(path) == before
    done(workspace, turns.redo)
    assert dump(path) == after
    done(workspace, remove_row, table, _key(path, table))
    assert replay(path).misfit is None
    done(workspace, turns.undo)
    assert dump(path) == after
    assert replay(path).misfit is None


def test_what_is_known_of_an_article_by_machine_is_there_again_with_it(peopled: Scene) -> None:
    for statement in (
        "INSERT INTO run_parts VALUES (1, 0, 5)",
        "INSERT INTO finds VALUES (1, 0, 5, 'PRODUCT')",
        "INSERT INTO second_opinions VALUES (1, 'en_other 1.0', '2026-01-02T12:00:00Z')",
        "INSERT INTO article_files VALUES (1, '{}')".format("e" * 64),
    ):
        change(peopled.path, statement)
    before = dump(peopled.path)
    assert all(before[name] for name, info in TABLES.items() if info.role is Role.OF_ARTICLE)
    done(peopled.workspace, delete_articles, [1])
    done(peopled.workspace, turns.undo)
    assert dump(peopled.path) == before


@pytest.mark.parametrize("table", [name for name, table in recorded().items() if table.unique])
def test_what_took_the_place_of_a_row_that_was_removed_is_named(peopled: Scene, other: Workspace, table: str) -> None:
    row = SAMPLES[table].row
    done(peopled.workspace, add_row, table, row)
    done(peopled.workspace, remove_row, table, _key(peopled.path, table))
    done(other, add_row, table, {**row, "uid": row["uid"] + "2"} if "uid" in row else row)
    with pytest.raises(Conflict, match="by “add row” of bea"):
        done(peopled.workspace, turns.undo)


def test_a_row_beside_that_differs_in_one_of_the_columns_is_in_nobody_s_way(peopled: Scene, other: Workspace) -> None:
    row = SAMPLES["annotations"].row
    done(peopled.workspace, add_row, "annotations", row)
    for values in ({"label": "GPE"}, {"start": 1, "quote": "erry"}, {"end": 4, "quote": "Ferr"}):
        done(peopled.workspace, remove_row, "annotations", _key(peopled.path, "annotations"))
        done(other, add_row, "annotations", {**row, **values, "uid": f"a_{values}"})
        done(peopled.workspace, turns.undo)


@pytest.mark.parametrize("table", [name for name, table in recorded().items() if "updated_at" in table.columns])
def test_who_changed_a_row_last_and_when_is_no_change_by_itself(peopled: Scene, table: str) -> None:
    done(peopled.workspace, add_row, table, SAMPLES[table].row)
    key, before = _key(peopled.path, table), peopled.workspace.history(1)
    who = "updated_by" if "updated_by" in recorded()[table].columns else "analyst"
    stamps = {who: "bea", "updated_at": "2026-02-02T00:00:00Z"}
    done(peopled.workspace, change_row, table, key, {"note": SAMPLES[table].row["note"], **stamps})
    assert peopled.workspace.history(1) == before
    done(peopled.workspace, change_row, table, key, {"note": "Other.", **stamps})
    reported = peopled.workspace.changes(peopled.workspace.history(1)[0].batch)
    assert [[field.name for field in one.fields] for one in reported] == [["note"]]


def test_the_words_of_an_annotation_are_shown_where_they_change(peopled: Scene) -> None:
    done(peopled.workspace, change_row, "annotations", (peopled.ship,), {"quote": "aurora"})
    (reported,) = peopled.workspace.changes(peopled.workspace.history(1)[0].batch)
    assert [(field.name, field.old, field.new) for field in reported.fields] == [("quote", "Aurora", "aurora")]
    assert reported.name == "aurora"


@pytest.mark.parametrize("table", [name for name, info in TABLES.items() if info.forms])
def test_a_row_on_a_page_is_reported_from_those_of_other_tables_by_the_form_of_its_texts(table: str) -> None:
    rows = {
        "article_files": sqlite_pages.PageRow(1, (None, "f" * 64)),
        "carried_over": sqlite_pages.PageRow(1, (None, "a_23456789abcd")),
    }
    with closing(sqlite3.connect(":memory:")) as made:
        for key, sql in expected.current().items():
            if key.startswith("table ") and TABLES[key.partition(" ")[2]].role is not Role.SEARCH:
                made.execute(sql)
        known = tables_of(made, [name for name in catalogue() if TABLES[name].role is not Role.COMPUTED])
    assert [one.name for one in known if not one.keyed and one.fits(rows[table])] == [table]
