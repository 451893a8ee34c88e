"""Articles that are deleted: from the library, by taking back an import, and by somebody else while they are read."""

from glossator.domain.article import ArticleDraft
from glossator.store.ingest.versions import IncomingArticle, ingest_articles
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.articles import delete_articles
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.library import LibraryPage
from glossator.ui.session import NO_ARTICLE
from tests.store.dumps import ask
from tests.store.scene import done, outcome
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, playing
from tests.ui.screens.stage import Stage
from tests.ui.screens.test_library import page


def _here(stage: Stage) -> list[str]:
    return [uid for (uid,) in ask(stage.path, "SELECT uid FROM articles ORDER BY id")]


async def test_the_library_asks_with_what_would_be_lost_and_deletes(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        assert shown.highlighted is not None
        title, uid = shown.highlighted.title, shown.highlighted.uid
        await play.press("d")
        await play.until(lambda: isinstance(play.app.screen, Confirmation))
        assert title.split()[0] in play.seen
        assert "annotations" in play.seen
        await play.press("d")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage))
        assert uid in _here(stage), "a second d by mistake is no yes"
        await play.press("d")
        await play.until(lambda: isinstance(play.app.screen, Confirmation))
        await play.press("D")
        await play.until(lambda: uid not in _here(stage) and len(shown.rows.rows) == 2)
        assert f"Deleted “{title.split()[0]}" in play.seen
        assert play.reader.session.article.uid in _here(stage)
        await play.press("u")
        await play.until(lambda: uid in _here(stage) and len(shown.rows.rows) == 3)
        assert "Undid delete articles" in play.seen


async def test_several_are_deleted_together(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        shown = await page(play)
        await play.press("asterisk", "delete")
        await play.until(lambda: isinstance(play.app.screen, Confirmation))
        assert "Delete 3 articles with" in play.seen
        await play.press("D")
        await play.until(lambda: not _here(stage) and not shown.rows.rows)
        assert play.reader.session.article is NO_ARTICLE
        await play.press("escape")
        await play.until(lambda: "This workspace has no articles" in play.seen)
        # Nothing of what is done there breaks.
        await play.press("enter", "a", "t", "escape", "bracketright", "greater_than_sign", "o", "escape")
        await play.pilot.pause()
        await play.press("u")
        await play.until(lambda: len(_here(stage)) == 3)
        await play.until(lambda: play.reader.session.article.uid in _here(stage))
        assert "This workspace has no articles" not in play.seen


async def test_an_article_that_somebody_else_deletes_is_left_for_another(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        first = play.reader.session.article
        with stage.opened() as bea:
            done(bea, delete_articles, [first.id])
        play.reader._look_around()
        await play.until(lambda: play.reader.session.article.uid != first.uid)
        await play.until(
            lambda: any("was deleted. This is the next one" in reported for reported in play.notifications)
        )
        shown = play.reader.session.article
        assert shown.uid in _here(stage)
        assert shown.title in play.seen


async def test_an_import_is_taken_back_while_its_article_is_read(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened("ann", seed=8) as workspace:
        opening = LazyWorkspace(stage.path, workspace.author, workspace, "more/")
        (taken,) = outcome(
            opening.add_to_import(
                ingest_articles, [IncomingArticle(ArticleDraft("Brought in", "Only this, and no more."))]
            )
        )
    async with playing(open_app(taken.uid), stage) as play:
        assert "Only this, and no more." in play.seen
        await play.press("u")
        await play.until(lambda: "Undo the import of 1 article from more/?" in play.seen)
        await play.press("n")
        assert taken.uid in _here(stage)
        await play.press("P")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage))
        await play.press("u")
        await play.until(lambda: "Undo the import of 1 article from more/?" in play.seen)
        await play.press("n", "q", "u", "y")
        await play.until(lambda: taken.uid not in _here(stage))
        await play.until(lambda: any("Removed 1 article." in reported for reported in play.notifications))
        assert "Only this, and no more." not in play.seen
        await play.press("ctrl+r")
        await play.until(lambda: taken.uid in _here(stage))


async def test_a_note_on_an_article_that_is_gone_is_kept_in_the_editor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        first = play.reader.session.article
        with stage.opened() as bea:
            done(bea, delete_articles, [first.id])
        await play.press("N")
        await play.type("deep")
        play.editor.hand_on()
        await play.until(lambda: any("The note was not saved" in reported for reported in play.notifications))
        play.reader._look_around()
        await play.until(lambda: play.reader.session.article.uid != first.uid)
        ((subject, text),) = play.editor.drafts
        assert (subject.article.uid, text.strip()) == (first.uid, f"{first.note}deep".strip())
        assert "deep" not in play.note.text
