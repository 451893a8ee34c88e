from glossator.domain.article import ArticleDraft
from glossator.services.near_duplicates import link_near_duplicates
from glossator.store.queries.near_duplicates import articles_without_sketch, near_duplicates
from glossator.store.workspace import Workspace
from tests.matching.test_minhash import words
from tests.store.scene import add


def test_the_same_story_elsewhere_is_linked_both_ways_and_compared_once(workspace: Workspace) -> None:
    story = words(1, 200)
    first = add(workspace, ArticleDraft("Ferry", " ".join(story), source="Tidewatch"))
    add(workspace, ArticleDraft("Other", " ".join(words(2, 200))))
    add(workspace, ArticleDraft("Short", "Cod is dear."))
    assert link_near_duplicates(workspace) == 0
    copy = add(workspace, ArticleDraft("Ferry again", " ".join([*story[:180], "and", "more"]), source="Tide Post"))
    assert link_near_duplicates(workspace) == 1
    assert link_near_duplicates(workspace) == 0
    (found,) = workspace.ask(near_duplicates, [first.uid])
    assert (found.other, found.title, found.source) == (copy.uid, "Ferry again", "Tide Post")
    assert 0.7 < found.likeness < 1
    (back,) = workspace.ask(near_duplicates, [copy.uid])
    assert back.other == first.uid


def test_a_comparison_that_is_cancelled_goes_on_where_it_stopped(workspace: Workspace) -> None:
    add(workspace, ArticleDraft("Ferry", " ".join(words(1, 200))))
    assert link_near_duplicates(workspace, cancelled=lambda: True) == 0
    assert len(workspace.ask(articles_without_sketch, 9)) == 1
    link_near_duplicates(workspace)
    assert workspace.ask(articles_without_sketch, 9) == []


def test_a_phrase_that_many_articles_have_makes_nothing_alike(workspace: Workspace) -> None:
    for number in range(60):
        add(workspace, ArticleDraft(f"{number}", " ".join(words(number, 60)) + " all rights reserved by the tidewatch"))
    assert link_near_duplicates(workspace) == 0
