"""What is highlighted and ticked stays so, whatever is listed; and what is not on the screen is asked for."""

import pytest
from textual.widgets import OptionList

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.operations.articles import archive_articles
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.library import LibraryPage
from glossator.ui.screens.search import SearchPage
from glossator.ui.widgets.row_list import RowList
from tests.store.scene import add, done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.oracle import History, changed, complaints, marked
from tests.ui.screens.play import NARROW, WIDE, Play, playing
from tests.ui.screens.stage import Stage


async def library(play: Play) -> LibraryPage:
    """Open the library."""
    await play.press("P")
    await play.until(lambda: isinstance(play.app.screen, LibraryPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, LibraryPage)
    return shown


def archived(stage: Stage) -> int:
    """Return how many articles are archived."""
    with stage.opened() as workspace:
        return len(workspace.articles()) - len(workspace.articles(inactive=False))


async def test_ticks_survive_sorting_filtering_and_refreshes(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await library(play)
        await play.press("space")
        assert [one.uid for one in shown.ticked] == [stage.ferry.uid]
        await play.press("s", "S")
        shown.set_filter("source:coast")
        await play.until(lambda: len(shown.things) == 1)
        shown.rows.focus()
        await play.press("g", "space")
        assert {one.uid for one in shown.ticked} == {stage.ferry.uid, stage.guide.uid}
        assert "2 ticked, 1 hidden by the filter" in play.seen
        with stage.opened() as workspace:
            done(workspace, operations.tag_article, stage.ferry.id, "other")
        assert shown.changed()
        shown.refresh_rows(asked=False)
        await play.pilot.pause()
        assert {one.uid for one in shown.ticked} == {stage.ferry.uid, stage.guide.uid}
        assert any("other" in one.tags for one in shown.ticked), "as they are now"
        await play.press("escape")
        await play.until(lambda: len(shown.things) == 3)
        assert "2 ticked " in play.seen
        assert "hidden" not in play.seen


async def test_an_operation_on_hidden_ticks_asks_first_and_ends_them(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await library(play)
        await play.press("asterisk")
        shown.set_filter("source:coast")
        await play.until(lambda: len(shown.things) == 1)
        shown.rows.focus()
        await play.press("z")
        await play.until(lambda: isinstance(play.app.screen, Confirmation))
        assert "Archive 3 articles, 2 hidden by the filter?" in play.seen
        await play.do("n")
        assert archived(stage) == 0
        assert len(shown.ticked) == 3
        await play.do("z", "y")
        await play.until(lambda: archived(stage) == 3)
        await play.until(lambda: "Archived 3 articles." in play.seen)
        assert not shown.ticked


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_is_scrolled_out_of_view_is_asked_for(
    open_app: OpenApp, stage: Stage, size: tuple[int, int]
) -> None:
    with stage.opened() as workspace:
        for number in range(60):
            add(workspace, ArticleDraft(f"Paper {number}", f"Text {number}."))
    async with playing(open_app(), stage, size) as play:
        shown = await library(play)
        await play.press("asterisk", "z")
        await play.until(lambda: isinstance(play.app.screen, Confirmation))
        away = 63 - len(shown.rows.on_screen)
        assert f"Archive 63 articles, {away} scrolled out of view?" in play.seen
        await play.do("escape")
        assert archived(stage) == 0
        await play.press("g", "asterisk", "asterisk", "asterisk", "space", "space", "z")
        await play.until(lambda: archived(stage) == 2)


async def test_one_row_is_never_asked_for_and_named(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await library(play)
        await play.do("z")
        assert "Archived “Ferry to Lumen sails again after two wi…”." in play.seen


@pytest.mark.holds("listing")
async def test_a_key_never_acts_on_a_row_that_came_under_the_highlight_unseen(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await library(play)
        await play.press("g")
        first = shown.highlighted
        assert first is not None
        with stage.opened() as workspace:
            done(workspace, archive_articles, [first.id])
        assert shown.changed()
        # Others archived it. The list has arrived, and the next frame is not painted yet.
        listed = shown.listed("")
        shown._ready(shown.Ready("", listed, None, first.uid, asked=False))
        assert shown.highlighted is not None
        assert shown.highlighted.uid != first.uid
        assert shown.here() is None
        await shown.action_archive()
        assert archived(stage) == 1
        await play.until(lambda: "The list has changed, and another row is highlighted." in play.seen)
        await play.do("z")
        assert archived(stage) == 2


async def test_going_to_another_row_while_the_list_is_read_is_not_taken_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await library(play)
        await play.press("g")
        before = shown.rows.highlighted
        assert before is not None
        await play.press("j")
        now = shown.rows.highlighted
        shown._ready(shown.Ready("", shown.listed(""), before.key, before.key, asked=True))
        assert shown.rows.highlighted == now


async def test_a_ticked_mention_stays_the_same_mention_when_others_come_before_it(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await play.until(lambda: isinstance(play.app.screen, SearchPage))
        shown = play.app.screen
        assert isinstance(shown, SearchPage)
        await play.type("harbour")
        await play.press("enter", "G", "space")
        (ticked,) = shown.ticked
        await play.press("s", "s")
        assert [one.hit for one in shown.ticked] == [ticked.hit]
        assert [(one.left, one.right) for one in shown.ticked] == [(ticked.left, ticked.right)]


async def test_a_row_that_no_longer_exists_loses_its_tick(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await play.until(lambda: isinstance(play.app.screen, SearchPage))
        shown = play.app.screen
        assert isinstance(shown, SearchPage)
        await play.type("quote:oranges has:note")
        await play.type("")
        shown.set_filter("quote:oranges")
        await play.until(lambda: shown.things)
        await play.press("enter", "g", "space")
        assert len(shown.ticked) == 1
        shown.set_filter("lumen")
        await play.until(lambda: len(shown.things) > 1)
        assert len(shown.ticked) == 1
        with stage.opened() as workspace:
            done(workspace, operations.delete, stage.ids["oranges"])
        assert shown.changed()
        shown.refresh_rows(asked=False)
        await play.until(lambda: not shown.ticked)
        assert "ticked" not in play.seen


async def test_the_letters_that_move_in_lists_move_in_a_list_without_a_field(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        entries = [Choice(name, name, key) for name, key in (("one", "1"), ("two", "2"), ("three", "k"))]  # type: ignore[arg-type]
        chosen: list[str | None] = []
        play.app.push_screen(Chooser("Which?", entries), chosen.append)
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        options = play.one(OptionList)
        await play.press("j")
        assert options.highlighted == 1
        await play.press("G")
        assert options.highlighted == 2
        await play.press("g")
        assert options.highlighted == 0
        await play.press("k")
        assert chosen == ["three"], "a letter of an entry chooses it"


async def test_in_the_list_of_annotations_the_filter_keeps_list_and_cursor_the_same(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Selby")
        await play.press("o", "slash")
        await play.type("sugg person")
        await play.press("enter")
        assert play.reader.outline.highlighted == stage.ids["Ilse Brandt"] == play.here.id
        before, history = marked(play.app, stage.path), History.of(stage.path)
        await play.do("x")
        assert complaints(before, history) == []
        assert stage.now("Ilse Brandt").status is Status.REJECTED
        assert play.said == "Rejected “Ilse Brandt” as PERSON."
        assert play.reader.outline.highlighted == stage.ids["Tobias Lund"] == play.here.id
        await play.do("a")
        assert stage.now("Tobias Lund").status is Status.ACCEPTED
        assert play.one(RowList, "Outline RowList").rows == []


async def test_the_list_of_annotations_begins_at_the_next_one_from_the_cursor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Tickets for")
        assert play.pane.current is None
        await play.press("o")
        assert play.reader.outline.highlighted == stage.ids["the Harvest Fair"] == play.here.id


async def test_q_and_escape_leave_the_list_of_annotations_and_not_the_program(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for key in ("q", "escape", "o"):
            await play.press("o")
            assert play.reader.in_list
            await play.press(key)
            assert play.pane.has_focus
            assert not play.reader.has_class("listing")


async def test_what_another_changes_under_a_chooser_does_not_change_what_is_acted_on(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o", "slash")
        await play.type("sugg")
        await play.press("enter", "g", "r")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        meant = play.here
        with stage.opened() as workspace:
            done(workspace, operations.accept, [meant.id])
        play.reader._look_around()
        await play.pilot.pause()
        history = History.of(stage.path)
        await play.do("down", "enter")
        # The verdicts on it, too.
        assert changed(history) == {("annotations", meant.id)}


async def test_the_oracle_names_what_was_not_highlighted(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        before, history = marked(play.app, stage.path), History.of(stage.path)
        with stage.opened() as workspace:
            done(workspace, operations.accept, [stage.ids["Port Selby"]])
            assert complaints(before, history) == []
            done(workspace, operations.accept, [stage.ids["Monday"]])
        (complaint,) = complaints(before, history)
        assert f"annotations {stage.ids['Monday']}" in complaint
        await library(play)
        before, history = marked(play.app, stage.path), History.of(stage.path)
        with stage.opened() as workspace:
            done(workspace, archive_articles, [stage.ferry.id, stage.letters.id])
        (complaint,) = complaints(before, history)
        assert complaint.startswith(f"article.archive changed articles {stage.letters.id}")
