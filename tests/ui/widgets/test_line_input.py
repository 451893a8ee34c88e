"""One-line fields and what is pasted into them."""

import ast
from pathlib import Path
from typing import Final

import pytest
from textual import events
from textual.app import App, ComposeResult

import glossator
from glossator.ui.widgets.line_input import LineInput

_PROGRAM: Final = Path(glossator.__file__).parent


class _App(App[None]):
    def compose(self) -> ComposeResult:
        yield LineInput("the  end")


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("the\nTaliban met", "the Taliban met"),
        ("a\r\n\r\n  b  \rc\u2028d\n", "a b c d"),
        (" half a word", " half a word"),
        ("one line\n", "one line"),
        ("tab\there\x07", "tab here"),
        ("\n", ""),
        ("", ""),
    ],
)
async def test_a_paste_keeps_all_its_lines_in_one(pasted: str, value: str) -> None:
    app = _App()
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        field.cursor_position = len("the ")
        app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert field.value == f"the {value} end"
        assert field.cursor_position == len("the ") + len(value)


async def test_a_paste_takes_the_place_of_what_is_selected() -> None:
    app = _App()
    async with app.run_test() as pilot:
        app.query_one(LineInput).select_all()
        app.post_message(events.Paste("x\ny"))
        await pilot.pause()
        assert app.query_one(LineInput).value == "x y"


async def test_what_was_copied_in_the_program_is_pasted_the_same_way() -> None:
    app = _App()
    async with app.run_test() as pilot:
        app.query_one(LineInput).select_all()
        app.copy_to_clipboard("x\ny")
        await pilot.press("ctrl+v")
        assert app.query_one(LineInput).value == "x y"


def test_every_one_line_field_takes_a_paste_of_several_lines() -> None:
    bare = [
        str(path.relative_to(_PROGRAM))
        for path in _PROGRAM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Input"
    ]
    assert not bare
