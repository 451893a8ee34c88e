"""The same for all mentions: what is found, what is left as it is, and that one undo takes it back."""

import pytest

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.article import Article, ArticleDraft
from glossator.matching.occurrences import OccurrenceKind
from glossator.services.propagation import Hit, MentionState, Scope, apply, preview
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Missing
from glossator.store.operations import Propagated
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from tests.store.dumps import change, dump, history
from tests.store.scene import Scene, add, done, outcome, place

_SECOND = ArticleDraft(
    "Harbour news", "Mira Okafor is back.\n\nMIRA OKAFOR’s crew met Mira Okafor.\n\nOkafor smiled; Mira Okafor left."
)


@pytest.fixture
def second(scene: Scene) -> Article:
    """Another article about the captain."""
    return add(scene.workspace, _SECOND)


def source(scene: Scene) -> Annotation:
    return scene.now(scene.captain)


def hits(scene: Scene, scope: Scope = Scope.WORKSPACE) -> list[Hit]:
    return list(preview(scene.workspace, source(scene), scope))


def all_of(scene: Scene, *articles: Article) -> list[Annotation]:
    return [one for article in (scene.article, *articles) for one in scene.workspace.annotations(article.id)]


def test_every_other_mention_is_shown_in_its_context(scene: Scene, second: Article) -> None:
    found = hits(scene)
    assert [(hit.uid, hit.anchor.quote, hit.kind, hit.ticked) for hit in found] == [
        (scene.article.uid, "Mira Okafor", OccurrenceKind.EXACT, True),
        (second.uid, "Mira Okafor", OccurrenceKind.EXACT, True),
        (second.uid, "MIRA OKAFOR", OccurrenceKind.CASE, True),
        (second.uid, "Mira Okafor", OccurrenceKind.EXACT, True),
        (second.uid, "Okafor", OccurrenceKind.PART, False),
        (second.uid, "Mira Okafor", OccurrenceKind.EXACT, True),
    ]
    assert all(hit.standing is MentionState.FREE and hit.there is None and hit.open for hit in found)
    assert (found[1].title, found[1].anchor.suffix[:8], found[2].anchor.paragraph) == ("Harbour news", " is back", 2)


def test_the_scope_says_how_far(scene: Scene, second: Article) -> None:
    assert len(hits(scene, Scope.ARTICLE)) == 1
    assert hits(scene, Scope.PARAGRAPH) == []
    made = done(scene.workspace, operations.annotate, second.id, place(second.text, "Mira Okafor", 1), "PERSON")
    one = scene.workspace.annotation(made)
    assert one is not None
    in_paragraph = preview(scene.workspace, one, Scope.PARAGRAPH)
    assert [hit.anchor.quote for hit in in_paragraph] == ["MIRA OKAFOR"]


def test_the_search_stops_when_it_is_reported_to(scene: Scene, second: Article) -> None:
    assert len(list(preview(scene.workspace, source(scene), Scope.WORKSPACE, cancelled=lambda: True))) == 1


def suggest(scene: Scene, article: Article, words: str, label: str, nth: int = 0, version: str = "2.0") -> None:
    found = [StoredSuggestion(place(article.text, words, nth), label, None)]
    whole = [place(article.text, article.text.strip()).span]
    outcome(scene.workspace.store_analysis("en_test", version, [AnalysedPart(article.id, whole, found)]))


def test_what_stands_there_is_shown(scene: Scene, second: Article) -> None:
    suggest(scene, second, "Mira Okafor", "ORG")
    suggest(scene, second, "Mira Okafor.", "ORG", version="3.0")
    suggest(scene, second, "Okafor left", "EVENT", version="4.0")
    done(scene.workspace, operations.annotate, second.id, place(second.text, "MIRA OKAFOR"), "ORG")
    suggest(scene, second, "smiled", "EVENT", version="5.0")
    found = [(hit.standing, hit.ticked, hit.there and hit.there.quote) for hit in hits(scene)[1:]]
    assert found == [
        (MentionState.SUGGESTED, True, "Mira Okafor"),
        (MentionState.DECIDED, False, "MIRA OKAFOR"),
        (MentionState.OVERLAPPED, False, "Mira Okafor."),
        (MentionState.FREE, False, None),
        (MentionState.OVERLAPPED, False, "Okafor left"),
    ]
    assert [hit.open for hit in hits(scene)[1:]] == [True, False, True, True, True]


def test_a_suggestion_inside_the_mention_is_no_obstacle_and_a_decision_is(scene: Scene, second: Article) -> None:
    suggest(scene, second, "Mira", "ORG")
    assert (hits(scene)[1].standing, hits(scene)[1].ticked) == (MentionState.FREE, True)
    done(scene.workspace, operations.accept, scene.workspace.undecided(second.id))
    assert (hits(scene)[1].standing, hits(scene)[1].ticked) == (MentionState.OVERLAPPED, False)


def test_all_that_is_ticked_is_one_act_and_one_undo(scene: Scene, second: Article) -> None:
    change(scene.path, "INSERT INTO entities VALUES (7, 'e_7', 'Okafor', NULL, '', '')")
    change(scene.path, "UPDATE annotations SET entity = 7 WHERE id = ?", [scene.captain])
    suggest(scene, second, "Mira Okafor", "ORG")
    done(scene.workspace, operations.write_note, scene.captain, "not copied")
    start, batches = dump(scene.path), {row[1] for row in history(scene.path)}
    ticked = [hit for hit in hits(scene) if hit.ticked]
    assert outcome(apply(scene.workspace, source(scene), ticked)) == Propagated(made=4, decided=1, passed=0)
    end = dump(scene.path)
    decided = [one for one in all_of(scene, second) if one.quote.upper() == "MIRA OKAFOR" and one.id != scene.captain]
    assert len(decided) == 5
    for one in decided:
        assert (one.label, one.status, one.tags) == ("PERSON", Status.ACCEPTED, ("people/crew",))
        assert (one.entity, one.note, one.analyst) == ("Okafor", "", "ann")
        assert one.propagated_from == source(scene).uid
    assert sorted(one.origin for one in decided) == [Origin.MODEL, *[Origin.PROPAGATED] * 4]
    assert len({row[1] for row in history(scene.path)} - batches) == 1
    assert scene.workspace.problems() == []
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_what_is_decided_is_never_overwritten(scene: Scene, second: Article) -> None:
    seen = hits(scene)
    # Decided by another while the preview was looked at.
    suggest(scene, second, "Mira Okafor", "ORG")
    done(scene.workspace, operations.reject, scene.workspace.undecided(second.id))
    done(scene.workspace, operations.annotate, second.id, place(second.text, "Okafor smiled"), "EVENT")
    done(scene.workspace, operations.annotate, second.id, place(second.text, "Mira Okafor", 1), "PERSON")
    before = scene.workspace.annotations(second.id)
    assert outcome(apply(scene.workspace, source(scene), seen)) == Propagated(made=4, decided=0, passed=2)
    after = scene.workspace.annotations(second.id)
    assert [one for one in after if one in before] == before
    # Seen now, the one that was accepted with the label can be given the tag.
    assert apply(scene.workspace, source(scene), hits(scene)).result() == Propagated(0, 0, 0, given=1)


def test_what_was_accepted_alike_is_given_what_it_lacks_and_nothing_else(scene: Scene, second: Article) -> None:
    change(scene.path, "INSERT INTO entities VALUES (7, 'e_7', 'Okafor', NULL, '', ''), (8, 'e_8', 'M.', NULL, '', '')")
    change(scene.path, "UPDATE annotations SET entity = 7 WHERE id = ?", [scene.captain])
    plain, other, linked = (
        done(scene.workspace, operations.annotate, second.id, place(second.text, words, nth), label)
        for words, nth, label in (("Mira Okafor", 0, "PERSON"), ("MIRA OKAFOR", 0, "ORG"), ("Mira Okafor", 1, "PERSON"))
    )
    done(scene.workspace, operations.tag, linked, "people/crew")
    done(scene.workspace, operations.tag, linked, "own")
    change(scene.path, "UPDATE annotations SET entity = 8 WHERE id = ?", [linked])
    before = dump(scene.path)
    found = {hit.there.id: hit for hit in hits(scene) if hit.there is not None}
    assert [(found[one].standing, found[one].ticked) for one in (plain, other, linked)] == [
        (MentionState.AGREED, True),
        (MentionState.DECIDED, False),
        (MentionState.DECIDED, False),
    ]
    assert outcome(apply(scene.workspace, source(scene), list(found.values()))) == Propagated(0, 0, 0, given=1)
    now = {one.id: one for one in scene.workspace.annotations(second.id)}
    assert (now[plain].tags, now[plain].entity, now[plain].propagated_from) == (("people/crew",), "Okafor", None)
    assert (now[other].tags, now[other].label, now[other].entity) == ((), "ORG", None)
    assert (now[linked].tags, now[linked].entity) == (("own", "people/crew"), "M.")
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before


def test_what_was_decided_otherwise_meanwhile_is_given_nothing(scene: Scene, second: Article) -> None:
    made = done(scene.workspace, operations.annotate, second.id, place(second.text, "Mira Okafor"), "PERSON")
    seen = [hit for hit in hits(scene) if hit.standing is MentionState.AGREED]
    done(scene.workspace, operations.reject, [made])
    assert outcome(apply(scene.workspace, source(scene), seen)) == Propagated(0, 0, 1)
    (one,) = scene.workspace.annotations(second.id)
    assert one.tags == ()


def test_a_rejected_one_gives_nothing(scene: Scene, second: Article) -> None:
    done(scene.workspace, operations.annotate, second.id, place(second.text, "Mira Okafor"), "PERSON")
    done(scene.workspace, operations.reject, [scene.captain])
    assert MentionState.AGREED not in {hit.standing for hit in hits(scene)}


def test_of_several_suggestions_the_one_with_the_label_is_accepted(scene: Scene, second: Article) -> None:
    suggest(scene, second, "Mira Okafor", "ORG")
    suggest(scene, second, "Mira Okafor", "PERSON", version="3.0")
    outcome(apply(scene.workspace, source(scene), [hits(scene)[1]]))
    assert sorted((one.label, one.status) for one in scene.workspace.annotations(second.id)) == [
        ("ORG", Status.SUGGESTED),
        ("PERSON", Status.ACCEPTED),
    ]


def test_who_propagates_a_suggestion_stands_behind_it(scene: Scene, second: Article) -> None:
    suggest(scene, second, "Mira Okafor", "PERSON")
    suggestion = scene.workspace.annotation(scene.workspace.undecided(second.id)[0])
    assert suggestion is not None
    found = list(preview(scene.workspace, suggestion, Scope.ARTICLE))
    assert outcome(apply(scene.workspace, suggestion, found[:1])).made == 1
    after = scene.workspace.annotation(suggestion.id)
    assert after is not None
    assert (after.status, after.propagated_from) == (Status.ACCEPTED, None)


def test_a_rejection_is_propagated_to_suggestions_alone(scene: Scene, second: Article) -> None:
    for nth in (0, 1):
        suggest(scene, second, "Mira Okafor", "ORG", nth, version=f"{nth}.5")
    done(scene.workspace, operations.reject, [scene.captain])
    start = dump(scene.path)
    found = hits(scene)
    assert [hit.ticked for hit in found] == [False, True, False, True, False, False]
    assert outcome(apply(scene.workspace, source(scene), found)) == Propagated(made=0, decided=2, passed=4)
    assert [one.status for one in scene.workspace.annotations(second.id)] == [Status.REJECTED] * 2
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start


def test_what_was_deleted_meanwhile_is_reported_and_nothing_is_made(scene: Scene, second: Article) -> None:
    seen, captain = hits(scene), source(scene)
    done(scene.workspace, operations.delete, scene.captain)
    before = dump(scene.path)
    with pytest.raises(Missing, match="no longer there"):
        outcome(apply(scene.workspace, captain, seen))
    assert dump(scene.path) == before


def test_many_articles_are_searched_in_their_order(scene: Scene) -> None:
    added = [add(scene.workspace, ArticleDraft(f"{n}", f"{'x ' * n * 9_000}Mira Okafor {n}")) for n in range(30)]
    assert [hit.uid for hit in hits(scene)] == [scene.article.uid, *(article.uid for article in added)]
