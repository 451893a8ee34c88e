"""Keys typed ahead wait for what the key before has led to, and for nothing else."""

import threading
from typing import Any, ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import Screen

from glossator.ui.input_queue import LISTING, QueuedInputApp


class _Page(Screen[None]):
    """Writes down what is pressed, and lists something on a thread that is held up until the test lets it go on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,escape", "take", priority=True),
        Binding("o", "open", priority=True),
        Binding("s", "list", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.listed = False
        self.seen: list[bool] = []

    def action_take(self) -> None:
        """Write down whether there is a list."""
        self.seen.append(self.listed)

    def action_open(self) -> None:
        """Open a page that closes with its first key."""
        self.app.push_screen(_Asking())

    @work(thread=True, group=LISTING)
    def action_list(self) -> None:
        """List something."""
        self.go_on.wait()
        self.listed = True


class _Asking(Screen[None]):
    """Closes at the first key that reaches it."""

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss()


class _App(QueuedInputApp):
    def get_default_screen(self) -> _Page:
        self.page = _Page()
        return self.page


def _typed(app: _App, keys: str, moment: float = 0.0) -> None:
    """Have keys come at one moment."""
    for key in keys.split():
        event = events.Key(key, key if len(key) == 1 else None)
        event.time = moment
        app.post_message(event)


async def _all_given_out(pilot: Pilot[Any], app: _App, count: int) -> None:
    while len(app.page.seen) < count:
        await pilot.pause()


async def test_keys_behind_one_that_closes_a_page_go_to_the_page_below() -> None:
    app = _App()
    async with app.run_test() as pilot:
        _typed(app, "o x j o x j j")
        await _all_given_out(pilot, app, 3)
        assert app.screen is app.page


async def test_a_key_waits_for_the_list_that_the_one_before_has_asked_for() -> None:
    app = _App()
    async with app.run_test() as pilot:
        _typed(app, "j s j")
        await _all_given_out(pilot, app, 1)
        app.page.go_on.set()
        await _all_given_out(pilot, app, 2)
        assert app.page.seen == [False, True]


async def test_escape_does_not_wait_for_a_list() -> None:
    app = _App()
    async with app.run_test() as pilot:
        _typed(app, "s escape")
        await _all_given_out(pilot, app, 1)
        assert app.page.seen == [False]
        app.page.go_on.set()


async def test_who_has_had_time_to_look_does_not_wait_for_a_list() -> None:
    app = _App()
    async with app.run_test() as pilot:
        _typed(app, "s")
        _typed(app, "j", moment=2.0)
        await _all_given_out(pilot, app, 1)
        assert app.page.seen == [False]
        app.page.go_on.set()


async def test_keys_that_still_wait_when_the_screens_have_gone_are_let_go() -> None:
    app = _App()
    app._led_on, app._last = True, events.Key("s", "s")
    app._waiting.append(events.Key("j", "j"))
    assert not app.screen_stack
    await app._give_out()
