"""Typing a path with Tab."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input, Static

from glossator.services.importing.path_completion import PathEntry, list_folder
from glossator.ui.screens.importing import ImportPage
from glossator.ui.screens.path_prompt import PathPrompt
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a folder and texts in it."""
    made = tmp_path / "inbox"
    (made / "gale reports").mkdir(parents=True)
    for name in ("gale one.txt", "gale two.txt", "letter.md", "prog.exe", "gale reports/北.txt"):
        (made / name).write_text("Gale over Hartness.", encoding="utf-8")
    monkeypatch.chdir(made)
    return made


async def prompt(play: Play) -> PathPrompt:
    """Open the prompt, and wait for the names in the current folder."""
    await play.press("J")
    await play.until(lambda: isinstance(play.app.screen, PathPrompt))
    assert isinstance(play.app.screen, PathPrompt)
    return play.app.screen


def value(play: Play) -> str:
    return play.one(Input).value


async def test_tab_completes_then_goes_through_the_names_and_a_folder_leads_on(
    open_app: OpenApp, stage: Stage, inbox: Path
) -> None:
    async with playing(open_app(), stage) as play:
        await prompt(play)
        await play.until(lambda: "letter.md" in play.seen)
        assert "prog.exe" not in play.seen
        await play.type("g")
        await play.press("tab")
        assert value(play) == "gale "
        await play.until(lambda: "letter.md" not in play.seen)
        for expected in ("gale one.txt", "gale reports/", "gale two.txt", "gale one.txt"):
            await play.press("tab")
            assert value(play) == expected
        await play.press("shift+tab", "shift+tab")
        assert value(play) == "gale reports/"
        await play.type("北")
        await play.until(lambda: "北.txt" in play.seen)
        await play.press("tab")
        assert value(play) == "gale reports/北.txt"
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ImportPage))
        await play.until(lambda: "1 new, 0 known already, 0 failed" in play.seen)


async def test_more_names_than_fit_are_counted_and_followed(open_app: OpenApp, stage: Stage, inbox: Path) -> None:
    for number in range(12):
        (inbox / f"n{number}.txt").write_bytes(b"")
    async with playing(open_app(), stage) as play:
        await prompt(play)
        await play.type("n")
        await play.until(lambda: "… 4 more" in play.seen)
        assert "n8.txt" not in play.seen
        await play.press("shift+tab")
        await play.until(lambda: "n11.txt" in play.seen)
        assert value(play) == "n11.txt"


async def test_names_are_no_markup_and_nothing_that_a_terminal_obeys(
    open_app: OpenApp, stage: Stage, inbox: Path
) -> None:
    (inbox / "x\x1b[31m[bold]\n\u202e.txt").write_bytes(b"")
    async with playing(open_app(), stage) as play:
        await prompt(play)
        await play.type("x")
        await play.until(lambda: "x�[31m[bold]" in play.seen)
        await play.press("tab")
        assert value(play) == "x\x1b[31m[bold]\n\u202e.txt"
        assert play.seen.count("x�[31m[bold]") == 2, "in the field and below it"
        assert not set("\x1b\u202e") & set(play.seen)


async def test_a_slow_folder_holds_nothing_up_and_what_it_gives_late_is_dropped(
    open_app: OpenApp, stage: Stage, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, answered = Event(), Event()

    def slow(typed: str, cancelled: Callable[[], bool]) -> Sequence[PathEntry]:
        if not typed.startswith("slow/"):
            return list_folder(typed, cancelled)
        answer.wait(30)
        assert cancelled()
        answered.set()
        return [PathEntry("late.txt", is_folder=False)]

    monkeypatch.setattr("glossator.ui.screens.path_prompt.list_folder", slow)
    async with playing(open_app(), stage) as play:
        await prompt(play)
        await play.type("slow/")
        await play.press("tab")
        assert value(play) == "slow/"
        await play.press(*("backspace" for _ in "slow/"))
        await play.type("let")
        await play.until(lambda: "letter.md" in play.seen)
        answer.set()
        assert answered.wait(30)
        await play.pilot.pause()
        assert "late.txt" not in play.seen
        await play.press("tab")
        assert value(play) == "letter.md"


async def test_tab_before_the_folder_is_read_completes_when_it_is(
    open_app: OpenApp, stage: Stage, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def slow(typed: str, cancelled: Callable[[], bool]) -> Sequence[PathEntry]:
        answer.wait(30)
        return list_folder(typed, cancelled)

    monkeypatch.setattr("glossator.ui.screens.path_prompt.list_folder", slow)
    async with playing(open_app(), stage) as play:
        await prompt(play)
        await play.type("let")
        await play.press("tab")
        assert value(play) == "let"
        answer.set()
        await play.until(lambda: value(play) == "letter.md")


async def test_a_web_address_and_a_missing_folder_offer_nothing(open_app: OpenApp, stage: Stage, inbox: Path) -> None:
    async with playing(open_app(), stage) as play:
        await prompt(play)
        for typed in ("https://example.org/let", "no/such/let"):
            play.one(Input).value = typed
            await play.until(lambda: "Tab completes" in str(play.one(Static, "#names").render()))
            await play.press("tab")
            assert value(play) == typed
            assert play.app.focused is play.one(Input)
