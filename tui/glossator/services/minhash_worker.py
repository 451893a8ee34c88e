"""Computing MinHash sketches in a worker process while files are read.

Run as a module, this is the process: it answers each list of texts with their sketches.
"""

import json
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

from glossator.matching.minhash import Sketch, sketch
from glossator.runtime.environment import cpu_count
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

# Characters of texts that are sketched sooner than the process would start.
_FEW: Final = 200_000


class Sketcher:
    """Computes sketches in a worker process, or in this one if there are few, or one processor, or the worker fails."""

    def __init__(self) -> None:
        self._worker: JsonWorker | None = None
        self._texts: Sequence[str] = ()

    def ask(self, texts: Sequence[str]) -> None:
        """Start computing the sketches of `texts`; the answer to the previous call must have been fetched."""
        self._texts = texts
        if self._worker is None and (sum(map(len, texts)) < _FEW or cpu_count() == 1):
            return
        try:
            self._worker = self._worker or JsonWorker(__name__)
            self._worker.ask(texts)
        except (OSError, WorkerEnded):
            self.close()

    def answer(self) -> list[Sketch]:
        """Wait for the sketches of the texts and return them."""
        if self._worker is not None:
            try:
                return [tuple(made) for made in self._worker.answer()]
            except WorkerEnded:
                self.close()
        return [sketch(text) for text in self._texts]

    def close(self) -> None:
        """End the worker process."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each line of `asked` until it ends."""
    for line in asked:
        answers.write(json.dumps([sketch(text) for text in json.loads(line)]).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
