"""A pipeline at work in a process of its own, so that several can work at once and the screen is not slowed down.

Run as a module, it is that process: it loads the pipeline that is named, and answers each line of JSON on standard
input, a list of texts, with a line of what is found in each. It ends when its standard input does, so it does not
outlive whoever started it.
"""

import json
import os
import sys
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from glossator.ner.pipelines import NoPipeline, Pipeline, find_pipeline
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

if TYPE_CHECKING:
    from glossator.ner.recogniser import Found, Recogniser

_NICENESS: Final = 10
_GONE: Final = "The process that reads has ended, maybe because memory ran out; try again, with fewer at a time."


class PipelineStopped(Exception):
    """The process has ended; the message is one sentence with the way out, and the next call starts it anew."""


class RemotePipeline:
    """A recogniser whose pipeline is in another process; threads may share it, and are served one after the other."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Start the process; it loads the pipeline while others go on here."""
        self.pipeline = pipeline
        self._lock = Lock()
        self._beside: JsonWorker | None = None
        self._is_ready = False
        self._start()

    def suggest(self, texts: Sequence[str]) -> "list[list[Found]]":
        """Return what the pipeline finds in each of some texts, as `Recogniser.suggest` does.

        Raises:
            NoPipeline: when the process cannot load the pipeline.
            Gone: when the process has ended.
        """
        with self._lock:
            return [[(start, end, label) for start, end, label in found] for found in self._ask(texts)]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def _start(self) -> JsonWorker:
        self._is_ready = False
        self._beside = JsonWorker(__name__, self.pipeline.module)
        return self._beside

    def _ask(self, texts: Sequence[str]) -> list[list[list[Any]]]:
        beside = self._beside or self._start()
        try:
            if not self._is_ready:
                if refusal := beside.answer():
                    self.close()
                    raise NoPipeline(str(refusal))
                self._is_ready = True
            beside.ask(texts)
            found: list[list[list[Any]]] = beside.answer()
        except WorkerEnded as error:
            self.close()
            raise PipelineStopped(_GONE) from error
        return found


def serve(module: str) -> None:
    """Load a pipeline and answer until standard input ends."""
    if hasattr(os, "nice"):
        # Whoever waits for a key waits for less than whoever waits for a whole article.
        os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever the libraries print must not get among the answers.
    os.dup2(2, 1)

    def answer(value: object) -> None:
        answers.write(json.dumps(value).encode("ascii") + b"\n")
        answers.flush()

    try:
        recogniser = _loaded(module)
    except NoPipeline as error:
        answer(str(error))
        return
    answer("")
    for line in sys.stdin.buffer:
        answer(recogniser.suggest(json.loads(line)))


def _loaded(module: str) -> "Recogniser":
    from glossator.ner.recogniser import Recogniser

    return Recogniser(find_pipeline(module))


if __name__ == "__main__":
    serve(sys.argv[1])
