"""A one-line field that accepts pasted text of several lines."""

from textual import events
from textual.widgets import Input

from glossator.text.normalise import normalise


def pasted_lines(text: str) -> list[str]:
    """Return the lines of `text` that are not blank, stripped."""
    return [line for line in map(str.strip, normalise(text).splitlines()) if line]


class LineInput(Input):
    """A one-line field; line ends in pasted text become spaces."""

    def on_paste(self, event: events.Paste) -> None:
        """Insert the pasted text."""
        # Textual's Input inserts the first line only.
        event.prevent_default()
        event.stop()
        self.take_pasted(event.text)

    def action_paste(self) -> None:
        """Insert the text that was copied in this program."""
        self.take_pasted(self.app.clipboard)

    def take_pasted(self, text: str) -> None:
        """Replace the selection with pasted text, or insert it at the cursor."""
        lines = pasted_lines(text)
        # A single line keeps its outer spaces, because it may be a part of a line.
        self.replace(" ".join(lines) if len(lines) > 1 else normalise(text).replace("\n", ""), *self.selection)
