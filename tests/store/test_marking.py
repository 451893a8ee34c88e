"""Other boundaries, cutting in two, joining: what stays, what is refused, and that one undo takes it back."""

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.domain.article import ArticleDraft
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Missing, Refused
from glossator.text.span import Span
from tests.store.dumps import change, dump, everything, history
from tests.store.scene import Scene, add, done, place


def tagged_and_noted(scene: Scene, annotation: int, entity: int | None = None) -> None:
    """Say all that can be said of an annotation."""
    done(scene.workspace, operations.write_note, annotation, f"about {scene.now(annotation).quote}")
    if "sea" not in scene.now(annotation).tags:
        done(scene.workspace, operations.tag, annotation, "sea")
    if entity is not None:
        change(
            scene.path, "INSERT OR IGNORE INTO entities VALUES (?, ?, ?, NULL, '', '')", [entity, entity, f"E{entity}"]
        )
        change(scene.path, "UPDATE annotations SET entity = ? WHERE id = ?", [entity, annotation])


def test_boundaries_move_and_all_else_stays(scene: Scene) -> None:
    tagged_and_noted(scene, scene.ship, entity=7)
    before, start = scene.now(scene.ship), dump(scene.path)
    done(scene.workspace, operations.move_boundaries, scene.ship, scene.at("ferry Aurora"))
    after, end = scene.now(scene.ship), dump(scene.path)
    assert (after.quote, after.span) == ("ferry Aurora", scene.at("ferry Aurora").span)
    for name in ("uid", "label", "note", "tags", "entity", "origin", "model", "score", "created_at"):
        assert getattr(after, name) == getattr(before, name), name
    assert (after.status, after.analyst) == (Status.ACCEPTED, "ann")
    assert scene.workspace.problems() == []
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_boundaries_that_stay_are_no_act(scene: Scene) -> None:
    before = everything(scene.path)
    done(scene.workspace, operations.move_boundaries, scene.ship, scene.at("Aurora"))
    assert everything(scene.path) == before


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (None, "“Aurora” is suggested as PRODUCT already"),
        (operations.accept, "“Aurora” is annotated as PRODUCT already"),
        (operations.reject, "“Aurora” was rejected as PRODUCT"),
    ],
)
def test_boundaries_do_not_move_onto_a_twin(scene: Scene, act: object, said: str) -> None:
    if act is operations.accept or act is operations.reject:
        done(scene.workspace, operations.accept if act is operations.accept else operations.reject, [scene.ship])
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("ferry Aurora"), "PRODUCT")
    before = everything(scene.path)
    with pytest.raises(Refused, match=said):
        done(scene.workspace, operations.move_boundaries, made, scene.at("Aurora"))
    assert everything(scene.path) == before


def test_boundaries_move_onto_what_has_another_label(scene: Scene) -> None:
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("ferry Aurora"), "ORG")
    done(scene.workspace, operations.move_boundaries, made, scene.at("Aurora"))
    assert scene.now(made).span == scene.now(scene.ship).span


def test_boundaries_do_not_move_past_the_text(scene: Scene) -> None:
    longer = ArticleDraft("Longer", scene.article.text + " And then some words more.")
    past = place(longer.text, "words more")
    with pytest.raises(Refused, match=f"The text ends at {len(scene.article.text)}"):
        done(scene.workspace, operations.move_boundaries, scene.ship, past)


def test_what_was_deleted_meanwhile_is_reported(scene: Scene) -> None:
    with pytest.raises(Missing, match="no longer there"):
        done(scene.workspace, operations.move_boundaries, 999, scene.at("Aurora"))


def test_an_annotation_is_cut_in_two_and_the_note_stays_with_the_first(scene: Scene) -> None:
    tagged_and_noted(scene, scene.captain, entity=7)
    before, start = scene.now(scene.captain), dump(scene.path)
    made = done(scene.workspace, operations.split, scene.captain, scene.at("Mira"), scene.at("Okafor"))
    first, second, end = scene.now(scene.captain), scene.now(made), dump(scene.path)
    assert (first.quote, first.uid, first.note) == ("Mira", before.uid, "about Mira Okafor")
    assert (second.quote, second.note, second.origin, second.analyst) == ("Okafor", "", Origin.ANALYST, "ann")
    for part in (first, second):
        assert (part.label, part.tags, part.entity) == ("PERSON", ("people/crew", "sea"), "E7")
        assert part.status is Status.ACCEPTED
    assert scene.workspace.problems() == []
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_a_suggestion_that_is_cut_is_accepted(scene: Scene) -> None:
    made = done(scene.workspace, operations.split, scene.harbour, scene.at("Port"), scene.at("Selby"))
    assert {scene.now(one).status for one in (scene.harbour, made)} == {Status.ACCEPTED}
    assert scene.now(scene.harbour).origin is Origin.MODEL


@pytest.mark.parametrize(
    ("first", "second"),
    [("Mira", "Captain"), ("Captain", "Okafor"), ("Okafor", "Mira"), ("Mira", "Okafor waved")],
    ids=str,
)
def test_parts_that_are_none_are_refused(scene: Scene, first: str, second: str) -> None:
    before = everything(scene.path)
    with pytest.raises(Refused, match="boundaries have changed"):
        done(scene.workspace, operations.split, scene.captain, scene.at(first), scene.at(second))
    assert everything(scene.path) == before


@pytest.mark.parametrize("words", ["Mira", "Okafor"])
def test_a_cut_that_makes_a_twin_is_refused(scene: Scene, words: str) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at(words), "PERSON")
    before = everything(scene.path)
    with pytest.raises(Refused, match=f"“{words}” is annotated as PERSON already"):
        done(scene.workspace, operations.split, scene.captain, scene.at("Mira"), scene.at("Okafor"))
    assert everything(scene.path) == before


def test_two_become_one_with_all_that_was_said_of_both(scene: Scene) -> None:
    tagged_and_noted(scene, scene.harbour)
    title = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Captain"), None)
    done(scene.workspace, operations.tag, title, "rank")
    tagged_and_noted(scene, title)
    tagged_and_noted(scene, scene.captain, entity=7)
    uid, start = scene.now(scene.captain).uid, dump(scene.path)
    done(scene.workspace, operations.merge, scene.captain, title, scene.at("Captain Mira Okafor"))
    one, end = scene.now(scene.captain), dump(scene.path)
    assert (one.uid, one.quote, one.label, one.entity) == (uid, "Captain Mira Okafor", "PERSON", "E7")
    assert one.tags == ("people/crew", "rank", "sea")
    assert one.note == "about Mira Okafor\n\n“Captain”: about Captain"
    assert scene.workspace.annotation(title) is None
    assert scene.workspace.problems() == []
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_what_has_no_label_note_or_entity_takes_the_others(scene: Scene) -> None:
    title = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Captain"), None)
    tagged_and_noted(scene, scene.captain, entity=7)
    done(scene.workspace, operations.merge, title, scene.captain, scene.at("Captain Mira Okafor"))
    one = scene.now(title)
    assert (one.label, one.entity, one.note) == ("PERSON", "E7", "about Mira Okafor")


def test_two_suggestions_become_one_that_is_accepted(scene: Scene) -> None:
    around = scene.at("Aurora left Port Selby")
    done(scene.workspace, operations.merge, scene.ship, scene.harbour, around)
    assert (scene.now(scene.ship).quote, scene.now(scene.ship).status) == (around.quote, Status.ACCEPTED)
    assert scene.workspace.annotation(scene.harbour) is None


def test_joining_with_what_holds_it_takes_the_place_of_that(scene: Scene) -> None:
    whole = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Captain Mira Okafor"), "PERSON")
    done(scene.workspace, operations.merge, scene.captain, whole, scene.at("Captain Mira Okafor"))
    assert scene.now(scene.captain).quote == "Captain Mira Okafor"


def test_different_entities_are_not_joined(scene: Scene) -> None:
    title = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Captain"), None)
    tagged_and_noted(scene, scene.captain, entity=7)
    tagged_and_noted(scene, title, entity=8)
    before = everything(scene.path)
    with pytest.raises(Refused, match="“Mira Okafor” and “Captain” are linked to different entities; unlink one first"):
        done(scene.workspace, operations.merge, scene.captain, title, scene.at("Captain Mira Okafor"))
    assert everything(scene.path) == before


def test_only_two_of_one_paragraph_are_joined(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", scene.article.text + " "))
    elsewhere = done(scene.workspace, operations.annotate, second.id, place(second.text, "Aurora"), None)
    for other, anchor in (
        (scene.plain, place(scene.article.text, scene.article.text[: scene.at("nine hours").span.end])),
        (elsewhere, scene.at("Aurora left Port Selby")),
        (scene.ship, scene.at("Aurora")),
    ):
        before = everything(scene.path)
        with pytest.raises(Refused, match="Only annotations of the same paragraph"):
            done(scene.workspace, operations.merge, scene.ship, other, anchor)
        assert everything(scene.path) == before


def test_what_was_moved_meanwhile_is_not_joined(scene: Scene) -> None:
    with pytest.raises(Refused, match="boundaries have changed"):
        done(scene.workspace, operations.merge, scene.ship, scene.harbour, scene.at("ferry Aurora left Port Selby"))


def test_joining_onto_a_twin_is_refused(scene: Scene) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora left Port Selby"), "PRODUCT")
    with pytest.raises(Refused, match="is annotated as PRODUCT already"):
        done(scene.workspace, operations.merge, scene.ship, scene.harbour, scene.at("Aurora left Port Selby"))


def test_many_are_decided_as_one_act_and_counted(scene: Scene) -> None:
    ids = [scene.ship, scene.harbour, scene.captain, scene.ship]
    start, acts_before = dump(scene.path), len({row[1] for row in history(scene.path)})
    assert done(scene.workspace, operations.accept, ids) == 2
    assert len({row[1] for row in history(scene.path)}) == acts_before + 1
    assert done(scene.workspace, operations.accept, ids) == 0
    assert done(scene.workspace, operations.reject, ids) == 3
    for _ in range(2):
        done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


def test_when_one_of_many_is_gone_nothing_is_decided(scene: Scene) -> None:
    before = everything(scene.path)
    with pytest.raises(Missing):
        done(scene.workspace, operations.accept, [scene.ship, 999])
    assert everything(scene.path) == before


def test_what_is_undecided_is_found_by_label_and_by_place(scene: Scene) -> None:
    undecided = scene.workspace.undecided
    assert undecided(scene.article.id) == [scene.ship, scene.harbour]
    assert undecided(scene.article.id, label="GPE") == [scene.harbour]
    assert undecided(scene.article.id, label="ORG") == []
    ship, harbour = scene.at("Aurora").span, scene.at("Port Selby").span
    assert undecided(scene.article.id, within=Span(ship.start, harbour.end)) == [scene.ship, scene.harbour]
    assert undecided(scene.article.id, within=Span(ship.start, harbour.end - 1)) == [scene.ship]
    assert undecided(scene.article.id, within=Span(ship.start + 1, harbour.end)) == [scene.harbour]
    assert undecided(scene.article.id + 1) == []
    done(scene.workspace, operations.reject, [scene.harbour])
    assert undecided(scene.article.id) == [scene.ship]
