"""What becomes of what two analysts changed apart, one kind of conflict after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Refused
from glossator.store.operations import adjudication, entities, labels, lexicon, saved_searches, tags
from glossator.store.operations.articles import archive_articles, delete_articles
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries import verdicts
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.dumps import ask, dump
from tests.store.merging.copies import copied, merged
from tests.store.samples import make_sample
from tests.store.scene import Scene, add, done, outcome, place, set_scene, ticking


@pytest.fixture
def ben(scene: Scene) -> Iterator[Workspace]:
    """Ben's copy of the scene; ann works on in the scene."""
    with Workspace(copied(scene.path, "ben.db"), ticking("ben", seed=2)) as workspace:
        yield workspace


def _merged(scene: Scene, ben: Workspace) -> str:
    ben.close()
    (report,) = merged(scene.path, ben.path)
    return report.summary


def _said(scene: Scene, annotation: int) -> list[str]:
    return [str(one) for one in scene.workspace.ask(verdicts.verdicts, [annotation]).get(annotation, ())]


def _disputed(scene: Scene) -> list[int]:
    return [one.annotation.id for one in scene.workspace.ask(verdicts.disputes)]


def test_what_one_side_did_is_taken_under_its_name_and_time(scene: Scene, ben: Workspace) -> None:
    done(ben, operations.accept, [scene.ship])
    done(ben, operations.write_note, scene.ship, "On the list.")
    done(ben, operations.tag, scene.harbour, "sea")
    assert _merged(scene, ben) == "from ben: 4 taken, 0 agree, 0 disputed, 0 notes joined"
    ship = scene.now(scene.ship)
    assert (ship.status, ship.note, ship.analyst) == (Status.ACCEPTED, "On the list.", "ben")
    assert scene.now(scene.harbour).tags == ("sea",)
    merge, *theirs = scene.workspace.history(4)
    assert (merge.title, merge.quote, merge.analyst) == ("merge workspace", "from ben", "rita")
    assert [(one.title, one.analyst, one.quote) for one in theirs] == [
        ("tag", "ben", "sea"),
        ("write note", "ben", "Aurora"),
        ("accept", "ben", "Aurora"),
    ]
    assert theirs[2].at < merge.at
    (view,) = scene.workspace.changes(theirs[1].batch)
    assert [(one.name, one.new) for one in view.fields] == [("note", "On the list.")]
    with pytest.raises(Refused, match=f"came with a merge; undo the merge, operation {merge.batch}"):
        done(scene.workspace, turns.undo_operation, theirs[0].batch)


def test_accept_and_reject_is_a_dispute_that_an_adjudication_settles_for_good(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(ben, operations.reject, [scene.ship])
    done(scene.workspace, operations.accept, [scene.harbour])
    done(ben, operations.accept, [scene.harbour])
    assert _merged(scene, ben).endswith("1 disputed, 0 notes joined")
    assert _said(scene, scene.ship) == ["ann: accepted PRODUCT", "ben: rejected PRODUCT"]
    assert _said(scene, scene.harbour) == ["ann: accepted GPE", "ben: accepted GPE"]
    assert _disputed(scene) == [scene.ship]
    done(scene.workspace, adjudication.take_side, scene.ship, "ben", "Not a product.")
    with Workspace(ben.path, ticking("ben", seed=3)) as later:
        done(later, operations.relabel, scene.ship, "ORG")
    (report,) = merged(scene.path, ben.path, at="2026-04-01T00:00:00Z")
    assert report.disputed == 0
    assert scene.now(scene.ship).status is Status.REJECTED
    assert _said(scene, scene.ship) == ["ann: accepted PRODUCT", "ben: accepted ORG"]


def test_other_labels_and_boundaries_are_disputes(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.relabel, scene.captain, "ORG")
    done(ben, operations.relabel, scene.captain, "GPE")
    done(scene.workspace, operations.move_boundaries, scene.plain, scene.at("hours"))
    done(ben, operations.move_boundaries, scene.plain, scene.at("nine"))
    _merged(scene, ben)
    assert _disputed(scene) == [scene.captain, scene.plain]
    spans = [one.span for one in scene.workspace.ask(verdicts.disputes)[1].verdicts]
    assert spans == [scene.at("hours").span, scene.at("nine").span]


def test_notes_have_both_texts_and_later_changes_of_one_replace_only_that(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "Check the date.")
    done(ben, operations.write_note, scene.captain, "The source is weak.")
    done(scene.workspace, operations.write_article_note, scene.article.id, "Long.")
    done(ben, operations.write_article_note, scene.article.id, "Good.")
    assert _merged(scene, ben).endswith("2 notes joined")
    assert scene.now(scene.captain).note == "ann: Check the date.\n\nben: The source is weak."
    assert scene.workspace.article(scene.article.uid).note == "ann: Long.\n\nben: Good."
    with Workspace(ben.path, ticking("ben", seed=3)) as later:
        done(later, operations.write_note, scene.captain, "The source is strong.")
    merged(scene.path, ben.path, at="2026-04-01T00:00:00Z")
    assert scene.now(scene.captain).note == "ann: Check the date.\n\nben: The source is strong."


def test_tags_are_united_and_what_one_removed_and_the_other_left_alone_is_removed(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.tag, scene.captain, "sea")
    done(ben, operations.tag, scene.captain, "Sea")
    done(ben, operations.tag, scene.captain, "vessels")
    done(ben, operations.untag, scene.captain, "people/crew")
    done(ben, operations.tag_article, scene.article.id, "ferries")
    _merged(scene, ben)
    assert scene.now(scene.captain).tags == ("sea", "vessels")
    assert scene.workspace.article(scene.article.uid).tags == ("ferries",)
    (alias,) = ask(scene.path, "SELECT local_uid FROM uid_aliases")
    assert ask(scene.path, "SELECT path FROM tags WHERE uid = ?", alias) == [("sea",)]


def test_what_was_deleted_on_one_side_and_changed_on_the_other_stays(scene: Scene, ben: Workspace) -> None:
    done(ben, operations.delete, scene.captain)
    done(scene.workspace, operations.write_note, scene.captain, "Important.")
    done(ben, operations.delete, scene.plain)
    ben.close()
    (report,) = merged(scene.path, ben.path)
    assert report.listed == ("“Mira Okafor” was deleted there and changed here; it stays.",)
    assert scene.now(scene.captain).tags == ("people/crew",)
    assert [one.quote for one in scene.workspace.annotations(scene.article.id)] == [
        "Aurora",
        "Port Selby",
        "Mira Okafor",
    ]


def test_what_was_deleted_here_and_changed_there_comes_back(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.delete, scene.captain)
    done(scene.workspace, operations.delete, scene.plain)
    done(ben, operations.relabel, scene.captain, "ORG")
    _merged(scene, ben)
    (captain,) = [one for one in scene.workspace.annotations(scene.article.id) if one.quote == "Mira Okafor"]
    assert (captain.label, captain.tags, captain.analyst) == ("ORG", ("people/crew",), "ben")
    assert "nine hours" not in [one.quote for one in scene.workspace.annotations(scene.article.id)]


def test_the_codebook_follows_renames_and_merges(scene: Scene, ben: Workspace) -> None:
    done(ben, labels.rename_label, "PERSON", "HUMAN")
    done(ben, labels.merge_labels, "GPE", "LOC")
    done(ben, operations.tag, scene.plain, "crew")
    done(ben, tags.merge_tags, "people/crew", "crew")
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Monday"), "GPE")
    done(scene.workspace, operations.tag, scene.plain, "people/crew")
    _merged(scene, ben)
    found = {one.quote: one for one in scene.workspace.annotations(scene.article.id)}
    assert {quote: one.label for quote, one in found.items()} == {
        "Aurora": "PRODUCT",
        "Port Selby": "LOC",
        "Monday": "LOC",
        "Mira Okafor": "HUMAN",
        "nine hours": None,
    }
    assert found["nine hours"].tags == found["Mira Okafor"].tags == ("crew",)


def test_a_code_that_both_renamed_keeps_my_name_and_theirs_as_a_former_one(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, labels.rename_label, "PERSON", "HUMAN")
    done(ben, labels.rename_label, "PERSON", "PEOPLE")
    ben.close()
    (report,) = merged(scene.path, ben.path)
    assert report.listed == ("“PERSON” was renamed to “HUMAN” here and “PEOPLE” there; yours stays.",)
    assert scene.now(scene.captain).label == "HUMAN"
    assert ("PEOPLE", "HUMAN") in ask(scene.path, "SELECT name, label FROM former_labels")


def test_entities_of_one_name_stay_two_and_are_proposed(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, entities.link, [scene.captain], "Mira Okafor")
    done(ben, entities.link, [scene.ship], "mira okafor")
    ben.close()
    (report,) = merged(scene.path, ben.path)
    assert report.proposed == ("Two entities have the name “mira okafor”. Merge them if they are the same.",)
    assert ask(scene.path, "SELECT count(*) FROM entities") == [(2,)]
    assert scene.now(scene.ship).entity == "mira okafor"


def test_of_two_entries_of_the_lexicon_none_applies_until_it_is_adjudicated(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, lexicon.always_suggest, "Lumen", "GPE")
    done(ben, lexicon.never_suggest, "Lumen")
    done(ben, lexicon.never_suggest, "pier")
    ben.close()
    (report,) = merged(scene.path, ben.path)
    assert report.disputed == 1
    ruling = "SELECT ruling FROM lexicon WHERE form = 'Lumen'"
    assert ask(scene.path, ruling) == [("forgotten",)]
    (dispute,) = scene.workspace.ask(verdicts.lexicon_disputes)
    assert [(one.analyst, one.ruling, one.label) for one in dispute.verdicts] == [
        ("ann", "always", "GPE"),
        ("ben", "never", None),
    ]
    assert merged(scene.path, ben.path)[0].disputed == 0
    done(scene.workspace, adjudication.adjudicate_form, "Lumen", "ben")
    assert ask(scene.path, ruling) == [("never",)]
    assert merged(scene.path, ben.path)[0].taken == 0
    assert ask(scene.path, "SELECT ruling FROM lexicon WHERE form = 'pier'") == [("never",)]


def test_articles_versions_the_archive_and_saved_searches_come_along(scene: Scene, ben: Workspace) -> None:
    newer = add(ben, ArticleDraft("Newer", scene.article.text + "\n\nMore.", metadata=(("section", "Sea"),)))
    done(ben, carry_over, scene.article.id, newer.id)
    away = add(ben, ArticleDraft("Away", "Nobody waved."))
    done(ben, archive_articles, [away.id])
    done(ben, saved_searches.save_search, "ships", "label:PRODUCT", "date")
    done(scene.workspace, saved_searches.save_search, "ships", "ferry", "date")
    suggested = [StoredSuggestion(place(away.text, "waved"), "PRODUCT", 0.5)]
    outcome(ben.store_analysis("en_test", "1.0", [AnalysedPart(away.id, [Span(0, 13)], suggested, finished=True)]))
    ben.close()
    (report,) = merged(scene.path, ben.path)
    assert (report.articles, report.listed) == (2, ("Both have a saved search “ships”; theirs is “ships (ben)”.",))
    (away_here,) = [one.id for one in scene.workspace.articles() if one.title == "Away"]
    assert [one.uid for one in scene.workspace.articles(inactive=False)] == [newer.uid]
    assert len(scene.workspace.annotations(scene.workspace.article(newer.uid).id)) == 2
    assert [one.model for one in scene.workspace.annotations(away_here)] == ["en_test 1.0"]
    assert scene.workspace.problems() == []


def test_suggestions_of_another_pipeline_come_with_it_and_go_with_the_merge(scene: Scene, ben: Workspace) -> None:
    suggested = [StoredSuggestion(scene.at("Monday"), "DATE", 0.5)]
    part = AnalysedPart(scene.article.id, [Span(0, 20)], suggested, finished=True)
    outcome(ben.store_analysis("en_other", "2.0", [part]))
    before = dump(scene.path)
    _merged(scene, ben)
    (monday,) = [one for one in scene.workspace.annotations(scene.article.id) if one.quote == "Monday"]
    assert (monday.model, monday.status) == ("en_other 2.0", Status.SUGGESTED)
    after = dump(scene.path)
    with Workspace(scene.path, ticking("rita")) as rita:
        done(rita, turns.undo)
        assert dump(scene.path) == before
        done(rita, turns.redo)
        assert dump(scene.path) == after


def test_an_article_that_was_deleted_there_goes_unless_it_changed_here(scene: Scene, ben: Workspace) -> None:
    done(ben, delete_articles, [scene.article.id])
    ben.close()
    aside = copied(scene.path, "aside.db")
    assert merged(aside, ben.path)[0].taken == 1
    assert ask(aside, "SELECT count(*) FROM articles") == [(0,)]
    done(scene.workspace, operations.accept, [scene.ship])
    (report,) = merged(scene.path, ben.path)
    assert report.listed == ("“Ferry to Lumen” was deleted there and changed here; it stays.",)


def test_workspaces_without_a_common_ancestor_are_matched_by_text_and_span(scene: Scene, tmp_path: Path) -> None:
    with Workspace(tmp_path / "apart.db", ticking("cy", seed=9), create=True) as apart:
        other = set_scene(apart, ArticleDraft("Other title", scene.article.text))
        done(apart, operations.write_note, other.captain, "Seen.")
        done(apart, operations.annotate, other.article.id, other.at("Monday"), "DATE")
    (report,) = merged(scene.path, apart.path)
    assert not report.has_ancestor
    assert (report.articles, report.annotations) == (0, 1)
    assert scene.now(scene.captain).note == "Seen."
    assert _said(scene, scene.captain) == ["ann: accepted PERSON", "cy: accepted PERSON"]
    assert merged(scene.path, apart.path)[0].taken == 0


def test_copies_that_were_made_before_the_migration_have_a_common_ancestor(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.db", tmp_path / "theirs.db"
    for path in (mine, theirs):
        make_sample(path, 7)
    with Workspace(mine, ticking("ann", seed=3)) as workspace:
        article = workspace.articles()[0].id
        done(workspace, operations.tag_article, article, "mine")
    before = theirs.read_bytes()
    (report,) = merged(mine, theirs)
    assert (report.has_ancestor, report.taken, report.operations) == (True, 0, 0)
    assert theirs.read_bytes() == before
    with Workspace(theirs, ticking("ben", seed=4)) as workspace:
        done(workspace, operations.tag_article, workspace.articles()[0].id, "theirs")
    (report,) = merged(mine, theirs)
    assert (report.has_ancestor, report.operations) == (True, 1)
    with Workspace(mine, ticking("ann")) as workspace:
        assert {"mine", "theirs"} <= set(workspace.article(workspace.articles()[0].uid).tags)


def test_both_directions_week_after_week_converge(scene: Scene, ben: Workspace) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(ben, operations.write_note, scene.captain, "First.")
    ben.close()
    merged(scene.path, ben.path, analyst="ann", same=("ann",))
    merged(ben.path, scene.path, analyst="ben", same=("ben",), at="2026-03-02T00:00:00Z")
    with Workspace(ben.path, ticking("ben", seed=7)) as later:
        done(later, operations.write_note, scene.captain, "Second.")
        done(later, operations.relabel, scene.ship, "ORG")
    (report,) = merged(scene.path, ben.path, analyst="ann", at="2026-03-03T00:00:00Z")
    assert scene.now(scene.captain).note == "Second."
    assert report.joined == 0
    assert _said(scene, scene.ship) == ["ann: accepted PRODUCT", "ben: accepted ORG"]
    (back,) = merged(ben.path, scene.path, analyst="ben", at="2026-03-04T00:00:00Z")
    assert back.joined == 0
    assert dump(ben.path)["annotations"] == dump(scene.path)["annotations"]
