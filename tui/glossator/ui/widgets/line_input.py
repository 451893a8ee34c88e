"""A field for one line that keeps all the text of a paste of several lines."""

from textual import events
from textual.widgets import Input

from glossator.text.normalise import normalise


def pasted_lines(text: str) -> list[str]:
    """Return the lines of `text` that are not blank, without surrounding white space."""
    return [line for line in map(str.strip, normalise(text).splitlines()) if line]


class LineInput(Input):
    """A one-line field; the line ends of a paste become blanks."""

    def on_paste(self, event: events.Paste) -> None:
        """Take all that is pasted."""
        # Textual's own field keeps the first line only.
        event.prevent_default()
        event.stop()
        self.take_pasted(event.text)

    def action_paste(self) -> None:
        """Paste what was copied in this program."""
        self.take_pasted(self.app.clipboard)

    def take_pasted(self, text: str) -> None:
        """Put pasted text in place of what is selected, or at the cursor."""
        lines = pasted_lines(text)
        # A single line keeps its blanks, since it may be a part of a word or the space between two.
        self.replace(" ".join(lines) if len(lines) > 1 else normalise(text).replace("\n", ""), *self.selection)
