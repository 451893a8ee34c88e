"""Dialogs that ask for one key, on a line at the bottom; the screen above stays visible."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from glossator.ui.widgets.article.glyphs import visible


class Dialog(ModalScreen[str | None]):
    """A dialog that answers once: keys that come while it closes change nothing."""

    _answered = False

    def answer(self, value: str | None) -> None:
        """Close with `value`."""
        if not self._answered:
            self._answered = True
            self.dismiss(value)


class KeyPrompt(Dialog):
    """Returns the character of the next key, a newline for Enter, None for Escape and keys without a character."""

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

    def __init__(self, question: str, answers: str = "") -> None:
        """Ask `question`, followed by the `answers` that the keys give."""
        super().__init__()
        self._question = question
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Lay out the line, which may wrap."""
        yield Static(Content.assemble((visible(self._question), "bold"), "  ", visible(self._answers)))

    def on_key(self, event: events.Key) -> None:
        """Answer with the key."""
        event.stop()
        self.answer("\n" if event.key == "enter" else event.character if event.is_printable else None)


class Confirmation(KeyPrompt):
    """Asks for a confirmation: a letter or Enter."""

    def __init__(self, question: str, letter: str, more: str = "") -> None:
        """Ask `question`; `letter` answers yes, and `more` names the other keys that do something."""
        super().__init__(question, " · ".join(filter(None, (f"{letter} or Enter: yes", more, "any other key: no"))))
        self._letter = letter

    def says_yes(self, key: str | None) -> bool:
        """Return whether `key`, as returned by the dialog, means yes."""
        return key in (self._letter, "\n")
