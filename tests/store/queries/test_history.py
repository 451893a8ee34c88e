"""What was done, as a screen or a table tells it."""

from glossator.store import history as turns
from glossator.store import operations
from glossator.store.queries.history import ChangeView, FieldChange
from tests.store.dumps import change
from tests.store.scene import Scene, done


def test_acts_are_reported_page_by_page(scene: Scene) -> None:
    whole = scene.workspace.history(100)
    first = scene.workspace.history(2)
    rest = scene.workspace.history(100, before=first[-1].batch)
    assert [*first, *rest] == whole
    assert [entry.batch for entry in whole] == sorted({entry.batch for entry in whole}, reverse=True)


def _told(scene: Scene) -> list[ChangeView]:
    return scene.workspace.changes(scene.workspace.history(1)[0].batch)


def test_a_changed_row_is_reported_by_its_words_and_the_fields_that_changed(scene: Scene) -> None:
    done(scene.workspace, operations.relabel, scene.ship, "ORG")
    fields = (FieldChange("label", "PRODUCT", "ORG"), FieldChange("status", "suggested", "accepted"))
    assert _told(scene) == [ChangeView("annotation", "Aurora", 1, fields)]


def test_a_link_is_reported_by_what_it_links(scene: Scene) -> None:
    done(scene.workspace, operations.tag, scene.ship, "vessels")
    made, linked, *_ = _told(scene)
    assert (made.kind, made.name) == ("tag", "vessels")
    assert FieldChange("path", "", "vessels") in made.fields
    assert linked == ChangeView("annotation", "Aurora", 1, (FieldChange("tag", "", "vessels"),))
    done(scene.workspace, turns.undo)
    # The tag is gone, and still it has a name.
    assert _told(scene)[1] == linked


def test_a_row_that_is_gone_is_reported_with_what_was_in_it(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.plain, "Long.")
    done(scene.workspace, operations.delete, scene.plain)
    (reported,) = _told(scene)
    assert (reported.kind, reported.name) == ("annotation", "nine hours")
    assert FieldChange("note", "Long.", "") in reported.fields
    assert not {"uid", "prefix", "updated_at"} & {field.name for field in reported.fields}


def test_what_is_about_the_article_is_reported_by_its_title(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "people/crew")
    assert _told(scene)[0] == ChangeView("article", "Ferry to Lumen", 1, (FieldChange("tag", "", "people/crew"),))
    done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources.")
    assert _told(scene) == [ChangeView("article", "Ferry to Lumen", 1, (FieldChange("note", "", "Two sources."),))]


def test_changes_are_reported_page_by_page(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship, scene.harbour])
    batch = scene.workspace.history(1)[0].batch
    assert [reported.name for reported in scene.workspace.changes(batch, 1, 1)] == ["Port Selby"]
    assert scene.workspace.changes(batch, 2, 1) == []


def test_an_undo_has_the_title_of_what_it_undid(scene: Scene) -> None:
    done(scene.workspace, operations.never_suggest, "Aurora")
    batch = scene.workspace.history(1)[0].batch
    done(scene.workspace, operations.write_article_note, scene.article.id, "Long.")
    assert [entry.title for entry in scene.workspace.history(2)] == ["write article note", "never suggest"]
    for title in ("undo never suggest", "redo never suggest", "undo never suggest"):
        done(scene.workspace, turns.undo_operation, batch)
        done(scene.workspace, operations.write_article_note, scene.article.id, title)
        entry = scene.workspace.history(2)[1]
        assert (entry.title, entry.act) == (title, f"history.{title[:4]}")
        batch = entry.batch


def test_an_undo_of_what_is_missing_in_a_damaged_file_is_called_undo(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    batch = scene.workspace.history(1)[0].batch
    for undoes in (None, 999, batch):
        change(scene.path, "UPDATE history SET act = 'history.undo', undoes = ? WHERE batch = ?", [undoes, batch])
        assert scene.workspace.history(1)[0].title == "undo"
