"""Waits for one key, with the screen below still to be seen."""

from textual import events
from textual.screen import ModalScreen


class KeyPrompt(ModalScreen[str | None]):
    """Returns the character of the next key, a newline for Enter; None for Escape and for keys without one."""

    DEFAULT_CSS = "KeyPrompt { background: transparent; }"

    _answered = False

    def on_key(self, event: events.Key) -> None:
        """Return it; keys that come while the prompt closes change nothing."""
        event.stop()
        if not self._answered:
            self._answered = True
            self.dismiss("\n" if event.key == "enter" else event.character if event.is_printable else None)
