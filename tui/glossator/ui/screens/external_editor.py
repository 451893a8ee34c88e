"""Editing a text in the editor named by $VISUAL or $EDITOR."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


class EditorFailed(Exception):
    """The editor could not be run or failed; the message says what to do."""


def edit_externally(app: App[None], text: str) -> str:
    """Return `text` as edited in $VISUAL, $EDITOR or vi; `app` is suspended meanwhile.

    Raises:
        EditorFailed: if the editor cannot be started or returns an error.
    """
    wrong: EditorFailed | None = None
    try:
        with app.suspend():
            # An exception that leaves this block would leave the app suspended.
            try:
                text = _written(text)
            except EditorFailed as error:
                wrong = error
    except SuspendNotSupported as error:
        raise EditorFailed("This terminal cannot open an editor. Write the note here.") from error
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
            raise EditorFailed(f"Could not run the editor “{chosen}”. Set EDITOR to another one.") from error
        if ended.returncode:
            raise EditorFailed(f"The editor “{chosen}” failed (exit code {ended.returncode}). The note is unchanged.")
        # Most editors add a newline at the end of the file.
        return written if text.endswith("\n") else written.removesuffix("\n")
