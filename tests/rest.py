"""When an app at work in a test has nothing left to do: asked of what it has to do, never of how long it was quiet."""

import asyncio
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import Worker

# What is due within so many seconds is waited for: the next step of what goes on in small ones.
_SOON: Final = 0.004
# Seconds between looks at what threads are at.
_MOMENT: Final = 0.001
# Nothing takes so many seconds but what never ends.
_PATIENCE: Final = 30.0
# Rounds of the event loop in which there was nothing to do, one after the other.
_ROUNDS: Final = 3

_render = Compositor.render_update


async def at_rest(app: App[Any], held: Collection[str] = ()) -> None:
    """Let `app` work until everything that it has to do now is done, and painted.

    Args:
        app: the app.
        held: the groups of workers that are not waited for, as the test holds them up.
    """
    end = time.monotonic() + _PATIENCE
    quiet = 0
    while quiet < _ROUNDS and app._running and app._exception is None:
        assert time.monotonic() < end, f"this goes on and on: {_at_work(app, held) or 'frames'}"
        await asyncio.sleep(0)
        if _busy() or _resized(app) or (app.screen_stack and _painted(app)):
            quiet = 0
        elif (wait := _next_due()) or _at_work(app, held):
            quiet = 0
            await asyncio.sleep(wait or _MOMENT)
        else:
            quiet += 1


def _at_work(app: App[Any], held: Collection[str]) -> list[Worker[Any]]:
    """Return the workers that are not done."""
    return [worker for worker in app.workers if not worker.is_finished and worker.group not in held]


def _busy() -> bool:
    """Return whether any task of the loop has something to do at once."""
    return bool(asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]  # the loop tells it no other way


def _next_due() -> float:
    """Return the seconds until what is due soon; 0 when nothing is."""
    loop = asyncio.get_running_loop()
    now = loop.time()
    due = [
        handle.when() - now
        for handle in loop._scheduled  # type: ignore[attr-defined]  # the loop tells it no other way
        if not handle.cancelled()
    ]
    soonest = min(due, default=_SOON)
    return max(soonest, _MOMENT) if soonest < _SOON else 0.0


def _resized(app: App[Any]) -> bool:
    """Hand on a new size of the window, for which the app would wait for others; return whether there was one."""
    if app._resize_timer is None:
        return False
    app._check_resize()
    return True


def _painted(app: App[Any]) -> bool:
    """Lay out and paint what waits for the next frame of the screen on top; return whether anything did."""
    screen = app.screen
    waits = bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    if waits:
        screen._on_timer_update()
    elif app.is_headless:
        waits = _render(screen._compositor, screen_stack=app._background_screens) is not None
    return waits


def _put_off(
    compositor: Compositor, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
) -> RenderableType | None:
    """Leave a frame to be painted with those that follow, when the app is at rest, where no terminal shows it."""
    if active_app.get().is_headless and not full:
        return None
    return _render(compositor, full, screen_stack, simplify)


async def pressed_at_once(app: App[Any], keys: Iterable[str]) -> None:
    """Press keys without a pause."""
    with pytest.MonkeyPatch.context() as patch:

        async def at_once(*_: float) -> None:
            """Wait for nothing."""

        patch.setattr("textual.app.wait_for_idle", at_once)
        await app._press_keys(keys)


@contextmanager
def resting(held: Collection[str] = ()) -> Iterator[None]:
    """Have every pilot, which waits for the processor to look idle, wait until its app is at rest."""

    async def wait(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
        await at_rest(active_app.get(), held)

    async def wait_for_screen(pilot: Pilot[Any], timeout: float = 0.0) -> bool:
        await at_rest(pilot.app, held)
        return pilot.app._exception is None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", wait)
        patch.setattr("textual.pilot.wait_for_idle", wait)
        patch.setattr(Pilot, "_wait_for_screen", wait_for_screen)
        patch.setattr(Compositor, "render_update", _put_off)
        yield
