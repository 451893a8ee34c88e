import os

import pytest
from textual import events
from textual.geometry import Size

from glossator.terminal.driver import LARGEST, PASTE_TIMEOUT, PasteTimeoutParser, bounded, terminal_size


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parser(clock: Clock) -> PasteTimeoutParser:
    return PasteTimeoutParser(clock=clock)


def pasted(messages: object) -> list[str]:
    assert hasattr(messages, "__iter__")
    return [message.text for message in messages if isinstance(message, events.Paste)]


def keys(messages: object) -> list[str]:
    assert hasattr(messages, "__iter__")
    return [message.key for message in messages if isinstance(message, events.Key)]


@pytest.mark.parametrize("parts", [["\x1b[200~the gate\nwas shut"], ["\x1b[20", "0~the gate\n", "was shut"]])
def test_a_paste_without_an_end_is_complete_after_a_time_without_input(
    parser: PasteTimeoutParser, clock: Clock, parts: list[str]
) -> None:
    for part in parts:
        clock.now += PASTE_TIMEOUT - 0.1
        assert pasted(parser.tick()) == []
        assert pasted(parser.feed(part)) == []
    clock.now += PASTE_TIMEOUT
    assert pasted(parser.tick()) == ["the gate\nwas shut"]
    clock.now += PASTE_TIMEOUT
    assert keys(parser.tick()) == []


@pytest.mark.parametrize("parts", [["\x1b[200~the gate\x1b[201~"], ["\x1b[200~the gate\x1b[2", "01~"]])
def test_a_paste_with_an_end_waits_for_nothing(parser: PasteTimeoutParser, clock: Clock, parts: list[str]) -> None:
    assert [text for part in parts for text in pasted(parser.feed(part))] == ["the gate"]
    clock.now += 2 * PASTE_TIMEOUT
    assert list(parser.tick()) == []
    assert keys(parser.feed("j")) == ["j"]


@pytest.mark.parametrize(
    ("claimed", "painted"),
    [((160, 48), (160, 48)), ((0, -3), (1, 1)), ((65_535, 65_535), tuple(LARGEST)), ((65_535, 24), (1_000, 24))],
)
def test_the_size_of_a_terminal_is_bounded(claimed: tuple[int, int], painted: tuple[int, int]) -> None:
    assert bounded(Size(*claimed)) == painted


def test_the_variables_of_the_shell_say_nothing_of_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "999999")
    monkeypatch.setenv("LINES", "bogus")
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((65_535, 40)))
    assert terminal_size() == (LARGEST.width, 40)
