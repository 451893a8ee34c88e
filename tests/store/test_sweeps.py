"""Many rows that get the same values, as one entry of the history."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.article import ArticleDraft
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Missing
from glossator.store.history import Recorder
from glossator.store.history.changeset import _bulk_json, parse_entry
from glossator.store.history.operation import Operation, operation
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.text.span import Span
from tests.store.dumps import ask, change, dump, everything, history
from tests.store.scene import Scene, add, done, outcome, place


@operation("test.sweep_labels", "sweep labels")
def sweep_labels(record: Recorder, ids: list[int], before: str | None, after: str | None) -> None:
    record.change_in_bulk("annotations", sorted(ids), {"label": before}, {"label": after})


@operation("test.sweep_tags", "sweep tags")
def sweep_tags(record: Recorder, ids: list[int], before: int | None, after: int | None) -> None:
    sides = [None if tag is None else {"tag": tag} for tag in (before, after)]
    record.change_in_bulk("annotation_tags", sorted(ids), *sides)


@given(ids=st.lists(st.integers(1, 60), unique=True, min_size=1).map(sorted))
def test_the_ids_of_a_sweep_are_kept_as_ranges(ids: list[int]) -> None:
    for sides in (('{"label": 1}', "{}"), (None, "{}"), ("{}", None)):
        before, after = _bulk_json(ids, *sides)
        kept = parse_entry({"id": 1, "batch": 1, "subject": "annotations:*", "before": before, "after": after})
        assert [number for (number,) in kept.keys] == ids


def test_a_sweep_is_undone_and_redone_as_one(scene: Scene) -> None:
    change(scene.path, "UPDATE annotations SET label = 'ORG'")
    ids = [scene.ship, scene.harbour, scene.captain, scene.plain]
    start = dump(scene.path)
    done(scene.workspace, sweep_labels, ids, "ORG", "LAW")
    assert {scene.now(one).label for one in ids} == {"LAW"}
    entry = scene.workspace.history(1)[0]
    assert (entry.act, entry.changes, entry.quote) == ("test.sweep_labels", 4, "")
    assert len([row for row in history(scene.path) if row[1] == entry.batch]) == 1
    end = dump(scene.path)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_links_are_made_and_removed_in_a_sweep(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    crew, sea = (row[0] for row in ask(scene.path, "SELECT id FROM tags ORDER BY path"))
    start = dump(scene.path)
    done(scene.workspace, sweep_tags, [scene.ship, scene.plain], None, sea)
    made = dump(scene.path)
    assert scene.now(scene.plain).tags == ("sea",)
    done(scene.workspace, sweep_tags, [scene.captain], crew, None)
    assert scene.now(scene.captain).tags == ()
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == made
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


def test_a_sweep_of_what_is_not_so_changes_nothing(scene: Scene) -> None:
    before = everything(scene.path)
    sweeps: tuple[tuple[Operation[..., None], *tuple[Any, ...]], ...] = (
        (sweep_labels, [scene.ship, scene.plain], "PRODUCT", "ORG"),
        (sweep_tags, [scene.captain], None, 1),
        (sweep_tags, [scene.ship], 1, None),
    )
    for act, *values in sweeps:
        with pytest.raises(Missing):
            done(scene.workspace, act, *values)
    done(scene.workspace, sweep_labels, [], "ORG", "LAW")
    assert everything(scene.path) == before


def test_a_row_that_changed_since_keeps_a_sweep_from_being_undone(scene: Scene) -> None:
    change(scene.path, "UPDATE annotations SET label = 'ORG'")
    done(scene.workspace, sweep_labels, [scene.ship, scene.harbour], "ORG", "LAW")
    swept = scene.workspace.history(1)[0].batch
    done(scene.workspace, operations.relabel, scene.ship, "FAC")
    before = everything(scene.path)
    with pytest.raises(Conflict, match="by “relabel” of ann"):
        done(scene.workspace, turns.undo_operation, swept)
    assert everything(scene.path) == before


def test_a_sweep_keeps_an_act_on_one_of_its_rows_from_being_undone(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = scene.workspace.history(1)[0].batch
    done(scene.workspace, sweep_labels, [scene.ship], "PRODUCT", "LAW")
    with pytest.raises(Conflict, match="by “sweep labels” of ann"):
        done(scene.workspace, turns.undo_operation, batch)


def test_labels_are_kept_by_id_so_that_a_new_name_is_in_nobody_s_way(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, sweep_labels, [scene.harbour], "GPE", "LOC")
    for row in history(scene.path)[-2:]:
        assert isinstance(json.loads(row[6]).get("label", json.loads(row[6]).get("values", {}).get("label")), int)
    change(scene.path, "UPDATE labels SET name = name || '2'")
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    assert (scene.now(scene.ship).label, scene.now(scene.harbour).label) == ("PRODUCT2", "GPE2")


def _suggest(scene: Scene, count: int) -> list[int]:
    """Put so many suggestions in, all of one moment but the first, and return their ids."""
    article = add(scene.workspace, ArticleDraft("Many", " ".join(f"Ship{number}" for number in range(count))))
    text = article.text
    found = [StoredSuggestion(place(text, word), "PRODUCT", None) for word in text.split(" ")]
    outcome(
        scene.workspace.store_analysis(
            "en", "1", [AnalysedPart(article.id, [Span(0, len(text))], found, finished=True)]
        )
    )
    ids = sorted(one.id for one in scene.workspace.annotations(article.id))
    change(scene.path, f"UPDATE annotations SET updated_at = 'earlier' WHERE id = {ids[0]}")
    return ids


def test_what_many_rows_share_before_and_after_an_act_is_written_down_once(scene: Scene) -> None:
    ids = _suggest(scene, 300)
    start = dump(scene.path)
    assert done(scene.workspace, operations.accept, [*reversed(ids), ids[0]]) == 300
    reported = scene.workspace.history(1)[0]
    assert (reported.act, reported.changes) == ("annotation.accept", 300)
    subjects = [row[5] for row in history(scene.path) if row[1] == reported.batch]
    assert sorted(subjects) == ["annotations:*", f"annotations:{ids[0]}"]
    end = dump(scene.path)
    assert done(scene.workspace, turns.undo).changes == 300
    assert dump(scene.path) == start
    assert done(scene.workspace, turns.redo).changes == 300
    assert dump(scene.path) == end
    # Those that are accepted are left as they are.
    assert done(scene.workspace, operations.accept, ids) == 0
    assert dump(scene.path) == end


def test_of_a_few_rows_each_is_reported(scene: Scene) -> None:
    ids = _suggest(scene, 100)
    done(scene.workspace, operations.accept, ids)
    assert [change.rows for change in scene.workspace.changes(scene.workspace.history(1)[0].batch, most=1_000)] == [
        1
    ] * 100


def test_many_rows_of_which_one_is_gone_stay_as_they_are(scene: Scene) -> None:
    ids = _suggest(scene, 300)
    before = everything(scene.path)
    with pytest.raises(Missing, match="no longer there"):
        done(scene.workspace, operations.accept, [*ids, 10_000])
    assert everything(scene.path) == before
