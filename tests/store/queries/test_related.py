"""What else is known of an annotation: the same text in its article, and the mentions of its entity."""

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.operations.articles import archive_articles
from glossator.store.operations.entities import link
from glossator.store.queries.related import RelatedAnnotations, related_annotations
from tests.store.scene import Scene, add, done, place


def test_the_same_text_is_counted_by_status(scene: Scene) -> None:
    other = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Mira Okafor", 1), "ORG")
    done(scene.workspace, operations.reject, [other])
    assert scene.workspace.ask(related_annotations, other, 4).same_text == [("accepted", 1)]
    assert scene.workspace.ask(related_annotations, scene.captain, 4).same_text == [("rejected", 1)]
    assert scene.workspace.ask(related_annotations, scene.ship, 4) == RelatedAnnotations([], 0, 0, [])


def test_mentions_of_the_entity_are_counted_in_active_articles(scene: Scene) -> None:
    others = [add(scene.workspace, ArticleDraft(f"More {n}", f"Aurora and Aurora again, {n}.")) for n in range(3)]
    marks = [
        done(scene.workspace, operations.annotate, article.id, place(article.text, "Aurora", nth), "PRODUCT")
        for article in others
        for nth in range(2)
    ]
    done(scene.workspace, link, [scene.ship, *marks], "Aurora", one_by_hand=False)
    found = scene.workspace.ask(related_annotations, scene.ship, 2)
    assert (found.mentions, found.articles) == (7, 4)
    assert found.most == [("More 0", 2), ("More 1", 2)]
    done(scene.workspace, archive_articles, [others[0].id])
    assert scene.workspace.ask(related_annotations, scene.ship, 1).most == [("More 1", 2)]
