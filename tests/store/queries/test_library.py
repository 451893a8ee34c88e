from glossator.domain.article import ArticleDraft
from glossator.services.near_duplicates import link_near_duplicates
from glossator.store import operations
from glossator.store.operations.articles import archive_articles
from glossator.store.queries.library import library, library_section
from tests.matching.test_minhash import words
from tests.store.scene import Scene, add, done


def test_every_article_is_listed_with_what_is_known_of_it(scene: Scene) -> None:
    story = " ".join(words(1, 100))
    add(scene.workspace, ArticleDraft("One", story))
    add(scene.workspace, ArticleDraft("Two", f"{story} more"))
    done(scene.workspace, operations.tag_article, scene.article.id, "sea/ferries")
    done(scene.workspace, operations.tag_article, scene.article.id, "news")
    done(scene.workspace, operations.write_article_note, scene.article.id, "See Lumen")
    link_near_duplicates(scene.workspace)
    first, second, third = scene.workspace.ask(library)
    assert (first.uid, first.title, first.source, first.author) == (
        *(scene.article.uid, "Ferry to Lumen", "The Tidewatch", "R. Quill"),
    )
    assert (first.published_at, first.added_at, first.length) == (
        *("2026-01-01", scene.article.added_at, len(scene.article.text)),
    )
    assert (first.annotations, first.decided, first.undecided, first.copies) == (4, 2, 2, 0)
    assert (first.tags, first.note) == (("news", "sea/ferries"), "See Lumen")
    assert [(one.copies, one.annotations, one.tags) for one in (second, third)] == [(1, 0, ()), (1, 0, ())]


def test_those_around_one_are_as_in_the_whole_list(scene: Scene) -> None:
    workspace = scene.workspace
    others = [add(workspace, ArticleDraft(f"More {number}", f"Text {number}.")) for number in range(6)]
    done(workspace, archive_articles, [others[1].id])
    whole = [entry for entry in workspace.ask(library) if not entry.inactive]
    assert len(whole) == 6
    for place, entry in enumerate(whole):
        seen = workspace.ask(library_section, entry.uid, 1)
        assert seen.away == 1
        assert list(seen.entries) == whole[max(0, place - 1) : place + 2]
        assert (seen.before, seen.before + len(seen.entries) + seen.after) == (max(0, place - 1), len(whole))
    # An inactive one is the place between two others.
    assert [entry.title for entry in workspace.ask(library_section, others[1].uid, 1).entries] == [
        "More 0",
        "More 2",
        "More 3",
    ]
    assert workspace.ask(library_section, "t_none", 1).before == 0
