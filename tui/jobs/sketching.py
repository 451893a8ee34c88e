"""Making the sketches of many texts in a process of its own, so that a second processor has work while files are read.

Run as a module, it is that process: it answers each line of JSON on standard input, a list of texts, with a line of
their sketches. It ends when its standard input does, so it does not outlive whoever started it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO, Final

from tui.jobs.processors import processors
from tui.model.near_duplicates import Sketch, sketch

# Of texts with fewer characters than these, sketches are made sooner than the process is there.
_FEW: Final = 200_000


class Sketcher:
    """Has sketches made of some texts after the other, while one goes on; what the process does not do is done here."""

    def __init__(self) -> None:
        """Start nothing before there is enough to do; with one processor, nothing at all."""
        self._process: subprocess.Popen[bytes] | None = None
        self._texts: Sequence[str] = ()

    def ask(self, texts: Sequence[str]) -> None:
        """Have the sketches of texts made; those of the texts before have been fetched."""
        self._texts = texts
        if self._process is None and (sum(map(len, texts)) < _FEW or processors() == 1):
            return
        try:
            self._process = self._process or _started()
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(texts).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            self.close()

    def answer(self) -> list[Sketch]:
        """Return the sketches of the texts that were asked for, when they are made."""
        if self._process is not None:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            if line.endswith(b"\n"):
                return [tuple(made) for made in json.loads(line)]
            self.close()
        return [sketch(text) for text in self._texts]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                # What is still in the pipe has nobody to go to.
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process = None


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # Only what is on the path here, and never what lies in the analyst's folder.
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        # So that ctrl+c at the terminal reaches the program, which then ends this in its own way.
        process_group=0,
    )


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nothing more is asked."""
    for line in asked:
        answers.write(json.dumps([sketch(text) for text in json.loads(line)]).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
