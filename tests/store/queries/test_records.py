import dataclasses
import random
from itertools import pairwise

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.domain.article import ArticleDraft, ArticleSummary, TextFormat
from glossator.store import operations
from glossator.store.errors import Missing
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.records import LONG_ANNOTATION, NeighbourQuery
from glossator.store.queries.statistics import summary
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor
from glossator.text.span import Span
from tests.store.dumps import ask, change
from tests.store.scene import Scene, add, done, outcome


def test_an_article_is_read_as_it_was_drafted(workspace: Workspace, draft: ArticleDraft) -> None:
    draft = dataclasses.replace(draft, text_format=TextFormat.MARKDOWN)
    article = add(workspace, draft)
    for name in ("title", "text", "text_format", "source", "url", "author", "published_at", "language", "encoding"):
        assert getattr(article, name) == getattr(draft, name), name
    assert (article.note, article.tags, article.added_by, article.added_at) == ("", (), "ann", "2026-01-02T12:00:00Z")


def test_metadata_keeps_its_order_and_has_each_name_once(workspace: Workspace, draft: ArticleDraft) -> None:
    given = (("section", "World"), ("Length", "812 words"), ("section", "Harbours"), ("section", "World"), ("page", ""))
    article = add(workspace, dataclasses.replace(draft, metadata=given))
    assert article.metadata == (("section", "World; Harbours"), ("Length", "812 words"))
    # The text is there, so that nothing of it is stored again.
    add(workspace, dataclasses.replace(draft, metadata=(("page", "4"),)))
    assert workspace.article(article.uid).metadata == article.metadata


def test_an_article_that_is_not_there_is_missing(workspace: Workspace) -> None:
    with pytest.raises(Missing, match="There is no article t_nowhere"):
        workspace.article("t_nowhere")


def test_an_article_is_found_by_its_text_or_its_file(workspace: Workspace, draft: ArticleDraft) -> None:
    article = add(workspace, draft)
    add(workspace, ArticleDraft("Typed in", "No file behind it."))
    assert workspace.article_with(text_sha256=article.text_sha256) == article.uid
    assert workspace.article_with(file_sha256="f" * 64) == article.uid
    assert workspace.article_with(text_sha256="0" * 64, file_sha256="0" * 64) is None
    assert workspace.article_with(file_sha256="") is None
    assert workspace.article_with() is None


def test_articles_are_listed_as_they_came_in_with_what_is_decided(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("A second", "Ünï 👩🏻\u200d✈️", source="S", published_at="2026-01-09"))
    done(scene.workspace, operations.reject, [scene.ship])
    first = scene.article
    assert scene.workspace.articles() == [
        ArticleSummary(first.id, first.uid, first.title, first.source, first.published_at, len(first.text), 3, 4),
        ArticleSummary(second.id, second.uid, "A second", "S", "2026-01-09", 9, 0, 0),
    ]


def test_annotations_come_by_start_the_longer_first(scene: Scene) -> None:
    wider = done(scene.workspace, operations.annotate, scene.article.id, scene.at("Aurora left Port Selby"), "EVENT")
    ids = [one.id for one in scene.workspace.annotations(scene.article.id)]
    assert ids == [wider, scene.ship, scene.harbour, scene.captain, scene.plain]


def test_an_annotation_is_read_with_all_that_is_said_of_it(scene: Scene) -> None:
    change(scene.path, "INSERT INTO entities VALUES (NULL, 'e_x', 'Captain M. Okafor', 'PERSON', '', '')")
    change(scene.path, "UPDATE annotations SET entity = 1 WHERE id = ?", [scene.captain])
    done(scene.workspace, operations.tag, scene.captain, "Alpha")
    done(scene.workspace, operations.write_note, scene.captain, "since 2011\n")
    captain = scene.now(scene.captain)
    assert captain.span is not None
    assert captain.span.of(scene.article.text) == captain.quote == "Mira Okafor"
    assert (captain.label, captain.entity, captain.note) == ("PERSON", "Captain M. Okafor", "since 2011\n")
    assert captain.tags == ("Alpha", "people/crew")
    assert (captain.status, captain.origin, captain.analyst) == (Status.ACCEPTED, Origin.ANALYST, "ann")
    assert captain.created_at < captain.updated_at


def test_annotations_are_those_of_the_article(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Another text."))
    assert scene.workspace.annotations(second.id) == []
    assert scene.workspace.annotations(99) == []


def test_an_annotation_of_the_whole_article_has_no_span(scene: Scene) -> None:
    change(
        scene.path,
        "INSERT INTO annotations (uid, article, quote, prefix, suffix, status, note, origin, analyst, created_at, "
        "updated_at) VALUES ('a_whole', ?, '', '', '', 'accepted', '', 'imported', '', '', '')",
        [scene.article.id],
    )
    (whole, *_) = scene.workspace.annotations(scene.article.id)
    assert (whole.uid, whole.span, whole.paragraph) == ("a_whole", None, None)


def test_tags_come_by_path_with_their_uses_in_annotations_and_articles(scene: Scene) -> None:
    done(scene.workspace, operations.tag, scene.ship, "people/crew")
    done(scene.workspace, operations.tag_article, scene.article.id, "people/crew")
    done(scene.workspace, operations.tag_article, scene.article.id, "Beacons")
    done(scene.workspace, operations.tag, scene.ship, "archive")
    done(scene.workspace, operations.untag, scene.ship, "archive")
    assert [(tag.path, tag.uses, tag.archived) for tag in scene.workspace.tags()] == [
        ("archive", 0, False),
        ("Beacons", 1, False),
        ("people/crew", 3, False),
    ]


def test_everything_is_counted(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    assert scene.workspace.counts() == {
        "articles": 1,
        "inactive": 0,
        "annotations": 4,
        "tags": 1,
        "entities": 0,
        "history": 7,
        "suggested": 1,
        "accepted": 2,
        "rejected": 1,
    }


def test_labels_in_use_are_counted_with_what_is_decided(scene: Scene) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Lumen"), "GPE")
    assert scene.workspace.ask(summary, 10).labels == [
        ("GPE", 2, 1),
        ("(none)", 1, 1),
        ("PERSON", 1, 1),
        ("PRODUCT", 1, 0),
    ]


# What a screen asks for, so that it need not read everything: compared with everything.


@pytest.fixture
def crowded(scene: Scene) -> Scene:
    """The scene with nested, touching and long annotations in an article of its own."""
    text = "".join(f"Word {number:03}. " for number in range(200))
    article = add(scene.workspace, ArticleDraft("Crowded", text))
    chance = random.Random(3)
    lengths = [1, 1, 8, 9, 10, 50, 399, 400, 401, 402, 900, len(text)]
    suggested = []
    for number, length in enumerate(lengths * 6):
        start = chance.choice([0, 10, len(text) - length, chance.randrange(len(text) - length + 1)])
        span = Span(max(0, min(start, len(text) - length)), max(0, min(start, len(text) - length)) + length)
        label = ("PERSON", "ORG", "GPE")[number % 3]
        suggested.append(StoredSuggestion(Anchor(span, span.of(text), "", "", 1), label, None))
    outcome(
        scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(article.id, [Span(0, len(text))], suggested)])
    )
    ids = [one.id for one in scene.workspace.annotations(article.id)]
    done(scene.workspace, operations.accept, chance.sample(ids, len(ids) // 2))
    done(scene.workspace, operations.reject, ids[:3])
    done(scene.workspace, operations.tag, ids[5], "b")
    done(scene.workspace, operations.tag, ids[5], "a")
    return dataclasses.replace(scene, article=article)


def test_the_annotations_between_two_places_are_those_that_reach_into_them(crowded: Scene) -> None:
    everything = crowded.workspace.annotations(crowded.article.id)
    length = len(crowded.article.text)
    assert len(everything) > 40
    edges = sorted({0, length, *(place for one in everything if one.span for place in (one.span.start, one.span.end))})
    for start in edges:
        for width in (1, 10, 399, 400, 401, 900):
            wanted = Span(start, start + width)
            assert crowded.workspace.annotations_between(crowded.article.id, wanted.start, wanted.end) == [
                one for one in everything if one.span is not None and one.span.overlaps(wanted)
            ]


def test_one_annotation_is_read_as_among_all_and_is_none_when_it_is_gone(crowded: Scene) -> None:
    for one in crowded.workspace.annotations(crowded.article.id):
        assert crowded.workspace.annotation(one.id) == one
    assert crowded.workspace.annotation(9_999) is None


@pytest.mark.parametrize("undecided", [False, True], ids=["any", "undecided"])
def test_going_on_from_neighbour_to_neighbour_visits_each_in_order_and_comes_round(
    crowded: Scene, undecided: bool
) -> None:
    stops = [
        one
        for one in crowded.workspace.annotations(crowded.article.id)
        if not undecided or one.status is Status.SUGGESTED
    ]
    for forward, order in ((True, stops), (False, stops[::-1])):
        for here, following in pairwise([*order, order[0]]):
            assert here.span is not None
            turn = NeighbourQuery(here.span.start, here.span.end, here.id, forward, undecided)
            assert crowded.workspace.neighbour(crowded.article.id, turn) == following


def test_the_neighbour_of_a_mere_place_is_the_first_that_starts_there_or_after(crowded: Scene) -> None:
    everything = crowded.workspace.annotations(crowded.article.id)
    length = len(crowded.article.text)
    for offset in (0, 1, 10, 11, 700, length - 1):
        after = [one for one in everything if one.span is not None and one.span.start >= offset]
        before = [one for one in everything if one.span is not None and one.span.start < offset]
        forward = NeighbourQuery(offset, length + 1, 0, forward=True, undecided=False)
        assert crowded.workspace.neighbour(crowded.article.id, forward) == (after or everything)[0]
        back = NeighbourQuery(offset, length + 1, 0, forward=False, undecided=False)
        assert crowded.workspace.neighbour(crowded.article.id, back) == (before or everything)[-1]


def test_an_article_without_annotations_has_no_neighbours(workspace: Workspace, draft: ArticleDraft) -> None:
    article = add(workspace, draft)
    for forward in (True, False):
        assert workspace.neighbour(article.id, NeighbourQuery(5, 500, 0, forward, undecided=False)) is None
    assert workspace.annotations_between(article.id, 0, 500) == []
    assert workspace.tally(article.id) == (0, 0)


def test_when_all_is_decided_there_is_no_undecided_neighbour(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship, scene.harbour])
    assert scene.workspace.neighbour(scene.article.id, NeighbourQuery(0, 500, 0, forward=True, undecided=True)) is None


def test_the_tally_counts_accepted_and_rejected_of_all(scene: Scene) -> None:
    assert scene.workspace.tally(scene.article.id) == (2, 4)
    done(scene.workspace, operations.reject, [scene.ship])
    assert scene.workspace.tally(scene.article.id) == (3, 4)
    done(scene.workspace, operations.accept, [scene.harbour])
    assert scene.workspace.tally(scene.article.id) == (4, 4)


def test_a_known_article_is_refreshed_with_its_note_and_tags(scene: Scene, other: Workspace) -> None:
    done(other, operations.write_article_note, scene.article.id, "Two sources.")
    done(other, operations.tag_article, scene.article.id, "sea")
    assert scene.workspace.refreshed(scene.article) == scene.workspace.article(scene.article.uid)
    assert scene.workspace.refreshed(scene.article).note == "Two sources."
    with pytest.raises(Missing, match="“Gone” is no longer in this workspace"):
        scene.workspace.refreshed(dataclasses.replace(scene.article, id=99, title="Gone"))


def test_the_index_of_the_long_ones_is_made_for_the_length_that_is_asked_for(scene: Scene) -> None:
    ((sql,),) = ask(scene.path, "SELECT sql FROM sqlite_schema WHERE name = 'annotations_long'")
    assert f'"end" - start > {LONG_ANNOTATION}' in sql
