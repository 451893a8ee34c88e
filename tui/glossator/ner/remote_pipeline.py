"""A pipeline in a process of its own, so that several can work at once and the screen stays responsive.

Run as a module, this is that process: it loads the named pipeline, and answers each line of standard input, a JSON list
of texts, with a line of the entities in each, or a text that says what failed. It ends when its standard input is
closed.
"""

import json
import os
import sys
from collections.abc import Sequence
from threading import Lock
from typing import Any, Final

from glossator.ner.in_process import load
from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.plugin_recognisers import PluginPipeline, RecogniserFailed
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

_NICENESS: Final = 10
_STOPPED: Final = "The analysis process has stopped, maybe out of memory. Try again with fewer processes."


class RemotePipeline:
    """A pipeline that runs in another process; thread-safe, one call at a time."""

    def __init__(self, pipeline: Pipeline | PluginPipeline) -> None:
        """Start the process, and return while it loads the pipeline."""
        self.pipeline = pipeline
        self._lock = Lock()
        self._worker: JsonWorker | None = None
        self._is_ready = False
        self._start()

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        """Return the entities in each text.

        Raises:
            NoPipeline: when the process cannot load the pipeline.
            PipelineStopped: when the process has ended, or the pipeline has failed.
        """
        with self._lock:
            return [[FoundEntity(*one) for one in found] for found in self._ask(texts)]

    def close(self) -> None:
        """End the process, even while it is working."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _start(self) -> JsonWorker:
        self._is_ready = False
        self._worker = JsonWorker(__name__, self.pipeline.module)
        return self._worker

    def _ask(self, texts: Sequence[str]) -> list[list[list[Any]]]:
        worker = self._worker or self._start()
        try:
            if not self._is_ready:
                if refusal := worker.answer():
                    self.close()
                    raise NoPipeline(str(refusal))
                self._is_ready = True
            worker.ask(texts)
            found: str | list[list[list[Any]]] = worker.answer()
        except WorkerEnded as error:
            self.close()
            raise PipelineStopped(_STOPPED) from error
        if isinstance(found, str):
            raise PipelineStopped(found)
        return found


def serve(module: str) -> None:
    """Load a pipeline, and answer requests until standard input is closed."""
    if hasattr(os, "nice"):
        # The screen and its keys come first.
        os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "wb")
    # What libraries print must not mix with the answers.
    os.dup2(2, 1)

    def answer(value: object) -> None:
        answers.write(json.dumps(value).encode("ascii") + b"\n")
        answers.flush()

    try:
        suggest = load(module).suggest
    except NoPipeline as error:
        answer(str(error))
        return
    answer("")
    for line in sys.stdin.buffer:
        try:
            answer(suggest(json.loads(line)))
        except RecogniserFailed as error:
            answer(str(error))


if __name__ == "__main__":
    serve(sys.argv[1])
