"""What the walks look for is found where it is, and what the article view repaints."""

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from glossator.ui.widgets.article.view import ArticleView
from tests.store.scene import add, done, place
from tests.walk.laws import reader_complaints, repaint_complaints
from tests.walk.window import SIZES, window
from tests.walk.world import TWINS, World


@pytest.mark.parametrize("size", SIZES)
async def test_an_article_that_is_not_repainted_is_found(
    world: World, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ArticleView._sheet, "_repaint", False)
    async with window(world.path, size) as opened:
        assert not reader_complaints(opened)
        # It has as many lines, so nothing but the sheet says that something has changed.
        articles = opened.reader.session.workspace.articles()
        opened.reader.open_article(next(one.uid for one in articles if one.title == TWINS[2]))
        await opened.rest()
        assert any("is seen" in found for found in reader_complaints(opened))
        assert await repaint_complaints(opened)
        assert not reader_complaints(opened), "once everything is drawn again, all is well"


async def test_a_title_that_is_not_the_open_articles_is_found(world: World) -> None:
    async with window(world.path, SIZES[2]) as opened:
        opened.reader.title_bar.heading = TWINS[4]
        await opened.rest()
        assert any(TWINS[4] in found for found in reader_complaints(opened))


async def test_annotations_far_from_the_cursor_are_repainted_when_they_change(world: World) -> None:
    with Workspace(world.path, Author("bea")) as other:
        dense = add(other, ArticleDraft("Dense", "captain lantern anchor " * 600))
        mark = done(other, operations.annotate, dense.id, place(dense.text, "lantern", 350), "ORG")
    async with window(world.path, (160, 90), dense.uid, measure=120) as opened:
        start, end = opened.reader.pane.in_view
        annotation = opened.reader.session.get(mark)
        assert annotation is not None
        assert annotation.span is not None
        assert start + 7_000 < annotation.span.start < end, "in view, and far from the cursor"
        await opened.press("j", "k")
        with Workspace(world.path, Author("bea")) as other:
            done(other, operations.write_note, mark, "Far from it.")
        opened.reader._look_around()
        await opened.rest()
        assert not reader_complaints(opened)


async def test_the_annotation_that_becomes_current_when_another_goes_is_painted_so(world: World) -> None:
    with Workspace(world.path, Author("bea")) as other:
        article = add(other, ArticleDraft("Nested", f"The lamp of Port Holm burned {'all night, ' * 30}and more."))
        done(other, operations.annotate, article.id, place(article.text, article.text[4:-6]), "EVENT")
        done(other, operations.annotate, article.id, place(article.text, "Port Holm"), "GPE")
    async with window(world.path, SIZES[1], article.uid) as opened:
        await opened.press("right_square_bracket", "right_square_bracket")
        assert opened.reader.pane.current is not None
        assert opened.reader.pane.current.quote == "Port Holm"
        await opened.press("d")
        assert opened.reader.pane.current is not None
        assert opened.reader.pane.current.label == "EVENT"
        assert not await repaint_complaints(opened)


async def test_going_back_in_an_article_without_jumps_stays_where_it_is(world: World) -> None:
    async with window(world.path, SIZES[2]) as opened:
        await opened.press("G", "greater_than_sign")
        before = opened.reader.pane.place
        await opened.press("ctrl+o", "ctrl+n")
        assert opened.running
        assert opened.reader.pane.place == before


async def test_words_that_were_found_are_found_in_the_next_article_where_they_stand_there(world: World) -> None:
    async with window(world.path, SIZES[1]) as opened:
        await opened.press("slash")
        await opened.type("captain")
        await opened.press("enter", "greater_than_sign", "greater_than_sign")
        for _ in range(3):
            await opened.press("f")
            selection = opened.reader.pane.selection
            assert selection is not None
            assert selection.of(opened.reader.session.article.text).casefold() == "captain"
