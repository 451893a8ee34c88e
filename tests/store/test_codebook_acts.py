"""What an analyst does to the codebook."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.codebook import BadName, BadTag, folded_name
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.connection import connect_writing
from glossator.store.errors import Conflict, Refused
from glossator.store.history.operation import Operation
from glossator.store.operations import labels, tags
from glossator.store.queries.codebook import TagInUse, UseCount, current_labels
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, dump, everything
from tests.store.scene import Scene, add, done, set_scene, ticking


def _undone_and_redone(scene: Scene, act: Operation[..., Any], *args: Any) -> None:
    """Do an act that changes something, as one step that can be undone and redone."""
    before = dump(scene.path)
    batch = scene.workspace.history(1)[0].batch
    done(scene.workspace, act, *args)
    after = dump(scene.path)
    assert after != before
    assert scene.workspace.history(1)[0].batch == batch + 1
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == after


def _paths(scene: Scene) -> list[str]:
    return [tag.path for tag in scene.workspace.tags()]


@pytest.fixture
def coded(scene: Scene) -> Scene:
    """A codebook with two levels, all of it in use."""
    for annotation, path in (
        (scene.ship, "sea"),
        (scene.ship, "sea/vessels"),
        (scene.harbour, "sea/places"),
        (scene.harbour, "people"),
        (scene.plain, "sea/vessels"),
    ):
        done(scene.workspace, operations.tag, annotation, path)
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    return scene


def test_a_tag_is_made_with_a_colour_unlike_its_neighbours(coded: Scene) -> None:
    _undone_and_redone(coded, tags.make_tag, " sea / routes", "Where ships go")
    made = next(tag for tag in coded.workspace.tags() if tag.path == "sea/routes")
    assert (made.description, made.key, made.archived, made.note) == ("Where ships go", "", False, "")
    beside = {tag.colour for tag in coded.workspace.tags() if tag.path in ("sea", "sea/places", "sea/vessels")}
    assert made.colour not in beside


@pytest.mark.parametrize("typed", ["Sea/Vessels", "sea / vessels", "SEA/ves sels"])
def test_a_tag_that_differs_in_case_and_spaces_only_is_the_same(coded: Scene, typed: str) -> None:
    with pytest.raises(Refused, match="There is a tag “sea/vessels” already"):
        done(coded.workspace, tags.make_tag, typed)
    done(coded.workspace, operations.tag, coded.captain, typed)
    assert coded.now(coded.captain).tags == ("people/crew", "sea/vessels")


def test_a_tag_takes_those_below_it_along_when_it_is_renamed(coded: Scene) -> None:
    _undone_and_redone(coded, tags.rename_tag, "Sea", "ocean/water")
    assert _paths(coded) == [
        *("ocean/water", "ocean/water/places", "ocean/water/vessels", "people", "people/crew"),
    ]
    assert coded.now(coded.ship).tags == ("ocean/water", "ocean/water/vessels")


def test_only_the_case_of_a_tag_can_be_changed(coded: Scene) -> None:
    _undone_and_redone(coded, tags.rename_tag, "sea", "Sea")
    assert [path for path in _paths(coded) if folded_name(path) == "sea"] == ["Sea"]


def test_a_group_that_is_no_tag_itself_is_renamed_too(coded: Scene) -> None:
    done(coded.workspace, operations.tag, coded.ship, "a/b/c")
    _undone_and_redone(coded, tags.rename_tag, "a/b", "z")
    assert "z/c" in _paths(coded)


def test_a_tag_may_take_the_path_that_the_one_above_leaves(coded: Scene) -> None:
    for path in ("a/a", "a/a/a"):
        done(coded.workspace, operations.tag, coded.plain, path)
    _undone_and_redone(coded, tags.rename_tag, "a/a", "a")
    assert coded.now(coded.plain).tags == ("a", "a/a", "sea/vessels")


def test_a_tag_is_moved_under_another_and_to_the_top(coded: Scene) -> None:
    _undone_and_redone(coded, tags.move_tag, "sea", "PEOPLE")
    assert _paths(coded) == ["people", "people/crew", "people/sea", "people/sea/places", "people/sea/vessels"]
    _undone_and_redone(coded, tags.move_tag, "people/sea/vessels", "")
    assert "vessels" in _paths(coded)


_TAG_REFUSALS: dict[str, tuple[Operation[..., Any], tuple[str, ...], str]] = {
    "rename to another": (tags.rename_tag, ("people", "Sea"), "There is a tag “sea” already; merge the two"),
    "rename below to another": (tags.rename_tag, ("sea/places", "sea/vessels"), "“sea/vessels” already; merge"),
    "rename below itself": (tags.rename_tag, ("sea", "sea/big"), "“sea” cannot be moved below itself"),
    "rename an unknown one": (tags.rename_tag, ("lake", "pond"), "There is no tag “lake”"),
    "rename to a bad path": (tags.rename_tag, ("sea", "a;b"), "semicolon"),
    "move below itself": (tags.move_tag, ("sea", "sea/vessels"), "cannot be moved below itself"),
    "move under itself": (tags.move_tag, ("sea", "Sea"), "“sea” cannot be moved below itself"),
    "move where one of its name is": (tags.move_tag, ("sea/places", "people"), "There is a tag “people/places”"),
    "merge into itself": (tags.merge_tags, ("sea", "SEA"), "cannot be merged into itself"),
    "merge into one below": (tags.merge_tags, ("sea", "sea/vessels"), "is below “sea”; merge in the other direction"),
    "merge into an unknown one": (tags.merge_tags, ("sea", "lake"), "There is no tag “lake”"),
    "merge an unknown one": (tags.merge_tags, ("lake", "sea"), "There is no tag “lake”"),
    "bring back one that is there": (tags.restore_tag, ("sea",), "“sea” is not archived"),
    "a key of two": (tags.bind_tag_key, ("sea", "ab"), "A key is one character"),
    "no colour": (tags.colour_tag, ("sea", "blue"), "is not a colour"),
    "describe a group": (tags.describe_tag, ("lake", "x"), "There is no tag “lake”"),
}


@pytest.mark.parametrize("name", _TAG_REFUSALS)
def test_what_makes_no_sense_for_a_tag_is_refused_and_changes_nothing(coded: Scene, name: str) -> None:
    act, args, why = _TAG_REFUSALS[name]
    done(coded.workspace, operations.tag, coded.plain, "people/places")
    before = everything(coded.path)
    with pytest.raises((Refused, BadName), match=why):
        done(coded.workspace, act, *args)
    assert everything(coded.path) == before


def test_a_merge_leaves_everything_with_one_tag(coded: Scene) -> None:
    done(coded.workspace, tags.describe_tag, "sea/vessels", "Ships")
    done(coded.workspace, tags.bind_tag_key, "sea/vessels", "v")
    done(coded.workspace, operations.tag, coded.harbour, "sea/vessels")
    done(coded.workspace, operations.tag_article, coded.article.id, "sea/vessels")
    _undone_and_redone(coded, tags.merge_tags, "sea/vessels", "sea")
    assert coded.now(coded.ship).tags == ("sea",)
    assert coded.now(coded.plain).tags == ("sea",)
    assert coded.now(coded.harbour).tags == ("people", "sea", "sea/places")
    assert coded.workspace.article(coded.article.uid).tags == ("sea",)
    kept = next(tag for tag in coded.workspace.tags() if tag.path == "sea")
    assert (kept.description, kept.key) == ("Ships", "v")


def test_what_is_below_a_merged_tag_comes_below_the_other_or_is_merged_too(coded: Scene) -> None:
    done(coded.workspace, operations.tag, coded.captain, "sea/crew")
    _undone_and_redone(coded, tags.merge_tags, "sea", "people")
    assert _paths(coded) == ["people", "people/crew", "people/places", "people/vessels"]
    assert coded.now(coded.captain).tags == ("people/crew",)
    assert coded.now(coded.ship).tags == ("people", "people/vessels")


def test_a_tag_is_archived_with_those_below_and_brought_back(coded: Scene) -> None:
    done(coded.workspace, tags.bind_tag_key, "sea", "s")
    _undone_and_redone(coded, tags.archive_tag, "sea")
    archived = {tag.path for tag in coded.workspace.tags() if tag.archived}
    assert archived == {"sea", "sea/places", "sea/vessels"}
    assert coded.now(coded.ship).tags == ("sea", "sea/vessels")
    done(coded.workspace, tags.bind_tag_key, "people", "s")
    with pytest.raises(Refused, match="“sea/places” is archived already"):
        done(coded.workspace, tags.archive_tag, "sea/places")
    with pytest.raises(Refused, match="There is a tag “sea” already; restore it from the archive"):
        done(coded.workspace, tags.make_tag, "sea")
    _undone_and_redone(coded, tags.restore_tag, "sea")
    assert not any(tag.archived for tag in coded.workspace.tags())


def test_a_tag_gets_a_description_a_colour_and_a_key(coded: Scene) -> None:
    _undone_and_redone(coded, tags.describe_tag, "sea", "All that is wet")
    _undone_and_redone(coded, tags.colour_tag, "sea", "#ABC")
    _undone_and_redone(coded, tags.bind_tag_key, "sea", "s")
    sea = next(tag for tag in coded.workspace.tags() if tag.path == "sea")
    assert (sea.description, sea.colour, sea.key) == ("All that is wet", "#aabbcc", "s")
    with pytest.raises(Refused, match="“s” is the key of “sea”; choose another"):
        done(coded.workspace, tags.bind_tag_key, "people", "s")
    done(coded.workspace, tags.bind_tag_key, "people", "S")
    _undone_and_redone(coded, tags.bind_tag_key, "sea", "")


def test_undoing_a_merge_refuses_when_the_other_tag_was_used_since(coded: Scene) -> None:
    done(coded.workspace, tags.merge_tags, "people", "sea")
    batch = coded.workspace.history(1)[0].batch
    done(coded.workspace, operations.untag, coded.harbour, "sea")
    with pytest.raises(Conflict, match="by “untag” of ann"):
        done(coded.workspace, turns.undo_operation, batch)


# Labels


def test_a_label_is_made_renamed_and_described(scene: Scene) -> None:
    _undone_and_redone(scene, labels.make_label, "ARMED GROUP", "Militias")
    _undone_and_redone(scene, labels.bind_label_key, "armed group", "x")
    _undone_and_redone(scene, labels.colour_label, "ARMEDGROUP", "#ffffff")
    _undone_and_redone(scene, labels.describe_label, "ARMED GROUP", "Militias, rebels")
    made = scene.workspace.labels()[-1]
    assert (made.name, made.colour, made.key, made.description, made.archived) == (
        *("ARMED GROUP", "#ffffff", "x", "Militias, rebels", False),
    )


def test_a_renamed_label_is_followed_by_all_that_has_it(scene: Scene) -> None:
    _undone_and_redone(scene, labels.rename_label, "PERSON", "People")
    assert scene.now(scene.captain).label == "People"
    _undone_and_redone(scene, labels.rename_label, "people", "PEOPLE")
    _undone_and_redone(scene, labels.rename_label, "PEOPLE", "PERSON")
    assert ask(scene.path, "SELECT name, label FROM former_labels") == [("People", "PERSON"), ("PEOPLE", "PERSON")]


def test_a_new_name_of_a_label_is_in_nobody_s_way(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = scene.workspace.history(1)[0].batch
    done(scene.workspace, labels.rename_label, "PRODUCT", "THING")
    done(scene.workspace, turns.undo_operation, batch)
    assert (scene.now(scene.ship).label, scene.now(scene.ship).status) == ("THING", Status.SUGGESTED)


def test_merged_labels_leave_no_annotation_behind(scene: Scene) -> None:
    count = len(scene.workspace.annotations(scene.article.id))
    _undone_and_redone(scene, labels.merge_labels, "PRODUCT", "org")
    assert scene.now(scene.ship).label == "ORG"
    assert scene.now(scene.ship).status is Status.SUGGESTED
    assert len(scene.workspace.annotations(scene.article.id)) == count
    assert "PRODUCT" not in [label.name for label in scene.workspace.labels()]
    assert len(ask(scene.path, "SELECT 1 FROM history WHERE subject = 'annotations:*'")) == 1


def test_merged_labels_at_the_same_words_become_one_annotation_with_all_that_was_said(scene: Scene) -> None:
    twin = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Mira Okafor"), "ORG")
    done(scene.workspace, operations.write_note, twin, "A firm?")
    done(scene.workspace, operations.tag, twin, "doubt")
    done(scene.workspace, operations.write_note, scene.captain, "Of the Aurora.")
    done(scene.workspace, operations.reject, [scene.captain])
    _undone_and_redone(scene, labels.merge_labels, "PERSON", "ORG")
    assert scene.captain not in [one.id for one in scene.workspace.annotations(scene.article.id)]
    kept = scene.now(twin)
    assert (kept.label, kept.status, kept.note) == ("ORG", Status.ACCEPTED, "A firm?\n\nOf the Aurora.")
    assert kept.tags == ("doubt", "people/crew")


def test_an_accepted_twin_stays_whichever_label_it_had(scene: Scene) -> None:
    change(
        scene.path,
        'INSERT INTO annotations (uid, article, start, "end", quote, prefix, suffix, paragraph, label, status, note, '
        "origin, analyst, created_at, updated_at) SELECT 'a_twin', article, start, \"end\", quote, prefix, suffix, "
        "paragraph, 'ORG', 'suggested', '', origin, '', '', '' FROM annotations WHERE id = ?",
        [scene.captain],
    )
    _undone_and_redone(scene, labels.merge_labels, "PERSON", "ORG")
    assert scene.now(scene.captain).label == "ORG"
    assert ask(scene.path, "SELECT count(*) FROM annotations WHERE uid = 'a_twin'") == [(0,)]


def test_a_machine_that_uses_a_former_label_is_understood(scene: Scene) -> None:
    done(scene.workspace, labels.rename_label, "GPE", "COUNTRY")
    done(scene.workspace, labels.merge_labels, "COUNTRY", "LOC")
    done(scene.workspace, labels.archive_label, "CARDINAL")
    db = connect_writing(scene.path)
    meant = current_labels(db)
    db.close()
    assert (meant["GPE"], meant["COUNTRY"], meant["ORG"], meant["CARDINAL"]) == ("LOC", "LOC", "ORG", None)
    done(scene.workspace, labels.make_label, "GPE")
    db = connect_writing(scene.path)
    assert current_labels(db)["GPE"] == "GPE"
    db.close()


def test_a_label_is_archived_and_brought_back(scene: Scene) -> None:
    _undone_and_redone(scene, labels.archive_label, "PERSON")
    (person,) = [label for label in scene.workspace.labels() if label.name == "PERSON"]
    assert (person.archived, person.key) == (True, "")
    assert scene.now(scene.captain).label == "PERSON"
    done(scene.workspace, labels.bind_label_key, "ORG", "p")
    with pytest.raises(Refused, match="There is a label “PERSON” already; restore it from the archive"):
        done(scene.workspace, labels.make_label, "person")
    _undone_and_redone(scene, labels.restore_label, "PERSON")


_LABEL_REFUSALS: dict[str, tuple[Operation[..., Any], tuple[str, ...], str]] = {
    "make one that is there": (labels.make_label, ("org",), "There is a label “ORG” already"),
    "make one without a name": (labels.make_label, (" ",), "Enter a name for the label"),
    "rename to another": (labels.rename_label, ("ORG", "gpe"), "There is a label “GPE” already"),
    "rename an unknown one": (labels.rename_label, ("X", "Y"), "There is no label “X”"),
    "merge into itself": (labels.merge_labels, ("ORG", "Org"), "“ORG” cannot be merged into itself"),
    "merge into an unknown one": (labels.merge_labels, ("ORG", "X"), "There is no label “X”"),
    "bring back one that is there": (labels.restore_label, ("ORG",), "“ORG” is not archived"),
    "a key that another has": (labels.bind_label_key, ("ORG", "p"), "“p” is the key of “PERSON”"),
}


@pytest.mark.parametrize("name", _LABEL_REFUSALS)
def test_what_makes_no_sense_for_a_label_is_refused_and_changes_nothing(scene: Scene, name: str) -> None:
    act, args, why = _LABEL_REFUSALS[name]
    before = everything(scene.path)
    with pytest.raises((Refused, BadName), match=why):
        done(scene.workspace, act, *args)
    assert everything(scene.path) == before


# What it is used for


def test_the_tree_counts_what_has_a_tag_or_one_below_it_once(coded: Scene) -> None:
    second = add(coded.workspace, ArticleDraft("Second", "Another text."))
    done(coded.workspace, operations.tag_article, second.id, "a/b")
    found = coded.workspace.codebook()
    reported = {use.path: (use.own, use.all) for use in found.tags}
    assert list(reported) == ["a", "a/b", "people", "people/crew", "sea", "sea/places", "sea/vessels"]
    # The ship has both sea and sea/vessels.
    assert reported["sea"] == (UseCount(1, 1), UseCount(3, 1))
    assert reported["sea/vessels"] == (UseCount(2, 1), UseCount(2, 1))
    assert reported["people"] == (UseCount(1, 1), UseCount(2, 1))
    assert reported["a"] == (UseCount(), UseCount(0, 1))
    assert found.tags[0] == TagInUse("a", None, UseCount(), UseCount(0, 1))
    by_name = {use.label.name: (use.annotations, use.accepted) for use in found.labels}
    assert (by_name["PERSON"], by_name["GPE"], by_name["LAW"]) == ((1, 1), (1, 1), (0, 0))


def test_what_was_rejected_is_no_use(coded: Scene) -> None:
    before = coded.workspace.codebook()
    marks = coded.workspace.annotations(coded.article.id)
    done(coded.workspace, operations.reject, [one.id for one in marks if one.tags or one.label == "GPE"])
    after = coded.workspace.codebook()
    assert any(use.own.annotations for use in before.tags)
    assert {number for use in after.tags for number in (use.own.annotations, use.all.annotations)} == {0}
    (gpe,) = [use for use in after.labels if use.label.name == "GPE"]
    assert (gpe.annotations, gpe.articles, gpe.accepted) == (0, 0, 0)


_shapes = st.sampled_from(["a", "A", "a/b", "a/b/c", "b", "b/a", "c/ b", "d/e"])


@settings(max_examples=8)
@given(steps=st.lists(st.tuples(st.sampled_from([tags.rename_tag, tags.move_tag, tags.merge_tags]), _shapes, _shapes)))
def test_nothing_done_to_the_codebook_leaves_an_annotation_without_a_tag(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Operation[..., Any], str, str]]
) -> None:
    path = tmp_path_factory.mktemp("codebook") / "w.db"
    with Workspace(path, ticking("ann"), create=True) as workspace:
        scene = set_scene(workspace, ArticleDraft("T", "Aurora left Port Selby. Mira Okafor waved nine hours."))
        marked = [scene.ship, scene.harbour, scene.plain]
        for number, tag in zip(marked * 2, ("a", "a/b", "a/b/c", "b", "b/a", "d/e"), strict=True):
            done(workspace, operations.tag, number, tag)
        start, turned = dump(path), 0
        for act, one, other in steps:
            before = dump(path)
            with suppress(Refused, BadTag):
                done(workspace, act, one, other)
            turned += dump(path) != before
            assert all(scene.now(number).tags for number in marked)
            assert len({folded_name(tag.path) for tag in workspace.tags()}) == len(workspace.tags())
        for _ in range(turned):
            done(workspace, turns.undo)
        assert dump(path) == start


def test_an_annotation_gets_the_label_that_one_is_called_now(scene: Scene) -> None:
    done(scene.workspace, labels.rename_label, "ORG", "BODY")
    done(scene.workspace, labels.merge_labels, "LAW", "BODY")
    done(scene.workspace, operations.relabel, scene.ship, "ORG")
    made = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "LAW")
    assert (scene.now(scene.ship).label, scene.now(made).label) == ("BODY", "BODY")
    with pytest.raises(Refused, match="There is no label “VESSEL” in the codebook"):
        done(scene.workspace, operations.relabel, scene.ship, "VESSEL")


def test_moving_a_tag_does_not_rename_it(coded: Scene) -> None:
    done(coded.workspace, tags.move_tag, "SEA/VESSELS", "people")
    assert "people/vessels" in _paths(coded)


@pytest.mark.parametrize("typed", ["Sea/Charts", "SEA / Charts", "ſea/Charts"])
def test_a_new_tag_takes_the_spelling_of_the_tag_above_it(coded: Scene, typed: str) -> None:
    done(coded.workspace, operations.tag, coded.captain, typed)
    assert "sea/Charts" in _paths(coded)


def test_a_new_tag_takes_the_spelling_of_a_group_that_is_no_tag(coded: Scene) -> None:
    assert "people/crew" in _paths(coded)
    done(coded.workspace, tags.rename_tag, "people", "Folk")
    done(coded.workspace, tags.make_tag, "FOLK/CREW/cooks")
    done(coded.workspace, tags.make_tag, "Trade/fish")
    done(coded.workspace, tags.make_tag, "trade")
    assert {"Folk", "Folk/crew/cooks", "Trade", "Trade/fish"} <= set(_paths(coded))


def test_a_tag_is_stored_composed_and_takes_a_parent_however_its_accent_is_written(coded: Scene) -> None:
    done(coded.workspace, tags.make_tag, "Ne\u0301gatif/fort")
    done(coded.workspace, tags.make_tag, "N\u00e9gatif/faible")
    assert {"N\u00e9gatif/fort", "N\u00e9gatif/faible"} <= set(_paths(coded))


def test_renamed_moved_and_merged_tags_take_the_spelling_of_what_they_come_below(coded: Scene) -> None:
    done(coded.workspace, tags.rename_tag, "people/crew", "SEA/crew")
    assert "sea/crew" in _paths(coded)
    done(coded.workspace, tags.make_tag, "Coast/PLACES/capes")
    done(coded.workspace, tags.make_tag, "coast")
    done(coded.workspace, tags.merge_tags, "coast", "sea")
    assert "sea/places/capes" in _paths(coded)
    done(coded.workspace, tags.move_tag, "people", "SEA")
    assert "sea/people" in _paths(coded)


def test_a_tag_can_be_renamed_in_case_alone_with_what_is_below_it(coded: Scene) -> None:
    done(coded.workspace, tags.rename_tag, "sea", "SEA")
    assert {"SEA", "SEA/places", "SEA/vessels"} <= set(_paths(coded))
