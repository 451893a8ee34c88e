"""The only uses of Textual's private attributes; each has a test."""

from typing import ClassVar

from textual._xterm_parser import XTermParser as TerminalParser
from textual.app import App
from textual.drivers import linux_driver

__all__ = ["AdaptedDriver", "QuietApp", "TerminalParser", "write_to_terminal"]


class AdaptedDriver(linux_driver.LinuxDriver):
    """Textual's driver for Linux and macOS; subclasses choose its input parser and how its size is measured."""

    parser: ClassVar[type[TerminalParser]] = TerminalParser

    def measured_size(self) -> tuple[int, int]:
        """Return the columns and rows of the terminal."""
        return super()._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.measured_size()

    def run_input_thread(self) -> None:
        """Read the input of the terminal."""
        # The driver creates its parser by this name, and offers no other way to choose one.
        vars(linux_driver)["XTermParser"] = self.parser
        super().run_input_thread()


class QuietApp(App[None]):
    """An app that prints no traceback when it crashes, because that shows the text being read."""

    crashed = False

    @property
    def crash(self) -> Exception | None:
        """The unexpected error that ended the app, if any."""
        return self._exception

    def _print_error_renderables(self) -> None:
        self.crashed = bool(self._exit_renderables)
        self._exit_renderables.clear()


def write_to_terminal(app: App[object], sequence: str) -> bool:
    """Send a control sequence to the terminal unchanged, and return whether there is a terminal."""
    driver = app._driver
    if driver is None:
        return False
    driver.write(sequence)
    return True
