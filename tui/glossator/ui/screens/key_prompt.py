"""Asks for one key, in a line of its own; the screen above can still be seen."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from glossator.ui.widgets.article.glyphs import visible


class KeyPrompt(ModalScreen[str | None]):
    """Returns the character of the next key, a newline for Enter; None for Escape and for keys without one."""

    DEFAULT_CSS = """
    KeyPrompt { background: transparent; align: center bottom; }
    KeyPrompt Static {
        width: 100%;
        height: auto;
        max-height: 100%;
        padding: 0 2;
        background: $panel;
        color: $foreground;
    }
    """

    _answered = False

    def __init__(self, question: str, answers: str = "") -> None:
        """Ask a question, and say which keys answer it, where it does not say so itself."""
        super().__init__()
        self._question = question
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Make the line, which takes as many as it needs."""
        yield Static(Content.assemble((visible(self._question), "bold"), "  ", visible(self._answers)))

    def on_key(self, event: events.Key) -> None:
        """Return it; keys that come while the prompt closes change nothing."""
        event.stop()
        if not self._answered:
            self._answered = True
            self.dismiss("\n" if event.key == "enter" else event.character if event.is_printable else None)


class Confirmation(KeyPrompt):
    """Asks whether to go on: with one letter, or with Enter."""

    def __init__(self, question: str, letter: str) -> None:
        """Ask a question that `letter` says yes to."""
        super().__init__(question, f"{letter} or Enter: yes · any other key: no")
        self._letter = letter

    def says_yes(self, key: str | None) -> bool:
        """Say whether `key`, as it was returned, is a yes."""
        return key in (self._letter, "\n")
