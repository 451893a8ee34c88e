"""The emulator shows what pyte shows, which it only takes in larger steps."""

import pyte
from hypothesis import example, given
from hypothesis import strategies as st

from tests.emulator import Emulator

_COLUMNS, _LINES = 12, 4
_STYLES = st.lists(st.sampled_from(["", "0", "1", "4", "7", "22", "31", "38;2;1;2;30", "48;5;99", "12000"]), max_size=3)
_PIECES = st.one_of(
    st.sampled_from(["lamp", "é–“", "鹿港", "👩", "│─╭", "e\u0301", "\xad", "\x01", "a line that is too long", "\r\n"]),
    _STYLES.map(lambda parameters: f"\x1b[{';'.join(parameters)}m"),
    st.builds("\x1b[{};{}H".format, st.integers(1, _LINES), st.integers(1, _COLUMNS)),
    # Insert mode, no wrapping, all reversed, erasing, a region that scrolls.
    st.sampled_from(["4h", "4l", "?7l", "?7h", "?5h", "?5l", "2J", "K", "2;3r"]).map("\x1b[{}".format),
    st.sampled_from(["\x1b)0", "\x0e", "\x0f", "\x1bM", "\x1b7", "\x1b8", "\x9b31m"]),
)


@given(st.lists(st.lists(_PIECES).map("".join)))
@example(["lamp\x1b[1;1H\x1b[4hlamp"])
@example(["\x1b[7m\x1b[0m\x1b[?5h\x1b[0mlamp"])
def test_it_shows_what_pyte_shows(written: list[str]) -> None:
    emulator, screen = Emulator(_COLUMNS, _LINES), pyte.Screen(_COLUMNS, _LINES)
    stream = pyte.Stream(screen)
    for data in written:
        emulator.feed(data)
        stream.feed(data)
        assert emulator.cells == [screen.buffer[line][column] for line in range(_LINES) for column in range(_COLUMNS)]
