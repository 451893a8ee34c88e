"""A newer version in the place of an older one: what goes along, what waits, and one undo for all of it."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.article import Article, ArticleDraft
from glossator.store import history, operations
from glossator.store.errors import Missing, Refused
from glossator.store.ingest.versions import IncomingArticle, ingest_articles
from glossator.store.operations import entities
from glossator.store.operations.versions import carry_over, drop_orphans, place_orphan
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.library import library
from glossator.store.queries.versions import Orphan, orphans, versions
from glossator.store.queries.visibility import newest_version
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.dumps import ask, dump
from tests.store.scene import Scene, add, done, outcome, place

TWINS: Final = (
    "The cup was close this year. Team Alpha scored three points in the first half. "
    "Team Beta scored three points in the first half. The rest was rain."
)
WITHOUT_ALPHA: Final = TWINS.replace("Team Alpha scored three points in the first half. ", "")


def newer(scene: Scene, text: str = "") -> Article:
    """Put another text into the workspace."""
    return add(scene.workspace, ArticleDraft("Newer", text or f"Corrected.\n\n{scene.article.text}"))


def marks(workspace: Workspace, article: Article) -> dict[str, Annotation]:
    return {one.quote: one for one in workspace.annotations(article.id)}


def waiting(workspace: Workspace) -> list[Orphan]:
    return workspace.ask(orphans)


def test_what_was_decided_goes_along_as_it_is_and_a_bare_suggestion_does_not(scene: Scene) -> None:
    workspace = scene.workspace
    done(workspace, operations.write_note, scene.captain, "Since 2019.")
    done(workspace, entities.link, [scene.captain], "Mira Okafor")
    done(workspace, operations.accept, [scene.ship])
    done(workspace, operations.reject, [scene.plain])
    done(workspace, operations.tag_article, scene.article.id, "sea")
    done(workspace, operations.write_article_note, scene.article.id, "Read twice.", None, ("",))
    before = marks(workspace, scene.article)
    article = newer(scene)
    carried = done(workspace, carry_over, scene.article.id, article.id)
    assert (carried.older, carried.stayed, carried.orphans) == (scene.article.uid, 3, 0)
    after = marks(workspace, article)
    assert set(after) == {"Aurora", "Mira Okafor", "nine hours"}
    for quote, one in after.items():
        was = before[quote]
        assert was.span is not None
        moved = Span(was.span.start + 12, was.span.end + 12)
        assert replace(was, id=one.id, uid=one.uid, article=article.id, span=moved, paragraph=one.paragraph) == one
    assert after["Aurora"].origin is Origin.MODEL
    assert (after["Aurora"].model, after["Aurora"].score) == ("en_test 1.0", 0.75)
    assert after["nine hours"].status is Status.REJECTED
    now = workspace.article(article.uid)
    assert (now.note, now.tags) == ("Read twice.", ("sea",))
    assert workspace.problems() == []
    assert marks(workspace, scene.article) == before
    froms = dict(ask(scene.path, "SELECT uid, was FROM carried_over JOIN annotations ON id = annotation"))
    assert froms == {after[quote].uid: before[quote].uid for quote in after}


def test_one_undo_takes_all_of_it_back_and_a_redo_does_it_again(scene: Scene) -> None:
    workspace = scene.workspace
    article = newer(scene, "Mira Okafor is somewhere else entirely now, and nobody knows for how long.")
    before = dump(scene.path)
    assert done(workspace, carry_over, scene.article.id, article.id).orphans
    after = dump(scene.path)
    assert done(workspace, history.undo).act == "carry over"
    assert dump(scene.path) == before
    done(workspace, history.redo)
    assert dump(scene.path) == after


def test_of_twins_the_one_whose_sentence_was_deleted_waits_and_is_not_moved(scene: Scene) -> None:
    workspace = scene.workspace
    old = add(workspace, ArticleDraft("Cup", TWINS))
    for nth in (0, 1):
        done(workspace, operations.annotate, old.id, place(TWINS, "three points", nth), "QUANTITY")
    article = newer(scene, WITHOUT_ALPHA)
    carried = done(workspace, carry_over, old.id, article.id)
    assert (carried.carried, carried.orphans) == (1, 1)
    (one,) = workspace.annotations(article.id)
    assert one.span == place(WITHOUT_ALPHA, "three points").span
    (orphan,) = waiting(workspace)
    assert (orphan.quote, orphan.reason, orphan.older, orphan.uid) == ("three points", "gone", old.uid, article.uid)
    assert "Team Alpha" in orphan.prefix


def with_orphan(scene: Scene) -> tuple[Article, Orphan]:
    """Have the captain, with a tag and a note, wait for a place."""
    done(scene.workspace, operations.write_note, scene.captain, "Since 2019.")
    article = newer(scene, "Captain Okafor spoke. She left on Monday, people say, and that was all of it.")
    done(scene.workspace, carry_over, scene.article.id, article.id)
    (orphan,) = [one for one in waiting(scene.workspace) if one.quote == "Mira Okafor"]
    return article, orphan


def test_what_waits_is_placed_by_hand_with_all_that_was_said_of_it(scene: Scene) -> None:
    article, orphan = with_orphan(scene)
    assert (orphan.label, orphan.note, orphan.tags) == ("PERSON", "Since 2019.", ("people/crew",))
    before = dump(scene.path)
    made = done(scene.workspace, place_orphan, orphan.id, place(article.text, "Captain Okafor"))
    one = scene.workspace.annotation(made)
    assert one is not None
    assert (one.quote, one.label, one.note, one.tags) == ("Captain Okafor", "PERSON", "Since 2019.", ("people/crew",))
    assert orphan not in waiting(scene.workspace)
    assert scene.workspace.problems() == []
    done(scene.workspace, history.undo)
    assert dump(scene.path) == before


def test_what_waits_can_be_dropped_and_stays_in_the_older_version(scene: Scene) -> None:
    _, orphan = with_orphan(scene)
    done(scene.workspace, drop_orphans, [orphan.id])
    assert orphan.id not in [one.id for one in waiting(scene.workspace)]
    assert scene.now(scene.captain).note == "Since 2019."
    with pytest.raises(Missing):
        done(scene.workspace, drop_orphans, [orphan.id])
    done(scene.workspace, history.undo)
    assert orphan in waiting(scene.workspace)


def test_it_is_not_placed_where_its_twin_stands(scene: Scene) -> None:
    article, orphan = with_orphan(scene)
    there = place(article.text, "Captain Okafor")
    done(scene.workspace, operations.annotate, article.id, there, "PERSON")
    with pytest.raises(Refused, match="already"):
        done(scene.workspace, place_orphan, orphan.id, there)
    assert orphan in waiting(scene.workspace)


def test_a_suggestion_at_the_place_becomes_the_annotation(scene: Scene) -> None:
    article = newer(scene)
    there = place(article.text, "Mira Okafor")
    outcome(
        scene.workspace.store_analysis(
            "en_new",
            "2",
            [
                AnalysedPart(
                    article.id, [Span(0, len(article.text))], [StoredSuggestion(there, "PERSON", 0.5)], finished=True
                )
            ],
        )
    )
    carried = done(scene.workspace, carry_over, scene.article.id, article.id)
    assert carried.known == 0
    (one,) = [one for one in scene.workspace.annotations(article.id) if one.span == there.span]
    assert (one.status, one.tags, one.model) == (Status.ACCEPTED, ("people/crew",), "en_new 2")


def test_what_was_decided_in_the_newer_version_stays(scene: Scene) -> None:
    article = newer(scene)
    mine = done(scene.workspace, operations.annotate, article.id, place(article.text, "Mira Okafor"), "PERSON")
    done(scene.workspace, operations.reject, [mine])
    assert done(scene.workspace, carry_over, scene.article.id, article.id).known == 1
    found = scene.workspace.annotation(mine)
    assert found is not None
    assert found.status is Status.REJECTED


def test_what_waits_goes_on_waiting_for_the_version_after(scene: Scene) -> None:
    second, orphan = with_orphan(scene)
    third = newer(scene, "Something else again, and nothing that anybody had written before.")
    done(scene.workspace, carry_over, second.id, third.id)
    assert [one.uid for one in waiting(scene.workspace) if one.annotation == orphan.annotation] == [third.uid]
    assert scene.workspace.ask(versions, second.id) == (scene.article.uid, third.uid)


def test_versions_follow_each_other_in_a_line(scene: Scene) -> None:
    workspace = scene.workspace
    second, third = newer(scene), newer(scene, "Third.")
    done(workspace, carry_over, scene.article.id, second.id)
    for older, later in ((scene.article, third), (third, second), (second, scene.article), (third, third)):
        before = dump(scene.path)
        with pytest.raises(Refused):
            done(workspace, carry_over, older.id, later.id)
        assert dump(scene.path) == before
    done(workspace, carry_over, second.id, third.id)
    for uid in (scene.article.uid, second.uid, third.uid):
        assert workspace.ask(newest_version, uid) == third.uid


def test_deleting_an_annotation_that_was_carried_or_waits_is_undone_too(scene: Scene) -> None:
    article, orphan = with_orphan(scene)
    before = dump(scene.path)
    done(scene.workspace, operations.delete, scene.captain)
    assert orphan not in waiting(scene.workspace)
    done(scene.workspace, history.undo)
    assert dump(scene.path) == before
    made = done(scene.workspace, place_orphan, orphan.id, place(article.text, "Captain"))
    before = dump(scene.path)
    done(scene.workspace, operations.delete, made)
    assert scene.workspace.problems() == []
    done(scene.workspace, history.undo)
    assert dump(scene.path) == before


LONG: Final = (
    "The ferry left Port Selby at dawn with forty people and a dog on board, and the harbour master saw it go. "
    "Nobody had told him that the weather would turn before noon, as it did on each of the last three days. "
)


def brought(workspace: Workspace, draft: ArticleDraft, path: str = "", of: str = "") -> str | None:
    """Bring in an article, and return the uid of the one that it takes the place of."""
    (taken,) = done(workspace, ingest_articles, [IncomingArticle(draft, path, of)])
    return taken.carried.older if taken.carried else None


def test_a_version_is_known_by_its_address_and_its_words(scene: Scene) -> None:
    first = ArticleDraft("Ferry", LONG, url="https://example.org/ferry", published_at="2026-01-02")
    assert brought(scene.workspace, first) is None
    (uid,) = [one.uid for one in scene.workspace.articles() if one.title == "Ferry"]
    other = replace(first, text="Something that has nothing to do with it at all, on the front page of a paper. " * 2)
    assert brought(scene.workspace, other) is None
    assert brought(scene.workspace, replace(first, text=f"{LONG}Later.", title="Ferry turns back")) == uid
    earlier = replace(first, text=f"{LONG}Earlier.", published_at="2026-01-01")
    assert brought(scene.workspace, earlier) is None


def test_a_version_is_known_by_its_file_and_title(scene: Scene) -> None:
    path, other = "a" * 64, "b" * 64
    assert brought(scene.workspace, ArticleDraft("Ferry", LONG), path) is None
    (uid,) = [one.uid for one in scene.workspace.articles() if one.title == "Ferry"]
    assert brought(scene.workspace, ArticleDraft("Ferry", f"{LONG}Elsewhere."), other) is None
    assert brought(scene.workspace, ArticleDraft("Other", "Nothing of it is the same. " * 12), path) is None
    assert brought(scene.workspace, ArticleDraft("Ferry", f"{LONG}Later."), path) == uid


def test_a_version_that_was_asked_for_may_be_of_a_text_that_is_there(scene: Scene) -> None:
    draft = ArticleDraft("Other", "Nothing in common, so nobody would have known.")
    assert brought(scene.workspace, draft) is None
    assert brought(scene.workspace, draft, of=scene.article.uid) == scene.article.uid
    assert brought(scene.workspace, draft, of=scene.article.uid) is None
    before = dump(scene.path)
    with pytest.raises(Missing, match="a_none"):
        brought(scene.workspace, ArticleDraft("New", "A text that is not there."), of="a_none")
    assert dump(scene.path) == before


def test_inactive_articles_stay_in_the_file_and_out_of_lists(scene: Scene, tmp_path: Path) -> None:
    article = newer(scene)
    done(scene.workspace, carry_over, scene.article.id, article.id)
    shown = {entry.uid: entry for entry in scene.workspace.ask(library)}
    assert shown[scene.article.uid].superseded
    assert not shown[article.uid].superseded
