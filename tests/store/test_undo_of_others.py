"""An undo leaves alone what others have done since, and none ends with an error of the program's own."""

import re
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest

from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Refused, StoreError
from glossator.store.history.operation import Operation, operation
from glossator.store.operations import entities, labels, tags
from glossator.store.operations.articles import archive_articles, restore_articles
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.dumps import ask, change, dump, everything
from tests.store.scene import Scene, done, outcome, ticking


def _last(workspace: Workspace) -> int:
    return workspace.history(1)[0].batch


def test_renaming_a_label_in_use_is_undone_by_its_number(scene: Scene) -> None:
    before = dump(scene.path)
    done(scene.workspace, labels.rename_label, "PERSON", "PEOPLE")
    batch = _last(scene.workspace)
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, turns.undo_operation, batch)
    assert scene.now(scene.captain).label == "PERSON"
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before


_CODEBOOK: dict[str, Callable[[Workspace], Any]] = {
    "make": lambda workspace: done(workspace, labels.make_label, "VESSEL"),
    "rename": lambda workspace: done(workspace, labels.rename_label, "PERSON", "PEOPLE"),
    "rename again": lambda workspace: done(workspace, labels.rename_label, "PRODUCT", "PERSON"),
    "merge": lambda workspace: done(workspace, labels.merge_labels, "PRODUCT", "GPE"),
    "merge renamed": lambda workspace: done(workspace, labels.merge_labels, "PEOPLE", "GPE"),
}


@pytest.mark.parametrize("names", permutations(_CODEBOOK, 3))
def test_making_renaming_and_merging_labels_is_undone_by_number_or_refused(scene: Scene, names: Sequence[str]) -> None:
    batches = []
    for name in names:
        try:
            _CODEBOOK[name](scene.workspace)
        except Refused:
            continue
        batches.append(_last(scene.workspace))
    # In the order of their making, and then what that has made of them.
    for batch in (*batches, *range(batches[-1] + 1, batches[-1] + 4)):
        before = everything(scene.path)
        try:
            done(scene.workspace, turns.undo_operation, batch)
        except StoreError:
            assert everything(scene.path) == before
    assert scene.workspace.problems() == []


@pytest.fixture
def third(scene: Scene) -> Workspace:
    """The same workspace, opened by a third analyst."""
    return Workspace(scene.path, ticking("cy", seed=3))


def test_what_others_have_archived_since_stays_archived(scene: Scene, other: Workspace, third: Workspace) -> None:
    article = [scene.article.id]
    done(scene.workspace, archive_articles, article)
    done(other, restore_articles, article)
    done(third, archive_articles, article)
    latest = scene.workspace.history(1)[0]
    before = everything(scene.path)
    why = f"since, by “archive articles” of cy at {latest.at} (operation {latest.batch})."
    with pytest.raises(Conflict, match=re.escape(why)):
        done(scene.workspace, turns.undo)
    assert everything(scene.path) == before


def test_what_others_have_brought_back_since_it_was_undone_stays_so(
    scene: Scene, other: Workspace, third: Workspace
) -> None:
    article = [scene.article.id]
    done(scene.workspace, archive_articles, article)
    done(scene.workspace, turns.undo)
    done(other, archive_articles, article)
    done(third, restore_articles, article)
    before = everything(scene.path)
    with pytest.raises(Conflict, match="by “restore articles” of cy"):
        done(scene.workspace, turns.redo)
    assert everything(scene.path) == before


def test_a_redo_of_another_is_in_the_way_of_a_redo(scene: Scene, other: Workspace) -> None:
    article = [scene.article.id]
    done(other, archive_articles, article)
    batch = _last(scene.workspace)
    done(other, turns.undo)
    done(scene.workspace, archive_articles, article)
    done(scene.workspace, turns.undo)
    done(other, turns.redo)
    with pytest.raises(Conflict, match=rf"since, by “redo archive articles” of bea at \S+ \(operation {batch}\)"):
        done(scene.workspace, turns.redo)


def test_what_others_did_and_took_back_is_in_nobodys_way(scene: Scene, other: Workspace) -> None:
    article, before = [scene.article.id], dump(scene.path)
    done(scene.workspace, archive_articles, article)
    done(other, restore_articles, article)
    done(other, turns.undo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before
    done(other, operations.reject, [scene.ship])
    done(other, turns.undo)
    done(scene.workspace, turns.redo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before


def _merge_tags(scene: Scene) -> None:
    done(scene.workspace, operations.tag, scene.harbour, "sea")
    done(scene.workspace, tags.merge_tags, "sea", "people/crew")


def _merge_entities(scene: Scene) -> None:
    kept, gone = (
        done(scene.workspace, entities.link, [one], name)
        for one, name in ((scene.captain, "Okafor"), (scene.harbour, "Selby"))
    )
    done(scene.workspace, entities.merge_entities, gone, kept)


_MERGES: dict[str, Callable[[Scene], Any]] = {
    "labels": lambda scene: done(scene.workspace, labels.merge_labels, "GPE", "PRODUCT"),
    "tags": _merge_tags,
    "entities": _merge_entities,
}


@pytest.mark.parametrize("name", _MERGES)
def test_a_merge_is_not_undone_under_what_another_has_decided_on_since(
    scene: Scene, other: Workspace, name: str
) -> None:
    _MERGES[name](scene)
    batch = _last(scene.workspace)
    done(other, operations.reject, [scene.harbour])
    before = everything(scene.path)
    with pytest.raises(Conflict, match="by “reject” of bea"):
        done(scene.workspace, turns.undo)
    with pytest.raises(Conflict, match="by “reject” of bea"):
        done(scene.workspace, turns.undo_operation, batch)
    assert everything(scene.path) == before


def test_merged_tags_are_undone_under_what_the_same_analyst_has_decided_on(scene: Scene) -> None:
    _MERGES["tags"](scene)
    batch = _last(scene.workspace)
    done(scene.workspace, operations.reject, [scene.harbour])
    done(scene.workspace, turns.undo_operation, batch)
    assert scene.now(scene.harbour).tags == ("sea",)


def test_what_another_decides_in_the_midst_of_a_sitting_over_a_note_is_not_undone_with_it(
    scene: Scene, other: Workspace
) -> None:
    batch = done(scene.workspace, operations.write_note, scene.ship, "a")
    done(other, operations.accept, [scene.ship])
    done(scene.workspace, operations.write_note, scene.ship, "ab", batch)
    done(scene.workspace, turns.undo)
    assert (scene.now(scene.ship).note, scene.now(scene.ship).status) == ("a", "accepted")
    with pytest.raises(Conflict, match="by “accept” of bea"):
        done(scene.workspace, turns.undo)
    assert scene.now(scene.ship).status == "accepted"


def test_what_another_has_changed_between_two_parts_of_an_operation_is_in_its_way(
    scene: Scene, other: Workspace
) -> None:
    @operation("test.tag_in_parts", "tag in parts")
    def tag_in_parts(record: turns.Recorder, tag: str, continuing: int | None = None) -> int | None:
        record.continue_from(continuing)
        operations.tag(record, scene.ship, tag)
        return record.batch

    batch = done(scene.workspace, tag_in_parts, "sea")
    done(other, operations.reject, [scene.ship])
    done(scene.workspace, tag_in_parts, "vessels", batch)
    with pytest.raises(Conflict, match="by “reject” of bea"):
        done(scene.workspace, turns.undo)


def test_the_name_that_a_machine_has_given_a_label_since_is_in_the_way_of_a_redo(scene: Scene) -> None:
    done(scene.workspace, labels.make_label, "SHIP")
    done(scene.workspace, turns.undo)
    article = scene.article
    read = AnalysedPart(
        article.id, [Span(0, len(article.text))], [StoredSuggestion(scene.at("Monday"), "SHIP", None)], finished=True
    )
    outcome(scene.workspace.store_analysis("en_other", "1.0", [read]))
    with pytest.raises(Conflict, match="by an analysis, an import or another program"):
        done(scene.workspace, turns.redo)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("before", '{"cut off'),
        ("before", "[1]"),
        ("before", '{"note": {"a": 1}}'),
        ("before", '{"label": "GONE"}'),
        ("before", '{"note\\" = 1 --": "x"}'),
        ("after", "null"),
        ("subject", "annotations:x"),
        ("subject", "annotations:1,2"),
        ("subject", "annotations:-1"),
        ("subject", "annotations:*"),
        ("subject", "sqlite_schema:1"),
        ("subject", ""),
    ],
)
def test_history_that_makes_no_sense_is_refused_in_a_sentence(scene: Scene, column: str, value: str) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    change(scene.path, f"UPDATE history SET {column} = ? WHERE batch = ?", [value, batch])
    undo_it = Operation("test.undo", lambda record: turns.undo_operation(record, batch))
    for undo in (turns.undo, undo_it):
        with pytest.raises(StoreError, match=rf"operation {batch} is damaged|cannot be undone"):
            done(scene.workspace, undo)
    assert ask(scene.path, "SELECT status FROM annotations WHERE id = ?", [scene.ship]) == [("accepted",)]
    assert scene.workspace.history(1)[0].batch == batch
    assert scene.workspace.changes(batch)


def test_a_sweep_of_more_rows_than_there_can_be_is_refused(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    kept = '{"count": 9999999999, "ids": "1-9999999999", "values": {"status": "rejected"}}'
    change(scene.path, "UPDATE history SET subject = 'annotations:*', before = ? WHERE batch = ?", [kept, batch])
    with pytest.raises(StoreError, match="is damaged"):
        done(scene.workspace, turns.undo)
