"""Writing a text in the editor that the analyst has chosen for everything else."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


class NotWritten(Exception):
    """The editor could not be used; the message is one sentence with the way out."""


def write_outside(app: App[None], text: str) -> str:
    """Have `text` changed in $VISUAL or $EDITOR, or vi where neither is set, while `app` leaves it the terminal.

    Return what it has become.

    Raises:
        NotWritten: when the editor cannot be started or ends with an error; the text is as it was then.
    """
    wrong: NotWritten | None = None
    try:
        with app.suspend():
            # An error that left this block would leave the screen to the editor.
            try:
                text = _written(text)
            except NotWritten as error:
                wrong = error
    except SuspendNotSupported as error:
        raise NotWritten("No editor can be opened from this terminal; write the note here.") from error
    if wrong is not None:
        raise wrong
    return text


def _written(text: str) -> str:
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="glossator-") as folder:
        file = Path(folder) / "note.md"
        file.write_text(text, encoding="utf-8")
        try:
            ended = subprocess.run([*shlex.split(chosen), str(file)], check=False)
            written = file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise NotWritten(f"The editor “{chosen}” cannot be used; set EDITOR to another one.") from error
        if ended.returncode:
            raise NotWritten(f"The editor “{chosen}” ended with an error; the note is as it was.")
        # Most editors end the last line of every file.
        return written if text.endswith("\n") else written.removesuffix("\n")
