"""The one place that reaches into what Textual does not promise to keep. Each use has a test."""

from textual.app import App


class QuietApp(App[None]):
    """An app that puts no traceback on the terminal when it breaks, since one shows what was being read."""

    broke = False

    @property
    def broken_by(self) -> Exception | None:
        """What nobody had thought of, where that ended the app."""
        return self._exception

    def _print_error_renderables(self) -> None:
        self.broke = bool(self._exit_renderables)
        self._exit_renderables.clear()


def write_to_terminal(app: App[object], sequence: str) -> bool:
    """Send a control sequence to the terminal as it is, and say whether there is a terminal to send it to."""
    driver = app._driver
    if driver is None:
        return False
    driver.write(sequence)
    return True
