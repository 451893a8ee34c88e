"""Writing a text in the editor that the analyst has chosen for everything else."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


class NotWritten(Exception):
    """The editor could not be used; the message is one sentence with the way out."""


def write_outside(text: str) -> str:
    """Have `text` changed in $VISUAL or $EDITOR, or vi where neither is set, and return what it has become.

    Raises:
        NotWritten: when the editor cannot be started or ends with an error; the text is as it was then.
    """
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
