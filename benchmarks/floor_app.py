"""The floor that start-up is measured against: the least that a Textual app of any use shows."""

from typing import Final

from textual.app import App, ComposeResult
from textual.widgets import Footer, Static

SHOWN: Final = "Least that can be shown"


class FloorApp(App[None]):
    """One Static and a Footer."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012  (Textual declares it so)

    def compose(self) -> ComposeResult:
        """Lay the two out."""
        yield Static(SHOWN)
        yield Footer()


def main() -> int:
    """Run it."""
    FloorApp().run()
    return 0
