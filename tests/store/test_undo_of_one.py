"""Taking back one act that is not the last."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Missing, Refused
from glossator.store.workspace import Workspace
from tests.store.dumps import change, dump, everything
from tests.store.scene import Scene, add, done


def _last(workspace: Workspace) -> int:
    return workspace.history(1)[0].batch


def test_an_older_act_is_taken_back_alone(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.harbour, "A port.")
    without = dump(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    done(scene.workspace, operations.delete, scene.plain)
    back = done(scene.workspace, turns.undo_operation, batch)
    assert (back.batch, back.act, back.quote) == (batch, "accept", "Aurora")
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == without


def test_taking_back_an_older_act_is_an_act_that_can_be_undone_and_redone(scene: Scene) -> None:
    start = dump(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    done(scene.workspace, operations.write_note, scene.harbour, "A port.")
    before = dump(scene.path)
    done(scene.workspace, turns.undo_operation, batch)
    after = dump(scene.path)
    newest, _, older = scene.workspace.history(3)
    assert (newest.act, newest.changes, newest.quote, newest.undone) == ("history.undo", 1, "Aurora", "")
    assert older.undone == newest.at
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before
    assert scene.workspace.history(3)[2].undone == ""
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == after
    for _ in range(3):
        done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


def test_what_was_taken_back_can_be_had_again_by_its_number(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    done(scene.workspace, operations.write_note, scene.harbour, "A port.")
    before = dump(scene.path)
    done(scene.workspace, turns.undo_operation, batch)
    undoing = _last(scene.workspace)
    done(scene.workspace, operations.tag, scene.captain, "sea")
    done(scene.workspace, turns.undo_operation, undoing)
    assert scene.workspace.history(1)[0].act == "history.redo"
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before


def test_the_last_act_is_taken_back_as_undo_does_it(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    after = dump(scene.path)
    done(scene.workspace, turns.undo_operation, _last(scene.workspace))
    assert done(scene.workspace, turns.redo).act == "accept"
    assert dump(scene.path) == after


def test_an_act_is_not_taken_back_twice(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    first = _last(scene.workspace)
    done(scene.workspace, operations.accept, [scene.harbour])
    done(scene.workspace, turns.undo_operation, first)
    with pytest.raises(Refused, match=rf"undone already, by operation {first + 2}; undo that operation to redo it"):
        done(scene.workspace, turns.undo_operation, first)
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    with pytest.raises(Refused, match=r"“accept” of \S+ was undone already, at 2026"):
        done(scene.workspace, turns.undo_operation, first + 1)


def test_there_must_be_such_an_act_and_it_must_be_one_that_can_be_taken_back(scene: Scene) -> None:
    with pytest.raises(Missing, match="There is no operation 999"):
        done(scene.workspace, turns.undo_operation, 999)
    with pytest.raises(Refused, match="“add article” cannot be undone"):
        done(scene.workspace, turns.undo_operation, 1)


def test_an_act_of_another_is_taken_back_and_that_one_passes_over_it(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    done(other, turns.undo_operation, batch)
    assert scene.workspace.history(1)[0].analyst == "bea"
    assert done(scene.workspace, turns.undo).act == "tag article"


_LATER: dict[str, tuple[Callable[[Scene], Any], Callable[[Scene, Workspace], Any], str]] = {
    "the same row": (
        lambda scene: done(scene.workspace, operations.accept, [scene.ship]),
        lambda scene, other: done(other, operations.write_note, scene.ship, "x"),
        "write note",
    ),
    "a row that refers to a new one": (
        lambda scene: done(scene.workspace, operations.tag, scene.ship, "vessels"),
        lambda scene, other: done(other, operations.tag_article, scene.article.id, "vessels"),
        "tag article",
    ),
    "one that refers to a new one no more": (
        lambda scene: done(scene.workspace, operations.tag, scene.ship, "vessels"),
        lambda scene, other: [
            done(other, operations.tag, scene.harbour, "vessels"),
            done(other, operations.untag, scene.harbour, "vessels"),
        ],
        "untag",
    ),
    "the place of one that was removed": (
        lambda scene: done(scene.workspace, operations.delete, scene.plain),
        lambda scene, other: done(other, operations.annotate, scene.article.id, scene.at("nine hours"), None),
        "annotate",
    ),
}


@pytest.mark.parametrize("name", _LATER)
def test_what_later_acts_depend_on_stays_and_they_are_named(scene: Scene, other: Workspace, name: str) -> None:
    mine, theirs, act = _LATER[name]
    mine(scene)
    batch = _last(scene.workspace)
    theirs(scene, other)
    later = scene.workspace.history(1)[0]
    done(scene.workspace, operations.write_article_note, scene.article.id, "unconcerned")
    before = everything(scene.path)
    why = f"changed or used since, by “{act}” of bea at {later.at} (operation {later.batch})."
    with pytest.raises(Conflict, match=re.escape(why)):
        done(scene.workspace, turns.undo_operation, batch)
    assert everything(scene.path) == before


def test_what_another_program_has_changed_since_is_refused_without_a_name(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    done(scene.workspace, operations.tag, scene.harbour, "sea")
    change(scene.path, "UPDATE annotations SET note = 'elsewhere' WHERE id = ?", [scene.ship])
    with pytest.raises(Conflict, match="changed or used since, by an analysis, an import or another program"):
        done(scene.workspace, turns.undo_operation, batch)


def test_an_ordinary_undo_names_who_is_in_the_way_too(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(other, operations.reject, [scene.ship])
    with pytest.raises(Conflict, match="since, by “reject” of bea at"):
        done(scene.workspace, turns.undo)


def test_an_article_that_came_in_later_is_not_in_the_way(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = _last(scene.workspace)
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    done(scene.workspace, operations.accept, [scene.harbour])
    assert done(scene.workspace, turns.undo_operation, batch).act == "accept"
