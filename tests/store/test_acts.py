import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import BadTag, tag_colour
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Missing, Refused, StoreError
from glossator.store.history.operation import Operation
from glossator.store.operations.entities import link
from glossator.text.span import Span
from tests.store.dumps import ask, change, dump, everything, history
from tests.store.scene import Scene, done, tag_suggestion

_ACTS: dict[str, Callable[[Scene], Any]] = {
    "accept": lambda scene: done(scene.workspace, operations.accept, [scene.ship]),
    "accept several": lambda scene: done(scene.workspace, operations.accept, [scene.ship, scene.harbour]),
    "reject": lambda scene: done(scene.workspace, operations.reject, [scene.ship]),
    "reject one's own": lambda scene: done(scene.workspace, operations.reject, [scene.captain, scene.plain]),
    "relabel": lambda scene: done(scene.workspace, operations.relabel, scene.ship, "ORG"),
    "relabel a highlight": lambda scene: done(scene.workspace, operations.relabel, scene.plain, "TIME"),
    "take the label away": lambda scene: done(scene.workspace, operations.relabel, scene.captain, None),
    "relabel as it is": lambda scene: done(scene.workspace, operations.relabel, scene.ship, "PRODUCT"),
    "annotate": lambda scene: done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "DATE"),
    "highlight": lambda scene: done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), None),
    "annotate a suggestion": lambda scene: done(
        scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora"), "ORG"
    ),
    "annotate around": lambda scene: done(
        scene.workspace, operations.annotate, scene.article.id, scene.at("Captain Mira Okafor"), "PERSON"
    ),
    "delete": lambda scene: done(scene.workspace, operations.delete, scene.plain),
    "delete with tags": lambda scene: done(scene.workspace, operations.delete, scene.captain),
    "tag": lambda scene: done(scene.workspace, operations.tag, scene.ship, "people/crew"),
    "tag with a new tag": lambda scene: done(scene.workspace, operations.tag, scene.ship, "vessels"),
    "untag": lambda scene: done(scene.workspace, operations.untag, scene.captain, "people/crew"),
    "tag the article": lambda scene: done(scene.workspace, operations.tag_article, scene.article.id, "people/crew"),
    "tag the article again": lambda scene: done(scene.workspace, operations.tag_article, scene.article.id, "sea"),
    "note": lambda scene: done(
        scene.workspace, operations.write_note, scene.ship, "Built 1998;\n“Selby” yard 👩🏻\u200d✈️"
    ),
    "note on the article": lambda scene: done(
        scene.workspace, operations.write_article_note, scene.article.id, "Check."
    ),
}


@pytest.mark.parametrize("name", _ACTS)
def test_undo_restores_every_row_and_redo_the_end(scene: Scene, name: str) -> None:
    start = dump(scene.path)
    _ACTS[name](scene)
    end = dump(scene.path)
    assert end != start
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


@pytest.mark.parametrize("name", _ACTS)
def test_an_act_is_one_batch_with_who_when_and_what(scene: Scene, name: str) -> None:
    before = history(scene.path)
    _ACTS[name](scene)
    written = [row for row in history(scene.path) if row not in before]
    assert written
    assert {(batch, analyst) for _, batch, _, analyst, *_ in written} == {(before[-1][1] + 1, "ann")}
    (act,) = {row[4] for row in written}
    assert act == {"highlight": "annotation.create", "tag the article": "article.tag"}.get(name, act)
    assert all(row[2] > before[-1][2] for row in written)


def test_accepting_names_who_decided_and_keeps_who_suggested(scene: Scene) -> None:
    before = scene.now(scene.ship)
    assert (before.status, before.analyst, before.origin) == (Status.SUGGESTED, "", Origin.MODEL)
    done(scene.workspace, operations.accept, [scene.ship])
    after = scene.now(scene.ship)
    assert (after.status, after.analyst, after.origin) == (Status.ACCEPTED, "ann", Origin.MODEL)
    assert (after.model, after.score, after.label) == ("en_test 1.0", 0.75, "PRODUCT")
    assert after.created_at == before.created_at
    assert after.updated_at > before.updated_at


@pytest.mark.parametrize("act", [operations.accept, operations.reject])
def test_deciding_what_is_decided_so_records_nothing(scene: Scene, act: Operation[..., Any]) -> None:
    done(scene.workspace, act, [scene.ship])
    before = everything(scene.path)
    done(scene.workspace, act, [scene.ship])
    assert everything(scene.path) == before


def test_deciding_on_several_records_those_that_change(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship, scene.captain, scene.harbour])
    assert [row[5] for row in history(scene.path)[-2:]] == [f"annotations:{scene.ship}", f"annotations:{scene.harbour}"]


def test_a_rejection_can_be_taken_back_by_accepting(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    assert scene.now(scene.ship).status is Status.REJECTED
    done(scene.workspace, operations.accept, [scene.ship])
    assert scene.now(scene.ship).status is Status.ACCEPTED


def test_giving_the_label_that_is_there_already_is_no_act(scene: Scene) -> None:
    done(scene.workspace, operations.relabel, scene.ship, "FAC")
    before = everything(scene.path)
    done(scene.workspace, operations.relabel, scene.ship, "FAC")
    assert everything(scene.path) == before


def test_relabelling_accepts(scene: Scene) -> None:
    done(scene.workspace, operations.relabel, scene.ship, "ORG")
    assert (scene.now(scene.ship).label, scene.now(scene.ship).status) == ("ORG", Status.ACCEPTED)


def test_a_new_annotation_is_the_analysts_and_has_its_words_and_surroundings(scene: Scene) -> None:
    anchor = scene.at("Mira Okafor", 1)
    made = scene.now(done(scene.workspace, operations.annotate, scene.article.id, anchor, "PERSON"))
    assert (made.span, made.quote, made.paragraph) == (anchor.span, "Mira Okafor", 3)
    assert (made.label, made.status, made.origin, made.analyst) == ("PERSON", Status.ACCEPTED, Origin.ANALYST, "ann")
    assert (made.note, made.tags, made.model, made.score) == ("", (), None, None)
    assert made.created_at == made.updated_at
    assert ask(scene.path, "SELECT prefix, suffix FROM annotations WHERE id = ?", [made.id]) == [
        (anchor.prefix, anchor.suffix)
    ]


@pytest.mark.parametrize("label", ["PRODUCT", "ORG", None])
def test_annotating_a_suggestion_takes_it_over(scene: Scene, label: str | None) -> None:
    assert done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora"), label) == scene.ship
    taken = scene.now(scene.ship)
    assert (taken.label, taken.status, taken.origin) == (label, Status.ACCEPTED, Origin.MODEL)


def test_annotating_what_was_rejected_takes_it_back_when_the_label_is_the_same(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    assert done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora"), "PRODUCT") == scene.ship
    assert scene.now(scene.ship).status is Status.ACCEPTED


def test_annotating_what_was_rejected_with_another_label_leaves_the_rejection(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora"), "ORG")
    assert made != scene.ship
    assert scene.now(scene.ship).status is Status.REJECTED
    assert scene.now(made).origin is Origin.ANALYST


def test_one_stretch_can_have_two_labels(scene: Scene) -> None:
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Mira Okafor"), "ORG")
    assert scene.now(made).span == scene.now(scene.captain).span


def test_a_machine_that_agrees_later_does_not_make_the_analyst_choose_again(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora"), "ORG")
    with pytest.raises(Refused, match="annotated as ORG already"):
        done(scene.workspace, operations.relabel, scene.ship, "ORG")
    assert scene.now(made).label == "ORG"


def test_a_tag_is_made_once_whatever_its_case_and_keeps_the_first_spelling(scene: Scene) -> None:
    done(scene.workspace, operations.tag, scene.ship, " PEOPLE / Crew ")
    assert scene.now(scene.ship).tags == ("people/crew",)
    assert [(tag.path, tag.uses) for tag in scene.workspace.tags()] == [("people/crew", 2)]


def test_a_new_tag_has_a_colour_and_nothing_else_yet(scene: Scene) -> None:
    done(scene.workspace, operations.tag, scene.ship, "vessels / ferries")
    (tag,) = [tag for tag in scene.workspace.tags() if tag.path == "vessels/ferries"]
    assert (tag.description, tag.key, tag.archived, tag.uses) == ("", "", False, 1)
    assert tag.colour == tag_colour("vessels/ferries")


def test_untagging_finds_the_tag_whatever_its_case_and_leaves_it_in_the_codebook(scene: Scene) -> None:
    done(scene.workspace, operations.untag, scene.captain, "People/CREW")
    assert scene.now(scene.captain).tags == ()
    assert [(tag.path, tag.uses) for tag in scene.workspace.tags()] == [("people/crew", 0)]


def test_an_article_has_tags_and_a_note_of_its_own(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    done(scene.workspace, operations.tag_article, scene.article.id, "People/Crew")
    done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources.")
    article = scene.workspace.article(scene.article.uid)
    assert (article.tags, article.note) == (("people/crew", "sea"), "Two sources.")
    done(scene.workspace, operations.untag_article, scene.article.id, "SEA")
    assert scene.workspace.article(scene.article.uid).tags == ("people/crew",)


_REFUSALS: dict[str, tuple[Callable[[Scene], Any], type[Exception], str]] = {
    "annotate what is marked so": (
        lambda scene: done(scene.workspace, operations.annotate, scene.article.id, scene.at("Mira Okafor"), "PERSON"),
        Refused,
        "“Mira Okafor” is annotated as PERSON already",
    ),
    "highlight what is highlighted": (
        lambda scene: done(scene.workspace, operations.annotate, scene.article.id, scene.at("nine hours"), None),
        Refused,
        "a highlight already",
    ),
    "annotate with an unknown label": (
        lambda scene: done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "WEATHER"),
        Refused,
        "There is no label “WEATHER” in the codebook",
    ),
    "annotate another article's text": (
        lambda scene: done(scene.workspace, operations.annotate, 99, scene.at("Monday"), "DATE"),
        Missing,
        "no longer there",
    ),
    "delete a suggestion": (
        lambda scene: done(scene.workspace, operations.delete, scene.ship),
        Refused,
        "cannot be deleted",
    ),
    "decide on nothing": (
        lambda scene: done(scene.workspace, operations.accept, [scene.ship, 99]),
        Missing,
        "no longer there",
    ),
    "relabel nothing": (lambda scene: done(scene.workspace, operations.relabel, 99, "ORG"), Missing, "no longer there"),
    "delete nothing": (lambda scene: done(scene.workspace, operations.delete, 99), Missing, "no longer there"),
    "note on nothing": (
        lambda scene: done(scene.workspace, operations.write_note, 99, "x"),
        Missing,
        "no longer there",
    ),
    "tag nothing": (lambda scene: done(scene.workspace, operations.tag, 99, "brand/new"), Missing, "no longer there"),
    "tag twice": (
        lambda scene: done(scene.workspace, operations.tag, scene.captain, "People/crew"),
        Refused,
        "“People/crew” is there already",
    ),
    "tag with a bad path": (
        lambda scene: done(scene.workspace, operations.tag, scene.ship, "a;b"),
        BadTag,
        "semicolon",
    ),
    "untag what is not tagged": (
        lambda scene: done(scene.workspace, operations.untag, scene.ship, "people/crew"),
        Missing,
        "no longer there",
    ),
    "untag an unknown tag": (
        lambda scene: done(scene.workspace, operations.untag, scene.captain, "crew"),
        Refused,
        "no tag “crew”",
    ),
    "untag an article without it": (
        lambda scene: done(scene.workspace, operations.untag_article, scene.article.id, "people/crew"),
        Missing,
        "no longer there",
    ),
}


@pytest.mark.parametrize("name", _REFUSALS)
def test_what_is_refused_says_why_and_leaves_nothing_behind(scene: Scene, name: str) -> None:
    attempt, kind, why = _REFUSALS[name]
    before = everything(scene.path)
    with pytest.raises(kind, match=why):
        attempt(scene)
    assert everything(scene.path) == before


def test_an_article_cannot_have_a_tag_twice(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    before = everything(scene.path)
    with pytest.raises(Refused, match="“Sea” is there already"):
        done(scene.workspace, operations.tag_article, scene.article.id, "Sea")
    assert everything(scene.path) == before


def test_what_the_lexicon_suggested_is_not_deleted_either(scene: Scene) -> None:
    change(scene.path, "UPDATE annotations SET origin = 'lexicon' WHERE id = ?", [scene.ship])
    with pytest.raises(Refused, match="cannot be deleted"):
        done(scene.workspace, operations.delete, scene.ship)


@pytest.mark.parametrize("origin", ["propagated", "imported"])
def test_what_no_machine_made_can_be_deleted(scene: Scene, origin: str) -> None:
    change(scene.path, "UPDATE annotations SET origin = ? WHERE id = ?", [origin, scene.ship])
    done(scene.workspace, operations.delete, scene.ship)
    assert scene.ship not in [one.id for one in scene.workspace.annotations(scene.article.id)]


def test_a_deleted_annotation_leaves_no_tags_behind(scene: Scene) -> None:
    done(scene.workspace, operations.delete, scene.captain)
    assert ask(scene.path, "SELECT count(*) FROM annotation_tags") == [(0,)]
    assert ask(scene.path, "PRAGMA foreign_key_check") == []


def test_ids_of_what_was_deleted_are_not_used_again(scene: Scene) -> None:
    done(scene.workspace, operations.delete, scene.plain)
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("nine hours"), None)
    assert made > scene.plain


# Notes save themselves while one types: the saves of one sitting are one act.


def test_the_saves_of_one_sitting_are_one_act_and_one_undo(scene: Scene) -> None:
    start = dump(scene.path)
    batch = None
    for text in ("B", "Bui", "Built 19", "Built 1998"):
        batch = done(scene.workspace, operations.write_note, scene.ship, text, batch)
    assert [(row[1], row[5]) for row in history(scene.path) if row[4] == "annotation.note"] == [
        (batch, f"annotations:{scene.ship}")
    ]
    assert scene.now(scene.ship).note == "Built 1998"
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert scene.now(scene.ship).note == "Built 1998"


def test_a_sitting_ends_with_another_act(scene: Scene) -> None:
    first = done(scene.workspace, operations.write_note, scene.ship, "one")
    done(scene.workspace, operations.accept, [scene.harbour])
    second = done(scene.workspace, operations.write_note, scene.ship, "one two", first)
    assert second != first
    done(scene.workspace, turns.undo)
    assert scene.now(scene.ship).note == "one"


def test_a_sitting_ends_with_an_undo(scene: Scene) -> None:
    first = done(scene.workspace, operations.write_note, scene.ship, "one")
    done(scene.workspace, turns.undo)
    second = done(scene.workspace, operations.write_note, scene.ship, "two", first)
    assert second != first
    done(scene.workspace, turns.undo)
    assert scene.now(scene.ship).note == ""


def test_a_sitting_is_not_continued_by_an_act_of_another_kind(scene: Scene) -> None:
    first = done(scene.workspace, operations.write_note, scene.ship, "one")
    assert done(scene.workspace, operations.write_article_note, scene.article.id, "two", first) != first


def test_a_note_that_is_typed_back_to_what_it_was_leaves_no_trace(scene: Scene) -> None:
    start = everything(scene.path)
    batch = done(scene.workspace, operations.write_note, scene.ship, "on second thought")
    batch = done(scene.workspace, operations.write_note, scene.ship, "on", batch)
    done(scene.workspace, operations.write_note, scene.ship, "", batch)
    assert everything(scene.path) == start


def test_an_article_note_that_is_typed_back_leaves_no_trace(scene: Scene) -> None:
    start = everything(scene.path)
    batch = done(scene.workspace, operations.write_article_note, scene.article.id, "hm")
    done(scene.workspace, operations.write_article_note, scene.article.id, "", batch)
    assert everything(scene.path) == start


def test_after_a_note_was_typed_back_the_act_before_it_is_undone(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = done(scene.workspace, operations.write_note, scene.ship, "hm")
    done(scene.workspace, operations.write_note, scene.ship, "", batch)
    assert done(scene.workspace, turns.undo).act == "accept"
    assert scene.now(scene.ship).status is Status.SUGGESTED


def test_a_note_that_is_the_same_records_nothing(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.ship, "same")
    before = everything(scene.path)
    assert done(scene.workspace, operations.write_note, scene.ship, "same") is None
    assert everything(scene.path) == before


def test_the_span_of_a_new_annotation_is_checked_by_the_file_itself(scene: Scene) -> None:
    anchor = scene.at("Monday")
    with pytest.raises(StoreError, match="reaches past the text"):
        done(
            scene.workspace,
            operations.annotate,
            scene.article.id,
            type(anchor)(Span(5_000, 5_006), "Monday", "", "", 1),
            "DATE",
        )
    with pytest.raises(sqlite3.IntegrityError):
        change(scene.path, "UPDATE annotations SET quote = 'x' WHERE id = ?", [scene.ship])


_BY_HAND: dict[str, Callable[[Scene, int], Any]] = {
    "label": lambda scene, one: done(scene.workspace, operations.relabel, one, "ORG"),
    "boundaries": lambda scene, one: done(scene.workspace, operations.move_boundaries, one, scene.at("ferry Aurora")),
    "tag": lambda scene, one: done(scene.workspace, operations.tag, one, "vessels"),
    "entity": lambda scene, one: done(scene.workspace, link, [one], "Aurora", one_by_hand=True),
}
_ACCEPTING_NOTHING: dict[str, Callable[[Scene, int], Any]] = {
    "note": lambda scene, one: done(scene.workspace, operations.write_note, one, "Built 1998."),
    "many linked": lambda scene, one: done(scene.workspace, link, [one, scene.harbour], "Aurora"),
}


@pytest.mark.parametrize("name", _BY_HAND)
def test_changing_a_suggestion_by_hand_accepts_it_in_one_operation(scene: Scene, name: str) -> None:
    start = dump(scene.path)
    _BY_HAND[name](scene, scene.ship)
    assert scene.now(scene.ship).status is Status.ACCEPTED
    assert scene.now(scene.ship).origin is Origin.MODEL
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


@pytest.mark.parametrize("name", _ACCEPTING_NOTHING)
def test_a_note_and_changes_to_many_accept_nothing(scene: Scene, name: str) -> None:
    _ACCEPTING_NOTHING[name](scene, scene.ship)
    assert scene.now(scene.ship).status is Status.SUGGESTED


@pytest.mark.parametrize(("name", "status"), [("label", "accepted"), ("tag", "rejected"), ("entity", "rejected")])
def test_a_tag_or_an_entity_leaves_a_rejected_annotation_rejected(scene: Scene, name: str, status: str) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    _BY_HAND[name](scene, scene.ship)
    assert scene.now(scene.ship).status == status


def test_taking_a_tag_off_accepts_nothing(scene: Scene) -> None:
    done(scene.workspace, tag_suggestion, scene.ship, "vessels")
    done(scene.workspace, operations.untag, scene.ship, "vessels")
    assert scene.now(scene.ship).status is Status.SUGGESTED
