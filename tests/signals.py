"""Signals that are ignored where the tests are started, as by nohup or in the background of a shell."""

import signal
from types import FrameType


def heed_ignored_signals() -> None:
    """Have the programs that this one starts begin with no signal ignored; this one goes on ignoring them.

    A program hands on what it ignores. What it handles, its children begin with as if nobody had touched it.
    """
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _do_nothing)


def _do_nothing(number: int, _: FrameType | None) -> None:
    pass
