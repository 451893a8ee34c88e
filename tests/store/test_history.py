import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Missing
from glossator.store.workspace import Author, Workspace
from tests.store.dumps import ask, dump, everything, history
from tests.store.scene import Scene, add, done, ticking


def test_acts_are_undone_from_the_last_and_redone_from_the_first(scene: Scene) -> None:
    states = [dump(scene.path)]
    for act in (operations.accept, operations.reject):
        done(scene.workspace, act, [scene.ship])
        states.append(dump(scene.path))
    done(scene.workspace, operations.write_note, scene.ship, "hm")
    states.append(dump(scene.path))
    for state in reversed(states[:-1]):
        done(scene.workspace, turns.undo)
        assert dump(scene.path) == state
    for state in states[1:]:
        done(scene.workspace, turns.redo)
        assert dump(scene.path) == state
    with pytest.raises(Missing, match="nothing to redo"):
        done(scene.workspace, turns.redo)


def test_what_was_taken_back_is_named(scene: Scene) -> None:
    batch = history(scene.path)[-1][1] + 1
    done(scene.workspace, operations.accept, [scene.ship, scene.harbour])
    for turn in (turns.undo, turns.redo):
        back = done(scene.workspace, turn)
        assert (back.batch, back.act, len(back.subjects)) == (batch, "accept", 2)
        assert back.quote in {"Aurora", "Port Selby"}
    done(scene.workspace, operations.tag_article, scene.article.id, "people/crew")
    assert done(scene.workspace, turns.undo).act == "tag article"


def test_there_is_nothing_to_undo_or_redo_in_the_beginning(workspace: Workspace, draft: ArticleDraft) -> None:
    add(workspace, draft)
    with pytest.raises(Missing, match="nothing to undo"):
        done(workspace, turns.undo)
    with pytest.raises(Missing, match="nothing to redo"):
        done(workspace, turns.redo)


def test_articles_that_come_in_are_reported_and_passed_over_by_undo(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    added = add(scene.workspace, ArticleDraft("Second", "Another text."))
    assert scene.workspace.history(1)[0].act == "article.add"
    assert done(scene.workspace, turns.undo).act == "accept"
    assert done(scene.workspace, turns.redo).act == "accept"
    assert scene.workspace.article(added.uid).title == "Second"


def test_an_act_after_an_undo_ends_redoing(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    done(scene.workspace, operations.accept, [scene.harbour])
    before = everything(scene.path)
    with pytest.raises(Missing, match="nothing to redo"):
        done(scene.workspace, turns.redo)
    assert everything(scene.path) == before


def test_redo_does_the_act_that_was_undone_last_and_never_one_that_an_act_came_after(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.plain, scene.ship])
    done(scene.workspace, turns.undo)
    start = dump(scene.path)
    done(scene.workspace, operations.reject, [scene.ship])
    end = dump(scene.path)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    assert done(scene.workspace, turns.redo).act == "reject"
    assert dump(scene.path) == end
    with pytest.raises(Missing, match="nothing to redo"):
        done(scene.workspace, turns.redo)


def test_a_branch_that_was_left_stays_left_when_more_is_undone(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, operations.write_note, scene.ship, "left")
    done(scene.workspace, turns.undo)
    done(scene.workspace, operations.tag, scene.ship, "kept")
    end = dump(scene.path)
    done(scene.workspace, turns.undo)
    done(scene.workspace, turns.undo)
    assert [done(scene.workspace, turns.redo).act for _ in range(2)] == ["accept", "tag"]
    assert dump(scene.path) == end


def test_a_note_that_goes_on_after_an_undo_ends_redoing(scene: Scene) -> None:
    batch = done(scene.workspace, operations.write_note, scene.ship, "one")
    done(scene.workspace, operations.write_note, scene.harbour, "other")
    done(scene.workspace, turns.undo)
    assert done(scene.workspace, operations.write_note, scene.ship, "one two", batch) == batch
    with pytest.raises(Missing, match="nothing to redo"):
        done(scene.workspace, turns.redo)


def test_an_article_that_comes_in_does_not_end_redoing(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    assert done(scene.workspace, turns.redo).act == "accept"


def test_undo_and_redo_go_on_after_reopening(scene: Scene) -> None:
    start = dump(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, operations.tag, scene.ship, "vessels")
    end = dump(scene.path)
    scene.workspace.close()
    with Workspace(scene.path, ticking("ann", seed=3)) as again:
        done(again, turns.undo)
        done(again, turns.undo)
    assert dump(scene.path) == start
    with Workspace(scene.path, ticking("ann", seed=4)) as again:
        done(again, turns.redo)
        done(again, turns.redo)
    assert dump(scene.path) == end


def test_each_analyst_undoes_their_own_acts(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(other, operations.accept, [scene.harbour])
    assert done(scene.workspace, turns.undo).quote == "Aurora"
    assert scene.now(scene.harbour).status is Status.ACCEPTED
    with pytest.raises(Missing, match="nothing to redo"):
        done(other, turns.redo)
    assert done(other, turns.undo).quote == "Port Selby"
    with pytest.raises(Missing, match="nothing to undo"):
        done(other, turns.undo)
    assert done(scene.workspace, turns.redo).quote == "Aurora"


def test_an_act_of_one_analyst_does_not_end_redoing_for_another(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    done(other, operations.accept, [scene.harbour])
    assert done(scene.workspace, turns.redo).quote == "Aurora"


_SINCE: dict[str, tuple[Callable[[Scene, Workspace], Any], Callable[[Scene, Workspace], Any]]] = {
    "decided otherwise": (
        lambda scene, _: done(scene.workspace, operations.accept, [scene.ship]),
        lambda scene, other: done(other, operations.reject, [scene.ship]),
    ),
    "noted on": (
        lambda scene, _: done(scene.workspace, operations.accept, [scene.ship]),
        lambda scene, other: done(other, operations.write_note, scene.ship, "bea was here"),
    ),
    "deleted": (
        lambda scene, _: done(scene.workspace, operations.relabel, scene.plain, "TIME"),
        lambda scene, other: done(other, operations.delete, scene.plain),
    ),
    "one of several": (
        lambda scene, _: done(scene.workspace, operations.accept, [scene.ship, scene.harbour]),
        lambda scene, other: done(other, operations.reject, [scene.harbour]),
    ),
    "its new tag is used": (
        lambda scene, _: done(scene.workspace, operations.tag, scene.ship, "vessels"),
        lambda scene, other: done(other, operations.tag, scene.harbour, "vessels"),
    ),
    "the new annotation is tagged": (
        lambda scene, _: done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "DATE"),
        lambda scene, other: done(
            other, operations.tag, max(one.id for one in other.annotations(scene.article.id)), "people/crew"
        ),
    ),
}


@pytest.mark.parametrize("name", _SINCE)
def test_undo_refuses_to_overwrite_what_another_has_changed_since(scene: Scene, other: Workspace, name: str) -> None:
    mine, theirs = _SINCE[name]
    mine(scene, other)
    theirs(scene, other)
    before = everything(scene.path)
    with pytest.raises(Conflict, match="cannot be undone: what it changed has been changed or used since"):
        done(scene.workspace, turns.undo)
    assert everything(scene.path) == before


def test_redo_refuses_to_overwrite_what_another_has_changed_since(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    done(other, operations.reject, [scene.ship])
    before = everything(scene.path)
    with pytest.raises(Conflict, match=r"“accept” of 2026-01-02T\S+ cannot be redone"):
        done(scene.workspace, turns.redo)
    assert everything(scene.path) == before


def test_redo_refuses_to_make_a_tag_that_another_has_made_since(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, operations.tag, scene.ship, "vessels")
    done(scene.workspace, turns.undo)
    done(other, operations.tag, scene.harbour, "Vessels")
    before = everything(scene.path)
    with pytest.raises(Conflict):
        done(scene.workspace, turns.redo)
    assert everything(scene.path) == before


def test_undo_works_again_when_the_other_takes_back_what_was_in_the_way(scene: Scene, other: Workspace) -> None:
    start = dump(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    done(other, operations.reject, [scene.ship])
    done(other, turns.undo)
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


def test_the_history_keeps_each_row_before_and_after_but_never_the_text(scene: Scene) -> None:
    done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources.")
    done(scene.workspace, operations.accept, [scene.ship])
    (*_, noted, accepted) = ask(scene.path, "SELECT subject, before, after FROM history ORDER BY id")
    assert noted[0] == f"articles:{scene.article.id}"
    assert (json.loads(noted[1])["note"], json.loads(noted[2])["note"]) == ("", "Two sources.")
    assert "text" not in json.loads(noted[2])
    assert accepted[0] == f"annotations:{scene.ship}"
    assert (json.loads(accepted[1])["status"], json.loads(accepted[2])["status"]) == ("suggested", "accepted")


def test_a_new_row_has_no_before_and_a_removed_one_no_after(scene: Scene) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "DATE")
    done(scene.workspace, operations.delete, scene.plain)
    (*_, made, removed) = ask(scene.path, "SELECT before, after FROM history ORDER BY id")
    assert (made[0], json.loads(made[1])["quote"]) == (None, "Monday")
    assert (json.loads(removed[0])["quote"], removed[1]) == ("nine hours", None)


def test_what_was_undone_stays_in_the_history(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship, scene.harbour])
    done(scene.workspace, turns.undo)
    entry = scene.workspace.history(1)[0]
    assert (entry.act, entry.analyst, entry.changes) == ("annotation.accept", "ann", 2)
    assert entry.undone > entry.at
    done(scene.workspace, turns.redo)
    assert scene.workspace.history(1)[0].undone == ""


def test_the_history_is_reported_newest_first_with_the_words_that_each_act_was_about(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, operations.tag, scene.harbour, "people/crew")
    done(scene.workspace, operations.write_article_note, scene.article.id, "x")
    done(scene.workspace, operations.untag, scene.captain, "people/crew")
    done(scene.workspace, operations.tag, scene.ship, "vessels")
    reported = [(entry.act, entry.quote) for entry in scene.workspace.history(100)]
    assert reported == [
        ("annotation.tag", "vessels"),
        ("annotation.untag", "Mira Okafor"),
        ("article.note", "Ferry to Lumen"),
        ("annotation.tag", "Port Selby"),
        ("annotation.accept", "Aurora"),
        ("annotation.create", "nine hours"),
        ("annotation.tag", "people/crew"),
        ("annotation.create", "Mira Okafor"),
        ("article.add", "Ferry to Lumen"),
    ]
    assert [entry.quote for entry in scene.workspace.history(2)] == ["vessels", "Mira Okafor"]


def test_acts_within_one_second_are_undone_one_by_one(scene: Scene) -> None:
    frozen = Author("cy", clock=lambda: "2026-01-03T00:00:00Z", chance=random.Random(9))
    with Workspace(scene.path, frozen) as workspace:
        start = dump(scene.path)
        done(workspace, operations.accept, [scene.ship])
        middle = dump(scene.path)
        done(workspace, operations.tag, scene.ship, "vessels")
        done(workspace, turns.undo)
        assert dump(scene.path) == middle
        done(workspace, turns.undo)
        assert dump(scene.path) == start
