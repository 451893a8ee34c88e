"""Many rows changed in one act are kept in the history as one row at a time would be."""

import sqlite3

import pytest

from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Missing
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from tests.store.dumps import dump, history
from tests.store.scene import Scene, done

_NEW = {
    **dict.fromkeys(("quote", "prefix", "suffix", "note", "analyst", "created_at", "updated_at"), ""),
    "status": "accepted",
    "origin": "analyst",
}


@operation("test.one_by_one", "one by one")
def one_by_one(record: Recorder, article: int, ids: list[int]) -> list[int]:
    made = [record.insert("annotations", {"uid": f"a_{number}", "article": article, **_NEW}) for number in range(3)]
    for one in ids:
        record.update("annotations", one, note="x")
    for one in made:
        record.insert("annotation_tags", {"annotation": one, "tag": 1})
    return made


@operation("test.all_at_once", "all at once")
def all_at_once(record: Recorder, article: int, ids: list[int]) -> list[int]:
    rows = [{"uid": f"a_{number}", "article": article, **_NEW} for number in range(3)]
    made = record.insert_all("annotations", rows)
    assert record.update_all("annotations", {one: {"note": "x"} for one in ids}) == len(ids)
    assert record.insert_all("annotation_tags", [{"annotation": one, "tag": 1} for one in made]) == []
    return made


def test_many_at_once_are_the_same_as_one_by_one(scene: Scene) -> None:
    start = dump(scene.path)
    ids = [scene.ship, scene.harbour]
    # The state after an undo is compared: the ids that were given before are not given again.
    single = done(scene.workspace, one_by_one, scene.article.id, ids)
    by_one, written = dump(scene.path), history(scene.path)[-8:]
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    many = done(scene.workspace, all_at_once, scene.article.id, ids)
    at_once, again = dump(scene.path), history(scene.path)[-8:]
    assert [many - single for many, single in zip(many, single, strict=True)] == [3, 3, 3]
    assert len(at_once["annotations"]) == len(by_one["annotations"])
    assert [row[5].partition(":")[0] for row in written] == [row[5].partition(":")[0] for row in again]
    assert len({row[1] for row in again}) == 1
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == at_once


@operation("test.twice", "twice")
def twice(record: Recorder, ids: list[int]) -> None:
    record.update_all("annotations", {one: {"note": "x"} for one in ids})
    record.update_all("annotations", {ids[0]: {"note": "y"}, ids[1]: {"note": ""}})


def test_a_row_that_changes_twice_has_one_row_in_the_history(scene: Scene) -> None:
    start = dump(scene.path)
    done(scene.workspace, twice, [scene.ship, scene.harbour])
    assert [row[5] for row in history(scene.path)[-2:]][-1] == f"annotations:{scene.ship}"
    assert (scene.now(scene.ship).note, scene.now(scene.harbour).note) == ("y", "")
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


@operation("test.nothing", "nothing")
def nothing(record: Recorder, ids: list[int]) -> None:
    assert record.insert_all("annotations", []) == []
    assert record.update_all("annotations", {}) == 0
    assert record.update_all("annotations", {one: {"note": ""} for one in ids}) == 0


def test_what_changes_nothing_leaves_no_trace_and_keeps_what_can_be_redone(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    accepted = dump(scene.path)
    done(scene.workspace, turns.undo)
    before = history(scene.path)
    done(scene.workspace, nothing, [scene.ship])
    assert history(scene.path) == before
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == accepted


def test_when_one_row_is_missing_none_is_changed(scene: Scene) -> None:
    before = dump(scene.path)
    with pytest.raises(Missing):
        done(scene.workspace, twice, [scene.ship, 999])
    assert dump(scene.path) == before


def test_many_rows_are_taken_back_only_where_all_still_are_what_they_were(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship, scene.harbour])
    with sqlite3.connect(scene.path) as other:
        other.execute("UPDATE annotations SET note = 'mine' WHERE id = ?", [scene.ship])
    before = dump(scene.path)
    with pytest.raises(Conflict, match=r"“accept” of .* cannot be undone"):
        done(scene.workspace, turns.undo)
    assert dump(scene.path) == before
