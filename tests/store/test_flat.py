import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.connection import connect_reading
from glossator.store.queries import records
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change
from tests.store.scene import Scene, add, done

# The columns of the analysts' CSV, in their order; files that people keep depend on it.
COLUMNS: Final = (
    *("annotation_id", "article_id", "article_title", "source", "url", "author", "published_at", "scope", "status"),
    *("label", "quote", "entity", "tags", "note", "context_before", "context_after", "paragraph", "start", "end"),
    *("origin", "model", "score", "analyst", "created_at", "updated_at", "text_sha256", "verdicts"),
)


def rows(workspace: Workspace, **wanted: Any) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in workspace.flat(FlatFilter(**wanted))]


def quotes(workspace: Workspace, **wanted: tuple[str, ...]) -> list[str]:
    return [row["quote"] for row in rows(workspace, **wanted)]


def test_the_view_has_the_columns_of_the_csv_in_their_order(scene: Scene) -> None:
    with closing(sqlite3.connect(scene.path)) as connection:
        described = connection.execute("SELECT * FROM flat").description
    assert tuple(column[0] for column in described) == COLUMNS


def test_there_is_one_row_per_annotation_with_everything_spelled_out(scene: Scene) -> None:
    change(scene.path, "INSERT INTO entities VALUES (NULL, 'e_x', 'MV Aurora', 'PRODUCT', '', '')")
    change(scene.path, "UPDATE annotations SET entity = 1 WHERE id = ?", [scene.ship])
    for path in ("vessels/ferries", "people/crew", "Old"):
        done(scene.workspace, operations.tag, scene.ship, path)
    done(scene.workspace, operations.write_note, scene.ship, "=1+1\n“x”")
    ship, article = scene.now(scene.ship), scene.article
    assert len(rows(scene.workspace)) == 4
    assert rows(scene.workspace)[0] == {
        "annotation_id": ship.uid,
        "article_id": article.uid,
        "article_title": "Ferry to Lumen",
        "source": "The Tidewatch",
        "url": "https://example.org/ferry",
        "author": "R. Quill",
        "published_at": "2026-01-01",
        "scope": "span",
        "status": "accepted",
        "label": "PRODUCT",
        "quote": "Aurora",
        "entity": "MV Aurora",
        "tags": "Old; people/crew; vessels/ferries",
        "note": "=1+1\n“x”",
        "context_before": "The ferry ",
        "context_after": article.text[16:][: len(rows(scene.workspace)[0]["context_after"])],
        "paragraph": 1,
        "start": 10,
        "end": 16,
        "origin": "model",
        "model": "en_test 1.0",
        "score": 0.75,
        "analyst": "ann",
        "created_at": ship.created_at,
        "updated_at": ship.updated_at,
        "text_sha256": article.text_sha256,
        "verdicts": "ann: accepted PRODUCT",
    }


def test_what_is_unknown_is_null_and_not_empty_text(scene: Scene) -> None:
    (plain,) = [row for row in rows(scene.workspace) if row["quote"] == "nine hours"]
    assert [name for name in COLUMNS if plain[name] is None] == ["label", "entity", "tags", "model", "score"]


def test_every_quote_is_what_stands_at_its_offsets(scene: Scene) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("👩🏻\u200d✈️"), None)
    for row in rows(scene.workspace):
        assert scene.article.text[row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize("has", ["note", "tags", "both"])
def test_an_article_with_a_note_or_tags_has_a_row_of_its_own_before_its_annotations(scene: Scene, has: str) -> None:
    if has != "tags":
        done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources.")
    if has != "note":
        done(scene.workspace, operations.tag_article, scene.article.id, "sea")
        done(scene.workspace, operations.tag_article, scene.article.id, "people/crew")
    found = rows(scene.workspace)
    assert len(found) == 5
    first = found[0]
    assert (first["scope"], first["annotation_id"], first["article_id"]) == (
        "article",
        scene.article.uid,
        scene.article.uid,
    )
    assert first["note"] == ("" if has == "tags" else "Two sources.")
    assert first["tags"] == (None if has == "note" else "people/crew; sea")
    assert (first["quote"], first["start"], first["end"], first["paragraph"]) == ("", None, None, None)
    assert (first["analyst"], first["origin"], first["status"]) == ("ann", "analyst", "accepted")
    assert first["updated_at"] > first["created_at"]


def test_an_article_whose_note_was_taken_away_has_no_row(scene: Scene) -> None:
    done(scene.workspace, operations.write_article_note, scene.article.id, "x")
    done(scene.workspace, operations.write_article_note, scene.article.id, "")
    assert {row["scope"] for row in rows(scene.workspace)} == {"span"}


def test_rows_come_by_article_then_start_then_the_longer_first(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("AAA before by name", "Aurora, the ferry Aurora."))
    for start in (18, 0):
        anchor = scene.at("Aurora")
        moved = type(anchor)(type(anchor.span)(start, start + 6), "Aurora", "", "", 1)
        done(scene.workspace, operations.annotate, second.id, moved, "PRODUCT")
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora left"), "EVENT")
    done(scene.workspace, operations.write_article_note, second.id, "x")
    assert [(row["article_id"] == second.uid, row["start"], row["quote"]) for row in rows(scene.workspace)] == [
        (False, 10, "Aurora left"),
        (False, 10, "Aurora"),
        (False, 22, "Port Selby"),
        (False, scene.article.text.index("Mira"), "Mira Okafor"),
        (False, scene.article.text.index("nine"), "nine hours"),
        (True, None, ""),
        (True, 0, "Aurora"),
        (True, 18, "Aurora"),
    ]


def test_rows_can_be_chosen_by_label(scene: Scene) -> None:
    assert quotes(scene.workspace, labels=("PERSON",)) == ["Mira Okafor"]
    assert quotes(scene.workspace, labels=("GPE", "PRODUCT")) == ["Aurora", "Port Selby"]
    assert quotes(scene.workspace, labels=("LAW",)) == []


def test_rows_can_be_chosen_by_status(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    assert quotes(scene.workspace, statuses=("suggested",)) == ["Port Selby"]
    assert quotes(scene.workspace, statuses=("suggested", "rejected")) == ["Aurora", "Port Selby"]


def test_rows_can_be_chosen_by_analyst(scene: Scene, other: Workspace) -> None:
    done(other, operations.accept, [scene.ship])
    assert quotes(scene.workspace, analysts=("bea",)) == ["Aurora"]
    assert quotes(scene.workspace, analysts=("ann",)) == ["Mira Okafor", "nine hours"]


def test_rows_can_be_chosen_by_article(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Another text."))
    done(scene.workspace, operations.write_article_note, second.id, "x")
    assert [row["scope"] for row in rows(scene.workspace, articles=(second.uid,))] == ["article"]
    assert len(rows(scene.workspace, articles=(scene.article.uid,))) == 4
    assert rows(scene.workspace, articles=("t_nowhere",)) == []


def test_a_chosen_tag_stands_for_those_below_it_whatever_its_case(scene: Scene) -> None:
    for annotation, path in ((scene.ship, "people"), (scene.harbour, "peoples"), (scene.plain, "other/people")):
        done(scene.workspace, operations.tag, annotation, path)
    done(scene.workspace, operations.tag, scene.plain, "a first one")
    assert quotes(scene.workspace, tags=("people",)) == ["Aurora", "Mira Okafor"]
    assert quotes(scene.workspace, tags=("PEOPLE/Crew",)) == ["Mira Okafor"]
    assert quotes(scene.workspace, tags=("people/cre",)) == []
    assert quotes(scene.workspace, tags=("crew",)) == []
    assert quotes(scene.workspace, tags=("peoples", "other")) == ["Port Selby", "nine hours"]


def test_article_rows_are_chosen_by_their_tags_too(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "people")
    assert [row["scope"] for row in rows(scene.workspace, tags=("people",))] == ["article", "span"]


def test_choices_add_up(scene: Scene) -> None:
    assert quotes(scene.workspace, statuses=("accepted",), labels=("PERSON", "GPE")) == ["Mira Okafor"]
    assert quotes(scene.workspace, statuses=("suggested",), tags=("people",)) == []


@pytest.mark.parametrize("words", ["x' OR '1'='1", "%", "_", "people; x", ""])
def test_what_is_chosen_is_never_read_as_sql_or_as_a_pattern(scene: Scene, words: str) -> None:
    assert quotes(scene.workspace, labels=(words,)) == []
    assert quotes(scene.workspace, tags=(words,)) == []


def test_all_rows_are_of_one_moment(scene: Scene, other: Workspace) -> None:
    taken = scene.workspace.flat(FlatFilter())
    first = next(taken)
    second = add(other, ArticleDraft("Second", "Another text."))
    done(other, operations.write_article_note, second.id, "came in between")
    done(other, operations.reject, [scene.plain])
    left = [first, *taken]
    assert len(left) == 4
    assert {row[COLUMNS.index("status")] for row in left} == {"suggested", "accepted"}
    assert len(rows(scene.workspace)) == 5


def _pinned(connection: sqlite3.Connection) -> bool:
    return connection.in_transaction


def _half_read(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    next(rows)
    return rows


def test_closing_the_rows_early_lets_go_of_the_moment(scene: Scene) -> None:
    with closing(connect_reading(scene.path)) as connection:
        taken = records.flat(connection, FlatFilter())
        next(taken)
        assert _pinned(connection)
        done(scene.workspace, operations.accept, [scene.ship])
        assert ask(scene.path, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 1
        taken.close()
        assert not _pinned(connection)
        assert ask(scene.path, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0


def test_rows_that_nobody_takes_to_the_end_do_not_hold_the_workspace(scene: Scene) -> None:
    _half_read(scene.workspace.flat(FlatFilter()))
    done(scene.workspace, operations.accept, [scene.ship])
    assert ask(scene.path, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0
