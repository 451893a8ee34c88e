"""Texts as jobs read them, and where something stands in them."""

from glossator.store import operations
from glossator.store.queries.texts import annotated_spans
from tests.store.scene import Scene, done


def test_stretches_that_overlap_are_one_and_those_that_touch_are_two(scene: Scene) -> None:
    before = scene.workspace.ask(annotated_spans, scene.article.id)
    assert len(before) == 4
    assert [span.of(scene.article.text) for span in before][:2] == ["Aurora", "Port Selby"]
    for words in ("The ferry Aurora left", "ferry", "left"):
        done(scene.workspace, operations.annotate, scene.article.id, scene.at(words), None)
    done(scene.workspace, operations.reject, [scene.harbour])
    whole = scene.at("The ferry Aurora left").span
    assert scene.workspace.ask(annotated_spans, scene.article.id) == [whole, *before[1:]]
