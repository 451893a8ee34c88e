"""What each screen looks like. After a change that is meant: `make snapshots`, and look at what differs."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.command import CommandList

from glossator.state.settings import THEMES
from tests.snapshots.conftest import Picture
from tests.ui.screens.play import NARROW, WIDE, Play
from tests.ui.screens.stage import Stage, add_newer_version

_SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


async def on_suggestion(play: Play) -> None:
    await play.go_to("the Lumen Coastguard")


async def on_nested(play: Play) -> None:
    await play.go_to("Selby Harbour")


@_SIZES
@pytest.mark.parametrize("theme", THEMES)
def test_reader(picture: Picture, theme: str, size: tuple[int, int]) -> None:
    assert picture(size, on_suggestion, theme=theme)


@_SIZES
def test_reader_without_colour(picture: Picture, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(size, on_suggestion)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_reader_in_a_theme_of_textual(picture: Picture, theme: str) -> None:
    assert picture(WIDE, on_suggestion, theme=theme)


@pytest.mark.parametrize("theme", ["glossator-dark", "glossator-light"])
def test_nested_annotations(picture: Picture, theme: str) -> None:
    assert picture(WIDE, on_nested, theme=theme)


def test_selection_over_annotations(picture: Picture) -> None:
    async def select(play: Play) -> None:
        await play.go_to("the Selby Harbour Trust")
        await play.press("v", "j")

    assert picture(WIDE, select)


def test_editor_on_the_article(picture: Picture) -> None:
    assert picture(WIDE)


@_SIZES
def test_editor_with_note_and_tags(picture: Picture, size: tuple[int, int]) -> None:
    async def write(play: Play) -> None:
        await play.go_to("Mira Okafor")
        await play.press("n")

    assert picture(size, write)


@_SIZES
def test_tag_field(picture: Picture, size: tuple[int, int]) -> None:
    async def tag(play: Play) -> None:
        await play.go_to("Mira Okafor")
        await play.press("t")
        await play.type("peo")

    assert picture(size, tag)


@_SIZES
def test_list_filtered(picture: Picture, size: tuple[int, int]) -> None:
    async def filter_list(play: Play) -> None:
        await play.press("o", "slash")
        await play.type("org")

    assert picture(size, filter_list)


def test_list(picture: Picture) -> None:
    async def show_list(play: Play) -> None:
        await play.go_to("Anselm Voss")
        await play.press("o")

    assert picture(WIDE, show_list)


@_SIZES
def test_label_chooser(picture: Picture, size: tuple[int, int]) -> None:
    async def relabel(play: Play) -> None:
        await play.go_to("the Lumen Coastguard")
        await play.press("r")

    assert picture(size, relabel)


def test_label_chooser_in_light(picture: Picture) -> None:
    async def relabel(play: Play) -> None:
        await play.go_to("the Lumen Coastguard")
        await play.press("r")

    assert picture(WIDE, relabel, theme="glossator-light")


@_SIZES
def test_article_chooser(picture: Picture, size: tuple[int, int]) -> None:
    async def choose(play: Play) -> None:
        await play.press("O")

    assert picture(size, choose)


@_SIZES
def test_key_help(picture: Picture, size: tuple[int, int]) -> None:
    async def help_me(play: Play) -> None:
        await play.press("?")

    assert picture(size, help_me)


def test_command_palette(picture: Picture) -> None:
    async def palette(play: Play) -> None:
        await play.press("ctrl+p")
        await play.type("suggestion")
        await play.until(lambda: play.one(CommandList).option_count == 10)

    assert picture(WIDE, palette)


def test_drawer_closed(picture: Picture) -> None:
    async def close(play: Play) -> None:
        await play.go_to("the Lumen Coastguard")
        await play.press("n", "escape")

    assert picture(NARROW, close)


def test_drawer_open_on_the_article(picture: Picture) -> None:
    async def tag_article(play: Play) -> None:
        await play.press("T")

    assert picture(NARROW, tag_article)


@pytest.mark.parametrize("columns", [20, 40, 99, 100, 120, 300])
def test_width(picture: Picture, columns: int) -> None:
    assert picture((columns, 24), on_suggestion)


def test_headings(picture: Picture, stage: Stage) -> None:
    async def accept(play: Play) -> None:
        await play.press("]")

    assert picture(WIDE, accept, start=stage.guide.uid)


def test_wide_characters(picture: Picture, stage: Stage) -> None:
    async def select(play: Play) -> None:
        await play.press("]", "v", "l")

    assert picture(NARROW, select, start=stage.letters.uid)


@pytest.mark.parametrize("theme", THEMES)
def test_what_went_wrong_is_reported(picture: Picture, theme: str) -> None:
    async def tell(play: Play) -> None:
        await play.go_to("Mira Okafor")
        await play.press("v", "l", "enter")
        await play.press("p")
        await play.until(lambda: play.notifications)

    assert picture((120, 30), tell, theme=theme)


async def show_history(play: Play) -> None:
    await play.go_to("Port Selby")
    await play.do("x")
    await play.press("Z")


async def show_search(play: Play) -> None:
    await play.press("ctrl+f")
    await play.type("selby NOT zeppelin")
    await play.press("enter")


async def show_mentions(play: Play) -> None:
    await play.go_to("Ilse Brandt")
    await play.press("p", "v")


async def show_codebook(play: Play) -> None:
    await play.press("K", "G")


async def show_export(play: Play) -> None:
    await play.press("R")
    await play.until(lambda: "Would write" in play.seen)


_PAGES = pytest.mark.parametrize("show", [show_history, show_search, show_mentions, show_codebook, show_export])


@_SIZES
@_PAGES
def test_page(picture: Picture, show: Callable[[Play], Awaitable[None]], size: tuple[int, int]) -> None:
    assert picture(size, show)


@_SIZES
def test_library(picture: Picture, size: tuple[int, int]) -> None:
    async def show_library(play: Play) -> None:
        await play.press("P", "space")

    assert picture(size, show_library)


@pytest.mark.parametrize("theme", ["glossator-light", "glossator-contrast"])
@_PAGES
def test_page_in_other_themes(picture: Picture, show: Callable[[Play], Awaitable[None]], theme: str) -> None:
    assert picture(WIDE, show, theme=theme)


@_PAGES
def test_page_without_colour(
    picture: Picture, show: Callable[[Play], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(WIDE, show)


async def show_versions(play: Play) -> None:
    await play.press("tilde")
    await play.until(lambda: "change 1 of 5" in play.seen)
    await play.press("right_square_bracket", "right_square_bracket")


@_SIZES
@pytest.mark.parametrize("theme", THEMES)
def test_versions(picture: Picture, stage: Stage, theme: str, size: tuple[int, int]) -> None:
    assert picture(size, show_versions, start=add_newer_version(stage).uid, theme=theme)


def test_versions_without_colour(picture: Picture, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(WIDE, show_versions, start=add_newer_version(stage).uid)


@_SIZES
def test_path_prompt(picture: Picture, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in" / "gale reports").mkdir(parents=True)
    for name in ("gale one.txt", "gale two.txt", "letter.md"):
        (tmp_path / "in" / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path / "in")

    async def complete(play: Play) -> None:
        await play.press("J")
        await play.until(lambda: "letter.md" in play.seen)
        await play.type("g")
        await play.press("tab", "tab", "tab")

    assert picture(size, complete)
