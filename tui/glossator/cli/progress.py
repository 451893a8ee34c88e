"""How far a long command is: a line below what it prints."""

import shutil
import sys
from types import TracebackType
from typing import Self


class ProgressLine:
    """The last line of the terminal, which goes when something else is printed; none where there is no terminal."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.clear()

    def show(self, told: str) -> None:
        """Show how far the command is, in place of what was shown before."""
        if sys.stderr.isatty():
            # One that went on over the end of the line could not be taken back.
            print(f"\r{told[: shutil.get_terminal_size().columns - 1]}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for what is printed next."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
