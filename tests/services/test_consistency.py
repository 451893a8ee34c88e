"""What is labelled two ways, what is labelled elsewhere but not here, and which tags are nearly the same."""

from glossator.domain.article import ArticleDraft
from glossator.matching.similar_names import NameDifference, SimilarNames
from glossator.services.consistency import unmarked_forms
from glossator.store import operations
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.consistency import LabelConflict, label_conflicts, similar_tags
from glossator.text.span import Span
from tests.store.scene import Scene, add, done, outcome, place

_SECOND = ArticleDraft("Second", "Mira Okafor is back.\n\nMira\nOkafor’s crew met Mira Okafor on Monday.")


def test_what_is_accepted_with_two_labels_is_listed_with_its_places(scene: Scene) -> None:
    second = add(scene.workspace, _SECOND)
    done(scene.workspace, operations.accept, [scene.harbour])
    made = [
        done(scene.workspace, operations.annotate, second.id, place(second.text, words), label)
        for words, label in (("Mira\nOkafor’s", "ORG"), ("Mira Okafor", "PERSON"), ("Monday", None))
    ]
    rejected = [
        done(scene.workspace, operations.annotate, scene.article.id, scene.at(words, nth), label)
        for words, nth, label in (("Port Selby", 0, "FAC"), ("Mira Okafor", 1, "GPE"))
    ]
    done(scene.workspace, operations.reject, rejected)
    found = scene.workspace.ask(label_conflicts)
    assert found == [LabelConflict("Mira Okafor", (("PERSON", (scene.captain, made[1])), ("ORG", (made[0],))))]


def test_what_is_labelled_elsewhere_but_not_here_is_listed(scene: Scene) -> None:
    second = add(scene.workspace, _SECOND)
    done(scene.workspace, operations.never_suggest, "Monday")
    rejected = [StoredSuggestion(place(second.text, "Mira Okafor", 1), "ORG", None)]
    outcome(
        scene.workspace.store_analysis(
            "en_test", "1.0", [AnalysedPart(second.id, [Span(0, len(second.text))], rejected)]
        )
    )
    done(scene.workspace, operations.reject, scene.workspace.undecided(second.id))
    listed = list(unmarked_forms(scene.workspace))
    assert [(one.uid, one.start, one.entry.label) for one in listed] == [
        (scene.article.uid, scene.at("Mira Okafor", 1).span.start, "PERSON"),
        (second.uid, 0, "PERSON"),
        (second.uid, second.text.index("Mira\nOkafor"), "PERSON"),
    ]
    places = [scene.at("Mira Okafor", 1), place(second.text, "Mira Okafor"), place(second.text, "Mira\nOkafor")]
    assert [one.words() for one in listed] == [(one.prefix, one.quote, one.suffix) for one in places]
    assert [one.title for one in unmarked_forms(scene.workspace, second.id)] == ["Second", "Second"]
    assert list(unmarked_forms(scene.workspace, 99)) == []
    assert list(unmarked_forms(scene.workspace, cancelled=lambda: True)) == []


def test_tags_that_are_nearly_the_same_are_listed_but_not_those_put_by(scene: Scene) -> None:
    for path in ("people/crews", "sea", "seas"):
        done(scene.workspace, operations.tag, scene.ship, path)
    from glossator.store.operations.tags import archive_tag

    done(scene.workspace, archive_tag, "seas")
    assert scene.workspace.ask(similar_tags) == [SimilarNames("people/crew", "people/crews", NameDifference.PLURAL)]
