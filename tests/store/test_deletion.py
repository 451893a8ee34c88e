"""Deleting articles: all that hangs on them goes, and comes back byte for byte."""

import pytest

from glossator.domain.article import ArticleDraft
from glossator.matching.minhash import sketch
from glossator.store import history, operations
from glossator.store.errors import Conflict, Missing
from glossator.store.history.replay import replay
from glossator.store.ingest.articles import store_sketches
from glossator.store.ingest.versions import IncomingArticle, ingest_articles
from glossator.store.operations import labels
from glossator.store.operations.articles import delete_articles
from glossator.store.operations.tagging import tag_articles
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.deletion_impact import DeletionImpact, deletion_impact
from glossator.store.recovery.salvage import salvage
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.dumps import ask, change, dump
from tests.store.scene import Scene, add, done, outcome, place, ticking


def _full(scene: Scene) -> list[int]:
    """Have everything hang on the article, and return its id with that of its newer version."""
    article = scene.article
    done(scene.workspace, operations.write_article_note, article.id, "Read first.", None, ("",))
    done(scene.workspace, operations.tag_article, article.id, "sea")
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, operations.write_note, scene.ship, "Mine.")
    (newer,) = done(
        scene.workspace, ingest_articles, [IncomingArticle(ArticleDraft("Newer", article.text.replace("nine", "ten")))]
    )
    number = scene.workspace.article(newer.uid).id
    read = AnalysedPart(number, [Span(0, 5)], [StoredSuggestion(place(article.text, "Aurora"), "ORG", 0.1 + 0.2)])
    outcome(scene.workspace.store_analysis("en_test", "2.0", [read]))
    done(scene.workspace, carry_over, article.id, number)
    done(scene.workspace, store_sketches, [(one, sketch(article.text)) for one in (article.id, number)])
    return [article.id, number]


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)])
def test_all_that_hangs_on_an_article_goes_and_comes_back(scene: Scene, which: tuple[int, ...]) -> None:
    both = _full(scene)
    before = dump(scene.path)
    deleted = [both[place] for place in which]
    done(scene.workspace, delete_articles, deleted)
    after = dump(scene.path)
    assert [row[0] for row in after["articles"]] == [one for one in both if one not in deleted]
    assert {row[2] for row in after["annotations"]} == {one for one in both if one not in deleted}
    assert after["near_duplicates"] == after["article_versions"] == after["orphans"] == []
    assert scene.workspace.problems() == []
    assert done(scene.workspace, history.undo).act == "delete articles"
    assert dump(scene.path) == before
    assert ask(scene.path, "SELECT count(*) FROM removed_articles") == [(0,)]
    assert ask(scene.path, "SELECT count(*) FROM removed_annotations") == [(0,)]
    done(scene.workspace, history.redo)
    assert dump(scene.path) == after
    assert replay(scene.path).misfit is None


def test_what_the_history_knew_is_reported_row_by_row_and_the_rest_by_ids(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, delete_articles, [scene.article.id])
    reported = {subject for (subject,) in ask(scene.path, "SELECT subject FROM history WHERE act = 'article.delete'")}
    assert {f"annotations:{scene.ship}", f"annotations:{scene.captain}", "annotations:*", "articles:1"} <= reported
    assert f"annotations:{scene.harbour}" not in reported


def test_a_label_that_was_renamed_meanwhile_is_found_again(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, delete_articles, [scene.article.id])
    done(other, labels.rename_label, "GPE", "PLACE")
    done(scene.workspace, history.undo)
    assert scene.now(scene.harbour).label == "PLACE"


def test_the_act_that_is_in_the_way_is_named(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, delete_articles, [scene.article.id])
    add(other, ArticleDraft("Again", scene.article.text))
    with pytest.raises(Conflict, match="changed or used since, by “add article” of bea"):
        done(scene.workspace, history.undo)


def test_the_same_text_comes_in_as_a_new_article(scene: Scene) -> None:
    done(scene.workspace, delete_articles, [scene.article.id])
    again = add(scene.workspace, ArticleDraft("Again", scene.article.text))
    assert (again.id > scene.article.id, again.uid != scene.article.uid) == (True, True)


def test_nothing_is_deleted_when_one_of_them_is_gone(scene: Scene) -> None:
    before = dump(scene.path)
    with pytest.raises(Missing):
        done(scene.workspace, delete_articles, [scene.article.id, 99])
    assert dump(scene.path) == before


def test_what_would_be_lost_is_counted(scene: Scene) -> None:
    both = _full(scene)
    lost = scene.workspace.ask(deletion_impact, both[:1])
    assert lost == DeletionImpact(annotations=3, notes=2, tags=2, versions=1, orphans=1)
    assert str(lost) == "3 annotations, 2 notes, 2 tags, 1 link to another version, 1 orphan"
    assert scene.workspace.ask(deletion_impact, both).versions == 0
    machine = add(scene.workspace, ArticleDraft("Analysed only", "Aurora, and nothing else."))
    suggested = [StoredSuggestion(place(machine.text, "Aurora"), "ORG", None)]
    outcome(scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(machine.id, [Span(0, 9)], suggested)]))
    assert not scene.workspace.ask(deletion_impact, [machine.id]).is_work


def test_a_text_that_was_not_kept_is_a_conflict(scene: Scene) -> None:
    done(scene.workspace, delete_articles, [scene.article.id])
    change(scene.path, "DELETE FROM removed_articles")
    with pytest.raises(Conflict):
        done(scene.workspace, history.undo)


def test_the_doctor_compares_the_texts_that_are_kept(scene: Scene) -> None:
    done(scene.workspace, delete_articles, [scene.article.id])
    assert scene.workspace.problems() == []
    change(scene.path, "UPDATE removed_articles SET text = replace(text, 'Monday', 'Friday')")
    (problem,) = scene.workspace.problems()
    assert problem.startswith(f"The text of deleted article {scene.article.id} is not the one that was stored")


def test_what_was_deleted_can_be_undone_in_what_was_salvaged(scene: Scene) -> None:
    before = dump(scene.path)
    done(scene.workspace, delete_articles, [scene.article.id])
    scene.workspace.close()
    taken = scene.path.with_name("taken.db")
    salvage(scene.path, taken)
    with Workspace(taken, ticking("ann", seed=9)) as workspace:
        done(workspace, history.undo)
        assert dump(taken)["annotations"] == before["annotations"]
        assert dump(taken)["articles"] == before["articles"]


def test_removed_annotations_have_all_columns_that_annotations_have(scene: Scene) -> None:
    kept, there = (
        {name for _, name, *_ in ask(scene.path, f"PRAGMA table_info({table})")}
        for table in ("removed_annotations", "annotations")
    )
    assert kept == there


def test_all_that_refers_to_an_article_is_removed_with_it(scene: Scene) -> None:
    referring = {
        (table, row[2])
        for (table,) in ask(scene.path, "SELECT name FROM sqlite_schema WHERE type = 'table'")
        for row in ask(scene.path, f'PRAGMA foreign_key_list("{table}")')
        if row[2] in ("articles", "annotations", "runs")
    }
    # A table that is new here has to go and come back with the article: see `history.removal` and `removed`.
    assert {table for table, _ in referring} == {
        *("annotation_tags", "annotations", "archived_articles", "article_files", "article_metadata", "article_tags"),
        *("article_versions", "carried_over", "finds", "near_duplicates", "orphans", "run_parts", "runs"),
        "second_opinions",
        *("sketch_keys", "sketches"),
        *("adjudications", "assignments", "verdicts"),
    }


def test_what_is_done_to_an_article_that_has_vanished_is_refused_in_a_sentence(scene: Scene, other: Workspace) -> None:
    done(other, delete_articles, [scene.article.id])
    for act, arguments in (
        (operations.tag_article, (scene.article.id, "sea")),
        (tag_articles, ([scene.article.id], "sea")),
        (operations.annotate, (scene.article.id, scene.at("Monday"), "DATE")),
    ):
        with pytest.raises(Missing, match="no longer there"):
            done(scene.workspace, act, *arguments)
