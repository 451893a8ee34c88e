"""Going about in an article by keyboard and mouse."""

import gc
import weakref

import pytest
from textual.strip import Strip
from textual.widgets import Input

from glossator.runtime.gc_tuning import disable_gc
from glossator.state.settings import THEMES
from glossator.ui.widgets.article.pane import ArticlePane
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, lines, playing
from tests.ui.screens.stage import Stage

# For each motion: where one is, and where it leads.
_MOTIONS = {
    "token_right": ("Aurora", "left Port"),
    "token_left": ("Aurora", "ferry Aurora"),
    "line_down": ("eleven", "Harbour Trust had"),
    "line_up": ("Harbour Trust had", "eleven"),
    "character_right": ("Aurora", "urora"),
    "character_left": ("urora", "Aurora"),
    "line_start": ("Port Selby", "The ferry"),
    "line_end": ("Port Selby", ",\u0020eleven"),
    "sentence_right": ("Aurora", "Captain"),
    "sentence_left": ("Mira Okafor sounded", "Captain"),
    "paragraph_down": ("Aurora", "“Nobody"),
    "paragraph_up": ("Okafor, who", "“Nobody"),
    "to_start": ("Aurora", "The ferry"),
    "to_end": ("Aurora", "Wednesday."),
    "next_annotation": ("The ferry", "Aurora"),
    "previous_annotation": ("left Port", "Aurora"),
    "next_undecided": ("The ferry", "Port Selby"),
    "previous_undecided": ("eleven", "Monday with"),
}


async def test_each_motion_leads_where_it_says(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        led = {}
        for id_, (start, end) in _MOTIONS.items():
            play.pane.jump(play.find(start))
            await play.reader.action_command(id_)
            expected = play.find(end) + (len("Wednesday") if id_ == "to_end" else 0)
            if play.pane.offset_in_text != expected:
                led[id_] = stage.ferry.text[play.pane.offset_in_text :][:20]
        assert led == {}


async def test_motions_stop_at_the_ends(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for id_ in ("token_left", "line_up", "paragraph_up", "page_up", "character_left", "sentence_left"):
            await play.reader.action_command("to_start")
            await play.reader.action_command(id_)
            assert play.pane.offset_in_text == 0, id_
        await play.reader.action_command("to_end")
        end = play.pane.offset_in_text
        for id_ in ("token_right", "line_down", "page_down", "character_right"):
            await play.reader.action_command(id_)
            assert play.pane.offset_in_text == end, id_


async def test_annotations_are_gone_through_in_order_and_round_the_end(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        inside = [one for one in stage.annotations() if one.span is not None]
        passed = []
        for _ in range(len(inside) + 1):
            await play.reader.action_command("next_annotation")
            passed.append(play.here.id)
        assert passed == [one.id for one in inside] + [inside[0].id]
        back = []
        for _ in range(len(inside) + 1):
            await play.reader.action_command("previous_annotation")
            back.append(play.here.id)
        assert back == [one.id for one in reversed(inside)] + [inside[-1].id]


async def test_undecided_ones_are_gone_through_in_order_and_round_the_end(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        undecided = [one.id for one in stage.annotations() if one.status == "suggested"]
        passed = []
        for _ in range(len(undecided) + 1):
            await play.press("space")
            passed.append(play.here.id)
        assert passed == [*undecided, undecided[0]]
        await play.press("backspace")
        assert play.here.id == undecided[-1]


async def test_the_text_stands_still_but_for_what_would_leave_the_screen(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        for _ in range(8):
            await play.press("j")
            assert play.pane.scroll_offset.y == 0
        await play.press("G")
        bottom = play.pane.scroll_offset.y
        assert bottom == play.pane.max_scroll_y > 0
        await play.press("k", "k")
        assert play.pane.scroll_offset.y == bottom


async def test_down_goes_to_what_is_below_and_keeps_its_column(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("passengers")
        column = play.place_of("passengers")[0]
        await play.press("j", "j", "j", "j")
        assert play.pane.offset_in_text == play.find("” said")
        await play.press("k", "k", "k", "k")
        assert play.word == "passengers"
        assert play.place_of("passengers")[0] == column


async def test_a_page_is_what_is_seen_but_for_two_lines(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (80, 14)) as play:
        height = play.pane.scrollable_content_region.height
        await play.press("pagedown")
        assert height // 2 < play.pane.scroll_offset.y <= height - 2
        assert play.pane.first_in_view < play.pane.offset_in_text
        await play.press("pageup")
        assert play.pane.scroll_offset.y == 0
        assert play.pane.offset_in_text <= play.find("eleven")


async def test_top_middle_and_bottom_of_what_is_seen(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.press("pagedown")
        top = play.pane.scroll_offset.y
        places = []
        for key in ("H", "M", "L"):
            await play.press(key)
            places.append(play.pane.offset_in_text)
            assert play.pane.scroll_offset.y == top
        assert sorted(set(places)) == places


async def test_only_lines_that_change_are_painted_again(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    render_line = ArticlePane.render_line

    def noting(pane: ArticlePane, y: int) -> Strip:
        painted.append(y)
        return render_line(pane, y)

    monkeypatch.setattr(ArticlePane, "render_line", noting)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        for keys, most in ((("l",), 2), (("j",), 2), (("space",), 4), (("a",), 4), (("u",), 4)):
            painted.clear()
            await play.do(*keys)
            assert 0 < len(set(painted)) <= most, keys


async def test_a_count_repeats_a_motion(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("1", "0", "l")
        assert play.word == "with"
        await play.press("3", "h")
        assert play.word == "6:40"
        await play.press("0")
        assert play.word == "The"


async def test_overlapping_annotations_are_cycled_from_the_inside_out(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Selby Harbour")
        seen = [play.here.quote]
        for _ in range(3):
            await play.press("c")
            seen.append(play.here.quote)
        assert seen == ["Selby", "Selby Harbour", "the Selby Harbour Trust", "Selby"]
        assert play.pane.offset_in_text == play.find("Selby Harbour")
        await play.jump("three stokers")
        here = {play.here.quote}
        await play.press("c")
        assert {*here, play.here.quote} == {
            "an engine fire that injured three stokers",
            "three stokers. The inquiry",
        }
        await play.jump("ferry")
        await play.press("c")
        assert play.pane.current is None


async def test_a_selection_grows_by_words_and_is_let_go(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("ferry")
        await play.press("v", "l", "l")
        assert play.word == "ferry Aurora left"
        await play.press("h", "h", "h")
        assert play.word == "The ferry"
        await play.press("escape")
        assert play.pane.selection is None
        assert play.word == "The"
        await play.press("v", "v")
        assert play.pane.selection is None


async def test_a_selection_grows_by_characters(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Aurora")
        await play.press("V")
        assert play.word == "A"
        await play.press("shift+right", "shift+right")
        assert play.word == "Aur"
        await play.press("shift+left")
        assert play.word == "Au"


async def test_a_selection_reaches_over_lines_and_paragraphs(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("father")
        await play.press("v", "j", "j")
        assert play.word.startswith("father used to.\n\n“Nobody")


async def test_going_to_an_annotation_ends_the_selection(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("v", "l", "]")
        assert play.pane.selection is None
        assert play.here.quote == "Aurora"


async def test_what_is_marked_after_a_selection_by_characters_is_a_word_again(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("V", "shift+right", "]", "l")
        assert play.word == "left"


async def test_jumps_are_gone_back_and_forth(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("w", "w", "G", "ctrl+o")
        assert play.word == "Aurora"
        await play.press("ctrl+n")
        assert play.word == "."
        await play.press("ctrl+n")
        assert play.word == "."


async def test_a_place_is_marked_and_gone_to(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("w", "w", "m", "a", "G", "apostrophe", "a")
        assert play.word == "Aurora"
        await play.press("apostrophe", "z")
        assert play.said == "No mark “z” in this article. Press m and a letter to set one."
        await play.press("apostrophe", "escape")
        assert play.said == ""
        assert play.word == "Aurora"


# The mouse


async def click(play: Play, words: str, nth: int = 0, times: int = 1) -> None:
    """Click on words in the pane, in quick succession."""
    await play.pilot.click(ArticlePane, offset=play.place_of(words, nth), times=times)
    await play.pilot.pause()


async def test_a_click_puts_the_cursor_there(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await click(play, "Cape Verity")
        assert play.word == "Cape"
        assert play.here.quote == "Cape Verity"
        assert "Cape Verity" in "".join(line[115:] for line in lines(play.app)), "the editor shows it"
        assert play.app.focused is play.pane


@pytest.mark.parametrize(("columns", "rows"), [WIDE, NARROW, (20, 24)])
async def test_a_click_meets_the_word_that_is_seen_there(
    open_app: OpenApp, stage: Stage, columns: int, rows: int
) -> None:
    async with playing(open_app(), stage, (columns, rows)) as play:
        for words in ("Aurora", "lorries", "board"):
            await click(play, words)
            assert play.word == words


async def test_a_click_after_scrolling_meets_the_word_that_is_seen_there(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.press("G")
        await click(play, "Tickets")
        assert play.word == "Tickets"


async def test_a_click_beside_the_text_meets_the_nearest_word(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        x, y = play.place_of("eleven")
        await play.pilot.click(ArticlePane, offset=(0, y))
        assert play.word == "eleven"
        await play.pilot.click(ArticlePane, offset=(x + 80, y))
        assert stage.ferry.text[play.pane.offset_in_text - 5 :].startswith(("Selby", " Selby", "after"))
        before = play.pane.offset_in_text
        await play.pilot.click(ArticlePane, offset=(x, play.pane.size.height - 2))
        assert play.pane.offset_in_text == before, "below the text there is nothing to meet"


async def test_two_clicks_select_the_word_and_three_the_sentence(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await click(play, "Captain", times=2)
        assert play.word == "Captain"
        assert play.pane.selection is not None
    async with playing(open_app(), stage) as play:
        await click(play, "Captain", times=3)
        assert play.word == "Captain Mira Okafor sounded the horn twice off Cape Verity, as her father used to."


async def drag(play: Play, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the button at one place of the pane and let go of it at another."""
    await play.pilot.mouse_down(ArticlePane, offset=start)
    await play.pilot.hover(ArticlePane, offset=end)
    await play.pilot.mouse_up(ArticlePane, offset=end)
    await play.pilot.pause()


async def test_a_drag_selects_whole_words_in_either_direction(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        (start, row), (end, _) = play.place_of("ferry Aurora"), play.place_of("Port Selby")
        await drag(play, (start + 2, row), (end + 1, row))
        assert play.word == "ferry Aurora left Port"
        await drag(play, (end + 1, row), (start + 2, row))
        assert play.word == "ferry Aurora left Port"
        await drag(play, (start, row), (start + 60, row + 1))
        assert play.word.startswith("ferry Aurora left")
        assert "\n" not in play.word
        assert play.word.endswith("after the Selby")


async def test_a_click_lets_go_of_a_selection(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("v", "l")
        await click(play, "Captain")
        assert play.pane.selection is None
        assert play.word == "Captain"


async def test_the_wheel_scrolls_and_leaves_the_cursor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        play.pane.scroll_down(animate=False)
        await play.pilot.pause()
        assert play.pane.scroll_offset.y > 0
        assert play.pane.offset_in_text == 0


# What changes around the text


@pytest.mark.parametrize("size", [(60, 30), (120, 20), (30, 24), (200, 50)])
async def test_after_a_resize_the_same_words_are_on_top_and_the_cursor_is_where_it_was(
    open_app: OpenApp, stage: Stage, size: tuple[int, int]
) -> None:
    async with playing(open_app(), stage, (80, 14)) as play:
        play.pane.scroll_to(y=10, animate=False, immediate=True)
        await play.pilot.pause()
        top, offset = play.pane.first_in_view, play.pane.offset_in_text
        await play.pilot.resize_terminal(*size)
        await play.pilot.pause()
        assert play.pane.offset_in_text == offset
        if play.pane.scroll_offset.y < play.pane.max_scroll_y:
            assert play.pane.first_in_view <= top
            assert "\n" not in stage.ferry.text[play.pane.first_in_view : top].strip()


async def test_a_cursor_that_is_seen_is_still_seen_after_a_resize(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, WIDE) as play:
        await play.jump("Tickets")
        for size in (NARROW, (30, 12), (20, 10), WIDE):
            await play.pilot.resize_terminal(*size)
            await play.pilot.pause()
            assert "Tickets" in play.seen, size


@pytest.mark.parametrize("theme", [*THEMES, "textual-light"])
async def test_another_theme_repaints_the_article(open_app: OpenApp, stage: Stage, theme: str) -> None:
    async with playing(open_app(theme="nord"), stage) as play:
        await play.go_to("Halden")
        play.app.theme = theme
        await play.pilot.pause()
        await play.pilot.pause()
        strip = play.pane.render_line(0)
        background = play.pane.background_colors[1].rich_color
        assert {segment.style.bgcolor for segment in strip if segment.style and not segment.text.strip()} == {
            background
        }


async def test_what_is_under_the_cursor_is_said_below_where_there_is_no_room_for_the_editor(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("6:40")
        assert play.reader.status.here == "TIME suggested"
        assert not play.editor.display or not play.editor.is_on_screen
        await play.go_to("oranges")
        assert play.reader.status.here == "– accepted"
        await play.jump("ferry")
        assert play.reader.status.here == ""


# Finding


async def test_words_are_found_while_one_types_and_gone_through(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("slash")
        await play.type("okafor")
        await play.until(lambda: "hits" in play.seen)
        assert "2 hits" in play.seen
        assert play.word == "Okafor"
        assert play.pane.offset_in_text == play.find("Okafor")
        await play.press("enter")
        assert play.app.focused is play.pane
        await play.press("f")
        assert play.pane.offset_in_text == play.find("Okafor", 1)
        await play.press("F")
        assert play.pane.offset_in_text == play.find("Okafor")


async def test_without_a_search_there_is_no_next_hit(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("f")
        assert play.said == "No search in this article. Press / to find text."


async def test_what_is_not_there_is_reported(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("slash")
        await play.type("submarine")
        await play.until(lambda: "no hits" in play.seen)
        await play.press("escape")
        assert not isinstance(play.app.focused, Input)


class Knot:
    """Refers to itself, so that only a look for garbage takes it away."""

    def __init__(self) -> None:
        self.itself = self


async def test_garbage_is_looked_for_in_a_pause_of_typing(open_app: OpenApp, stage: Stage) -> None:
    disable_gc()
    try:
        async with playing(open_app(), stage) as play:
            assert gc.get_freeze_count() > 0
            await play.press("w")
            knot = Knot()
            gone = weakref.ref(knot)
            del knot
            some: list[list[int]] = [[] for _ in range(3_000)]
            await play.until(lambda: gone() is None, "the look in a pause")
            assert some
    finally:
        gc.enable()
        gc.unfreeze()
