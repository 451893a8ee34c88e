from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from glossator.domain.annotation import Origin, Status
from glossator.domain.article import Article, ArticleDraft
from glossator.domain.codebook import tag_colour
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.history.operation import Operation
from glossator.store.pipeline_runs import AnalysedPart, RunProgress, StoredSuggestion, marked_spans
from glossator.store.workspace import Workspace
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.store.dumps import ask, change, everything, history
from tests.store.scene import Scene, add, done, outcome, place

if TYPE_CHECKING:
    pass

_UNREAD = RunProgress(finished=False, done=())
_READ = RunProgress(finished=True, done=())


@pytest.fixture
def article(workspace: Workspace, draft: ArticleDraft) -> Article:
    """An article of three paragraphs that no machine has read."""
    return add(workspace, draft)


def keep(
    workspace: Workspace,
    article: Article,
    parts: Sequence[Span],
    suggested: Sequence[StoredSuggestion],
    *,
    finished: bool = False,
    version: str = "1.0",
) -> int:
    (added,) = outcome(
        workspace.store_analysis("en_test", version, [AnalysedPart(article.id, parts, suggested, finished=finished)])
    )
    return added


def suggestion(article: Article, words: str, label: str, nth: int = 0, score: float | None = None) -> StoredSuggestion:
    return StoredSuggestion(place(article.text, words, nth), label, score)


def test_suggestions_are_kept_with_their_run(workspace: Workspace, article: Article) -> None:
    part = paragraphs(article.text)[0]
    assert keep(workspace, article, [part], [suggestion(article, "Aurora", "PRODUCT", score=0.5)]) == 1
    (kept,) = workspace.annotations(article.id)
    assert (kept.quote, kept.label, kept.score, kept.paragraph) == ("Aurora", "PRODUCT", 0.5, 1)
    assert (kept.status, kept.origin, kept.model, kept.analyst) == (
        Status.SUGGESTED,
        Origin.MODEL,
        "en_test 1.0",
        "",
    )
    assert ask(workspace.path, "SELECT text_sha256 FROM runs") == [(article.text_sha256,)]


def test_what_the_machine_says_is_no_act_of_the_analyst(workspace: Workspace, article: Article) -> None:
    before = history(workspace.path)
    keep(workspace, article, paragraphs(article.text), [suggestion(article, "Aurora", "PRODUCT")], finished=True)
    assert history(workspace.path) == before


def test_a_part_is_kept_once(workspace: Workspace, article: Article) -> None:
    first, second, _ = paragraphs(article.text)
    aurora, trust = suggestion(article, "Aurora", "PRODUCT"), suggestion(article, "Selby Harbour Trust", "ORG")
    assert keep(workspace, article, [first], [aurora]) == 1
    before = everything(workspace.path)
    assert keep(workspace, article, [first], [aurora, suggestion(article, "Monday", "DATE")]) == 0
    assert everything(workspace.path) == before
    assert keep(workspace, article, [first, second], [aurora, trust]) == 1
    assert [one.quote for one in workspace.annotations(article.id)] == ["Aurora", "Selby Harbour Trust"]


def test_a_reading_goes_on_where_it_stopped(workspace: Workspace, article: Article) -> None:
    first, second, third = paragraphs(article.text)
    assert workspace.run_progress(article.id, "en_test", "1.0") == _UNREAD
    keep(workspace, article, [third], [])
    keep(workspace, article, [first], [])
    assert workspace.run_progress(article.id, "en_test", "1.0") == RunProgress(finished=False, done=(first, third))
    keep(workspace, article, [second], [], finished=True)
    assert workspace.run_progress(article.id, "en_test", "1.0") == _READ


def test_a_finished_reading_takes_nothing_more(workspace: Workspace, article: Article) -> None:
    keep(workspace, article, paragraphs(article.text), [], finished=True)
    assert keep(workspace, article, [Span(0, 500)], [suggestion(article, "Aurora", "PRODUCT")]) == 0
    assert workspace.annotations(article.id) == []
    assert ask(workspace.path, "SELECT count(*) FROM run_parts") == [(0,)]


def test_each_pipeline_and_version_reads_for_itself(workspace: Workspace, article: Article) -> None:
    keep(workspace, article, paragraphs(article.text), [], finished=True)
    assert workspace.run_progress(article.id, "en_test", "1.1") == _UNREAD
    assert workspace.run_progress(article.id, "en_other", "1.0") == _UNREAD
    assert workspace.unanalysed_articles("en_test", "1.0") == []
    assert workspace.unanalysed_articles("en_test", "1.1") == [article.uid]


def test_articles_that_are_read_in_part_are_unread(workspace: Workspace, article: Article) -> None:
    second = add(workspace, ArticleDraft("Second", "Another text."))
    keep(workspace, article, paragraphs(article.text)[:1], [])
    assert workspace.unanalysed_articles("en_test", "1.0") == [article.uid, second.uid]
    keep(workspace, second, [], [], finished=True)
    assert workspace.unanalysed_articles("en_test", "1.0") == [article.uid]


def test_a_suggestion_outside_the_parts_is_not_kept(workspace: Workspace, article: Article) -> None:
    first, second, _ = paragraphs(article.text)
    assert keep(workspace, article, [first], [suggestion(article, "Selby Harbour Trust", "ORG")]) == 0
    assert keep(workspace, article, [second], [suggestion(article, "Selby Harbour Trust", "ORG")]) == 1


def test_a_label_that_is_new_comes_into_the_codebook(workspace: Workspace, article: Article) -> None:
    before = workspace.labels()
    suggested = [suggestion(article, "Aurora", "VESSEL"), suggestion(article, "Monday", "DATE")]
    assert keep(workspace, article, paragraphs(article.text), suggested) == 2
    (*_, vessel) = workspace.labels()
    assert workspace.labels()[:-1] == before
    assert (vessel.name, vessel.colour, vessel.key) == ("VESSEL", tag_colour("VESSEL"), "")


def test_new_labels_come_in_the_order_in_which_they_were_met(workspace: Workspace, article: Article) -> None:
    words = {
        "Aurora": "VESSEL",
        "Port Selby": "PORT",
        "Monday": "DAY",
        "waved": "ACT",
        "nine": "NUMBER",
        "open": "STATE",
    }
    keep(workspace, article, [Span(0, len(article.text))], [suggestion(article, *pair) for pair in words.items()])
    assert [label.name for label in workspace.labels()][-6:] == [*words.values()]


def test_what_is_suggested_twice_at_a_time_is_kept_once(workspace: Workspace, article: Article) -> None:
    twice = [suggestion(article, "Aurora", "PRODUCT"), suggestion(article, "Aurora", "PRODUCT")]
    assert keep(workspace, article, paragraphs(article.text), twice) == 1
    assert len(workspace.annotations(article.id)) == 1


@pytest.mark.parametrize("act", [operations.accept, operations.reject])
def test_where_an_analyst_decided_a_later_reading_adds_nothing_and_changes_nothing(
    scene: Scene, act: Operation[[Sequence[int]], int]
) -> None:
    done(scene.workspace, act, [scene.ship])
    before = scene.workspace.annotations(scene.article.id)
    again = [
        suggestion(scene.article, "Aurora", "PRODUCT"),
        suggestion(scene.article, "Aurora", "ORG"),
        suggestion(scene.article, "Mira Okafor", "ORG"),
        suggestion(scene.article, "nine hours", "TIME"),
    ]
    whole = [Span(0, len(scene.article.text))]
    assert keep(scene.workspace, scene.article, whole, again, finished=True, version="2.0") == 0
    assert scene.workspace.annotations(scene.article.id) == before


def test_the_same_suggestion_of_a_later_reading_is_not_doubled_and_another_stands_beside_it(scene: Scene) -> None:
    whole = [Span(0, len(scene.article.text))]
    again = [suggestion(scene.article, "Aurora", "PRODUCT"), suggestion(scene.article, "Port Selby", "FAC")]
    assert keep(scene.workspace, scene.article, whole, again, version="2.0") == 1
    at_port = [one for one in scene.workspace.annotations(scene.article.id) if one.quote == "Port Selby"]
    assert [(one.label, one.model) for one in at_port] == [("GPE", "en_test 1.0"), ("FAC", "en_test 2.0")]


def test_a_decision_on_a_longer_stretch_does_not_stop_a_suggestion_within_it(scene: Scene) -> None:
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Captain Mira Okafor waved"), "EVENT")
    whole = [Span(0, len(scene.article.text))]
    again = [suggestion(scene.article, "Captain Mira Okafor", "ORG")]
    assert keep(scene.workspace, scene.article, whole, again, version="2.0") == 1


def test_deciding_while_the_machine_reads_on_is_left_as_it_is(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Aurora is back.\n\nAurora left."))
    first, last = paragraphs(second.text)
    keep(scene.workspace, second, [first], [suggestion(second, "Aurora", "PRODUCT")])
    (one,) = scene.workspace.annotations(second.id)
    done(scene.workspace, operations.accept, [one.id])
    keep(scene.workspace, second, [first, last], [suggestion(second, "Aurora", "PRODUCT", nth) for nth in (0, 1)])
    assert [(one.paragraph, one.status) for one in scene.workspace.annotations(second.id)] == [
        (1, Status.ACCEPTED),
        (2, Status.SUGGESTED),
    ]


# What was decided once is not asked again.


@pytest.fixture
def second(scene: Scene) -> Article:
    """An article with several mentions of the ship, the first of which was rejected as PRODUCT."""
    text = "Aurora is back.\n\nAurora left; Aurora’s crew stayed in\nPort Selby, Port Selby."
    second = add(scene.workspace, ArticleDraft("Second", text))
    keep(scene.workspace, second, [paragraphs(text)[0]], [suggestion(second, "Aurora", "PRODUCT")])
    done(scene.workspace, operations.reject, scene.workspace.undecided(second.id))
    return second


def _everywhere(article: Article, label: str = "PRODUCT") -> list[StoredSuggestion]:
    words = [("Aurora", 1), ("Aurora’s", 0), ("Port Selby", 0)]
    return [suggestion(article, word, label, nth) for word, nth in words]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("label", ["PRODUCT", "ORG"])
def test_words_that_were_rejected_are_not_suggested_again_in_the_article(
    scene: Scene, second: Article, label: str, version: str
) -> None:
    whole = [Span(16, len(second.text))]
    assert keep(scene.workspace, second, whole, _everywhere(second, label), version=version) == 1
    assert [one.quote for one in scene.workspace.annotations(second.id)] == ["Aurora", "Port Selby"]


def test_words_that_were_rejected_in_one_article_are_suggested_in_another(scene: Scene, second: Article) -> None:
    third = add(scene.workspace, ArticleDraft("Third", second.text + " More."))
    assert keep(scene.workspace, third, [Span(0, len(third.text))], _everywhere(third)) == 3


def test_words_that_are_accepted_too_are_refused_only_with_the_label_that_was_rejected(
    scene: Scene, second: Article
) -> None:
    done(scene.workspace, operations.annotate, second.id, place(second.text, "Aurora", 2), "EVENT")
    whole = [Span(0, len(second.text))]
    assert keep(scene.workspace, second, whole, [suggestion(second, "Aurora", "PRODUCT", 1)], version="2.0") == 0
    assert keep(scene.workspace, second, whole, [suggestion(second, "Aurora", "ORG", 1)], version="3.0") == 1


def test_taking_a_rejection_back_lets_the_words_be_suggested(scene: Scene, second: Article) -> None:
    done(scene.workspace, turns.undo)
    whole = [Span(0, len(second.text))]
    assert keep(scene.workspace, second, whole, _everywhere(second), version="2.0") == 3


@pytest.mark.parametrize(
    ("words", "label", "added"),
    [
        ("Mira", "PERSON", 0),
        ("Captain Mira Okafor", "PERSON", 0),
        ("Okafor waved", "PERSON", 0),
        ("Mira", "ORG", 1),
        ("waved", "PERSON", 1),
    ],
)
def test_other_boundaries_with_the_label_of_what_is_accepted_are_not_suggested(
    scene: Scene, words: str, label: str, added: int
) -> None:
    whole = [Span(0, len(scene.article.text))]
    found = [suggestion(scene.article, words, label)]
    assert keep(scene.workspace, scene.article, whole, found, version="2.0") == added


def test_what_is_never_an_entity_is_not_suggested_anywhere(scene: Scene, second: Article) -> None:
    change(scene.path, "INSERT INTO lexicon VALUES (NULL, 'Port Selby', 'never', NULL, 'edited', 'ann', '')")
    third = add(scene.workspace, ArticleDraft("Third", second.text + " More."))
    keep(scene.workspace, third, [Span(0, len(third.text))], _everywhere(third))
    assert [one.quote for one in scene.workspace.annotations(third.id)] == ["Aurora", "Aurora’s"]


def test_the_last_suggestions_may_stand_anywhere(workspace: Workspace, article: Article) -> None:
    found = [suggestion(article, "Aurora", "PRODUCT")]
    assert keep(workspace, article, [], found) == 0
    assert keep(workspace, article, [], found, finished=True) == 1


def test_what_the_lexicon_found_says_so_and_names_no_pipeline(workspace: Workspace, article: Article) -> None:
    found = StoredSuggestion(place(article.text, "Aurora"), "PRODUCT", None, Origin.LEXICON)
    keep(workspace, article, [Span(0, len(article.text))], [found])
    (one,) = workspace.annotations(article.id)
    assert (one.origin, one.model) == (Origin.LEXICON, None)


def test_what_is_marked_is_reported_with_what_was_rejected(scene: Scene) -> None:
    done(scene.workspace, operations.reject, [scene.ship])
    assert [
        (one.span.of(scene.article.text), one.label, one.rejected) for one in scene.workspace.ask(marked_spans, 1)
    ] == [
        ("Aurora", "PRODUCT", True),
        ("Port Selby", "GPE", False),
        ("Mira Okafor", "PERSON", False),
        ("nine hours", None, False),
    ]


def test_a_reading_that_fails_halfway_leaves_nothing(workspace: Workspace, article: Article) -> None:
    before = everything(workspace.path)
    bad = suggestion(article, "Monday", "DATE", score=7.0)
    with pytest.raises(Exception, match="CHECK"):
        keep(workspace, article, paragraphs(article.text), [suggestion(article, "Aurora", "PRODUCT"), bad])
    assert everything(workspace.path) == before
    assert workspace.run_progress(article.id, "en_test", "1.0") == _UNREAD


def test_what_nobody_touched_gets_another_label_when_all_is_read(workspace: Workspace, article: Article) -> None:
    parts = paragraphs(article.text)
    keep(workspace, article, parts, [suggestion(article, "Aurora", "PERSON"), suggestion(article, "Monday", "PERSON")])
    first, second = workspace.annotations(article.id)
    done(workspace, operations.write_note, second.id, "looked at")
    assert [one.untouched for one in workspace.ask(marked_spans, article.id)] == [True, False]
    changed = [suggestion(article, "Aurora", "PRODUCT"), suggestion(article, "Monday", "DATE")]
    outcome(
        workspace.store_analysis(
            "en_test", "1.0", [AnalysedPart(article.id, [], [], relabelled=changed, finished=True)]
        )
    )
    assert [(one.id, one.label) for one in workspace.annotations(article.id)] == [
        (first.id, "PRODUCT"),
        (second.id, "PERSON"),
    ]
    assert ask(workspace.path, "SELECT label FROM finds ORDER BY start") == [("PRODUCT",), ("PERSON",)]
