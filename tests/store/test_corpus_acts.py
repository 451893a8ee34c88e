"""Archiving, saved searches, and tags on what was found."""

import pytest

from glossator.domain.article import ArticleDraft
from glossator.domain.library import Library, next_undecided, next_unread
from glossator.domain.mention import FoundIn, Mention, Order
from glossator.domain.query import BadQuery, parse
from glossator.store import history, operations
from glossator.store.errors import Missing, Refused
from glossator.store.operations.articles import archive_articles, restore_articles
from glossator.store.operations.saved_searches import delete_search, save_search
from glossator.store.operations.tagging import TaggedResults, tag_search_results
from glossator.store.operations.versions import carry_over
from glossator.store.queries.library import library
from glossator.store.queries.records import FlatFilter
from glossator.store.queries.saved_searches import saved_search, saved_searches
from tests.store.dumps import dump
from tests.store.scene import Scene, add, done


def found(scene: Scene, query: str) -> list[Mention]:
    return list(scene.workspace.search(parse(query), Order.RELEVANCE))


def titles(scene: Scene, query: str) -> set[str]:
    return {one.article.title for one in found(scene, query)}


def test_what_is_archived_is_left_out_of_lists_and_searches_unless_asked_for(scene: Scene) -> None:
    workspace = scene.workspace
    other = add(workspace, ArticleDraft("Other", "Another ferry, elsewhere."))
    here = scene.article.title
    done(workspace, archive_articles, [scene.article.id])
    entries = workspace.ask(library)
    assert [entry.title for entry in Library(entries).filter("")] == ["Other"]
    assert [entry.title for entry in Library(entries).filter("is:archived")] == [here]
    assert len(Library(entries).filter("is:any")) == 2
    assert next_unread(entries, other.uid) is None
    assert next_undecided(entries, other.uid) is None
    assert [one.title for one in workspace.articles(inactive=False)] == ["Other"]
    assert titles(scene, "ferry") == {"Other"}
    assert titles(scene, "ferry is:archived") == {here}
    assert titles(scene, "ferry is:any") == {here, "Other"}
    assert titles(scene, "label:PERSON") == set()
    assert titles(scene, "label:PERSON is:archived") == {here}
    done(workspace, history.undo)
    assert titles(scene, "ferry") == {here, "Other"}
    done(workspace, history.redo)
    done(workspace, restore_articles, [scene.article.id])
    assert len(Library(workspace.ask(library)).filter("")) == 2


def test_nothing_is_archived_twice_or_brought_back_that_is_not_away(scene: Scene) -> None:
    other = add(scene.workspace, ArticleDraft("Other", "Another ferry, elsewhere."))
    done(scene.workspace, archive_articles, [scene.article.id])
    before = dump(scene.path)
    with pytest.raises(Refused, match="already"):
        done(scene.workspace, archive_articles, [other.id, scene.article.id])
    with pytest.raises(Missing):
        done(scene.workspace, restore_articles, [scene.article.id, other.id])
    assert dump(scene.path) == before


def test_a_version_that_was_replaced_is_found_and_exported_only_when_asked_for(scene: Scene) -> None:
    newer = add(scene.workspace, ArticleDraft("Newer", f"{scene.article.text}\n\nCorrected."))
    done(scene.workspace, carry_over, scene.article.id, newer.id)
    assert titles(scene, "ferry") == {"Newer"}
    assert titles(scene, "ferry is:superseded") == {scene.article.title}
    assert {row[1] for row in scene.workspace.flat(FlatFilter())} == {newer.uid}
    asked = FlatFilter(articles=(scene.article.uid,))
    assert {row[1] for row in scene.workspace.flat(asked)} == {scene.article.uid}


def test_articles_are_found_by_when_they_came_in(scene: Scene) -> None:
    assert titles(scene, "ferry added:2026-01-02") == {scene.article.title}
    assert titles(scene, "ferry added:2026-01-03") == set()
    assert titles(scene, "label:PERSON added:2026") == {scene.article.title}


def test_a_search_is_kept_replaced_forgotten_and_brought_back(scene: Scene) -> None:
    workspace = scene.workspace
    done(workspace, save_search, " Crew  list ", "label:PERSON tag:people", Order.DATE)
    (kept,) = workspace.ask(saved_searches)
    assert (kept.name, kept.query, kept.order, kept.analyst) == ("Crew list", "label:PERSON tag:people", "date", "ann")
    done(workspace, save_search, "crew LIST", "label:PERSON", Order.LEFT)
    assert [(one.name, one.query) for one in workspace.ask(saved_searches)] == [("crew LIST", "label:PERSON")]
    done(workspace, history.undo)
    assert workspace.ask(saved_search, "CREW list").query == "label:PERSON tag:people"
    done(workspace, delete_search, "crew list")
    with pytest.raises(Missing, match="crew list"):
        workspace.ask(saved_search, "crew list")
    done(workspace, history.undo)
    assert workspace.ask(saved_search, "crew list") == kept


def test_what_cannot_be_kept_is_refused(scene: Scene) -> None:
    with pytest.raises(BadQuery):
        done(scene.workspace, save_search, "x", "label:", Order.DATE)
    with pytest.raises(Refused):
        done(scene.workspace, save_search, " ", "ferry", Order.DATE)
    with pytest.raises(Refused, match="no saved search"):
        done(scene.workspace, delete_search, "x")


def test_all_that_was_found_is_tagged_in_one_act(scene: Scene) -> None:
    workspace = scene.workspace
    done(workspace, operations.write_note, scene.captain, "On the ferry since 2019.")
    before = dump(scene.path)
    mentions = [*found(scene, "ferry"), *found(scene, "label:PERSON")]
    places = {one.place for one in mentions}
    assert {FoundIn.TEXT, FoundIn.NOTE, FoundIn.ANNOTATION} <= places
    tagged = done(workspace, tag_search_results, mentions, "sea/ferries")
    hits = sum(one.place is FoundIn.TEXT for one in mentions)
    assert tagged == TaggedResults(hits + 1, hits, int(FoundIn.TITLE in places), 0)
    with_tag = [one for one in workspace.annotations(scene.article.id) if "sea/ferries" in one.tags]
    assert {one.quote.casefold() for one in with_tag} == {"ferry", "mira okafor"}
    assert done(workspace, tag_search_results, mentions, "Sea/Ferries") == TaggedResults(0, 0, 0, 0)
    assert workspace.problems() == []
    done(workspace, history.undo)
    assert dump(scene.path) == before


def test_words_that_are_marked_just_there_are_not_marked_anew(scene: Scene) -> None:
    mentions = [one for one in found(scene, "Aurora") if one.place is FoundIn.TEXT]
    tagged = done(scene.workspace, tag_search_results, mentions[:1], "sea")
    assert tagged == TaggedResults(1, 0, 0, 1)
    assert scene.now(scene.ship).tags == ("sea",)
