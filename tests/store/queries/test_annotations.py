"""Annotations that are known by id or uid, and suggestions that say the same words."""

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.operations.entities import link
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.annotations import annotation_ids, entity_of
from glossator.store.queries.lexicon import suggestions_of_form
from glossator.store.queries.mentions import mentions_by_id
from glossator.text.span import Span
from tests.store.scene import Scene, add, done, outcome, place


def test_the_entity_of_an_annotation_is_reported(scene: Scene) -> None:
    entity = done(scene.workspace, link, [scene.captain], "Mira Okafor")
    asked = [scene.captain, scene.plain, 9_999]
    assert [scene.workspace.ask(entity_of, one) for one in asked] == [entity, None, None]


def test_ids_come_in_the_order_of_the_uids_without_those_that_are_gone(scene: Scene) -> None:
    uids = [scene.now(one).uid for one in (scene.plain, scene.captain)]
    assert scene.workspace.ask(annotation_ids, [uids[0], "a_gone", uids[1]]) == [scene.plain, scene.captain]


def test_mentions_have_their_context_and_their_article(scene: Scene) -> None:
    found = scene.workspace.ask(mentions_by_id, [scene.captain, 9_999])
    mention, now = found[scene.captain], scene.now(scene.captain)
    assert set(found) == {scene.captain}
    assert (mention.hit, mention.span, mention.annotation) == (now.quote, now.span, now.uid)
    assert (mention.label, mention.status, mention.article.uid) == ("PERSON", "accepted", scene.article.uid)
    assert scene.article.text.count(f"{mention.left}{mention.hit}{mention.right}") == 1


def test_undecided_suggestions_of_one_form_are_found_whatever_their_apostrophes(scene: Scene) -> None:
    text = "The captain’s log, the captain's cat, and the captain’s logs."
    other = add(scene.workspace, ArticleDraft("Log", text))
    suggested = [
        StoredSuggestion(place(text, words), "PRODUCT", None)
        for words in ("captain’s log", "captain's cat", "captain’s logs")
    ]
    outcome(
        scene.workspace.store_analysis(
            "en_test", "1.0", [AnalysedPart(other.id, [Span(0, len(text))], suggested, finished=True)]
        )
    )
    ids = {one.quote: one.id for one in scene.workspace.annotations(other.id)}
    assert scene.workspace.ask(suggestions_of_form, "captain's log") == [ids["captain’s log"]]
    done(scene.workspace, operations.accept, [ids["captain’s log"]])
    assert scene.workspace.ask(suggestions_of_form, "captain's log") == []
