"""The list of annotations, other articles, where one stopped, and copying."""

import base64
from pathlib import Path

import pytest
from textual.widgets import Input

from glossator.domain.article import Article, ArticleDraft
from glossator.store.errors import Missing
from glossator.store.workspace import Workspace
from glossator.ui.screens.chooser import Chooser
from glossator.ui.widgets.annotation_list import Outline
from tests.store.scene import add
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, lines, playing
from tests.ui.screens.stage import Stage


async def listed(play: Play) -> list[str]:
    """Return the lines of the list, once it is there."""
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()
    rows = play.reader.query_one(Outline).rows.rows
    return ["".join(str(cell) for cell in (row.cells() if callable(row.cells) else row.cells)) for row in rows]


async def test_the_list_has_every_annotation_with_its_status_and_marks(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o")
        shown = await listed(play)
        assert "28 of 28" in play.seen
        assert shown[0] == "✓    PRODUCT     Aurora"
        assert "◦ •  TIME        6:40" in shown
        assert "✗    CARDINAL    212" in shown
        assert "✓ •# PERSON      Mira Okafor" in shown
        assert "✓    –           oranges" in shown
        assert len(shown) == 28


async def test_the_list_begins_at_what_is_under_the_cursor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Anselm Voss")
        await play.press("o")
        assert (await listed(play))[play.reader.query_one(Outline).rows.place].endswith("Anselm Voss")
        assert play.here.quote == "Anselm Voss"


async def test_typing_filters_the_list_and_enter_goes_there(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o", "slash")
        await play.type("person sugg")
        assert [line.split()[-1] for line in await listed(play)] == ["Brandt", "Lund"]
        assert "2 of 28" in play.seen
        await play.press("down")
        assert play.here.quote == "Tobias Lund", "the article follows while one looks"
        await play.press("enter", "enter")
        assert play.pane.has_focus
        assert not play.reader.has_class("listing")
        assert play.here.quote == "Tobias Lund"


async def test_keys_that_come_before_the_list_is_there_do_what_they_would_have_done(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o", "slash", *"person", "space", *"sugg", "down", "enter", "enter")
        await play.until(lambda: play.pane.has_focus)
        assert play.here.quote == "Tobias Lund"


async def test_a_list_too_long_to_show_at_once_goes_on_at_its_ends(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.annotation_list.MOST", 6)
    async with playing(open_app(), stage) as play:
        await play.press("o")
        seen = await listed(play)
        assert "28 of 28, 1 to 6 shown" in play.seen
        quotes = []
        for _ in range(27):
            await play.press("down")
            await listed(play)
            quotes.append(play.here.quote)
        assert quotes[:5] == [line[17:] for line in seen[1:]]
        assert "28 of 28, 23 to 28 shown" in play.seen
        await play.press("up")
        await listed(play)
        assert play.here.quote == quotes[-2]


async def test_what_nothing_fits_is_an_empty_list_and_no_trouble(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.do("o", "a")
        await play.press("slash")
        await play.type("zeppelin")
        assert await listed(play) == []
        assert "0 of 28" in play.seen
        offset = play.pane.offset_in_text
        await play.press("down", "up", "enter")
        assert play.pane.offset_in_text == offset
        for key in ("enter", "a", "x", "r", "t", "n", "d", "p", "i", "comma", "full_stop", "y", "X", "I"):
            play.reader.say("")
            await play.do(key)
            assert play.said == "Nothing is highlighted. Press Escape to clear the filter.", key
        assert play.app.screen is play.reader


async def test_a_line_of_the_list_is_chosen_by_mouse(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o")
        await play.pilot.click("Outline RowList", offset=(5, 1), times=2)
        await play.until(lambda: play.app.focused is play.pane)
        assert play.here.quote == "Port Selby"


@pytest.mark.parametrize("size", [NARROW, (160, 48)])
async def test_the_list_is_left_with_escape(open_app: OpenApp, stage: Stage, size: tuple[int, int]) -> None:
    async with playing(open_app(), stage, size) as play:
        await play.press("o", "slash")
        assert isinstance(play.app.focused, Input)
        assert (await listed(play))[0].split()[-1] in play.seen
        await play.type("o")
        await play.press("escape")
        assert play.reader.query_one(Outline).typed == ""
        assert play.reader.query_one(Outline).rows.has_focus
        await play.press("escape")
        assert play.pane.has_focus
        assert not play.reader.query_one(Outline).region


async def test_the_list_follows_what_becomes_of_the_annotations(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o")
        await play.pilot.click("Outline RowList", offset=(5, 1), times=2)
        await play.press("o")
        play.reader.set_focus(play.pane)
        await play.do("a")
        assert (await listed(play))[1].startswith("✓")


# Other articles


async def test_another_article_is_found_by_typing(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("O")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        assert "14 of 28" in play.seen
        await play.type("COAST halden")
        await play.press("enter")
        await play.until(lambda: play.app.screen is play.reader)
        assert play.reader.session.article == stage.guide
        assert "Four coastal towns" in play.seen
        assert "The ferry Aurora" not in play.seen
        assert "0 of 1 decided" in play.seen


async def test_the_chooser_can_be_left_and_finds_nothing_without_trouble(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("O")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.type("zeppelin")
        await play.press("enter")
        assert isinstance(play.app.screen, Chooser)
        await play.press("escape")
        await play.until(lambda: play.app.screen is play.reader)
        assert play.reader.session.article.uid == stage.ferry.uid


async def test_one_goes_from_article_to_article_and_is_reported_at_the_ends(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("<")
        assert play.said == "This is the first article."
        for uid in (stage.guide.uid, stage.letters.uid):
            await play.press(">")
            assert play.reader.session.article.uid == uid
        await play.press(">")
        assert play.said == "This is the last article."
        await play.press("<")
        assert play.reader.session.article.uid == stage.guide.uid


async def test_in_each_article_one_is_where_one_was(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Monday")
        await play.press(">", "]", "<")
        assert play.here.quote == "Monday"
        await play.press(">")
        assert play.here.quote == "1994"


async def test_the_next_time_one_is_where_one_stopped(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press(">", "G", "q")
    app = open_app()
    async with playing(app, stage, NARROW) as play:
        assert play.reader.session.article.uid == stage.guide.uid
        assert play.word == "."
        assert "It has done so once, in 1996." in play.seen


def in_view(play: Play) -> bool:
    """Return whether the cursor is on a line that the pane shows."""
    line = play.pane._layout.line_of(play.pane.offset_in_text)
    return 0 <= line - int(play.pane.scroll_y) < play.pane.scrollable_content_region.height


def long_article(stage: Stage, paragraphs: int) -> Article:
    """Add an article of many paragraphs to the workspace, and return it."""
    text = "\n\n".join(f"Paragraph {number} tells of the harbour at dawn. " * 4 for number in range(paragraphs))
    with stage.opened() as workspace:
        return add(workspace, ArticleDraft(title="Long", text=text))


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("paragraphs", [40, 800])
async def test_the_cursor_is_in_view_where_one_goes_on(
    open_app: OpenApp, stage: Stage, size: tuple[int, int], paragraphs: int
) -> None:
    article = long_article(stage, paragraphs)
    words = f"Paragraph {paragraphs - 2} "
    async with playing(open_app(start=article.uid), stage, size) as play:
        await play.jump(words)
        await play.press("q")
    async with playing(open_app(), stage, size) as play:
        assert play.word == "Paragraph"
        assert play.pane.offset_in_text == play.find(words)
        assert in_view(play)
        assert words in play.seen
        for other in (NARROW, WIDE, (60, 10)):
            await play.pilot.resize_terminal(*other)
            await play.pilot.pause()
            assert in_view(play)


async def test_the_cursor_is_in_view_where_a_long_article_follows_a_short_one(open_app: OpenApp, stage: Stage) -> None:
    article = long_article(stage, 40)
    async with playing(open_app(start=article.uid), stage) as play:
        await play.jump("Paragraph 38 ")
        await play.press("q")
    # The short one has no scrollbar, so the next one has none either until it is laid out.
    async with playing(open_app(start=stage.letters.uid), stage) as play:
        await play.press(">")
        assert play.reader.session.article.uid == article.uid
        assert in_view(play)
        assert "Paragraph 38 " in play.seen


async def test_an_article_that_is_asked_for_goes_before_where_one_stopped(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press(">", "q")
    async with playing(open_app(start=stage.letters.uid), stage) as play:
        assert play.reader.session.article.uid == stage.letters.uid


def test_a_workspace_without_articles_is_reported_with_the_way_out(open_app: OpenApp, stage: Stage) -> None:
    stage.path.unlink()
    with stage_without_articles(stage):
        pass
    with pytest.raises(Missing, match=r"has no articles\. Import some with “glossator FILE”"):
        open_app()


def stage_without_articles(stage: Stage) -> Workspace:
    """Return a new workspace in the place of the stage."""
    from tests.ui.screens.stage import ticking

    return Workspace(stage.path, ticking("ann"), create=True)


@pytest.mark.parametrize("columns", [20, 79, 300])
async def test_no_width_is_too_small_or_too_large(open_app: OpenApp, stage: Stage, columns: int) -> None:
    async with playing(open_app(), stage, (columns, 16)) as play:
        for keys in (("]", "]"), ("n", "escape"), ("t", "escape"), ("o", "escape"), ("?", "escape"), ("r", "escape")):
            await play.press(*keys)
            await play.pilot.pause()
            assert all(len(line) == columns for line in lines(play.app))
        await play.press("G")
        assert "Wednesday" in play.seen


@pytest.mark.parametrize("rows", [3, 4, 6])
async def test_no_window_is_too_low(open_app: OpenApp, stage: Stage, rows: int) -> None:
    async with playing(open_app(), stage, (80, rows)) as play:
        await play.press("]", "j", "G", "pageup", "r", "escape", "n", "escape", "?", "escape")
        assert play.app.screen is play.reader


# Copying


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal was asked to copy."""
    texts: list[str] = []

    def write(_: object, sequence: str) -> bool:
        texts.append(base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode("utf-8"))
        return True

    monkeypatch.setattr("glossator.terminal.clipboard.write_to_terminal", write)
    monkeypatch.delenv("TMUX", raising=False)
    return texts


async def test_what_is_selected_or_annotated_or_a_word_is_copied_with_its_source(
    open_app: OpenApp, stage: Stage, copied: list[str]
) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("brass")
        await play.press("v", "l", "y", "escape")
        await play.go_to("Port Selby")
        await play.press("y")
        await play.jump("lorries")
        await play.press("y")
        assert play.said.startswith("Copied with its source, ")
    for text, words in zip(copied, ("brass band", "Port Selby", "lorries"), strict=True):
        assert words in text
        assert "The Tidewatch" in text


async def test_a_state_folder_that_cannot_be_written_to_is_reported_once(
    open_app: OpenApp, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "occupied"))
    async with playing(open_app(), stage) as play:
        (reported,) = play.notifications
        assert reported.startswith("Reading positions are not saved: ")
