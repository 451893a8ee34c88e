"""Every command is where it says that it works, under each of its keys, in the palette, and as the user wants it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.command import CommandList, CommandPalette
from textual.css.query import NoMatches
from textual.widgets import Input

from glossator.domain.annotation import Status
from glossator.ui.commands import COMMANDS, with_keys
from glossator.ui.keymap import Command, key_label
from glossator.ui.reader import screen
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.widgets.footer import KeyBar
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


def offered(play: Play) -> dict[str, str]:
    """Return the footer: for each key what it says."""
    return {key.written: key.does for key in play.reader.query_one(KeyBar).offered}


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands whose actions were called, which do nothing themselves."""
    calls: list[str] = []

    def recording(id_: str) -> Callable[[object], None]:
        return lambda _: calls.append(id_)

    for id_, command in screen._BY_ID.items():
        monkeypatch.setitem(screen._BY_ID, id_, replace(command, run=recording(id_)))
    # The palette has the commands from elsewhere.
    monkeypatch.setattr(
        "glossator.ui.app.with_keys",
        lambda wanted: tuple(replace(command, run=recording(command.id)) for command in with_keys(wanted)),
    )
    return calls


async def test_each_key_calls_its_command_from_the_article(open_app: OpenApp, stage: Stage, called: list[str]) -> None:
    async with playing(open_app(), stage) as play:
        for command in COMMANDS:
            for key in command.keys:
                await play.press(key)
                assert called == [command.id], key
                called.clear()


async def test_while_one_types_letters_are_letters(open_app: OpenApp, stage: Stage, called: list[str]) -> None:
    async with playing(open_app(), stage) as play:
        play.editor.edit_note()
        typed = [key for command in COMMANDS for key in command.keys if len(key) == 1]
        play.note.text = ""
        await play.press(*typed, "space", "enter")
        assert called == []
        assert play.note.text == "".join(typed) + " \n"


async def test_the_footer_shows_what_is_frequent_with_its_first_key(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.until(lambda: "a" in offered(play))
        assert offered(play) == {key_label(command.keys[0]): command.title for command in COMMANDS if command.footer}


async def test_while_one_types_the_footer_says_how_to_come_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for keys in (("N",), ("o", "slash")):
            await play.press(*keys)
            await play.until(lambda: "a" not in offered(play))
            assert "Back" in offered(play).values()
            await play.press("escape")
            await play.until(lambda: "a" in offered(play))
            play.reader.back_to_article()


async def test_the_palette_offers_every_command_and_themes(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        entries = [command for command, _ in play.app.palette(play.app.screen)]
        assert entries[:-1] == list(COMMANDS)
        assert entries[-1].title == "Theme"
        await play.press("ctrl+p")
        await play.until(lambda: isinstance(play.app.screen, CommandPalette))
        await play.until(lambda: play.one(CommandList).option_count == len(COMMANDS) + 1)


async def choose(play: Play, title: str) -> None:
    """Choose a command in the palette by typing its title."""
    await play.press("ctrl+p")
    await play.type(title)
    await play.until(lambda: play.one(CommandList).option_count >= 1)
    await play.press("enter")
    await play.until(lambda: not isinstance(play.app.screen, CommandPalette))


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[-1], *(one for one in COMMANDS if one.id == "accept")])
async def test_the_palette_runs_what_is_chosen(
    open_app: OpenApp, stage: Stage, called: list[str], command: Command[Any]
) -> None:
    async with playing(open_app(), stage) as play:
        await choose(play, command.title)
        await play.until(lambda: called)
        assert called == [command.id]


async def test_the_palette_runs_commands_also_while_one_types(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("N")
        await play.type("!")
        await choose(play, "Next annotation")
        await play.until(lambda: play.pane.current is not None)
        assert play.here.quote == "Aurora"
        assert play.app.focused is play.pane
        await play.saved()
        assert stage.article_now().note == "Compare with the inquiry’s report.!"


async def test_keys_of_ones_own_replace_the_others(open_app: OpenApp, stage: Stage, called: list[str]) -> None:
    keys = {"accept": "f9 ctrl+y", "reject": "a", "next_annotation": "f8", "quit": "f7"}
    async with playing(open_app(keys=keys), stage) as play:
        await play.press("f9", "ctrl+y", "a", "x", "f8", "right_square_bracket", "f7", "q")
        assert called == ["accept", "accept", "reject", "next_annotation", "quit"]


async def test_the_footer_and_the_key_help_show_keys_of_ones_own(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(keys={"accept": "f9 ctrl+y", "relabel": "f8"}), stage) as play:
        await play.until(lambda: "f9" in offered(play))
        assert offered(play)["f9"] == "Accept"
        assert offered(play)["f8"] == "Relabel"
        assert not {"a", "r"} & offered(play).keys()
        await play.press("?")
        await play.until(lambda: isinstance(play.app.screen, KeyHelp))
        assert "f9 ctrl+y" in play.seen or "f9 ctrl+y" in help_text(play)


def help_text(play: Play) -> str:
    """Return the key help as one text, what is scrolled out of sight too."""
    widgets = play.app.screen.query("Static")
    return "\n".join(strip.text for widget in widgets for strip in widget.render_lines(widget.size.region))


async def test_the_key_help_has_every_command_and_closes_with_its_keys(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for key in ("escape", "?", "q", "enter"):
            await play.press("?")
            await play.until(lambda: isinstance(play.app.screen, KeyHelp))
            await play.press(key)
            await play.until(lambda: play.app.screen is play.reader)
        await play.press("?")
        await play.until(lambda: isinstance(play.app.screen, KeyHelp))
        shown = " ".join(help_text(play).split())
        for command in COMMANDS:
            assert f"{' '.join(map(key_label, command.keys))} {command.help}" in shown
            assert command.group in shown


async def test_a_command_can_be_left_without_a_key(open_app: OpenApp, stage: Stage, called: list[str]) -> None:
    async with playing(open_app(keys={"delete": ""}), stage) as play:
        await play.press("d", "delete")
        assert called == []


@pytest.mark.parametrize("key", ["§", "€", "é"])
async def test_any_sign_on_a_keyboard_can_be_a_key(
    open_app: OpenApp, stage: Stage, called: list[str], key: str
) -> None:
    async with playing(open_app(keys={"delete": key}), stage) as play:
        # As the terminal's bytes are read.
        (event,) = XTermParser().feed(key)
        assert isinstance(event, events.Key)
        play.app.post_message(event)
        await play.pilot.pause()
        assert called == ["delete"]


async def test_keys_that_are_shown_already_are_not_painted_anew(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        bar = play.reader.query_one(KeyBar)
        of_the_article = bar.offered
        bar.look(play.reader)
        assert bar.offered is of_the_article
        await play.press("N")
        assert bar.offered != of_the_article


async def test_a_key_of_the_line_can_be_clicked(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        bar = play.reader.query_one(KeyBar)
        before = 0
        for key in bar.fitting:
            if key.id == "reject":
                break
            before += key.width
        await play.pilot.click(KeyBar, offset=(before, 0))
        await play.saved()
        assert stage.now("Port Selby").status is Status.REJECTED


async def test_a_theme_that_is_not_there_is_reported_and_another_is_used(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(theme="[/] \x1bmauve"), stage) as play:
        await play.until(lambda: play.notifications)
        assert play.notifications[0].startswith("Unknown theme “[/] \ufffdmauve”. Available: ansi-dark, ")
        assert play.app.theme == "glossator-dark"


async def test_fields_are_not_in_the_way_of_the_palette(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o", "slash", "ctrl+p")
        await play.until(lambda: isinstance(play.app.screen, CommandPalette))
        await play.press("escape")
        await play.until(lambda: play.app.screen is play.reader)
        with pytest.raises(NoMatches):
            play.one(CommandList)
        assert isinstance(play.app.focused, Input)
