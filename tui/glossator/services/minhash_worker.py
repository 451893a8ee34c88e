"""Making the sketches of many texts in a process of its own, so that a second processor has work while files are read.

Run as a module, it is that process: it answers a list of texts with their sketches.
"""

import json
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

from glossator.matching.minhash import Sketch, sketch
from glossator.runtime.environment import cpu_count
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

# Of texts with fewer characters than these, sketches are made sooner than the process is there.
_FEW: Final = 200_000


class Sketcher:
    """Has sketches made of some texts after the other, while one goes on; what the process does not do is done here."""

    def __init__(self) -> None:
        """Start nothing before there is enough to do; with one processor, nothing at all."""
        self._beside: JsonWorker | None = None
        self._texts: Sequence[str] = ()

    def ask(self, texts: Sequence[str]) -> None:
        """Have the sketches of texts made; those of the texts before have been fetched."""
        self._texts = texts
        if self._beside is None and (sum(map(len, texts)) < _FEW or cpu_count() == 1):
            return
        try:
            self._beside = self._beside or JsonWorker(__name__)
            self._beside.ask(texts)
        except (OSError, WorkerEnded):
            self.close()

    def answer(self) -> list[Sketch]:
        """Return the sketches of the texts that were asked for, when they are made."""
        if self._beside is not None:
            try:
                return [tuple(made) for made in self._beside.answer()]
            except WorkerEnded:
                self.close()
        return [sketch(text) for text in self._texts]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._beside is not None:
            self._beside.close()
            self._beside = None


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nothing more is asked."""
    for line in asked:
        answers.write(json.dumps([sketch(text) for text in json.loads(line)]).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
